"""A release sent to real query services: what arrives, what is asked of it, what is left when something is wrong."""

import json
import shutil
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from calls import call
from contract import DEVIATING_EXAMPLES
from engagiert_ld.errors import DeploymentError, QueryTimeoutError, StoreError
from engagiert_ld.formats import NTRIPLES, SRJ
from engagiert_ld.publication import Credentials, load_deployment
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.store.graph_names import ReleaseGraphs
from engagiert_ld.store.graph_store import GraphStore
from engagiert_ld.store.remote import RemoteStore
from faulty import faulty, message, raw
from running import Answered, ProjectFolder, free_port
from services import ROWS, Service, oxigraph, virtuoso

OLD: Final = ("2020-01-01-aaaaaaaaaaaa", "2021-01-01-bbbbbbbbbbbb")
XSD: Final = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True)
class Pushed:
    """A project whose release is in a running service."""

    engine: str
    folder: ProjectFolder
    service: Service
    first: Answered | None = None

    @property
    def variables(self) -> Mapping[str, str]:
        credentials = self.service.credentials or Credentials("", "")
        return {
            "ENGAGIERT_LD_STORE": self.service.store,
            "ENGAGIERT_LD_GRAPH_STORE": self.service.graph_store,
            "ENGAGIERT_LD_STORE_USER": credentials.user,
            "ENGAGIERT_LD_STORE_PASSWORD": credentials.password,
        }

    def call(self, *arguments: str, **variables: str) -> Answered:
        return call(self.folder, *arguments, **(dict(self.variables) | variables))

    @cached_property
    def release(self) -> Release:
        return Shelf(self.folder.path / "releases").newest()[0]

    @cached_property
    def graphs(self) -> ReleaseGraphs:
        return self.graphs_of(self.release.version, self.release.graphs)

    def graphs_of(self, version: str, names: frozenset[str]) -> ReleaseGraphs:
        return ReleaseGraphs(self.release.publication.base_iri, version, names)

    @property
    def graph_store(self) -> GraphStore:
        return GraphStore(self.service.store, self.service.graph_store, self.service.credentials)

    @property
    def store(self) -> RemoteStore:
        return self.store_with(query_seconds=10)

    def store_with(self, query_seconds: float) -> RemoteStore:
        release = self.release
        limits = load_deployment(self.folder.path, release.publication.base_iri, {}).limits
        limits = replace(limits, query_seconds=query_seconds)
        return RemoteStore(self.service.store, self.service.credentials, self.graphs, release.context, limits)


ENGINES: Final = {"oxigraph-serve": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="module", params=["oxigraph-serve", pytest.param("virtuoso", marks=pytest.mark.virtuoso)])
def pushed(
    request: pytest.FixtureRequest, built: ProjectFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pushed]:
    place = tmp_path_factory.mktemp(request.param)
    shutil.copytree(built.path, place / "own", symlinks=True, ignore=shutil.ignore_patterns("serve-*"))
    history = place / "own/releases/HISTORY"
    history.write_text("".join(f"{version}\n" for version in OLD) + history.read_text())
    with ENGINES[request.param](place) as service:
        unsent = Pushed(request.param, ProjectFolder(place / "own"), service)
        with pytest.raises(StoreError, match=r"push"):
            unsent.store.check()
        yield replace(unsent, first=unsent.call("push"))


def test_push_sends_and_verifies(pushed: Pushed) -> None:
    assert pushed.first
    assert (pushed.first.code, pushed.first.out) == (0, f"{pushed.release.version}\n"), pushed.first.err
    assert "Übertragen und geprüft." in pushed.first.err
    pushed.store.check()
    counts = pushed.graph_store.counts(pushed.graphs)
    assert counts[pushed.graphs.union] == len({quad.triple for quad in pushed.release.quads})
    assert len(counts) == 1 + len(pushed.release.graphs)


def test_what_is_there_is_not_sent_again(pushed: Pushed) -> None:
    again = pushed.call("--lang", "en", "push")
    assert (again.code, again.out) == (0, f"{pushed.release.version}\n")
    assert "Was there already, complete." in again.err


def test_every_example_query_gives_the_same_as_the_embedded_store(pushed: Pushed) -> None:
    """But for those that are documented to be answered otherwise."""
    release, store = pushed.release, pushed.store
    embedded = EmbeddedStore(release.quads, release.publication.base_iri, release.context)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (pushed.folder.path / "queries").glob("*.rq")}
    assert len(texts) > 30
    documented = DEVIATING_EXAMPLES[pushed.engine]
    stores = {True: pushed.store_with(query_seconds=1), False: store}
    different = {name for name, text in sorted(texts.items()) if not same(text, stores[name in documented], embedded)}
    assert different == documented


