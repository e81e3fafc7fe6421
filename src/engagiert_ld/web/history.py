"""What became of a thing, release by release: a page, a feed, and statements that came and went."""

import json
from collections.abc import Iterable
from typing import Any, Final

from flask import Blueprint, Response
from pyoxigraph import Quad, Triple

from engagiert_ld.describe import Descriptions, Text
from engagiert_ld.errors import Message
from engagiert_ld.formats import ATOM, HTML, JSON
from engagiert_ld.metadata.catalogue import licence_names
from engagiert_ld.metadata.feed import Entry, Feed, atom
from engagiert_ld.release.diff import WORDS, Kind, lines
from engagiert_ld.release.history import Stage, history
from engagiert_ld.web.answers import answer
from engagiert_ld.web.entities import NAME
from engagiert_ld.web.operations import THINGS, Negotiated, Operation, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Link, Resource, Variant, known_extension
from engagiert_ld.web.site import Site, site

HISTORY_FORMATS: Final = (JSON, HTML, ATOM)

blueprint = Blueprint("history", __name__)


@blueprint.get("/history/<path:name>")
@described(
    Operation(
        "history",
        "/history/{type}/{slug}",
        THINGS,
        Message("Der Verlauf eines Dings", "The history of a thing"),
        Message(
            "Welche Ausgaben geändert haben, was über ein Ding gesagt ist, auch wenn es zurückgezogen oder umbenannt ist.",
            "Which releases changed what is said of a thing, even where it is withdrawn or renamed.",
        ),
        Negotiated(HISTORY_FORMATS, json="History"),
        NAME,
    )
)
def history_of(name: str) -> Response:
    """The releases that changed a thing, the newest first. Raises `RefusalError` (404)."""
    here, (stem, extension) = site(), known_extension(name, HISTORY_FORMATS)
    stages = next(filter(None, (history(here.archive, iri) for iri in here.names(f"id/{stem}"))), ())[::-1]
    if not stages:
        raise unknown(here.iri(f"id/{stem}"))
    iri, path = stages[0].change.iri, f"history/{stem}"

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _page(iri, path, stages, variant)
        return _feed(here, iri, path, stages) if variant.fmt is ATOM else _document(here, iri, stages)

    return answer(Resource(path, HISTORY_FORMATS, render, (Link(iri, "describes"),)), extension)


def _document(here: Site, iri: str, stages: Iterable[Stage]) -> bytes:
    told = {"iri": iri, "versions": [_told(here, stage) for stage in stages]}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _told(here: Site, stage: Stage) -> dict[str, Any]:
    """`kind` is missing where the thing was there before the oldest release that is kept."""
    known = {} if stage.is_first else {"kind": stage.change.kind.value}
    return {
        "version": stage.version,
        "date": stage.on.isoformat(),
        **known,
        **({"successor": stage.change.successor} if stage.change.successor else {}),
        "added": [str(triple) for triple in stage.change.added],
        "removed": [str(triple) for triple in stage.change.removed],
        "document": here.url(f"dataset/{stage.version}/{here.document_path(stage.change.iri)}"),
    }


def _feed(here: Site, iri: str, path: str, stages: Iterable[Stage]) -> bytes:
    publication, language = here.release.publication, here.release.publication.languages[0]
    label = _label(here, iri, stages, language).value
    entries = tuple(
        Entry(
            f"{here.iri(path)}#{stage.version}",
            f"{label}: {_word(stage, language)}",
            "\n".join(_lines(here, stage, language)),
            f"{here.url(path)}.html#{stage.version}",
            stage.on,
        )
        for stage in stages
    )
    return atom(
        Feed(
            here.iri(path),
            f"{label} – {publication.title[language]}",
            publication.publisher_name[language],
            language,
            here.url(f"{path}.atom"),
            here.url(f"{path}.html"),
            next(licence_names(publication)),
            entries[0].updated,
            entries,
        )
    )


def _page(iri: str, path: str, stages: Iterable[Stage], variant: Variant) -> bytes:
    here, language = site(), variant.language
    rows = [(stage, _word(stage, language), _lines(here, stage, language)) for stage in stages]
    return render_page(
        "history.html",
        variant,
        path=path,
        label=_label(here, iri, stages, language),
        href=here.href(iri),
        rows=rows,
        document=here.document_path(iri),
        formats=[fmt for fmt in HISTORY_FORMATS if fmt is not HTML],
    )


def _label(here: Site, iri: str, stages: Iterable[Stage], language: str) -> Text:
    """What a thing is called, or was called last."""
    if here.descriptions.is_named(iri):
        return here.descriptions.label(iri, language)
    for stage in stages:
        states = (stage.change.added, stage.change.removed)
        for known in (Descriptions.of(map(_quad, triples), here.release.publication.languages) for triples in states):
            if known.is_named(iri):
                return known.label(iri, language)
    return here.descriptions.label(iri, language)


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object)


def _word(stage: Stage, language: str) -> str:
    if stage.is_first:
        return Message(
            "in der ältesten aufbewahrten Ausgabe schon da", "already there in the oldest release that is kept"
        ).in_language(language)
    return WORDS[stage.change.kind].in_language(language)


def _lines(here: Site, stage: Stage, language: str) -> list[str]:
    """What changed, in words; where the thing is new or gone, that is all there is to say."""
    if stage.is_first or stage.change.kind in (Kind.ADDED, Kind.REMOVED):
        return []
    if stage.change.successor:
        return [f"→ {here.descriptions.label(stage.change.successor, language).value}"]
    return list(lines(stage.change, language, lambda iri, tag: here.descriptions.label(iri, tag).value))
