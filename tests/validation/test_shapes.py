"""The shapes against stock pySHACL: good data give no result, each fault gives exactly its own.

Nothing of this package takes part. pySHACL needs `advanced=True`, as S03, S06, S09, S17 and others have SPARQL target
types. The kinds of identifiers and the degrees of confidence are vocabulary that belongs to the data.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyshacl
import pytest
from rdflib import DCTERMS, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result
from rdflib.term import Node

from .faults import FAULTS, GOOD, Fault

SHAPES: Final = Path(__file__).parents[2] / "shapes"
VOCABULARY: Final = tuple(SHAPES.parent / "ontology" / name for name in ("confidence.ttl", "identifier-kinds.ttl"))
BASES: Final = ("https://w3id.org/engagiert-ld/", "http://example.org/a/b/")
LANGUAGES: Final = ["de", "en"]

TARGETS: Final = {SH.target, SH.targetClass, SH.targetNode, SH.targetSubjectsOf}
SAYS_NO_CONSTRAINT: Final = TARGETS | {RDF.type, RDFS.label, SH.property}


class Finding(NamedTuple):
    """One result of a report; IRIs are relative to the base IRI."""

    code: str
    shape: str
    severity: str
    focus: str


prepared = cache(prepareQuery)


@pytest.fixture
def queries_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib read each query text once: most of the time of a validation goes into reading the same few texts."""
    query = Graph.query

    def query_prepared(self: Graph, text: str, *arguments: Any, **options: Any) -> Result:
        return query(self, prepared(text), *arguments, **options)

    monkeypatch.setattr(Graph, "query", query_prepared)


def parse(text: str, base: str) -> Graph:
    """The data of a text, and the vocabulary that the shapes look up."""
    graph = Graph().parse(data=text, format="turtle", publicID=base)
    graph += vocabulary(base)
    return graph


@cache
def vocabulary(base: str) -> Graph:
    graph = Graph()
    for path in VOCABULARY:
        graph.parse(data=path.read_text("utf-8"), format="turtle", publicID=base)
    return graph


@cache
def shapes(base: str) -> Graph:
    graph = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        graph.parse(data=path.read_text("utf-8"), format="turtle", publicID=base)
    return graph


@cache
def good() -> str:
    return GOOD.read_text("utf-8")


