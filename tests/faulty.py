"""A query service of a test that answers as it is told, down to the single byte, and remembers what it was asked."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Behaviour = Callable[[socket.socket, bytes], None]
"""Takes the connection and the head of a request."""

JSON = "application/sparql-results+json"


@dataclass
class Faulty:
    """Where it listens, how it answers, and the heads of the requests that came."""

    url: str
    behaviour: Behaviour
    heads: list[bytes] = field(default_factory=list)


@contextmanager
def faulty(behaviour: Behaviour, certificate: Path | None = None) -> Iterator[Faulty]:
    """The service, until the block ends; with `certificate` (and its key) it speaks TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        scheme = "https" if certificate else "http"
        service = Faulty(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/sparql", behaviour)
        thread = threading.Thread(target=_accept, args=(listener, service, certificate), daemon=True)
        thread.start()
        yield service
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def _accept(listener: socket.socket, service: Faulty, certificate: Path | None) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, service, certificate), daemon=True).start()


def _serve(connection: socket.socket, service: Faulty, certificate: Path | None) -> None:
    with suppress(OSError), _secured(connection, certificate) as connection:
        head, _, body = _until_blank_line(connection)
        length = next((int(line[15:]) for line in head.splitlines() if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += connection.recv(65536)
        service.heads.append(head)
        service.behaviour(connection, head)


def _secured(connection: socket.socket, certificate: Path | None) -> socket.socket:
    if certificate is None:
        return connection
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context.wrap_socket(connection, server_side=True)


def _until_blank_line(connection: socket.socket) -> tuple[bytes, bytes, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            raise OSError("gone")
        received += piece
    return received.partition(b"\r\n\r\n")


def raw(*parts: bytes) -> Behaviour:
    """Just these bytes."""

    def answer(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"".join(parts))

    return answer


def message(status: str, body: bytes, *fields: str, media_type: str = JSON) -> bytes:
    """A complete response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, *fields, "", ""]).encode() + body


def slowly(*parts: bytes, pause_s: float) -> Behaviour:
    """Byte by byte."""

    def answer(connection: socket.socket, _: bytes) -> None:
        for byte in b"".join(parts):
            connection.sendall(bytes([byte]))
            time.sleep(pause_s)

    return answer


def silent(connection: socket.socket, _: bytes) -> None:
    """Takes the request and says nothing."""
    connection.settimeout(10)
    connection.recv(1)
