"""What all writers need of RDF terms: an order, safe blank node labels, the union of graphs, and the refusal."""

import re
from collections.abc import Iterable
from typing import Final, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from engagiert_ld.errors import NotExpressibleError
from engagiert_ld.namespaces import RDF, XSD

type_iri: Final = f"{RDF}type"
string_iri: Final = f"{XSD}string"

_PLAIN_LABEL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9_]")

_Term = TypeVar("_Term")
TermKey = tuple[int, str, str, str]
TripleKey = tuple[TermKey, bool, str, TermKey]


def refuse_rdf12(quads: Iterable[Quad], label: str) -> None:
    """Raise `NotExpressibleError` for terms that only RDF 1.2 has; `label` names the format.

    These are triple terms and literals with a base direction (RDF 1.2 Concepts, 3.1 and 3.3).
    """
    for quad in quads:
        if isinstance(quad.object, Triple) or (isinstance(quad.object, Literal) and quad.object.direction):
            raise NotExpressibleError(
                f"{label} wird als RDF 1.1 geschrieben, ohne Tripel-Terme und Schreibrichtungen: {quad.object}",
                f"{label} is written as RDF 1.1, without triple terms and base directions: {quad.object}",
            )


def union(quads: Iterable[Quad]) -> set[Triple]:
    """Return the triples of all graphs, each once."""
    return {quad.triple for quad in quads}


def blank_label(node: BlankNode) -> str:
    """Return a label for `node` that is valid in every format, and different for different nodes.

    N-Triples allows more characters than Turtle, RDF/XML wants an NCName, and some parsers take ASCII only. A label of
    other characters than ASCII letters, digits and `_`, or with a digit or `_` in front, is rewritten with hyphens,
    which labels left alone never have.
    """
    if _PLAIN_LABEL.fullmatch(node.value):
        return node.value
    return "b-" + _NOT_PLAIN.sub(lambda match: f"-{ord(match[0]):x}-", node.value)


def with_safe_labels(quad: Quad) -> Quad:
    """Return `quad` with the labels of its blank nodes, those in triple terms included, made by `blank_label`."""
    return Quad(_safe(quad.subject), quad.predicate, _safe_object(quad.object), _safe(quad.graph_name))


def _safe_object(term: NamedNode | BlankNode | Literal | Triple) -> NamedNode | BlankNode | Literal | Triple:
    if isinstance(term, Triple):
        return Triple(_safe(term.subject), term.predicate, _safe_object(term.object))
    return _safe(term)


def _safe(term: _Term) -> _Term | BlankNode:
    return BlankNode(blank_label(term)) if isinstance(term, BlankNode) else term


def tag_of(literal: Literal) -> str:
    """Return the language tag, with the base direction behind `--` where there is one; empty without a language.

    This is production `LANG_DIR` of RDF 1.2 Turtle without its `@`.
    """
    direction = f"--{literal.direction.value}" if literal.direction else ""
    return f"{literal.language or ''}{direction}"


def term_key(term: NamedNode | BlankNode | Literal | Triple) -> TermKey:
    """Return a key to sort terms by: IRIs, blank nodes, literals by language, text and datatype, then triple terms.

    The language comes first so that a corrected text keeps its place among the others.
    """
    if isinstance(term, NamedNode):
        return 0, term.value, "", ""
    if isinstance(term, BlankNode):
        return 1, blank_label(term), "", ""
    if isinstance(term, Literal):
        return 2, tag_of(term), term.value, term.datatype.value
    return 3, str(term), "", ""


def triple_key(triple: Triple) -> TripleKey:
    """Return a key to sort triples by: subject, then `rdf:type` before other predicates, then object."""
    predicate = triple.predicate.value
    return term_key(triple.subject), predicate != type_iri, predicate, term_key(triple.object)
