"""The embedded store in processes of their own: no query can hang, exhaust or crash the server.

```
server ── control ──► zygote (holds the release)
  │                     │ fork
  └─── connection ───► worker: one query at a time; the kernel ends it where it exceeds a limit
```
"""

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from engagiert_ld.errors import (
    EngagiertError,
    QueryMemoryError,
    QueryTimeoutError,
    QueueFullError,
    RefusedQueryError,
    StoreError,
)
from engagiert_ld.formats import SRJ, Format
from engagiert_ld.publication import Limits
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.messages import PeerEndedError, pair, receive, send
from engagiert_ld.store.tokens import SHORT, checked_form, tokens
from engagiert_ld.store.zygote import ANSWER, REFUSAL, REFUSALS, STAYS, Ask, Given

GRACE_S: Final = 0.25
"""So much longer than the limit the server waits for the kernel to end a worker."""

LEAST_S: Final = 0.01
"""A query is always given so much, as no time would mean no limit."""

START_S: Final = 120
"""Loading the release takes at most so long."""

FORK_S: Final = 10
"""A worker is forked in milliseconds, unless the machine is in a bad way."""

END_S: Final = 2
"""When the server has gone, the parent of the workers ends by itself; if not, it is ended after so long."""

CHECK_S: Final = 2
"""So long a check waits for another one."""

AGAIN_S: Final = 1
"""Pause after a start that failed."""

log = logging.getLogger(__name__)


class WorkerStore:
    """Answers as `EmbeddedStore` does, within limits; see `Store`. A request waits for its answer in its thread.

    `dump` is the N-Quads file of a release, from which the workers' parent loads it. Raises `StoreError` where that fails.
    """

    def __init__(self, dump: Path, base_iri: str, context: Mapping[str, Any], limits: Limits) -> None:
        self._limits = limits
        self._base_iri = base_iri
        self._given = Given(
            str(dump.absolute()),
            base_iri,
            dict(context),
            limits.query_memory_bytes,
            limits.result_bytes,
        )
        self._closing = threading.Event()
        self._zygote = _Zygote(self._given)
        self._queries, self._checks = _Idle(), _Idle()
        self._turns = _Turns(limits)
        self._check = threading.Lock()
        self._seen = _Seen()
        threading.Thread(target=self._keep_alive, name="zygote", daemon=True).start()

    def form(self, query: str) -> str:
        """See `Store.form`; for short queries decided here, as long ones would keep the threads of this process waiting."""
        if len(query) <= SHORT:
            return checked_form(tokens(query), self._base_iri, self._zygote.graphs)
        with self._turns.one():
            started = time.monotonic()
            form = self._answer(Ask(self._limits.query_seconds, query), self._queries).decode()
        self._seen.query, self._seen.elapsed_s = query, time.monotonic() - started
        return form

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE) -> bytes:
        """See `Store.answer`."""
        spent = self._seen.elapsed_s if self._seen.query == query else 0.0
        seconds = max(self._limits.query_seconds - spent, LEAST_S)
        with self._turns.one():
            return self._answer(Ask(seconds, query, result_format.name, *dataset), self._queries)

    def check(self) -> None:
        """See `Store.check`; a worker that nothing else uses says it."""
        if not self._check.acquire(timeout=CHECK_S):
            raise _no_worker()
        try:
            self._answer(Ask(self._limits.query_seconds, "ASK {}", SRJ.name), self._checks)
        finally:
            self._check.release()

    def close(self) -> None:
        """End all processes."""
        self._closing.set()
        self._queries.close()
        self._checks.close()
        self._zygote.close()

    def _answer(self, request: Ask, idle: "_Idle") -> bytes:
        worker = idle.take() or self._zygote.worker()
        started = time.monotonic()
        try:
            reply = worker.reply(json.dumps(request._asdict()).encode(), request.seconds + GRACE_S)
        except (PeerEndedError, TimeoutError) as error:
            worker.kill()
            already = self._limits.query_seconds - request.seconds
            raise self._reason(error, already + time.monotonic() - started) from None
        except BaseException:
            worker.kill()
            raise
        if reply[1:2] == STAYS:
            idle.put(worker)
        else:
            worker.close()
        return _content(reply)

    def _reason(self, ended: PeerEndedError | TimeoutError, elapsed_s: float) -> EngagiertError:
        status = ended.status if isinstance(ended, PeerEndedError) else -signal.SIGALRM
        if status == -signal.SIGALRM:
            return QueryTimeoutError(self._limits.query_seconds, elapsed_s)
        if status == -signal.SIGABRT:
            return QueryMemoryError(self._limits.query_memory_bytes, elapsed_s)
        if status in (-signal.SIGSEGV, -signal.SIGBUS):
            return RefusedQueryError(
                "Die Abfrage ist nicht auswertbar: Sie ist zu tief geschachtelt oder zu lang. Bitte vereinfachen.",
                "The query cannot be evaluated: it is nested too deeply or too long. Simplify it.",
            )
        return StoreError(
            "Die Abfrage wurde von außen abgebrochen. Bitte noch einmal senden.",
            "The query was broken off from outside. Send it again.",
        )

    def _keep_alive(self) -> None:
        """Start another parent of the workers when the present one ends."""
        while not self._closing.is_set():
            status = self._zygote.wait()
            if self._closing.is_set():
                return
            log.error("the parent of the query workers ended with %s and is started again", status)
            self._zygote.close()
            try:
                self._zygote = _Zygote(self._given)
            except StoreError:
                log.exception("the parent of the query workers does not start")
                self._closing.wait(AGAIN_S)
            if self._closing.is_set():
                self._zygote.close()


