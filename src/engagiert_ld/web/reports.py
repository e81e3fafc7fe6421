"""The report of a check as a page: a part of the site, or a file that stands alone."""

from collections.abc import Mapping
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from engagiert_ld.errors import Message
from engagiert_ld.validation.wording import SEVERITY_NAMES

WORDS: Final[dict[str, Message]] = {
    "title": Message("Prüfbericht", "Validation report"),
    "conforms": Message("Die Daten erfüllen alle Regeln.", "The data satisfy all rules."),
    "fails": Message("Die Daten verstoßen gegen Regeln.", "The data violate rules."),
    "value": Message("Wert", "Value"),
    "places": Message("Stelle", "Place"),
    "project": Message("Projekt", "Project"),
    "figures": Message("Kennzahlen", "Figures"),
    "findings": Message("Befunde", "Findings"),
    "no_findings": Message("Es gibt keine Befunde.", "There are no findings."),
    "claims": Message("Aussagen mit Beleg", "Claims"),
    "explicit": Message("ausdrücklich", "explicit"),
    "inferred": Message("erschlossen", "inferred"),
    "ambiguous": Message("mehrdeutig", "ambiguous"),
    "absent": Message("Fehlanzeigen", "absent"),
    "coverage": Message("Aussagen, die einen Beleg brauchen und haben", "Statements that need evidence and have it"),
    "of": Message("von", "of"),
    "verified": Message(
        "An einer Kopie der Quelle überprüfte Zitate", "Quotations verified against a copy of the source"
    ),
    "violations": Message("Verstöße", "Violations"),
    "warnings": Message("Warnungen", "Warnings"),
    "infos": Message("Hinweise", "Hints"),
    "waived": Message("Zugelassene Ausnahmen", "Waived findings"),
    "waived_until": Message("Zugelassen bis", "Accepted until"),
    "by": Message("von", "by"),
    "held_back": Message("Zurückgehalten", "Held back"),
    "held_lead": Message(
        "Diese Dinge sind nicht veröffentlicht, weil sie oder das, worauf sie verweisen, gegen eine Regel verstoßen.",
        "These things are not published because they, or what they point to, violate a rule.",
    ),
    "points": Message("verweist auf", "points to"),
}


def words(language: str) -> Mapping[str, str]:
    """The words of a report in a language."""
    severities = {severity.name.capitalize(): one for severity, (one, _) in SEVERITY_NAMES.items()}
    return {key: message.in_language(language) for key, message in (WORDS | severities).items()}


def grouped(findings: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The findings by the thing that they are about, in the order of the report."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        groups.setdefault(finding["focus"], []).append(finding)
    return list(groups.items())


def standalone(report: Mapping[str, Any], base_iri: str, title: str, language: str) -> str:
    """An HTML document that needs nothing else; `report` are the plain values of `validation.wording.document`."""
    pages = Environment(
        loader=PackageLoader("engagiert_ld.web", "templates"), autoescape=True, undefined=StrictUndefined
    )
    facts = {"report": report, "groups": grouped(report["findings"]), "base_iri": base_iri, "w": words(language)}
    return pages.get_template("report_file.html").render(language=language, title=title, **facts)
