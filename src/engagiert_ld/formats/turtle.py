"""Turtle and TriG with one fact a line, so that the difference of two dumps is a difference of facts.

A subject stands alone on its line, each predicate and object on a line of their own that ends in ` ;`, and a lone ` .`
closes the block. The semicolon before the full stop is allowed by production [7] `predicateObjectList` of Turtle 1.1.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from engagiert_ld.formats.terms import (
    blank_label,
    refuse_rdf12,
    string_iri,
    tag_of,
    term_key,
    triple_key,
    type_iri,
    union,
)

_VERSION: Final = '@version "1.2" .\n'
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_NOT_IN_STRING: Final = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_SHORT_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}


def turtle(quads: Iterable[Quad], prefixes: Mapping[str, str], first: NamedNode | None = None) -> bytes:
    """Write the union of all graphs as Turtle 1.1.

    `prefixes` maps prefixes to namespace IRIs that end in `/` or `#`; those in use are declared, sorted. The subject
    `first` stands before all others.
    Raises `NotExpressibleError` for terms of RDF 1.2.
    """
    dataset = set(quads)
    refuse_rdf12(dataset, "Turtle")
    return _turtle(dataset, prefixes, first).encode()


def turtle12(quads: Iterable[Quad], prefixes: Mapping[str, str], first: NamedNode | None = None) -> bytes:
    """Write the union of all graphs as Turtle 1.2, which has triple terms and base directions; else as `turtle` does.

    The version is announced on the first line (RDF 1.2 Turtle, 2.4), so that a reader of Turtle 1.1 stops right there.
    """
    return (_VERSION + _turtle(set(quads), prefixes, first)).encode()


def _turtle(dataset: set[Quad], prefixes: Mapping[str, str], first: NamedNode | None) -> str:
    names = _Names(prefixes)
    body = "".join(_joined(_blocks(union(dataset), names, "", first)))
    return names.declarations() + body


def trig(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Write the dataset as TriG 1.1: the default graph first, then the named graphs, sorted.

    `prefixes` and the errors are those of `turtle`.
    """
    dataset = set(quads)
    refuse_rdf12(dataset, "TriG")
    names = _Names(prefixes)
    body = "".join(_joined(_graphs(dataset, names)))
    return (names.declarations() + body).encode()


class _Names:
    """Writes terms, and remembers which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {namespace: prefix for prefix, namespace in sorted(prefixes.items(), reverse=True)}
        self._used: dict[str, str] = {}
        self._written: dict[str, str] = {}

    def declarations(self) -> str:
        """Write the `@prefix` lines for all prefixes used so far, and an empty line behind them (production [4])."""
        lines = [f"@prefix {prefix}: <{_escaped_iri(iri)}> .\n" for prefix, iri in sorted(self._used.items())]
        return "".join([*lines, "\n"]) if lines else ""

    def iri(self, iri: str) -> str:
        """`iri` as a prefixed name if its local part needs no escapes, in full otherwise."""
        if iri not in self._written:
            self._written[iri] = self._prefixed(iri) or f"<{_escaped_iri(iri)}>"
        return self._written[iri]

    def term(self, term: NamedNode | BlankNode | Literal | Triple) -> str:
        """Write a subject or an object."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, BlankNode):
            return f"_:{blank_label(term)}"
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, Triple):
            return f"<<( {self.term(term.subject)} {self.verb(term.predicate)} {self.term(term.object)} )>>"
        raise TypeError(term)

    def verb(self, predicate: NamedNode) -> str:
        """Write a predicate."""
        return "a" if predicate.value == type_iri else self.iri(predicate.value)

    def _prefixed(self, iri: str) -> str | None:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        namespace, local = iri[:cut], iri[cut:]
        prefix = self._prefixes.get(namespace)
        if prefix is None or not _LOCAL_NAME.fullmatch(local):
            return None
        self._used[prefix] = namespace
        return f"{prefix}:{local}"

    def _literal(self, literal: Literal) -> str:
        text = '"' + _NOT_IN_STRING.sub(_escape, literal.value) + '"'
        if literal.language:
            return f"{text}@{tag_of(literal)}"
        datatype = literal.datatype.value
        return text if datatype == string_iri else f"{text}^^{self.iri(datatype)}"


def _escape(match: re.Match[str]) -> str:
    """Escape a character as ECHAR or UCHAR (productions [159s] and [26])."""
    return _SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _escaped_iri(iri: str) -> str:
    """Escape the characters that IRIREF leaves out (production [18])."""
    return _NOT_IN_IRI.sub(lambda match: f"\\u{ord(match[0]):04X}", iri)


def _joined(blocks: Iterable[str]) -> Iterator[str]:
    """Put an empty line between any two blocks."""
    for number, block in enumerate(blocks):
        yield "\n" + block if number else block


def _blocks(triples: Iterable[Triple], names: _Names, indent: str, first: NamedNode | None = None) -> Iterator[str]:
    """Yield the lines of each subject."""
    in_order = sorted(triples, key=lambda triple: (triple.subject != first, triple_key(triple)))
    for subject, facts in groupby(in_order, key=lambda triple: triple.subject):
        lines = [names.term(subject), *(_fact(triple, names) for triple in facts), "    ."]
        yield "".join(f"{indent}{line}\n" for line in lines)


def _fact(triple: Triple, names: _Names) -> str:
    return f"    {names.verb(triple.predicate)} {names.term(triple.object)} ;"


def _graphs(dataset: Iterable[Quad], names: _Names) -> Iterator[str]:
    """Yield the blocks of the default graph, then one block for each named graph (TriG, productions [2g] and [5g])."""
    graphs: dict[NamedNode | BlankNode | DefaultGraph, list[Triple]] = {}
    for quad in dataset:
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    yield from _blocks(graphs.pop(DefaultGraph(), []), names, "")
    for graph in sorted((graph for graph in graphs if not isinstance(graph, DefaultGraph)), key=term_key):
        yield names.term(graph) + " {\n" + "".join(_joined(_blocks(graphs[graph], names, "    "))) + "}\n"
