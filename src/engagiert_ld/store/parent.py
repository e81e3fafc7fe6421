"""The parent of the query workers, as the server sees it: started with a release, asked for workers."""

import json
import socket
import subprocess
import sys
import time
from asyncio import AbstractEventLoop, TimerHandle
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from engagiert_ld.errors import StoreError
from engagiert_ld.store.messages import PeerEndedError, pair, receive
from engagiert_ld.store.worker import Worker
from engagiert_ld.store.zygote import NUMBER_BYTES, Given

START_S: Final = 120
"""Loading the release takes at most so long."""

FORK_S: Final = 10
"""A worker is forked in milliseconds, unless the machine is in a bad way."""

END_S: Final = 2
"""When the server has gone, the parent ends by itself; if not, it is ended after so long."""

Ordered = Callable[[Worker | None], None]


class _Order(NamedTuple):
    """A worker that was asked for: our end of its connection, who is told, and until when it should be there."""

    connection: socket.socket
    done: Ordered
    late: TimerHandle


class Parent:
    """A running parent; raises `StoreError` where it does not start. `graphs` are those of the release.

    It is started in whatever thread, and after `attach` used in that of the loop.
    """

    def __init__(self, given: Given) -> None:
        self._orders: deque[_Order] = deque()
        self._control, theirs = pair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.zygote", str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        try:
            self._tell(given)
            self.graphs: Final = frozenset(json.loads(receive(self._control, time.monotonic() + START_S)))
        except (PeerEndedError, TimeoutError, BrokenPipeError):
            self._control.close()
            self.wait()
            raise no_worker() from None

    def _tell(self, given: Given) -> None:
        if self._process.stdin:
            with self._process.stdin as told:
                told.write(json.dumps(given._asdict()).encode())

    def attach(self, loop: AbstractEventLoop, ended: Callable[[], None]) -> None:
        """Be watched by `loop`; `ended` is called when the process has ended without being told to."""
        self._loop = loop
        self._ended = ended
        self._control.setblocking(False)
        loop.add_reader(self._control, self._told)

    def order(self, done: Ordered) -> None:
        """Ask for another worker: `done` is told of it, or of None where none is to be had. It says `READY` when it is."""
        ours, theirs = pair()
        try:
            with theirs:
                socket.send_fds(self._control, [b"w"], [theirs.fileno()])
        except OSError:
            ours.close()
            self._loop.call_soon(done, None)
            return
        self._orders.append(_Order(ours, done, self._loop.call_later(FORK_S, self._process.kill)))

    def _told(self) -> None:
        try:
            packet, processes, _, _ = socket.recv_fds(self._control, NUMBER_BYTES, 1)
        except BlockingIOError:
            return
        except ConnectionError:
            packet, processes = b"", []
        if not packet:
            self._stop_watching()
            self._ended()
            return
        order = self._orders.popleft()
        order.late.cancel()
        if not processes:
            order.connection.close()
            order.done(None)
            return
        order.done(Worker(self._loop, order.connection, processes[0], int.from_bytes(packet, "big")))

    def detach(self) -> None:
        """Let go of it, so that it ends; `wait` does the rest in a thread that may wait."""
        self._stop_watching()
        self._control.close()

    def _stop_watching(self) -> None:
        self._loop.remove_reader(self._control)
        while self._orders:
            order = self._orders.popleft()
            order.late.cancel()
            order.connection.close()

    def wait(self) -> int:
        """How it ended; it is made to, where it does not by itself."""
        try:
            return self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def no_worker() -> StoreError:
    """The error while no worker can be had."""
    return StoreError(
        "Zurzeit werden keine Abfragen beantwortet; gleich wieder.",
        "No queries are answered at the moment; try again soon.",
    )