def test_many_things_are_described_in_parts(pushed: Pushed) -> None:
    release = pushed.release
    embedded = EmbeddedStore(release.quads, release.publication.base_iri, release.context)
    limit = 400 if pushed.engine == "oxigraph-serve" else 20  # of which Virtuoso gives all statements
    query = f"DESCRIBE ?claim WHERE {{ ?claim a <def#Claim> }} ORDER BY ?claim LIMIT {limit}"
    assert same(query, pushed.store, embedded)


def same(query: str, store: RemoteStore, embedded: EmbeddedStore) -> bool:
    fmt = SRJ if embedded.form(query) in ("SELECT", "ASK") else NTRIPLES
    try:
        return bool(comparable(store.answer(query, fmt)) == comparable(embedded.answer(query, fmt)))
    except QueryTimeoutError:
        return False


def comparable(content: bytes) -> Any:
    """Results without the order of solutions; N-Triples are sorted already."""
    if not content.startswith(b"{"):
        return content
    result = json.loads(content)
    return result["head"], sorted(map(json.dumps, result["results"]["bindings"])) if "results" in result else result


def test_a_limit_of_the_service_never_cuts_an_answer(pushed: Pushed) -> None:
    """The release has more triples than Virtuoso is set to give; it says so of SELECT, and of nothing else."""
    for query, fmt in (
        ("SELECT ?s { ?s ?p ?o } LIMIT 1000", SRJ),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1000", NTRIPLES),
        ("DESCRIBE ?s WHERE { ?s ?p ?o } LIMIT 1000", NTRIPLES),
    ):
        if pushed.engine == "virtuoso":
            with pytest.raises(StoreError, match=f"cut the answer at {ROWS} rows"):
                pushed.store.answer(query, fmt)
        else:
            assert pushed.store.answer(query, fmt)
    fewer = json.loads(pushed.store.answer(f"SELECT ?s {{ ?s ?p ?o }} LIMIT {ROWS - 1}", SRJ))
    assert len(fewer["results"]["bindings"]) == ROWS - 1


def test_old_releases_are_listed_and_removed(pushed: Pushed) -> None:
    name = f"{pushed.release.publication.base_iri}graph/source/x"
    quads = (Quad(NamedNode("https://ex.org/a"), NamedNode("https://ex.org/p"), Literal("x"), NamedNode(name)),)
    for version in OLD:
        pushed.graph_store.push(pushed.graphs_of(version, frozenset({name})), quads)
    total = len({quad.triple for quad in pushed.release.quads})
    listed = pushed.call("push", "--list")
    assert (listed.code, listed.out) == (0, f"{OLD[0]}\t1\n{OLD[1]}\t1\n{pushed.release.version}\t{total}\n")
    removed = pushed.call("push", "--keep", "2")
    assert removed.code == 0
    assert f"Entfernt: {OLD[0]}." in removed.err
    assert pushed.call("push", "--list").out == f"{OLD[1]}\t1\n{pushed.release.version}\t{total}\n"
    assert pushed.call("push", "--keep", "1").code == 0
    assert pushed.call("push", "--list").out == f"{pushed.release.version}\t{total}\n"
    gone = pushed.graphs_of(OLD[0], frozenset({name}))
    limits = load_deployment(Path(), gone.base_iri, {}).limits
    with pytest.raises(StoreError, match=rf"The release {OLD[0]} is not, or not completely"):
        RemoteStore(pushed.service.store, pushed.service.credentials, gone, {}, limits).answer("ASK {}", SRJ)
    assert set(remaining(pushed)) & {gone.union, gone.marker, gone.inside(name)} == set()


def remaining(pushed: Pushed) -> list[str]:
    """The graphs of the service, by asking it as a direct reader."""
    query = urlencode({"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/release/')) }"})
    asked = urllib.request.Request(f"{pushed.service.store}?{query}", headers={"Accept": SRJ.media_type})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return [row["g"]["value"] for row in json.load(answer)["results"]["bindings"]]


