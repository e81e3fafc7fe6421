"""Results of queries that are kept in memory, for one release.

A request that was answered before is recognised by its text; one that differs from it in what means nothing (white space,
the order of parameters, another client's `Accept`) by what it asks.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

from engagiert_ld.codings import CODINGS
from engagiert_ld.store import QueryDataset
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.delivery import Representation
from engagiert_ld.web.paging import Paging

SHARE: Final = 8
"""No single representation takes more than this part of what may be kept."""

OVERHEAD_BYTES: Final = 2000
"""What an entry takes beside its texts."""

Key = tuple[str, QueryDataset, str, Paging]
"""The query, the graphs named beside it, the name of the format, and the page."""

_Request = tuple[str, str | None]


class Results:
    """Representations of results; above `max_bytes`, those least recently asked for go first. Safe for threads.

    A result counts as if all its codings had been made and none were smaller.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._made: OrderedDict[Key, Representation] = OrderedDict()
        self._requests: dict[Key, set[_Request]] = {}
        self._keys: dict[_Request, Key] = {}
        self._lock = Lock()
        self.total_bytes = 0

    def __getitem__(self, key: Key) -> Representation | None:
        """What was made for what is asked, None where it is not kept."""
        with self._lock:
            if key not in self._made:
                return None
            self._made.move_to_end(key)
            return self._made[key]

    def __setitem__(self, key: Key, made: Representation) -> None:
        """Keep it, unless it is very large."""
        size = _size(key, made)
        if size * SHARE > self._max_bytes:
            return
        with self._lock:
            if key not in self._made:
                self._made[key] = made
                self._requests[key] = set()
                self.total_bytes += size
                self._make_room()

    def of_request(self, asked: Asked) -> Representation | None:
        """What a GET or HEAD was answered with before."""
        key = self._keys.get(_request(asked))
        return self[key] if key else None

    def note(self, asked: Asked, key: Key) -> None:
        """Recognise the GET or HEAD as asking for what was kept under `key`, if it was."""
        request = _request(asked)
        with self._lock:
            if key in self._made and request not in self._keys:
                self._keys[request] = key
                self._requests[key].add(request)
                self.total_bytes += _request_size(request)
                self._make_room()

    def _make_room(self) -> None:
        while self.total_bytes > self._max_bytes:
            key, made = self._made.popitem(last=False)
            self.total_bytes -= _size(key, made)
            for request in self._requests.pop(key):
                del self._keys[request]
                self.total_bytes -= _request_size(request)


def _request(asked: Asked) -> _Request:
    return asked.query, asked.field("Accept")


def _request_size(request: _Request) -> int:
    return OVERHEAD_BYTES // 4 + len(request[0]) + len(request[1] or "")


def _size(key: Key, made: Representation) -> int:
    fields = sum(map(len, made.fields.values()))
    return OVERHEAD_BYTES + len(key[0]) + fields + len(made.content) * (1 + len(CODINGS))
