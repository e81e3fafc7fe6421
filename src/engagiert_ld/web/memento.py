"""Documents as they were at a point in time (RFC 7089): what is asked for is found among the kept releases.

The document is the original resource, the one below the version of a release is its memento; TimeGate and TimeMap have
addresses of their own, so that no cache has to tell requests for documents apart by one more field.
"""

import datetime
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.http import http_date, parse_date

from engagiert_ld.errors import Message
from engagiert_ld.web.answers import answer_once
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.entities import NAME
from engagiert_ld.web.operations import THINGS, Operation, Redirection, Single, described
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.representations import LINK_FORMAT, MOVING, link_field, memento_links
from engagiert_ld.web.site import site

ACCEPT_DATETIME: Final = "Accept-Datetime"

blueprint = Blueprint("memento", __name__)


@blueprint.get("/timegate/doc/<path:name>")
@described(
    Operation(
        "timegate",
        "/timegate/doc/{type}/{slug}",
        THINGS,
        Message("Ein Dokument zu einer Zeit", "A document at a time"),
        Message(
            "Führt zu dem Dokument, wie es zur Zeit in Accept-Datetime war, ohne das Feld zum neuesten (Memento, RFC 7089).",
            "Leads to the document as it was at the time in Accept-Datetime, without the field to the latest (Memento, RFC 7089).",
        ),
        Redirection(302, Message("Zum Dokument in der Ausgabe.", "To the document in the release."), linked=True),
        NAME,
        refusals=(400,),
    )
)
def timegate(name: str) -> Response:
    """302 to the memento for a time (RFC 7089, section 4.1). Raises `RefusalError` (400, 404)."""
    versions = _versions(name)
    version = _at(versions, Asked(request.environ).field(ACCEPT_DATETIME))
    response = Response(status=302)  # not kept: the next request may be for another time
    response.headers["Location"] = site().link(f"dataset/{version}/doc/{name}")
    response.headers["Vary"] = ACCEPT_DATETIME
    response.headers["Cache-Control"] = MOVING
    response.headers["Link"] = link_field(memento_links(site(), f"doc/{name}"))
    return response


@blueprint.get("/timemap/doc/<path:name>")
@described(
    Operation(
        "timemap",
        "/timemap/doc/{type}/{slug}",
        THINGS,
        Message("Alle Zeiten eines Dokuments", "All times of a document"),
        Message("Die Ausgaben, die davon etwas sagen (RFC 7089).", "The releases that say something of it (RFC 7089)."),
        Single(lambda: (LINK_FORMAT,)),
        NAME,
    )
)
def timemap(name: str) -> Response:
    """The mementos of a document in link format (RFC 7089, section 5). Raises `RefusalError` (404)."""
    here, path = site(), f"doc/{name}"
    links = [str(link) for link in memento_links(here, path)]
    for version in _versions(name):
        address = here.url(f"dataset/{version}/{path}")
        links.append(f'<{address}>; rel="memento"; datetime="{http_date(_moment(version))}"')
    return answer_once((",\n".join(links) + "\n").encode(), LINK_FORMAT)


def _versions(name: str) -> list[str]:
    """The kept releases that describe the thing, the latest last. Raises `RefusalError` (404)."""
    names, archive = site().names(f"id/{name}"), site().archive
    versions = [one for one in archive.versions if any(archive.describes(one, iri) for iri in names)]
    if not versions:
        raise unknown(f"doc/{name}")
    return versions


def _at(versions: list[str], moment: str | None) -> str:
    """The last one at that time, or the first one where it was later (RFC 7089, section 4.5.2)."""
    if not moment:
        return versions[-1]
    wanted = parse_date(moment)
    if wanted is None:
        raise RefusalError(
            400,
            f"{ACCEPT_DATETIME} ist ein Zeitpunkt wie Sun, 22 Nov 2026 00:00:00 GMT",
            f"{ACCEPT_DATETIME} is a time such as Sun, 22 Nov 2026 00:00:00 GMT",
        )
    before = [version for version in versions if _moment(version) <= wanted]
    return (before or versions[:1])[-1]


def _moment(version: str) -> datetime.datetime:
    """A version begins with its date; releases have no hour."""
    return datetime.datetime.fromisoformat(version[: len("2026-11-22")]).replace(tzinfo=datetime.UTC)
