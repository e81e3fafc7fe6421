"""What a query asks for, decided on tokens: never too little, and not on strings, comments, names."""

import itertools
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from engagiert_ld.errors import QueryError, QuerySyntaxError, RefusedQueryError
from engagiert_ld.store.tokens import Token, described_iri, query_form, refuse_foreign, tokens

BASE = "https://ex.org/"
GRAPHS = frozenset({"https://ex.org/graph/one", "https://ex.org/graph/two", "urn:g#x"})
CLOSED_PORT = "http://127.0.0.1:9/"


def decide(query: str) -> str:
    try:
        refuse_foreign(tokens(query), BASE, GRAPHS)
    except RefusedQueryError:
        return "refused"
    except QuerySyntaxError:
        return "malformed"
    return "accepted"


def texts(query: str, kind: str) -> list[str]:
    return [token.text for token in tokens(query) if token.kind == kind]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("SELECT service a true SHA256 GROUP_CONCAT", ["keyword"] * 6),
        ("<> <a> <http://x/#y> <é> <a'b>", ["iri"] * 5),
        (r"p: : p:a :a a.b:c.d p:%41 p:\~\# p:1 :a:b ü:é p-q:x-y", ["pname"] * 11),
        ("?a $a ?1 ?é ?a_1\u00b7", ["var"] * 5),
        (""" "" '' "a" 'a' "\\"" '\\'' \"\"\"a"b""\n\"\"\" '''a'b''\n''' \"\"\"\"\"\" """, ["string"] * 9),
        ("1 1.5 .5 1e0 1.E1 1.5e-3 .5E+1", ["number"] * 7),
        ("_:a _:0 _:a.b _:é-1", ["bnode"] * 4),
        ("@en @de-DE-1996", ["langtag"] * 2),
        ("^^ && || <= >= != < > = ! ( ) { } [ ] . , ; * / | ^ ? + -", ["punct"] * 26),
        ("# all\n# of this\r\n# is comment", []),
        ("", []),
    ],
)
def test_every_terminal_has_its_kind(query: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokens(query)] == kinds


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?a<?b && ?c>?d", ["?a", "<", "?b", "&&", "?c", ">", "?d"]),
        ("?a<=?b", ["?a", "<=", "?b"]),
        ("?s<p>?o", ["?s", "<p>", "?o"]),
        ("?s<p#q>?o#<c>", ["?s", "<p#q>", "?o"]),
        ("x:a.b.", ["x:a.b", "."]),
        ("x:a.?b", ["x:a", ".", "?b"]),
        ("1.", ["1", "."]),
        ("1.5.", ["1.5", "."]),
        ("?o.?p", ["?o", ".", "?p"]),
        ("x:p?/x:q", ["x:p", "?", "/", "x:q"]),
        ("SERVICE<http://x>", ["SERVICE", "<http://x>"]),
        ("SERVICE?x", ["SERVICE", "?x"]),
        ("'a'@en'b'", ["'a'", "@en", "'b'"]),
        ("'a'^^x:d", ["'a'", "^^", "x:d"]),
        ("'''a''''b'", ["'''a'''", "'b'"]),
        (r"\u0053ERVICE \u003Curn:x\u003e", ["SERVICE", "<urn:x>"]),
        (r"?x\U0001F600", ["?x😀"]),
        ("{a}", ["{", "a", "}"]),
    ],
)
def test_tokens_end_where_the_grammar_says(query: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(query)] == expected


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("x", (1, 1)),
        ("\n  x", (2, 3)),
        ("\r\n\tx", (2, 2)),
        ("\r\rx", (3, 1)),
        ("# one\n '''\n\n''' x", (4, 5)),
        (r"'\u0061\U00000061' x", (1, 20)),
        ("'\\u0061'\n\\u0061\\u0061 x", (2, 14)),
        (r"\u0020\u0020x", (1, 13)),
        ("'😀' x", (1, 5)),
    ],
)
def test_tells_line_and_column_in_the_query_as_written(query: str, place: tuple[int, int]) -> None:
    token = tokens(query)[-1]
    assert (token.line, token.column) == place


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT % {", (1, 8)),
        ("ASK {\n 'open }", (2, 2)),
        ('ASK { ?s ?p "a\nb" }', (1, 13)),
        ("ASK { ?s ?p '''open }", (1, 15)),
        (r"ASK { ?s ?p '\x' }", (1, 13)),
        ("ASK { & }", (1, 7)),
        ("ASK { _ }", (1, 7)),
        ("ASK { @ }", (1, 7)),
        ("ASK { \\ }", (1, 7)),
        ("ASK # comment \r {}", (1, 5)),
        (r"ASK { ?s ?p '\u0027' }", (1, 14)),
        (r"ASK { ?s ?p '\u005C' }", (1, 14)),
        (r"ASK { ?s ?p '\U00000022' }", (1, 14)),
        (r"# \u000A", (1, 3)),
        (r"ASK { ?s ?p '\uD800' }", (1, 14)),
        (r"ASK { ?s ?p '\U00110000' }", (1, 14)),
        (r"ASK { ?s ?p '\\u0041' }", (1, 13)),
        ("ASK { << ?s ?p ?o >> ?q ?r }", (1, 7)),
        ("ASK { FILTER(?a<?b#>\n) }", (1, 16)),
        ("ASK { FILTER(?a<'x>'\n) }", (1, 16)),
        ("ASK { FILTER(TRUE<'x>'\n) }", (1, 18)),
        ("ASK { FILTER(f(?a)<#>\n1) }", (1, 19)),
    ],
)
def test_names_the_place_where_no_token_starts_or_readers_disagree(query: str, place: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        tokens(query)
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("sElEcT * {}", "SELECT"),
        ("ASK {}", "ASK"),
        ("CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("DESCRIBE <x>", "DESCRIBE"),
        ("# ASK\nBASE <x> PREFIX : <y> prefix ask: <z> base <w> SELECT ?ask {}", "SELECT"),
        ("PREFIX select: <x>ASK{}", "ASK"),
        *((f"PREFIX : <x> {word} ", "UPDATE") for word in ("INSERT", "delete", "LOAD", "CLEAR", "CREATE", "DROP")),
        *((f"{word} :", "UPDATE") for word in ("COPY", "MOVE", "ADD", "WITH")),
        ("", ""),
        ("PREFIX : <x>", ""),
        ("PREFIX x y", ""),
        ("{ SELECT * {} }", ""),
        ("WHERE {}", ""),
        ("select:x", ""),
        ("'SELECT'", ""),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(query: str, form: str) -> None:
    assert query_form(tokens(query)) == form


ACCEPTED = [
    "SELECT * WHERE { ?s ?p ?o }",
    "ASK { ?s ?p 'SERVICE <http://x> {}' }",
    'ASK { ?s ?p """\nSERVICE <http://x> {}\n""" }',
    "ASK { ?s ?p '\\'SERVICE' }",
    "ASK { ?s ?p 'x' # SERVICE <http://x> {}\n }",
    "ASK { ?s ?p <http://x/SERVICE> }",
    "ASK { ?s ?p <http://x/#SERVICE> }",
    "ASK { ?service ?load ?from }",
    "ASK { $SERVICE ?p $FROM }",
    "PREFIX service: <http://x/> ASK { service:x service:SERVICE service: }",
    "PREFIX x: <http://x/> ASK { ?s x:service x:SERVICE . ?s x:a.service ?o }",
    "PREFIX service: <http://x/> ASK { GRAPH service:x { ?s ?p ?o } }",
    "PREFIX service: <http://x/> DESCRIBE service:x { ?s ?p ?o }",
    "PREFIX service: <http://x/> DESCRIBE service:x ?s { ?s ?p ?o }",
    "PREFIX service: <https://ex.org/graph/> ASK FROM service:one { ?s ?p ?o }",
    "PREFIX SERVICE: <http://x/> ASK { ?s SERVICE:p ?o . { ?s ?p ?o } }",
    "ASK { _:service ?p 'x'@service }",
    "ASK { FILTER(?a<?b && ?c>?d) }",
    "ASK { FILTER(?a<?b&&?c>?d) }",
    "ASK { ?s <#a> (<http://x/#a> <http://x/#b>) }",
    "ASK { ?s <#a> <#b>, <urn:x#y> . VALUES ?x { <#a> <#b> } }",
    "ASK { ?s (<#a>|<#b>)/^<#c>* ?o }",
    "ASK { FILTER(?x IN (<#a>, <#b>) && ?y = <#c>) }",
    "SELECT (COUNT(DISTINCT <x#y>) AS ?n) { }",
    "ASK FROM <https://ex.org/graph/one> { }",
    "ASK FROM <graph/one> FROM NAMED <graph/two> FROM NAMED <urn:g#x> { }",
    "ASK from named<graph/one>{ }",
    "BASE <https://ex.org/graph/> ASK FROM <one> { }",
    "BASE <graph/> BASE <x> ASK FROM <two> { }",
    "BASE <https://ex.org/a/b/> ASK FROM <../../graph/x/../one> { }",
    "PREFIX g: <graph/> ASK FROM g:one FROM NAMED g:two { }",
    "PREFIX : <https://ex.org/graph/one> ASK FROM : { }",
    r"PREFIX g: <urn:> ASK FROM g:g\#x { }",
    "PREFIX G: <x/> PREFIX g: <graph/> ASK FROM g:one { }",
    "PREFIX g: <x/> PREFIX g: <graph/> ASK FROM g:one { }",
    r"ASK \u0046ROM <https://ex.org/gr\u0061ph/one> { }",
    "CONSTRUCT { ?s ?p ?o } FROM <graph/one> WHERE { ?s ?p ?o }",
    "PREFIX service: <graph/> CONSTRUCT { } FROM service:one FROM NAMED service:two { }",
    "SELECT (?a AS ?insert) { ?s ?p 'LOAD' } ORDER BY ?delete",
]

REFUSED = [
    "SELECT * { SERVICE <http://x> { } }",
    "SELECT * { service <http://x> { } }",
    "SELECT * { SeRvIcE<http://x>{} }",
    "SELECT * { SERVICE?x{} }",
    "SELECT * { SERVICE $x {} }",
    "SELECT * { SERVICE SILENT <http://x> {} }",
    "SELECT * { SERVICESILENT<http://x>{} }",
    "SELECT * { SERVICE # comment\n <http://x> {} }",
    "SELECT * { # comment\nSERVICE <http://x> {} }",
    "SELECT * { ?s ?p '#' . SERVICE <http://x> {} }",
    "SELECT * { ?s ?p <#> . SERVICE <http://x> {} }",
    "SELECT * { ?s ?p '''a'''SERVICE <http://x> {} }",
    "SELECT * { ?s ?p 'a\\\\' SERVICE <http://x> {} # ' \n}",
    "SELECT * { FILTER(?a<?b && ?c>?d) SERVICE <http://x> {} }",
    r"SELECT * { \u0053ERVICE <http://x> {} }",
    r"SELECT * { \U00000053\u0065rvice <http://x> {} }",
    r"SELECT * { SERVICE\u0020<http://x> {} }",
    "SELECT * { { SELECT * { SERVICE <http://x> {} } } }",
    "SELECT * { FILTER NOT EXISTS { SERVICE <http://x> {} } }",
    # an engine without a tokeniser finds the keyword in these
    "PREFIX : <http://x> SELECT * { service:{} }",
    "PREFIX x: <http://x> SELECT * { SERVICEx:y{} }",
    "PREFIX x: <http://x> SELECT * { SERVICESILENTx:y{} }",
    "SELECT * { ?s ?p trueSERVICE<http://x>{} }",
    "PREFIX : <http://x> SELECT * { ?s ?p true.SERVICE:x{} }",
    "PREFIX x: <http://x> SELECT * { ?s ?p x:a.b.SERVICE<http://x>{} }",
    "PREFIX x: <http://x> SELECT * { ?s ?p x:a.b.SERVICE SILENT ?x{} }",
    "PREFIX x: <http://h:8> SELECT * { ?s ?p x:SERVICE x:y{} }",
    # updates
    "LOAD <http://x>",
    "PREFIX : <x> INSERT DATA { :a :b :c }",
    "DELETE WHERE { ?s ?p ?o }",
    "with <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP SILENT GRAPH <x>",
    "ASK {} ; LOAD <http://x>",
    # foreign graphs
    "ASK FROM <file:///etc/passwd> { }",
    "ASK FROM NAMED <http://x/> { }",
    "ASK FROM<http://x/>{ }",
    "ASK FROM <graph/one> FROM <graph/three> { }",
    "ASK FROM <https://EX.org/graph/one> { }",
    "ASK FROM <graph/one#> { }",
    "ASK FROM <graph/one?> { }",
    "BASE <http://x/> ASK FROM <graph/one> { }",
    "PREFIX g: <graph/> ASK FROM g:three { }",
    "BASE <http://x/> PREFIX g: <graph/> ASK FROM g:one { }",
    "PREFIX g: <graph/> PREFIX g: <x/> ASK FROM g:one { }",
    r"ASK FROM <file:///etc/p\u0061sswd> { }",
    "BASE <http://[> ASK FROM <x> { }",
]

MALFORMED = [
    "ASK FROM g:one { }",
    "PREFIX g: <graph/> ASK FROM G:one { }",
    "ASK FROM { }",
    "ASK FROM",
    "ASK FROM NAMED ?g { }",
    "ASKFROM<graph/one>{ }",
    "ASK FROMNAMED<graph/one>{ }",
]


@pytest.mark.parametrize("query", ACCEPTED)
def test_accepts(query: str) -> None:
    assert decide(query) == "accepted"


@pytest.mark.parametrize("query", REFUSED)
def test_refuses(query: str) -> None:
    assert decide(query) == "refused"


@pytest.mark.parametrize("query", MALFORMED)
def test_calls_malformed(query: str) -> None:
    assert decide(query) == "malformed"


@pytest.mark.parametrize(
    ("query", "de", "en"),
    [
        ("ASK {\n SERVICE <x> {} }", "Zeile 2, Spalte 2: „SERVICE“ würde", "Line 2, column 2: “SERVICE” would"),
        ("\nDROP ALL", "Zeile 2, Spalte 1: „DROP“ würde", "Line 2, column 1: “DROP” would"),
        (
            "ASK FROM <x> {}",
            "Spalte 10: Den Graphen <https://ex.org/x>",
            "column 10: there is no graph <https://ex.org/x>",
        ),
    ],
)
def test_a_refusal_names_place_and_remedy_in_both_languages(query: str, de: str, en: str) -> None:
    with pytest.raises(RefusedQueryError) as caught:
        refuse_foreign(tokens(query), BASE, GRAPHS)
    assert de in caught.value.message.de
    assert "Bitte" in caught.value.message.de
    assert en in caught.value.message.en


@pytest.mark.parametrize("reference", ["x", "../x", "?y", "#z", "", "//h/x", "urn:x", "a'b", "é", "./a/../b#c?d"])
def test_resolves_graph_iris_like_the_engine(reference: str) -> None:
    base = "https://ex.org/a/b/c?q#f"
    solutions = Store().query(f"SELECT (<{reference}> AS ?iri) {{ }}", base_iri=base)
    assert isinstance(solutions, QuerySolutions)
    iri = next(solutions)["iri"]
    assert isinstance(iri, NamedNode)
    refuse_foreign(tokens(f"ASK FROM <{reference}> {{ }}"), base, {iri.value})


SPACES = st.sampled_from([" ", "\n", "\t", "\r\n", "# SERVICE <x> {} ' \" <\n", " #\r\n", "  # FROM <y>\n\n"])


def rewritten(found: list[Token], spaces: list[str]) -> str:
    return "".join(space + token.text for space, token in zip(spaces, found, strict=True))


@settings(max_examples=300)
@given(st.data(), st.sampled_from(ACCEPTED + REFUSED))
def test_space_and_comments_between_tokens_change_nothing(data: st.DataObject, query: str) -> None:
    found = tokens(query)
    spaces = data.draw(st.lists(SPACES, min_size=len(found), max_size=len(found)))
    assert decide(rewritten(found, spaces)) == decide(query)


@settings(max_examples=300)
@given(st.data(), st.sampled_from([query for query in REFUSED if "ervice" in query.lower()]))
def test_case_and_codepoint_escapes_hide_nothing(data: st.DataObject, query: str) -> None:
    def disguised(character: str) -> list[str]:
        if not character.isalpha():
            return [character]
        return [character, character.swapcase(), f"\\u{ord(character):04X}", f"\\U{ord(character):08x}"]

    start = query.lower().find("service")
    assume(start >= 0)
    word = "".join(data.draw(st.sampled_from(disguised(character))) for character in query[start : start + 7])
    assert decide(query[:start] + word + query[start + 7 :]) == "refused"


# Whatever Oxigraph would send to a service was refused before.

PROLOGUE = "".join(f"PREFIX {name}: <{CLOSED_PORT}> " for name in ("", "x", "SERVICEx", "service"))
PROLOGUE += "PREFIX bad: <http://h:8> "


def filled_store() -> Store:
    store = Store()
    nodes = [NamedNode(iri) for iri in (CLOSED_PORT, "urn:b", "http://h:8", f"{CLOSED_PORT}a.b")]
    store.extend(Quad(nodes[0], nodes[0], node) for node in nodes)
    store.extend(Quad(nodes[0], nodes[0], Literal(value)) for value in ("a", True, 1))
    return store


STORE = filled_store()


def asks_a_service(query: str) -> bool:
    """Oxigraph refuses to connect to port 9, so that no request is ever sent."""
    try:
        solutions = STORE.query(query)
        assert isinstance(solutions, QuerySolutions)
        list(itertools.islice(solutions, 3))
    except OSError:
        return True
    except RuntimeError as error:
        return "service" in str(error)
    except (SyntaxError, ValueError):
        return False
    return False


SERVICE = f"SERVICE<{CLOSED_PORT}>{{}}"
ATTACKS = [
    SERVICE,
    "SERVICE ?unbound {}",
    "SERVICEx:{}",
    "service:{?s ?p ?o}",
    "?s ?p true" + SERVICE,
    "?s ?p true.SERVICE:{}",
    "?s ?p x:a.b." + SERVICE,
    "?s ?p bad:" + SERVICE,
    "?s ?p bad:SERVICEx:{}",
    f"BIND(1 AS ?a) FILTER(?a<2||?a<?b#>'''\n){SERVICE}#'''\n",
    f"FILTER(EXISTS{{}}<?b#>'''\n||true){SERVICE}#'''\n",
    f"BIND(1 AS ?a) FILTER(?a<'x>'||true){SERVICE}#'\n",
    f"VALUES ?x {{'''a'}} {SERVICE} # \\uD800'''\n",
    f"?s ?p ?o . <<?s?p?o#>'''\n>> ?q ?r . {SERVICE}#'''\n",
    f"?s ?p ?o # \r {SERVICE}",
    f"?s ?p ?o # '''\r {SERVICE}#'''\n",
    f"VALUES ?x {{'\\u0027'}} {SERVICE}#'\n",
]
PIECES = st.sampled_from(
    [
        *(
            "?s ?p ?o .",
            "?s",
            "<urn:b>",
            "<#",
            "#>",
            "#",
            "'",
            "'''",
            '"',
            '"""',
            "\n",
            "\r",
            " ",
            "\\u0027",
            "\\uD800",
        ),
        *(
            "SERVICE",
            SERVICE,
            "service:",
            "SILENT",
            "x:",
            "bad:",
            "true",
            "1",
            ".",
            "(",
            ")",
            "{",
            "}",
            "FILTER(",
            "<",
            ">",
        ),
        *("UNION", "OPTIONAL", "VALUES ?v {", "x:a.b.", "\\", "@en", "^^", "<?b#>", "<'x>", "<<", "BIND(", "AS ?v)"),
    ]
)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A pattern that asks a service in some disguise, with a few pieces put in anywhere."""
    text = draw(st.sampled_from(ATTACKS))
    for piece in draw(st.lists(PIECES, max_size=3)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + piece + text[place:]
    return text


def assert_refused_if_it_asks_a_service(pattern: str) -> None:
    query = f"{PROLOGUE}SELECT * {{{pattern}}}"
    if asks_a_service(query):
        with pytest.raises(QueryError):
            refuse_foreign(tokens(query), BASE, GRAPHS)


@pytest.mark.parametrize("pattern", ATTACKS)
def test_refuses_every_known_disguise(pattern: str) -> None:
    assert_refused_if_it_asks_a_service(pattern)
    assert decide(f"{PROLOGUE}SELECT * {{{pattern}}}") != "accepted"


@settings(max_examples=500, deadline=None)
@given(patterns())
def test_refuses_whatever_would_ask_a_service(pattern: str) -> None:
    assert_refused_if_it_asks_a_service(pattern)


def test_a_plain_service_is_seen_to_be_asked() -> None:
    """The property above is not empty."""
    assert asks_a_service(f"{PROLOGUE}SELECT * {{{SERVICE}}}")
    assert sum(asks_a_service(f"{PROLOGUE}SELECT * {{{pattern}}}") for pattern in ATTACKS) > 8


@given(st.text())
def test_any_text_is_split_or_malformed(query: str) -> None:
    try:
        found = tokens(query)
        places = [(token.line, token.column) for token in found]
    except QuerySyntaxError as error:
        places = [(error.line, error.column)]
    assert all(line >= 1 and column >= 1 for line, column in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    "text", ["'''", '"', "<", "<a", "{" * 3, "?a<?b", "service:x ", "x:" + "a." * 50, "#\r", "\\u0041"]
)
def test_time_grows_with_the_length_of_the_query_only(text: str) -> None:
    start = time.process_time()
    decide("ASK { " + text * (20_000 // len(text)))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ("DESCRIBE <urn:x>", "urn:x"),
        ("describe<id/a>#comment", "https://ex.org/id/a"),
        ("BASE <http://b/> DESCRIBE <a>", "http://b/a"),
        ("PREFIX p: <q/> DESCRIBE p:a\\~b", "https://ex.org/q/a~b"),
        ("PREFIX p: <urn:> DESCRIBE <\\u0061>", "https://ex.org/a"),
        ("DESCRIBE <urn:x> <urn:y>", ""),
        ("DESCRIBE <urn:x> {}", ""),
        ("DESCRIBE <urn:x> FROM <urn:g#x>", ""),
        ("DESCRIBE <urn:x> WHERE { ?s ?p ?o }", ""),
        ("DESCRIBE <urn:x> LIMIT 1", ""),
        ("DESCRIBE ?x { ?x ?p ?o }", ""),
        ("DESCRIBE *", ""),
        ("DESCRIBE", ""),
        ("SELECT <urn:x>", ""),
        ("<urn:x> DESCRIBE", ""),
        ("", ""),
    ],
)
def test_an_iri_described_by_itself_is_told_apart(query: str, iri: str) -> None:
    assert described_iri(tokens(query), BASE) == iri


def test_an_undeclared_prefix_names_nothing_to_describe() -> None:
    with pytest.raises(QuerySyntaxError):
        described_iri(tokens("DESCRIBE p:a"), BASE)
