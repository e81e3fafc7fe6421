"""The dataset in numbers (VoID): every number is counted again by the endpoint, every address is asked for."""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal as OxLiteral
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import DCTERMS, FOAF, RDF, VOID, Graph, Literal, Namespace, URIRef

from engagiert_ld.metadata.void import void_description
from engagiert_ld.publication import load_deployment
from engagiert_ld.release.build import edition, is_published
from engagiert_ld.release.manifest import Release, open_release
from running import ProjectFolder, Server

from .asking import BROWSER, ask, query
from .conftest import BEHIND_PROXY, in_process
from .reading import Page

BASE = "https://w3id.org/engagiert-ld/"
ADDRESS = "/.well-known/void"
DATASET, DOCUMENT = URIRef(f"{BASE}dataset"), URIRef(f"{BASE}.well-known/void")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
COUNTS = ("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")
TOTALS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects) (COUNT(DISTINCT ?o) AS ?distinctObjects)
  (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?class) AS ?classes) (COUNT(DISTINCT ?entity) AS ?entities) {
  ?s ?p ?o
  BIND(IF(?p = <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> && ISIRI(?o), ?o, ?none) AS ?class)
  BIND(IF(STRSTARTS(STR(?s), STR(<>)), ?s, ?none) AS ?entity)
}"""
CLASSES = "SELECT ?term (COUNT(DISTINCT ?s) AS ?entities) { ?s a ?term FILTER(ISIRI(?term)) } GROUP BY ?term"
PROPERTIES = """SELECT ?term (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
  (COUNT(DISTINCT ?o) AS ?distinctObjects) { ?s ?term ?o } GROUP BY ?term"""
LINKS = """SELECT ?predicate ?o { ?s ?predicate ?o
  FILTER(REGEX(STR(?predicate), "#sameAs$|org/sameAs$|#seeAlso$|core#(broad|close|exact|narrow|related)Match$"))
  FILTER(ISIRI(?o) && STRSTARTS(STR(?s), STR(<>)) && !STRSTARTS(STR(?o), STR(<>))) }"""

Numbers = dict[str, dict[str, int]]


def rows(server: Server, text: str, graph: str = "") -> list[dict[str, str]]:
    answer = query(server.url, text, **({"default_graph_uri": graph} if graph else {}))
    assert answer.status == 200, answer.text
    found = answer.json["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def by_term(found: list[dict[str, str]]) -> Numbers:
    return {row.pop("term"): {name: int(value) for name, value in row.items()} for row in found}


def counted(server: Server, graph: str = "") -> dict[str, Numbers]:
    """What the endpoint counts, in the default graph or in a named one."""
    (totals,) = rows(server, TOTALS, graph)
    return {
        "whole": {"": {name: int(value) for name, value in totals.items()}},
        "class": by_term(rows(server, CLASSES, graph)),
        "property": by_term(rows(server, PROPERTIES, graph)),
    }


def counts(graph: Graph, node: Any) -> dict[str, int]:
    stated = {name: list(graph.objects(node, VOID[name])) for name in COUNTS}
    return {name: int(str(value)) for name, values in stated.items() for value in values}


def partitions(graph: Graph, node: Any, kind: str) -> Numbers:
    found = {}
    for part in graph.objects(node, VOID[f"{kind}Partition"]):
        (term,) = graph.objects(part, VOID[kind])
        assert str(term) not in found
        found[str(term)] = counts(graph, part)
    return found


def stated(graph: Graph, node: Any) -> dict[str, Numbers]:
    return {
        "whole": {"": counts(graph, node)},
        "class": partitions(graph, node, "class"),
        "property": partitions(graph, node, "property"),
    }


@pytest.fixture(scope="module")
def void(server: Server) -> Graph:
    return ask(server.url, ADDRESS).graph


def named_graphs(server: Server) -> list[str]:
    return [row["g"] for row in rows(server, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]


def linksets(graph: Graph) -> set[Any]:
    return set(graph.subjects(RDF.type, VOID.Linkset))


@pytest.mark.parametrize("served", ["server", "traps"])
def test_every_count_is_what_the_endpoint_counts(request: pytest.FixtureRequest, served: str) -> None:
    """Of the whole dataset and of each graph: totals, each class, each property, and no others."""
    server = request.getfixturevalue(served)
    graph = ask(server.url, ADDRESS).graph
    (dataset,) = graph.objects(None, FOAF.primaryTopic)
    graphs = named_graphs(server)
    assert {str(node) for node in set(graph.objects(dataset, VOID.subset)) - linksets(graph)} == set(graphs)
    assert stated(graph, dataset) == counted(server)
    for name in graphs:
        assert stated(graph, URIRef(name)) == counted(server, name), name
        assert (URIRef(name), RDF.type, VOID.Dataset) in graph


def test_the_service_description_tells_the_counts_of_the_default_graph_and_of_each_named_one(server: Server) -> None:
    graph = ask(server.url, "/sparql").graph
    (dataset,) = graph.objects(None, SD.defaultDataset)
    (default,) = graph.objects(dataset, SD.defaultGraph)
    assert {(default, RDF.type, SD.Graph), (default, RDF.type, VOID.Dataset)} <= set(graph)
    assert stated(graph, default) == counted(server)
    named = [name for node in graph.objects(dataset, SD.namedGraph) for name in graph.objects(node, SD.name)]
    assert {str(name) for name in named} == set(named_graphs(server))
    for name in named:
        assert counts(graph, name) == counted(server, str(name))["whole"][""]
    spoken_of = {VOID.Dataset, *(VOID[name] for name in COUNTS)}
    spoken_of |= {VOID[name] for kind in ("class", "property") for name in (kind, f"{kind}Partition")}
    assert {term for triple in graph for term in triple[1:] if str(term).startswith(str(VOID))} == spoken_of


def test_every_kind_of_statement_of_the_service_description_is_tried_by_a_test(server: Server) -> None:
    """What is said of the service itself; a further property needs a further test."""
    graph = ask(server.url, "/sparql").graph
    endpoint = URIRef(f"{server.url}sparql")
    tried = {"endpoint", "supportedLanguage", "feature", "resultFormat", "defaultDataset", "defaultEntailmentRegime"}
    others = {"type", "title", "license", "comment", "description", "seeAlso"}
    assert {re.split("[/#]", str(prop))[-1] for prop in graph.predicates(endpoint)} == tried | others
    assert {str(value) for value in graph.objects(endpoint, SD.supportedLanguage)} == {f"{SD}SPARQL11Query"}
    assert query(server.url, "SELECT * { VALUES ?x { 1 } MINUS { ?x <urn:p>* ?y } BIND(?x + 1 AS ?y) }").status == 200
    assert ask(server.url, "/sparql", method="POST", body=b"update=CLEAR+ALL", headers=FORM).status == 403


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_nothing_is_inferred(server: Server) -> None:
    """Simple entailment: a class stated to be wider has no instances but those stated."""
    graph = ask(server.url, "/sparql").graph
    (regime,) = graph.objects(None, SD.defaultEntailmentRegime)
    assert str(regime) == "http://www.w3.org/ns/entailment/Simple"
    inferred = "ASK { <def#Network> a <http://www.w3.org/2000/01/rdf-schema#Resource> }"
    assert query(server.url, inferred).json == {"head": {}, "boolean": False}


@pytest.mark.parametrize("tag", ["de", "en"])
def test_the_limits_in_the_service_description_are_those_of_the_server(
    server: Server, built: ProjectFolder, tag: str
) -> None:
    limits = load_deployment(built.path, BASE, {}).limits
    endpoint = URIRef(f"{server.url}sparql")
    texts = ask(server.url, "/sparql").graph.objects(endpoint, DCTERMS.description)
    (text,) = (str(text) for text in texts if isinstance(text, Literal) and text.language == tag)
    figures = {float(figure) for figure in re.findall(r"[\d.]*\d", text)}
    assert figures == {
        limits.query_seconds,
        limits.max_query_bytes,
        limits.query_memory_bytes / 1024**2,
        limits.result_bytes / 1024**2,
        limits.result_rows,
        1,  # page=1, where more rows than that are had
    }
    too_long = "ASK {}" + " " * limits.max_query_bytes
    body, headers = too_long.encode(), {"Content-Type": "application/sparql-query"}
    assert ask(server.url, "/sparql", method="POST", body=body, headers=headers).status == 413


def test_linksets_count_the_links_to_each_other_dataset(server: Server, void: Graph) -> None:
    expected: dict[tuple[str, str], int] = {}
    for row in rows(server, LINKS):
        if start := re.match(r"https?://[^/?#]+/", row["o"]):
            key = row["predicate"], start[0]
            expected[key] = expected.get(key, 0) + 1
    assert expected
    found = {}
    for linkset in linksets(void):
        (predicate,) = void.objects(linkset, VOID.linkPredicate)
        (target,) = void.objects(linkset, VOID.objectsTarget)
        (space,) = void.objects(target, VOID.uriSpace)
        (triples,) = void.objects(linkset, VOID.triples)
        assert (linkset, VOID.subjectsTarget, DATASET) in void
        assert (DATASET, VOID.subset, linkset) in void
        found[str(predicate), str(space)] = int(str(triples))
    assert found == expected


def test_vocabularies_are_the_namespaces_of_classes_and_properties(server: Server, void: Graph) -> None:
    terms = [row["term"] for text in (CLASSES, PROPERTIES) for row in rows(server, text)]
    expected = {re.sub("[^/#]*$", "", term) for term in terms}
    assert {str(value) for value in void.objects(DATASET, VOID.vocabulary)} == expected


@pytest.mark.parametrize("served", ["server", "traps"])
def test_each_example_leads_to_a_description_of_itself(request: pytest.FixtureRequest, served: str) -> None:
    """One of each type; never what is withdrawn or renamed."""
    server = request.getfixturevalue(served)
    graph = ask(server.url, ADDRESS).graph
    (dataset,) = graph.objects(None, FOAF.primaryTopic)
    (space,) = graph.objects(dataset, VOID.uriSpace)
    examples = [str(value) for value in graph.objects(dataset, VOID.exampleResource)]
    types = [iri.removeprefix(f"{space}id/").partition("/")[0] for iri in examples]
    assert "network" in types
    assert len(set(types)) == len(types)
    for iri in examples:
        answer = ask(server.url, "/" + iri.removeprefix(str(space)))
        assert answer.status == 303, iri
        document = ask(server.url, answer.headers["Location"], "text/turtle").graph
        assert list(document.predicate_objects(URIRef(iri))), iri


def test_each_dump_holds_just_the_triples_that_are_counted(server: Server, void: Graph) -> None:
    dumps = [str(value) for value in void.objects(DATASET, VOID.dataDump)]
    assert sorted(dump.rpartition("/")[2] for dump in dumps) == [
        "all.jsonld",
        "all.nq",
        "all.nt",
        "all.rdf",
        "all.trig",
        "all.ttl",
    ]
    for dump in dumps:
        answer = ask(server.url, "/" + dump.removeprefix(BASE))
        assert answer.status == 200
        if dump.endswith(("nt", "nq")):
            quads = parse(answer.body, format=RdfFormat.N_QUADS)
            assert len({quad.triple for quad in quads}) == counts(void, DATASET)["triples"]


def test_the_endpoint_is_the_one_that_answers_here(server: Server, built: ProjectFolder, void: Graph) -> None:
    assert {str(value) for value in void.objects(DATASET, VOID.sparqlEndpoint)} == {f"{server.url}sparql"}
    elsewhere = in_process(built, BEHIND_PROXY).ask("/beteiligung" + ADDRESS).graph
    assert set(elsewhere) ^ set(void) == {
        (DATASET, VOID.sparqlEndpoint, URIRef(f"{url}sparql")) for url in (server.url, BEHIND_PROXY)
    }


def test_what_is_described_is_named(void: Graph) -> None:
    assert (DOCUMENT, RDF.type, VOID.DatasetDescription) in void
    assert (DOCUMENT, FOAF.primaryTopic, DATASET) in void
    assert {title.language for title in void.objects(DATASET, DCTERMS.title) if isinstance(title, Literal)} == {
        "de",
        "en",
    }
    assert list(void.objects(DATASET, DCTERMS.license))


def test_the_description_is_the_same_in_each_format(server: Server) -> None:
    formats = {
        "text/turtle": RdfFormat.TURTLE,
        "application/ld+json": RdfFormat.JSON_LD,
        "application/rdf+xml": RdfFormat.RDF_XML,
        "application/n-triples": RdfFormat.N_TRIPLES,
    }
    told = []
    for media_type, fmt in formats.items():
        answer = ask(server.url, ADDRESS, media_type)
        assert (answer.status, answer.media_type) == (200, media_type)
        told.append(frozenset(parse(answer.body, format=fmt)))
    assert len(set(told)) == 1
    assert ask(server.url, ADDRESS).media_type == "text/turtle"
    assert ask(server.url, ADDRESS, "image/png").status == 406
    assert ask(server.url, f"{ADDRESS}?format=csv").status == 400
    assert ask(server.url, f"{ADDRESS}.ttl").status == 404


@pytest.mark.parametrize(("language", "caption"), [("de", "Nach Klassen"), ("en", "By class")])
def test_the_page_has_the_same_numbers(server: Server, void: Graph, language: str, caption: str) -> None:
    text = ask(server.url, f"{ADDRESS}?lang={language}", BROWSER).text
    assert f'<caption id="classes">{caption}</caption>' in text
    tables = re.findall(r"<table>.*?</table>", text, re.DOTALL)
    assert len(tables) == 4
    for table in tables:
        head, _, body = table.partition("<tbody>")
        assert "<caption" in head
        assert head.count("<th ") == head.count('<th scope="col"')
        assert body.count("<tr") == body.count('<th scope="row">')
    shown = {}
    for kind in ("class", "property"):
        for part in void.objects(DATASET, VOID[f"{kind}Partition"]):
            fragment = str(part).partition("#")[2]
            (row,) = re.findall(rf'<tr id="{re.escape(fragment)}">(.*?)</tr>', text, re.DOTALL)
            shown[fragment] = [int(number) for number in re.findall(r"<td[^>]*>(\d+)</td>", row)]
            assert shown[fragment] == list(counts(void, part).values())
    assert len(shown) > 100
    assert re.findall(r"<td[^>]*>(\d+)</td>", tables[0])[:6] == [str(n) for n in counts(void, DATASET).values()]
    assert Page(text).hrefs.count("/graph/links") == 1


def test_it_is_found_from_the_dataset_and_from_the_endpoint(server: Server) -> None:
    for path in ("/dataset", "/catalog", "/sparql"):
        assert f"{server.url}.well-known/void" in ask(server.url, path).linked("describedby")
    assert ADDRESS in Page(ask(server.url, "/dataset", BROWSER).text).hrefs


def test_the_same_triple_of_two_graphs_counts_once_and_each_term_has_a_partition_of_its_own(
    built: ProjectFolder,
) -> None:
    publication = open_release(built.current).publication
    thing, prop = NamedNode(f"{BASE}id/network/x"), NamedNode(f"{BASE}def#p")
    names = ("org:Organization", "http://www.w3.org/ns/org#Organization", "urn:a", "https://x.example/a#b", f"{BASE}ä")
    graphs = (NamedNode("urn:g"), NamedNode(f"{BASE}graph/x"))
    quads = [Quad(thing, NamedNode(str(RDF.type)), NamedNode(name), graph) for name in names for graph in graphs]
    quads += [Quad(thing, prop, OxLiteral("1"), graphs[0])]
    described = void_description(publication, "1", [], quads)
    assert set(described) == set(void_description(publication, "1", [], reversed(quads)))
    graph = Graph().parse(data="".join(f"{quad} .\n" for quad in described), format="nt")
    assert counts(graph, DATASET)["triples"] == len(names) + 1
    assert counts(graph, DATASET)["entities"] == 1
    for node in (DATASET, URIRef("urn:g"), URIRef(f"{BASE}graph/x")):
        assert partitions(graph, node, "class") == {name: {"entities": 1} for name in names}
        assert len(set(graph.objects(node, VOID.classPartition))) == len(names)


def without_void(built: ProjectFolder, target: Path) -> Release:
    """The release as it was made before there were such numbers."""
    folder = target / built.current.name
    shutil.copytree(built.current, folder)
    (folder / "void.nt").unlink()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != "void.nt"]
    content = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(content)
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    kept = [line for line in lines if not line.endswith(("  void.nt", "  manifest.json"))]
    (folder / "SHA256SUMS").write_text("\n".join([*kept, f"{sha256(content).hexdigest()}  manifest.json"]) + "\n")
    return open_release(folder)


def test_a_release_without_numbers_is_served_and_is_made_again(built: ProjectFolder, tmp_path: Path) -> None:
    whole, old = open_release(built.current), without_void(built, tmp_path / "releases")
    wanted = edition(whole.publication, whole.quads, whole.examples)
    assert is_published(wanted, whole)
    assert not is_published(wanted, old)
    (tmp_path / "releases" / "current").symlink_to(old.version)
    shutil.copy(built.path / "publication.toml", tmp_path)
    site = in_process(ProjectFolder(tmp_path), "http://127.0.0.1:1/")
    assert site.ask(ADDRESS).status == 404
    graph = site.ask("/sparql").graph
    (default,) = graph.objects(None, SD.defaultGraph)
    assert set(counts(graph, default)) == {"triples"}
