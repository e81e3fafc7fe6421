"""A SPARQL 1.1 service asked by the protocol (SPARQL 1.1 Protocol 2.1), through SPARQLWrapper.

SPARQLWrapper makes the request; it is sent by `transport`. Left to itself it would guess the form of the query by searching
its text, and send what it takes for an update as one; follow redirects; install credentials for the whole process; and wait
without end.
"""

import logging
import re
import textwrap
import urllib.request
from http import HTTPStatus
from typing import Final

from SPARQLWrapper import JSON, POST, SELECT, URLENCODED, SPARQLWrapper

from engagiert_ld import __version__
from engagiert_ld.errors import RefusedQueryError, StoreError
from engagiert_ld.formats import JSON as PLAIN_JSON
from engagiert_ld.formats import SRJ, by_media_type
from engagiert_ld.publication import STORE_PASSWORD, STORE_USER, Credentials
from engagiert_ld.store import QueryDataset
from engagiert_ld.store.results import MAX_DETAIL
from engagiert_ld.store.transport import Reply, Transport

CUT_ROWS: Final = "X-SPARQL-MaxRows"
CUT_STATE: Final = "X-SQL-State"
"""What Virtuoso says of an answer that is not whole: status 200, and one of these fields."""

AGENT: Final = f"engagiert-ld/{__version__}"

log = logging.getLogger(__name__)


class _Client(SPARQLWrapper):
    """Makes the request of a SELECT."""

    def request(self, query: str, dataset: QueryDataset) -> urllib.request.Request:
        self.resetQuery()
        self.queryString, self.queryType = query, SELECT
        self.setMethod(POST)
        self.setRequestMethod(URLENCODED)
        self.setReturnFormat(JSON)
        self.setOnlyConneg(True)
        self.addCustomHttpHeader("Accept", SRJ.media_type)
        for name, graphs in zip(("default-graph-uri", "named-graph-uri"), dataset, strict=True):
            for graph in graphs:
                self.addParameter(name, graph)
        request: urllib.request.Request = self._createRequest()
        return request


class Endpoint:
    """A service at `address`; asks with `credentials` where it wants them."""

    def __init__(self, address: str, credentials: Credentials | None) -> None:
        self._address = address
        self._transport = Transport(address, credentials)

    def select(self, query: str, dataset: QueryDataset, deadline: float, max_bytes: int) -> bytes:
        """The answer to a SELECT over the given graphs, as SPARQL 1.1 Query Results JSON.

        Raises `TimeoutError` after `deadline` (a reading of `time.monotonic`), `TooLargeError` for more than `max_bytes`,
        `RefusedQueryError` where the service does not take the query, and `StoreError` for whatever else is no answer.
        """
        request = _Client(self._address, agent=AGENT).request(query, dataset)
        reply = self._transport.exchange(request, deadline, max_bytes)
        if reply.status == HTTPStatus.BAD_REQUEST:
            raise _not_taken(reply)
        if reply.status != HTTPStatus.OK:
            raise refused(reply)
        _refuse_cut(reply)
        if by_media_type(reply.fields.get("Content-Type", ""), (SRJ, PLAIN_JSON)) is None:
            log.error("the query service answers with %s", reply.fields.get("Content-Type"))
            raise no_answer()
        return reply.content


def _refuse_cut(reply: Reply) -> None:
    """A cut answer is never handed on."""
    rows = reply.fields.get(CUT_ROWS)
    if rows is None and reply.fields.get(CUT_STATE) is None:
        return
    de, en = (f" bei {rows} Zeilen", f" at {rows} rows") if rows else ("", "")
    raise StoreError(
        f"Der Abfragedienst hat die Antwort{de} abgeschnitten; eine unvollständige Antwort wird nicht weitergegeben. Bitte"
        " mit ORDER BY, LIMIT und OFFSET in Teilen abfragen oder den Download nehmen.",
        f"The query service cut the answer{en}; an incomplete answer is not handed on. Ask for it in parts with ORDER BY,"
        " LIMIT and OFFSET, or take the dump.",
    )


def _not_taken(reply: Reply) -> RefusedQueryError:
    """The query is well-formed, as it was read here before."""
    text = re.sub(r"<[^>]*>", "", reply.content.decode(errors="replace")).strip().partition("\n")[0]
    said = textwrap.shorten(text, MAX_DETAIL, placeholder=" …")
    return RefusedQueryError(
        f"Der Abfragedienst nimmt diese Abfrage nicht an: {said}", f"The query service does not take this query: {said}"
    )


def refused(reply: Reply) -> StoreError:
    """Why there is no answer, for those who ask and for those who run the server; the body goes to neither."""
    log.error("the query service answers with status %d", reply.status)
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return StoreError(
            f"Der Abfragedienst weist die Zugangsdaten dieses Servers ab (Status {reply.status}). Wer den Server betreibt,"
            f" prüft {STORE_USER} und {STORE_PASSWORD}.",
            f"The query service refuses the credentials of this server (status {reply.status}). Whoever runs the server"
            f" should look at {STORE_USER} and {STORE_PASSWORD}.",
        )
    if 300 <= reply.status < 400:
        return StoreError(
            f"Der Abfragedienst verweist auf eine andere Adresse (Status {reply.status}); dorthin wird nicht gefragt. Wer den"
            " Server betreibt, trägt die endgültige Adresse ein.",
            f"The query service refers to another address (status {reply.status}), which is not asked. Whoever runs the server"
            " should set the final address.",
        )
    return no_answer(reply.status)


def no_answer(status: int = 200) -> StoreError:
    """What came is no answer to a query."""
    return StoreError(
        f"Der Abfragedienst gibt keine brauchbare Antwort (Status {status}). Dinge, Dokumente und Downloads gibt es weiterhin;"
        " Abfragen bitte später noch einmal senden.",
        f"The query service gives no usable answer (status {status}). Things, documents and downloads are served all the same;"
        " send the query again later.",
    )
