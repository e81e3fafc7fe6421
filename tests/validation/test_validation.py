"""Findings and their wording; what the shapes of this project say is tested elsewhere."""

import json
from typing import Final

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from engagiert_ld.errors import InputError, Message
from engagiert_ld.findings import Finding, Location, Severity
from engagiert_ld.validation import Report, validate
from engagiert_ld.validation.wording import json_report, summary, text_report

BASE: Final = "https://example.org/"
SHAPES: Final = f"{BASE}graph/shapes"
PREFIXES: Final = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
THING: Final = "<thing> a <Thing> ; <name> 'x' ; <year> 'MMXXVI'^^xsd:gYear ."
# the inner result of sh:node stands below sh:detail of the outer one
YEAR: Final = """
<Year> a sh:NodeShape ; sh:datatype xsd:gYear ; sh:pattern "^[0-9]{4}$" .
<T> a sh:NodeShape ; sh:targetClass <Thing> ; sh:property <T-year> .
<T-year> a sh:PropertyShape ; dcterms:identifier "T01" ; sh:path <year> ; sh:node <Year> ;
    sh:message "Kein Jahr."@de , "No year."@en .
"""
FAULTY: Final = {
    "no path": "<T> a sh:PropertyShape ; sh:targetClass <Thing> .",
    "no SPARQL": "<T> a sh:NodeShape ; sh:targetClass <Thing> ; sh:sparql <Q> . <Q> sh:select 'SELECT nonsense' .",
    "VALUES": "<T> a sh:NodeShape ; sh:targetClass <Thing> ; sh:sparql <Q> ."
    " <Q> sh:select 'SELECT $this { VALUES $this { <x> } }' .",
    "no pattern": "<T> a sh:NodeShape ; sh:targetClass <Thing> ; sh:property <P> . <P> sh:path <name> ; sh:pattern '(' .",
    "no number": "<T> a sh:NodeShape ; sh:targetClass <Thing> ; sh:property <P> . <P> sh:path <name> ; sh:minCount 'a' .",
    "recursion": "<T> a sh:NodeShape ; sh:targetClass <Thing> ; sh:node <T> .",
}


def quads(data: str, shapes: str) -> list[Quad]:
    graphs = ((data, f"{BASE}graph/source/x"), (shapes, SHAPES))
    return [
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph))
        for text, graph in graphs
        for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE, base_iri=BASE)
    ]


def nowhere(*_: str) -> tuple[Location, ...]:
    return ()


def report_on(data: str, shapes: str = "") -> Report:
    return validate(quads(data, shapes), SHAPES, nowhere)


def test_a_result_within_a_result_is_no_finding_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    (finding,) = report_on(THING, YEAR).findings
    assert (finding.code, finding.severity, finding.focus) == ("T01", Severity.VIOLATION, f"{BASE}thing")
    assert finding.path == f"{BASE}year"
    assert finding.value == '"MMXXVI"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    assert finding.message == Message("Kein Jahr.", "No year.")
    assert capfd.readouterr() == ("", "")


def test_a_shape_without_code_and_message_has_a_finding_all_the_same() -> None:
    (finding,) = report_on(THING, "<T> a sh:NodeShape ; sh:targetClass <Thing> ; sh:minLength 500 .").findings
    assert finding.code == "SHACL"
    assert finding.message.de == finding.message.en != ""
    assert finding.value == ""


@pytest.mark.filterwarnings("default")  # as on the command line
@pytest.mark.parametrize("shapes", FAULTY.values(), ids=FAULTY.keys())
def test_faulty_shapes_are_an_error_of_the_input(shapes: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match=r"The shapes \(shapes/\) cannot be used: ."):
        report_on(THING, shapes)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1.50", '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("+1", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("'01'^^xsd:integer", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("'1'^^xsd:boolean", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
    ],
)
def test_a_literal_that_queries_answer_otherwise_is_a_warning(written: str, kept: str) -> None:
    for data in (f"<a> <b> {written} .", f"<a> <b> {written} , {kept} ."):
        (finding,) = report_on(data).findings
        assert (finding.code, finding.severity) == ("K03", Severity.WARNING)
        assert (finding.focus, finding.path) == (f"{BASE}a", f"{BASE}b")
        assert (
            finding.message.de
            == f"Abfragen geben diesen Wert in anderer Schreibweise wieder: {kept}. Bitte gleich so schreiben."
        )
        assert finding.message.en.startswith(f"Queries answer this value in another form: {kept}.")


