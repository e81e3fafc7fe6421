"""The networks at a glance: since when, organised by whom, and who took part when."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.namespaces import DCAT
from engagiert_ld.terms import iri_of
from engagiert_ld.web.pages import Value, value_of
from engagiert_ld.web.participations import Participation, Participations, participations
from engagiert_ld.web.site import Site

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
    """All networks, the earliest first, those without a time last."""
    found = (iri for iri in here.descriptions.instances(here.iri("id/network/")) if here.has_document(iri))
    return sorted((_row(iri, here, language) for iri in found), key=lambda row: (row.begin, row.name.text.casefold()))


def _row(iri: str, here: Site, language: str) -> NetworkRow:
    description = here.descriptions.describe(iri)
    own = [quad for quad in description.own if iri_of(quad.subject) == iri]
    members = next((table for table in participations(description, here, language) if table.are_members), NOBODY)
    times, organisers = (_values(own, here.iri(f"def#{name}"), language) for name in ("activeDuring", "organiser"))
    begin = min((_begin(period, here) for period in times), default=LAST)
    named = members.rows[:PARTICIPANTS]
    return NetworkRow(value_of(NamedNode(iri), language), times, organisers, named, members.total - len(named), begin)


def _values(own: list[Quad], predicate: str, language: str) -> tuple[Value, ...]:
    terms = dict.fromkeys(quad.object for quad in own if quad.predicate.value == predicate)
    return tuple(sorted((value_of(term, language) for term in terms), key=lambda value: value.text.casefold()))


def _begin(period: Value, here: Site) -> str:
    """The year in which a period begins, or what comes after every year."""
    quads = here.descriptions.describe(period.iri).own if period.iri else ()
    dates = [quad.object for quad in quads if quad.predicate.value == f"{DCAT}startDate"]
    return min((date.value for date in dates if isinstance(date, Literal)), default=LAST)
