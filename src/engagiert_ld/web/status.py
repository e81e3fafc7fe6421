"""What this server serves, and what was proven of it when it was built."""

import json
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, JSON
from engagiert_ld.release.doors import DOORS
from engagiert_ld.release.manifest import Release
from engagiert_ld.web.answers import answer
from engagiert_ld.web.operations import SITE, Negotiated, Operation, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.representations import Resource, Variant, require_extension
from engagiert_ld.web.site import Site, site

STATUS_FORMATS: Final = (JSON, HTML)

blueprint = Blueprint("status", __name__)


@blueprint.get("/status", defaults={"extension": ""})
@blueprint.get("/status.<extension>")
@described(
    Operation(
        "status",
        "/status",
        SITE,
        Message("Stand und Nachweise", "State and proofs"),
        Message(
            "Welche Ausgabe hier gilt, welche aufbewahrt sind, und was beim Erstellen verglichen wurde: Download, Abfrage und Dokumente"
            " geben dieselben Aussagen.",
            "Which release is served here, which are kept, and what was compared when it was built: dump, query and documents give the"
            " same statements.",
        ),
        Negotiated(STATUS_FORMATS, json="Status"),
    )
)
def status(extension: str) -> Response:
    """The state as JSON or as a page."""
    require_extension("status", extension, STATUS_FORMATS)

    def render(variant: Variant) -> bytes:
        told = _told(site())
        if variant.fmt is HTML:
            return render_page("status.html", variant, path="status", formats=[JSON], told=told)
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()

    return answer(Resource("status", STATUS_FORMATS, render), extension)


def _told(here: Site) -> Mapping[str, Any]:
    release = here.release
    return {
        "version": release.version,
        "modified": release.publication.modified.isoformat(),
        "software": release.manifest["software"]["version"],
        "dataset": {key: release.manifest["dataset"][key] for key in ("canonicalisation", "sha256", "quads")},
        "compared": compared(release),
        "validation": here.url("validation"),
        "checksums": here.url(f"dataset/{release.version}/SHA256SUMS"),
        "kept": list(here.archive.versions[::-1]),
    }


def compared(release: Release) -> Mapping[str, Any] | None:
    """What was compared when the release was built; None for one that was built before that was done."""
    if DOORS not in release.files:
        return None
    document: Mapping[str, Any] = json.loads(bytes(release.stored(DOORS)))
    return document
