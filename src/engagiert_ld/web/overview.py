"""The networks at a glance: since when, organised by whom, and who took part when."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.pictures.spans import Span, span_of
from engagiert_ld.pictures.timeline import Bar, Row, timeline
from engagiert_ld.terms import iri_of
from engagiert_ld.web.pages import Value, value_of
from engagiert_ld.web.participations import Participation, Participations, participations
from engagiert_ld.web.site import Site
from engagiert_ld.web.texts import TEXTS

SHOWN: Final = 12
"""So many are on the start page; all are in their list."""

PARTICIPANTS: Final = 3
"""So many who took part are named in a row."""

LAST: Final = "~"
"""Comes after every year."""


@dataclass(frozen=True)
class NetworkRow:
    """A network, when it is active, and who organises it, as far as the source says so; `more` took part than are named."""

    name: Value
    times: tuple[Value, ...]
    organisers: tuple[Value, ...]
    members: tuple[Participation, ...]
    more: int
    begin: str


NOBODY: Final = Participations(are_members=True, rows=(), total=0)


def networks(here: Site, language: str) -> list[NetworkRow]:
    """All networks, the earliest first by their own time or that of who took part, those without a time last."""
    found = (iri for iri in here.descriptions.instances(here.iri("id/network/")) if here.has_document(iri))
    return sorted((_row(iri, here, language) for iri in found), key=lambda row: (row.begin, row.name.text.casefold()))


def _row(iri: str, here: Site, language: str) -> NetworkRow:
    description = here.descriptions.describe(iri)
    own = [quad for quad in description.own if iri_of(quad.subject) == iri]
    members = next((table for table in participations(description, here, language) if table.are_members), NOBODY)
    times, organisers = (_values(own, here.iri(f"def#{name}"), language) for name in ("activeDuring", "organiser"))
    named = members.rows[:PARTICIPANTS]
    periods = (*times, *(period for member in named for period in member.periods))
    begin = min((_begin(period, here) for period in periods), default=LAST)
    return NetworkRow(value_of(NamedNode(iri), language), times, organisers, named, members.total - len(named), begin)


def _values(own: list[Quad], predicate: str, language: str) -> tuple[Value, ...]:
    terms = dict.fromkeys(quad.object for quad in own if quad.predicate.value == predicate)
    return tuple(sorted((value_of(term, language) for term in terms), key=lambda value: value.text.casefold()))


def _begin(period: Value, here: Site) -> str:
    """The year in which a period begins, or what comes after every year."""
    span = span_in(period, here)
    return f"{span.begin:05}" if span else LAST


def span_in(period: Value, here: Site) -> Span | None:
    """The years of a period, as far as they are known."""
    quads = here.descriptions.describe(period.iri).own if period.iri else ()
    texts = sorted(
        quad.object.value
        for quad in quads
        if quad.predicate.value == here.iri("def#edtf") and isinstance(quad.object, Literal)
    )
    return span_of(texts[0]) if texts else None


def picture(rows: list[NetworkRow], here: Site, language: str) -> str:
    """The timeline of networks and of who took part in them; empty where no time is known."""
    return timeline(
        [Row(row.name.text, row.name.href, _own_bar(row, here), _parts(row, here)) for row in rows],
        TEXTS["timeline"].in_language(language),
        TEXTS["timeline.description"].in_language(language),
    )


def _own_bar(row: NetworkRow, here: Site) -> Bar | None:
    spans = ((span_in(period, here), period.text) for period in row.times)
    return next((Bar(span, text) for span, text in spans if span), None)


def _parts(row: NetworkRow, here: Site) -> tuple[Bar, ...]:
    found = (
        (span_in(period, here), f"{member.others[0].text}, {period.text}")
        for member in row.members
        for period in member.periods
    )
    return tuple(Bar(span, text) for span, text in found if span)
