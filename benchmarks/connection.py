"""One kept connection over HTTP/1.1 in a thread, with as little of its own work as possible."""

import re
import socket
from typing import Final
from urllib.parse import quote, urlsplit

from shapes import NUMBER

ANSWER_S: Final = 60
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def targets(url: str, text: str) -> list[str]:
    """The request target of a query (RFC 9112 3.2), in the parts between which its number stands."""
    return f"{urlsplit(url).path}?query={quote(text, safe='')}".split(quote(NUMBER, safe=""))


class Connection:
    """Asks one thing after another; connects again where the server closed. `source` is the own address."""

    def __init__(self, url: str, accept: str, source: str = "127.0.0.1") -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 80)
        self._tail = f" HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {accept}\r\n\r\n"
        self._source = source
        self._socket: socket.socket | None = None

    def status(self, target: str) -> int:
        """The status of the complete answer; 0 where the connection failed."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(self._address, ANSWER_S, (self._source, 0))
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(f"GET {target}{self._tail}".encode())
            return self._read(self._socket)
        except OSError:
            self.close()
            return 0

    def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self, connection: socket.socket) -> int:
        content = b""
        end = -1
        while end < 0:
            content += _some(connection)
            end = content.find(b"\r\n\r\n")
        length = LENGTH.search(content, 0, end)
        if length is None:
            raise OSError("no Content-Length")
        left = end + 4 + int(length[1]) - len(content)
        while left > 0:
            left -= len(_some(connection))
        return int(content[9:12])


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 16)
    if not received:
        raise OSError("closed")
    return received
