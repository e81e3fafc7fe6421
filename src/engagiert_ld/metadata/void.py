"""The dataset and its graphs in numbers (VoID): classes, properties, links to others, as quads in the default graph."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.formats import RDF_FORMATS
from engagiert_ld.metadata.catalogue import Dump
from engagiert_ld.namespaces import (
    DCTERMS,
    EXTERNAL_PREFIXES,
    FOAF,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    WITHDRAWN_GRAPH,
    XSD,
    prefixed_name,
    prefixes,
)
from engagiert_ld.publication import Publication
from engagiert_ld.terms import iri_of

VOID: Final = EXTERNAL_PREFIXES["void"]
DOCUMENT: Final = ".well-known/void"
TYPE: Final = f"{RDF}type"

LINK_PREDICATES: Final = frozenset(
    [f"{OWL}sameAs", f"{SCHEMA}sameAs", f"{RDFS}seeAlso"]
    + [f"{SKOS}{kind}Match" for kind in ("broad", "close", "exact", "narrow", "related")]
)
"""What makes a statement about a thing a link to another dataset; types, properties and licences are none."""

COUNTS: Final = ("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")
"""What is counted of each graph, by local name."""

PARTITIONS: Final = frozenset((f"{VOID}classPartition", f"{VOID}propertyPartition"))

Triple = tuple[str, str, NamedNode | Literal]


@dataclass
class _Uses:
    """Of one property: how many triples, the numbers of their subjects and objects."""

    triples: int = 0
    subjects: set[int] = field(default_factory=set)
    objects: set[int] = field(default_factory=set)


class _Tally:
    """What is counted of one set of triples, each of which is added once."""

    def __init__(self) -> None:
        self.classes: Counter[str] = Counter()
        self.uses: defaultdict[str, _Uses] = defaultdict(_Uses)

    def add(self, subject: int, predicate: str, value: int) -> None:
        uses = self.uses[predicate]
        uses.triples += 1
        uses.subjects.add(subject)
        uses.objects.add(value)

    @property
    def triples(self) -> int:
        return sum(uses.triples for uses in self.uses.values())

    @property
    def subjects(self) -> set[int]:
        return set().union(*(uses.subjects for uses in self.uses.values()))

    @property
    def objects(self) -> set[int]:
        return set().union(*(uses.objects for uses in self.uses.values()))


class _Census:
    """One pass over the quads: a tally of each graph, one of their union, and the links to other datasets."""

    def __init__(self, quads: Iterable[Quad], base_iri: str) -> None:
        self._base_iri = base_iri
        self._numbers: dict[str, int] = {}
        self.graphs: defaultdict[str, _Tally] = defaultdict(_Tally)
        self.whole = _Tally()
        self.links: Counter[tuple[str, str]] = Counter()
        """By predicate and by what the targets start with."""
        seen: set[tuple[int, str, int]] = set()
        for quad in quads:
            triple = self._number(str(quad.subject)), quad.predicate.value, self._number(str(quad.object))
            in_class = iri_of(quad.object) if triple[1] == TYPE else ""
            for tally in (self.graphs[iri_of(quad.graph_name)], *(() if triple in seen else (self.whole,))):
                tally.add(*triple)
                if in_class:
                    tally.classes[in_class] += 1
            if triple not in seen and triple[1] in LINK_PREDICATES:
                self._count_link(quad)
            seen.add(triple)
        self._terms = tuple(self._numbers)

    def _number(self, term: str) -> int:
        return self._numbers.setdefault(term, len(self._numbers))

    def _count_link(self, quad: Quad) -> None:
        target = re.match(r"https?://[^/?#]+/", iri_of(quad.object))
        ours, theirs = iri_of(quad.subject).startswith(self._base_iri), iri_of(quad.object)
        if target and ours and not theirs.startswith(self._base_iri):
            self.links[quad.predicate.value, target[0]] += 1

    def entities(self, tally: _Tally) -> Iterator[str]:
        """The subjects whose IRIs start with the base IRI."""
        subjects = (self._terms[number] for number in tally.subjects)
        return (subject[1:-1] for subject in subjects if subject.startswith(f"<{self._base_iri}"))

    def examples(self) -> Mapping[str, str]:
        """For each type of entity the first thing that has a document of its own, in the order of the IRIs."""
        start, gone = f"{self._base_iri}id/", f"{self._base_iri}{WITHDRAWN_GRAPH}"
        withdrawn = set(self.entities(self.graphs[gone])) if gone in self.graphs else set()
        found: dict[str, str] = {}
        for iri in sorted(set(self.entities(self.whole)) - withdrawn):
            entity_type, slash, _ = iri.removeprefix(start).partition("/")
            if iri.startswith(start) and slash and "#" not in iri:
                found.setdefault(entity_type, iri)
        return found


def void_description(
    publication: Publication, version: str, dumps: Iterable[Dump], quads: Iterable[Quad]
) -> tuple[Quad, ...]:
    """The dataset, each named graph and each linkset as `void:Dataset`; `dumps` are those of this `version`.

    The dataset is the union of its graphs, where each triple counts once. An entity is a subject whose IRI starts with
    the base IRI (`void:uriSpace`); a class partition counts all instances. What holds more than the dataset, as those of RDF 1.2, or
    less, as tables, is no `void:dataDump`. Where queries are answered is for the server to say.
    """
    writer = _Writer(publication)
    census = _Census(quads, publication.base_iri)
    writer.document()
    writer.whole(census, [dump for dump in dumps if dump.format in RDF_FORMATS], version)
    for graph in sorted(census.graphs):
        writer.graph(graph, census)
    for (predicate, target), triples in sorted(census.links.items()):
        writer.linkset(predicate, target, triples)
    return tuple(Quad(NamedNode(subject), NamedNode(predicate), value) for subject, predicate, value in writer.triples)


class _Writer:
    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._dataset = f"{publication.base_iri}dataset"
        self._document = publication.base_iri + DOCUMENT
        self._prefixes = prefixes(publication.base_iri)
        self.triples: list[Triple] = []

    def document(self) -> None:
        """VoID, section 6.1."""
        self._link(self._document, TYPE, f"{VOID}DatasetDescription")
        self._link(self._document, f"{FOAF}primaryTopic", self._dataset)
        self._link(self._document, f"{DCTERMS}license", self._publication.data_licence)

    def whole(self, census: _Census, dumps: Iterable[Dump], version: str) -> None:
        dataset, publication = self._dataset, self._publication
        for language in publication.languages:
            self._add(dataset, f"{DCTERMS}title", Literal(publication.title[language], language=language))
            self._add(dataset, f"{DCTERMS}description", Literal(publication.description[language], language=language))
        self._link(dataset, f"{DCTERMS}license", publication.data_licence)
        modified = Literal(publication.modified.isoformat(), datatype=NamedNode(f"{XSD}date"))
        self._add(dataset, f"{DCTERMS}modified", modified)
        self._add(dataset, f"{VOID}uriSpace", Literal(publication.base_iri))
        for iri in census.examples().values():
            self._link(dataset, f"{VOID}exampleResource", iri)
        for dump in dumps:
            self._link(dataset, f"{VOID}dataDump", f"{dataset}/{version}/{dump.name}")
        namespaces = {re.sub(r"[^/#]*$", "", term) for term in (*census.whole.classes, *census.whole.uses)}
        for namespace in namespaces - {""}:
            self._link(dataset, f"{VOID}vocabulary", namespace)
        self._statistics(dataset, census.whole, census, "")

    def graph(self, graph: str, census: _Census) -> None:
        self._link(self._dataset, f"{VOID}subset", graph)
        own = graph.startswith(f"{self._publication.base_iri}graph/")
        name = quote(graph.removeprefix(self._publication.base_iri), safe="/") if own else quote(graph, safe="")
        self._statistics(graph, census.graphs[graph], census, f"{name}/")

    def linkset(self, predicate: str, target: str, triples: int) -> None:
        """VoID, section 5; the other dataset is known by what its IRIs start with."""
        linkset = f"{self._document}#linkset/{self._fragment(predicate)}/{quote(target, safe='')}"
        other = f"{self._document}#target/{quote(target, safe='')}"
        self._link(self._dataset, f"{VOID}subset", linkset)
        self._link(linkset, TYPE, f"{VOID}Linkset")
        self._link(linkset, f"{VOID}linkPredicate", predicate)
        self._link(linkset, f"{VOID}subjectsTarget", self._dataset)
        self._link(linkset, f"{VOID}objectsTarget", other)
        self._count(linkset, "triples", triples)
        self._link(other, TYPE, f"{VOID}Dataset")
        self._add(other, f"{VOID}uriSpace", Literal(target))

    def _statistics(self, subject: str, tally: _Tally, census: _Census, scope: str) -> None:
        """VoID, section 4.6, with partitions by class and by property (4.5), whose fragments begin with `scope`."""
        self._link(subject, TYPE, f"{VOID}Dataset")
        self._count(subject, "triples", tally.triples)
        self._count(subject, "entities", sum(1 for _ in census.entities(tally)))
        self._count(subject, "classes", len(tally.classes))
        self._count(subject, "properties", len(tally.uses))
        self._count(subject, "distinctSubjects", len(tally.subjects))
        self._count(subject, "distinctObjects", len(tally.objects))
        for iri, entities in tally.classes.items():
            part = self._partition(subject, scope, "class", iri)
            self._count(part, "entities", entities)
        for iri, uses in tally.uses.items():
            part = self._partition(subject, scope, "property", iri)
            self._count(part, "triples", uses.triples)
            self._count(part, "distinctSubjects", len(uses.subjects))
            self._count(part, "distinctObjects", len(uses.objects))

    def _partition(self, subject: str, scope: str, kind: str, iri: str) -> str:
        part = f"{self._document}#{scope}{kind}/{self._fragment(iri)}"
        self._link(subject, f"{VOID}{kind}Partition", part)
        self._link(part, f"{VOID}{kind}", iri)
        return part

    def _fragment(self, iri: str) -> str:
        """A name for an IRI that no other IRI has: with its prefix, or else whole without a bare colon."""
        name = prefixed_name(iri, self._prefixes)
        return quote(name, safe=":") if name else quote(iri, safe="")

    def _count(self, subject: str, name: str, number: int) -> None:
        self._add(subject, VOID + name, Literal(str(number), datatype=NamedNode(f"{XSD}integer")))

    def _link(self, subject: str, predicate: str, target: str) -> None:
        self._add(subject, predicate, NamedNode(target))

    def _add(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        self.triples.append((subject, predicate, value))
