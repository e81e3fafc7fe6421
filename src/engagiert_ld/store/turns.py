"""How many queries run and wait at once."""

import contextlib
import threading
import time
from collections.abc import Iterator

from engagiert_ld.errors import QueueFullError
from engagiert_ld.publication import Limits


class Turns:
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
