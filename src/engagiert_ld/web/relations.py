"""How actors and networks are linked: who took part, who organises, what belongs to what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from engagiert_ld.namespaces import ORG
from engagiert_ld.terms import iri_of
from engagiert_ld.web.proofs import unsure
from engagiert_ld.web.site import Site, once

PARTICIPATION: Final = f"{ORG}Membership"
PART: Final = f"{ORG}subOrganizationOf"
LEADING: Final = ("organiser", "host", "supporter", "scientificPartner")
"""Own properties that lead from a network to who is responsible for it."""


@dataclass(frozen=True, order=True)
class Relation:
    """From an actor or a part to a network. `kind` is a property, or the class of memberships; then `itself` is the membership.

    `roles` and `periods` are IRIs.
    """

    source: str
    target: str
    kind: str
    roles: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    itself: str = ""
    is_sure: bool = True
    """Whether the source says it in so many words, or nothing is told of that."""

    @property
    def is_strong(self) -> bool:
        """Whether it tells who is responsible."""
        return self.kind not in (PARTICIPATION, PART)


@once
def relations(here: Site) -> tuple[Relation, ...]:
    """All relations of networks, in order; looked up once for each release."""
    networks = [iri for iri in here.descriptions.instances(here.iri("id/network/")) if here.has_document(iri)]
    return tuple(sorted({relation for network in networks for relation in _of(network, here)}))


def _of(network: str, here: Site) -> Iterator[Relation]:
    describe = here.descriptions
    for name in LEADING:
        prop = here.iri(f"def#{name}")
        for actor in describe.objects(network, prop):
            if iri_of(actor):
                yield Relation(iri_of(actor), network, prop, is_sure=_is_sure(network, prop, iri_of(actor), here))
    for whole in describe.objects(network, PART):
        if iri_of(whole):
            yield Relation(network, iri_of(whole), PART)
    for membership in describe.subjects(f"{ORG}organization", network):
        roles, periods = (
            tuple(found for term in describe.objects(membership, prop) if (found := iri_of(term)))
            for prop in (f"{ORG}role", f"{ORG}memberDuring")
        )
        for member in describe.objects(membership, f"{ORG}member"):
            if iri_of(member):
                sure = _is_sure(membership, f"{ORG}member", iri_of(member), here)
                sure = sure and _is_sure(membership, f"{ORG}organization", network, here)
                yield Relation(iri_of(member), network, PARTICIPATION, roles, periods, membership, sure)


def _is_sure(subject: str, predicate: str, value: str, here: Site) -> bool:
    return tuple(str(NamedNode(part)) for part in (subject, predicate, value)) not in unsure(here)
