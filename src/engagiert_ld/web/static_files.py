"""What pages are shown with: our style sheet, and the design system and fonts that came when the package was built."""

from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.web.answers import answer_with
from engagiert_ld.web.delivery import Representation
from engagiert_ld.web.operations import SITE, Operation, PathParameter, Single, described
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import IMMUTABLE, MOVING
from engagiert_ld.web.site import Site, once, site

OWN: Final = Path(__file__).parent / "static"
BROUGHT: Final = Path(__file__).parent / "assets"
"""Their names have their versions, so they never change."""

THEME: Final = "theme.css"
"""The name under which the style sheet of the city is sent."""

MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
"""By extension; what has another one is not sent. Not from the machine: each knows others."""

blueprint = Blueprint("static_files", __name__)


@blueprint.get("/static/<file>")
@described(
    Operation(
        "static",
        "/static/{file}",
        SITE,
        Message("Dateien der Seiten", "Files of the pages"),
        Message("Was Seiten brauchen, um dargestellt zu werden.", "What pages need to be shown."),
        Single(lambda: sorted({_media_type(name).partition(";")[0] for name in static_files()})),
        (PathParameter("file", Message("Name der Datei.", "Name of the file."), lambda: static_files(), closed=True),),
    )
)
def static(file: str) -> Response:
    """A file that pages need; with a validator made of its bytes, the same on every machine. Raises `RefusalError` (404)."""
    if file not in static_files():
        raise unknown(f"static/{file}")
    return answer_with(_made(site(), file))


def static_files() -> list[str]:
    """The names of all files, our style sheet first."""
    return [*_sent(OWN), *_sent(BROUGHT), *([THEME] if site().deployment.theme else [])]


def style_sheets(here: Site) -> list[str]:
    """The names of the style sheets in the order in which they count: the colours of the city are the last word."""
    own = [name for name in (*_sent(BROUGHT), *_sent(OWN)) if name.endswith(".css")]
    return [*own, *([THEME] if here.deployment.theme else [])]


def script(stem: str) -> str:
    """The name of a script that was brought, by what it begins with; empty where it is not there."""
    return next((name for name in _sent(BROUGHT) if name.startswith(stem) and name.endswith(".js")), "")


@once
def _made(here: Site, file: str) -> Representation:
    own = file in (*_sent(OWN), THEME)
    content = here.deployment.theme.encode() if file == THEME else ((OWN if own else BROUGHT) / file).read_bytes()
    fields, cache = {"Content-Type": _media_type(file)}, MOVING if own else IMMUTABLE
    return Representation(content, fields, (), cache, here.release.publication.modified)


@cache
def _sent(folder: Path) -> tuple[str, ...]:
    """The names of the files of a folder that are sent, in order; looked up once, as they come with the package."""
    return tuple(sorted(path.name for path in folder.iterdir() if _media_type(path.name))) if folder.is_dir() else ()


def _media_type(file: str) -> str:
    return MEDIA_TYPES.get(f".{file.rpartition('.')[2]}", "")
