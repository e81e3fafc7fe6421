"""What the system says of processes: which began which, and which still run."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that a process began, the earliest first."""
    return sorted(child for child, parent in _parents().items() if parent == pid)


def descendants(pid: int) -> list[int]:
    """The processes that a process began, directly or not, parents first."""
    parents = _parents()
    found = [pid]
    for ancestor in found:
        found += [child for child, parent in parents.items() if parent == ancestor]
    return found[1:]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def running(pids: Iterable[int]) -> list[int]:
    """Those that have not ended; whoever waits to be buried has."""
    return [pid for pid in pids if _state(pid) not in ("", "Z", "X")]


def cpu_seconds(pid: int) -> float:
    """How long a process has computed, 0 where there is none."""
    ticks = _fields(Path(f"/proc/{pid}/stat"))[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def wait_until(reached: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes about in time."""
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _parents() -> dict[int, int]:
    return dict(filter(None, map(_parent, Path("/proc").glob("[0-9]*/stat"))))


def _fields(stat: Path) -> list[str]:
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    return (_fields(Path(f"/proc/{pid}/stat")) or [""])[0]


def _parent(stat: Path) -> tuple[int, int] | None:
    fields = _fields(stat)
    return (int(stat.parent.name), int(fields[1])) if fields else None
