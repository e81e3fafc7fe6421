"""The SPARQL endpoint over HTTP: the protocol, its formats, and what is refused without a connection to anywhere."""

import csv
import html
import io
import json
import re
import socket
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse
from rdflib import RDF, RDFS, VOID, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from running import Server

from .asking import BROWSER, Answer, Site, ask, query

BASE = "https://w3id.org/engagiert-ld/"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SRX = "{http://www.w3.org/2005/sparql-results#}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
GRAPHS = {f"{BASE}graph/{name}" for name in ("links", "source/essen-engagiert", "ontology", "shapes")}
DATA_GRAPH, ONTOLOGY, SHAPES = (f"{BASE}graph/{name}" for name in ("source/essen-engagiert", "ontology", "shapes"))

NETWORKS = """
PREFIX eng: <def#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?n ?label {
  ?n a eng:Network ; skos:prefLabel ?label .
  FILTER (lang(?label) = "de")
  FILTER NOT EXISTS { ?n org:subOrganizationOf ?x }
}
ORDER BY ?label
"""
NAMES = [
    "Allianz Vielfältige Demokratie",
    "Civitas Botschafterinnen und Botschafter",
    "Civitas-Netzwerk bürgerorientierter Kommunen",
]
SELECT = 'SELECT ?a ?b { VALUES (?a ?b) { ("Straße, \\"x\\""@de <urn:x>) (1 UNDEF) } }'
CONSTRUCT = 'CONSTRUCT { <urn:s> <urn:x#p> "ä", 5 } {}'


def by_post(base: str, text: str, accept: str | None = None, parameters: str = "") -> Answer:
    return ask(base, f"/sparql{parameters}", accept, method="POST", body=text.encode(), headers=DIRECT)


def by_form(base: str, fields: dict[str, str], accept: str | None = None) -> Answer:
    return ask(base, "/sparql", accept, method="POST", body=urlencode(fields).encode(), headers=FORM)


def count(answer: Answer) -> int:
    assert answer.status == 200, answer.text
    return int(answer.json["results"]["bindings"][0]["n"]["value"])


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_gets_the_networks_with_their_german_names(server: Server, method: str) -> None:
    client = SPARQLWrapper(f"{server.url}sparql")
    client.setQuery(NETWORKS)
    client.setReturnFormat(JSON)
    client.setMethod(method)
    results: Any = client.queryAndConvert()
    found = [row["label"]["value"] for row in results["results"]["bindings"]]
    assert len(found) == 9
    assert set(NAMES) <= set(found)


def test_get_post_form_and_post_direct_answer_alike(server: Server) -> None:
    answers = [
        query(server.url, NETWORKS),
        by_form(server.url, {"query": NETWORKS}),
        by_post(server.url, NETWORKS),
    ]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len({answer.body for answer in answers}) == 1
    assert answers[0].media_type == "application/sparql-results+json"
    head = ask(server.url, f"/sparql?{urlencode({'query': NETWORKS})}", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(answers[0].body))


def test_select_as_json(server: Server) -> None:
    found = query(server.url, SELECT, "application/sparql-results+json").json
    assert found["head"]["vars"] == ["a", "b"]
    first, second = found["results"]["bindings"]
    assert first == {
        "a": {"type": "literal", "value": 'Straße, "x"', "xml:lang": "de"},
        "b": {"type": "uri", "value": "urn:x"},
    }
    assert second == {"a": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}


def test_select_as_xml(server: Server) -> None:
    answer = query(server.url, SELECT, "application/sparql-results+xml")
    assert answer.content_type == "application/sparql-results+xml"
    results = ElementTree.fromstring(answer.body).findall(f".//{SRX}result")
    assert [len(result) for result in results] == [2, 1]
    assert results[0].findtext(f".//{SRX}literal") == 'Straße, "x"'


def test_select_as_csv_and_tsv(server: Server) -> None:
    table = query(server.url, SELECT, "text/csv")
    assert table.content_type == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(table.text))) == [["a", "b"], ['Straße, "x"', "urn:x"], ["1", ""]]
    tabs = query(server.url, SELECT, "text/tab-separated-values")
    assert tabs.content_type == "text/tab-separated-values; charset=utf-8"
    assert tabs.text.splitlines() == ["?a\t?b", '"Straße, \\"x\\""@de\t<urn:x>', "1\t"]


