"""Queries at a steady rate, whatever becomes of the earlier ones (open loop); a program of its own for `attack.py`.

    python benchmarks/steady.py URL RATE LEAD_S SECONDS FIRST_NUMBER < texts.json

Latency counts from the moment at which a query was due, so that waiting for a free connection counts as well. What was due
in the first `LEAD_S` seconds is asked and not counted. Writes a JSON object: latencies in ms (infinite where the answer was
none or a refusal), the statuses of those (0: no answer in time), and how late this program itself was where a connection was free.
"""

import contextlib
import json
import math
import os
import sys
import threading
import time
from collections import Counter
from itertools import count
from typing import Final

from connection import Connection
from shapes import JSON

CONNECTIONS: Final = 32
PRIORITY: Final = -10
GIVE_UP_S: Final = 5.0
"""A query that is due for so long is not asked any more and counts as not answered."""


class Schedule:
    """Who is free takes the next query that is due."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._next = count()
        self._lock = threading.Lock()
        self._rate, self._queries = rate, int(rate * seconds)
        self.start = time.monotonic() + 0.1

    def take(self) -> tuple[int, float] | None:
        """The number of a query and when it is due; None when all are taken."""
        with self._lock:
            number = next(self._next)
        return (number, self.start + number / self._rate) if number < self._queries else None


def main() -> None:
    """Ask and write down."""
    url, rate, lead_s, seconds, first = sys.argv[1], *map(float, sys.argv[2:6])
    texts: list[list[str]] = json.load(sys.stdin)
    with contextlib.suppress(PermissionError):
        os.nice(PRIORITY)
    schedule = Schedule(rate, lead_s + seconds)
    latencies: list[float] = []
    lateness: list[float] = []
    failures: Counter[int] = Counter()

    def ask() -> None:
        connection = Connection(url, JSON)
        while taken := schedule.take():
            number, due = taken
            wait = due - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            sent = time.monotonic()
            text = str(int(first) + number).join(texts[number % len(texts)])
            status = connection.status(text) if sent - due < GIVE_UP_S else 0
            if due - schedule.start >= lead_s:
                latencies.append((time.monotonic() - due) * 1000 if status == 200 else math.inf)
                if status != 200:
                    failures[status] += 1
                if wait > 0:
                    lateness.append((sent - due) * 1000)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump({"latencies": latencies, "lateness": lateness, "failures": failures}, sys.stdout)


if __name__ == "__main__":
    main()
