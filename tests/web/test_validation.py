"""The report that a release carries: as RDF, JSON and page, the same facts in each."""

import json
from typing import Any, Final

import html5rdf
import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from running import ProjectFolder, Server

from .asking import BROWSER, ask
from .reading import Page

BASE: Final = "https://w3id.org/engagiert-ld/"
DQV: Final = Namespace("http://www.w3.org/ns/dqv#")
REPORT: Final = URIRef(f"{BASE}validation#report")
FORMS: Final = {"ttl": "turtle", "rdf": "xml", "nt": "nt"}


@pytest.fixture(scope="module")
def graph(server: Server) -> Graph:
    return Graph().parse(data=ask(server.url, "/validation.ttl").text, format="turtle")


@pytest.fixture(scope="module")
def document(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(server.url, "/validation.json").text)
    return found


def test_the_report_says_that_the_release_conforms(graph: Graph, document: dict[str, Any]) -> None:
    assert (REPORT, RDF.type, SH.ValidationReport) in graph
    assert graph.value(REPORT, SH.conforms) == Literal(True)
    assert document["conforms"] is True


def test_the_measurements_are_about_this_release_and_agree_with_the_json(
    built: ProjectFolder, graph: Graph, document: dict[str, Any]
) -> None:
    version = built.current.name
    measured = {}
    for measurement in graph.subjects(RDF.type, DQV.QualityMeasurement):
        assert graph.value(measurement, DQV.computedOn) == URIRef(f"{BASE}dataset/{version}")
        metric = str(graph.value(measurement, DQV.isMeasurementOf)).removeprefix(f"{BASE}id/concept/metric-")
        value = graph.value(measurement, DQV.value)
        assert isinstance(value, Literal)
        measured[metric] = value.toPython()
    assert float(measured.pop("evidence-coverage")) == document["figures"]["coverage"] == 1
    assert measured.pop("claims") == sum(document["figures"]["claims"].values()) >= 264
    assert measured == {key.replace("_", "-"): value for key, value in document["counts"].items()}


def test_each_metric_is_described(server: Server, graph: Graph) -> None:
    for metric in set(graph.objects(None, DQV.isMeasurementOf)):
        path = "/doc/" + str(metric).removeprefix(f"{BASE}id/")
        described = Graph().parse(data=ask(server.url, f"{path}.ttl").text, format="turtle")
        assert (metric, RDF.type, DQV.Metric) in described


def test_all_rdf_forms_hold_the_same_triples(server: Server, graph: Graph) -> None:
    for extension, name in FORMS.items():
        answer = ask(server.url, f"/validation.{extension}")
        assert answer.status == 200
        assert isomorphic(Graph().parse(data=answer.text, format=name), graph), extension
    as_jsonld = set(parse(ask(server.url, "/validation.jsonld").text, format=RdfFormat.JSON_LD))
    assert as_jsonld == set(parse(ask(server.url, "/validation.nt").text, format=RdfFormat.N_TRIPLES))


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_the_report_is_negotiated(accept: str, media_type: str, server: Server) -> None:
    answer = ask(server.url, "/validation", accept)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


def test_an_unknown_form_is_not_found_and_an_unacceptable_one_is_refused(server: Server) -> None:
    assert ask(server.url, "/validation.csv").status == 404
    assert ask(server.url, "/validation", "image/png").status == 406


@pytest.mark.parametrize(
    ("language", "sentence"), [("de", "Die Daten erfüllen alle Regeln."), ("en", "The data satisfy all rules.")]
)
def test_the_page_says_it_in_words(language: str, sentence: str, server: Server) -> None:
    answer = ask(server.url, "/validation", BROWSER, headers={"Accept-Language": language})
    html5rdf.HTMLParser(strict=True).parse(answer.text)
    assert sentence in answer.text
    assert Page(answer.text).hrefs


def test_the_published_report_depends_on_nothing_of_the_machine(built: ProjectFolder) -> None:
    text = (built.current / "validation.json").read_text(encoding="utf-8")
    assert json.loads(text)["figures"]["verified"] is None
    assert str(built.path) not in text