@pytest.mark.parametrize("truth", [True, False])
def test_ask_in_each_result_format(server: Server, truth: bool) -> None:
    asked = "ASK {}" if truth else "ASK { <urn:none> ?p ?o }"
    word = str(truth).lower()
    assert query(server.url, asked).json["boolean"] is truth
    document = ElementTree.fromstring(query(server.url, asked, "application/sparql-results+xml").body)
    assert document.findtext(f"{SRX}boolean") == word
    for accept in ("text/csv", "text/tab-separated-values"):
        answer = query(server.url, asked, accept)
        assert (answer.status, answer.media_type, answer.text.strip()) == (200, accept, word)


@pytest.mark.parametrize(
    "accept",
    [
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/rdf+xml",
    ],
)
@pytest.mark.parametrize("asked", [CONSTRUCT, f"DESCRIBE <{BASE}id/network/civitas>", "CONSTRUCT {} {}"])
def test_graphs_in_each_rdf_format(server: Server, accept: str, asked: str) -> None:
    answer = query(server.url, asked, accept)
    assert (answer.status, answer.media_type) == (200, accept)
    assert set(answer.graph) == set(query(server.url, asked, "application/n-triples").graph)


@pytest.mark.parametrize("accept", ["application/n-quads", "application/trig"])
def test_triples_stand_in_the_default_graph(server: Server, accept: str) -> None:
    """A query makes triples, of no graph, even where it takes them from graphs."""
    asked = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{ONTOLOGY}> {{ ?s ?p ?o }} }}"
    answer = query(server.url, asked, accept)
    form = RdfFormat.N_QUADS if accept.endswith("quads") else RdfFormat.TRIG
    assert {quad.graph_name for quad in parse(answer.body, format=form)} == {DefaultGraph()}


def lines(answer: Answer) -> set[str]:
    assert (answer.status, answer.media_type) == (200, "application/n-triples"), answer.text
    return set(answer.text.splitlines())


def without_its_own(document: Answer, path: str) -> set[str]:
    """The statements of a document but for those about itself."""
    return {line for line in lines(document) if not line.startswith(f"<{BASE}{path}> ")}


def test_describe_of_a_thing_says_what_its_document_says(site: Site) -> None:
    """All but what the document says of itself, for every thing there is."""
    things = "SELECT DISTINCT ?s { ?s a ?c . FILTER (STRSTARTS(STR(?s), STR(<id/>)) && !CONTAINS(STR(?s), '#')) }"
    iris = [row["s"]["value"] for row in site.ask(at(things)).json["results"]["bindings"]]
    assert len(iris) > 500
    for iri in iris:
        path = iri.removeprefix(f"{BASE}id/")
        described = lines(site.ask(at(f"DESCRIBE <{iri}>"), "application/n-triples"))
        assert described == without_its_own(site.ask(f"/doc/{path}.nt"), f"doc/{path}"), iri


def at(text: str) -> str:
    return f"/sparql?{urlencode({'query': text})}"


@pytest.mark.parametrize(
    "text", ["PREFIX n: <id/network/> DESCRIBE n:civitas", f"BASE <{BASE}id/> describe<network/civitas> # this"]
)
def test_describe_of_a_thing_may_be_written_in_other_ways(server: Server, text: str) -> None:
    expected = lines(query(server.url, f"DESCRIBE <{BASE}id/network/civitas>", "application/n-triples"))
    assert len(expected) > 50
    assert lines(query(server.url, text, "application/n-triples")) == expected
    assert lines(by_form(server.url, {"query": text}, "application/n-triples")) == expected
    assert lines(by_post(server.url, text, "application/n-triples")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE <id/network/civitas> {}",
        "DESCRIBE ?n { VALUES ?n { <id/network/civitas> } }",
        f"DESCRIBE <id/network/civitas> FROM <{DATA_GRAPH}>",
    ],
)
def test_other_forms_of_describe_give_the_statements_about_it_alone(server: Server, text: str) -> None:
    described = lines(query(server.url, text, "application/n-triples"))
    assert described
    assert {line.split()[0] for line in described} == {f"<{BASE}id/network/civitas>"}


def test_describe_in_graphs_that_are_named_keeps_to_them(server: Server) -> None:
    answer = query(server.url, "DESCRIBE <id/network/civitas>", "application/n-triples", default_graph_uri=ONTOLOGY)
    assert (answer.status, answer.body) == (200, b"")


