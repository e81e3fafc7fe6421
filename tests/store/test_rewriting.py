"""What is sent for a query: the names of graphs are other ones, and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagiert_ld.errors import RefusedQueryError
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.graph_names import ReleaseGraphs
from engagiert_ld.store.rewriting import Rewriter, Sent

BASE = "https://ex.org/"
PLACE = f"{BASE}release/7"
ONE, OTHER = f"{BASE}graph/one", "https://other.example/g#x"
GRAPHS = ReleaseGraphs(BASE, "7", frozenset({ONE, OTHER}))
INSIDE_OTHER = f"{PLACE}/https%3A%2F%2Fother.example%2Fg%23x"
NAMES = f"(<{PLACE}/graph/one> <{ONE}>) (<{INSIDE_OTHER}> <{OTHER}>)"


def sent(query: str, dataset: QueryDataset = WHOLE_RELEASE) -> Sent:
    return Rewriter(query, GRAPHS, dataset).sent()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("SELECT * {}", "SELECT * {}"),
        ("ASK {}", "SELECT (1 AS ?graph) {} LIMIT 1"),
        ("ask where{ ?graph ?p ?o }", "SELECT (1 AS ?graph_) where{ ?graph ?p ?o } LIMIT 1"),
        ("ASK { ?s ?p ?o } LIMIT 3", "SELECT (1 AS ?graph) { ?s ?p ?o } LIMIT 3"),
        ("ASK { ?s ?p ?x } VALUES ?x { 1 }", "SELECT (1 AS ?graph) { ?s ?p ?x } VALUES ?x { 1 }"),
        ("SELECT * { GRAPH <graph/one> { } }", f"SELECT * {{ GRAPH <{PLACE}/graph/one> {{ }} }}"),
        ("SELECT * { graph <graph/two> { } }", f"SELECT * {{ graph <{PLACE}#none> {{ }} }}"),
        (f"SELECT * {{ GRAPH <{PLACE}/graph/one> {{ }} }}", f"SELECT * {{ GRAPH <{PLACE}#none> {{ }} }}"),
        (r"SELECT * { GRAPH <graph\u002Fone> { } }", f"SELECT * {{ GRAPH <{PLACE}/graph/one> {{ }} }}"),
        (
            "PREFIX g: <graph/> ASK{GRAPH g:one{}}",
            f"PREFIX g: <graph/> SELECT (1 AS ?graph){{GRAPH <{PLACE}/graph/one>{{}}}} LIMIT 1",
        ),
        (
            "SELECT ?g { GRAPH $g { ?s ?p 1 } }",
            f"SELECT ?g {{ VALUES (?graph0 $g) {{ {NAMES} }} GRAPH ?graph0 {{ ?s ?p 1 }} }}",
        ),
        ("SELECT ?g { GRAPH ?g {} }", f"SELECT ?g {{ VALUES ?g {{ <{ONE}> <{OTHER}> }} }}"),
        ("SELECT * { # GRAPH ?g {\n }", "SELECT * { # GRAPH ?g {\n }"),
        ("SELECT ('FROM <x>' AS ?x) {}", "SELECT ('FROM <x>' AS ?x) {}"),
        ("SELECT * FROM <graph/one> FROM NAMED <graph/one> {}", "SELECT *   {}"),
        ("DESCRIBE ?x <y> WHERE { ?x a 1 }", "SELECT ?x  WHERE { ?x a 1 }"),
        ("DESCRIBE * { ?x a 1 } LIMIT 2", "SELECT *  { ?x a 1 } LIMIT 2"),
        ("CONSTRUCT{?a ?b 1}WHERE{?a ?b ?c}", "SELECT ?a ?b WHERE{?a ?b ?c}"),
        ("CONSTRUCT { ?a ?b -1 } { ?a ?b ?c }", "SELECT ?a ?b  { ?a ?b ?c }"),
        ("CONSTRUCT FROM <graph/one> WHERE { ?a ?b 1 }", "SELECT ?a ?b   WHERE { ?a ?b 1 }"),
    ],
)
def test_what_is_sent(query: str, text: str) -> None:
    assert sent(query).text == f"BASE <{BASE}> {text}"


def test_a_description_of_names_alone_needs_no_pattern() -> None:
    assert sent("DESCRIBE <a> <https://b.example/>")[1:] == (
        "",
        GRAPHS.dataset(WHOLE_RELEASE),
        frozenset(),
        "",
        (f"{BASE}a", "https://b.example/"),
    )


@pytest.mark.parametrize(
    ("query", "given_graphs", "default", "named"),
    [
        ("ASK {}", WHOLE_RELEASE, ["#all"], ["/graph/one", INSIDE_OTHER.removeprefix(PLACE), "#none"]),
        ("ASK FROM <graph/one> {}", WHOLE_RELEASE, ["/graph/one"], ["#none"]),
        ("ASK FROM NAMED <graph/one> {}", WHOLE_RELEASE, ["#none"], ["/graph/one", "#none"]),
        ("ASK FROM NAMED <graph/one> {}", QueryDataset((ONE,)), ["/graph/one"], ["#none"]),
        ("ASK {}", QueryDataset(("https://unknown.example/",), (ONE,)), ["#none"], ["/graph/one", "#none"]),
    ],
)
def test_which_graphs_are_named(query: str, given_graphs: QueryDataset, default: list[str], named: list[str]) -> None:
    expected = QueryDataset(tuple(PLACE + one for one in default), tuple(PLACE + one for one in named))
    assert sent(query, given_graphs).dataset == expected


@given(st.frozensets(st.sampled_from("ab:/%3A#?").map(str) | st.text("a:/%3A", min_size=1, max_size=8), max_size=8))
def test_no_two_graphs_have_one_name(names: frozenset[str]) -> None:
    published = frozenset(BASE + name for name in names) | {f"urn:{name}" for name in names}
    graphs = ReleaseGraphs(BASE, "7", published)
    assert len({graphs.inside(name) for name in published}) == len(published)


def test_a_query_grows_within_bounds() -> None:
    """Each GRAPH with a variable takes the names of all graphs; otherwise 100 kB would become many megabytes here."""
    many = ReleaseGraphs(BASE, "7", frozenset(f"{BASE}graph/{number}" for number in range(300)))
    started = time.monotonic()
    with pytest.raises(RefusedQueryError, match="too often"):
        Rewriter("SELECT * { " + "GRAPH ?g { ?s ?p ?o } " * 4000 + "}", many, WHOLE_RELEASE).sent()
    assert time.monotonic() - started < 5
    few = Rewriter("SELECT * { " + "GRAPH <graph/1> { ?s ?p ?o } " * 3000 + "}", many, WHOLE_RELEASE).sent()
    assert len(few.text) < 1_000_000
