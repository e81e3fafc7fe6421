"""pyshacl over in-memory rdflib graphs: over graphs backed by Oxigraph it gives wrong `sh:in` results.

The two libraries take long to load, and only a validation needs them.
"""

import logging
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from engagiert_ld.errors import EngagiertError, InputError, Message
from engagiert_ld.findings import Finding, Severity
from engagiert_ld.namespaces import DCTERMS, SH
from engagiert_ld.terms import Term

rdflib.NORMALIZE_LITERALS = False
# what they write to stderr by themselves is in the report or in the error
for _name in ("rdflib.term", "pyshacl-validate"):
    logging.getLogger(_name).disabled = True

SEVERITIES: Final = {
    f"{SH}Violation": Severity.VIOLATION,
    f"{SH}Warning": Severity.WARNING,
    f"{SH}Info": Severity.INFO,
}
CODE: Final = rdflib.URIRef(f"{DCTERMS}identifier")
NO_CODE: Final = "SHACL"
NAMESPACES: Final = dict(rdflib.Graph().namespaces())


def shacl_findings(data: Iterable[Quad], shapes: Iterable[Quad]) -> Iterator[Finding]:
    """What the shapes find in the data; a finding has no places yet.

    Raises `InputError` where the shapes cannot be used.
    """
    shapes_graph = _shapes_graph(tuple(shapes))
    results = _results(_graph(data), shapes_graph)
    for result in results.objects(None, rdflib.SH.result):  # not those below sh:detail, which are parts of one
        yield _finding(result, results, shapes_graph)


@lru_cache(maxsize=50_000)
def to_rdflib(term: Term) -> rdflib.term.Node:
    """The rdflib term of a pyoxigraph term of RDF 1.1; the same one each time, as graphs find the same faster than the equal."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise EngagiertError(
            "Tripel-Terme (RDF 1.2) werden nicht geprüft.", "Triple terms (RDF 1.2) are not validated."
        )
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    return rdflib.Literal(term.value, datatype=None if datatype == str(rdflib.XSD.string) else rdflib.URIRef(datatype))


def _n_triples(term: rdflib.term.Node | None) -> str:
    """An IRI or literal of rdflib in N-Triples syntax; nothing for a blank node."""
    if isinstance(term, rdflib.URIRef):
        return str(NamedNode(term))
    if not isinstance(term, rdflib.Literal):
        return ""
    if term.language:
        return str(Literal(str(term), language=term.language))
    return str(Literal(str(term), datatype=NamedNode(term.datatype) if term.datatype else None))


class _Graph(rdflib.Graph):
    """A graph for which the text of each query is read once: for most queries, reading takes longer than answering."""

    def query(self, query_object: str | Query, *arguments: Any, **options: Any) -> rdflib.query.Result:
        """Answer a query; see `rdflib.Graph.query`."""
        query = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, *arguments, **options)


@lru_cache(maxsize=1000)
def _prepared(text: str) -> Query:
    return prepareQuery(text, NAMESPACES)


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    graph = _Graph()
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


@lru_cache(maxsize=1)
def _shapes_graph(shapes: tuple[Quad, ...]) -> rdflib.Graph:
    """Made once where the same data are validated again without what is held back."""
    return _graph(shapes)


def _results(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """The report of pyshacl; recursive shapes, which SHACL leaves undefined (3.4.3), are refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pyshacl.errors.ShapeRecursionWarning)
            _, results, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inference="none", inplace=True)
        if not isinstance(results, rdflib.Graph):
            raise results
    except Exception as error:  # over shapes that they cannot use, pyshacl, rdflib and re raise what has no common base
        raise InputError(
            f"Die Regeln (shapes/) sind so nicht anwendbar: {error}", f"The shapes (shapes/) cannot be used: {error}"
        ) from None
    return results


def _finding(result: rdflib.term.Node, results: rdflib.Graph, shapes: rdflib.Graph) -> Finding:
    focus = results.value(result, rdflib.SH.focusNode)
    path = results.value(result, rdflib.SH.resultPath)
    value = results.value(result, rdflib.SH.value)
    shape = results.value(result, rdflib.SH.sourceShape)
    texts = {
        text.language or "": str(text)
        for text in results.objects(result, rdflib.SH.resultMessage)
        if isinstance(text, rdflib.Literal)
    }
    fallback = texts.get("", next(iter(sorted(texts.values())), ""))
    severity = str(results.value(result, rdflib.SH.resultSeverity))
    return Finding(
        code=str(shapes.value(shape, CODE) or NO_CODE),
        severity=SEVERITIES.get(severity, Severity.VIOLATION),
        message=Message(texts.get("de", fallback), texts.get("en", fallback)),
        focus=str(focus or ""),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        value="" if value == focus else _n_triples(value),
        shape=str(shape) if isinstance(shape, rdflib.URIRef) else "",
        component=str(results.value(result, rdflib.SH.sourceConstraintComponent) or ""),
    )