def test_describe_of_what_has_no_document_of_its_own_is_up_to_the_engine(server: Server, traps: Server) -> None:
    term = lines(query(server.url, "DESCRIBE <def#Network>", "application/n-triples"))
    assert {line.split()[0] for line in term} == {f"<{BASE}def#Network>"}
    for iri in ("id/none", "urn:none", "id/network/none#x"):
        assert query(server.url, f"DESCRIBE <{iri}>", "application/n-triples").body == b""
    withdrawn = query(traps.url, "DESCRIBE <id/network/irrtum>", "application/n-triples")
    assert "Das Netz gab es <b>nie</b>." in withdrawn.text
    genid = query(traps.url, "SELECT ?n { <id/network/fallen> <http://purl.org/dc/terms/isPartOf> ?n }")
    iri = genid.json["results"]["bindings"][0]["n"]["value"]
    path = iri.removeprefix("http://daten.example.org")
    described = lines(query(traps.url, f"DESCRIBE <{iri}>", "application/n-triples"))
    assert described == lines(ask(traps.url, f"{path}.nt"))


@pytest.mark.parametrize(
    ("asked", "accept", "expected"),
    [
        ("ASK {}", None, "application/sparql-results+json"),
        ("ASK {}", "*/*", "application/sparql-results+json"),
        ("ASK {}", BROWSER, "text/html"),
        ("ASK {}", "text/html;q=0.9, application/sparql-results+json", "application/sparql-results+json"),
        ("ASK {}", "text/html, application/sparql-results+json", "application/sparql-results+json"),
        ("ASK {}", "application/json", "application/sparql-results+json"),
        ("ASK {}", "application/xml", "application/sparql-results+xml"),
        ("ASK {}", "text/turtle, application/rdf+xml;q=0.9, text/csv;q=0.1", "text/csv"),
        ("ASK {}", "application/sparql-results+json;charset=utf-8", "application/sparql-results+json"),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "application/sparql-results+json, application/n-triples;q=0.1", "application/n-triples"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, BROWSER, "text/html"),
        (CONSTRUCT, "application/trig, text/turtle;q=0.5", "application/trig"),
    ],
)
def test_the_form_of_the_query_decides_what_is_offered(
    server: Server, asked: str, accept: str | None, expected: str
) -> None:
    answer = query(server.url, asked, accept)
    assert (answer.status, answer.media_type) == (200, expected)
    assert "Accept" in answer.vary


@pytest.mark.parametrize(
    ("asked", "accept"), [("ASK {}", "text/turtle"), (CONSTRUCT, "text/csv"), ("ASK {}", "image/png")]
)
def test_nothing_acceptable_is_406(server: Server, asked: str, accept: str) -> None:
    answer = query(server.url, asked, accept)
    assert answer.status == 406
    assert "available" in answer.json["detail"]


@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_what_clients_send_instead_of_accept(server: Server, name: str) -> None:
    for value, expected in (
        ("csv", "text/csv"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
    ):
        assert query(server.url, "ASK {}", "text/tab-separated-values", **{name: value}).media_type == expected
        assert by_form(server.url, {"query": "ASK {}", name: value}).media_type == expected
    assert query(server.url, CONSTRUCT, **{name: "application/rdf xml"}).media_type == "application/rdf+xml"
    assert query(server.url, CONSTRUCT, **{name: "unheard-of"}).media_type == "text/turtle"


def test_a_function_that_nobody_knows_is_400_and_named(server: Server) -> None:
    for text in ("SELECT (<urn:example:f>(1) AS ?x) {}", "SELECT * { ?s ?p ?o FILTER(<urn:example:f>(?o)) }"):
        answer = query(server.url, text)
        assert (answer.status, answer.media_type) == (400, "application/problem+json")
        assert "urn:example:f" in answer.json["detail"]


def test_a_malformed_query_is_400_with_line_and_column(server: Server) -> None:
    for text, line, column in (
        ("SELECT * {\n ?s ?p % }", 2, 8),
        ("SELECT", 1, 7),
        ("SELECT * { ?s ?p 'open }", 1, 18),
        ("x", 1, 1),
    ):
        for answer in (query(server.url, text), by_form(server.url, {"query": text}), by_post(server.url, text)):
            assert (answer.status, answer.media_type) == (400, "application/problem+json")
            assert (answer.json["line"], answer.json["column"]) == (line, column)
            assert f"line {line}, column {column}" in answer.json["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=",
        "/sparql?query=%20%0A",
        "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "/sparql?default-graph-uri=urn:x",
    ],
)
def test_an_empty_or_missing_query_or_two_are_400(server: Server, path: str) -> None:
    assert ask(server.url, path).status == 400


