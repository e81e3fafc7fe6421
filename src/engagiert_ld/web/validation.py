"""The report of the check that the release has passed: bytes of the release, and a page."""

import json
from typing import Final

from flask import Blueprint, Response

from engagiert_ld.formats import HTML, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from engagiert_ld.release.manifest import StoredFile
from engagiert_ld.web.answers import answer
from engagiert_ld.web.delivery import Content
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.reports import grouped, words
from engagiert_ld.web.representations import MOVING, Link, Resource, Variant, require_extension
from engagiert_ld.web.site import site

REPORT_FORMATS: Final = (TURTLE, HTML, JSON, JSONLD, RDFXML, NTRIPLES)

blueprint = Blueprint("validation", __name__)


@blueprint.get("/validation", defaults={"extension": ""})
@blueprint.get("/validation.<extension>")
def validation(extension: str) -> Response:
    """The report as SHACL validation report with measurements (DQV), as JSON, or as a page."""
    require_extension("validation", extension, REPORT_FORMATS)

    def render(variant: Variant) -> Content:
        return _page(variant) if variant.fmt is HTML else _file(variant.fmt)

    about = Link(site().url(f"dataset/{site().release.version}"), "describes")
    return answer(Resource("validation", REPORT_FORMATS, render, (about,), MOVING), extension)


def _file(fmt: Format) -> StoredFile:
    return site().release.stored(f"validation.{fmt.extension}")


def _page(variant: Variant) -> bytes:
    report = json.loads(bytes(_file(JSON)))
    return render_page(
        "validation.html",
        variant,
        path="validation",
        report=report,
        groups=grouped(report["findings"]),
        w=words(variant.language),
        formats=[fmt for fmt in REPORT_FORMATS if fmt is not HTML],
    )
