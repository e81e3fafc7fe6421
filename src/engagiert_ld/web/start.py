"""Start page, health, and the style sheet's neighbourhood: what belongs to the site rather than to the data."""

import datetime
from typing import Final

from flask import Blueprint, Response, jsonify

from engagiert_ld.formats import HTML, Format
from engagiert_ld.web.pages import entity_counts, render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import MOVING, Resource, answer, finish
from engagiert_ld.web.site import site

VALIDITY: Final = datetime.timedelta(days=365)

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


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116); it expires a year after the release, so that it is looked at again."""
    publication = site().release.publication
    contact = f"mailto:{publication.contact_email}" if publication.contact_email else publication.contact_url
    if not contact:
        raise unknown(".well-known/security.txt")
    lines = [
        f"Contact: {contact}",
        f"Expires: {(publication.modified + VALIDITY).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(publication.languages)}",
        f"Canonical: {site().url('.well-known/security.txt')}",
    ]
    text = "".join(f"{line}\n" for line in lines)
    return finish(Response(text, content_type="text/plain; charset=utf-8"), MOVING)


def _example() -> str:
    """A thing to show addresses with: the first network, or the first thing there is."""
    for prefix in ("id/network/", "id/"):
        found = site().descriptions.instances(site().iri(prefix))
        if found:
            return found[0]
    return site().iri("dataset")