@pytest.mark.parametrize("body", [b"", b"query=", b"query=ASK%7B%7D&query=ASK%7B%7D", b"other=x"])
def test_a_form_without_exactly_one_query_is_400(server: Server, body: bytes) -> None:
    assert ask(server.url, "/sparql", method="POST", body=body, headers=FORM).status == 400


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/sparql-query", 400),
        ("ASK {}".encode("utf-16"), "application/sparql-query", 400),
        ("ASK {}".encode("utf-16"), "application/sparql-query; charset=utf-16", 415),
        (b"ASK {}", "text/plain", 415),
        (b'{"query": "ASK {}"}', "application/json", 415),
        (b"ASK {}", "", 415),
    ],
)
def test_a_body_that_is_no_query_is_refused(server: Server, body: bytes, content_type: str, status: int) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert ask(server.url, "/sparql", method="POST", body=body, headers=headers).status == status


def test_queries_in_content_and_address_together_are_too_many(server: Server) -> None:
    more = "?query=ASK%7B%7D"
    assert by_post(server.url, "ASK {}", parameters=more).status == 400
    assert ask(server.url, f"/sparql{more}", method="POST", body=b"query=ASK%7B%7D", headers=FORM).status == 400


TOLERATED = {
    "timeout": "30000",
    "debug": "on",
    "run": " Run Query ",
    "soft-limit": "",
    "should-sponge": "",
    "infer": "true",
    "sameAs": "true",
    "limit": "1000",
    "offset": "0",
    "callback": "x",
    "using-graph-uri": "urn:x",
    "results": "none",
    "output": "none",
    "format": "auto",
    "": "",
}
"""What clients and forms of other endpoints send along, which nobody here asks for."""


def test_parameters_of_other_endpoints_have_no_effect(server: Server) -> None:
    expected = query(server.url, NETWORKS)
    assert expected.status == 200
    for name, value in TOLERATED.items():
        assert query(server.url, NETWORKS, **{name: value}).body == expected.body
    assert query(server.url, NETWORKS, **TOLERATED).body == expected.body
    assert by_form(server.url, {"query": NETWORKS} | TOLERATED).body == expected.body
    assert by_post(server.url, NETWORKS, parameters=f"?{urlencode(TOLERATED)}").body == expected.body


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize(
    ("asked", "wanted", "expected"),
    [
        ("SELECT * { ?s a <def#Network> }", JSON, "application/sparql-results+json"),
        ("SELECT * { ?s a <def#Network> }", XML, "application/sparql-results+xml"),
        ("SELECT * { ?s a <def#Network> }", CSV, "text/csv"),
        ("SELECT * { ?s a <def#Network> }", TSV, "text/tab-separated-values"),
        ("CONSTRUCT WHERE { ?s a <def#Network> }", TURTLE, "text/turtle"),
        ("CONSTRUCT WHERE { ?s a <def#Network> }", RDFXML, "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s a <def#Network> }", XML, "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s a <def#Network> }", JSONLD, "application/ld+json"),
    ],
)
def test_sparqlwrapper_gets_the_format_it_asks_for(
    server: Server, asked: str, wanted: str, expected: str, method: str
) -> None:
    """It names the format in three parameters and in `Accept`, with values of its own such as `json-ld`."""
    client = SPARQLWrapper(f"{server.url}sparql")
    client.setQuery(asked)
    client.setMethod(method)
    client.setReturnFormat(wanted)
    result: Any = client.query()
    assert result.info()["content-type"].partition(";")[0] == expected
    assert len(result.response.read()) > 100


def test_rdflib_asks_as_if_it_had_the_data(server: Server) -> None:
    store = SPARQLStore(f"{server.url}sparql")
    assert len({str(name) for name in Graph(store).subjects(RDF.type, URIRef(f"{BASE}def#Network"))}) > 8
    assert Graph(store, identifier=URIRef(ONTOLOGY)).query("ASK { ?s ?p ?o }").askAnswer
    assert not Graph(store, identifier=URIRef("urn:none")).query("ASK { ?s ?p ?o }").askAnswer


def test_yasgui_gets_a_table_as_json(server: Server) -> None:
    accept = "application/sparql-results+json,*/*;q=0.9"
    assert by_form(server.url, {"query": NETWORKS}, accept).json["head"]["vars"] == ["n", "label"]
    accept = "text/turtle,application/rdf+xml;q=0.9,*/*;q=0.8"
    assert by_form(server.url, {"query": CONSTRUCT}, accept).media_type == "text/turtle"


