"""Dataset + IRI → description: its own statements, what points to it, and the labels needed to read both."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, Triple

from engagiert_ld.namespaces import LABEL_PROPERTIES, RDF, WITHDRAWN_GRAPH
from engagiert_ld.terms import Term, iri_of

TYPE: Final = NamedNode(f"{RDF}type")
LABELS: Final = tuple(map(NamedNode, LABEL_PROPERTIES))
STATED_SUBJECT: Final = NamedNode(f"{RDF}subject")
STATED_OBJECT: Final = NamedNode(f"{RDF}object")


class Text(NamedTuple):
    """A text and its language tag; no tag where the text stands in for a missing label."""

    value: str
    language: str


@dataclass(frozen=True)
class Description:
    """What is published about one IRI.

    `own` are the statements of the subject and of its parts (IRIs that differ by a fragment only), `backlinks` those
    that point to it from elsewhere, `labels` the label statements of everything that the two mention as subject or
    object; what properties are called stands in the vocabulary.
    """

    subject: NamedNode
    own: tuple[Quad, ...]
    backlinks: tuple[Quad, ...]
    labels: tuple[Quad, ...]

    @property
    def quads(self) -> tuple[Quad, ...]:
        """All statements of the description."""
        return tuple(dict.fromkeys((*self.own, *self.backlinks, *self.labels)))


class Statements(Protocol):
    """Statements that can be looked up."""

    def __iter__(self) -> Iterator[Quad]: ...

    def quads_for_subject(self, subject: NamedNode | BlankNode | Triple, /) -> Iterator[Quad]:
        """Those with this subject."""
        ...

    def quads_for_property(self, subject: NamedNode, predicate: NamedNode, /) -> Iterable[Quad]:
        """Those with this subject and this predicate."""
        ...

    def quads_for_predicate(self, predicate: NamedNode, /) -> Iterator[Quad]:
        """Those with this predicate."""
        ...

    def quads_for_object(self, object: NamedNode | BlankNode | Literal | Triple, /) -> Iterator[Quad]:
        """Those with this object."""
        ...


class _InMemory:
    """The statements of a `pyoxigraph.Dataset`, see `Statements`."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self.quads_for_subject = dataset.quads_for_subject
        self.quads_for_predicate = dataset.quads_for_predicate
        self.quads_for_object = dataset.quads_for_object

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._dataset)

    def quads_for_property(self, subject: NamedNode, predicate: NamedNode, /) -> Iterable[Quad]:
        return (quad for quad in self.quads_for_subject(subject) if quad.predicate == predicate)


