"""The networks at a glance: since when, organised by whom, and who took part when."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from engagiert_ld.namespaces import ORG
from engagiert_ld.pictures.spans import Span, span_of
from engagiert_ld.pictures.timeline import Bar, Row, timeline
from engagiert_ld.terms import iri_of
from engagiert_ld.web.pages import Value, foreign, value_of
from engagiert_ld.web.participations import Participation, members, values_of
from engagiert_ld.web.site import Site
from engagiert_ld.web.texts import TEXTS

SHOWN: Final = 12
"""So many are on the start page; all are in their list."""

PARTICIPANTS: Final = 3
"""So many who took part are named in a row."""

LAST: Final = 10**6
"""Comes after every year."""


@dataclass(frozen=True)
class NetworkRow:
    """A network, when it is active, and who organises it, as far as the source says so; `more` took part than are named."""

    name: Value
    times: tuple[Value, ...]
    organisers: tuple[Value, ...]
    members: tuple[Participation, ...]
    more: int


def networks(here: Site, language: str, size: int = SHOWN, page: int = 1) -> tuple[list[NetworkRow], int]:
    """Networks by their own time or that of who took part, those without a time last: a page of `size`; and how many there are."""
    found = [iri for iri in here.descriptions.instances(here.iri("id/network/")) if here.has_document(iri)]
    ordered = sorted(found, key=lambda iri: (begin_of(iri, here), value_of(NamedNode(iri), language).text.casefold()))
    return [_row(iri, here, language) for iri in ordered[(page - 1) * size : page * size]], len(found)


def _row(iri: str, here: Site, language: str) -> NetworkRow:
    times, organisers = (
        values_of(iri, here.iri(f"def#{name}"), here, language) for name in ("activeDuring", "organiser")
    )
    everybody = members(iri, here, language)
    named = everybody.rows[:PARTICIPANTS]
    return NetworkRow(value_of(NamedNode(iri), language), times, organisers, named, everybody.total - len(named))


def begin_of(network: str, here: Site) -> int:
    """The first year of a network or of who took part in it; what comes after every year where none is known."""
    describe = here.descriptions
    periods = list(describe.objects(network, here.iri("def#activeDuring")))
    for membership in describe.subjects(f"{ORG}organization", network):
        periods += describe.objects(membership, f"{ORG}memberDuring")
    spans = (span_in(iri_of(period), here) for period in periods)
    return min((span.begin for span in spans if span), default=LAST)


def span_in(period: str, here: Site) -> Span | None:
    """The years of a period, as far as they are known."""
    written = here.descriptions.objects(period, here.iri("def#edtf")) if period else ()
    return next((span_of(term.value) for term in written if isinstance(term, Literal)), None)


def picture(rows: list[NetworkRow], here: Site, language: str) -> str:
    """The timeline of networks and of who took part in them; empty where no time is known."""
    return timeline(
        [
            Row(row.name.text, row.name.href, _own_bar(row, here), _parts(row, here), foreign(row.name, language))
            for row in rows
        ],
        TEXTS["timeline"].in_language(language),
        TEXTS["timeline.description"].in_language(language),
    )


def _own_bar(row: NetworkRow, here: Site) -> Bar | None:
    spans = ((span_in(period.iri, here), period.text) for period in row.times)
    return next((Bar(span, text) for span, text in spans if span), None)


def _parts(row: NetworkRow, here: Site) -> tuple[Bar, ...]:
    found = (
        (span_in(period.iri, here), f"{member.others[0].text}, {period.text}")
        for member in row.members
        for period in member.periods
    )
    return tuple(Bar(span, text) for span, text in found if span)
