"""The history as a Linked Data Event Stream (LDES 1.0): a root that lists pages, and pages that never change.

A member is a version of a thing: when and by which release it came, and in a graph of the member's name all that is said of the
thing then. The statements of the latest members together are the dataset. A release is a transaction: it ends with a member for
the dataset itself, which has no statements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from engagiert_ld.namespaces import DCTERMS, EXTERNAL_PREFIXES, RDF, SCHEMA, XSD
from engagiert_ld.publication import Publication

AS: Final = EXTERNAL_PREFIXES["as"]
LDES: Final = EXTERNAL_PREFIXES["ldes"]
TREE: Final = EXTERNAL_PREFIXES["tree"]

POLLING_S: Final = 86400
"""Releases have a date and no hour: who looks once a day misses none."""

PAGE_MEMBERS: Final = 250
"""So many versions of things are on a page."""


class Act(Enum):
    """What happened to a thing, in Activity Streams 2.0."""

    CREATE = f"{AS}Create"
    UPDATE = f"{AS}Update"
    DELETE = f"{AS}Delete"


@dataclass(frozen=True)
class Event:
    """What happened to a thing, and all that is said of it then (nothing after `DELETE`)."""

    thing: str
    act: Act
    triples: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class Step:
    """A release in its place of the order of publication, counted from 1, and the version that it is compared with.

    The first release has none `before` it: its step has everything that it says. `since` is the latest date of the releases up
    to this one, so that time goes forward where an earlier release was published again.
    """

    number: int
    version: str
    before: str
    since: date

    @property
    def path(self) -> str:
        """The path of its pages without their numbers, relative to the site."""
        return "/".join(("events", str(self.number), *filter(None, (self.before, self.version))))


def root_statements(
    publication: Publication, root: str, site_url: str, steps: Sequence[Step], start: Step | None = None
) -> Iterator[Quad]:
    """What the stream is and where its pages are; `root` is the address of the document that says so.

    `steps` are told in order. `start` is the release before the first of them, where what came earlier is not kept: its dump is
    the state to begin with. `site_url` is what addresses start with.
    """
    stream = stream_iri(publication)
    yield _quad(stream, f"{RDF}type", NamedNode(f"{LDES}EventStream"))
    for language, title in publication.title.items():
        yield _quad(stream, f"{DCTERMS}title", Literal(title, language=language))
    yield _quad(stream, f"{DCTERMS}license", NamedNode(publication.data_licence))
    for name, target in _PATHS.items():
        yield _quad(stream, LDES + name, NamedNode(target))
    yield _quad(stream, f"{LDES}transactionFinalizedObject", NamedNode(f"{publication.base_iri}dataset"))
    yield _quad(stream, f"{LDES}pollingInterval", Literal(str(POLLING_S), datatype=NamedNode(f"{XSD}integer")))
    yield _quad(stream, f"{TREE}view", NamedNode(root))
    yield _quad(root, f"{RDF}type", NamedNode(f"{TREE}Node"))
    if start:
        yield from _beginning(root, start, publication)
    for step in steps:
        yield from _relations(root, f"{site_url}{step.path}/1", step)


def page_statements(
    publication: Publication, step: Step, number: int, events: Sequence[Event], site_url: str
) -> Iterator[Quad]:
    """A page of a step, counted from 1, with its members; `events` are all of the step. Nothing where there is no such page."""
    path = f"{step.path}/{number}"
    shown = events[(number - 1) * PAGE_MEMBERS : number * PAGE_MEMBERS]
    if not shown or number < 1:
        return
    page, stream = site_url + path, stream_iri(publication)
    yield _quad(page, f"{RDF}type", NamedNode(f"{TREE}Node"))
    yield _quad(page, f"{LDES}immutable", Literal("true", datatype=NamedNode(f"{XSD}boolean")))
    yield _quad(stream, f"{RDF}type", NamedNode(f"{LDES}EventStream"))
    for event in shown:
        member = f"{publication.base_iri}{path}#{event.thing.removeprefix(publication.base_iri)}"
        yield _quad(stream, f"{TREE}member", NamedNode(member))
        yield from _member(member, event, step, publication.base_iri)
    if number * PAGE_MEMBERS < len(events):
        yield from _relations(page, f"{site_url}{step.path}/{number + 1}", step)


def stream_iri(publication: Publication) -> str:
    """The name of the stream; it is described at the address before the fragment."""
    return f"{publication.base_iri}changes#stream"


_PATHS: Final = {
    "timestampPath": f"{DCTERMS}created",
    "sequencePath": f"{SCHEMA}position",
    "versionOfPath": f"{DCTERMS}isVersionOf",
    "versionSequencePath": f"{SCHEMA}position",
    "versionCreateObject": Act.CREATE.value,
    "versionUpdateObject": Act.UPDATE.value,
    "versionDeleteObject": Act.DELETE.value,
    "transactionPath": f"{SCHEMA}position",
    "transactionFinalizedPath": f"{DCTERMS}isVersionOf",
}


def _member(member: str, event: Event, step: Step, base_iri: str) -> Iterator[Quad]:
    yield _quad(member, f"{RDF}type", NamedNode(event.act.value))
    yield _quad(member, f"{DCTERMS}isVersionOf", NamedNode(event.thing))
    yield _quad(member, f"{DCTERMS}created", _moment(step.since))
    yield _quad(member, f"{SCHEMA}position", Literal(str(step.number), datatype=NamedNode(f"{XSD}integer")))
    yield _quad(member, f"{DCTERMS}isPartOf", NamedNode(f"{base_iri}dataset/{step.version}"))
    for triple in event.triples:
        yield Quad(triple.subject, triple.predicate, triple.object, NamedNode(member))


def _beginning(root: str, start: Step, publication: Publication) -> Iterator[Quad]:
    """What happened up to a release is not told any more, but the sum of it can be had (LDES, “Retention policies”)."""
    policy, dump = f"{root}#retention", f"{publication.base_iri}dataset/{start.version}/all.nq"
    yield _quad(root, f"{LDES}retentionPolicy", NamedNode(policy))
    yield _quad(policy, f"{RDF}type", NamedNode(f"{LDES}RetentionPolicy"))
    yield _quad(policy, f"{LDES}startingFrom", _moment(start.since))
    yield _quad(dump, f"{LDES}versionMaterializationOf", NamedNode(stream_iri(publication)))
    yield _quad(dump, f"{LDES}versionMaterializationUntil", _moment(start.since))


def _relations(source: str, target: str, step: Step) -> Iterator[Quad]:
    """That all members behind `target` are of one time (TREE, “Relations”)."""
    for name in ("GreaterThanOrEqualTo", "LessThanOrEqualTo"):
        relation = f"{source}#{name}-{step.number}"
        yield _quad(source, f"{TREE}relation", NamedNode(relation))
        yield _quad(relation, f"{RDF}type", NamedNode(f"{TREE}{name}Relation"))
        yield _quad(relation, f"{TREE}node", NamedNode(target))
        yield _quad(relation, f"{TREE}path", NamedNode(f"{DCTERMS}created"))
        yield _quad(relation, f"{TREE}value", _moment(step.since))


def _moment(day: date) -> Literal:
    return Literal(f"{day.isoformat()}T00:00:00Z", datatype=NamedNode(f"{XSD}dateTime"))


def _quad(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)
