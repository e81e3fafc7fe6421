"""The report in words, for curators (German or English) and as JSON for programs."""

import dataclasses
import itertools
import json
import math
from collections.abc import Iterator
from typing import Any, Final

from engagiert_ld.errors import Message
from engagiert_ld.findings import Figures, Finding, HeldBack, Severity
from engagiert_ld.validation import Report
from engagiert_ld.validation.waivers import Waiver

SEVERITY_NAMES: Final = {
    Severity.VIOLATION: (Message("Verstoß", "Violation"), Message("Verstöße", "violations")),
    Severity.WARNING: (Message("Warnung", "Warning"), Message("Warnungen", "warnings")),
    Severity.INFO: (Message("Hinweis", "Hint"), Message("Hinweise", "hints")),
}
WHOLE_PROJECT: Final = Message("Projekt", "Project")
CONFORMS: Final = Message("Die Daten sind in Ordnung", "The data conform")
FAILS: Final = Message("So können die Daten nicht veröffentlicht werden", "The data cannot be published like this")
VALUE: Final = Message("Wert", "value")
WAIVED: Final = Message("zugelassen bis {valid} von {by}: {reason}", "accepted until {valid} by {by}: {reason}")
HELD_BACK: Final = Message("Zurückgehalten", "Held back")
POINTS: Final = Message("verweist auf {target}", "points to {target}")
VERIFIED: Final = Message(
    "{verified} von {quotations} Zitaten sind an einer Kopie ihrer Quelle überprüft.",
    "{verified} of {quotations} quotations are verified against a copy of their source.",
)
COVERAGE: Final = Message(
    "{proven} von {required} Aussagen, die einen Beleg brauchen, haben einen ({share}).",
    "{proven} of {required} statements that need evidence have it ({share}).",
)


def text_report(report: Report, base_iri: str, language: str) -> str:
    """Findings grouped by entity, each with file and line, value and remedy; what is held back; and a summary at the end."""
    lines: list[str] = []
    waivers = {waiver.iri: waiver for waiver in report.waivers}
    for focus, findings in itertools.groupby(report.findings, key=lambda finding: finding.focus):
        lines.append(shortened(focus, base_iri) or WHOLE_PROJECT.in_language(language))
        for finding in findings:
            lines += _finding_lines(finding, base_iri, language)
            if finding.waiver:
                lines.append(f"    {waiver_text(waivers[finding.waiver], language)}")
        lines.append("")
    for held in report.held_back:
        lines += [*_held_back_lines(held, base_iri, language), ""]
    return "\n".join([*lines, *figures_text(report.figures, language), summary(report, language)])


def summary(report: Report, language: str) -> str:
    """One line: whether the data conform, and how many findings there are of each severity."""
    verdict = (CONFORMS if report.conforms else FAILS).in_language(language)
    counts = ((severity, report.count(severity)) for severity in Severity)
    shown = [f"{count} {_counted(severity, count, language)}" for severity, count in counts if count]
    if report.waived:
        shown.append(Message(f"{report.waived} zugelassen", f"{report.waived} accepted").in_language(language))
    if report.held_back:
        held = len(report.held_back)
        shown.append(Message(f"{held} zurückgehalten", f"{held} held back").in_language(language))
    return f"{verdict}: {', '.join(shown)}." if shown else f"{verdict}."


def figures_text(figures: Figures, language: str) -> list[str]:
    """How many quotations are verified, and how many statements have evidence; nothing where there is neither."""
    lines = []
    if figures.quotations:
        lines.append(VERIFIED.in_language(language).format(verified=figures.verified, quotations=figures.quotations))
    if figures.required:
        share = f"{math.floor(figures.coverage * 1000) / 10:.1f} %"
        lines.append(
            COVERAGE.in_language(language).format(
                proven=figures.proven,
                required=figures.required,
                share=share.replace(".", ",") if language == "de" else share,
            )
        )
    return lines


def waiver_text(waiver: Waiver, language: str) -> str:
    """Until when a finding is accepted, by whom, and why."""
    reason = waiver.reason.in_language(language)
    return WAIVED.in_language(language).format(valid=waiver.valid, by=waiver.granted_by, reason=reason)


def json_report(report: Report) -> str:
    """The report as one JSON object; `document` says what it holds."""
    return json.dumps(document(report), ensure_ascii=False, indent=2)


def document(report: Report) -> dict[str, Any]:
    """The report as plain values: `conforms`, `counts`, `figures`, `findings`, `held_back`, `waivers`, all in both languages."""
    return {
        "conforms": report.conforms,
        "counts": {severity.name.lower(): report.count(severity) for severity in Severity}
        | {"waived": report.waived, "held_back": len(report.held_back)},
        "figures": dataclasses.asdict(report.figures) | {"coverage": round(report.figures.coverage, 4)},
        "findings": [_json(finding) for finding in report.findings],
        "held_back": [
            {"iri": held.iri, "target": held.target, "findings": [_json(finding) for finding in held.findings]}
            for held in report.held_back
        ],
        "waivers": [
            dataclasses.asdict(waiver) | {"reason": waiver.reason._asdict(), "valid": waiver.valid.isoformat()}
            for waiver in report.waivers
        ],
    }


def _counted(severity: Severity, count: int, language: str) -> str:
    one, many = SEVERITY_NAMES[severity]
    return (
        (one.in_language(language) if language == "de" else one.en.lower())
        if count == 1
        else many.in_language(language)
    )


def shortened(iri: str, base_iri: str) -> str:
    """The IRI as it is written in the sources: relative to the base."""
    return iri.removeprefix(base_iri)


def _held_back_lines(held: HeldBack, base_iri: str, language: str) -> Iterator[str]:
    name = HELD_BACK.in_language(language)
    if held.target:
        yield f"{name}: {shortened(held.iri, base_iri)}"
        yield f"    {POINTS.in_language(language).format(target=shortened(held.target, base_iri))}"
        return
    yield f"{name}: {shortened(held.iri, base_iri)}"
    for finding in held.findings:
        yield from _finding_lines(finding, base_iri, language)


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
        "shape": finding.shape,
        "component": finding.component,
        "waiver": finding.waiver,
    }
