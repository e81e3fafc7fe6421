"""What the system says of processes and processors; holding still the processes of a server."""

import contextlib
import os
import signal
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

TICKS: Final = os.sysconf("SC_CLK_TCK")
LOOK_S: Final = 0.25
IDLE_TICKS: Final = 2
"""Whoever takes no more ticks than that between two looks computes nothing."""

FOREIGN_CORES: Final = 0.1
"""With more than that, ratios are those of luck."""


def family(pid: int) -> list[int]:
    """A process and those that it began, directly or not, parents first."""
    parents = {int(fields[0]): int(fields[2]) for fields in map(_fields, Path("/proc").glob("[0-9]*/stat")) if fields}
    found = [pid]
    for ancestor in found:
        found += [child for child, parent in parents.items() if parent == ancestor]
    return found


def ticks(pid: int) -> int:
    """The processor time of a process and its family, with those of it that have ended; clock ticks."""
    taken = (_fields(Path(f"/proc/{member}/stat")) for member in family(pid))
    return sum(int(value) for fields in taken if fields for value in fields[12:16])


def hold(pid: int) -> None:
    """Stop a process and its family where they are, the parents first, so that no further ones come about."""
    for _ in range(2):
        _signal(family(pid), signal.SIGSTOP)


def release(pid: int) -> None:
    """Let what was held go on."""
    _signal(reversed(family(pid)), signal.SIGCONT)


def kill(pid: int) -> None:
    """End a process and its family at once."""
    _signal(family(pid), signal.SIGKILL)


def becomes_idle(pid: int, seconds: float) -> bool:
    """Whether a family stops computing in time."""
    deadline = time.monotonic() + seconds
    before = ticks(pid)
    while time.monotonic() < deadline:
        time.sleep(LOOK_S)
        now = ticks(pid)
        if now - before <= IDLE_TICKS:
            return True
        before = now
    return False


@dataclass
class Foreign:
    """How many processor cores were busy with what is not ours, between `begin` and `end`."""

    pids: tuple[int, ...]
    began: float = field(init=False)
    busy: int = field(init=False)
    own: int = field(init=False)

    def begin(self) -> None:
        """Start counting."""
        self.began, self.busy, self.own = time.monotonic(), _busy(), self._own()

    def end(self) -> float:
        """The mean number of foreign cores since."""
        ran = (time.monotonic() - self.began) * TICKS
        return max(0.0, (_busy() - self.busy - (self._own() - self.own)) / ran)

    def _own(self) -> int:
        return ticks(os.getpid()) + sum(map(ticks, set(self.pids) - set(family(os.getpid()))))


def told(foreign: Sequence[float]) -> str:
    """The foreign load of all rounds in words, with a warning where it spoils them."""
    middle = statistics.median(foreign)
    text = f"foreign load {middle:.2f} cores (median), {max(foreign):.2f} at most."
    return text if middle <= FOREIGN_CORES else f"{text} **Too much: measure again when nothing else runs.**"


def _busy() -> int:
    """Ticks of all cores that were not idle (user, nice, system, interrupts, stolen)."""
    values = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(values) - values[3] - values[4]


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _fields(stat: Path) -> list[str]:
    """The fields of `stat` (proc(5)) without the name, which may hold anything: number, state, parent, and so on."""
    try:
        number, _, rest = stat.read_text().partition(" (")
    except OSError:
        return []
    return [number, *rest.rpartition(") ")[2].split()]
