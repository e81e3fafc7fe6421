"""The embedded store: Oxigraph in memory, in this process."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryTriples,
    Store,
    Triple,
)

from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import StoreError
from engagiert_ld.formats import SRJ, Format
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.results import Bounded, graph_named, graph_writer, not_evaluable, syntax_error
from engagiert_ld.store.rows import Rows, graph_answer, refuse_volatile, solutions_answer
from engagiert_ld.store.tokens import checked_form, graphs_of_from, tokens


class EmbeddedStore:
    """Answers from the quads of one release; the default graph is the union of the named ones.

    It is kept as a graph of its own: in the union that Oxigraph makes while it evaluates, a triple that stands in two
    graphs is found twice (a default graph is a set, SPARQL 1.1 13.1). And it is kept a second time for queries that name no
    graph: beside named graphs, Oxigraph would look at each statement in all of them. `engine` is empty and takes the quads, once;
    without it, engines in memory do.
    """

    def __init__(
        self,
        quads: Iterable[Quad],
        base_iri: str,
        context: Mapping[str, Any],
        result_bytes: int | None = None,
        result_rows: int = 0,
        engine: Store | None = None,
    ) -> None:
        self._store = engine if engine is not None else Store()
        self._store.bulk_extend(both for quad in quads for both in (quad, Quad(*quad.triple)))
        self._union = self._store
        if engine is None:
            self._union = Store()
            self._union.bulk_extend(self._store.quads_for_pattern(None, None, None, DefaultGraph()))
        self._base_iri = base_iri
        self._context = context
        self._result_bytes = result_bytes
        self._result_rows = result_rows
        self.graphs: Final = frozenset(graph.value for graph in self._store.named_graphs())
        self._descriptions = Descriptions(_Union(self._union), ())

    def form(self, query: str) -> str:
        """See `Store.form`."""
        return checked_form(tokens(query), self._base_iri, self.graphs)

    def check(self) -> None:
        """See `Store.check`."""
        self.answer("ASK {}", SRJ)

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE, page: int = 0) -> bytes:
        """See `Store.answer`; raises `ResultTooLargeError` where there are `result_bytes`, `TooManyRowsError` as well."""
        self.form(query)
        return self.answer_checked(query, result_format, dataset, page)

    def answer_checked(self, query: str, result_format: Format, dataset: QueryDataset, page: int = 0) -> bytes:
        """Like `answer`, for a query whose form has been asked for."""
        if page:
            refuse_volatile(tokens(query))
        try:
            evaluate = self._evaluation(query, dataset)
            return self._answer(evaluate, result_format, Rows(self._result_rows, page))
        except RuntimeError as error:  # such as a function that the engine does not know
            raise not_evaluable(error) from None
        except OSError as error:
            raise StoreError(f"Der Speicher antwortet nicht: {error}", f"The store does not answer: {error}") from None

    def describe(self, iri: str, result_format: Format, page: int = 0) -> bytes:
        """What the document of a thing says of it, in an RDF format; pages as `answer`.

        Raises `NotExpressibleError`, `ResultTooLargeError`, `TooManyRowsError`.
        """
        return self._graph(
            self._descriptions.statements(iri), result_format, Rows(self._result_rows, page), NamedNode(iri)
        )

    def _answer(self, evaluate: Callable[[], Any], result_format: Format, rows: Rows) -> bytes:
        """Evaluation goes on while results are taken, so that its errors come here as well."""
        results = evaluate()
        if isinstance(results, QueryTriples):
            return self._graph((Quad(*triple) for triple in results), result_format, rows)
        return solutions_answer(results, evaluate, result_format, rows, Bounded(self._result_bytes))

    def _graph(self, triples: Iterable[Quad], fmt: Format, rows: Rows, first: NamedNode | None = None) -> bytes:
        return graph_answer(triples, graph_writer(fmt, self._base_iri, self._context, self._result_bytes, first), rows)

    def _evaluation(self, query: str, dataset: QueryDataset) -> Callable[[], Any]:
        """What evaluates the query, over the graphs of `dataset`, or else of its FROM."""
        graphs = dataset
        if dataset == WHOLE_RELEASE:
            if not _may_name_graphs(query):
                return partial(self._evaluate, self._union, query, {})
            graphs = QueryDataset(*graphs_of_from(tokens(query), self._base_iri))
        if len(set(graphs.default_graphs)) < 2:
            return partial(self._evaluate, self._store, query, _graph_arguments(dataset))
        arguments = _graph_arguments(graphs) | {"default_graph": [DefaultGraph()]}
        return partial(self._evaluate, self._merged(graphs), query, arguments)

    def _merged(self, graphs: QueryDataset) -> Store:
        """A store whose default graph is the merge of several: over these, the engine would find a triple in each of them.

        A default graph is a set (SPARQL 1.1 Query 13.1).
        """
        merged = Store()
        for graph in map(graph_named, graphs.default_graphs):
            found = self._store.quads_for_pattern(None, None, None, graph)
            merged.extend(Quad(*quad.triple) for quad in found)
        for graph in map(graph_named, graphs.named_graphs):
            merged.extend(self._store.quads_for_pattern(None, None, None, graph))
        return merged

    def _evaluate(self, store: Store, query: str, graphs: dict[str, Any]) -> Any:
        try:
            return store.query(query, base_iri=self._base_iri, **graphs)
        except SyntaxError as error:
            tokens(query)  # raises where the place of what is no token is known exactly
            raise syntax_error(error) from None
        except ValueError as error:
            raise not_evaluable(error) from None


def _may_name_graphs(query: str) -> bool:
    """Whether GRAPH or FROM could stand in it, or stand behind a codepoint escape (SPARQL 1.1 Query 19.2)."""
    capitals = query.upper()
    return "GRAPH" in capitals or "FROM" in capitals or "\\" in query


class _Union:
    """The default graph of a store, see `Statements`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, None, DefaultGraph())

    def quads_for_subject(self, subject: NamedNode | BlankNode | Triple, /) -> Iterator[Quad]:
        return self._store.quads_for_pattern(subject, None, None, DefaultGraph())

    def quads_for_property(self, subject: NamedNode, predicate: NamedNode, /) -> Iterator[Quad]:
        return self._store.quads_for_pattern(subject, predicate, None, DefaultGraph())

    def quads_for_predicate(self, predicate: NamedNode, /) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, predicate, None, DefaultGraph())

    def quads_for_object(self, object: NamedNode | BlankNode | Literal | Triple, /) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, object, DefaultGraph())


def _graph_arguments(dataset: QueryDataset) -> dict[str, list[NamedNode]]:
    """Given arguments beat FROM."""
    if dataset == WHOLE_RELEASE:
        return {}
    named = {"default_graph": dataset.default_graphs, "named_graphs": dataset.named_graphs}
    return {name: [graph_named(graph) for graph in graphs] for name, graphs in named.items()}


def as_kept(quads: Iterable[Quad]) -> set[Triple]:
    """The triples as the engine keeps them: some literals get another form (`1.50` → `1.5`), of which a check warns."""
    store = Store()
    store.bulk_extend(Quad(*quad.triple) for quad in quads)
    return {quad.triple for quad in store}