def test_a_query_in_utf8_may_say_so(server: Server) -> None:
    headers = {"Content-Type": "Application/SPARQL-Query; charset=UTF-8"}
    assert ask(server.url, "/sparql", method="POST", body=b"ASK {}", headers=headers).json["boolean"] is True


def test_a_value_is_decoded_exactly_once(server: Server) -> None:
    text = 'ASK { FILTER ("a%2Bb" = "a+b") }'
    for answer in (query(server.url, text), by_form(server.url, {"query": text}), by_post(server.url, text)):
        assert answer.json["boolean"] is False
    same = 'ASK { FILTER ("a+b ä€😀" = "a\\u002Bb \\u00E4\\u20AC\\U0001F600") }'
    for answer in (query(server.url, same), by_form(server.url, {"query": same}), by_post(server.url, same)):
        assert answer.json["boolean"] is True


def test_a_query_that_is_too_long_is_413(traps: Server) -> None:
    long = "ASK {} #" + "x" * 2000
    for answer in (query(traps.url, long), by_form(traps.url, {"query": long}), by_post(traps.url, long)):
        assert (answer.status, answer.media_type) == (413, "application/problem+json")
        assert "2000" in answer.json["detail"]


UPDATES = [
    "INSERT DATA { <urn:planted> <urn:p> <urn:o> }",
    "DELETE WHERE { ?s ?p ?o }",
    "PREFIX : <urn:> INSERT { :planted :p :o } WHERE {}",
    "CLEAR ALL",
    "DROP ALL",
    "LOAD <{trap}>",
    "LOAD <file:///etc/passwd>",
    "CREATE GRAPH <urn:g>",
    "ASK {} ; INSERT DATA { <urn:planted> <urn:p> <urn:o> }",
]


@pytest.mark.parametrize("text", UPDATES)
def test_updates_are_refused_and_change_nothing(server: Server, trap: "Trap", text: str) -> None:
    update, before = text.replace("{trap}", trap.url), count(query(server.url, COUNT))
    answers = [
        query(server.url, update),
        by_post(server.url, update),
        by_form(server.url, {"query": update}),
        by_form(server.url, {"update": update}),
        by_form(server.url, {"update": update, "query": "ASK {}"}),
        ask(server.url, f"/sparql?update={quote(update)}"),
        ask(server.url, f"/sparql?update={quote(update)}", method="POST", body=b"query=ASK%7B%7D", headers=FORM),
        ask(
            server.url,
            "/sparql",
            method="POST",
            body=update.encode(),
            headers={"Content-Type": "application/sparql-update"},
        ),
    ]
    assert {answer.status for answer in answers} <= {400, 403}
    assert count(query(server.url, COUNT)) == before
    assert trap.connections == 0


def test_an_update_operation_is_403_and_an_update_that_is_sent_as_a_query_no_query(server: Server) -> None:
    update, as_update = "INSERT DATA {}", {"Content-Type": "application/sparql-update"}
    for method in ("POST", "QUERY"):
        for path, body, headers in (
            ("/sparql", b"update=x", FORM),
            ("/sparql?update=x", b"query=ASK%7B%7D", FORM),
            ("/sparql?update=x", b"ASK {}", DIRECT),
            ("/sparql", update.encode(), as_update),
        ):
            answer = ask(server.url, path, method=method, body=body, headers=headers)
            assert (answer.status, answer.media_type) == (403, "application/problem+json")
        assert ask(server.url, "/sparql", method=method, body=update.encode(), headers=DIRECT).status == 400
    assert ask(server.url, "/sparql?update=x").status == 403
    refused = query(server.url, "PREFIX : <urn:>\n INSERT DATA {}")
    assert refused.status == 400
    assert refused.json["detail"].startswith("Line 2, column 2: ")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "SEARCH", "REPORT", "TRACE"])
def test_graph_store_writes_are_405(server: Server, method: str) -> None:
    headers = {"Content-Type": "text/turtle"}
    for path in ("/sparql?default", f"/sparql?graph={quote(DATA_GRAPH)}"):
        answer = ask(server.url, path, method=method, body=b"<urn:s> <urn:p> <urn:o> .", headers=headers)
        assert answer.status == 405
        assert {name.strip() for name in answer.headers["Allow"].split(",")} == {
            "GET",
            "HEAD",
            "OPTIONS",
            "POST",
            "QUERY",
        }


