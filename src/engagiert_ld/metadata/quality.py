"""The report of a check as triples: SHACL validation report (SHACL 3.6) and a summary in the Data Quality Vocabulary."""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.findings import Finding, Severity
from engagiert_ld.namespaces import DCTERMS, EXTERNAL_PREFIXES, RDF, SH, XSD
from engagiert_ld.sources.dumps import term_of
from engagiert_ld.terms import Term
from engagiert_ld.validation import Report

DQV: Final = EXTERNAL_PREFIXES["dqv"]
REPORT: Final = "validation#report"


def quality_statements(report: Report, base_iri: str, computed_on: str) -> tuple[Quad, ...]:
    """The report and its measurements, without blank nodes; `computed_on` is the IRI of the dataset that was checked.

    A check made by program has the constraint component `{base_iri}shapes#ProgramCheck`, since SHACL asks for one.
    """
    subject = base_iri + REPORT
    statements = [
        _quad(subject, f"{RDF}type", NamedNode(f"{SH}ValidationReport")),
        _quad(subject, f"{SH}conforms", _literal(str(report.conforms).lower(), "boolean")),
    ]
    for number, finding in enumerate(report.findings, 1):
        result = f"{base_iri}validation#result-{number}"
        statements.append(_quad(subject, f"{SH}result", NamedNode(result)))
        statements += _result(result, finding, base_iri)
    held_back = (NamedNode(held.iri) for held in report.held_back)
    statements += [_quad(subject, f"{base_iri}def#heldBack", iri) for iri in held_back]
    for metric, value in _measured(report):
        statements += _measurement(f"{base_iri}validation#{metric}", metric, value, base_iri, computed_on)
    return tuple(statements)


def _result(result: str, finding: Finding, base_iri: str) -> Iterator[Quad]:
    yield _quad(result, f"{RDF}type", NamedNode(f"{SH}ValidationResult"))
    yield _quad(result, f"{DCTERMS}identifier", Literal(finding.code))
    yield _quad(result, f"{SH}resultSeverity", NamedNode(SH + finding.severity.name.capitalize()))
    yield _quad(result, f"{SH}focusNode", NamedNode(finding.focus or base_iri + "dataset"))
    yield _quad(
        result, f"{SH}sourceConstraintComponent", NamedNode(finding.component or f"{base_iri}shapes#ProgramCheck")
    )
    for language, text in finding.message._asdict().items():
        yield _quad(result, f"{SH}resultMessage", Literal(text, language=language))
    if finding.path:
        yield _quad(result, f"{SH}resultPath", NamedNode(finding.path))
    if finding.value:
        yield _quad(result, f"{SH}value", term_of(finding.value))
    if finding.shape:
        yield _quad(result, f"{SH}sourceShape", NamedNode(finding.shape))
    if finding.waiver:
        yield _quad(result, f"{base_iri}def#acceptedBy", NamedNode(finding.waiver))
    for location in finding.locations:
        yield _quad(result, f"{base_iri}def#statedAt", Literal(f"{location.path}:{location.line}:{location.column}"))


def _measured(report: Report) -> Iterator[tuple[str, Literal]]:
    """The name of each metric (a concept of the scheme of metrics) and its value."""
    yield "metric-evidence-coverage", _literal(f"{report.figures.coverage:.4f}", "decimal")
    yield "metric-claims", _literal(str(sum(report.figures.claims.values())), "integer")
    for severity in Severity:
        yield f"metric-{severity.name.lower()}", _literal(str(report.count(severity)), "integer")
    yield "metric-waived", _literal(str(report.waived), "integer")
    yield "metric-held-back", _literal(str(len(report.held_back)), "integer")


def _measurement(subject: str, metric: str, value: Literal, base_iri: str, computed_on: str) -> Iterator[Quad]:
    yield _quad(subject, f"{RDF}type", NamedNode(f"{DQV}QualityMeasurement"))
    yield _quad(subject, f"{DQV}computedOn", NamedNode(computed_on))
    yield _quad(subject, f"{DQV}isMeasurementOf", NamedNode(f"{base_iri}id/concept/{metric}"))
    yield _quad(subject, f"{DQV}value", value)


def _literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def _quad(subject: str, predicate: str, value: Term) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)
