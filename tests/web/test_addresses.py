"""Two addresses: `base_iri` in all that is published, `site_url` where people and programs are sent."""

import json
import re
import socket
from urllib.parse import quote, urldefrag, urlsplit

import pytest
from rdflib import FOAF, RDF, Namespace, URIRef
from rdflib.namespace import DCAT

from running import Server

from .asking import BROWSER, ask, query
from .conftest import BEHIND_PROXY
from .reading import Page

BASE = "http://example.org/a/b/"
PLAIN = "http://daten.example.org/"
THING = f"{BASE}id/network/civitas"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
RDF_PATHS = [
    "/doc/network/civitas",
    "/def",
    "/shapes",
    "/graph/ontology",
    "/graph/source/essen-engagiert",
    "/dataset",
    "/catalog",
    "/context.jsonld",
    "/dumps/latest/all.ttl",
    "/dumps/latest/all.jsonld",
    "/dumps/latest/all.rdf",
]

prefixes = pytest.mark.parametrize(
    "prefix", ["", "/beteiligung"], ids=["proxy-takes-prefix-away", "proxy-keeps-prefix"]
)


@prefixes
def test_a_thing_leads_to_its_document_below_the_prefix(behind_proxy: Server, prefix: str) -> None:
    answer = ask(behind_proxy.url, f"{prefix}/id/network/civitas")
    assert (answer.status, answer.headers["Location"]) == (303, "/beteiligung/doc/network/civitas")
    dump = ask(behind_proxy.url, f"{prefix}/dumps/latest/all.ttl")
    assert dump.headers["Location"].startswith("/beteiligung/dataset/")


@prefixes
def test_a_document_speaks_of_the_base_and_links_to_the_site(behind_proxy: Server, prefix: str) -> None:
    answer = ask(behind_proxy.url, f"{prefix}/doc/network/civitas", "text/turtle")
    graph, document = answer.graph, URIRef(f"{BASE}doc/network/civitas")
    assert (document, FOAF.primaryTopic, URIRef(THING)) in graph
    assert (URIRef(THING), RDF.type, URIRef(f"{BASE}def#Network")) in graph
    assert answer.linked("canonical") == [str(document)]
    assert answer.linked("cite-as") == answer.linked("describes") == [THING]
    assert answer.headers["Content-Location"] == "/beteiligung/doc/network/civitas.ttl"
    assert answer.linked("alternate")
    assert all(target.startswith(f"{BEHIND_PROXY}doc/network/civitas.") for target in answer.linked("alternate"))


@prefixes
@pytest.mark.parametrize("path", ["/", "/doc/network/civitas", "/def", "/dataset", "/list/network", "/sparql", "/none"])
def test_links_of_a_page_stay_below_the_prefix(behind_proxy: Server, prefix: str, path: str) -> None:
    page = Page(ask(behind_proxy.url, prefix + path, BROWSER).text)
    local = {urldefrag(href).url for href in page.hrefs if not href.startswith(("http", "#", "?", "mailto:"))}
    assert local
    for href in local:
        assert href.startswith("/beteiligung/")
        assert ask(behind_proxy.url, href, BROWSER).status in (200, 303)


@pytest.mark.parametrize(
    "path", ["/beteiligungen/id/network/civitas", "/beteiligung/beteiligung/id/network/civitas", "/beteiligungdef"]
)
def test_only_the_whole_prefix_once_is_a_prefix(behind_proxy: Server, path: str) -> None:
    assert ask(behind_proxy.url, path).status == 404


def test_the_prefix_alone_is_the_start_page(behind_proxy: Server) -> None:
    for path in ("/beteiligung", "/beteiligung/", "/"):
        assert ask(behind_proxy.url, path).media_type == "text/html"


@prefixes
def test_the_endpoint_is_named_by_its_address(behind_proxy: Server, prefix: str) -> None:
    graph = ask(behind_proxy.url, f"{prefix}/sparql").graph
    endpoint = URIRef(f"{BEHIND_PROXY}sparql")
    assert list(graph.subject_objects(SD.endpoint)) == [(endpoint, endpoint)]
    assert {str(name) for name in graph.objects(None, SD.name)} == {
        f"{BASE}graph/{name}" for name in ("links", "source/essen-engagiert", "ontology", "shapes")
    }


