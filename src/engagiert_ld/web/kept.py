"""Finished answers that are kept in memory, so that they need not be made again.

What is kept was made, and is chosen, by the same functions that answer for the first time; there is no second set of rules.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, cast

from flask import current_app

from engagiert_ld.web.delivery import Reply, Representation
from engagiert_ld.web.representations import Resource
from engagiert_ld.web.results import SHARE, Results

KEPT_KEY: Final = "engagiert_ld.kept"
RESULTS_KEY: Final = "engagiert_ld.results"


@dataclass
class Negotiated:
    """The representations of a resource that were made, by `Variant.key`; `extension` is what the address ends in."""

    resource: Resource
    extension: str
    made: dict[tuple[str, ...], Representation] = field(default_factory=dict)


class Kept:
    """Answers by path, as it arrives; above `max_bytes`, those least recently asked for go first. Safe for threads.

    For one path this is either a reply that is always the same, or what can be had by negotiation.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, Reply | Negotiated] = OrderedDict()
        self._sizes: Counter[str] = Counter()
        self.total_bytes = 0
        self._lock = Lock()

    def __getitem__(self, path: str) -> Reply | Negotiated | None:
        """What there is for a path, None where there is nothing."""
        with self._lock:
            if path not in self._entries:
                return None
            self._entries.move_to_end(path)
            return self._entries[path]

    def representation(self, path: str, key: tuple[str, ...]) -> Representation | None:
        """One representation of what is at a path, None where it is not kept."""
        entry = self[path]
        return entry.made.get(key) if isinstance(entry, Negotiated) else None

    def keep_reply(self, path: str, reply: Reply) -> None:
        """Answer each GET and HEAD of `path` with `reply` from now on."""
        with self._lock:
            if path not in self._entries:
                self._entries[path] = reply
                self._count(path, sum(len(name) + len(value) for name, value in reply.fields))

    def keep(self, path: str, resource: Resource, extension: str, key: tuple[str, ...], made: Representation) -> None:
        """Keep one representation in all codings, unless it is very large."""
        if len(made.content) * SHARE > self._max_bytes:
            return
        size_bytes = made.prepare()
        with self._lock:
            entry = self._entries.setdefault(path, Negotiated(resource, extension))
            if isinstance(entry, Negotiated) and key not in entry.made:
                entry.made[key] = made
                self._count(path, size_bytes)

    def _count(self, path: str, size_bytes: int) -> None:
        """Take note of what `path` needs more, and make room for it."""
        self._sizes[path] += size_bytes
        self.total_bytes += size_bytes
        while self.total_bytes > self._max_bytes:
            oldest, _ = self._entries.popitem(last=False)
            self.total_bytes -= self._sizes.pop(oldest)


def kept() -> Kept:
    """What is kept for the application that handles the present request."""
    return cast(Kept, current_app.extensions[KEPT_KEY])


def results() -> Results:
    """The results of queries that are kept for it."""
    return cast(Results, current_app.extensions[RESULTS_KEY])
