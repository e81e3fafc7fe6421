"""The SHACL engine behind one function: dataset and shapes in, findings out.

pyshacl validates in-memory rdflib graphs; over graphs backed by Oxigraph it gives wrong `sh:in` results.
"""

import logging
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from engagiert_ld.errors import EngagiertError, InputError, Message
from engagiert_ld.findings import Figures, Finding, HeldBack, Locate, Severity, ordered
from engagiert_ld.namespaces import DCTERMS, SH
from engagiert_ld.terms import Term, iri_of
from engagiert_ld.validation.waivers import Waiver

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


@dataclass(frozen=True)
class Report:
    """What was found; `conforms` means without violation (SHACL 3.1, but for warnings, hints and waived findings).

    `figures` is what was counted, `waivers` are those of the data, `held_back` what is left out so that the rest conforms.
    """

    findings: tuple[Finding, ...]
    figures: Figures = field(default_factory=Figures)
    waivers: tuple[Waiver, ...] = ()
    held_back: tuple[HeldBack, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether the data may be published."""
        return self.count(Severity.VIOLATION) == 0

    @property
    def waived(self) -> int:
        """How many findings are accepted by a waiver."""
        return sum(bool(finding.waiver) for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity, without those that are waived."""
        return sum(finding.severity is severity and not finding.waiver for finding in self.findings)


def published_report(report: Report) -> Report:
    """The report as it is published: the same on every machine, without lines of files and without values held back."""
    told = (replace(one, locations=()) for one in report.findings if not one.local)
    held = tuple(
        replace(thing, findings=tuple(replace(one, locations=(), value="") for one in thing.findings))
        for thing in report.held_back
    )
    figures = replace(report.figures, verified=None)
    return replace(report, findings=tuple(told), figures=figures, held_back=held)


def validate(quads: Iterable[Quad], shapes_graph: str, locate: Locate, found_before: Iterable[Finding] = ()) -> Report:
    """Validate the dataset against the shapes in its graph `shapes_graph`.

    `found_before` are findings of earlier steps, reported together with these. Raises `InputError` where the shapes
    themselves cannot be used.
    """
    quads = tuple(quads)
    shapes = [quad for quad in quads if iri_of(quad.graph_name) == shapes_graph]
    data = [quad for quad in quads if iri_of(quad.graph_name) != shapes_graph]
    found = (*_rewritten_literals(quads), *_shacl_findings(data, shapes))
    return Report(ordered((*found_before, *(finding.located(locate) for finding in found))))


def to_rdflib(term: Term) -> rdflib.term.Node:
    """The rdflib term of a pyoxigraph term of RDF 1.1."""
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


def _shacl_findings(data: list[Quad], shapes: list[Quad]) -> Iterator[Finding]:
    shapes_graph = _graph(shapes)
    results = _results(_graph(data), shapes_graph)
    for result in results.objects(None, rdflib.SH.result):  # not those below sh:detail, which are parts of one
        yield _finding(result, results, shapes_graph)


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


def _rewritten_literals(quads: Iterable[Quad]) -> Iterator[Finding]:
    """Literals that the store keeps in another form: a query would answer them differently from the dumps."""
    quads = set(quads)
    store = Store()
    store.extend(quads)
    for quad in sorted(quads - set(store), key=str):
        now = _in_the_store(quad)
        yield Finding(
            "K03",
            Severity.WARNING,
            Message(
                f"Abfragen geben diesen Wert in anderer Schreibweise wieder: {now}. Bitte gleich so schreiben.",
                f"Queries answer this value in another form: {now}. Write it like that in the first place.",
            ),
            focus=iri_of(quad.subject),
            path=quad.predicate.value,
            value=str(quad.object),
        )


def _in_the_store(quad: Quad) -> Term:
    """The object of a statement in the form that the store gives it."""
    store = Store()
    store.add(quad)
    kept: Quad = next(iter(store))
    return kept.object