class Trap:
    """A listening socket that counts who connects."""

    def __init__(self, listening: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        self.connections = 0
        self._listening = listening
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield Trap(listening)
        listening.shutdown(socket.SHUT_RDWR)


def test_the_trap_counts_connections() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        trap = Trap(listening)
        with closing(socket.create_connection(listening.getsockname())) as connection:
            connection.recv(1)
        assert trap.connections == 1
        listening.shutdown(socket.SHUT_RDWR)


FOREIGN = [
    "SELECT * { SERVICE <{trap}> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <{trap}> { ?s ?p ?o } }",
    "SELECT * { BIND(<{trap}> AS ?x) service ?x { ?s ?p ?o } }",
    "SELECT * { SELECT * { \\u0053ERVICE <{trap}> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <{trap}> { ?s ?p ?o } }",
    "SELECT * FROM <{trap}> { ?s ?p ?o }",
    "SELECT * FROM NAMED <{trap}> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE <urn:x> FROM <{trap}>",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_nothing_foreign_is_asked_or_read(server: Server, trap: Trap, text: str) -> None:
    asked = text.replace("{trap}", trap.url)
    for answer in (query(server.url, asked), by_form(server.url, {"query": asked}), by_post(server.url, asked)):
        assert (answer.status, answer.media_type) == (400, "application/problem+json")
        assert "root:" not in answer.text
    assert trap.connections == 0


def test_a_foreign_graph_named_beside_the_query_is_empty(server: Server, trap: Trap) -> None:
    everything = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    for graph in (trap.url, "file:///etc/passwd", "urn:unknown"):
        assert count(query(server.url, everything, default_graph_uri=graph)) == 0
        assert count(query(server.url, everything, named_graph_uri=graph)) == 0
    assert trap.connections == 0


@pytest.mark.parametrize("graph", ["graph/ontology", "not an iri", "", "<urn:x>", "http://[", "\x00"])
def test_a_graph_that_is_no_iri_is_400(server: Server, graph: str) -> None:
    assert query(server.url, "ASK {}", default_graph_uri=graph).status == 400
    assert query(server.url, "ASK {}", named_graph_uri=graph).status == 400


def sizes(server: Server) -> dict[str, int]:
    found = query(server.url, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").json
    return {row["g"]["value"]: int(row["n"]["value"]) for row in found["results"]["bindings"]}


def test_the_default_graph_is_the_union_of_the_graphs_of_the_release(server: Server) -> None:
    assert set(sizes(server)) == GRAPHS
    distinct = count(
        query(server.url, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }")
    )
    assert count(query(server.url, COUNT)) == distinct
    assert query(
        server.url, f"ASK {{ <{BASE}id/network/civitas> a <{BASE}def#Network> . <{BASE}def#Network> a ?class }}"
    ).json["boolean"]


def test_from_and_from_named_choose_graphs_of_the_release(server: Server) -> None:
    size = sizes(server)
    assert count(query(server.url, f"SELECT (COUNT(*) AS ?n) FROM <{ONTOLOGY}> {{ ?s ?p ?o }}")) == size[ONTOLOGY]
    assert count(query(server.url, "SELECT (COUNT(*) AS ?n) FROM <graph/ontology> { ?s ?p ?o }")) == size[ONTOLOGY]
    named = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{ONTOLOGY}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert count(query(server.url, named)) == size[ONTOLOGY]
    assert count(query(server.url, f"SELECT (COUNT(*) AS ?n) FROM NAMED <{ONTOLOGY}> {{ ?s ?p ?o }}")) == 0
    assert count(query(server.url, f"SELECT (COUNT(*) AS ?n) FROM <{ONTOLOGY}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")) == 0
    both = f"SELECT (COUNT(*) AS ?n) FROM <{ONTOLOGY}> FROM <{SHAPES}> {{ ?s ?p ?o }}"
    assert max(size[ONTOLOGY], size[SHAPES]) < count(query(server.url, both)) <= size[ONTOLOGY] + size[SHAPES]


def test_graphs_named_beside_the_query_are_obeyed_and_beat_from(server: Server) -> None:
    size = sizes(server)
    text = f"SELECT (COUNT(*) AS ?n) FROM <{SHAPES}> {{ ?s ?p ?o }}"
    in_address = f"?{urlencode({'default-graph-uri': ONTOLOGY})}"
    for asked in (COUNT, text):
        assert count(query(server.url, asked, default_graph_uri=ONTOLOGY)) == size[ONTOLOGY]
        assert count(by_form(server.url, {"query": asked, "default-graph-uri": ONTOLOGY})) == size[ONTOLOGY]
        assert count(by_post(server.url, asked, parameters=in_address)) == size[ONTOLOGY]
        assert count(query(server.url, asked, named_graph_uri=ONTOLOGY)) == 0
    within = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(query(server.url, within, named_graph_uri=ONTOLOGY)) == size[ONTOLOGY]
    assert count(query(server.url, within, named_graph_uri=[ONTOLOGY, SHAPES])) == size[ONTOLOGY] + size[SHAPES]
    assert count(query(server.url, within, default_graph_uri=ONTOLOGY)) == 0


def by_query(site: Site, body: bytes, accept: str | None = None, path: str = "/sparql", **headers: str) -> Answer:
    """The method QUERY (RFC 10008); `_` stands for `-` in the names of fields."""
    fields = DIRECT | {name.replace("_", "-"): value for name, value in headers.items()}
    return site.ask(path, accept, method="QUERY", body=body, headers=fields)


def test_the_method_query_answers_like_post(site: Site) -> None:
    graph = urlencode({"default-graph-uri": ONTOLOGY})
    for text, accept in ((NETWORKS, None), (NETWORKS, "text/csv"), (CONSTRUCT, "application/trig"), (COUNT, BROWSER)):
        for path in ("/sparql", f"/sparql?{graph}"):
            direct = by_query(site, text.encode(), accept, path)
            form = by_query(site, urlencode({"query": text}).encode(), accept, path, Content_Type=FORM["Content-Type"])
            posted = site.ask(path, accept, method="POST", body=text.encode(), headers=DIRECT)
            assert (direct.status, direct.body) == (form.status, form.body) == (200, posted.body)
            assert direct.fields == posted.fields


def test_the_method_query_is_safe_and_its_answer_can_be_validated(site: Site) -> None:
    """RFC 10008, sections 2.6 and 2.7."""
    answer = by_query(site, NETWORKS.encode())
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = by_query(site, NETWORKS.encode(), If_None_Match=answer.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert by_query(site, COUNT.encode(), If_None_Match=answer.headers["ETag"]).status == 200
    assert by_query(site, NETWORKS.encode(), If_Match='"other"').status == 412


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"SELECT", DIRECT, 400),
        (b"", DIRECT, 400),
        (b"ASK {}", {"Content-Type": "application/sql"}, 415),
        (b"ASK {}", {}, 415),
        (b"ASK {}", {"Content-Type": "application/sparql-query; charset=utf-16"}, 415),
        (b"other=x", FORM, 400),
    ],
)
def test_the_method_query_fails_for_what_is_no_query(
    site: Site, body: bytes, headers: dict[str, str], status: int
) -> None:
    """RFC 10008, section 2.1: a missing media type is refused as well, nothing is guessed."""
    answer = site.ask("/sparql", method="QUERY", body=body, headers=headers)
    assert answer.status == status
    assert answer.headers["Accept-Query"]


def test_the_endpoint_tells_what_the_method_query_takes(site: Site) -> None:
    """RFC 10008, section 3."""
    for method, path in (("GET", "/sparql"), ("HEAD", "/sparql"), ("GET", at("ASK {}")), ("OPTIONS", "/sparql")):
        answer = site.ask(path, method=method)
        assert answer.headers["Accept-Query"] == '"application/sparql-query", "application/x-www-form-urlencoded"'
    assert "Accept-Query" in site.ask("/sparql", headers={"Origin": "urn:x"}).headers["Access-Control-Expose-Headers"]
    assert "Accept-Query" not in site.ask("/def").headers


def test_nothing_else_takes_the_method_query(site: Site) -> None:
    for path in ("/def", "/doc/network/civitas", "/", "/dataset", "/id/network/civitas"):
        for _ in range(2):
            site.ask(path)
            answer = site.ask(path, method="QUERY", body=b"ASK {}", headers=DIRECT)
            assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_without_a_query_the_service_describes_itself(server: Server) -> None:
    endpoint = URIRef(f"{server.url}sparql")
    for accept in (None, "text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"):
        answer = ask(server.url, "/sparql", accept)
        assert (answer.status, answer.media_type) == (200, accept or "text/turtle")
        graph = answer.graph
        assert (endpoint, RDF.type, SD.Service) in graph
        assert (endpoint, SD.endpoint, endpoint) in graph
        assert (endpoint, SD.supportedLanguage, SD.SPARQL11Query) in graph
        assert {str(name) for name in graph.objects(None, SD.name)} == GRAPHS
        graphs = set(graph.subjects(RDF.type, SD.Graph))
        counts = {str(name): int(str(graph.value(name, VOID.triples))) for name in graphs}
        (default,) = graph.objects(None, SD.defaultGraph)
        assert counts.pop(str(default)) == count(query(server.url, COUNT))
        assert counts == sizes(server)


def described(server: Server, prop: URIRef) -> set[str]:
    return {str(value).rpartition("/")[2] for value in ask(server.url, "/sparql").graph.objects(None, prop)}


FORMAT_IRIS = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "N-Quads": "application/n-quads",
    "TriG": "application/trig",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
}
"""Of the W3C list of file formats, with what they are sent as."""


