"""A fact is erased from the past: each kept release that has it is issued again without it, and the log does not repeat it.

What a release says it says for ever; only the right to erasure (GDPR, article 17) and the like are stronger. The old version is
gone then (410), the new one has the same date and another hash. Order of steps: new folders, log, history, and then the old
folders go; a stop in between leaves nothing that is served with the fact, and the next build removes what is left.
"""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import NamedNode, Quad

from engagiert_ld.namespaces import RDF, WITHDRAWN_GRAPH
from engagiert_ld.release.build import Edition, edition, issue
from engagiert_ld.release.manifest import Release, open_release
from engagiert_ld.release.shelf import Erased, Shelf
from engagiert_ld.terms import iri_of
from engagiert_ld.validation import Report

STATED: Final = {part: f"{RDF}{part}" for part in ("subject", "predicate", "object")}


@dataclass(frozen=True)
class Fact:
    """What is to be erased: all statements with the thing `iri` or its parts, or one statement, in N-Triples without its dot."""

    iri: str = ""
    statement: str = ""

    def matches(self, quad: Quad) -> bool:
        """Whether a statement is, or is part of, what is to be erased; that a thing was withdrawn stays said."""
        if iri_of(quad.graph_name).endswith(f"/{WITHDRAWN_GRAPH}"):
            return False
        if self.statement:
            return f"{quad.subject} {quad.predicate} {quad.object}" == self.statement
        return any(self._is_it(term) for term in (quad.subject, quad.object))

    def _is_it(self, term: object) -> bool:
        return isinstance(term, NamedNode) and (term.value == self.iri or term.value.startswith(f"{self.iri}#"))


def without(quads: Iterable[Quad], fact: Fact) -> tuple[Quad, ...]:
    """The statements that are left: without the fact, and without the claims that state it, with their parts."""
    stated = tuple(quads)
    gone = {iri_of(quad.subject) for quad in stated if fact.matches(quad)} & _claims(stated)
    if fact.statement:
        gone |= {claim for claim, text in _texts_of_claims(stated).items() if text == fact.statement}
    about = {claim for claim in gone if claim}
    return tuple(
        quad for quad in stated if not fact.matches(quad) and iri_of(quad.subject).partition("#")[0] not in about
    )


def erase(shelf: Shelf, fact: Fact, on: date) -> tuple[Erased, ...]:
    """Issue every kept release again that has the fact; what was replaced by what, the oldest first.

    The current release must not have it any more. Raises `DeploymentError` where the disk refuses, `DamagedReleaseError` for a
    release that is not as it was published.
    """
    with shelf.locked():
        affected = [release for release in map(open_release, shelf.kept_folders()) if _has(release, fact)]
        erased = tuple(Erased(release.version, _issued_again(release, fact, shelf), on) for release in affected)
        shelf.replace_erased(erased)
        for one in erased:
            shutil.rmtree(shelf.path / one.version, ignore_errors=True)
    return erased


def _has(release: Release, fact: Fact) -> bool:
    return len(without(release.quads, fact)) < len(release.quads)


def _issued_again(release: Release, fact: Fact, shelf: Shelf) -> str:
    """The version of the release without the fact; its report tells of no figures, as the sources of then are not there."""
    left: Edition = edition(release.publication, without(release.quads, fact), release.examples)
    return issue(left, Report(()), shelf)


def _claims(quads: Iterable[Quad]) -> set[str]:
    """What states a triple."""
    return {iri_of(quad.subject) for quad in quads if quad.predicate.value == STATED["subject"]}


def _texts_of_claims(quads: Iterable[Quad]) -> Mapping[str, str]:
    """What each claim states, in N-Triples without its dot."""
    parts: dict[str, dict[str, str]] = {}
    for quad in quads:
        for part, predicate in STATED.items():
            if quad.predicate.value == predicate:
                parts.setdefault(iri_of(quad.subject), {})[part] = str(quad.object)
    whole = {claim: found for claim, found in parts.items() if len(found) == len(STATED)}
    return {claim: " ".join(found[part] for part in STATED) for claim, found in whole.items()}
