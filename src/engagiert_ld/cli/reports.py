"""The report of a check in the formats of the command line."""

from collections.abc import Callable
from typing import Final

from engagiert_ld.formats import TURTLE, serialise
from engagiert_ld.metadata.quality import quality_statements
from engagiert_ld.publication import Publication
from engagiert_ld.validation import Report
from engagiert_ld.validation.wording import document, json_report, text_report


def _turtle(report: Report, publication: Publication, _language: str) -> str:
    base_iri = publication.base_iri
    return serialise(quality_statements(report, base_iri, f"{base_iri}dataset"), TURTLE, base_iri).decode().rstrip()


def _html(report: Report, publication: Publication, language: str) -> str:
    from engagiert_ld.web.reports import standalone  # no other command needs the web layer

    return standalone(document(report), publication.base_iri, publication.title[language], language)


REPORT_FORMATS: Final[dict[str, Callable[[Report, Publication, str], str]]] = {
    "text": lambda report, publication, language: text_report(report, publication.base_iri, language),
    "json": lambda report, _publication, _language: json_report(report),
    "turtle": _turtle,
    "html": _html,
}
"""Writers by name: report, publication and language of messages → text."""
