"""RDF terms as they come from pyoxigraph, which also knows the triple terms of RDF 1.2."""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

Node = NamedNode | BlankNode | Triple
Term = NamedNode | BlankNode | Literal | Triple


def iri_of(term: Term | DefaultGraph | None) -> str:
    """The IRI of a named node; an empty text for anything that has no IRI."""
    return term.value if isinstance(term, NamedNode) else ""
