"""What a thing is linked to as a picture: what leads to it on one side, what it leads to on the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from engagiert_ld.describe import Description, local_name
from engagiert_ld.pictures.network import Spoke, star
from engagiert_ld.web.pages import Group, Proofs, Value, backlinks, facts, foreign
from engagiert_ld.web.participations import Participations, participations
from engagiert_ld.web.proofs import Proof, proofs
from engagiert_ld.web.property_groups import Path, place
from engagiert_ld.web.site import Site
from engagiert_ld.web.texts import TEXTS

NEIGHBOURS: Final = ("network", "org", "publication", "event", "topic", "place", "concept", "representation", "page")
"""Types of things that are shown; claims, periods and records are no neighbours to anybody."""

LEFT_OUT: Final = ("", "Group-open", "Group-names")
"""Groups of properties that link to no neighbours, and properties in no group."""

MOST: Final = 8
"""So many are shown on each side."""

LEAST: Final = 3
"""A picture of fewer tells nothing."""


def ego_picture(iri: str, here: Site, language: str) -> str:
    """The picture of a thing; empty where it has hardly any neighbours."""
    description = here.descriptions.describe(iri)
    proven = proofs(here.descriptions.evidence(description), here, language)
    return ego_of(description, proven, participations(description, here, language, proven), here, language)


def ego_of(
    description: Description, proven: Proofs, tables: Sequence[Participations], here: Site, language: str
) -> str:
    """The picture, as the page of the thing tells the same in words; `proven` and `tables` are what the page has made already."""
    own = [quad for quad in description.own if quad.subject == description.subject]
    left = _merged(
        [
            *_of_tables(tables, language, members=True),
            *_of_groups(backlinks(description.backlinks, language, proven), here, language),
        ]
    )
    right = _merged(
        [*_of_tables(tables, language, members=False), *_of_groups(facts(own, language, proven), here, language)]
    )
    if len(left) + len(right) < LEAST:
        return ""
    name = here.descriptions.label(description.subject.value, language).value
    title = TEXTS["ego.title"].in_language(language).format(name=name)
    told = TEXTS["ego.description"].in_language(language)
    return star(name, _capped(left, language), _capped(right, language), title, told)


def _of_groups(groups: Iterable[Group], here: Site, language: str) -> Iterator[Spoke]:
    for group in groups:
        where = local_name(place(here, Path(group.iri, group.is_inverse)).group)
        if where not in LEFT_OUT:
            found = (value for value in group.values if here.entity_type(value.iri) in NEIGHBOURS)
            yield from (_spoke(value, group.label.value, value.proofs, language) for value in found)


def _of_tables(tables: Iterable[Participations], language: str, *, members: bool) -> Iterator[Spoke]:
    for table in tables:
        if table.are_members == members:
            for row in table.rows:
                relation = ", ".join(role.text for role in row.roles)
                said = row.itself.proofs
                yield from (_spoke(value, relation, said, language) for value in row.others if value.iri)


def _spoke(value: Value, relation: str, said: Sequence[Proof], language: str) -> Spoke:
    sure = not said or any(proof.is_plain for proof in said)
    return Spoke(value.text, value.href, relation, foreign(value, language), sure)


def _merged(spokes: Iterable[Spoke]) -> list[Spoke]:
    """Each neighbour once, with all that it has to do with the thing, in the order of the page."""
    found: dict[Spoke, list[Spoke]] = {}
    for spoke in spokes:
        found.setdefault(replace(spoke, relation="", is_sure=True), []).append(spoke)
    return [
        replace(
            one,
            relation=", ".join(dict.fromkeys(spoke.relation for spoke in same if spoke.relation)),
            is_sure=any(spoke.is_sure for spoke in same),
        )
        for one, same in found.items()
    ]


def _capped(spokes: list[Spoke], language: str) -> list[Spoke]:
    more = len(spokes) - MOST
    if more <= 0:
        return spokes
    return [*spokes[:MOST], Spoke(TEXTS["overview.more"].in_language(language).format(number=more), "", "")]
