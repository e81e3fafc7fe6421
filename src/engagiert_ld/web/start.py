"""Start page, health, whom to tell: what belongs to the site rather than to the data."""

import datetime
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, jsonify

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, JSON
from engagiert_ld.web.answers import answer, answer_once
from engagiert_ld.web.calls import calls
from engagiert_ld.web.changes import latest
from engagiert_ld.web.operations import SITE, Negotiated, Operation, Single, described
from engagiert_ld.web.overview import networks, picture
from engagiert_ld.web.pages import entity_counts, render_page
from engagiert_ld.web.pictures import network_picture, part_shown
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Resource, Variant, interface_links
from engagiert_ld.web.site import site

START_FORMATS: Final = (HTML,)
OF_INTEREST: Final = ("network", "org", "participation", "publication", "event", "topic", "place", "period")
NEWS_SHOWN: Final = 3
VALIDITY: Final = datetime.timedelta(days=365)

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@described(
    Operation(
        "start",
        "/",
        SITE,
        Message("Startseite", "Start page"),
        Message("Worum es geht, was es gibt, wohin man kommt.", "What this is, what it holds, where to go."),
        Negotiated(START_FORMATS, by_extension=False),
    )
)
def start() -> Response:
    """What this is, what it holds, where to go."""

    def render(variant: Variant) -> bytes:
        rows, network_count = networks(site(), variant.language)
        return render_page(
            "start.html",
            variant,
            path="",
            networks=rows,
            timeline=picture(rows, site(), variant.language),
            network_count=network_count,
            network=network_picture(site(), variant.language),
            network_part=part_shown(site(), variant.language),
            counts=_by_interest(entity_counts(variant.language)),
            statements=site().size,
            news=latest(site(), NEWS_SHOWN),
            examples=calls(site()),
        )

    return answer(Resource("", START_FORMATS, render, interface_links(site()), by_parameter=True))


def _by_interest(counts: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """What most people come for first; the rest stays in the order of names."""
    return sorted(counts, key=lambda row: OF_INTEREST.index(row[0]) if row[0] in OF_INTEREST else len(OF_INTEREST))


@blueprint.get("/health")
@described(
    Operation(
        "health",
        "/health",
        SITE,
        Message("Betriebszustand", "Health"),
        Message(
            "200, solange der Server antworten kann; nennt die Version der Ausgabe.",
            "200 while the server can answer; names the version of the release.",
        ),
        Single(lambda: (JSON.media_type,), schema="Health", validated=False),
    )
)
def health() -> Response:
    """200 while this server can answer, queries too; the release that it serves. Raises `StoreError` (503)."""
    site().store.check()
    response = jsonify(status="ok", version=site().release.version)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/.well-known/security.txt")
@described(
    Operation(
        "security",
        "/.well-known/security.txt",
        SITE,
        Message("Ansprechstelle für Sicherheitslücken", "Whom to tell of a weakness"),
        Message("Nach RFC 9116.", "As RFC 9116 has it."),
        Single(lambda: ("text/plain",)),
        refusals=(404,),
    )
)
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
