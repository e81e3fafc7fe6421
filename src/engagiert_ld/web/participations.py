"""Who took part in what, how and when: the memberships of a network or of an organisation, as rows of a table."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode, Quad

from engagiert_ld.describe import Description
from engagiert_ld.namespaces import ORG
from engagiert_ld.terms import Term, iri_of
from engagiert_ld.web.pages import NOTHING_PROVEN, Proofs, Value, value_of
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
    """The rows of one side, by time; `are_members` tells that the others are those who took part. `total` counts all there are."""

    are_members: bool
    rows: tuple[Participation, ...]
    total: int


def participations(
    description: Description, here: Site, language: str, proven: Proofs = NOTHING_PROVEN
) -> tuple[Participations, ...]:
    """Who took part in what is described, then what that took part in; as many rows as backlinks are shown."""
    tables = (_table(predicate, description.backlinks, here, language, proven) for predicate in OTHER_END)
    return tuple(table for table in tables if table.rows)


def _table(predicate: str, backlinks: Iterable[Quad], here: Site, language: str, proven: Proofs) -> Participations:
    leading = {iri_of(quad.subject): quad for quad in backlinks if quad.predicate.value == predicate}
    found = [
        _row(member, OTHER_END[predicate], here, language, proven.get(key_of(quad), ()))
        for member, quad in leading.items()
        if member
    ]
    rows = sorted((row for row in found if row.others), key=_order)
    shown = rows[: here.deployment.limits.backlinks_shown]
    return Participations(predicate == f"{ORG}organization", tuple(shown), len(rows))


def _row(member: str, other_end: str, here: Site, language: str, proofs: tuple[Proof, ...]) -> Participation:
    own = [quad for quad in here.descriptions.describe(member).own if iri_of(quad.subject) == member]

    def values(predicate: str) -> tuple[Value, ...]:
        terms: dict[Term, None] = {quad.object: None for quad in own if quad.predicate.value == predicate}
        return tuple(sorted((value_of(term, language) for term in terms), key=lambda value: value.text.casefold()))

    itself = replace(value_of(NamedNode(member), language), proofs=proofs)
    return Participation(values(other_end), values(f"{ORG}role"), values(f"{ORG}memberDuring"), itself)


def _order(row: Participation) -> tuple[bool, str, str]:
    """By time as it is written, those without one last."""
    return not row.periods, row.periods[0].text if row.periods else "", row.others[0].text.casefold()
