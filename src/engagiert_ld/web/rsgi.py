"""RSGI, the interface of the built-in server: an event loop answers what is at hand, and lets queries wait.

The rest is done by the framework in a few threads. A query that waits or runs takes none: however many do, pages and
documents are served beside them.
"""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import Executor
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Final, Protocol

from flask import Flask

from engagiert_ld.store.fairness import Caller
from engagiert_ld.store.lanes import ClientGoneError
from engagiert_ld.store.remote import RemoteStore
from engagiert_ld.store.workers import WorkerStore, content_of
from engagiert_ld.store.zygote import Ask
from engagiert_ld.web.asked import Asked, environ_key
from engagiert_ld.web.dated import FAILURE
from engagiert_ld.web.delivery import Fields, Reply
from engagiert_ld.web.front import EVERYWHERE, Front
from engagiert_ld.web.prefix import WsgiApp
from engagiert_ld.web.problems import PROBLEM_TYPE
from engagiert_ld.web.querying import PATH, QueryOperation, Result, asks_nothing, evaluation, read_operation
from engagiert_ld.web.sparql import METHODS, OUTCOME

GONE: Final = Reply(499, [("Content-Length", "0")])
"""For a client that has gone; nobody reads it."""

ASKING: Final = (PATH, "/health")
"""Where the store is asked."""

CONTENT_S: Final = 30
"""The content of a request has to arrive within so long, or a slow client would keep a release from being replaced."""

_TOO_LATE: Final = b'{"title": "Request Timeout", "status": 408, "detail": "the content did not arrive in time"}\n'
LATE: Final = Reply(
    408,
    [
        ("Content-Type", PROBLEM_TYPE),
        ("Content-Length", str(len(_TOO_LATE))),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept, Accept-Language"),
        ("Connection", "close"),
        *EVERYWHERE,
    ],
    _TOO_LATE,
)
"""For a client that takes too long to send (RFC 9110 15.5.9)."""

CLIENT_BITS: Final = 64
"""Addresses of IPv6 whose first bits are the same belong to one client (RFC 6177)."""


class Headers(Protocol):
    """The header fields of a request."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Name, in lower case, and value of each."""
        ...


class Scope(Protocol):
    """A request (RSGI 1.6, HTTP scope); `path` is decoded."""

    method: str
    path: str
    query_string: str
    http_version: str
    server: str
    client: str
    scheme: str

    @property
    def headers(self) -> Headers:
        """The header fields."""
        ...