class _Seen(threading.local):
    """The long query whose form this thread asked for last, and how long that took: it is part of the query's time."""

    query = ""
    elapsed_s = 0.0


class _Worker:
    """The server's end of the connection to a worker, and a descriptor of its process."""

    def __init__(self, connection: socket.socket, process: int) -> None:
        self._connection = connection
        self._process = process

    @property
    def is_ready(self) -> bool:
        """Whether it waits for a query: one that has ended has something to say, or is at its end."""
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        return not poll.poll(0)

    def reply(self, request: bytes, timeout_s: float) -> bytes:
        """The whole reply; raises `PeerEndedError` or `TimeoutError`."""
        deadline = time.monotonic() + timeout_s
        with contextlib.suppress(ConnectionError):  # whoever has ended says so in what is received
            self._connection.settimeout(timeout_s)
            send(self._connection, request)
        return receive(self._connection, deadline)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        self._connection.close()
        os.close(self._process)


class _Idle:
    """Workers without a query; they end when this closes."""

    def __init__(self) -> None:
        self._workers: list[_Worker] = []

    def take(self) -> _Worker | None:
        """The one that was used last, whose memory is warm."""
        with contextlib.suppress(IndexError):
            while worker := self._workers.pop():
                if worker.is_ready:
                    return worker
                worker.close()
        return None

    def put(self, worker: _Worker) -> None:
        self._workers.append(worker)

    def close(self) -> None:
        with contextlib.suppress(IndexError):
            while worker := self._workers.pop():
                worker.close()


class _Turns:
    """Lets so many queries run at once, and so many wait, for as long as a query may take."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free = threading.BoundedSemaphore(limits.query_workers)
        self._places = threading.BoundedSemaphore(limits.waiting_queries + limits.query_workers)

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """The turn of one query; raises `QueueFullError`."""
        asked = time.monotonic()
        with self._acquired(self._places, 0, asked), self._acquired(self._free, self._limits.query_seconds, asked):
            yield

    @contextlib.contextmanager
    def _acquired(self, semaphore: threading.Semaphore, timeout_s: float, asked: float) -> Iterator[None]:
        if not semaphore.acquire(timeout=timeout_s):
            raise QueueFullError(self._limits.waiting_queries, time.monotonic() - asked)
        try:
            yield
        finally:
            semaphore.release()


class _Zygote:
    """A running parent of workers; raises `StoreError` where it does not start or has ended."""

    def __init__(self, given: Given) -> None:
        self._lock = threading.Lock()
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
            self.close()
            raise _no_worker() from None

    def _tell(self, given: Given) -> None:
        if self._process.stdin:
            with self._process.stdin as told:
                told.write(json.dumps(given._asdict()).encode())

    def worker(self) -> _Worker:
        """Another worker; raises `StoreError`."""
        ours, theirs = pair()
        try:
            with self._lock, theirs:
                self._control.settimeout(FORK_S)
                socket.send_fds(self._control, [b"w"], [theirs.fileno()])
                _, processes, _, _ = socket.recv_fds(self._control, 1, 1)
            return _Worker(ours, processes[0])
        except TimeoutError:
            self._process.kill()
        except (OSError, IndexError):
            pass
        ours.close()
        raise _no_worker()

    def wait(self) -> int:
        """How it ended, when it has."""
        return self._process.wait()

    def close(self) -> None:
        with self._lock:
            self._control.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _content(reply: bytes) -> bytes:
    """The answer; raises the error that a worker reports."""
    kind, content = reply[:1], reply[2:]
    if kind == ANSWER:
        return content
    if kind == REFUSAL:
        name, arguments = json.loads(content)
        raise REFUSALS[name](*arguments)
    text = content.decode(errors="replace")
    raise EngagiertError(f"Die Abfrage ist gescheitert: {text}", f"The query failed: {text}")


def _no_worker() -> StoreError:
    return StoreError(
        "Zurzeit werden keine Abfragen beantwortet; gleich wieder.",
        "No queries are answered at the moment; try again soon.",
    )
