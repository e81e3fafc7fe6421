"""What answers SPARQL queries: one protocol for every store."""

from typing import Final, NamedTuple, Protocol

from engagiert_ld.formats import Format


class QueryDataset(NamedTuple):
    """The graphs that a client names beside the query (SPARQL 1.1 Protocol 2.1.4), by IRI.

    A graph that is not part of the release is empty; nothing is ever fetched.
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


WHOLE_RELEASE: Final = QueryDataset()
"""No graphs named."""


class Store(Protocol):
    """A read-only SPARQL 1.1 store that holds one release."""

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE, page: int = 0) -> bytes:
        """The complete answer to `query` in `result_format`; with a `page`, counted from 1, that page as a packed `Part`.

        `result_format` is a result format for SELECT and ASK and an RDF format for CONSTRUCT and DESCRIBE. Without graphs
        in `dataset` or in the query, the default graph is the union of all graphs; those in `dataset` beat FROM.
        Raises `QuerySyntaxError` for a malformed query and `RefusedQueryError` for one that asks for what a public
        read-only endpoint does not offer: updates, SERVICE, graphs that are not part of the release, and pages of a result
        that is another one each time. A store may set limits; then it raises a `QueryLimitError`. It raises `StoreError` where
        it cannot answer although the query is in order. ASK has no pages.
        """
        ...

    def form(self, query: str) -> str:
        """`SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`; raises like `answer`, before anything is evaluated."""
        ...

    def check(self) -> None:
        """Raise `StoreError` where no query can be answered now; that many are asked at the moment is no reason."""
        ...
