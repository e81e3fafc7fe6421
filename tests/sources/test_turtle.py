"""Triples and places as the Turtle reader finds them, compared with Oxigraph's parser."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from engagiert_ld.namespaces import RDF, XSD
from engagiert_ld.sources.turtle import Position, PositionedTriple, positioned_triples, resolve

BASE = "https://ex.org/a/b/c?q#f"


def canonical(quads: list[Quad]) -> Dataset:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def assert_same_triples(text: str, base: str = BASE) -> None:
    expected = [
        Quad(quad.subject, quad.predicate, quad.object) for quad in parse(text, RdfFormat.TURTLE, base_iri=base)
    ]
    found = [Quad(found.subject, found.predicate, found.object) for found in positioned_triples(text, base)]
    assert len(found) == len(expected)
    assert canonical(found) == canonical(expected)


def only(text: str) -> PositionedTriple:
    (found,) = positioned_triples(text, BASE)
    return found


PREFIXES = "@prefix : <#> . @prefix p: <http://p/> . @prefix a.b-1: <http://ab/> .\n"

DOCUMENTS = {
    "nothing": "",
    "comment only": "# nothing",
    "comment at the end, no line break": "<s> <p> <o> . # end",
    "absolute IRIs": "<a:s> <a:p> <a:o> .",
    "relative IRIs": "<> <#p> <../o>, </o>, <?o>, <//h/o>, <./o/../x>, <o;x=1/../y> .",
    "escapes in IRIs": r"<\u00e9> <\U0001F600> <http://x/\u0041> .",
    "IRIs beyond ASCII": "<é> <日本> <http://müller/> .",
    "at prefix": "@prefix p: <http://x/> . p:s p:p p:o .",
    "at prefix with relative IRI": "@prefix p: <x/> . p:s p:p p:o .",
    "SPARQL prefix": "PREFIX p: <http://x/>\nprefix : <http://y/> p:s :p p: .",
    "SPARQL prefix in mixed case": "PreFix p: <http://x/> p:s p:p p:o .",
    "prefix called prefix": "PREFIX prefix: <http://x/> prefix:s prefix:p prefix: .",
    "prefix called base": "@prefix base: <http://x/> . base:s base:p base:o .",
    "prefix called a": "@prefix a: <http://x/> . a:a a a: .",
    "prefix declared again": "@prefix p: <http://x/> . p:s p:p p:o . @prefix p: <http://y/> . p:s p:p p:o .",
    "at base": "@base <http://x/y/> . <s> <p> <o> . @base <../z/> . <s> <p> <o> .",
    "SPARQL base": "BASE <http://x/y/> <s> <p> <o> . base <z/> <s> <p> <o> .",
    "base leaves prefixes alone": "@prefix p: <x/> . p:s p:p p:o . @base <http://x/> . p:s p:p <x/o> .",
    "percent signs in names": PREFIXES + "p:%41 p:a%2fb p:%C3%A9x .",
    "backslashes in names": PREFIXES + r"p:\~a\.b p:\%41\/x\#y p:\_\-\!\$\&\'\(\)\*\+\,\;\=\?\@ .",
    "dots in names": PREFIXES + "p:a.b p:a..b a.b-1:x.y.z.",
    "colons in names": PREFIXES + ":a:b p::c p:::.",
    "digits first in names": PREFIXES + "p:1 p:2a p:3-4.",
    "names beyond ASCII": "@prefix ü: <http://u/> . ü:é ü:日本 ü:a\u00b7b .",
    "a as verb": "<s> a <o>; a <o2>, <o3> .",
    "a without spaces": "<s>a<o>.",
    "quotings": """<s> <p> "a", 'a', \"\"\"a\"\"\", '''a''' .""",
    "empty strings": """<s> <p> "", '' . <s> <p2> \"\"\"\"\"\" . <s> <p3> '''''' .""",
    "quotes in strings": """<s> <p> "'", '"', \"\"\"a"b""c'''\"\"\", '''a'b''c\"\"\"''' .""",
    "escapes in strings": r"""<s> <p> "\t\b\n\r\f\"\'\\", '\u00e9\U0001F600', '''\'''\'''', "\\u0041" .""",
    "line breaks in strings": "<s> <p> '''a\nb\r\nc\rd''', \"\"\"\n\"\"\" .",
    "hash in strings": '<s> <p> \'# no comment\', """# no\n# comment""" .',
    "language tags": "<s> <p> 'a'@de, 'a'@EN, 'a'@de-DE-1996, '''a'''@en-us .",
    "datatypes": PREFIXES + "<s> <p> 'a'^^<d>, 'a'^^p:d, '1'^^<" + XSD + "string>, 'x' ^^ p:d .",
    "integers": "<s> <p> 1, +1, -1, 007, 0 .",
    "decimals": "<s> <p> 1.50, +1.0, -.5, .50, 0.0 .",
    "doubles": "<s> <p> 1e0, 1.E3, 1.5E-3, .5e+1, +1e1, -1.0e1 .",
    "booleans": "<s> <p> true, false .",
    "numbers before the dot": "<s> <p> 1.<s> <p> 1.5.<s> <p> true.",
    "blank node labels": "_:a <p> _:b.c, _:0, _:é-1. _:a <q> _:_x .",
    "anonymous blank nodes": "[] <p> [], [ ], [\n] . <s> <p> [ # comment\n] .",
    "property lists": "<s> <p> [ <q> <o> ], [ <q> [ <r> 1; <t> 2, 3 ] ] .",
    "property list with trailing semicolon": "<s> <p> [ <q> <o>; ], [ <q> <o>;; <r> 1 ;; ] .",
    "property list as subject": "[ <q> <o> ] <p> 1; <p2> [] .",
    "property list alone": "[ <q> <o> ] . [ <q> [ <r> 2 ]; ].",
    "collections": "<s> <p> (1 'two' <three> _:four [] [ <q> 5 ] (6 7) ()) .",
    "empty collections": "() <p> () . <s> <p> ( ), (# comment\n) .",
    "collection as subject": "(1 2) <p> 3 . ( ) <p> 4 .",
    "literals with tags in collections": "<s> <p> ('a'@de 'b'^^<d> 1.5 true) .",
    "semicolons": "<s> <p> 1; <q> 2;; <r> 3;;;\n; .",
    "commas": "<s> <p> 1 , 2,3 ,\n4 .",
    "no spaces": "<s><p><o>;<q>'a'@de,1;a[<r>(1<x>)].",
    "comments everywhere": "#\n<s>#a\n<p>#'\r<o>#\"\r\n,#<\n1#>\n.#",
    "duplicates": "<s> <p> 1, 1 . <s> <p> 1 .",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_reads_the_same_triples_as_oxigraph(name: str) -> None:
    assert_same_triples(DOCUMENTS[name])


