"""The concept schemes of a dataset as trees, whichever direction its statements take (SKOS Reference, sections 4 and 8)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from pyoxigraph import Quad

from engagiert_ld.namespaces import RDF, SKOS
from engagiert_ld.terms import iri_of

TYPE: Final = f"{RDF}type"
SCHEME: Final = f"{SKOS}ConceptScheme"

Order = Callable[[str], str]
"""What concepts are sorted by, for instance their labels in some language."""


class Branch(NamedTuple):
    """A concept in a tree that is written from top to bottom; `depth` is 0 for what stands at the top.

    `repeated` where the concepts below it have been written before and are not written again: a concept may have several
    broader ones, and faulty data may go round in a circle.
    """

    iri: str
    depth: int
    repeated: bool


class ConceptSchemes:
    """All that is typed `skos:ConceptScheme` in a dataset."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = tuple(quads)

    @cached_property
    def iris(self) -> tuple[str, ...]:
        """The concept schemes, in order."""
        typed = (quad for quad in self._quads if quad.predicate.value == TYPE and iri_of(quad.object) == SCHEME)
        return tuple(sorted({iri_of(quad.subject) for quad in typed} - {""}))

    def concepts(self, scheme: str) -> frozenset[str]:
        """The concepts that are stated to be in a scheme (`skos:inScheme`) or at its top."""
        return frozenset(self._concepts.get(scheme, ()))

    def tree(self, scheme: str, order: Order) -> tuple[Branch, ...]:
        """The concepts of a scheme, the narrower ones below the broader ones, sorted by `order` on each level.

        At the top stand the top concepts, and whatever is not reached from them. A narrower concept that is in no scheme
        belongs to that of the broader one; a concept of another scheme does not.
        """
        branches: list[Branch] = []
        written: set[str] = set()
        waiting = [(iri, 0) for iri in reversed(_sorted(self._roots(scheme, order), order))]
        while waiting:
            iri, depth = waiting.pop()
            narrower = _sorted(self._narrower_in(scheme, iri), order)
            branches.append(Branch(iri, depth, repeated=iri in written and bool(narrower)))
            if iri not in written:
                written.add(iri)
                waiting += [(child, depth + 1) for child in reversed(narrower)]
        return tuple(branches)

    def _roots(self, scheme: str, order: Order) -> list[str]:
        """What stands at the top: the top concepts, what is below nothing, and one concept of each circle not yet reached."""
        tops, members = self._tops.get(scheme, set()), self.concepts(scheme)
        below = {child for iri in members for child in self._narrower_in(scheme, iri)}
        roots: list[str] = []
        reached: set[str] = set()
        for candidate in (*tops, *_sorted(members - below, order), *_sorted(members, order)):
            if candidate in tops or candidate not in reached:
                roots.append(candidate)
                self._reach(candidate, scheme, reached)
        return list(dict.fromkeys(roots))

    def _reach(self, start: str, scheme: str, reached: set[str]) -> None:
        """Add to `reached` what is reached from `start`, itself included."""
        waiting = [start]
        while waiting:
            iri = waiting.pop()
            if iri not in reached:
                reached.add(iri)
                waiting += self._narrower_in(scheme, iri)

    def _narrower_in(self, scheme: str, iri: str) -> set[str]:
        members = self._concepts.get(scheme, set())
        return {child for child in self._narrower.get(iri, ()) if child in members or child not in self._placed}

    @cached_property
    def _tops(self) -> dict[str, set[str]]:
        return self._related(f"{SKOS}hasTopConcept", f"{SKOS}topConceptOf")

    @cached_property
    def _concepts(self) -> dict[str, set[str]]:
        """The concepts by scheme; a top concept is in its scheme (SKOS Reference, S7)."""
        stated = self._related("", f"{SKOS}inScheme")
        return {scheme: stated.get(scheme, set()) | self._tops.get(scheme, set()) for scheme in {*stated, *self._tops}}

    @cached_property
    def _placed(self) -> set[str]:
        """The concepts that are in some scheme."""
        return set().union(*self._concepts.values())

    @cached_property
    def _narrower(self) -> dict[str, set[str]]:
        return self._related(f"{SKOS}narrower", f"{SKOS}broader")

    def _related(self, down: str, up: str) -> dict[str, set[str]]:
        """What is below what, stated from above by the property `down` or from below by `up`."""
        related: dict[str, set[str]] = {}
        for above, below in self._pairs(down, up):
            if above and below:
                related.setdefault(above, set()).add(below)
        return related

    def _pairs(self, down: str, up: str) -> Iterator[tuple[str, str]]:
        for quad in self._quads:
            if quad.predicate.value == down:
                yield iri_of(quad.subject), iri_of(quad.object)
            elif quad.predicate.value == up:
                yield iri_of(quad.object), iri_of(quad.subject)


def _sorted(iris: Iterable[str], order: Order) -> Sequence[str]:
    return sorted(iris, key=lambda iri: (order(iri), iri))