def test_relative_iris_in_a_query_start_with_the_base(behind_proxy: Server) -> None:
    asked = "PREFIX eng: <def#> ASK { <id/network/civitas> a eng:Network }"
    assert query(behind_proxy.url, asked).json["boolean"] is True


def test_the_catalogue_names_everything_below_the_base(behind_proxy: Server) -> None:
    graph = ask(behind_proxy.url, "/catalog").graph
    dataset = URIRef(f"{BASE}dataset")
    assert (URIRef(f"{BASE}catalog"), DCAT.dataset, dataset) in graph
    pages, places = f"{BEHIND_PROXY}catalog?page=", "http://sws.geonames.org/"
    for subject in graph.subjects():
        assert str(subject).startswith((BASE, pages, places))
    assert len(set(graph.objects(None, DCAT.downloadURL))) > 8
    for target in graph.objects(None, DCAT.downloadURL):
        assert str(target).startswith(f"{BASE}dataset/")


@pytest.mark.parametrize("path", RDF_PATHS)
def test_only_links_know_where_the_server_is(behind_proxy: Server, server: Server, path: str) -> None:
    for running, base in ((behind_proxy, BASE), (server, "https://w3id.org/engagiert-ld/")):
        answer = ask(running.url, path)
        if answer.status == 302:
            answer = ask(running.url, answer.headers["Location"])
        assert answer.status == 200
        assert base in answer.text
        text = re.sub(r"<https?://[^<>]*/catalog\?page=1>", "", answer.text)  # where a harvester goes on
        for elsewhere in ("127.0.0.1", "localhost", BEHIND_PROXY):
            assert elsewhere not in text


def test_two_bases_publish_the_same_but_for_the_base(behind_proxy: Server, server: Server) -> None:
    def lines(running: Server, base: str) -> list[str]:
        location = ask(running.url, "/dumps/latest/all.nt").headers["Location"]
        return sorted(ask(running.url, location).text.replace(base, "BASE/").splitlines())

    moved, plain = lines(behind_proxy, BASE), lines(server, "https://w3id.org/engagiert-ld/")
    assert len(moved) == len(plain)
    differing = set(moved) ^ set(plain)
    assert not [line for line in differing if "genid" not in line and "engagiert-ld" not in line]


def test_a_base_without_a_path(traps: Server) -> None:
    answer = ask(traps.url, "/doc/network/beispielnetz")
    assert (
        URIRef(f"{PLAIN}doc/network/beispielnetz"),
        FOAF.primaryTopic,
        URIRef(f"{PLAIN}id/network/beispielnetz"),
    ) in answer.graph
    assert answer.linked("canonical") == [f"{PLAIN}doc/network/beispielnetz"]
    assert (URIRef(f"{PLAIN}catalog"), RDF.type, DCAT.Catalog) in ask(traps.url, "/catalog").graph


def test_the_description_of_the_interface_names_a_node_that_had_no_name(traps: Server) -> None:
    parameters = ask(traps.url, "/openapi.json").json["paths"]["/.well-known/genid/{hash}"]["get"]["parameters"]
    example = next(parameter["example"] for parameter in parameters if parameter.get("name") == "hash")
    assert ask(traps.url, f"/.well-known/genid/{example}").status == 200


UNUSUAL = ["bürgerräte", "%C3%BCbersicht", "łódź-€"]


@pytest.mark.parametrize("slug", UNUSUAL)
def test_names_with_letters_beyond_ascii_may_be_sent_as_they_are(traps: Server, slug: str) -> None:
    sent = slug.encode().decode("latin-1")
    assert ask_bytes(traps, f"/id/network/{sent}") == (303, f"/doc/network/{quote(slug, safe='%')}")


def ask_bytes(server: Server, path: str) -> tuple[int, str]:
    """Status and location for a path whose characters stand for bytes, sent without a check that they are ASCII."""
    host, port = urlsplit(server.url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
        head = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")[0].decode("latin-1")
    fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in head.splitlines()[1:])}
    return int(head.split()[1]), fields["location"]


def test_lists_link_to_names_with_letters_beyond_ascii(traps: Server) -> None:
    rows = json.loads(ask(traps.url, "/list/network.json").body)
    assert {f"{PLAIN}id/network/{slug}" for slug in UNUSUAL} <= {row["iri"] for row in rows}
    hrefs = Page(ask(traps.url, "/list/network", BROWSER).text).hrefs
    assert {f"/doc/network/{quote(slug, safe='%')}" for slug in UNUSUAL} <= set(hrefs)