@pytest.mark.parametrize(
    "base",
    ["https://ex.org/a/b/c?q#f", "http://h", "http://h/", "file:///x/y", "urn:a/b", "urn:a", "http://h/a/../b/./c"],
)
@given(
    st.lists(
        st.sampled_from(["", ".", "..", "...", "a", "/", "//", "?", "#", ";", "%41", "http:", "urn:", "é", "x:"]),
        max_size=8,
    )
)
def test_resolves_references_like_oxigraph(base: str, parts: list[str]) -> None:
    reference = "".join(parts)
    try:
        (expected,) = parse(f"<a:s> <a:p> <{reference}> .", RdfFormat.TURTLE, base_iri=base)
    except SyntaxError:  # not an IRI
        return
    assert expected.object == NamedNode(resolve(reference, base))


# Random documents: statements as lists of tokens, then something between the tokens.

IRIS = st.sampled_from(
    [
        "<>",
        "<#x>",
        "<http://x/#y>",
        "<../é>",
        "<a:b?c>",
        r"<\u0041#>",
        "p:a",
        "p:",
        ":b.c",
        r":\#x",
        ":%41",
        "p:1-",
    ]
)
LABELS = st.sampled_from(["_:a", "_:b.c", "_:1"])


@st.composite
def strings(draw: st.DrawFn) -> str:
    quote = draw(st.sampled_from(['"', "'", '"""', "'''"]))
    characters = draw(
        st.lists(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"'\\#<>\n\r\t"), max_size=8)
    )
    written = [draw(st.sampled_from(spellings(character, quote))) for character in characters]
    return quote + "".join(written) + quote


def spellings(character: str, quote: str) -> list[str]:
    code = ord(character)
    spelt = [f"\\U{code:08X}"] if code > 0xFFFF else [f"\\u{code:04x}", f"\\U{code:08x}"]
    spelt += {"\n": ["\\n"], "\r": ["\\r"], "\t": ["\\t"], '"': ['\\"'], "'": ["\\'"], "\\": ["\\\\"]}.get(
        character, []
    )
    plain = character not in quote + "\\" and (len(quote) == 3 or character not in "\n\r")
    return [character, *spelt] if plain else spelt


