"""Start page, health, and the style sheet's neighbourhood: what belongs to the site rather than to the data."""

import datetime
import mimetypes
from importlib.resources import files
from typing import Final

from flask import Blueprint, Response, jsonify

from engagiert_ld.formats import HTML
from engagiert_ld.web.answers import answer, answer_once
from engagiert_ld.web.pages import entity_counts, render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Resource, Variant
from engagiert_ld.web.site import site

STATIC: Final = files("engagiert_ld.web") / "static"
VALIDITY: Final = datetime.timedelta(days=365)

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def start() -> Response:
    """What this is, what it holds, where to go."""

    def render(variant: Variant) -> bytes:
        counts = list(entity_counts(variant.language))
        return render_page("start.html", variant, path="", counts=counts, example=_example())

    return answer(Resource("", (HTML,), render, by_parameter=True))


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
    return answer_once(text.encode(), "text/plain; charset=utf-8")


@blueprint.get("/static/<file>")
def static(file: str) -> Response:
    """A file that pages need; with a validator made of its bytes, the same on every machine."""
    found = STATIC / file
    if file not in {path.name for path in STATIC.iterdir()}:
        raise unknown(f"static/{file}")
    kind, _ = mimetypes.guess_type(file)
    charset = "; charset=utf-8" if kind and kind.startswith("text/") else ""
    return answer_once(found.read_bytes(), f"{kind or 'application/octet-stream'}{charset}")


def _example() -> str:
    """A thing to show addresses with: the first network, or the first thing there is."""
    for prefix in ("id/network/", "id/"):
        found = site().descriptions.instances(site().iri(prefix))
        if found:
            return found[0]
    return site().iri("dataset")
