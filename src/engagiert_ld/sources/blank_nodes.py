"""Blank nodes get IRIs when they are read, so that store, documents and dumps agree on them.

RDF 1.1 Concepts 3.5 (replacing blank nodes with IRIs): the IRI is `{base_iri}.well-known/genid/{hash}`, where the hash
covers the statements about the node, so neither file order nor the names of blank nodes change it.
"""

import hashlib
from collections.abc import Iterable
from typing import Final, overload

from pyoxigraph import BlankNode, NamedNode, Triple

from engagiert_ld.errors import InputError
from engagiert_ld.namespaces import RDF
from engagiert_ld.terms import Node, Term

HASH_LENGTH: Final = 24
FIRST: Final = NamedNode(f"{RDF}first")


class Skolemiser:
    """Gives the blank nodes of one file their IRIs.

    `triples` are the statements of the file. Raises `InputError` for blank nodes that describe each other in a circle,
    because then no node has statements of its own to be told by.
    """

    def __init__(self, triples: Iterable[Triple], base_iri: str) -> None:
        self._prefix = f"{base_iri}.well-known/genid/"
        self._statements: dict[BlankNode, list[Triple]] = {}
        self._hashes: dict[BlankNode, str] = {}
        self._under_way: set[BlankNode] = set()
        for triple in triples:
            for term in (triple.subject, triple.object):
                if isinstance(term, BlankNode):
                    self._statements.setdefault(term, [])
            if isinstance(triple.subject, BlankNode):
                self._statements[triple.subject].append(triple)

    def named(self, triple: Triple) -> Triple:
        """The triple with IRIs in the place of its blank nodes."""
        return Triple(self._iri(triple.subject), triple.predicate, self._iri(triple.object))

    def alike(self) -> list[list[Triple]]:
        """The statements of blank nodes that cannot be told from another one of the file.

        Cells of lists are left out: two lists with the same members are the same list.
        """
        groups: dict[str, list[BlankNode]] = {}
        for node, statements in self._statements.items():
            if not any(triple.predicate == FIRST for triple in statements):
                groups.setdefault(self._hash(node), []).append(node)
        return [self._statements[node] for nodes in groups.values() if len(nodes) > 1 for node in nodes]

    @overload
    def _iri(self, term: Node) -> Node: ...
    @overload
    def _iri(self, term: Term) -> Term: ...
    def _iri(self, term: Term) -> Term:
        return NamedNode(self._prefix + self._hash(term)) if isinstance(term, BlankNode) else term

    def _hash(self, node: BlankNode) -> str:
        if node not in self._hashes:
            if node in self._under_way:
                raise InputError(
                    "Leere Knoten beschreiben einander im Kreis und lassen sich nicht unterscheiden. Bitte einem davon eine IRI geben.",
                    "Blank nodes describe each other in a circle and cannot be told apart. Give one of them an IRI.",
                )
            self._under_way.add(node)
            lines = sorted(f"{triple.predicate} {self._text(triple.object)}" for triple in self._statements[node])
            self._under_way.discard(node)
            self._hashes[node] = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:HASH_LENGTH]
        return self._hashes[node]

    def _text(self, term: Term) -> str:
        return f"_:{self._hash(term)}" if isinstance(term, BlankNode) else str(term)
