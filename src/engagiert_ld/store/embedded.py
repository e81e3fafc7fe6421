"""The embedded store: Oxigraph in memory, in this process."""

import io
import re
import textwrap
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QueryTriples,
    Store,
    Triple,
)

from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import QuerySyntaxError, RefusedQueryError, ResultTooLargeError, StoreError
from engagiert_ld.formats import SRJ, Format, serialise
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.tokens import checked_form, tokens

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

    def __init__(
        self, quads: Iterable[Quad], base_iri: str, context: Mapping[str, Any], result_bytes: int | None = None
    ) -> None:
        self._store = Store()
        self._store.bulk_extend(both for quad in quads for both in (quad, Quad(*quad.triple)))
        self._base_iri = base_iri
        self._context = context
        self._result_bytes = result_bytes
        self.graphs: Final = frozenset(graph.value for graph in self._store.named_graphs())
        self._descriptions = Descriptions(_Union(self._store), ())

    def form(self, query: str) -> str:
        """See `Store.form`."""
        return checked_form(tokens(query), self._base_iri, self.graphs)

    def check(self) -> None:
        """See `Store.check`."""
        self.answer("ASK {}", SRJ)

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE) -> bytes:
        """See `Store.answer`; raises `ResultTooLargeError` where there are `result_bytes`."""
        self.form(query)
        content = _Bounded(self._result_bytes)
        try:
            self._write(self._evaluate(query, _graph_arguments(dataset)), result_format, content)
        except OSError as error:
            raise StoreError(f"Der Speicher antwortet nicht: {error}", f"The store does not answer: {error}") from None
        return content.getvalue()

    def describe(self, iri: str, result_format: Format) -> bytes:
        """What the document of a thing says of it, in an RDF format; raises `NotExpressibleError`, `ResultTooLargeError`."""
        content = _Bounded(self._result_bytes)
        triples = (Quad(*quad.triple) for quad in self._descriptions.describe(iri).quads)
        content.write(serialise(triples, result_format, self._base_iri, self._context, NamedNode(iri)))
        return content.getvalue()

    def _write(self, results: Any, result_format: Format, content: IO[bytes]) -> None:
        """Evaluation goes on while results are taken, so that its errors come here as well."""
        if isinstance(results, QueryTriples):
            triples = (Quad(*triple) for triple in results)
            content.write(serialise(triples, result_format, self._base_iri, self._context))
        else:
            results.serialize(content, format=RESULT_FORMATS[result_format.extension])

    def _evaluate(self, query: str, graphs: dict[str, Any]) -> Any:
        try:
            return self._store.query(query, base_iri=self._base_iri, **graphs)
        except SyntaxError as error:
            raise _syntax_error(str(error)) from None
        except ValueError as error:
            raise RefusedQueryError(
                f"Die Abfrage ist nicht auswertbar: {error}", f"The query cannot be evaluated: {error}"
            ) from None


class _Union:
    """The default graph of a store, see `Statements`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, None, DefaultGraph())

    def quads_for_subject(self, subject: NamedNode | BlankNode | Triple, /) -> Iterator[Quad]:
        return self._store.quads_for_pattern(subject, None, None, DefaultGraph())

    def quads_for_predicate(self, predicate: NamedNode, /) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, predicate, None, DefaultGraph())

    def quads_for_object(self, object: NamedNode | BlankNode | Literal | Triple, /) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, object, DefaultGraph())


class _Bounded(io.BytesIO):
    """Takes at most `max_bytes`: a result that is too large ends there, however large it would get."""

    def __init__(self, max_bytes: int | None) -> None:
        super().__init__()
        self._max_bytes = max_bytes
        self._started = time.monotonic()

    def write(self, content: Any) -> int:
        if self._max_bytes is not None and self.tell() + len(content) > self._max_bytes:
            raise ResultTooLargeError(self._max_bytes, time.monotonic() - self._started)
        return super().write(content)


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
