"""A store elsewhere: any SPARQL 1.1 service to which the release was pushed.

Queries are checked here, as for every store, and rewritten (`rewriting`), so that the service answers from the graphs of
this release and from no others. Results come back as JSON, which tells where it ends, and are written here in every format.
"""

import asyncio
import itertools
import json
import time
from asyncio import AbstractEventLoop
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, parse_query_results

from engagiert_ld.errors import QueryTimeoutError, ResultTooLargeError, StoreError
from engagiert_ld.formats import Format
from engagiert_ld.publication import Credentials, Limits
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.endpoint import Endpoint, no_answer
from engagiert_ld.store.graph_names import TRIPLES, ReleaseGraphs
from engagiert_ld.store.results import Bounded, check_syntax, graph_named, graph_writer
from engagiert_ld.store.rewriting import Rewriter, Sent, template_triples
from engagiert_ld.store.rows import Rows, graph_answer, refuse_volatile, solutions_answer
from engagiert_ld.store.tokens import checked_form, tokens
from engagiert_ld.store.transport import TooLargeError
from engagiert_ld.store.turns import Turns

CHECK_S: Final = 2
"""So long a check waits."""

AT_ONCE: Final = 200
"""So many things are described by one query to the service."""

SPARE: Final = 4
"""Threads for what is refused at once, and for checks."""

SMALL: Final = 10_000
"""Bytes of the answer to a check."""


class RemoteStore:
    """Answers as the other stores do, from the service at `address`; see `Store`. A request waits for its answer in its thread.

    `graphs` are those of the release. Nothing is asked before the first query.
    """

    def __init__(
        self,
        address: str,
        credentials: Credentials | None,
        graphs: ReleaseGraphs,
        context: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self._endpoint = Endpoint(address, credentials)
        self._graphs = graphs
        self._context = context
        self._limits = limits
        self._turns = Turns(limits)
        self.threads: Final = ThreadPoolExecutor(limits.query_workers + limits.waiting_queries + SPARE, "queries")
        """For callers that must not wait: as many as may run and wait, and some for those who are refused."""

    def open(self, loop: AbstractEventLoop) -> None:
        """Nothing has to be begun; workers of this machine have to."""

    async def ready(self) -> None:
        """Wait until queries would be answered; raises `StoreError`."""
        await asyncio.get_running_loop().run_in_executor(self.threads, self.check)

    def shut(self) -> None:
        """Let go of all threads; what they do ends with its time."""
        self.threads.shutdown(wait=False, cancel_futures=True)

    def form(self, query: str) -> str:
        """See `Store.form`."""
        return checked_form(tokens(query), self._graphs.base_iri, self._graphs.published)

    def check(self) -> None:
        """See `Store.check`; nothing can be answered where the release was not pushed."""
        seconds = min(CHECK_S, self._limits.query_seconds)
        try:
            self._require_release(time.monotonic() + seconds)
        except (TimeoutError, TooLargeError, SyntaxError, ValueError):
            raise no_answer() from None

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE, page: int = 0) -> bytes:
        """See `Store.answer`.

        Whether the release is there is asked after the answer: its marker is the first graph that goes when it is dropped.
        """
        self.form(query)
        if page:
            refuse_volatile(tokens(query))
        for graph in itertools.chain(*dataset):
            graph_named(graph)
        check_syntax(query, self._graphs.base_iri)
        sent = Rewriter(query, self._graphs, dataset).sent()
        started = time.monotonic()
        deadline = started + self._limits.query_seconds
        with self._turns.one():
            try:
                answer = self._answer(sent, result_format, Rows(self._limits.result_rows, page), deadline)
                self._require_release(deadline)
            except (SyntaxError, ValueError, KeyError):  # JSON that is none, or none of a result
                raise no_answer() from None
            except TimeoutError:
                raise QueryTimeoutError(self._limits.query_seconds, time.monotonic() - started) from None
            except TooLargeError:
                raise ResultTooLargeError(self._limits.result_bytes, time.monotonic() - started) from None
        return answer

    def _answer(self, sent: Sent, result_format: Format, rows: Rows, deadline: float) -> bytes:
        most = self._limits.result_bytes
        if sent.form in ("SELECT", "ASK"):
            found = _without(self._asked(sent.text, sent.dataset, deadline), sent.hidden)
            results = _truth(found) if sent.form == "ASK" else _solutions(found)
            return solutions_answer(results, lambda: _solutions(found), result_format, rows, Bounded(most))
        triples = self._constructed if sent.form == "CONSTRUCT" else self._described
        write = graph_writer(result_format, self._graphs.base_iri, self._context, most)
        return graph_answer(triples(sent, deadline), write, rows)

    def _constructed(self, sent: Sent, deadline: float) -> Iterator[Quad]:
        return template_triples(sent, _solutions(self._asked(sent.text, sent.dataset, deadline)))

    def _described(self, sent: Sent, deadline: float) -> Iterator[Quad]:
        """What is said of each thing as a subject, as the embedded store has it."""
        things = {NamedNode(iri): None for iri in sent.described}
        if sent.text:
            solutions = _solutions(_without(self._asked(sent.text, sent.dataset, deadline), sent.hidden))
            things |= {term: None for one in solutions for term in one if isinstance(term, NamedNode)}
        for some in _parts(list(things), AT_ONCE):
            query = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {' '.join(map(str, some))} }} ?s ?p ?o }}"
            for subject, predicate, value in _solutions(self._asked(query, sent.dataset, deadline)):
                yield Quad(subject, predicate, value)

    def _require_release(self, deadline: float) -> None:
        query = f"SELECT ?n {{ {NamedNode(self._graphs.union)} {TRIPLES} ?n }}"
        dataset = QueryDataset((self._graphs.marker,), (self._graphs.nothing,))
        if not list(_solutions(self._endpoint.select(query, dataset, deadline, SMALL))):
            raise StoreError(
                f"Die Ausgabe {self._graphs.version} ist im Abfragedienst nicht vollständig vorhanden. Wer den Server betreibt,"
                " überträgt sie mit „engagiert-ld push“.",
                f"The release {self._graphs.version} is not, or not completely, in the query service. Whoever runs the server"
                " sends it there with “engagiert-ld push”.",
            )

    def _asked(self, query: str, dataset: QueryDataset, deadline: float) -> bytes:
        return self._endpoint.select(query, dataset, deadline, self._limits.result_bytes)


def _solutions(content: bytes) -> QuerySolutions:
    """Solutions, read one by one; raises `SyntaxError`, then or later, for what is cut."""
    found = parse_query_results(content, format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise no_answer()
    return found


def _truth(content: bytes) -> Any:
    """Whether there is a solution, as a result of its own."""
    found = b"true" if any(True for _ in _solutions(content)) else b"false"
    return parse_query_results(b'{"head":{},"boolean":' + found + b"}", format=QueryResultsFormat.JSON)


def _without(content: bytes, hidden: frozenset[str]) -> bytes:
    """The result without some variables, which only `SELECT *` gives."""
    if not any(f'"{name}"'.encode() in content for name in hidden):
        return content
    result = json.loads(content)
    try:
        result["head"]["vars"] = [name for name in result["head"]["vars"] if name not in hidden]
        for solution in result["results"]["bindings"]:
            for name in hidden & solution.keys():
                del solution[name]
    except (TypeError, AttributeError):
        raise no_answer() from None
    return json.dumps(result).encode()


def _parts(things: list[NamedNode], size: int) -> Iterator[list[NamedNode]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
