"""Who took part in what, how and when: the memberships of a network or of an organisation, as rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from engagiert_ld.describe import Description
from engagiert_ld.namespaces import ORG
from engagiert_ld.terms import iri_of
from engagiert_ld.web.pages import Proofs, Value, value_of
from engagiert_ld.web.proofs import Proof, key_of
from engagiert_ld.web.site import Site

OTHER_END: Final = {f"{ORG}organization": f"{ORG}member", f"{ORG}member": f"{ORG}organization"}
"""What leads from a membership to the other side, by what leads to it."""


@dataclass(frozen=True)
class Participation:
    """One row: who or what is on the other side, in which roles, when; and the membership itself, with its proof."""

    others: tuple[Value, ...]
    roles: tuple[Value, ...]
    periods: tuple[Value, ...]
    itself: Value


@dataclass(frozen=True)
class Participations:
    """The rows of one side, by time; `predicate` leads from the memberships to it. `memberships` are all there are."""

    predicate: str
    rows: tuple[Participation, ...]
    memberships: frozenset[str]

    @property
    def are_members(self) -> bool:
        """Whether the others are those who took part."""
        return self.predicate == f"{ORG}organization"

    @property
    def total(self) -> int:
        """How many there are, with those that are not shown."""
        return len(self.memberships)

    def part(self, number: int, size: int) -> "Participations":
        """With no more than `size` rows, from the part with a number, from 1."""
        return replace(self, rows=self.rows[(number - 1) * size : number * size])


def participations(description: Description, here: Site, language: str, proven: Proofs) -> tuple[Participations, ...]:
    """Who took part in what is described, then what that took part in."""
    tables = []
    for predicate in OTHER_END:
        leading = {iri_of(quad.subject): quad for quad in description.backlinks if quad.predicate.value == predicate}
        proofs = {member: proven.get(key_of(quad), ()) for member, quad in leading.items() if member}
        tables.append(_table(predicate, proofs, here, language))
    return tuple(table for table in tables if table.rows)


def members(iri: str, here: Site, language: str) -> Participations:
    """Who took part in a network, without proofs."""
    predicate = f"{ORG}organization"
    return _table(predicate, dict.fromkeys(here.descriptions.subjects(predicate, iri), ()), here, language)


def _table(predicate: str, memberships: Mapping[str, tuple[Proof, ...]], here: Site, language: str) -> Participations:
    found = [_row(one, OTHER_END[predicate], here, language, proofs) for one, proofs in memberships.items()]
    rows = sorted((row for row in found if row.others), key=_order)
    return Participations(predicate, tuple(rows), frozenset(row.itself.iri for row in rows))


def _row(member: str, other_end: str, here: Site, language: str, proofs: tuple[Proof, ...]) -> Participation:
    itself = replace(value_of(NamedNode(member), language), proofs=proofs)
    others, roles, periods = (
        values_of(member, predicate, here, language) for predicate in (other_end, f"{ORG}role", f"{ORG}memberDuring")
    )
    return Participation(others, roles, periods, itself)


def values_of(iri: str, predicate: str, here: Site, language: str) -> tuple[Value, ...]:
    """The values of a property of a thing, by what they are called."""
    found = (value_of(term, language) for term in here.descriptions.objects(iri, predicate))
    return tuple(sorted(found, key=lambda value: value.text.casefold()))


def _order(row: Participation) -> tuple[bool, str, str]:
    """By time as it is written, those without one last."""
    return not row.periods, row.periods[0].text if row.periods else "", row.others[0].text.casefold()
