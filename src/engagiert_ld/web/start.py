"""Start page, health, and the style sheet's neighbourhood: what belongs to the site rather than to the data."""

from flask import Blueprint, Response, jsonify

from engagiert_ld.formats import HTML, Format
from engagiert_ld.web.pages import entity_counts, render_page
from engagiert_ld.web.representations import Resource, answer
from engagiert_ld.web.site import site

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def start() -> Response:
    """What this is, what it holds, where to go."""

    def render(_fmt: Format, language: str) -> bytes:
        return render_page("start.html", language, path="", counts=list(entity_counts(language)), example=_example())

    return answer(Resource("", (HTML,), render))


@blueprint.get("/health")
def health() -> Response:
    """200 while this server can answer; the release that it serves."""
    response = jsonify(status="ok", version=site().release.version)
    response.headers["Cache-Control"] = "no-store"
    return response


def _example() -> str:
    """A thing to show addresses with: the first network, or the first thing there is."""
    for prefix in ("id/network/", "id/"):
        found = site().descriptions.instances(site().iri(prefix))
        if found:
            return found[0]
    return site().iri("dataset")
