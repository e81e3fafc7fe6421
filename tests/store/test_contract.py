"""One contract for every store: the same queries, the same answers, whatever engine is behind."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Engine

from contract import BASE, CASES, DEVIATIONS, QUADS, Case, documented_deviations, solutions, table, triples, turtle
from engagiert_ld.errors import RefusedQueryError, TooManyRowsError
from engagiert_ld.formats import NTRIPLES, SRJ, TSV, Format
from engagiert_ld.formats.jsonld import context_for
from engagiert_ld.namespaces import prefixes
from engagiert_ld.publication import load_deployment
from engagiert_ld.store import QueryDataset, Store
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.store.graph_names import ReleaseGraphs
from engagiert_ld.store.graph_store import GraphStore
from engagiert_ld.store.remote import RemoteStore
from engagiert_ld.store.rows import Part
from running import REPOSITORY
from services import Service, oxigraph, virtuoso

CONTEXT = context_for(QUADS, prefixes(BASE))
ROWS = 40
LIMITS = replace(load_deployment(Path(), BASE, {}).limits, result_rows=ROWS)
EARLIER = (Quad(NamedNode(f"{BASE}gone"), NamedNode(f"{BASE}age"), Literal("7"), NamedNode(f"{BASE}graph/one")),)


def graphs_of(version: str, quads: tuple[Quad, ...]) -> ReleaseGraphs:
    named = (quad.graph_name for quad in quads)
    return ReleaseGraphs(BASE, version, frozenset(graph.value for graph in named if isinstance(graph, NamedNode)))


def over(service: Service) -> RemoteStore:
    """The store of a release that was pushed beside an earlier one."""
    graph_store = GraphStore(service.store, service.graph_store, service.credentials)
    for version, quads in (("2026-01-01-earlier", EARLIER), ("2026-11-22-contract", QUADS)):
        assert graph_store.push(graphs_of(version, quads), quads)
    return RemoteStore(service.store, service.credentials, graphs_of("2026-11-22-contract", QUADS), CONTEXT, LIMITS)


@contextmanager
def memory(_: Path) -> Iterator[Store]:
    yield EmbeddedStore(QUADS, BASE, CONTEXT, result_rows=ROWS)


@contextmanager
def disk(folder: Path) -> Iterator[Store]:
    yield EmbeddedStore(QUADS, BASE, CONTEXT, result_rows=ROWS, engine=Engine(folder))


def remote(
    engine: Callable[[Path], AbstractContextManager[Service]],
) -> Callable[[Path], AbstractContextManager[Store]]:
    @contextmanager
    def started(folder: Path) -> Iterator[Store]:
        with engine(folder) as service:
            yield over(service)

    return started


STORES: Mapping[str, Callable[[Path], AbstractContextManager[Store]]] = {
    "memory": memory,
    "disk": disk,
    "oxigraph-serve": remote(oxigraph),
    "virtuoso": remote(virtuoso),
}
MARKS = {"virtuoso": [pytest.mark.virtuoso]}


@pytest.fixture(scope="module", params=[pytest.param(name, marks=MARKS.get(name, []), id=name) for name in STORES])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    name: str = request.param
    with STORES[name](tmp_path_factory.mktemp(name)) as started:
        yield name, started


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_answer_is_that_of_the_standard(
    store: tuple[str, Store], case: Case, request: pytest.FixtureRequest
) -> None:
    name, engine = store
    if reason := DEVIATIONS.get((name, case.name)):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    check(engine, case)


def check(store: Store, case: Case) -> None:
    dataset = QueryDataset(case.default, case.named)
    if case.graph is not None:
        found = store.answer(case.query, NTRIPLES, dataset)
        assert triples(turtle(found.decode())) == triples(turtle(case.graph))
        return
    result = json.loads(store.answer(case.query, SRJ, dataset))
    if case.truth is not None:
        assert result["boolean"] is case.truth
        return
    assert case.table is not None
    wanted, given = table(case.table), solutions(result)
    if not case.ordered:
        wanted, given = sorted(wanted, key=repr), sorted(given, key=repr)
    assert given == wanted
    names = case.table.strip("\n").partition("\n")[0].split("|")
    assert result["head"]["vars"] == [one.strip() for one in names] or "*" in case.query


@pytest.mark.parametrize(
    ("query", "fmt"),
    [
        ("SELECT ?a ?b ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?b ?c ?d ?e ?f LIMIT 130", TSV),
        ("CONSTRUCT { ?a ?b ?d } { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?b ?c ?d ?e ?f LIMIT 400", NTRIPLES),
    ],
)
def test_more_rows_than_may_be_come_in_pages(store: tuple[str, Store], query: str, fmt: Format) -> None:
    _, engine = store
    with pytest.raises(TooManyRowsError):
        engine.answer(query, fmt)
    first = Part.unpacked(engine.answer(query, fmt, page=1))
    parts = [Part.unpacked(engine.answer(query, fmt, page=page)) for page in range(1, first.pages + 1)]
    assert {(part.total, part.pages, part.digest) for part in parts} == {(first.total, first.pages, first.digest)}
    head = 0 if fmt is NTRIPLES else 1
    rows = [line for part in parts for line in part.content.splitlines()[head:]]
    assert len(rows) == first.total > ROWS
    assert len(set(rows)) == first.total or fmt is not NTRIPLES
    assert [part.content.count(b"\n") - head for part in parts[:-1]] == [ROWS] * (first.pages - 1)
    assert Part.unpacked(engine.answer(query, fmt, page=first.pages + 1)).content.count(b"\n") == head
    with pytest.raises(RefusedQueryError):
        engine.answer("SELECT (RAND() AS ?r) { ?s ?p ?o }", SRJ, page=1)


def test_the_deviations_are_documented() -> None:
    """After a change of the table: what this test says is missing goes to the end of the page."""
    text = (REPOSITORY / "docs/remote-store.md").read_text(encoding="utf-8")
    assert text.endswith(f"|---|---|---|\n{documented_deviations()}")


def test_a_deviation_is_of_a_case_and_a_store() -> None:
    assert {name for name, _ in DEVIATIONS} <= STORES.keys()
    assert {case for _, case in DEVIATIONS} <= {case.name for case in CASES}
    assert len({case.name for case in CASES}) == len(CASES)