def test_every_result_format_that_is_described_is_delivered_and_no_other(server: Server) -> None:
    formats = described(server, SD.resultFormat)
    assert formats <= FORMAT_IRIS.keys()
    for name in formats:
        text = SELECT if name.startswith("SPARQL") else CONSTRUCT
        answer = query(server.url, text, FORMAT_IRIS[name])
        assert (answer.status, answer.media_type) == (200, FORMAT_IRIS[name])
    delivered = set()
    for text in (SELECT, CONSTRUCT):
        listed = query(server.url, text, "image/png").json["detail"]
        delivered |= set(re.findall(r"([a-z]+/[a-z+-]+) \(", listed))
    assert {FORMAT_IRIS[name] for name in formats} == delivered - {"text/html"}


def test_the_features_that_are_described_hold_and_the_others_do_not(server: Server) -> None:
    features = {name.rpartition("#")[2] for name in described(server, SD.feature)}
    held = {
        "UnionDefaultGraph": count(query(server.url, COUNT)) > max(sizes(server).values()),
        "RequiresDataset": query(server.url, "ASK {}").status != 200,
        "BasicFederatedQuery": query(server.url, "ASK { SERVICE <urn:x> {} }").status == 200,
        "DereferencesURIs": count(query(server.url, COUNT, default_graph_uri=f"{server.url}def.ttl")) > 0,
        "EmptyGraphs": query(server.url, "ASK { GRAPH <urn:empty> {} }").json["boolean"],
    }
    assert features == {name for name, holds in held.items() if holds}


