"""Which query runs when: what is quick stays quick, whatever else is asked.

A query starts in the fast lane, which has `limits.query_workers` workers. One that has computed for `SOFT_S` is slow: its
worker goes on only while nobody else wants to compute, and takes one of the few places for slow queries; where none is
free, the query is broken off and waits for one. Of those who wait, whoever had least of late comes first.
"""

import asyncio
import marshal
import os
import signal
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from functools import partial
from typing import Final
from weakref import ref

from engagiert_ld.errors import (
    EngagiertError,
    QueryMemoryError,
    QueryTimeoutError,
    QueueFullError,
    RefusedQueryError,
    StoreError,
    TooManyQueriesError,
)
from engagiert_ld.publication import Limits
from engagiert_ld.store.fairness import Accounts, Caller, Queue, Recent
from engagiert_ld.store.messages import PeerEndedError
from engagiert_ld.store.parent import Ordered, no_worker
from engagiert_ld.store.worker import Worker
from engagiert_ld.store.zygote import STAYS, Ask

SOFT_S: Final = 0.05
"""A query that has computed for so long is slow."""

SWEEP_S: Final = 0.025
"""How often it is looked at what runs and waits."""

GRACE_S: Final = 0.25
"""So much longer than the limit the server waits for the kernel to end a worker."""

LEAST_S: Final = 0.01
"""A query is always given so much, as no time would mean no limit."""

SLOW_PLACES: Final = max(1, len(os.sched_getaffinity(0)) - 1)
"""One core is always left to the others; the places are for all releases together."""

CLIENT_SHARE: Final = 2
"""No client takes more than this part of the places to wait."""

OWN_ENDS: Final = tuple(-number for number in (signal.SIGALRM, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS))
"""How a worker ends because of its query."""

AGAIN_S: Final = 0.5
"""Pause after a worker was not to be had."""


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class Run:
    """A query that waits or runs; `done` gets the reply of the worker, or an error.

    `shape` is equal for queries that differ in constants only. Times are those of the event loop.
    """

    def __init__(self, ask: Ask, caller: Caller, shape: str, loop: AbstractEventLoop) -> None:
        self.ask = ask
        self.address = caller.address
        self.shape = shape
        self.done: Future[bytes] = loop.create_future()
        self.asked_at = loop.time()
        self.deadline = self.asked_at + max(ask.seconds, LEAST_S)
        self.started = 0.0
        self.cpu_s = 0.0
        self.was_broken_off = False
        self.worker: Worker | None = None
        self.gone = caller.gone
        self.watch: Future[object] | None = None


