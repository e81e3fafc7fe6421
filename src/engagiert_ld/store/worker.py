"""A query worker as the server sees it: a connection that the event loop watches, and a process that can be ended."""

import contextlib
import os
import signal
import socket
import time
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable

from engagiert_ld.store.messages import PACKET_BYTES, Message, Packet, PeerEndedError, packets

Heard = Callable[[bytes | PeerEndedError], None]


class Worker:
    """One query at a time. To be used in the thread of `loop` only.

    `process` is a descriptor of the process `pid`. `heard` is called with the next message, or with how the worker ended.
    """

    def __init__(self, loop: AbstractEventLoop, connection: socket.socket, process: int, pid: int) -> None:
        self.heard: Heard = lambda _: None
        self._loop = loop
        self._connection = connection
        self._process = process
        self._pid = pid
        self._cpu_clock = (~pid << 3) | 2  # clock_getcpuclockid(3): MAKE_PROCESS_CPUCLOCK of Linux
        self._message = Message()
        self._unsent: deque[Packet] = deque()
        connection.setblocking(False)
        loop.add_reader(connection, self._receive)

    def ask(self, request: bytes, heard: Heard) -> None:
        """Send a request; `heard` is told the reply."""
        self.heard = heard
        self._unsent.extend(packets(request))
        self._send()

    def cpu_s(self) -> float:
        """The time that the process has computed, 0 where it has ended."""
        try:
            return time.clock_gettime(self._cpu_clock)
        except OSError:
            return 0.0

    def demote(self) -> None:
        """From now on it computes only when nobody else wants to (sched(7), SCHED_IDLE); there is no way back."""
        with contextlib.suppress(OSError):
            os.sched_setscheduler(self._pid, os.SCHED_IDLE, os.sched_param(0))

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let go of it; the process ends when it has nobody to answer."""
        self._loop.remove_reader(self._connection)
        self._loop.remove_writer(self._connection)
        self._connection.close()
        os.close(self._process)

    def _send(self) -> None:
        while self._unsent:
            try:
                self._connection.sendmsg(self._unsent[0])
            except BlockingIOError:
                self._loop.add_writer(self._connection, self._send_on)
                return
            except OSError:  # it has ended, and says so in what is received
                self._unsent.clear()
                return
            self._unsent.popleft()

    def _send_on(self) -> None:
        self._loop.remove_writer(self._connection)
        self._send()

    def _receive(self) -> None:
        try:
            packet = self._connection.recv(PACKET_BYTES)
        except BlockingIOError:
            return
        except ConnectionError:
            packet = b""
        try:
            whole = self._message.add(packet)
        except PeerEndedError as ended:
            self.heard(ended)
            return
        if whole is not None:
            self.heard(whole)
