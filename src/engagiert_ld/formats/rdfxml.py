"""RDF/XML from sorted triples, one fact a line, with a refusal of what XML cannot carry."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from engagiert_ld.errors import NotExpressibleError
from engagiert_ld.formats.terms import (
    blank_label,
    refuse_rdf12,
    string_iri,
    triple_key,
    union,
)
from engagiert_ld.namespaces import RDF

_NAME_START: Final = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_NAME_AT_END: Final = re.compile(rf"[{_NAME_START}][-.0-9\xb7\u0300-\u036f\u203f-\u2040{_NAME_START}]*\Z")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AS_REFERENCES: Final = {mark: f"&#x{ord(mark):X};" for mark in "\t\n\r\x85\u2028\u2029"}
_NO_NAMES: Final = frozenset(("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"))
_RESERVED_NAMES: Final = (
    "RDF",
    "ID",
    "Description",
    "about",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
    "datatype",
    "li",
    "nodeID",
    "parseType",
    "resource",
)
_RESERVED: Final = frozenset(RDF + name for name in _RESERVED_NAMES)
"""Not allowed as property elements, except `li`, which would become `rdf:_1` (RDF/XML 1.1, sections 5.1 and 7.4)."""


def rdfxml(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Write the union of all graphs as RDF/XML 1.1, encoded in UTF-8.

    `prefixes` maps prefixes to namespace IRIs; those of predicates are declared, sorted.
    Raises `NotExpressibleError` for a predicate that is no XML name (RDF/XML 1.1, sections 6.1.2 and 7.2.14),
    for a character that XML 1.0 does not have (section 2.2), and for terms of RDF 1.2.
    """
    dataset = set(quads)
    refuse_rdf12(dataset, "RDF/XML")
    triples = sorted(union(dataset), key=triple_key)
    names = _Names({triple.predicate for triple in triples}, prefixes)
    return "".join(_lines(triples, names)).encode()


class _Names:
    """The element names of predicates, and the namespace declarations for them (Namespaces in XML 1.0, section 3)."""

    def __init__(self, predicates: Iterable[NamedNode], prefixes: Mapping[str, str]) -> None:
        known = {namespace: prefix for prefix, namespace in sorted(prefixes.items(), reverse=True)} | {RDF: "rdf"}
        parts = {predicate.value: _name_parts(predicate) for predicate in predicates}
        unknown = sorted({namespace for namespace, _ in parts.values()} - known.keys())
        known |= {namespace: f"ns-{number}" for number, namespace in enumerate(unknown, 1)}
        self.declared = {known[namespace]: namespace for namespace, _ in parts.values()} | {"rdf": RDF}
        self.of = {iri: f"{known[namespace]}:{local}" for iri, (namespace, local) in parts.items()}


def _name_parts(predicate: NamedNode) -> tuple[str, str]:
    """Split a predicate into namespace and local name, the longest local name that XML allows."""
    iri = predicate.value
    match = _NAME_AT_END.search(iri)
    if not match or match.start() == 0 or iri in _RESERVED or iri[: match.start()] in _NO_NAMES:
        raise NotExpressibleError(
            f"RDF/XML kann das Prädikat {predicate} nicht als XML-Namen schreiben; ein anderes Format kann es.",
            f"RDF/XML cannot write the predicate {predicate} as an XML name; another format can.",
        )
    return iri[: match.start()], match[0]


def _lines(triples: Iterable[Triple], names: _Names) -> Iterator[str]:
    declarations = "".join(
        f"\n    xmlns:{prefix}={quoteattr(namespace)}" for prefix, namespace in sorted(names.declared.items())
    )
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declarations}>\n'
    for subject, facts in groupby(triples, key=lambda triple: triple.subject):
        yield f"  <rdf:Description{_reference(subject, 'rdf:about')}>\n"
        yield from (_fact(triple, names.of[triple.predicate.value]) for triple in facts)
        yield "  </rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _fact(triple: Triple, name: str) -> str:
    """Write a property element (RDF/XML 1.1, section 7.2.14)."""
    value = triple.object
    if not isinstance(value, Literal):
        return f"    <{name}{_reference(value, 'rdf:resource')}/>\n"
    if match := _NOT_IN_XML.search(value.value):
        code = f"U+{ord(match[0]):04X}"
        raise NotExpressibleError(
            f"XML kennt das Zeichen {code} in einem Wert von {triple.subject} nicht; ein anderes Format kann es.",
            f"XML has no character {code}, which a value of {triple.subject} holds; another format can write it.",
        )
    return f"    <{name}{_kind(value)}>{escape(value.value, _AS_REFERENCES)}</{name}>\n"


def _kind(literal: Literal) -> str:
    """Write the attribute for the language or the datatype."""
    if literal.language:
        return f" xml:lang={quoteattr(literal.language)}"
    datatype = literal.datatype.value
    return "" if datatype == string_iri else f" rdf:datatype={quoteattr(datatype)}"


def _reference(node: NamedNode | BlankNode | Triple, attribute: str) -> str:
    """Write the attribute that names a node: `attribute` for an IRI, `rdf:nodeID` for a blank node."""
    if isinstance(node, NamedNode):
        return f" {attribute}={quoteattr(node.value)}"
    if isinstance(node, BlankNode):
        return f' rdf:nodeID="{blank_label(node)}"'
    raise TypeError(node)
