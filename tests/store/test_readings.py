"""A look at the whole query says what a look at each of its tokens says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagiert_ld.errors import QuerySyntaxError, RefusedQueryError
from engagiert_ld.store import readings
from engagiert_ld.store.readings import read
from engagiert_ld.store.tokens import checked_form, described_iri, is_volatile, tokens

BASE = "https://example.org/"
GRAPHS = frozenset({f"{BASE}graph/one"})
WORDS = (
    "SELECT ASK CONSTRUCT DESCRIBE select asK WHERE FROM NAMED SERVICE LOAD INSERT DELETE PREFIX BASE RAND NOW UUID() LIMIT 1 * {"
    " } ( ) . ; , ?x $y ?service ?load a: :b a:b <#frag> <urn:x> <graph/one> <https://example.org/graph/one> 'text' \"SERVICE\""
    " # #SERVICE\n \\u0053ERVICE 1.5 1. .5 -1 @de ^^ <= < > = ! / | _:b [] true"
)
PIECES = WORDS.split(" ")
SEPARATORS = ("", " ", "\n", "\t ", "\r\n")


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Texts that look like queries, of which few are any."""
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=12))
    return "".join(piece + draw(st.sampled_from(SEPARATORS)) for piece in pieces)


def by_tokens(query: str) -> tuple[str, bool, str] | type[Exception]:
    try:
        found = tokens(query)
        return checked_form(found, BASE, GRAPHS), is_volatile(found), described_iri(found, BASE)
    except (QuerySyntaxError, RefusedQueryError) as error:
        return type(error)


@given(queries())
def test_a_plain_query_is_read_as_by_its_tokens_and_holds_nothing_that_is_refused(query: str) -> None:
    expected = by_tokens(query)
    if readings.is_plain(query) and expected is QuerySyntaxError:
        return  # the engine refuses it
    try:
        reading = read(query, BASE, GRAPHS)
    except (QuerySyntaxError, RefusedQueryError) as error:
        assert expected is type(error)
        return
    assert expected == (reading.form, reading.is_volatile, reading.described)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <urn:x> { } }",
        "SELECT * { ?s ?p ?o } # SERVICE",
        "PREFIX a: <urn:from> SELECT * { a:b ?p ?o }",
        'SELECT * { ?s ?p "a  b" }',
        "SELECT (NOW() AS ?x) { }",
        "SELECT * { ?s ?p \\u0041 }",
        "DESCRIBE <urn:x>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "SELECT * { ?s ?p ?o } ; INSERT DATA { }",
    ],
)
def test_what_needs_a_closer_look_gets_it(query: str) -> None:
    assert not readings.is_plain(query) or by_tokens(query) is not RefusedQueryError


@pytest.mark.parametrize(
    "other",
    [
        "PREFIX a: <urn:a#>\nSELECT ?x\t{ ?x   a:p ?y }",
        " PREFIX a: <urn:a#> SELECT ?x { ?x a:p ?y }\n",
    ],
)
def test_white_space_makes_no_difference(other: str) -> None:
    query = "PREFIX a: <urn:a#> SELECT ?x { ?x a:p ?y }"
    assert readings.is_plain(query)
    assert read(query, BASE, GRAPHS) == read(other, BASE, GRAPHS)


@pytest.mark.parametrize(
    ("query", "described"),
    [
        ("DESCRIBE <urn:x>", "urn:x"),
        ("PREFIX a: <urn:a#> PREFIX a: <urn:b#> describe a:c ", "urn:b#c"),
        ("PREFIX : <urn:a#> DESCRIBE :c", "urn:a#c"),
        ("DESCRIBE <id/x>", f"{BASE}id/x"),
        ("BASE <https://b.example/> PREFIX a: <b/> DESCRIBE a:c", "https://b.example/b/c"),
        ("DESCRIBE <urn:x> <urn:y>", ""),
        ("DESCRIBE ?x { ?x ?p ?o }", ""),
        ("SELECT <urn:x>", ""),
    ],
)
def test_what_is_described_is_found(query: str, described: str) -> None:
    assert read(query, BASE, GRAPHS).described == described == described_iri(tokens(query), BASE)


def test_a_prefix_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(QuerySyntaxError):
        read("DESCRIBE a:b", BASE, GRAPHS)


def test_the_shape_leaves_constants_and_names_of_variables_aside() -> None:
    first = read("SELECT ?x { ?x <urn:p> 12 . a:b ?q 3.5 }", BASE, GRAPHS)
    second = read("SELECT ?y { ?y <urn:other> 7 . c:d ?r 1 }", BASE, GRAPHS)
    assert (first.shape, first.text == second.text) == (second.shape, False)
    assert read("SELECT ?x { ?x <urn:p>* 12 }", BASE, GRAPHS).shape != first.shape