def test_a_release_that_arrives_otherwise_is_removed_again(pushed: Pushed) -> None:
    """The same number written in two ways is two terms of RDF; Virtuoso and Oxigraph keep one."""
    name = "https://ex.org/graph/x"
    numbers = (Literal(text, datatype=NamedNode(f"{XSD}integer")) for text in ("1", "01"))
    quads = [
        Quad(NamedNode("https://ex.org/a"), NamedNode("https://ex.org/p"), one, NamedNode(name)) for one in numbers
    ]
    graphs = pushed.graphs_of("2022-01-01-cccccccccccc", frozenset({name}))
    with pytest.raises(DeploymentError, match=r"has 1 triples in <.*> instead of 2") as caught:
        pushed.graph_store.push(graphs, quads)
    assert "wieder entfernt" in caught.value.message.de
    assert caught.value.exit_code == 4
    assert set(remaining(pushed)) & {graphs.union, graphs.marker, graphs.inside(name)} == set()


def test_a_stopped_push_is_no_release_until_it_is_sent_again(pushed: Pushed) -> None:
    name = "https://ex.org/graph/y"
    quad = Quad(NamedNode("https://ex.org/a"), NamedNode("https://ex.org/p"), Literal("x"), NamedNode(name))
    graphs = pushed.graphs_of("2023-01-01-dddddddddddd", frozenset({name}))
    store = RemoteStore(
        pushed.service.store,
        pushed.service.credentials,
        graphs,
        {},
        load_deployment(Path(), graphs.base_iri, {}).limits,
    )
    assert pushed.graph_store.push(graphs, [quad])
    assert json.loads(store.answer("ASK { ?s ?p ?o }", SRJ))["boolean"]
    put(pushed, graphs.inside(name), b"")
    assert pushed.graph_store.push(graphs, [quad]), "a graph that lost its triples is sent again"
    pushed.graph_store.drop(graphs)
    put(pushed, graphs.union, b"<https://ex.org/left> <https://ex.org/over> 1 .")
    with pytest.raises(StoreError):
        store.answer("ASK { ?s ?p ?o }", SRJ)
    assert pushed.graph_store.push(graphs, [quad])
    assert b"left" not in store.answer("SELECT * { ?s ?p ?o }", SRJ)
    pushed.graph_store.drop(graphs)


def put(pushed: Pushed, graph: str, content: bytes) -> None:
    pushed.graph_store._put(graph, content.splitlines())


def test_wrong_credentials_are_said_where_the_service_asks_for_any(pushed: Pushed) -> None:
    graphs = pushed.graphs_of("2024-01-01-eeeeeeeeeeee", frozenset())
    wrong = GraphStore(pushed.service.store, pushed.service.graph_store, Credentials("dba", "wrong-password"))
    if pushed.service.credentials is None:
        wrong.drop(graphs)
        return
    with pytest.raises(StoreError, match="refuses the credentials") as caught:
        wrong.drop(graphs)
    assert "wrong-password" not in str(caught.value.message)


# What is missing


def test_push_without_a_service_says_what_to_set(own: ProjectFolder) -> None:
    done = call(own, "push")
    assert done.code == 2
    assert "ENGAGIERT_LD_STORE" in done.err
    done = call(own, "--lang", "en", "push", ENGAGIERT_LD_STORE="http://127.0.0.1:1/sparql")
    assert done.code == 2
    assert "SPARQL 1.1 Graph Store HTTP Protocol" in done.err
    assert "--graph-store" in done.err


def test_a_wrong_address_is_an_error_of_the_call(own: ProjectFolder) -> None:
    done = call(own, "push", "--graph-store", "ftp://x/", ENGAGIERT_LD_STORE="http://127.0.0.1:1/sparql")
    assert done.code == 2
    assert "'ftp://x/' ist nicht erlaubt" in done.err


def test_a_service_that_is_not_there_is_an_error_of_the_surroundings(own: ProjectFolder) -> None:
    address = f"http://127.0.0.1:{free_port()}/sparql"
    done = call(own, "push", ENGAGIERT_LD_STORE=address, ENGAGIERT_LD_GRAPH_STORE=address)
    assert done.code == 4
    assert "nicht erreichbar" in done.err


@pytest.mark.parametrize(
    "status", ["400 Bad", "404 Not Found", "405 Not Allowed", "415 No Turtle", "501 Not Implemented"]
)
def test_a_service_without_the_protocol_is_told_from_others(own: ProjectFolder, status: str) -> None:
    empty = raw(message("200 OK", b'{"head":{"vars":["graph","n"]},"results":{"bindings":[]}}'))
    with faulty(empty) as queries, faulty(raw(message(status, b""))) as graphs:
        addresses = {"ENGAGIERT_LD_STORE": queries.url, "ENGAGIERT_LD_GRAPH_STORE": graphs.url}
        done = call(own, "--lang", "en", "push", **addresses)
    assert done.code == 4
    if not status.startswith("404"):
        assert f"takes no graphs (status {status[:3]})" in done.err
