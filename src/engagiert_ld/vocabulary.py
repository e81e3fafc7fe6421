"""A vocabulary as its own dataset shows it: its terms, its versions, how often the data use a term, and where.

Facts only, as IRIs, statements and numbers; the words and the page are made by whoever shows them.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.namespaces import DCTERMS, LABEL_PROPERTIES, OWL, RDF, RDFS, XSD
from engagiert_ld.terms import Node, Term, iri_of

EXAMPLES: Final = 2
"""How many uses of a term are shown."""
READABLE_CHARACTERS: Final = 160
"""A text of this length still reads as an example."""

TYPE: Final = f"{RDF}type"
SPECIALISES: Final = (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf")
CLASS_TYPES: Final = frozenset({f"{OWL}Class", f"{RDFS}Class"})
PROPERTY_TYPES: Final = frozenset(
    [f"{RDF}Property"]
    + [f"{OWL}{name}Property" for name in ("Annotation", "Datatype", "Object", "Ontology")]
    + [f"{OWL}{name}Property" for name in ("Functional", "InverseFunctional", "Symmetric", "Asymmetric", "Transitive")]
    + [f"{OWL}{name}Property" for name in ("Reflexive", "Irreflexive")]
)
"""Each of these types alone makes a property (OWL 2 Mapping to RDF Graphs)."""
TRUE: Final = tuple(Literal(value, datatype=NamedNode(f"{XSD}boolean")) for value in ("true", "1"))


class Kind(Enum):
    """What a term is: whatever is neither class nor property is used as a value."""

    CLASS = "class"
    PROPERTY = "property"
    OTHER = "other"


class Use(NamedTuple):
    """A statement that uses a term: its subject and its value; for a class an instance and the class."""

    subject: Node
    value: Term


@dataclass(frozen=True)
class OwnTerm:
    """A term of the vocabulary: what the vocabulary says of it, which of its terms specialise it, and all its uses."""

    iri: str
    kind: Kind
    statements: tuple[Quad, ...]
    narrower: tuple[str, ...]
    uses: tuple[Use, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """What the vocabulary types the term as, in order."""
        return tuple(_iris(self.statements, TYPE))

    @property
    def deprecated(self) -> bool:
        """Whether the term is stated to be `owl:deprecated` (OWL 2 Structural Specification, section 5.5)."""
        return any(quad.object in TRUE for quad in self.statements if quad.predicate.value == f"{OWL}deprecated")

    @property
    def replacements(self) -> tuple[str, ...]:
        """The terms to use instead (`dcterms:isReplacedBy`)."""
        return tuple(_iris(self.statements, f"{DCTERMS}isReplacedBy"))


class Vocabulary:
    """The vocabulary `{base_iri}def` of a dataset, as the graph `{base_iri}graph/ontology` states it."""

    def __init__(self, quads: Iterable[Quad], base_iri: str) -> None:
        self._quads = tuple(quads)
        self._base_iri = base_iri
        self._iri = f"{base_iri}def"
        self._graph = f"{base_iri}graph/ontology"

    def __contains__(self, iri: str) -> bool:
        return iri in self._by_iri

    @cached_property
    def terms(self) -> tuple[OwnTerm, ...]:
        """The terms that have a type, by IRI."""
        return tuple(self._by_iri.values())

    @cached_property
    def version_iris(self) -> tuple[str, ...]:
        """The addresses of the version that is published (`owl:versionIRI`, OWL 2 Structural Specification, section 3.1)."""
        return tuple(_iris(self._stated.get(self._iri, ()), f"{OWL}versionIRI"))

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """What the version that is published is called (`owl:versionInfo`)."""
        stated = self._stated.get(self._iri, ())
        named = (quad.object for quad in stated if quad.predicate.value == f"{OWL}versionInfo")
        return tuple(sorted({name.value for name in named if isinstance(name, Literal)}))

    def examples(self, iri: str, language: str) -> tuple[Use, ...]:
        """Up to two uses of a term for a reader of `language`, each with another subject; the same for the same dataset.

        Subjects that no narrower term describes come before others, what is published below the base IRI before things
        of others, a named subject before one without a name, a short text in the reader's language before other texts.
        """
        term = self._by_iri[iri]
        special = {use.subject for narrower in term.narrower for use in self._by_iri[narrower].uses}
        chosen: dict[Node, Use] = {}
        for use in sorted(term.uses, key=lambda use: (use.subject in special, *self._rank(use, language))):
            chosen.setdefault(use.subject, use)
        return tuple(itertools.islice(chosen.values(), EXAMPLES))

    def _rank(self, use: Use, language: str) -> tuple[bool, bool, bool, bool, str, str]:
        elsewhere = not iri_of(use.subject).startswith(self._base_iri)
        foreign = isinstance(use.value, Literal) and use.value.language not in (None, language)
        long = isinstance(use.value, Literal) and len(use.value.value) > READABLE_CHARACTERS
        return elsewhere, use.subject not in self._named, foreign, long, str(use.subject), str(use.value)

    @cached_property
    def _by_iri(self) -> dict[str, OwnTerm]:
        kinds = {iri: _kind(quads) for iri, quads in self._stated.items() if iri.startswith(f"{self._iri}#")}
        kinds = {iri: kinds[iri] for iri in sorted(kinds) if any(_iris(self._stated[iri], TYPE))}
        uses = self._uses(kinds)
        narrower = self._narrower(kinds)
        return {
            iri: OwnTerm(iri, kind, tuple(self._stated[iri]), tuple(sorted(narrower[iri])), tuple(uses[iri]))
            for iri, kind in kinds.items()
        }

    @cached_property
    def _stated(self) -> dict[str, list[Quad]]:
        """What the vocabulary states, by subject."""
        stated: dict[str, list[Quad]] = {}
        for quad in self._quads:
            if iri_of(quad.graph_name) == self._graph:
                stated.setdefault(iri_of(quad.subject), []).append(quad)
        return stated

    @cached_property
    def _named(self) -> set[Node]:
        return {quad.subject for quad in self._quads if quad.predicate.value in LABEL_PROPERTIES}

    def _uses(self, kinds: Mapping[str, Kind]) -> dict[str, dict[Use, None]]:
        """The uses of each term; what two graphs state alike is one use."""
        uses: dict[str, dict[Use, None]] = {iri: {} for iri in kinds}
        for quad in self._quads:
            for iri in _used(quad, kinds):
                uses[iri][Use(quad.subject, quad.object)] = None
        return uses

    def _narrower(self, kinds: Mapping[str, Kind]) -> dict[str, set[str]]:
        narrower: dict[str, set[str]] = {iri: set() for iri in kinds}
        for iri in kinds:
            for predicate in SPECIALISES:
                for broader in _iris(self._stated[iri], predicate):
                    if broader in narrower and broader != iri:
                        narrower[broader].add(iri)
        return narrower


def _kind(statements: Iterable[Quad]) -> Kind:
    types = set(_iris(statements, TYPE))
    if types & CLASS_TYPES:
        return Kind.CLASS
    return Kind.PROPERTY if types & PROPERTY_TYPES else Kind.OTHER


def _used(quad: Quad, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """The terms that a statement uses: its property, the class that it gives its subject, or any other term as its value."""
    predicate, value = quad.predicate.value, iri_of(quad.object)
    if kinds.get(predicate) is Kind.PROPERTY:
        yield predicate
    if kinds.get(value) is Kind.OTHER or (kinds.get(value) is Kind.CLASS and predicate == TYPE):
        yield value


def _iris(statements: Iterable[Quad], predicate: str) -> Iterator[str]:
    """The IRIs that statements give for a property, in order."""
    yield from sorted({iri_of(quad.object) for quad in statements if quad.predicate.value == predicate} - {""})