class Descriptions:
    """Describes the entities of one dataset. `languages` is the order in which labels fall back."""

    def __init__(self, statements: Statements, languages: Sequence[str]) -> None:
        self._dataset = statements
        self._languages = tuple(languages)

    @classmethod
    def of(cls, quads: Iterable[Quad], languages: Sequence[str]) -> "Descriptions":
        """Descriptions from statements in whatever order."""
        return cls(_InMemory(Dataset(quads)), languages)

    def __contains__(self, iri: str) -> bool:
        try:
            subject = NamedNode(iri)
        except ValueError:  # no IRI: nothing can be said about it
            return False
        return next(iter(self._dataset.quads_for_subject(subject)), None) is not None

    def describe(self, iri: str) -> Description:
        """The description of `iri`; without statements of its own where the dataset does not know it."""
        own, backlinks, labels = self._parts_of_description(iri)
        return Description(NamedNode(iri), *(tuple(sorted(found, key=str)) for found in (own, backlinks, labels)))

    def statements(self, iri: str) -> set[Quad]:
        """All statements of the description of `iri`, in no order."""
        own, backlinks, labels = self._parts_of_description(iri)
        return own | backlinks | labels

    def _parts_of_description(self, iri: str) -> tuple[set[Quad], set[Quad], set[Quad]]:
        subjects = [NamedNode(iri), *self._parts.get(iri, ())]
        own = {quad for part in subjects for quad in self._dataset.quads_for_subject(part)}
        backlinks = {quad for part in subjects for quad in self._dataset.quads_for_object(part)} - own
        return own, backlinks, self._labels_of(own | backlinks) - own

    def objects(self, iri: str, prop: str) -> tuple[Term, ...]:
        """The values of a property, each once, in order."""
        quads = self._dataset.quads_for_property(NamedNode(iri), NamedNode(prop))
        return tuple(sorted({quad.object for quad in quads}, key=str))

    def subjects(self, prop: str, iri: str) -> tuple[str, ...]:
        """What has `iri` as the value of a property: IRIs, each once, in order."""
        found = (quad for quad in self._dataset.quads_for_object(NamedNode(iri)) if quad.predicate.value == prop)
        return tuple(sorted({iri_of(quad.subject) for quad in found} - {""}))

    def labels_for(self, quads: Iterable[Quad]) -> tuple[Quad, ...]:
        """The label statements of everything that `quads` mention as subject or object."""
        return tuple(sorted(self._labels_of(quads), key=str))

    def _labels_of(self, quads: Iterable[Quad]) -> set[Quad]:
        mentioned = {term for quad in quads for term in (quad.subject, quad.object)}
        return {quad for term in mentioned for quad in self._label_quads(term)}

    def evidence(self, description: Description) -> tuple[Quad, ...]:
        """The claims in full, with their parts, whose statement begins or ends at the subject or at one of its parts."""
        about = {description.subject, *self._parts.get(description.subject.value, ())}
        claims = {
            quad.subject
            for term in about
            for quad in self._dataset.quads_for_object(term)
            if quad.predicate in (STATED_SUBJECT, STATED_OBJECT) and isinstance(quad.subject, NamedNode)
        }
        nodes = {node for claim in claims for node in (claim, *self._parts.get(claim.value, ()))}
        return tuple(sorted({quad for node in nodes for quad in self._dataset.quads_for_subject(node)}, key=str))

    def label(self, iri: str, language: str) -> Text:
        """The label of `iri` in `language`, else in the next language there is, else the end of the IRI.

        A part of a thing without a label is called after its type.
        """
        texts = self._labels(NamedNode(iri))
        for wanted in (language, *self._languages, *sorted(texts)):
            if wanted in texts:
                return Text(texts[wanted], wanted)
        return self._name_of_part(iri, language) or Text(local_name(iri), "")

    def _name_of_part(self, iri: str, language: str) -> Text | None:
        """What a part of a thing is called after its type: parts have no labels of their own."""
        if "#" not in iri or "/id/" not in iri:
            return None
        quads = self._dataset.quads_for_subject(NamedNode(iri))
        types = sorted(iri_of(quad.object) for quad in quads if quad.predicate == TYPE)
        return self.label(types[0], language) if types else None

    def is_named(self, iri: str) -> bool:
        """Whether `label` finds a name for `iri`, in whatever language."""
        return bool(self._labels(NamedNode(iri)) or self._name_of_part(iri, ""))

    def texts(self, iri: str, prop: str) -> Mapping[str, str]:
        """The values of a property with text, one for each language."""
        found = [
            quad.object for quad in self._dataset.quads_for_subject(NamedNode(iri)) if quad.predicate.value == prop
        ]
        return {
            term.language or "": term.value
            for term in sorted(found, key=str, reverse=True)
            if isinstance(term, Literal)
        }

    def texts_in(self, iri: str, prop: str, language: str) -> tuple[Text, ...]:
        """All texts of a property in `language`, else all in the next language there is; in order."""
        found = [
            quad.object for quad in self._dataset.quads_for_subject(NamedNode(iri)) if quad.predicate.value == prop
        ]
        texts = sorted(Text(term.value, term.language or "") for term in found if isinstance(term, Literal))
        for wanted in (language, *self._languages, *sorted({text.language for text in texts})):
            if wanted in {text.language for text in texts}:
                return tuple(text for text in texts if text.language == wanted)
        return ()

    def instances(self, prefix: str) -> list[str]:
        """The IRIs of all typed entities that start with `prefix`, in order.

        Parts (with a fragment behind it) are left out, and so is what is withdrawn or renamed: it is no longer described.
        """
        return [iri for iri in self._typed if iri.startswith(prefix) and "#" not in iri[len(prefix) :]]

    @cached_property
    def _typed(self) -> list[str]:
        """What is typed anywhere but in the graph of withdrawn things."""
        quads = self._dataset.quads_for_predicate(TYPE)
        stated = (quad for quad in quads if not iri_of(quad.graph_name).endswith(f"/{WITHDRAWN_GRAPH}"))
        return sorted({quad.subject.value for quad in stated if isinstance(quad.subject, NamedNode)})

    @cached_property
    def _parts(self) -> Mapping[str, list[NamedNode]]:
        """Things with a fragment, by the IRI before it. Hash namespaces are no parts of a thing: `def` has no type segment."""
        parts: dict[str, set[NamedNode]] = {}
        for quad in self._dataset:
            whole, mark, _ = iri_of(quad.subject).partition("#")
            if mark and "/id/" in whole and isinstance(quad.subject, NamedNode):
                parts.setdefault(whole, set()).add(quad.subject)
        return {whole: sorted(found, key=str) for whole, found in parts.items()}

    def _label_quads(self, term: Term) -> Iterable[Quad]:
        if isinstance(term, NamedNode):
            for prop in LABELS:
                if labels := list(self._dataset.quads_for_property(term, prop)):
                    return labels
        return ()

    def _labels(self, term: NamedNode) -> Mapping[str, str]:
        labels = (quad.object for quad in self._label_quads(term))
        texts = ((label.language or "", label.value) for label in labels if isinstance(label, Literal))
        return dict(sorted(texts, reverse=True))


def local_name(iri: str) -> str:
    """What stands behind the last `#` or `/` of an IRI; the IRI itself where nothing does."""
    found = re.search(r"[^/#]+$", iri)
    return found.group() if found else iri