class HttpProtocol(Protocol):
    """The connection to the client, for one request (RSGI 1.6, HTTP protocol)."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """What was sent as content."""
        ...

    async def client_disconnect(self) -> None:
        """Wait until the client has gone."""
        ...

    def response_bytes(self, status: int, headers: Fields, body: bytes) -> None:
        """Answer."""
        ...


class Served:
    """One release as it is served: `answer` runs in an event loop, the framework in `threads`.

    `app` and `store` are of the same release. Workers are awaited; a store elsewhere is asked in threads of its own, so that it
    cannot keep pages waiting. `behind_proxy` tells that the client is whom the last proxy names in `X-Forwarded-For`.
    """

    def __init__(self, app: Flask, store: WorkerStore | RemoteStore, threads: Executor, behind_proxy: bool) -> None:
        front = app.wsgi_app
        assert isinstance(front, Front)
        self._front = front
        self._threads = threads
        self._limits = front.here.deployment.limits
        self._max_content_bytes = int(app.config["MAX_CONTENT_LENGTH"])
        self.behind_proxy = behind_proxy
        self.dated = front.dated
        self.past: tuple[object, ...] = ()
        """What was known of the past when this was loaded."""
        self.release = front.here.release
        self.store = store
        self.under_way = 0
        """Requests that are not answered yet."""

    def dated_version(self, scope: Scope) -> str:
        """The version whose site is asked for; empty where it is this one."""
        if "/dataset/" not in scope.path:
            return ""
        return self._front.dated_version(self._front.inside({"PATH_INFO": _latin(scope.path)})["PATH_INFO"])

    async def answer(self, scope: Scope, protocol: HttpProtocol, failure: Exception | None = None) -> None:
        """Answer one request; `failure` is why the site of a version is not open."""
        environ = self._front.inside(environ_of(scope))
        if failure:
            environ[FAILURE] = failure
        asked = Asked(environ)
        reply = self._front.ready(asked)
        if reply is None:
            self.under_way += 1
            try:
                reply = await self._made(asked, environ | rest_of_environ(scope), protocol)
            finally:
                self.under_way -= 1
        protocol.response_bytes(reply.status, reply.fields, reply.body)

    async def _made(self, asked: Asked, environ: dict[str, Any], protocol: HttpProtocol) -> Reply:
        try:
            content = await self._content(environ, protocol)
        except TimeoutError:
            return LATE
        threads = self._threads
        if isinstance(self.store, RemoteStore):
            threads = self.store.threads if asked.path in ASKING else threads
        elif asked.path == PATH and asked.method in METHODS and content is not None and not asks_nothing(asked):
            caller = Caller(self._client(environ), protocol.client_disconnect)
            outcome = await self._outcome(asked, content, caller, self.store)
            if isinstance(outcome, ClientGoneError):
                return GONE
            environ[OUTCOME] = outcome
            if isinstance(outcome, Result) and (reply := self._front.finished(outcome.shown, asked)):
                return reply
        return await asyncio.get_running_loop().run_in_executor(threads, call, self._front.framework, environ)

    async def _content(self, environ: dict[str, Any], protocol: HttpProtocol) -> bytes | None:
        """What was sent, put into the environment; None where it is more than is taken, which the framework words.

        Raises `TimeoutError` where it does not arrive.
        """
        taken = bytearray()
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            async with asyncio.timeout(CONTENT_S):
                async for piece in protocol:
                    taken += piece
                    if len(taken) > self._max_content_bytes:
                        break
            environ["CONTENT_LENGTH"] = str(len(taken))
        environ["wsgi.input"] = io.BytesIO(taken)
        return bytes(taken) if len(taken) <= self._max_content_bytes else None

    async def _outcome(self, asked: Asked, content: bytes, caller: Caller, store: WorkerStore) -> Result | Exception:
        """What comes of a query."""
        try:
            operation = read_operation(asked, content, self._limits.max_query_bytes)
            return await self._result(operation, asked, caller, store)
        except Exception as error:  # the framework words it, and logs what is unexpected
            return error

    async def _result(self, operation: QueryOperation, asked: Asked, caller: Caller, store: WorkerStore) -> Result:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.query_seconds
        work = evaluation(operation, asked, self._front.here, self._front.results)
        told = None
        while True:
            try:
                wanted = work.send(told)  # type: ignore[arg-type]
            except StopIteration as done:
                result: Result = done.value
                return result
            name = wanted.fmt.name if wanted.fmt else ""
            ask = Ask(
                deadline - loop.time(), wanted.query, name, *wanted.dataset, wanted.thing, wanted.page, is_checked=True
            )
            told = content_of(await store.reply(ask, caller, wanted.shape))

    def _client(self, environ: dict[str, Any]) -> str:
        address = str(environ["REMOTE_ADDR"])
        if self.behind_proxy:
            address = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
        return client_of(address)


@lru_cache(maxsize=1024)
def client_of(address: str) -> str:
    """Whom an address belongs to, as far as it can tell: in IPv6, many addresses are one client's."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return address if ip.version == 4 else str(ip_network((ip, CLIENT_BITS), strict=False))


def call(app: WsgiApp, environ: dict[str, Any]) -> Reply:
    """The whole answer of a WSGI application."""
    begun: list[tuple[str, Fields]] = []

    def start_response(status: str, fields: Fields, *_: Any) -> None:
        begun.append((status, fields))

    pieces = app(environ, start_response)
    try:
        body = b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    status, fields = begun[-1]
    return Reply(int(status[:3]), fields, body)


def environ_of(scope: Scope) -> dict[str, Any]:
    """As much of the WSGI environment of a request (PEP 3333) as `Asked` reads."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _latin(scope.path),
        "QUERY_STRING": _latin(scope.query_string),
    }
    for name, value in scope.headers.items():
        key = environ_key(name)
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


def rest_of_environ(scope: Scope) -> dict[str, Any]:
    """What else an application expects, without the content."""
    host, _, port = scope.server.rpartition(":")
    return {
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _latin(text: str) -> str:
    """Text as WSGI hands it on: each character is a byte."""
    return text if text.isascii() else text.encode().decode("latin-1")
