"""Dumps, catalogue, vocabulary, shapes and context: bytes of the release under addresses that last."""

import hashlib
from typing import Any

import pytest
from pyld import jsonld
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, OWL, RDFS, SH, Namespace

from running import ProjectFolder, Server

from .asking import BROWSER, RDFLIB_FORMATS, ask
from .reading import Page

BASE = "https://w3id.org/engagiert-ld/"
SPDX = Namespace("http://spdx.org/rdf/terms#")
TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
    "rdf12.ttl": "text/turtle; charset=utf-8; version=1.2",
    "rdf12.nq": "application/n-quads; version=1.2",
}
CATALOGUE_TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "nt": "application/n-triples",
}


@pytest.mark.parametrize("extension", TYPES)
def test_a_dump_is_the_file_of_the_release_and_never_changes(
    server: Server, built: ProjectFolder, extension: str
) -> None:
    latest = ask(server.url, f"/dumps/latest/all.{extension}")
    assert latest.status == 302
    assert latest.headers["Location"] == f"/dataset/{built.current.name}/all.{extension}"
    assert "immutable" not in latest.headers["Cache-Control"]
    dump = ask(server.url, latest.headers["Location"])
    assert (dump.status, dump.content_type) == (200, TYPES[extension])
    assert dump.body == (built.current / f"all.{extension}").read_bytes()
    assert dump.headers["Content-Length"] == str(len(dump.body))
    assert dump.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert dump.linked("collection") == [f"{server.url}dataset/{built.current.name}"]
    again = ask(server.url, latest.headers["Location"], headers={"If-None-Match": dump.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


def test_the_turtle_and_the_jsonld_dump_are_the_same_graph(server: Server, built: ProjectFolder) -> None:
    turtle, json = (ask(server.url, f"/dataset/{built.current.name}/all.{name}").graph for name in ("ttl", "jsonld"))
    assert len(turtle) > 2000
    assert isomorphic(turtle, json)


@pytest.mark.parametrize("path", ["/catalog", "/dataset"])
@pytest.mark.parametrize("extension", CATALOGUE_TYPES)
def test_the_catalogue_in_each_form(server: Server, path: str, extension: str) -> None:
    for method in ("GET", "HEAD"):
        answer = ask(server.url, f"{path}.{extension}", method=method)
        assert (answer.status, answer.content_type) == (200, CATALOGUE_TYPES[extension])
    accepted = CATALOGUE_TYPES[extension].partition(";")[0]
    assert ask(server.url, path, accepted).content_type == CATALOGUE_TYPES[extension]


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle"])
def test_harvesters_get_turtle_the_same_bytes_each_time(server: Server, accept: str | None) -> None:
    answer = ask(server.url, "/catalog", accept)
    assert answer.content_type == "text/turtle; charset=utf-8"
    assert answer.body == ask(server.url, "/catalog.ttl").body


def test_the_catalogue_tells_size_checksum_and_type_of_each_dump(server: Server) -> None:
    graph = ask(server.url, "/catalog").graph
    distributions = set(graph.subjects(RDF.type, DCAT.Distribution))
    distributions.remove(URIRef(f"{BASE}dataset#sparql"))
    tables = [one for one in distributions if str(one).endswith(".csv")]
    assert len(distributions) - len(tables) == len(TYPES)
    assert len(tables) == 16
    for distribution in distributions:
        url = graph.value(distribution, DCAT.downloadURL)
        answer = ask(server.url, "/" + str(url).removeprefix(BASE))
        assert answer.status == 200
        assert str(graph.value(distribution, DCAT.byteSize)) == str(len(answer.body))
        checksum = graph.value(graph.value(distribution, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum) == hashlib.sha256(answer.body).hexdigest()
        assert str(graph.value(distribution, DCAT.mediaType)).endswith(answer.media_type)


@pytest.mark.parametrize(
    ("language", "what"),
    [("de", "Die IRI der Aussage ist dessen Reifizierer"), ("en", "the IRI of the claim is its reifier")],
)
def test_the_page_says_what_each_dump_is(server: Server, built: ProjectFolder, language: str, what: str) -> None:
    page = Page(ask(server.url, f"/dataset?lang={language}", BROWSER).text)
    for extension in TYPES:
        assert f"/dataset/{built.current.name}/all.{extension}" in page.hrefs
    texts = [text for _, text in page.texts]
    for extension, label in (("rdf12.ttl", "RDF 1.2 Turtle"), ("rdf12.nq", "RDF 1.2 N-Quads")):
        at = texts.index(f"all.{extension}")
        assert texts[at + 1] == label
        assert what in texts[at + 2]
    assert texts[texts.index("all.ttl") + 1] == "Turtle"
    assert texts[texts.index("all.nq") + 1] == "N-Quads"
    assert sum(what in text for text in texts) == 2


def test_a_version_has_an_entry_of_its_own_in_each_form(server: Server, built: ProjectFolder) -> None:
    version = URIRef(f"{BASE}dataset/{built.current.name}")
    for extension, content_type in CATALOGUE_TYPES.items():
        answer = ask(server.url, f"/dataset/{built.current.name}.{extension}")
        assert (answer.status, answer.content_type) == (200, content_type)
        assert ("immutable" in answer.headers["Cache-Control"]) == (extension != "html")  # it tells of newer versions
    graph = ask(server.url, f"/dataset/{built.current.name}").graph
    assert (version, URIRef(f"{DCAT}version"), Literal(built.current.name)) in graph
    assert (version, URIRef(f"{DCAT}isVersionOf"), URIRef(f"{BASE}dataset")) in graph
    whole = ask(server.url, "/dataset").graph
    assert (URIRef(f"{BASE}dataset"), URIRef(f"{DCAT}hasVersion"), version) in whole


@pytest.mark.parametrize("extension", ["", ".ttl", ".html", ".jsonld", ".nt", ".rdf"])
def test_the_vocabulary_dereferences(server: Server, extension: str) -> None:
    answer = ask(server.url, f"/def{extension}")
    assert answer.status == 200
    assert "Network" in answer.text
    assert answer.linked("canonical") == answer.linked("cite-as") == [f"{BASE}def"]
    if answer.media_type in RDFLIB_FORMATS:
        network = URIRef(f"{BASE}def#Network")
        assert (network, RDF.type, OWL.Class) in answer.graph
        assert (network, RDFS.isDefinedBy, URIRef(f"{BASE}def")) in answer.graph


@pytest.mark.parametrize("path", ["/shapes.ttl", "/shapes", "/graph/shapes", "/graph/shapes.ttl"])
def test_the_shapes_are_there(server: Server, path: str) -> None:
    answer = ask(server.url, path)
    assert (answer.status, answer.media_type) == (200, "text/turtle")
    assert list(answer.graph.subjects(RDF.type, SH.NodeShape))


def test_the_named_graphs_together_are_the_dataset(server: Server, built: ProjectFolder) -> None:
    together = Graph()
    for name in ("links", "source/essen-engagiert", "ontology", "shapes"):
        for triple in ask(server.url, f"/graph/{name}.nt").graph:
            together.add(triple)
    assert set(together) == set(ask(server.url, f"/dataset/{built.current.name}/all.nt").graph)


def test_the_context_is_the_one_inside_every_answer(server: Server, built: ProjectFolder) -> None:
    answer = ask(server.url, "/context.jsonld")
    assert answer.content_type == "application/ld+json"
    assert answer.linked("canonical") == [f"{BASE}context.jsonld"]
    context = answer.json["@context"]
    for path in (
        "/doc/network/civitas.jsonld",
        "/def.jsonld",
        "/graph/ontology.jsonld",
        f"/dataset/{built.current.name}/all.jsonld",
    ):
        assert ask(server.url, path).json["@context"] == context


def refuse(url: str, _options: dict[str, Any]) -> Any:
    raise AssertionError(f"{url} would be fetched")


@pytest.mark.parametrize(
    "path",
    [
        "/doc/network/civitas.jsonld",
        "/def.jsonld",
        "/catalog.jsonld",
        "/sparql?format=jsonld",
        "/sparql?query=CONSTRUCT+WHERE%7B%3Fs+a+%3Ft%7D&format=jsonld",
    ],
)
def test_jsonld_is_read_without_fetching_anything(server: Server, path: str) -> None:
    expanded = jsonld.expand(ask(server.url, path).json, {"documentLoader": refuse})
    assert len(expanded) > 1
    assert all(node["@id"].startswith(("http://", "https://")) for node in expanded)


def test_jsonld_reads_well(server: Server) -> None:
    first = ask(server.url, "/doc/network/civitas.jsonld").json["graph"][0]
    assert first["id"] == "network:civitas"
    assert set(first["type"]) == {"Organization", "OrganizationalCollaboration", "Network"}
    assert first["prefLabel"] == {
        "de": "Civitas-Netzwerk bürgerorientierter Kommunen",
        "en": "Civitas network of citizen-oriented municipalities",
    }
    assert first["spatial"] == "place:deutschland"


def test_every_file_of_a_release_can_be_had_with_its_checksum(server: Server, built: ProjectFolder) -> None:
    sums = ask(server.url, f"/dataset/{built.current.name}/SHA256SUMS")
    assert sums.content_type == "text/plain; charset=utf-8"
    listed = {name: digest for digest, name in (line.split("  ") for line in sums.text.splitlines())}
    assert set(listed) == {path.name for path in built.current.iterdir()} - {"SHA256SUMS"}
    for name, digest in listed.items():
        if not name.endswith(".br"):  # a coding, and no file format
            answer = ask(server.url, f"/dataset/{built.current.name}/{name}")
            assert hashlib.sha256(answer.body).hexdigest() == digest, name


def test_a_table_comes_as_a_german_excel_wants_it(server: Server, built: ProjectFolder) -> None:
    path = f"/dataset/{built.current.name}/participation.csv"
    plain, excel = ask(server.url, path), ask(server.url, f"{path}?dialect=excel-de")
    assert plain.content_type == excel.content_type == "text/csv; charset=utf-8"
    assert excel.body.startswith(b"\xef\xbb\xbfiri;prefLabel_de;")
    assert plain.headers["ETag"] != excel.headers["ETag"]
    assert ask(server.url, f"{path}?dialect=excel-fr").status == 400
    assert (
        ask(server.url, "/dumps/latest/participation.csv?dialect=excel-de").headers["Location"]
        == f"{path}?dialect=excel-de"
    )


def test_the_status_tells_that_all_doors_lead_to_the_same(server: Server, built: ProjectFolder) -> None:
    told = ask(server.url, "/status").json
    triples = len(Graph().parse(data=ask(server.url, f"/dataset/{built.current.name}/all.nt").text, format="nt"))
    assert told["version"] == built.current.name
    assert told["compared"]["triples"] == dict.fromkeys(("dump", "query", "documents"), triples)
    assert told["kept"] == [built.current.name]
    for language, title in (("de", "Stand und Nachweise"), ("en", "State and proofs")):
        page = Page(ask(server.url, f"/status.html?lang={language}", BROWSER).text)
        assert title in [text for _, text in page.texts]
        assert str(triples) in [text for _, text in page.texts]
