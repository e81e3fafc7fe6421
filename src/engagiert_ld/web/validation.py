"""The report of the check that the release has passed: bytes of the release, and a page."""

import json
from typing import Final

from flask import Blueprint, Response

from engagiert_ld.formats import HTML, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.reports import grouped, words
from engagiert_ld.web.representations import MOVING, Link, Resource, answer, require_extension
from engagiert_ld.web.site import site

REPORT_FORMATS: Final = (TURTLE, HTML, JSON, JSONLD, RDFXML, NTRIPLES)

blueprint = Blueprint("validation", __name__)


@blueprint.get("/validation", defaults={"extension": ""})
@blueprint.get("/validation.<extension>")
def validation(extension: str) -> Response:
    """The report as SHACL validation report with measurements (DQV), as JSON, or as a page."""
    require_extension("validation", extension, REPORT_FORMATS)

    def render(fmt: Format, language: str) -> bytes:
        return _page(language) if fmt is HTML else _file(fmt)

    about = Link(site().url(f"dataset/{site().release.version}"), "describes")
    return answer(Resource("validation", REPORT_FORMATS, render, (about,), MOVING), extension)


def _file(fmt: Format) -> bytes:
    return (site().release.path / f"validation.{fmt.extension}").read_bytes()


def _page(language: str) -> bytes:
    report = json.loads(_file(JSON))
    return render_page(
        "validation.html",
        language,
        path="validation",
        report=report,
        groups=grouped(report["findings"]),
        w=words(language),
        formats=[fmt for fmt in REPORT_FORMATS if fmt is not HTML],
    )
