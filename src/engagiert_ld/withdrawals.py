"""What was published once and is withdrawn or renamed, as `graph/withdrawn` lists it.

A withdrawn thing is no longer described, though another may take its place; a renamed one is described at a new address.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.findings import Finding, Severity
from engagiert_ld.namespaces import DCTERMS, RDF, WITHDRAWN_GRAPH
from engagiert_ld.records import Record
from engagiert_ld.terms import iri_of

MISPLACED: Final = "S45"
TYPE: Final = f"{RDF}type"
DATE: Final = f"{DCTERMS}date"
REPLACED_BY: Final = f"{DCTERMS}isReplacedBy"
REPLACES: Final = f"{DCTERMS}replaces"
DATE_CHARACTERS: Final = len("2027-06-30")
"""An `xsd:date` may tell its time zone behind the day (XML Schema 1.1 part 2, section 3.3.9)."""

_OTHER_THING: Final = Message(
    "In data/withdrawn.ttl steht nur, was zurückgezogen oder umbenannt ist (eng:Withdrawn, eng:Renamed). Bitte die Aussage in den Ordner ihrer Quelle setzen.",
    "data/withdrawn.ttl lists only what is withdrawn or renamed (eng:Withdrawn, eng:Renamed). Write this statement into the folder of its source.",
)
_OTHER_FILE: Final = Message(
    "Dass ein Ding zurückgezogen oder umbenannt ist, steht nur in data/withdrawn.ttl. Bitte diese Aussage dorthin schreiben.",
    "That a thing is withdrawn or renamed is stated in data/withdrawn.ttl only. Move this statement there.",
)
_PART: Final = Message(
    "Ein Teil eines Dinges, das zurückgezogen oder umbenannt ist, ist noch beschrieben. Bitte die Aussage streichen oder unter die neue Adresse schreiben.",
    "A part of a thing that is withdrawn or renamed is still described. Remove the statement, or write it at the new address.",
)


class Kind(Enum):
    """Whether a thing is described no longer, or at another address."""

    WITHDRAWN = "withdrawn"
    RENAMED = "renamed"


@dataclass(frozen=True)
class Withdrawal:
    """What became of one name, since which day, and why (`reasons`, by language tag).

    `successor` is the IRI to go on to: of a renamed thing the address where it is now, of a withdrawn thing what takes its
    place; whatever was renamed on the way is skipped, so one step is enough. It may be withdrawn itself. It is empty where
    a withdrawn thing has none, and where names lead in a circle.
    """

    iri: str
    kind: Kind
    date: datetime.date
    reasons: Mapping[str, str]
    successor: str


def classes(base_iri: str) -> Mapping[str, Kind]:
    """The classes of what is withdrawn or renamed, by IRI."""
    return {f"{base_iri}def#Withdrawn": Kind.WITHDRAWN, f"{base_iri}def#Renamed": Kind.RENAMED}


def read_withdrawals(quads: Iterable[Quad], base_iri: str) -> Mapping[str, Withdrawal]:
    """What a dataset lists as withdrawn or renamed, by IRI; what is incomplete or contradicts itself is left to the shapes."""
    records: dict[str, Record] = {}
    for quad in quads:
        if iri_of(quad.graph_name) == base_iri + WITHDRAWN_GRAPH:
            records.setdefault(iri_of(quad.subject), Record()).add(quad)
    kinds = {iri: _kind(record, base_iri) for iri, record in records.items()}
    renamed = {iri: iri_of(records[iri].only(REPLACED_BY)) for iri, kind in kinds.items() if kind is Kind.RENAMED}
    found = (_withdrawal(iri, kinds[iri], records[iri], renamed, base_iri) for iri in sorted(records))
    return MappingProxyType({one.iri: one for one in found if one is not None})


def misplaced(quads: Iterable[Quad], base_iri: str) -> Iterator[Finding]:
    """What stands in the wrong file (S45), without places: shapes see statements, and not the graphs they stand in.

    Only `data/withdrawn.ttl` tells what is withdrawn or renamed, and it tells nothing else; parts go with their thing.
    """
    stated = tuple(quads)
    own = {NamedNode(iri) for iri in classes(base_iri)}
    gone = {iri_of(quad.subject) for quad in stated if quad.predicate.value == TYPE and quad.object in own}
    telling = {DATE, REPLACED_BY, f"{base_iri}def#reason"}
    for quad in stated:
        subject, predicate = iri_of(quad.subject), quad.predicate.value
        whole, _, part = subject.partition("#")
        if iri_of(quad.graph_name) == base_iri + WITHDRAWN_GRAPH:
            if subject not in gone:
                yield _misplaced(quad, _OTHER_THING)
        elif subject in gone and (predicate in telling or quad.object in own):
            yield _misplaced(quad, _OTHER_FILE)
        elif part and whole in gone:
            yield _misplaced(quad, _PART)


def final_address(iri: str, renamed: Mapping[str, str]) -> str:
    """Where an IRI leads by way of names and their new names; empty where that is a circle."""
    passed: set[str] = set()
    while iri in renamed:
        if iri in passed:
            return ""
        passed.add(iri)
        iri = renamed[iri]
    return iri


def _kind(record: Record, base_iri: str) -> Kind | None:
    return classes(base_iri).get(iri_of(record.only(TYPE)))


def _withdrawal(
    iri: str, kind: Kind | None, record: Record, renamed: Mapping[str, str], base_iri: str
) -> Withdrawal | None:
    try:
        date = datetime.date.fromisoformat(record.text(DATE)[:DATE_CHARACTERS])
    except ValueError:
        return None
    if kind is None:
        return None
    texts = record.values(f"{base_iri}def#reason")
    reasons = {text.language or "": text.value for text in texts if isinstance(text, Literal)}
    successor = final_address(iri_of(record.only(REPLACED_BY)), renamed)
    return Withdrawal(iri, kind, date, reasons, successor if successor != iri else "")


def _misplaced(quad: Quad, message: Message) -> Finding:
    subject, predicate = iri_of(quad.subject), quad.predicate.value
    return Finding(MISPLACED, Severity.VIOLATION, message, subject, predicate, str(quad.object))