@pytest.mark.parametrize(
    "written", ["1.5", "1", "true", "'2012'^^xsd:gYear", "'ä'@de", "'x'^^<own>", "'a'^^xsd:integer"]
)
def test_other_literals_stay_as_they_are(written: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert report_on(f"<a> <b> {written} .").findings == ()
    assert capfd.readouterr() == ("", "")


# Wording


def finding(code: str, severity: Severity, focus: str = "", *lines: int, value: str = "") -> Finding:
    places = tuple(Location("data/x/a.ttl", line, 5) for line in lines)
    return Finding(code, severity, Message(f"{code} auf Deutsch.", f"{code} in English."), focus, "", value, places)


FOUND: Final = Report(
    (
        finding("K05", Severity.VIOLATION),
        finding("S01", Severity.VIOLATION, f"{BASE}id/a", 3, 7),
        finding("S22", Severity.INFO, f"{BASE}id/a", 3),
        finding("S09", Severity.WARNING, f"{BASE}id/b", 9, value=f"<{BASE}id/period/x>"),
    )
)


def test_findings_are_grouped_by_entity_with_places_and_remedies() -> None:
    assert text_report(FOUND, BASE, "de") == (
        "Projekt\n  Verstoß K05\n    K05 auf Deutsch.\n\n"
        "id/a\n  data/x/a.ttl:3, data/x/a.ttl:7: Verstoß S01\n    S01 auf Deutsch.\n"
        "  data/x/a.ttl:3: Hinweis S22\n    S22 auf Deutsch.\n\n"
        "id/b\n  data/x/a.ttl:9: Warnung S09\n    S09 auf Deutsch.\n    Wert: <id/period/x>\n\n"
        "So können die Daten nicht veröffentlicht werden: 2 Verstöße, 1 Warnung, 1 Hinweis."
    )
    assert text_report(FOUND, BASE, "en").endswith(
        "id/b\n  data/x/a.ttl:9: Warning S09\n    S09 in English.\n    value: <id/period/x>\n\n"
        "The data cannot be published like this: 2 violations, 1 warning, 1 hint."
    )


@pytest.mark.parametrize(
    ("severities", "german", "english"),
    [
        ((), "Die Daten sind in Ordnung.", "The data conform."),
        ((Severity.WARNING,), "Die Daten sind in Ordnung: 1 Warnung.", "The data conform: 1 warning."),
        ((Severity.INFO,) * 2, "Die Daten sind in Ordnung: 2 Hinweise.", "The data conform: 2 hints."),
        (
            (Severity.VIOLATION,),
            "So können die Daten nicht veröffentlicht werden: 1 Verstoß.",
            "The data cannot be published like this: 1 violation.",
        ),
    ],
)
def test_the_summary_counts_and_only_violations_keep_from_publishing(
    severities: tuple[Severity, ...], german: str, english: str
) -> None:
    report = Report(tuple(finding("X", severity) for severity in severities))
    assert (summary(report, "de"), summary(report, "en")) == (german, english)
    assert report.conforms is (Severity.VIOLATION not in severities)


def test_the_json_report_has_all_members_in_both_languages() -> None:
    document = json.loads(json_report(FOUND))
    assert document["conforms"] is False
    assert document["findings"][3] == {
        "code": "S09",
        "severity": "Warning",
        "focus": f"{BASE}id/b",
        "path": "",
        "value": f"<{BASE}id/period/x>",
        "message": {"de": "S09 auf Deutsch.", "en": "S09 in English."},
        "locations": [{"path": "data/x/a.ttl", "line": 9, "column": 5}],
        "shape": "",
        "component": "",
        "waiver": "",
    }
    assert document["counts"].keys() == {"violation", "warning", "info", "waived", "held_back"}
    assert document["figures"]["coverage"] == 1
