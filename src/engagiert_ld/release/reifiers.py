"""Reifying triples for the dumps in RDF 1.2: the IRI of a claim is the reifier of its triple.

They come in addition to `rdf:subject`, `rdf:predicate` and `rdf:object`, not in their place: every query that works on
the dumps in RDF 1.1 works on those in RDF 1.2, and without the reifying triples the two hold the same dataset, the one
whose hash is in the version. Both say the same of a claim, so neither contradicts the other. A reifying triple does not
assert the triple that it is about (RDF 1.2 Concepts, 1.5 “Triple Terms and Reification”).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from engagiert_ld.namespaces import RDF
from engagiert_ld.terms import Node, Term

REIFIES: Final = NamedNode(f"{RDF}reifies")
PARTS: Final = (f"{RDF}subject", f"{RDF}predicate", f"{RDF}object")


def with_reifiers(quads: Iterable[Quad], base_iri: str) -> Iterator[Quad]:
    """The quads, then `c rdf:reifies <<( s p o )>>` for each claim, in the graph that states its `rdf:subject`.

    A claim is an instance of `eng:Claim` or `rdf:Statement`. One that does not have exactly one subject, predicate and
    object, all graphs taken together, or whose parts make no triple (a literal as its subject), gets no reifying triple.
    """
    dataset = tuple(quads)
    yield from dataset
    propositions = _propositions(dataset, {f"{base_iri}def#Claim", f"{RDF}Statement"})
    for quad in dataset:
        if quad.predicate.value == PARTS[0] and quad.subject in propositions:
            yield Quad(quad.subject, REIFIES, propositions[quad.subject], quad.graph_name)


def _propositions(dataset: Iterable[Quad], types: set[str]) -> dict[Node, Triple]:
    """The triple that each claim is about, for the claims that are about one."""
    claims: set[Node] = set()
    parts: dict[Node, dict[str, set[Term]]] = {}
    for quad in dataset:
        predicate = quad.predicate.value
        if predicate == f"{RDF}type" and isinstance(quad.object, NamedNode) and quad.object.value in types:
            claims.add(quad.subject)
        elif predicate in PARTS:
            parts.setdefault(quad.subject, {part: set() for part in PARTS})[predicate].add(quad.object)
    found = ((claim, _triple(*(parts[claim][part] for part in PARTS))) for claim in parts if claim in claims)
    return {claim: triple for claim, triple in found if triple is not None}


def _triple(subjects: set[Term], predicates: set[Term], objects: set[Term]) -> Triple | None:
    if not len(subjects) == len(predicates) == len(objects) == 1:
        return None
    (subject,), (predicate,), (value,) = subjects, predicates, objects
    if not isinstance(subject, NamedNode | BlankNode) or not isinstance(predicate, NamedNode):
        return None
    return Triple(subject, predicate, value)
