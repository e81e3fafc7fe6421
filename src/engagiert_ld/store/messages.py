"""Whole messages between the server and a query worker, over a pair of sockets that keeps packets apart.

A message is sent in pieces, and its last packet tells its length: one that was cut is never taken for whole. When a worker
has ended, the parent of the workers sends a packet of another kind with the reason, so that nothing can be mistaken for a
part of an answer.
"""

import contextlib
import socket
import time
from typing import Final

PIECE_BYTES: Final = 64 * 1024
NUMBER_BYTES: Final = 8

PIECE: Final = b"+"
LAST: Final = b"."
ENDED: Final = b"!"


class PeerEndedError(Exception):
    """The other side ended before its message was whole; `status` is its exit status, negative for a signal, if known."""

    def __init__(self, status: int | None = None) -> None:
        self.status = status
        super().__init__(f"ended with {status}")


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(connection: socket.socket, *parts: bytes) -> None:
    """Send a whole message, made of `parts`; raises `OSError` where nobody is there to take it."""
    for part in parts:
        view = memoryview(part)
        for start in range(0, len(view), PIECE_BYTES):
            connection.sendmsg([PIECE, view[start : start + PIECE_BYTES]])
    connection.send(LAST + _packed(sum(map(len, parts))))


def send_ended(connection: socket.socket, status: int) -> None:
    """Say how the worker at this end has ended, if there is anybody to hear it."""
    with contextlib.suppress(OSError):
        connection.send(ENDED + _packed(status), socket.MSG_DONTWAIT)


def receive(connection: socket.socket, deadline: float | None = None) -> bytes:
    """The next whole message; `deadline` is a reading of `time.monotonic`.

    Raises `PeerEndedError` where it does not come whole, `TimeoutError` where it does not come in time.
    """
    message = bytearray()
    while True:
        packet = _packet(connection, deadline)
        if packet[:1] == PIECE:
            message += memoryview(packet)[1:]
        elif packet[:1] == LAST and _number(packet) == len(message):
            return bytes(message)
        else:
            raise PeerEndedError(_number(packet) if packet[:1] == ENDED else None)


def _packet(connection: socket.socket, deadline: float | None) -> bytes:
    if deadline is not None:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
    try:
        return connection.recv(PIECE_BYTES + 1)
    except ConnectionError:
        return b""


def _packed(number: int) -> bytes:
    return number.to_bytes(NUMBER_BYTES, "big", signed=True)


def _number(packet: bytes) -> int:
    return int.from_bytes(packet[1:], "big", signed=True)
