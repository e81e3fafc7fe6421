"""What queries may name: prefixes, classes, properties and things, with what they are called. An editor completes from it."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from flask import Blueprint, Response

from engagiert_ld.describe import TYPE
from engagiert_ld.errors import Message
from engagiert_ld.formats import JSON
from engagiert_ld.namespaces import prefixed_name, prefixes
from engagiert_ld.terms import iri_of
from engagiert_ld.web.answers import answer
from engagiert_ld.web.operations import QUERY, Negotiated, Operation, described
from engagiert_ld.web.representations import Resource, Variant, require_extension
from engagiert_ld.web.site import Site, site

PATH: Final = "sparql/terms"
MOST_THINGS: Final = 2000
"""So many things are named, those that people ask for first; classes and properties are all."""

FIRST_TYPES: Final = (
    "network",
    "org",
    "publication",
    "event",
    "topic",
    "place",
    "role",
    "concept",
    "period",
    "participation",
)
NO_THINGS: Final = ("claim", "link", "waiver")
"""Records that nobody names in a query."""

_LOCAL: Final = re.compile(r"[A-Za-z0-9_]([\w-]*(\.[\w-]+)*)?", re.ASCII)
"""Local names that need no escape (SPARQL 1.1 PN_LOCAL, as far as it is simple)."""

blueprint = Blueprint("terms", __name__)


@blueprint.get("/sparql/terms", defaults={"extension": ""})
@blueprint.get("/sparql/terms.<extension>")
@described(
    Operation(
        "terms",
        "/sparql/terms",
        QUERY,
        Message("Was Abfragen nennen können", "What queries may name"),
        Message(
            "Präfixe, und Klassen, Eigenschaften und Dinge mit ihren Namen; daraus ergänzt das Abfrageformular.",
            "Prefixes, and classes, properties and things with their names; the query form completes from it.",
        ),
        Negotiated((JSON,), json="Terms"),
    )
)
def terms(extension: str) -> Response:
    """All that can be named, as JSON."""
    require_extension(PATH, extension, (JSON,))

    def render(_: Variant) -> bytes:
        return _document(site())

    return answer(Resource(PATH, (JSON,), render), extension)


def _document(here: Site) -> bytes:
    known = prefixes(here.base_iri)
    named = [
        _term(iri, kind, known, here)
        for kind, iris in (("class", _classes(here)), ("property", _properties(here)))
        for iri in iris
    ]
    things = (iri for iri in _things(here) if here.descriptions.is_named(iri))
    named += (_term(iri, "thing", known, here) for _, iri in zip(range(MOST_THINGS), things, strict=False))
    return json.dumps({"prefixes": known, "terms": named}, ensure_ascii=False, separators=(",", ":")).encode()


def _term(iri: str, kind: str, known: dict[str, str], here: Site) -> dict[str, str]:
    languages = here.release.publication.languages
    labels = {f"label_{tag}": here.descriptions.label(iri, tag).value for tag in languages}
    return {"name": _written(iri, known), "kind": kind} | (labels if here.descriptions.is_named(iri) else {})


def _written(iri: str, known: dict[str, str]) -> str:
    """An IRI as a query may write it: with a prefix, if that needs no escape."""
    name = prefixed_name(iri, known)
    return name if name and _LOCAL.fullmatch(name.partition(":")[2]) else f"<{iri}>"


def _classes(here: Site) -> Iterable[str]:
    return sorted({iri_of(quad.object) for quad in here.release.quads if quad.predicate == TYPE} - {""})


def _properties(here: Site) -> Iterable[str]:
    return sorted({quad.predicate.value for quad in here.release.quads})


def _things(here: Site) -> Iterator[str]:
    """Those of the types that people ask for first, then the others."""
    prefix = here.iri("id/")
    everything = [iri for iri in here.descriptions.instances(prefix) if here.entity_type(iri) not in NO_THINGS]
    ranks = {name: rank for rank, name in enumerate(FIRST_TYPES)}
    yield from sorted(everything, key=lambda iri: (ranks.get(here.entity_type(iri), len(ranks)), iri))
