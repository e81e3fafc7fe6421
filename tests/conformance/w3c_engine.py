"""The embedded store as an engine for the query tests of the W3C; see `sparql11_query_suite.py` for what it has to offer."""

from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from engagiert_ld.errors import EngagiertError, QuerySyntaxError
from engagiert_ld.formats import NTRIPLES, RESULT_FORMATS, SRJ
from engagiert_ld.store import QueryDataset
from engagiert_ld.store.embedded import EmbeddedStore

DEFAULT: Final = "urn:x-default-graph"
"""Stands for the default graph of a test: that of a release is the union of all graphs."""

Told = tuple[str, ...]


class Embedded:
    """Holds the data of one test."""

    def __init__(self) -> None:
        self._quads: list[Quad] = []
        self._graphs: list[str] = []

    def load(self, path: str, media_type: str, graph: str | None, base_iri: str) -> None:
        """Add what a file says to a named graph, or to the default graph."""
        name = NamedNode(graph or DEFAULT)
        self._graphs += [graph] if graph else []
        parsed = parse(path=path, format=RdfFormat.from_media_type(media_type), base_iri=base_iri)
        self._quads += [Quad(quad.subject, quad.predicate, quad.object, name) for quad in parsed]

    def query(self, text: str, base_iri: str) -> tuple[object, ...]:
        """The answer as the suite wants it."""
        store = self._store(base_iri)
        if store.form(text) in ("CONSTRUCT", "DESCRIBE"):
            triples = parse(store.answer(text, NTRIPLES, self._dataset(text)), format=RdfFormat.N_TRIPLES)
            return "graph", [tuple(map(told, quad.triple)) for quad in triples]
        found = parse_query_results(store.answer(text, SRJ, self._dataset(text)), format=QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return "boolean", bool(found)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        rows = [{name: told(term) for name in names if (term := row[name]) is not None} for row in found]
        return "bindings", names, rows

    def serialize(self, text: str, base_iri: str, media_type: str) -> bytes:
        """The answer in a result format."""
        fmt = next(fmt for fmt in RESULT_FORMATS if fmt.media_type == media_type)
        return self._store(base_iri).answer(text, fmt, self._dataset(text))

    def parse_query(self, text: str, base_iri: str) -> None:
        """Raise where the query is malformed; that something else is refused says nothing about its syntax."""
        try:
            self.query(text, base_iri)
        except QuerySyntaxError:
            raise
        except EngagiertError:
            pass

    def _store(self, base_iri: str) -> EmbeddedStore:
        return EmbeddedStore(self._quads, base_iri, {})

    def _dataset(self, text: str) -> QueryDataset:
        """The graphs of the test, unless the query names its own."""
        return (
            QueryDataset()
            if " FROM " in f" {' '.join(text.upper().split())}"
            else QueryDataset((DEFAULT,), tuple(self._graphs))
        )


def told(term: NamedNode | BlankNode | Literal | Triple) -> Told | tuple[str, str, str, str | None]:
    """A term as the suite wants it."""
    if isinstance(term, NamedNode):
        return "iri", term.value
    if isinstance(term, BlankNode):
        return "bnode", term.value
    assert isinstance(term, Literal)
    return "lit", term.value, term.datatype.value, term.language
