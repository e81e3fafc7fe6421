"""Which statements need evidence, and which have it.

The vocabulary says what needs evidence: statements about things of a class with `eng:evidenceRequired true`, made in a
source graph. Left aside are properties with `eng:editorial true` (notes and descriptions in our own words),
translations (texts in a language other than the source's), and types that follow from another type of the same thing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from engagiert_ld.errors import Message
from engagiert_ld.evidence.claims import TYPE, Claim
from engagiert_ld.findings import Finding, Severity
from engagiert_ld.namespaces import DCTERMS, RDFS
from engagiert_ld.terms import Term, iri_of

SUBCLASS: Final = f"{RDFS}subClassOf"
LANGUAGE: Final = f"{DCTERMS}language"


@dataclass(frozen=True)
class Coverage:
    """`required` statements need evidence, `missing` are those of them that have none.

    The statements left aside are counted by reason: `editorial`, `translation`, `supertype`.
    """

    required: int
    missing: tuple[Triple, ...]
    left_aside: Mapping[str, int]

    @property
    def proven(self) -> int:
        """How many statements have evidence."""
        return self.required - len(self.missing)


def coverage(quads: Iterable[Quad], claims: Sequence[Claim], base_iri: str) -> Coverage:
    """Count the statements of the source graphs; `claims` are those of the same dataset."""
    stated = tuple(quads)
    rules = _Rules(stated, base_iri)
    claimed = {claim.statement for claim in claims}
    required: list[Triple] = []
    left_aside = dict.fromkeys(("editorial", "translation", "supertype"), 0)
    for quad in stated:
        if not rules.concerns(quad):
            continue
        reason = rules.exempt(quad)
        if reason:
            left_aside[reason] += 1
        else:
            required.append(quad.triple)
    distinct = sorted(set(required), key=str)
    return Coverage(len(distinct), tuple(t for t in distinct if t not in claimed), left_aside)


def uncovered(measured: Coverage, claims: Sequence[Claim], quads: Iterable[Quad]) -> Iterator[Finding]:
    """One finding (S23) for each statement without evidence.

    Where a claim about the same property of the same thing is not asserted (S16), fact and claim have drifted apart: that
    is one thing to mend, and told once.
    """
    asserted = {quad.triple for quad in quads}
    drifted = {
        (claim.statement.subject, claim.statement.predicate)
        for claim in claims
        if claim.statement is not None and claim.statement not in asserted
    }
    for triple in measured.missing:
        if (triple.subject, triple.predicate) in drifted:
            continue
        yield Finding(
            "S23",
            Severity.WARNING,
            Message(
                "Diese Aussage hat keinen Beleg. „engagiert-ld new claim“ legt einen an; steht sie nicht in der Quelle, bitte streichen.",
                "This statement has no evidence. “engagiert-ld new claim” adds it; if the source does not say so, remove the statement.",
            ),
            iri_of(triple.subject),
            triple.predicate.value,
            str(triple.object),
        )


class _Rules:
    """What the vocabulary and the sources say of evidence."""

    def __init__(self, quads: Sequence[Quad], base_iri: str) -> None:
        true = {f"{base_iri}def#editorial": set[Term](), f"{base_iri}def#evidenceRequired": set[Term]()}
        self._sources = f"{base_iri}graph/source/"
        self._types: dict[Term, set[Term]] = {}
        self._parents: dict[Term, set[Term]] = {}
        self._languages: dict[str, set[str]] = {}
        archived_source = NamedNode(f"{base_iri}def#ArchivedSource")
        for quad in quads:
            if quad.predicate == TYPE:
                self._types.setdefault(quad.subject, set()).add(quad.object)
            elif quad.predicate.value == SUBCLASS:
                self._parents.setdefault(quad.subject, set()).add(quad.object)
            elif quad.predicate.value in true and getattr(quad.object, "value", "") == "true":
                true[quad.predicate.value].add(quad.subject)
        self._editorial, required = true.values()
        self._in_need = {
            thing
            for thing, types in self._types.items()
            if not required.isdisjoint(types.union(*map(self._ancestors, types)))
        }
        for quad in quads:
            if quad.predicate.value == LANGUAGE and archived_source in self._types.get(quad.subject, ()):
                languages = self._languages.setdefault(iri_of(quad.graph_name), set())
                languages.add(str(getattr(quad.object, "value", "")).lower())

    def concerns(self, quad: Quad) -> bool:
        """Whether the statement is made in a source graph, about a thing of a class that needs evidence."""
        if not iri_of(quad.graph_name).startswith(self._sources):
            return False
        return quad.subject in self._in_need

    def exempt(self, quad: Quad) -> str:
        """Why the statement needs no evidence; empty where it needs some."""
        if quad.predicate in self._editorial:
            return "editorial"
        if isinstance(quad.object, Literal) and self._is_translation(quad.object, iri_of(quad.graph_name)):
            return "translation"
        return "supertype" if quad.predicate == TYPE and self._follows(quad) else ""

    def _is_translation(self, literal: Literal, graph: str) -> bool:
        languages = self._languages.get(graph)
        return bool(literal.language and languages and literal.language.partition("-")[0] not in languages)

    def _follows(self, quad: Quad) -> bool:
        others = self._types[quad.subject] - {quad.object}
        return any(quad.object in self._ancestors(other) for other in others)

    def _ancestors(self, term: Term) -> set[Term]:
        found: set[Term] = set()
        waiting = [term]
        while waiting:
            new = self._parents.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found - {term}
