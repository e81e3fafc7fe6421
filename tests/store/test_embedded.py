"""The embedded store: forms, formats, datasets, and errors that name the place."""

import json

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import QueryError, QuerySyntaxError, RefusedQueryError
from engagiert_ld.formats import CSV, JSONLD, NTRIPLES, RDFXML, SRJ, SRX, TSV, TURTLE, Format
from engagiert_ld.formats.jsonld import context_for
from engagiert_ld.namespaces import prefixes
from engagiert_ld.store import QueryDataset
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.store.results import MAX_DETAIL

BASE = "https://ex.org/"
ONE, TWO = f"{BASE}graph/one", f"{BASE}graph/two"


def quad(name: str, graph: str) -> Quad:
    return Quad(NamedNode(f"{BASE}{name}"), NamedNode(f"{BASE}p"), Literal(name), NamedNode(graph))


QUADS = [quad("a", ONE), quad("b", ONE), quad("b", TWO), quad("c", TWO)]


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return EmbeddedStore(QUADS, BASE, context_for(QUADS, prefixes(BASE)))


def names(store: EmbeddedStore, query: str, dataset: QueryDataset | None = None) -> list[str]:
    found = store.answer(query, SRJ, dataset) if dataset else store.answer(query, SRJ)
    return sorted(row["name"]["value"] for row in json.loads(found)["results"]["bindings"])


PLAIN, IN_GRAPHS = "SELECT ?name { ?s ?p ?name }", "SELECT ?name { GRAPH ?g { ?s ?p ?name } }"


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("ask {}", "ASK"),
        ("CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("PREFIX : <x> DESCRIBE :x", "DESCRIBE"),
    ],
)
def test_the_form_of_a_query(store: EmbeddedStore, query: str, form: str) -> None:
    assert store.form(query) == form


def test_the_default_graph_is_the_union_of_all_graphs(store: EmbeddedStore) -> None:
    assert names(store, PLAIN) == ["a", "b", "c"]
    assert names(store, IN_GRAPHS) == ["a", "b", "b", "c"]


@pytest.mark.parametrize(
    ("clauses", "plain", "in_graphs"),
    [
        ("FROM <graph/one>", ["a", "b"], []),
        ("FROM <graph/one> FROM <graph/two>", ["a", "b", "c"], []),
        ("FROM NAMED <graph/one>", [], ["a", "b"]),
        ("FROM <graph/two> FROM NAMED <graph/one>", ["b", "c"], ["a", "b"]),
    ],
)
def test_from_chooses_graphs(store: EmbeddedStore, clauses: str, plain: list[str], in_graphs: list[str]) -> None:
    assert names(store, PLAIN.replace("{", f"{clauses} {{", 1)) == plain
    assert names(store, IN_GRAPHS.replace("{", f"{clauses} {{", 1)) == in_graphs


@pytest.mark.parametrize(
    ("default", "named", "plain", "in_graphs"),
    [
        ((ONE,), (), ["a", "b"], []),
        ((ONE, TWO), (), ["a", "b", "c"], []),
        ((), (TWO,), [], ["b", "c"]),
        ((ONE,), (TWO,), ["a", "b"], ["b", "c"]),
        (("urn:unknown",), (), [], []),
        ((), ("urn:unknown",), [], []),
    ],
)
@pytest.mark.parametrize("clause", ["", "FROM <graph/two> FROM NAMED <graph/one>"])
def test_graphs_named_beside_the_query_beat_from(
    store: EmbeddedStore,
    default: tuple[str, ...],
    named: tuple[str, ...],
    plain: list[str],
    in_graphs: list[str],
    clause: str,
) -> None:
    dataset = QueryDataset(default, named)
    assert names(store, PLAIN.replace("{", f"{clause} {{", 1), dataset) == plain
    assert names(store, IN_GRAPHS.replace("{", f"{clause} {{", 1), dataset) == in_graphs


@pytest.mark.parametrize("graph", ["", "relative", "no iri", "<urn:x>"])
def test_a_graph_that_is_no_iri_is_refused(store: EmbeddedStore, graph: str) -> None:
    with pytest.raises(RefusedQueryError, match="absolute IRI"):
        store.answer(PLAIN, SRJ, QueryDataset((graph,)))


@pytest.mark.parametrize(
    ("fmt", "expected"),
    [
        (CSV, b"name\r\nc\r\n"),
        (TSV, b'?name\n"c"\n'),
        (SRJ, b'{"head":{"vars":["name"]},"results":{"bindings":[{"name":{"type":"literal","value":"c"}}]}}'),
    ],
)
def test_the_result_of_a_select(store: EmbeddedStore, fmt: Format, expected: bytes) -> None:
    assert store.answer("SELECT ?name { <c> ?p ?name }", fmt) == expected


@pytest.mark.parametrize(
    ("fmt", "yes"), [(CSV, b"true"), (TSV, b"true"), (SRJ, b'"boolean":true'), (SRX, b"<boolean>true</boolean>")]
)
def test_ask_has_an_answer_in_every_result_format(store: EmbeddedStore, fmt: Format, yes: bytes) -> None:
    assert yes in store.answer("ASK {}", fmt)
    assert yes.replace(b"true", b"false") in store.answer("ASK { <none> ?p ?o }", fmt)


@pytest.mark.parametrize("fmt", [TURTLE, JSONLD, NTRIPLES, RDFXML], ids=lambda fmt: fmt.name)
def test_graphs_are_the_same_bytes_each_time(store: EmbeddedStore, fmt: Format) -> None:
    answers = {store.answer("CONSTRUCT WHERE { ?s ?p ?o }", fmt) for _ in range(3)}
    assert len(answers) == 1
    assert b"c" in answers.pop()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT",
        "SELECT * { ?s ?p }",
        "ASK { ?s ?p 'x }",
        "ASK {} ASK {}",
        "SELECT ?x { ?s ?p ?o } GROUP BY ?s",
        "ASK { x:y ?p ?o }",
    ],
)
def test_a_malformed_query_names_the_place_in_one_short_line(store: EmbeddedStore, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.answer(query, SRJ)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < MAX_DETAIL + 100


def test_the_place_is_line_and_column(store: EmbeddedStore) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.answer("ASK {\n  ?s ?p\n}", SRJ)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <x> <y> <z> }",
        "CLEAR ALL",
        "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> {} }",
        "ASK FROM <file:///etc/passwd> {}",
    ],
)
def test_what_a_public_endpoint_does_not_offer_is_refused_before_anything_is_evaluated(
    store: EmbeddedStore, query: str
) -> None:
    with pytest.raises(RefusedQueryError):
        store.form(query)
    with pytest.raises(RefusedQueryError):
        store.answer(query, SRJ)
    assert names(store, PLAIN) == ["a", "b", "c"]
