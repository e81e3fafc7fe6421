"""Who comes first: what each client has had of late, and queries that wait, by client."""

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

DEBT_S: Final = 10
"""So long a client is known to have sent a slow query."""

HALF_LIFE_S: Final = 10
"""After so long, half of what a client has had is forgotten."""

REMEMBERED: Final = 10_000
"""So many clients are remembered."""


class Caller(NamedTuple):
    """Who asks: an address, empty if unknown, and what can be awaited until the client has gone, if anything."""

    address: str = ""
    gone: Callable[[], Awaitable[object]] | None = None


class Waiting(Protocol):
    """What can wait."""

    @property
    def address(self) -> str:
        """Of the client."""


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Waiting = TypeVar("_Waiting", bound=Waiting)


class Recent(OrderedDict[_Key, _Value]):
    """A mapping that forgets what was set first when there are more than `REMEMBERED` entries."""

    def __setitem__(self, key: _Key, value: _Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > REMEMBERED:
            self.popitem(last=False)


class Accounts:
    """What clients have had, in seconds; `now` is any clock that only goes forward. Nothing is known of an empty address."""

    def __init__(self) -> None:
        self._had: Recent[str, tuple[float, float]] = Recent()
        self._slow_until: Recent[str, float] = Recent()

    def had(self, client: str, now: float) -> float:
        """What a client has had; of that, half is forgotten in every `HALF_LIFE_S`."""
        seconds, at = self._had.get(client, (0.0, now))
        return float(seconds * 0.5 ** ((now - at) / HALF_LIFE_S))

    def charge(self, client: str, seconds: float, now: float) -> None:
        """Count `seconds` more."""
        self._had[client] = self.had(client, now) + seconds, now

    def note_slow(self, client: str, now: float) -> None:
        """A query of `client` turned out to be slow."""
        if client:
            self._slow_until[client] = now + DEBT_S

    def is_slow(self, client: str, now: float) -> bool:
        """Whether that was a short time ago."""
        return self._slow_until.get(client, now) > now


class Queue(Generic[_Waiting]):
    """Whoever had least comes first; what one client sent stays in order."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._waiting: dict[str, deque[_Waiting]] = {}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[_Waiting]:
        return (one for waiting in self._waiting.values() for one in waiting)

    def of(self, client: str) -> int:
        """How many of a client wait."""
        return len(self._waiting.get(client, ()))

    def put(self, one: _Waiting) -> None:
        """Let it wait behind those of its client."""
        self._waiting.setdefault(one.address, deque()).append(one)
        self._length += 1

    def take(self, now: float) -> _Waiting:
        """The next one; there has to be one."""
        clients = self._waiting
        client = min(clients, key=lambda one: self._accounts.had(one, now)) if len(clients) > 1 else next(iter(clients))
        return self._removed(client, clients[client][0])

    def drop(self, which: Callable[[_Waiting], bool]) -> list[_Waiting]:
        """Take out all for which `which` holds."""
        found = [one for one in self if which(one)]
        return [self._removed(one.address, one) for one in found]

    def _removed(self, client: str, one: _Waiting) -> _Waiting:
        waiting = self._waiting[client]
        waiting.remove(one)
        if not waiting:
            del self._waiting[client]
        self._length -= 1
        return one
