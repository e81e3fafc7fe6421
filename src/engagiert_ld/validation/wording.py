"""The report in words, for curators (German or English) and as JSON for programs."""

import itertools
import json
from collections.abc import Iterator
from typing import Final

from engagiert_ld.errors import Message
from engagiert_ld.findings import Finding, Severity
from engagiert_ld.validation import Report

SEVERITY_NAMES: Final = {
    Severity.VIOLATION: (Message("Verstoß", "Violation"), Message("Verstöße", "violations")),
    Severity.WARNING: (Message("Warnung", "Warning"), Message("Warnungen", "warnings")),
    Severity.INFO: (Message("Hinweis", "Hint"), Message("Hinweise", "hints")),
}
WHOLE_PROJECT: Final = Message("Projekt", "Project")
CONFORMS: Final = Message("Die Daten sind in Ordnung", "The data conform")
FAILS: Final = Message("So können die Daten nicht veröffentlicht werden", "The data cannot be published like this")
VALUE: Final = Message("Wert", "value")


def text_report(report: Report, base_iri: str, language: str) -> str:
    """Findings grouped by entity, each with file and line, value and remedy, and a summary in the last line."""
    lines: list[str] = []
    for focus, findings in itertools.groupby(report.findings, key=lambda finding: finding.focus):
        lines.append(_entity(focus, base_iri, language))
        lines += [line for finding in findings for line in _finding_lines(finding, base_iri, language)]
        lines.append("")
    return "\n".join([*lines, summary(report, language)])


def summary(report: Report, language: str) -> str:
    """One line: whether the data conform, and how many findings there are of each severity."""
    verdict = (CONFORMS if report.conforms else FAILS).in_language(language)
    counts = ((severity, report.count(severity)) for severity in Severity)
    shown = [f"{count} {_counted(severity, count, language)}" for severity, count in counts if count]
    return f"{verdict}: {', '.join(shown)}." if shown else f"{verdict}."


def json_report(report: Report) -> str:
    """The report as one JSON object: `conforms`, and `findings` with all members in both languages."""
    document = {"conforms": report.conforms, "findings": [_json(finding) for finding in report.findings]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def _counted(severity: Severity, count: int, language: str) -> str:
    one, many = SEVERITY_NAMES[severity]
    return (
        (one.in_language(language) if language == "de" else one.en.lower())
        if count == 1
        else many.in_language(language)
    )


def _entity(focus: str, base_iri: str, language: str) -> str:
    return focus.removeprefix(base_iri) or WHOLE_PROJECT.in_language(language)


def _finding_lines(finding: Finding, base_iri: str, language: str) -> Iterator[str]:
    name = SEVERITY_NAMES[finding.severity][0].in_language(language)
    places = ", ".join(str(location) for location in finding.locations)
    yield f"  {places}: {name} {finding.code}" if places else f"  {name} {finding.code}"
    yield f"    {finding.message.in_language(language)}"
    if finding.value:
        yield f"    {VALUE.in_language(language)}: {finding.value.replace(f'<{base_iri}', '<')}"


def _json(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.name.capitalize(),
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "message": finding.message._asdict(),
        "locations": [location._asdict() for location in finding.locations],
    }