LITERALS = (
    strings().map(lambda text: [text])
    | st.builds(lambda text, tag: [text, tag], strings(), st.sampled_from(["@de", "@EN-us", "@x-y1"]))
    | st.builds(lambda text, iri: [text, "^^", iri], strings(), IRIS)
    | st.sampled_from(["1", "-1", "1.50", ".5", "+1e0", "1.E-3", "true", "false"]).map(lambda text: [text])
)
NODES = IRIS.map(lambda text: [text]) | LABELS.map(lambda text: [text]) | st.just(["[", "]"]) | st.just(["(", ")"])


def flat(parts: list[list[str]]) -> list[str]:
    return [token for part in parts for token in part]


def separated(parts: st.SearchStrategy[list[str]], mark: str) -> st.SearchStrategy[list[str]]:
    return st.lists(parts, min_size=1, max_size=3).map(lambda found: flat([[mark, *part] for part in found])[1:])


def property_lists(objects: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    verbs = st.sampled_from(["a", "p:p", "<q>"])
    one = st.builds(lambda verb, found: [verb, *found], verbs, separated(objects, ","))
    return st.builds(lambda found, more: found + more, separated(one, ";"), st.sampled_from([[], [";"], [";", ";"]]))


def nested(objects: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    collections = st.lists(objects, max_size=3).map(lambda found: ["(", *flat(found), ")"])
    return collections | property_lists(objects).map(lambda found: ["[", *found, "]"])


OBJECTS = st.recursive(NODES | LITERALS, nested, max_leaves=4)
BLOCKS = st.builds(
    lambda subject, found: [*subject, *found, "."],
    NODES | nested(NODES | LITERALS),
    property_lists(OBJECTS),
)
STATEMENTS = BLOCKS | st.sampled_from(
    [
        ["@prefix", "p:", "<http://p/>", "."],
        ["PREFIX", ":", "<y/>"],
        ["@base", "<http://x/y/>", "."],
        ["bAsE", "<../z/>"],
        ["[", "a", "p:a", "]", "."],
    ]
)
GAPS = st.sampled_from(["", "", " ", "\n", "\r\n", "\r", "\t", "  ", " # <\"'\n", "\n#\r", " #.\r\n\n"])


PROLOGUE = ["@prefix", "p:", "<http://p/>", ".", "prefix", ":", "<x/>"]
JOINED = "[](),;"


@st.composite
def documents(draw: st.DrawFn) -> str:
    tokens = [*PROLOGUE, *flat(draw(st.lists(BLOCKS | STATEMENTS, max_size=5)))]
    text = tokens[0]
    for before, token in itertools.pairwise(tokens):
        text += ("" if is_tag(before, token) else draw(GAPS) or needed_space(before, token)) + token
    # Oxigraph 0.5.13 stumbles over a file that ends right after a name with a backslash and its dot
    return text + "\n"


def is_tag(before: str, token: str) -> bool:
    return token.startswith("@") and before[-1] in "\"'"


def needed_space(before: str, token: str) -> str:
    """Nothing where two tokens may touch."""
    touching = before[-1] in JOINED + "^>" or token in JOINED + "^^."
    return "" if touching else " "


@settings(max_examples=300, deadline=None)
@given(documents())
def test_reads_the_same_triples_as_oxigraph_from_random_documents(text: str) -> None:
    assert_same_triples(text)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_every_position_lies_where_such_an_object_may_begin(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in positioned_triples(text, BASE):
        line, column = found.position
        rest = lines[line - 1][column - 1 :]
        if isinstance(found.object, NamedNode):
            assert rest[0] in "<p:()"
        elif isinstance(found.object, BlankNode):
            assert rest[0] in "[(_" or found.predicate.value == f"{RDF}rest"
        else:
            assert rest[0] in "\"'+-.tf" or rest[0].isdigit()


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("<s> <p> <o> .", (1, 9)),
        ("<s> <p>\n  <o> .", (2, 3)),
        ("<s>\n<p>\n\n\n<o>\n.", (5, 1)),
        ("<s>\r\n<p>\r\n <o> .", (3, 2)),
        ("<s>\r<p>\r <o> .", (3, 2)),
        ("<s>\r\r\n\n<p> <o> .", (4, 5)),
        ("<s>\t<p>\t<o> .", (1, 9)),
        ("# one\n# two\n<s> <p> <o> .", (3, 9)),
        ("<s#s> <p#p> <o#o> .", (1, 13)),
        ("<s> # <p> <x>\n <p> # 'x'\r\n  1 .", (3, 3)),
        ("<s> <p> 'a # b' .", (1, 9)),
        ("<ä> <日> '😀' .", (1, 9)),
        ("@prefix p: <p#> .\n\np:s p:p\n    p:o.", (4, 5)),
        ("<s> <p> '''\n\n''' .", (1, 9)),
    ],
)
def test_tells_line_and_column_of_the_object(text: str, position: tuple[int, int]) -> None:
    assert only(text).position == position


def test_tells_line_and_column_of_the_subject() -> None:
    assert only("\n  <s>\n<p> <o> .").subject_position == Position(2, 3)


def test_counts_the_line_breaks_within_long_strings() -> None:
    found = positioned_triples("<s> <p> '''a\nb\r\nc''', <x>;\n a <y> .", BASE)
    assert [triple.position for triple in found] == [(1, 9), (3, 7), (4, 4)]


def test_every_object_of_a_list_has_its_own_position() -> None:
    text = "<s> <p> 1,\n        2 ;\n    <q> 3 ,4 ."
    found = positioned_triples(text, BASE)
    assert [triple.position for triple in found] == [(1, 9), (2, 9), (3, 9), (3, 12)]
    assert {triple.subject_position for triple in found} == {(1, 1)}


def test_a_blank_node_in_brackets_begins_at_its_bracket() -> None:
    outer, inner = positioned_triples("<s> <p> [\n  <q> 1\n] .", BASE)
    assert outer.position == (1, 9)
    assert inner.subject == outer.object
    assert (inner.subject_position, inner.position) == ((1, 9), (2, 7))


def test_cells_of_a_collection_begin_at_their_members() -> None:
    found = positioned_triples("<s> <p>\n(1\n 2\n) .", BASE)
    places = {(triple.predicate.value.rpartition("#")[2], triple.subject_position, triple.position) for triple in found}
    assert places == {
        ("https://ex.org/a/b/p", (1, 1), (2, 1)),
        ("first", (2, 1), (2, 2)),
        ("rest", (2, 1), (3, 2)),
        ("first", (3, 2), (3, 2)),
        ("rest", (3, 2), (4, 1)),
    }


def test_an_empty_collection_begins_at_its_bracket() -> None:
    found = only("<s> <p> ( ) .")
    assert (found.object, found.position) == (NamedNode(f"{RDF}nil"), (1, 9))


def test_triples_come_in_the_order_of_their_objects() -> None:
    found = positioned_triples("<s> <p> [ <q> 1, [ <r> (2) ] ], 3 . [ a <x> ] <y> <z> .", BASE)
    assert [triple.position for triple in found] == sorted(triple.position for triple in found)


def test_keeps_the_lexical_form() -> None:
    assert only("<s> <p> 1.50 .").object == Literal("1.50", datatype=NamedNode(f"{XSD}decimal"))


def test_writes_language_tags_in_lower_case() -> None:
    assert only("<s> <p> 'x'@DE-at .").object == Literal("x", language="de-at")


def test_keeps_blank_node_labels() -> None:
    assert only("<s> <p> _:b.c .").object == BlankNode("b.c")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<s> <p> .", "line 1, column 9"),
        ("<s> <p> <o>", "line 1, column 12"),
        ("<s> <p>\n  x:o .", "line 2, column 3"),
        ("<s> <p> 'x .", "line 1, column 9"),
        (r"<s> <p> '\uD800' .", "line 1, column 9"),
        (r"<s> <p> '\UFFFFFFFF' .", "line 1, column 9"),
        ("<s> <p> <http://[> .", "line 1, column 9"),
        ("<s> <p> 'x'@toolonglanguage .", "line 1, column 12"),
        ("<s> <p> TRUE .", "line 1, column 9"),
        ("<s> <p> (1 2 .", "line 1, column 14"),
        ("<s> <p> [ <q> 1 .", "line 1, column 17"),
        ("<s> 'p' <o> .", "line 1, column 5"),
        ("'s' <p> <o> .", "line 1, column 1"),
        ("[] .", "line 1, column 4"),
        ("@prefix p:x <y> .", "line 1, column 9"),
        ("@base p: .", "line 1, column 7"),
        ("<s> <p> <<( <s> <p> <o> )>> .", "line 1, column 9"),
        ("<s> <p> " + "[ <p> " * 2000, "line 1, column"),
    ],
)
def test_names_the_place_of_what_it_cannot_read(text: str, place: str) -> None:
    with pytest.raises(ValueError, match=place):
        positioned_triples(text, BASE)


def test_a_relative_iri_needs_a_base() -> None:
    with pytest.raises(ValueError, match="line 1, column 1: there is no base IRI"):
        positioned_triples("<s> <a:p> <a:o> .", "")
