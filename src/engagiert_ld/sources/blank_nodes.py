"""Blank nodes get IRIs when they are read, so that store, documents and dumps agree on them.

RDF 1.1 Concepts 3.5 (replacing blank nodes with IRIs): the IRI is `{base_iri}.well-known/genid/{hash}`, where the hash
covers the statements about the node, so neither file order nor the names of blank nodes change it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final, overload

from pyoxigraph import BlankNode, NamedNode, Triple

from engagiert_ld.namespaces import RDF
from engagiert_ld.terms import Node, Term

HASH_LENGTH: Final = 24
FIRST: Final = NamedNode(f"{RDF}first")


class CircleError(Exception):
    """Blank nodes describe each other in a circle, so that none has statements of its own to be told by.

    `node` is one of them.
    """

    def __init__(self, node: BlankNode) -> None:
        self.node = node
        super().__init__(str(node))


class Skolemiser:
    """Gives the blank nodes of one file their IRIs.

    `triples` are the statements of the file. Its methods raise `CircleError`.
    """

    def __init__(self, triples: Iterable[Triple], base_iri: str) -> None:
        self._prefix = f"{base_iri}.well-known/genid/"
        self._statements: dict[BlankNode, list[Triple]] = {}
        self._hashes: dict[BlankNode, str] = {}
        for triple in triples:
            for term in (triple.subject, triple.object):
                if isinstance(term, BlankNode):
                    self._statements.setdefault(term, [])
            if isinstance(triple.subject, BlankNode):
                self._statements[triple.subject].append(triple)

    def named(self, triple: Triple) -> Triple:
        """The triple with IRIs in the place of its blank nodes."""
        return Triple(self._iri(triple.subject), triple.predicate, self._iri(triple.object))

    def nodes(self) -> Mapping[str, list[BlankNode]]:
        """The blank nodes by their IRI; several with one IRI cannot be told apart.

        Cells of lists are left out: two lists with the same members are the same list.
        """
        found: dict[str, list[BlankNode]] = {}
        for node, statements in self._statements.items():
            if not any(triple.predicate == FIRST for triple in statements):
                found.setdefault(self._iri(node).value, []).append(node)
        return found

    @overload
    def _iri(self, term: BlankNode) -> NamedNode: ...
    @overload
    def _iri(self, term: Node) -> Node: ...
    @overload
    def _iri(self, term: Term) -> Term: ...
    def _iri(self, term: Term) -> Term:
        return NamedNode(self._prefix + self._hash(term)) if isinstance(term, BlankNode) else term

    def _hash(self, node: BlankNode) -> str:
        """The hash of a node, made after those of all nodes below it; a loop, as a list may be longer than Python's stack."""
        waiting, under_way = [node], set()
        while waiting:
            current = waiting[-1]
            below = [term for term in self._objects(current) if term not in self._hashes]
            if below:
                under_way.add(current)
                if not under_way.isdisjoint(below):
                    raise CircleError(current)
                waiting += below
            else:
                self._hashes.setdefault(current, self._digest(current))
                under_way.discard(waiting.pop())
        return self._hashes[node]

    def _objects(self, node: BlankNode) -> list[BlankNode]:
        return [triple.object for triple in self._statements[node] if isinstance(triple.object, BlankNode)]

    def _digest(self, node: BlankNode) -> str:
        lines = sorted(f"{triple.predicate} {self._text(triple.object)}" for triple in self._statements[node])
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:HASH_LENGTH]

    def _text(self, term: Term) -> str:
        return f"_:{self._hashes[term]}" if isinstance(term, BlankNode) else str(term)