class Lanes:
    """Runs queries in workers that `order` brings. To be used in the thread of `loop` only."""

    def __init__(self, loop: AbstractEventLoop, limits: Limits, order: Callable[[Ordered], None]) -> None:
        self._loop = loop
        self._limits = limits
        self._order = order
        self._accounts = Accounts()
        self._quick_shapes: Recent[str, None] = Recent()
        self._fast: Queue[Run] = Queue(self._accounts)
        self._slow: Queue[Run] = Queue(self._accounts)
        self._fast_running: set[Run] = set()
        self._slow_running: set[Run] = set()
        self._idle: list[Worker] = []
        self._starting: set[Worker] = set()
        self._ordered = 0
        self._is_sweeping = False
        self._is_closed = False
        _ALL.append(ref(self))
        self._replenish()

    def submit(self, ask: Ask, caller: Caller, shape: str = "", at_any_rate: bool = False) -> "Future[bytes]":
        """Run a query within the seconds that it says; the future gets what the worker replies.

        The future gets `QueueFullError` or `TooManyQueriesError` at once where too many wait, unless it is to run
        `at_any_rate`; another `QueryLimitError` where a limit is met; `StoreError` where the query cannot be answered;
        `ClientGoneError`.
        """
        run = Run(ask, caller, shape, self._loop)
        is_slow = shape not in self._quick_shapes and self._accounts.is_slow(run.address, run.asked_at)
        error = no_worker() if self._is_closed else None if at_any_rate else self._no_place(run.address, is_slow)
        if error:
            run.done.set_exception(error)
            return run.done
        (self._slow if is_slow else self._fast).put(run)
        self._dispatch()
        if not self._is_sweeping:
            self._sweep_later()
        return run.done

    def resume(self) -> None:
        """Workers can be had again."""
        self._dispatch()

    def fail(self) -> None:
        """The parent of the workers has ended, and they with it."""
        for worker in (*self._idle, *self._starting):
            worker.close()
        self._idle.clear()
        self._starting.clear()
        self._ordered = 0
        for run in [*self._fast_running, *self._slow_running]:
            if run.worker:
                run.worker.close()
            self._finish(run, no_worker())
        self._refuse_waiting()

    def close(self) -> None:
        """End all workers; what runs or waits gets `StoreError`."""
        self._is_closed = True
        self.fail()
        _ALL[:] = [one for one in _ALL if one() not in (None, self)]

    # Places

    def _no_place(self, client: str, is_slow: bool) -> EngagiertError | None:
        """Why a query cannot even wait; one for which there is a worker, or will soon be, need not."""
        if not is_slow and len(self._fast) < len(self._idle) + len(self._starting) + self._ordered:
            return None
        places = self._limits.waiting_queries
        if len(self._fast) + len(self._slow) >= places:
            return QueueFullError(places, 0)
        share = max(places // CLIENT_SHARE, 1)
        if client and (self._slow if is_slow else self._fast).of(client) >= share:
            return TooManyQueriesError(places, share)
        return None

    def _dispatch(self) -> None:
        now = self._loop.time()
        while self._idle and self._fast and len(self._fast_running) < self._limits.query_workers:
            self._start(self._fast.take(now), self._fast_running, now)
        while self._idle and self._slow and self._has_slow_place:
            self._idle[-1].demote()
            self._start(self._slow.take(now), self._slow_running, now)
        self._replenish()

    @property
    def _has_slow_place(self) -> bool:
        everywhere = (one() for one in tuple(_ALL))
        return sum(len(lanes._slow_running) for lanes in everywhere if lanes) < SLOW_PLACES

    def _start(self, run: Run, lane: set[Run], now: float) -> None:
        worker = self._idle.pop()  # the one that was used last, whose memory is warm
        run.worker, run.started, run.cpu_s = worker, now, worker.cpu_s()
        lane.add(run)
        within = run.ask._replace(seconds=max(run.deadline - now, LEAST_S))
        worker.ask(marshal.dumps(tuple(within)), partial(self._replied, run, worker))

    def _replied(self, run: Run, worker: Worker, reply: bytes | PeerEndedError) -> None:
        now = self._loop.time()
        ran_s = now - run.started
        self._accounts.charge(run.address, ran_s, now)
        if isinstance(reply, PeerEndedError):
            worker.close()
            if reply.status in OWN_ENDS or run.was_broken_off:
                self._finish(run, self._reason(reply.status, now - run.asked_at))
            else:
                self._begin_again(run)
        else:
            if run.shape and (ran_s < SOFT_S or worker.cpu_s() - run.cpu_s < SOFT_S):
                self._quick_shapes[run.shape] = None
            self._take_back(worker, run in self._slow_running or reply[1:2] != STAYS)
            self._finish(run, reply)
        self._dispatch()

    def _begin_again(self, run: Run) -> None:
        """Somebody ended the worker, which says nothing about the query; it only reads, so it can be repeated, once."""
        run.was_broken_off = True
        queue = self._slow if run in self._slow_running else self._fast
        self._stop(run)
        queue.put(run)

    def _reason(self, status: int | None, elapsed_s: float) -> EngagiertError:
        """Why a worker has ended."""
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

    def _stop(self, run: Run) -> None:
        """It runs no longer, if it did."""
        self._fast_running.discard(run)
        self._slow_running.discard(run)
        run.worker = None

    def _refuse_waiting(self) -> None:
        for queue in (self._fast, self._slow):
            for run in queue.drop(lambda _: True):
                self._finish(run, no_worker())

    def _finish(self, run: Run, outcome: bytes | Exception) -> None:
        self._stop(run)
        if run.watch:
            run.watch.cancel()
        if run.done.done():  # cancelled
            return
        if isinstance(outcome, bytes):
            run.done.set_result(outcome)
        else:
            run.done.set_exception(outcome)

    # Workers come and go

    def _replenish(self) -> None:
        """Order workers until the fast lane has all of its own, and a slow query that may start has one."""
        wanted = self._limits.query_workers + bool(self._slow and self._has_slow_place)
        there = len(self._idle) + len(self._starting) + self._ordered + len(self._fast_running)
        for _ in range(0 if self._is_closed else wanted - there):
            self._ordered += 1
            self._order(self._came)

    def _came(self, worker: Worker | None) -> None:
        self._ordered = max(self._ordered - 1, 0)  # orders of a parent that has ended do not count
        if worker and self._is_closed:
            worker.close()
        elif worker:
            self._starting.add(worker)
            worker.heard = partial(self._ready, worker)
        elif not self._is_closed:
            self._none_came()

    def _none_came(self) -> None:
        self._loop.call_later(AGAIN_S, self._dispatch)
        if not (self._idle or self._starting or self._ordered or self._fast_running or self._slow_running):
            self._refuse_waiting()

    def _ready(self, worker: Worker, said: bytes | PeerEndedError) -> None:
        self._starting.remove(worker)
        self._take_back(worker, isinstance(said, PeerEndedError))
        self._dispatch()

    def _take_back(self, worker: Worker, retires: bool) -> None:
        if retires:
            worker.close()
            return
        worker.heard = partial(self._lost, worker)
        self._idle.append(worker)

    def _lost(self, worker: Worker, _: bytes | PeerEndedError) -> None:
        self._idle.remove(worker)
        worker.close()
        self._dispatch()

    # What takes long

    def _sweep_later(self) -> None:
        self._is_sweeping = True
        self._loop.call_later(SWEEP_S, self._sweep)

    def _sweep(self) -> None:
        """Look at all that runs and waits."""
        self._is_sweeping = False
        now = self._loop.time()
        for run in [*self._fast_running, *self._slow_running]:
            self._look_at(run, now)
        for queue in (self._fast, self._slow):
            for run in queue.drop(lambda run: run.deadline <= now):
                self._finish(run, QueueFullError(self._limits.waiting_queries, now - run.asked_at))
            for run in queue:
                self._watch(run, now)
        if self._slow and self._has_slow_place:  # which the query of another release has left
            self._dispatch()
        if self._fast_running or self._slow_running or self._fast or self._slow:
            self._sweep_later()

    def _look_at(self, run: Run, now: float) -> None:
        worker = run.worker
        assert worker
        self._watch(run, now)
        if now > run.deadline + GRACE_S:
            self._break_off(run, QueryTimeoutError(self._limits.query_seconds, now - run.asked_at))
        elif run in self._fast_running and now - run.started > SOFT_S and worker.cpu_s() - run.cpu_s > SOFT_S:
            self._slow_down(run, worker, now)

    def _slow_down(self, run: Run, worker: Worker, now: float) -> None:
        self._accounts.note_slow(run.address, now)
        self._quick_shapes.pop(run.shape, None)
        if self._has_slow_place:
            self._fast_running.remove(run)
            self._slow_running.add(run)
            worker.demote()
        else:
            self._accounts.charge(run.address, now - run.started, now)
            worker.kill()
            self._stop(run)
            self._slow.put(run)
        self._dispatch()

    def _watch(self, run: Run, now: float) -> None:
        """Learn when the client goes, for queries that take longer than most."""
        if run.gone and not run.watch and now - run.asked_at > SOFT_S:
            run.watch = asyncio.ensure_future(run.gone(), loop=self._loop)
            run.watch.add_done_callback(partial(self._gone, run))

    def _gone(self, run: Run, watch: "Future[object]") -> None:
        if not watch.cancelled():
            self._break_off(run, ClientGoneError())

    def _break_off(self, run: Run, error: Exception) -> None:
        if run.worker:
            run.worker.kill()
        for queue in (self._fast, self._slow):
            queue.drop(lambda one: one is run)
        self._finish(run, error)
        self._dispatch()


_ALL: Final[list[ref[Lanes]]] = []
"""One for each release that is open; a copy of a list is made at once, whatever other threads do."""
