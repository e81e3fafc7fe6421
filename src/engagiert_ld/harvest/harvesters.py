"""What three harvesters make of a catalogue: CKAN (ckanext-dcat), udata, and data.europa.eu (piveau).

The rules are those of their programs, as far as they decide what is created, changed, lost or refused:
ckanext-dcat 2 (`harvesters/rdf.py`, `harvesters/base.py`) with the validators of CKAN, udata 15 (`harvest/backends/dcat.py`,
`core/dataset/rdf.py`), piveau-consus (`importing-rdf` with hashes and the list of identifiers).
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode

from engagiert_ld.errors import Message
from engagiert_ld.harvest.catalogue import DATASETS, LENIENT, Manner, Page, Reading, Statements
from engagiert_ld.namespaces import DCAT, DCTERMS
from engagiert_ld.publication.values import KEYWORD as TAG
from engagiert_ld.terms import Term, iri_of

TITLE: Final = f"{DCTERMS}title"
DESCRIPTION: Final = f"{DCTERMS}description"
IDENTIFIER: Final = f"{DCTERMS}identifier"
KEYWORD: Final = f"{DCAT}keyword"
DISTRIBUTION: Final = f"{DCAT}distribution"
OTHERS: Final = (*DATASETS, f"{DCAT}Catalog", f"{DCAT}DataService")
"""What is described by itself and is no part of a dataset."""

DEPTH: Final = 50
"""What belongs to a dataset by more steps than that does not count."""

NO_TITLE: Final = Message("kein Titel (dcterms:title)", "no title (dcterms:title)")
NO_DESCRIPTION: Final = Message("keine Beschreibung (dcterms:description)", "no description (dcterms:description)")
NO_IDENTIFIER: Final = Message("keine Kennung (dcterms:identifier)", "no identifier (dcterms:identifier)")
DELETED: Final = Message("gelöscht", "deleted")
NO_NAME: Final = Message("weder IRI noch Kennung", "neither IRI nor identifier")

Node = NamedNode | BlankNode


class Known(NamedTuple):
    """What a harvester remembers of a dataset: a title, and the digest of what was said."""

    title: str
    digest: str


class Refused(NamedTuple):
    """A dataset that a harvester does not take, by name, and why."""

    name: str
    reason: Message


@dataclass
class Outcome:
    """What a harvest does: the names of datasets by what becomes of them, and what is remembered for the next one."""

    harvester: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)
    fault: Message | None = None
    """Why the harvest was not completed."""
    state: dict[str, Known] = field(default_factory=dict)

    @property
    def is_fine(self) -> bool:
        """Whether nothing is refused or lost."""
        return not (self.refused or self.deleted or self.fault)


@dataclass(frozen=True)
class Harvester:
    """One program: how it reads, how it names a dataset, and what it must have.

    `required` are properties with the reason for which a dataset without is refused, `nameless` is that for one without a name,
    `gone` says what becomes of what is no longer there.
    `keeps_nothing` says that an incomplete reading changes nothing at all; else what was read is taken, and nothing is deleted.
    `fatal` are reasons that end the whole harvest.
    """

    name: str
    label: str
    manner: Manner
    identify: Callable[[Statements, Node], str]
    required: tuple[tuple[str, Message], ...] = ()
    checks_tags: bool = False
    nameless: Message = NO_NAME
    gone: Message = DELETED
    keeps_nothing: bool = False
    fatal: tuple[Message, ...] = ()

    def harvest(self, reading: Reading, before: Mapping[str, Known]) -> Outcome:
        """What becomes of the datasets of `reading`, where `before` is what was remembered of the last harvest."""
        outcome = Outcome(self.name, fault=reading.fault, state=dict(before))
        if reading.fault and self.keeps_nothing:
            return outcome
        seen: set[str] = set()
        for page in reading.pages:
            for node in datasets(page):
                self._take(page.statements, node, seen, outcome)
                if outcome.fault and outcome.fault in self.fatal:
                    return Outcome(self.name, refused=outcome.refused, fault=outcome.fault, state=dict(before))
        if not reading.fault:
            for name in sorted(set(before) - seen):
                outcome.deleted.append(name)
                del outcome.state[name]
        return outcome

    def _take(self, statements: Statements, node: Node, seen: set[str], outcome: Outcome) -> None:
        name = self.identify(statements, node)
        shown = name or next(iter(statements.texts(node, TITLE)), iri_of(node) or "?")
        reasons = [] if name else [self.nameless]
        reasons += [reason for predicate, reason in self.required if not statements.texts(node, predicate)]
        reasons += _wrong_tags(statements, node) if self.checks_tags else []
        if name and name in seen:
            reasons.append(Message("die Kennung gibt es zweimal", "the identifier is there twice"))
        seen.add(name)
        outcome.refused += [Refused(shown, reason) for reason in reasons]
        outcome.warnings += [Refused(shown, reason) for reason in _lost_distributions(statements, node)]
        for reason in reasons:
            if reason in self.fatal:
                outcome.fault = reason
        if not reasons:
            _remember(name, Known(shown_title(statements, node), digest(statements, node)), outcome)


def _remember(name: str, now: Known, outcome: Outcome) -> None:
    before = outcome.state.get(name)
    outcome.state[name] = now
    if before is None:
        outcome.created.append(name)
    else:
        (outcome.unchanged if before.digest == now.digest else outcome.updated).append(name)


def shown_title(statements: Statements, node: Node) -> str:
    """A title of a dataset, the first in order."""
    return next(iter(statements.texts(node, TITLE)), "")


def digest(statements: Statements, node: Node) -> str:
    """SHA-256 (hexadecimal) of what is said of a dataset and of what belongs to it, whatever the names of blank nodes."""
    lines = sorted(_said(statements, node, set(), DEPTH))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _said(statements: Statements, node: Node, seen: set[Node], depth: int) -> Iterator[str]:
    seen.add(node)
    for predicate, values in statements.about(node).items():
        for value in values:
            yield f"{iri_of(node)} {predicate} {_written(statements, value, seen, depth)}"
            if isinstance(value, NamedNode) and value not in seen and depth and not statements.is_a(value, *OTHERS):
                yield from _said(statements, value, seen, depth - 1)


def _written(statements: Statements, value: Term, seen: set[Node], depth: int) -> str:
    if not isinstance(value, BlankNode):
        return str(value)
    return f"[{'; '.join(sorted(_said(statements, value, seen, depth - 1)))}]" if value not in seen and depth else "[]"


def datasets(page: Page) -> list[Node]:
    """The datasets of a page, by IRI; one of which nothing but its class is said is described elsewhere."""
    found = page.statements.instances(*DATASETS)
    return sorted(
        (node for node in found if len(page.statements.about(node)) > 1), key=lambda node: (iri_of(node), str(node))
    )


def _iri_or_identifier(statements: Statements, node: Node) -> str:
    return iri_of(node) or _identifier(statements, node)


def _identifier(statements: Statements, node: Node) -> str:
    return next(iter(statements.texts(node, IDENTIFIER)), "")


def _identifier_or_iri(statements: Statements, node: Node) -> str:
    return _identifier(statements, node) or iri_of(node)


def _wrong_tags(statements: Statements, node: Node) -> Iterator[Message]:
    """A keyword that CKAN does not take as a tag: it refuses the whole dataset then."""
    tags = (tag.strip() for keyword in statements.texts(node, KEYWORD) for tag in keyword.split(","))
    for tag in sorted(set(tags)):
        if not TAG.fullmatch(tag):
            yield Message(
                f"Schlagwort „{tag}“: CKAN nimmt 2 bis 100 Zeichen: Buchstaben, Ziffern, Leerzeichen, Punkte, Binde- und Unterstriche",
                f"keyword “{tag}”: CKAN takes 2 to 100 characters: letters, digits, spaces, dots, hyphens and underscores",
            )


def _lost_distributions(statements: Statements, node: Node) -> Iterator[Message]:
    for distribution in statements.values(node, DISTRIBUTION):
        if not any(statements.texts(distribution, f"{DCAT}{name}") for name in ("accessURL", "downloadURL")):
            named = iri_of(distribution) or "?"
            yield Message(
                f"Distribution ohne Adresse, geht verloren: {named}", f"distribution without address, is lost: {named}"
            )


HARVESTERS: Final = (
    Harvester(
        "ckan",
        "CKAN (ckanext-dcat)",
        Manner(head_first=True),
        _iri_or_identifier,
        ((TITLE, NO_TITLE),),
        checks_tags=True,
        keeps_nothing=True,
        fatal=(NO_TITLE,),
    ),
    Harvester(
        "udata",
        "udata",
        Manner(trusts_extension=True, also_accepts=LENIENT),
        _identifier,
        ((TITLE, NO_TITLE), (DESCRIPTION, NO_DESCRIPTION)),
        nameless=NO_IDENTIFIER,
        gone=Message("nach 7 Tagen archiviert", "archived after 7 days"),
    ),
    Harvester("europe", "data.europa.eu (piveau)", Manner(), _identifier_or_iri),
)
