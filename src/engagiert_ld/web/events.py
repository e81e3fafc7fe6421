"""The pages of the event stream (LDES): what happened to each thing, for whoever keeps a copy of the dataset."""

import re
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.formats import NQUADS, TRIG, Format, serialise
from engagiert_ld.metadata.event_stream import Event, Step, page_statements, root_statements
from engagiert_ld.release.events import beginning, events, steps
from engagiert_ld.web.answers import answer
from engagiert_ld.web.datasets import kept_release
from engagiert_ld.web.operations import DATASET, Negotiated, Operation, PathParameter, described
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import IMMUTABLE, Link, Resource, Variant, known_extension
from engagiert_ld.web.site import Site, once, recent, site

PAGE_FORMATS: Final = (TRIG, NQUADS)
"""Those that keep graphs: the statements about a thing stand in the graph of its version."""

STEPS: Final = 2
"""What happened in so many steps stays at hand while their pages are fetched one after the other."""

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")

SUMMARY: Final = Message("Eine Seite des Ereignisstroms", "A page of the event stream")
DESCRIPTION: Final = Message(
    "Was mit jedem Ding geschah, als die Ausgabe erschien (LDES). Diese Seiten ändern sich nie; unter /changes beginnt der Strom.",
    "What happened to each thing when the release came out (LDES). These pages never change; the stream begins at /changes.",
)

blueprint = Blueprint("events", __name__)


def _values(value: Callable[[Step], str], first: bool) -> Callable[[], list[str]]:
    """The values of a part of the path, for the first step or for the others."""
    return lambda: [value(step) for step in all_steps(site()) if first is not bool(step.before)]


def _parameters(first: bool) -> tuple[PathParameter, ...]:
    number = Message("Die wievielte Veröffentlichung es war.", "Which publication it was, counted from 1.")
    version = Message("Die Version, die da erschien.", "The version that came out.")
    page = Message("Nummer der Seite.", "Number of the page.")
    before = PathParameter(
        "before",
        Message("Die Version, mit der verglichen wird.", "The version that it is compared with."),
        _values(lambda step: step.before, first),
    )
    return (
        PathParameter("number", number, _values(lambda step: str(step.number), first)),
        *(() if first else (before,)),
        PathParameter("version", version, _values(lambda step: step.version, first)),
        PathParameter("page", page, lambda: ["1"]),
    )


def _operation(name: str, path: str, *, first: bool) -> Operation:
    formats, parameters = Negotiated(PAGE_FORMATS), _parameters(first)
    return Operation(name, path, DATASET, SUMMARY, DESCRIPTION, formats, parameters, refusals=(410,))


@blueprint.get("/events/<number>/<version>/<page>")
@described(_operation("firstEvents", "/events/{number}/{version}/{page}", first=True))
def first_page(number: str, version: str, page: str) -> Response:
    """A page of the first release, with all that it says. Raises `RefusalError` (404, 410)."""
    return _page(number, "", version, page)


@blueprint.get("/events/<number>/<before>/<version>/<page>")
@described(_operation("events", "/events/{number}/{before}/{version}/{page}", first=False))
def later_page(number: str, before: str, version: str, page: str) -> Response:
    """A page of what came from one release to the next. Raises `RefusalError` (404, 410)."""
    return _page(number, before, version, page)


def stream(here: Site, fmt: Format) -> bytes:
    """What the stream is and where its pages are, in a format of RDF."""
    statements = root_statements(
        here.release.publication, here.url("changes"), here.url(""), all_steps(here), beginning(here.archive)
    )
    return serialise(statements, fmt, here.base_iri)


@once
def all_steps(here: Site) -> tuple[Step, ...]:
    """The steps that the stream tells, in order."""
    return steps(here.archive)


def _page(number: str, before: str, version: str, page: str) -> Response:
    here, (stem, extension) = site(), known_extension(page, PAGE_FORMATS)
    modified = [kept_release(one).publication.modified for one in (before, version) if one][-1]
    start = "/".join(("events", number, *filter(None, (before, version))))
    step, path = next((one for one in all_steps(here) if one.path == start), None), f"{start}/{stem}"
    if not step or not _NUMBER.fullmatch(stem):
        raise unknown(path)
    publication = here.archive.last.publication
    statements = list(page_statements(publication, step, int(stem), _events(here, before, version), here.url("")))
    if not statements:
        raise unknown(path)

    def render(variant: Variant) -> bytes:
        return serialise(statements, variant.fmt, here.base_iri)

    links = (Link(here.url("changes"), "collection"), Link(here.url(f"dataset/{version}"), "describes"))
    return answer(Resource(path, PAGE_FORMATS, render, links, IMMUTABLE, modified=modified), extension)


@recent(STEPS)
def _events(here: Site, before: str, version: str) -> tuple[Event, ...]:
    earlier, later = (here.archive.release(one) if one else None for one in (before, version))
    return events(earlier, later) if later else ()
