"""The embedded store in processes of their own: no query can hang, exhaust or crash the server.

```
server ── control ──► parent (holds the release)
  │                     │ fork
  └─── connection ───► worker: one query at a time; the kernel ends it where it exceeds a limit
```
"""

import asyncio
import contextlib
import json
import logging
import threading
import time
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from engagiert_ld.errors import EngagiertError, StoreError
from engagiert_ld.formats import SRJ, Format
from engagiert_ld.publication import Limits
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.fairness import Caller
from engagiert_ld.store.lanes import Lanes
from engagiert_ld.store.parent import Ordered, Parent
from engagiert_ld.store.tokens import SHORT, checked_form, tokens
from engagiert_ld.store.zygote import ANSWER, REFUSAL, REFUSALS, Ask, Given

AGAIN_S: Final = 1
"""Pause after a start that failed."""

CHECK_S: Final = 5
"""A query that asks for nothing is answered within so long, or the store is not well."""

FIRST_S: Final = 60
"""A first worker is there within so long, however busy the machine is."""

NOBODY: Final = Caller()

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class WorkerStore:
    """Answers as `EmbeddedStore` does, within limits; see `Store`.

    `dump` is the N-Quads file of a release, from which the workers' parent loads it. Raises `StoreError` where that fails.
    An event loop does all: one of its own, unless `own_loop` is false; then `open` brings one. `reply` is for callers in the
    loop; the methods of `Store` are for all other threads, and wait.
    """

    def __init__(
        self, dump: Path, base_iri: str, context: Mapping[str, Any], limits: Limits, own_loop: bool = True
    ) -> None:
        self._limits = limits
        self._base_iri = base_iri
        self._given = Given(
            str(dump.absolute()),
            base_iri,
            dict(context),
            limits.query_memory_bytes,
            limits.result_bytes,
            limits.result_rows,
        )
        self._is_closing = threading.Event()
        self._seen = _Seen()
        parent = Parent(self._given)
        self._parent: Parent | None = parent
        self.graphs: Final = parent.graphs
        self._thread: threading.Thread | None = None
        if own_loop:
            loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=loop.run_forever, name="workers", daemon=True)
            self._thread.start()
            asyncio.run_coroutine_threadsafe(_called(partial(self.open, loop)), loop).result()

    def open(self, loop: AbstractEventLoop) -> None:
        """Begin to work, in the thread of `loop`."""
        self._loop = loop
        if self._parent:
            self._parent.attach(loop, self._ended)
        self._lanes = Lanes(loop, self._limits, self._order)

    async def ready(self, within_s: float = FIRST_S) -> None:
        """Wait, in the thread of the loop, until a query has been answered, whatever waits. Raises `StoreError`."""
        content_of(await self._lanes.submit(Ask(within_s, "ASK {}", SRJ.name), NOBODY, at_any_rate=True))

    def reply(self, ask: Ask, caller: Caller = NOBODY, shape: str = "") -> "Future[bytes]":
        """What a worker replies; `content_of` reads it. See `Lanes.submit` for the errors."""
        return self._lanes.submit(ask, caller, shape)

    def form(self, query: str) -> str:
        """See `Store.form`; for short queries decided here, as long ones would keep the threads of this process waiting."""
        if len(query) <= SHORT:
            return checked_form(tokens(query), self._base_iri, self.graphs)
        started = time.monotonic()
        form = self._answer(Ask(self._limits.query_seconds, query)).decode()
        self._seen.query, self._seen.elapsed_s = query, time.monotonic() - started
        return form

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE, page: int = 0) -> bytes:
        """See `Store.answer`."""
        spent = self._seen.elapsed_s if self._seen.query == query else 0.0
        return self._answer(Ask(self._limits.query_seconds - spent, query, result_format.name, *dataset, page=page))

    def check(self) -> None:
        """See `Store.check`; it waits behind nothing but what is quick."""
        self._within(self.ready(CHECK_S))

    def close(self) -> None:
        """End all processes, and the loop, which is an own one; with another loop, `shut` in its thread instead."""
        if parent := self._within(_called(self.shut)):
            parent.wait()
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread:
            self._thread.join()
        self._loop.close()

    def shut(self) -> Parent | None:
        """Let go of all processes, in the thread of the loop; the parent that is given can be waited for."""
        self._is_closing.set()
        self._lanes.close()
        if self._parent:
            self._parent.detach()
        return self._parent

    async def _replied(self, ask: Ask) -> bytes:
        return content_of(await self.reply(ask))

    def _answer(self, ask: Ask) -> bytes:
        return self._within(self._replied(ask))

    def _within(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _order(self, done: Ordered) -> None:
        if self._parent:
            self._parent.order(done)
        else:
            self._loop.call_soon(done, None)

    # When the parent ends, another one is started

    def _ended(self) -> None:
        ended, self._parent = self._parent, None
        self._lanes.fail()
        threading.Thread(target=self._start_again, args=(ended,), name="parent", daemon=True).start()

    def _start_again(self, ended: Parent) -> None:
        log.error("the parent of the query workers ended with %s and is started again", ended.wait())
        while not self._is_closing.is_set():
            try:
                parent = Parent(self._given)
            except StoreError:
                log.exception("the parent of the query workers does not start")
                self._is_closing.wait(AGAIN_S)
                continue
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it the need
                self._loop.call_soon_threadsafe(self._started, parent)
            return

    def _started(self, parent: Parent) -> None:
        parent.attach(self._loop, self._ended)
        if self._is_closing.is_set():
            parent.detach()
            return
        self._parent = parent
        self._lanes.resume()


class _Seen(threading.local):
    """The long query whose form this thread asked for last, and how long that took: it is part of the query's time."""

    query = ""
    elapsed_s = 0.0


async def _called(work: Callable[[], _Result]) -> _Result:
    """What `work` gives, for calls into the thread of a loop."""
    return work()


def content_of(reply: bytes) -> bytes:
    """The answer in the reply of a worker; raises the error that it reports."""
    kind, told = reply[:1], reply[2:]
    if kind == ANSWER:
        return told
    if kind == REFUSAL:
        name, arguments = json.loads(told)
        raise REFUSALS[name](*arguments)
    text = told.decode(errors="replace")
    raise EngagiertError(f"Die Abfrage ist gescheitert: {text}", f"The query failed: {text}")
