"""HTTP to a service that is not ours: bounded in time and size, to the address given and to no other.

What urllib does otherwise: it waits anew for each packet, so that a slow service is waited for without end; it follows
redirects; it takes an answer shorter than announced for whole; it finds proxies in the environment.
"""

import base64
import http.client
import io
import logging
import socket
import threading
import time
import urllib.request
from email.message import Message as Fields
from functools import partial
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError, URLError

from engagiert_ld.errors import StoreError
from engagiert_ld.publication import Credentials

PIECE_BYTES: Final = 64 * 1024
log = logging.getLogger(__name__)


class Reply(NamedTuple):
    """A complete answer."""

    status: int
    fields: Fields
    content: bytes


class TooLargeError(Exception):
    """An answer has more bytes than it may have."""


class Transport:
    """Sends requests to one service, with `credentials` where it asks for them (RFC 7617 Basic, RFC 7616 Digest)."""

    def __init__(self, address: str, credentials: Credentials | None) -> None:
        self._authorisation = _Authorisation(address, credentials)

    def exchange(self, request: urllib.request.Request, deadline: float, max_bytes: int) -> Reply:
        """The answer, whatever its status. `deadline` is a reading of `time.monotonic`.

        Raises `TimeoutError` after it, `TooLargeError` for more than `max_bytes`, and `StoreError` where there is no answer,
        or not a whole one.
        """
        try:
            return self._exchanged(request, deadline, max_bytes)
        except TimeoutError:
            raise
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise error.reason from None
            raise _unreachable(error.reason) from None
        except (
            OSError,
            http.client.HTTPException,
            ValueError,
        ) as error:  # the last for a challenge that is none of ours
            raise _unreachable(error) from None

    def _exchanged(self, request: urllib.request.Request, deadline: float, max_bytes: int) -> Reply:
        for last in (False, True):
            self._authorisation.authorise(request)
            with _opened(request, deadline) as response:
                reply = Reply(response.status, response.headers, _content(response, max_bytes))
            if last or reply.status != HTTPStatus.UNAUTHORIZED or not self._authorisation.learn(reply.fields):
                break
        return reply


def _opened(request: urllib.request.Request, deadline: float) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay(), _Handler(deadline))
    try:
        return opener.open(request, timeout=_left(deadline))
    except HTTPError as error:
        return error


def _content(response: Any, max_bytes: int) -> bytes:
    content = bytearray()
    while piece := response.read(PIECE_BYTES):
        content += piece
        if len(content) > max_bytes:
            raise TooLargeError
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) != len(content):
        raise http.client.IncompleteRead(bytes(content), int(announced) - len(content))
    return bytes(content)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _unreachable(reason: object) -> StoreError:
    """What exactly happened is for those who run the server."""
    log.error("the query service gives no complete answer: %s: %s", type(reason).__name__, reason)
    return StoreError(
        "Der Abfragedienst ist nicht erreichbar, oder seine Antwort ist unvollständig. Dinge, Dokumente und Downloads gibt es"
        " weiterhin; Abfragen bitte später noch einmal senden.",
        "The query service cannot be reached, or its answer is incomplete. Things, documents and downloads are served all"
        " the same; send the query again later.",
    )


# Within a time


class _Timed(io.RawIOBase):
    """What a connection brings, until the deadline: each wait is as long as the time that is left."""

    def __init__(self, source: Any, connection: socket.socket, deadline: float) -> None:
        self._source, self._connection, self._deadline = source, connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._connection.settimeout(_left(self._deadline))
        count: int | None = self._source.readinto(buffer)
        return count

    def close(self) -> None:
        self._source.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, connection: socket.socket, *arguments: Any, deadline: float, **named: Any) -> None:
        super().__init__(connection, *arguments, **named)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Timed(raw, connection, deadline))


class _Bounded:
    """A connection whose answers come before the deadline."""

    def __init__(self, host: str, *, deadline: float, **named: Any) -> None:
        super().__init__(host, **named)  # type: ignore[call-arg]
        self.response_class = partial(_Response, deadline=deadline)

    def connect(self) -> None:
        """Nobody there is not the same as an answer that takes too long."""
        try:
            super().connect()  # type: ignore[misc]
        except TimeoutError as error:
            raise ConnectionError("no connection in time") from error


class _Connection(_Bounded, http.client.HTTPConnection):  # type: ignore[misc]
    pass


class _SecureConnection(_Bounded, http.client.HTTPSConnection):  # type: ignore[misc]
    pass


class _Handler(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Opens both kinds of addresses."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_Connection, req, deadline=self._deadline)  # type: ignore[arg-type]

    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_SecureConnection, req, deadline=self._deadline)  # type: ignore[arg-type]


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: query and credentials go where the settings say."""

    def redirect_request(self, *_: Any) -> None:
        return None


# Credentials


class _Authorisation:
    """The `Authorization` field for the challenge that came last; none before the first, so nothing is told unasked."""

    def __init__(self, address: str, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._challenge: tuple[str, str] | None = None
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if credentials:
            passwords.add_password(None, address, credentials.user, credentials.password)
        self._digest = urllib.request.HTTPDigestAuthHandler(passwords)
        self._lock = threading.Lock()

    def learn(self, fields: Fields) -> bool:
        """Take the challenge of an answer, Digest rather than Basic; whether there are credentials and a challenge for them."""
        offered = [(scheme.lower(), rest) for scheme, _, rest in (f.partition(" ") for f in _challenges(fields))]
        self._challenge = max((one for one in offered if one[0] in ("basic", "digest")), default=None)
        return bool(self._credentials and self._challenge)

    def authorise(self, request: urllib.request.Request) -> None:
        """Add the field, where it is known what to say."""
        if not self._credentials or not self._challenge:
            return
        scheme, parameters = self._challenge
        if scheme == "basic":
            pair = f"{self._credentials.user}:{self._credentials.password}".encode()
            field = f"Basic {base64.b64encode(pair).decode()}"
        else:
            asked = urllib.request.parse_keqv_list(list(filter(None, urllib.request.parse_http_list(parameters))))
            with self._lock:  # it counts how often it has answered a challenge
                field = f"Digest {self._digest.get_authorization(request, asked)}"
        request.add_unredirected_header("Authorization", field)


def _challenges(fields: Fields) -> list[str]:
    """One challenge for each field, as servers send them."""
    return [str(value).strip() for value in fields.get_all("WWW-Authenticate", [])]
