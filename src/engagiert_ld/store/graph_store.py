"""A release sent to a service, graph by graph (SPARQL 1.1 Graph Store HTTP Protocol), and looked after there.

The marker of a release is written last and removed first: where it is, everything is.
"""

import time
import urllib.request
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, parse_query_results

from engagiert_ld.errors import DeploymentError, StoreError
from engagiert_ld.formats import NTRIPLES, serialise
from engagiert_ld.namespaces import XSD
from engagiert_ld.publication import Credentials
from engagiert_ld.store import QueryDataset
from engagiert_ld.store.endpoint import AGENT, Endpoint, no_answer, refused
from engagiert_ld.store.graph_names import TRIPLES, ReleaseGraphs
from engagiert_ld.store.transport import TooLargeError, Transport

SECONDS: Final = 300
"""So long one request may take."""

PART_BYTES: Final = 1024 * 1024
"""A graph is sent in parts of about so many bytes."""

ANSWER_BYTES: Final = 1024 * 1024

NO_PROTOCOL: Final = (
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_IMPLEMENTED,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.BAD_REQUEST,
)

_INTEGER: Final = NamedNode(f"{XSD}integer")


class GraphStore:
    """The service: `graph_store` takes graphs, `store` answers queries about them."""

    def __init__(self, store: str, graph_store: str, credentials: Credentials | None) -> None:
        self._endpoint = Endpoint(store, credentials)
        self._address = graph_store
        self._transport = Transport(graph_store, credentials)

    def push(self, graphs: ReleaseGraphs, quads: Iterable[Quad]) -> bool:
        """Send a release; whether that was necessary.

        Raises `DeploymentError` where the service does not hold what was sent; then nothing of the release is left there.
        """
        contents = _contents(graphs, quads)
        wanted = {iri: len(lines) for iri, lines in contents.items()}
        if self.counts(graphs) == wanted and self._counted(wanted) == wanted:
            return False
        self.drop(graphs)
        for iri, lines in contents.items():
            self._put(iri, lines)
        found = self._counted(wanted)
        if found != wanted:
            self.drop(graphs)
            raise _differs(found, wanted)
        self._put(graphs.marker, [_counted_line(iri, count) for iri, count in wanted.items()])
        return True

    def counts(self, graphs: ReleaseGraphs) -> dict[str, int]:
        """How many triples each graph has, as the marker of a release states it; nothing where the release is not there."""
        rows = self._rows(f"SELECT ?graph ?n {{ ?graph {TRIPLES} ?n }}", graphs.marker)
        return {row["graph"].value: int(row["n"].value) for row in rows}

    def drop(self, graphs: ReleaseGraphs) -> None:
        """Remove a release, also one that was not sent as a whole."""
        stated = self.counts(graphs)
        for iri in dict.fromkeys((graphs.marker, *stated, *graphs.everything)):
            self._request("DELETE", iri)

    def _counted(self, graphs: Iterable[str]) -> dict[str, int]:
        return {iri: int(self._rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", iri)[0]["n"].value) for iri in graphs}

    def _rows(self, query: str, graph: str) -> list[Any]:
        try:
            found = self._endpoint.select(query, QueryDataset((graph,)), time.monotonic() + SECONDS, ANSWER_BYTES)
            solutions = parse_query_results(found, format=QueryResultsFormat.JSON)
            if not isinstance(solutions, QuerySolutions):
                raise no_answer()
            return list(solutions)
        except (TimeoutError, TooLargeError, SyntaxError, ValueError):
            raise no_answer() from None

    def _put(self, iri: str, lines: list[bytes]) -> None:
        """PUT replaces what is there, POST adds to it (4.3, 4.5)."""
        method = "PUT"
        for part in _parts(lines):
            self._request(method, iri, part)
            method = "POST"

    def _request(self, method: str, graph: str, content: bytes | None = None) -> None:
        mark = "&" if "?" in self._address else "?"
        request = urllib.request.Request(
            f"{self._address}{mark}{urlencode({'graph': graph})}",
            content,
            {"User-Agent": AGENT} | ({"Content-Type": "text/turtle; charset=utf-8"} if content is not None else {}),
            method=method,
        )
        try:
            reply = self._transport.exchange(request, time.monotonic() + SECONDS, ANSWER_BYTES)
        except (TimeoutError, TooLargeError):
            raise no_answer() from None
        if method == "DELETE" and reply.status == HTTPStatus.NOT_FOUND:
            return
        if reply.status in NO_PROTOCOL:
            raise _no_protocol(reply.status, self._address)
        if not 200 <= reply.status < 300:
            raise refused(reply)


def _contents(graphs: ReleaseGraphs, quads: Iterable[Quad]) -> dict[str, list[bytes]]:
    """What each graph of a release in the service holds, the union too, as lines of N-Triples (which are Turtle)."""
    by_graph: dict[str, list[Quad]] = {iri: [] for iri in graphs.everything}
    for quad in quads:
        by_graph[graphs.union].append(Quad(*quad.triple))
        if not isinstance(quad.graph_name, DefaultGraph):
            by_graph[graphs.inside(quad.graph_name.value)].append(Quad(*quad.triple))
    return {
        iri: serialise(triples, NTRIPLES, graphs.base_iri).splitlines(keepends=True)
        for iri, triples in by_graph.items()
    }


def _counted_line(iri: str, count: int) -> bytes:
    return f"{NamedNode(iri)} {TRIPLES} {Literal(str(count), datatype=_INTEGER)} .\n".encode()


def _parts(lines: list[bytes]) -> Iterator[bytes]:
    """Lines together, as long as they have `PART_BYTES` at most; at least one part, which may be empty."""
    part = bytearray()
    for line in lines:
        if part and len(part) + len(line) > PART_BYTES:
            yield bytes(part)
            part.clear()
        part += line
    yield bytes(part)


def _differs(found: dict[str, int], wanted: dict[str, int]) -> DeploymentError:
    iri = next(iri for iri in wanted if found.get(iri) != wanted[iri])
    return DeploymentError(
        f"Der Abfragedienst hat in <{iri}> {found.get(iri, 0)} statt {wanted[iri]} Tripel. Die Ausgabe ist dort wieder entfernt;"
        " die bisherigen Ausgaben sind unberührt.",
        f"The query service has {found.get(iri, 0)} triples in <{iri}> instead of {wanted[iri]}. The release is removed there"
        " again; earlier releases are untouched.",
    )


def _no_protocol(status: int, address: str) -> StoreError:
    return StoreError(
        f"{address} nimmt keine Graphen an (Status {status}). Gebraucht wird das SPARQL 1.1 Graph Store HTTP Protocol mit PUT,"
        " POST und DELETE (?graph=…) für text/turtle. Bitte graph_store auf dessen Adresse setzen, oder die Dateien der"
        " Ausgabe so laden, wie es der Dienst vorsieht.",
        f"{address} takes no graphs (status {status}). What is needed is the SPARQL 1.1 Graph Store HTTP Protocol with PUT,"
        " POST and DELETE (?graph=…) for text/turtle. Set graph_store to its address, or load the files of the release"
        " in the way that the service provides.",
    )
