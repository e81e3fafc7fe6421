"""Holding back: publish the rest where a few things are in violation.

A thing in violation is held back whole, with everything that points to it, and with what points to that: nothing is
published in part, and no link leads nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import Quad

from engagiert_ld.findings import Finding, HeldBack, Severity
from engagiert_ld.namespaces import WITHDRAWN_GRAPH
from engagiert_ld.terms import iri_of

THINGS: Final = "id/"
VOCABULARIES: Final = ("graph/ontology", "graph/shapes")


def to_hold_back(quads: Iterable[Quad], findings: Sequence[Finding], base_iri: str) -> dict[str, HeldBack]:
    """What to hold back, by IRI, so that the violations of `findings` go; nothing where one of them concerns no thing.

    A violation of a thing from the vocabulary, of the settings or of the dataset as a whole cannot be held back.
    """
    stated = tuple(quads)
    faulty: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.VIOLATION and not finding.waiver:
            faulty.setdefault(_thing(finding.focus), []).append(finding)
    own = {_thing(iri_of(quad.subject)) for quad in stated if _in_data(quad, base_iri)}
    if not all(thing in own for thing in faulty):
        return {}
    held = {thing: HeldBack(thing, "", tuple(found)) for thing, found in faulty.items()}
    return held | _pointing(stated, set(faulty), base_iri)


def without(quads: Iterable[Quad], held: Mapping[str, HeldBack]) -> tuple[Quad, ...]:
    """The statements about all things but those that are held back."""
    return tuple(quad for quad in quads if _thing(iri_of(quad.subject)) not in held)


def leaves_something(quads: Iterable[Quad], base_iri: str) -> bool:
    """Whether anything but sources, claims, and what is withdrawn is left to publish."""
    aside = tuple(f"{base_iri}id/{entity_type}/" for entity_type in ("claim", "source", "waiver"))
    described = (quad for quad in quads if iri_of(quad.graph_name) != base_iri + WITHDRAWN_GRAPH)
    return any(_in_data(quad, base_iri) and not iri_of(quad.subject).startswith(aside) for quad in described)


def _pointing(quads: Sequence[Quad], things: set[str], base_iri: str) -> dict[str, HeldBack]:
    """Everything that points to `things`, directly or not, each with the thing it points to."""
    pointers: dict[str, set[str]] = {}
    for quad in quads:
        subject, target = _thing(iri_of(quad.subject)), _thing(iri_of(quad.object))
        if target and subject != target and _in_data(quad, base_iri):
            pointers.setdefault(target, set()).add(subject)
    found: dict[str, HeldBack] = {}
    waiting = sorted(things)
    while waiting:
        target = waiting.pop(0)
        for subject in sorted(pointers.get(target, set()) - things - set(found)):
            found[subject] = HeldBack(subject, target, ())
            waiting.append(subject)
    return found


def _thing(iri: str) -> str:
    return iri.partition("#")[0] if "/id/" in iri else iri


def _in_data(quad: Quad, base_iri: str) -> bool:
    vocabulary = iri_of(quad.graph_name).startswith(tuple(base_iri + name for name in VOCABULARIES))
    return not vocabulary and iri_of(quad.subject).startswith(base_iri + THINGS)