def test_the_description_says_what_describe_gives_in_both_languages(server: Server) -> None:
    comments = list(ask(server.url, "/sparql").graph.objects(None, RDFS.comment))
    assert {value.language for value in comments if isinstance(value, Literal)} == {"de", "en"}
    assert all("DESCRIBE" in str(value) for value in comments)


def test_browsers_get_a_form(server: Server) -> None:
    answer = ask(server.url, "/sparql", BROWSER)
    assert answer.content_type == "text/html; charset=utf-8"
    assert '<textarea id="query" name="query"' in answer.text
    for value in ("html", "csv", "srj", "srx", "tsv", "ttl", "jsonld", "nt", "nq", "trig", "rdf"):
        assert answer.text.count(f'<option value="{value}">') == 1


def test_the_query_of_the_form_can_be_sent_as_it_stands(server: Server) -> None:
    page = ask(server.url, "/sparql", BROWSER, headers={"Accept-Language": "de"}).text
    shown = html.unescape(page.partition("required>")[2].partition("</textarea>")[0])
    rows = list(csv.reader(io.StringIO(query(server.url, shown, BROWSER, format="csv").text)))
    assert set(NAMES) <= {row[1] for row in rows}


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nt"])
def test_the_dumps_hold_what_construct_gives(server: Server, extension: str) -> None:
    constructed = query(server.url, "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples").graph
    location = ask(server.url, f"/dumps/latest/all.{extension}").headers["Location"]
    assert values(ask(server.url, location).graph) == values(constructed)


def values(graph: Graph) -> set[tuple[str, str, object]]:
    """The triples with the values of their literals, for which `01` and `1` are equal."""
    return {(str(s), str(p), o.toPython() if hasattr(o, "toPython") else o) for s, p, o in graph}


def test_a_query_without_results_is_still_an_answer(server: Server) -> None:
    found = json.loads(query(server.url, "SELECT ?s { ?s <urn:none> ?o }").body)
    assert found == {"head": {"vars": ["s"]}, "results": {"bindings": []}}
