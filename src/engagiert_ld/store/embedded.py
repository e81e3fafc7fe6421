"""The embedded store: Oxigraph in memory, in this process."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QueryTriples, Store

from engagiert_ld.errors import QuerySyntaxError, RefusedQueryError, StoreError
from engagiert_ld.formats import Format, serialise
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.tokens import Token, query_form, refuse_foreign, tokens

RESULT_FORMATS: Final = {
    "srj": QueryResultsFormat.JSON,
    "srx": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}


MAX_DETAIL: Final = 200


class EmbeddedStore:
    """Answers from the quads of one release; the default graph is the union of the named ones.

    It is kept as a graph of its own: in the union that Oxigraph makes while it evaluates, a triple that stands in two
    graphs is found twice (a default graph is a set, SPARQL 1.1 13.1).
    """

    def __init__(self, quads: Iterable[Quad], base_iri: str, context: Mapping[str, Any]) -> None:
        self._store = Store()
        self._store.bulk_extend(both for quad in quads for both in (quad, Quad(*quad.triple)))
        self._base_iri = base_iri
        self._context = context
        self._graphs = {graph.value for graph in self._store.named_graphs()}

    def form(self, query: str) -> str:
        """See `Store.form`."""
        return self._checked_form(tokens(query))

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE) -> bytes:
        """See `Store.answer`."""
        found = tokens(query)
        self._checked_form(found)
        results = self._evaluate(query, _graph_arguments(dataset))
        if isinstance(results, QueryTriples):
            return serialise((Quad(*triple) for triple in results), result_format, self._base_iri, self._context)
        return bytes(results.serialize(format=RESULT_FORMATS[result_format.extension]))

    def _checked_form(self, found: list[Token]) -> str:
        refuse_foreign(found, self._base_iri, self._graphs)
        form = query_form(found)
        if not form:
            raise QuerySyntaxError("SELECT, ASK, CONSTRUCT or DESCRIBE is missing", 1, 1)
        return form

    def _evaluate(self, query: str, graphs: dict[str, Any]) -> Any:
        try:
            return self._store.query(query, base_iri=self._base_iri, **graphs)
        except SyntaxError as error:
            raise _syntax_error(str(error)) from None
        except ValueError as error:
            raise RefusedQueryError(
                f"Die Abfrage ist nicht auswertbar: {error}", f"The query cannot be evaluated: {error}"
            ) from None
        except OSError as error:
            raise StoreError(f"Der Speicher antwortet nicht: {error}", f"The store does not answer: {error}") from None


def _graph_arguments(dataset: QueryDataset) -> dict[str, list[NamedNode]]:
    """Given arguments beat FROM."""
    if dataset == WHOLE_RELEASE:
        return {}
    named = {"default_graph": dataset.default_graphs, "named_graphs": dataset.named_graphs}
    return {name: [_graph(graph) for graph in graphs] for name, graphs in named.items()}


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise RefusedQueryError(
            f"„{iri}“ ist keine absolute IRI und benennt keinen Graphen.",
            f"“{iri}” is no absolute IRI and names no graph.",
        ) from None


def _syntax_error(text: str) -> QuerySyntaxError:
    """Oxigraph says `error at LINE:COLUMN: what it expected`."""
    found = re.fullmatch(r"error at (\d+):(\d+): (.*)", text, re.DOTALL)
    if not found:
        return QuerySyntaxError(_shortened(text))
    return QuerySyntaxError(_shortened(found[3]), int(found[1]), int(found[2]))


def _shortened(text: str) -> str:
    """One line: the engine lists every token and every range of characters that it would have taken."""
    return textwrap.shorten(re.sub(r"\[[^\[\]]*\.\.=[^\[\]]*\]|\[_\]", "", text), MAX_DETAIL, placeholder=" …")
