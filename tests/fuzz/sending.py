"""A connection that sends bytes as they are and reads the answers, as fast as it can be done."""

import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from .generating import Sent

SLOW_S: Final = 0.25
TIMEOUT_S: Final = 20
NO_ANSWER: Final = 0
"""The server has ended the connection without an answer."""

HANGING: Final = 599
"""Nothing came within `TIMEOUT_S`."""

WITHOUT_BODY: Final = (204, 304)


@dataclass
class Report:
    """What came of it: how often each status, and the requests that took long."""

    statuses: Counter[int] = field(default_factory=Counter)
    slow: list[tuple[float, int, str]] = field(default_factory=list)
    longest_s: float = 0.0

    def add(self, status: int, seconds: float, replay: str) -> None:
        self.statuses[status] += 1
        self.longest_s = max(self.longest_s, seconds)
        if seconds > SLOW_S:
            self.slow.append((seconds, status, replay))

    def __str__(self) -> str:
        counted = ", ".join(f"{status or 'closed'}: {count}" for status, count in sorted(self.statuses.items()))
        lines = [f"{self.statuses.total()} requests ({counted}); the longest took {self.longest_s:.3f} s"]
        lines += [f"{len(self.slow)} took longer than {SLOW_S} s:"] if self.slow else []
        slowest = sorted(self.slow, reverse=True)[:20]
        return "\n".join(
            lines + [f"  {seconds:.3f} s, {status}: {replay[:500]}" for seconds, status, replay in slowest]
        )


@dataclass
class Connection:
    """One connection after the other to the same server."""

    host: str
    port: int
    report: Report = field(default_factory=Report)
    _socket: socket.socket | None = field(default=None, repr=False)
    _received: bytes = field(default=b"", repr=False)

    def send(self, sent: Sent) -> int:
        """The status of the answer, `NO_ANSWER` where there is none."""
        started = time.perf_counter()
        try:
            status = self._alone(sent) if sent.broken else self._kept(sent)
        except TimeoutError:
            self.close()
            status = HANGING
        self.report.add(status, time.perf_counter() - started, sent.replay(self.host, self.port))
        return status

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._received = b""

    def _kept(self, sent: Sent) -> int:
        for attempt in range(2):
            fresh = self._socket is None
            if self._socket is None:
                self._socket = self._connect()
            try:
                self._socket.sendall(sent.raw)
                return self._answer(sent)
            except ConnectionError:
                self.close()
                if fresh or attempt:
                    return NO_ANSWER
        return NO_ANSWER

    def _alone(self, sent: Sent) -> int:
        """On a connection of its own that ends with the request, so that nobody waits for more of it."""
        with self._connect() as connection:
            try:
                connection.sendall(sent.raw)
                connection.shutdown(socket.SHUT_WR)
                received = connection.recv(65536)
            except TimeoutError:
                raise
            except OSError:  # ended by the server, which may be while the request is still on its way
                return NO_ANSWER
        return _status(received) if received.startswith(b"HTTP/") else NO_ANSWER

    def _connect(self) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), timeout=TIMEOUT_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _answer(self, sent: Sent) -> int:
        while b"\r\n\r\n" not in self._received:
            self._more()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        status, fields = _status(head), head.lower()
        if sent.method != "HEAD" and status not in WITHOUT_BODY:
            length = int(fields.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0] or 0)
            while len(self._received) < length:
                self._more()
            self._received = self._received[length:]
        if b"\r\nconnection: close" in fields or self._received:
            self.close()
        return status

    def _more(self) -> None:
        received = self._socket.recv(65536) if self._socket else b""
        if not received:
            raise ConnectionResetError
        self._received += received


def _status(head: bytes) -> int:
    return int(head.split(b" ", 2)[1])
