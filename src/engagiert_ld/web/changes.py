"""What changed from release to release: a page, a feed, and patches; in RDF, the beginning of the event stream."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.formats import ATOM, HTML, JSON, JSONLD, NQUADS, NTRIPLES, RDF_PATCH, TRIG, TURTLE
from engagiert_ld.metadata.catalogue import licence_names
from engagiert_ld.metadata.feed import Entry, Feed, atom
from engagiert_ld.release.diff import WORDS, Change, Difference, Kind, as_document, summary
from engagiert_ld.web.answers import answer
from engagiert_ld.web.events import stream
from engagiert_ld.web.operations import DATASET, Negotiated, Operation, PathParameter, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import MOVING, Link, Resource, Variant, known_extension, require_extension
from engagiert_ld.web.site import Site, once, recent, site

LATEST: Final = 10
"""So many releases are compared with the one before; all others have an address of their own."""

STREAM_FORMATS: Final = (TURTLE, TRIG, NQUADS, NTRIPLES, JSONLD)
"""What every client of event streams reads one of (LDES, “HTTP requests and responses”)."""

NEWS_FORMATS: Final = (ATOM, HTML, JSON, *STREAM_FORMATS)
CHANGE_FORMATS: Final = (JSON, HTML, RDF_PATCH)

LATER_VERSION: Final = PathParameter(
    "version",
    Message("Die Version einer Ausgabe, die nicht die erste ist.", "The version of a release that is not the first."),
    lambda: site().archive.versions[:0:-1],
    closed=True,
)

blueprint = Blueprint("changes", __name__)


@blueprint.get("/changes", defaults={"extension": ""})
@blueprint.get("/changes.<extension>")
@described(
    Operation(
        "changes",
        "/changes",
        DATASET,
        Message("Was sich geändert hat", "What has changed"),
        Message(
            "Die letzten Ausgaben und was sie änderten, als Seite, Feed (Atom) oder JSON; in RDF der Anfang des Ereignisstroms (LDES).",
            "The last releases and what they changed, as a page, a feed (Atom) or JSON; in RDF the beginning of the event stream (LDES).",
        ),
        Negotiated(NEWS_FORMATS, json="Changes"),
    )
)
def changes(extension: str) -> Response:
    """The latest releases, each compared with the one before."""
    require_extension("changes", extension, NEWS_FORMATS)

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _news_page(variant)
        if variant.fmt in STREAM_FORMATS:
            return stream(site(), variant.fmt)
        return _feed(site()) if variant.fmt is ATOM else _json([_told(found) for found in latest(site())])

    about = Link(site().url("dataset"), "describes")
    return answer(Resource("changes", NEWS_FORMATS, render, (about,)), extension)


@blueprint.get("/changes/<version>")
@described(
    Operation(
        "changesOfVersion",
        "/changes/{version}",
        DATASET,
        Message("Was eine Ausgabe geändert hat", "What a release has changed"),
        Message(
            "Gegenüber der Ausgabe davor, je Ding: als Seite, JSON oder RDF Patch. Bei der ersten Ausgabe 404.",
            "Compared with the release before, by thing: as a page, JSON or RDF Patch. 404 for the first release.",
        ),
        Negotiated(CHANGE_FORMATS, json="Change"),
        (LATER_VERSION,),
    )
)
def changes_of(version: str) -> Response:
    """The difference from the kept release before. Raises `RefusalError` (404)."""
    stem, extension = known_extension(version, CHANGE_FORMATS)
    found = _difference(site(), stem)
    if not found:
        raise unknown(f"changes/{stem}")
    path = f"changes/{stem}"

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _change_page(found, path, variant)
        return found.patch() if variant.fmt is RDF_PATCH else _json(as_document(found))

    links = (
        Link(site().url(f"dataset/{found.after.version}"), "describes"),
        Link(site().url(f"dataset/{found.before.version}"), "predecessor-version"),
    )
    modified = found.after.publication.modified
    return answer(Resource(path, CHANGE_FORMATS, render, links, MOVING, modified=modified), extension)


@recent(2)
def _difference(here: Site, version: str) -> Difference | None:
    """From the kept release before to this one; None where one of them is not there."""
    versions = here.archive.versions
    if version not in versions[1:]:
        return None
    before, after = (here.archive.release(one) for one in (versions[versions.index(version) - 1], version))
    return Difference(before, after) if before and after else None


@dataclass(frozen=True)
class News:
    """What is told of a release: its version, the one before, its date, and how much changed, by language.

    `replaces` are versions in whose place it was issued again because something was erased from them.
    """

    version: str
    before: str
    modified: date
    summary: Mapping[str, str]
    replaces: tuple[str, ...]


@once
def latest(here: Site, number: int = LATEST) -> list[News]:
    """What the latest releases have changed, no more than `number` of them, the newest first."""
    versions = here.archive.versions[1:][-number:]
    return [_news(here, found) for version in reversed(versions) if (found := _difference(here, version))]


def _news(here: Site, found: Difference) -> News:
    version = found.after.version
    replaces = tuple(sorted(old for old, new in here.archive.successors.items() if new == version))
    told = {language: f"{summary(found, language)}{_erased(replaces, language)}" for language in Message._fields}
    return News(version, found.before.version, found.after.publication.modified, told, replaces)


def _erased(versions: tuple[str, ...], language: str) -> str:
    """That something was erased, and from what; never what it was."""
    listed = ", ".join(versions)
    text = Message(
        f" Neu ausgestellt anstelle von {listed}: daraus wurde etwas gelöscht.",
        f" Issued again in place of {listed}, from which something was erased.",
    )
    return text.in_language(language) if versions else ""


def _told(news: News) -> dict[str, Any]:
    return {
        "version": news.version,
        "before": news.before,
        "modified": news.modified.isoformat(),
        "summary": news.summary["en"],
        "replaces": list(news.replaces),
        "url": site().url(f"changes/{news.version}"),
    }


def _feed(here: Site) -> bytes:
    publication, language = here.release.publication, here.release.publication.languages[0]
    word = Message("Ausgabe", "Release").in_language(language)
    entries = tuple(
        Entry(
            here.iri(f"dataset/{news.version}"),
            f"{word} {news.version}",
            news.summary[language],
            here.url(f"changes/{news.version}.html"),
            news.modified,
        )
        for news in latest(here)
    )
    return atom(
        Feed(
            here.iri("changes"),
            publication.title[language],
            publication.publisher_name[language],
            language,
            here.url("changes.atom"),
            here.url("changes.html"),
            next(licence_names(publication)),
            publication.modified,
            entries,
        )
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _news_page(variant: Variant) -> bytes:
    formats = [fmt for fmt in NEWS_FORMATS if fmt is not HTML and fmt not in STREAM_FORMATS]
    first = site().archive.versions[0]
    return render_page("changes.html", variant, path="changes", rows=latest(site()), first=first, formats=formats)


def _change_page(found: Difference, path: str, variant: Variant) -> bytes:
    kinds = [(kind, WORDS[kind].in_language(variant.language)) for kind in Kind]
    groups = [(word, [_row(found, one, variant) for one in found.things if one.kind is kind]) for kind, word in kinds]
    formats = [fmt for fmt in CHANGE_FORMATS if fmt is not HTML]
    told = {"found": found, "told": summary(found, variant.language), "groups": groups}
    return render_page("change.html", variant, path=path, formats=formats, **told)


def _row(found: Difference, change: Change, variant: Variant) -> dict[str, object]:
    return {
        "label": found.label(change.iri, variant.language),
        "href": site().href(change.iri) if site().known(change.iri.removeprefix(site().base_iri)) else "",
        "successor": found.label(change.successor, variant.language) if change.successor else "",
        "lines": list(found.lines(change, variant.language)) if change.kind is Kind.CHANGED else [],
    }
