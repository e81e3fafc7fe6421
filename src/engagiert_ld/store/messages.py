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
"""The first byte of a packet; after the latter two stands a number: the length of the message, or the exit status."""

HEAD_BYTES: Final = 16
"""The longest head of a message."""

PACKET_BYTES: Final = 1 + NUMBER_BYTES + HEAD_BYTES + PIECE_BYTES
"""The size of the largest packet."""

Packet = list[bytes | memoryview]


class PeerEndedError(Exception):
    """The other side ended before its message was whole; `status` is its exit status, negative for a signal, if known."""

    def __init__(self, status: int | None = None) -> None:
        self.status = status
        super().__init__(f"ended with {status}")


class Message:
    """A message of which packets arrive."""

    def __init__(self) -> None:
        self._content = bytearray()

    def add(self, packet: bytes) -> bytes | None:
        """Take the next packet, an empty one at the end of the connection; gives the message when it is whole.

        Raises `PeerEndedError` where it will never be.
        """
        kind = packet[:1]
        if kind == PIECE:
            self._content += memoryview(packet)[1:]
            return None
        if kind == LAST:
            self._content += memoryview(packet)[1 + NUMBER_BYTES :]
            if len(self._content) == _number(packet):
                whole, self._content = bytes(self._content), bytearray()
                return whole
        raise PeerEndedError(_number(packet) if kind == ENDED else None)


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def packets(content: bytes, head: bytes = b"") -> list[Packet]:
    """The packets of a message that begins with `head`, which is short."""
    view = memoryview(content)
    pieces = [view[start : start + PIECE_BYTES] for start in range(0, len(view), PIECE_BYTES)] or [view]
    made: list[Packet] = [[PIECE, piece] for piece in pieces]
    made[-1][0] = LAST + _packed(len(head) + len(view))
    made[0].insert(1, head)
    return made


def send(connection: socket.socket, content: bytes, head: bytes = b"") -> None:
    """Send a whole message; raises `OSError` where nobody is there to take it."""
    for packet in packets(content, head):
        connection.sendmsg(packet)


def send_ended(connection: socket.socket, status: int) -> None:
    """Say how the worker at this end has ended, if there is anybody to hear it."""
    with contextlib.suppress(OSError):
        connection.send(ENDED + _packed(status), socket.MSG_DONTWAIT)


def receive(connection: socket.socket, deadline: float | None = None) -> bytes:
    """The next whole message; `deadline` is a reading of `time.monotonic`.

    Raises `PeerEndedError` where it does not come whole, `TimeoutError` where it does not come in time.
    """
    message = Message()
    while (whole := message.add(_packet(connection, deadline))) is None:
        pass
    return whole


def _packet(connection: socket.socket, deadline: float | None) -> bytes:
    if deadline is not None:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
    try:
        return connection.recv(PACKET_BYTES)
    except ConnectionError:
        return b""


def _packed(number: int) -> bytes:
    return number.to_bytes(NUMBER_BYTES, "big", signed=True)


def _number(packet: bytes) -> int:
    return int.from_bytes(packet[1 : 1 + NUMBER_BYTES], "big", signed=True)