def report_on(data: Graph, base: str) -> Graph:
    """The report of stock pySHACL on a graph."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(base), inference="none", advanced=True)
    assert isinstance(report, Graph)
    return report


def to_finding(report: Graph, result: Node, base: str) -> Finding:
    shape = report.value(result, SH.sourceShape)
    code = shapes(base).value(shape, DCTERMS.identifier)
    severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH))
    focus = str(report.value(result, SH.focusNode)).removeprefix(base)
    return Finding(str(code), str(shape).removeprefix(f"{base}shapes#"), severity, focus)


@cache
def findings(fault: Fault, base: str) -> tuple[Finding, ...]:
    """All findings in the text that a fault has broken."""
    report = report_on(parse(fault.apply(good()), base), base)
    return tuple(to_finding(report, result, base) for result in report.objects(None, SH.result))


def reporting_shapes(graph: Graph) -> set[Node]:
    """The shapes that a result can name: those below sh:property, and those with a target and a constraint."""
    aimed = {shape for predicate in TARGETS for shape in graph.subjects(predicate)}
    constraining = {shape for shape in aimed if set(graph.predicates(shape)) - SAYS_NO_CONSTRAINT}
    return set(graph.objects(None, SH.property)) | constraining


def languages(graph: Graph, subject: Node, predicate: URIRef) -> list[str]:
    return sorted(text.language or "" for text in graph.objects(subject, predicate) if isinstance(text, Literal))


def fault_of(code: str) -> Fault:
    return next(fault for fault in FAULTS if fault.code == code)


@pytest.mark.parametrize("base", BASES)
def test_good_data_give_no_result(base: str) -> None:
    report = report_on(parse(good(), base), base)
    assert list(report.objects(None, SH.result)) == []
    assert (None, SH.conforms, Literal(True)) in report


ONE_OF_EACH: Final = list({fault.shape: fault for fault in FAULTS}.values())
"""One fault for each rule: enough to see that no rule knows the base IRI."""


@pytest.mark.usefixtures("queries_read_once")
@pytest.mark.parametrize(
    ("fault", "base"),
    [*((fault, BASES[0]) for fault in FAULTS), *((fault, BASES[1]) for fault in ONE_OF_EACH)],
    ids=lambda value: value.code if isinstance(value, Fault) else value,
)
def test_a_fault_gives_its_own_finding_and_no_other(fault: Fault, base: str) -> None:
    found = findings(fault, base)
    assert {finding.code for finding in found} == {fault.shape}
    assert {finding.severity for finding in found} == {fault.severity}
    assert sorted(finding.focus for finding in found) == sorted((fault.focus, *fault.also))


@pytest.mark.usefixtures("queries_read_once")
def test_every_shape_is_caught_by_a_fault() -> None:
    base = BASES[0]
    caught = {finding.shape for fault in FAULTS for finding in findings(fault, base)}
    assert caught == {str(shape).removeprefix(f"{base}shapes#") for shape in reporting_shapes(shapes(base))}


def test_every_code_is_caught_by_a_fault() -> None:
    codes = {str(code) for code in shapes(BASES[0]).objects(None, DCTERMS.identifier)}
    assert codes == {fault.shape for fault in FAULTS}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_has_one_line_to_be_mended(fault: Fault) -> None:
    line = fault.apply(good()).splitlines()[fault.line(good()) - 1]
    assert fault.marker in line


def test_fault_codes_are_unique() -> None:
    assert len({fault.code for fault in FAULTS}) == len(FAULTS)


def test_every_shape_has_a_code_a_severity_labels_and_messages() -> None:
    graph = shapes(BASES[0])
    for shape in reporting_shapes(graph):
        code = graph.value(shape, DCTERMS.identifier, any=False)
        assert str(shape).startswith(f"{BASES[0]}shapes#{code}-"), shape
        assert graph.value(shape, SH.severity, any=False) is not None, shape
        assert languages(graph, shape, SH.message) == LANGUAGES, shape
        assert languages(graph, shape, RDFS.label) == LANGUAGES, shape
        assert not any("{" in str(message) for message in graph.objects(shape, SH.message)), shape


def test_a_target_type_and_its_shape_have_the_same_parameters() -> None:
    graph = shapes(BASES[0])
    own = f"{BASES[0]}shapes#"
    for shape, target in graph.subject_objects(SH.target):
        for parameter, value in graph.predicate_objects(shape):
            if str(parameter).startswith(own):
                assert (target, parameter, value) in graph, shape


@pytest.mark.usefixtures("queries_read_once")
@pytest.mark.parametrize("code", ["B06", "B10", "B17"])
def test_messages_keep_their_language_tags_in_a_report(code: str) -> None:
    report = report_on(parse(fault_of(code).apply(good()), BASES[0]), BASES[0])
    (result,) = report.objects(None, SH.result)
    assert languages(report, result, SH.resultMessage) == LANGUAGES


@pytest.mark.usefixtures("queries_read_once")
@pytest.mark.parametrize("base", BASES)
def test_a_dangling_link_is_reported_with_its_predicate_and_its_object(base: str) -> None:
    report = report_on(parse(fault_of("B16").apply(good()), base), base)
    (result,) = report.objects(None, SH.result)
    assert report.value(result, SH.resultPath) == DCTERMS.subject
    assert report.value(result, SH.value) == URIRef(f"{base}id/concept/nirgends")


def test_shapes_do_not_name_the_base_iri() -> None:
    for path in SHAPES.glob("*.ttl"):
        text = path.read_text("utf-8")
        assert not any(base in text for base in BASES), path
        assert "@base" not in text, path


def test_blank_nodes_serve_lists_only() -> None:
    graph = shapes(BASES[0])
    blank = {node for node in graph.all_nodes() if isinstance(node, BNode)}
    assert blank == {node for node in graph.subjects(RDF.first) if isinstance(node, BNode)}


def test_shapes_may_be_part_of_the_data() -> None:
    base = BASES[0]
    report = report_on(parse(good(), base) + shapes(base), base)
    assert list(report.objects(None, SH.result)) == []
