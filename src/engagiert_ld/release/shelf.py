"""The folder of releases: which one is current, which came before, and the switch from one to the next."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engagiert_ld.errors import DamagedReleaseError, DeploymentError, NoReleaseError
from engagiert_ld.release.manifest import Release, open_release

CURRENT: Final = "current"
HISTORY: Final = "HISTORY"
LOCK: Final = ".lock"


@dataclass(frozen=True)
class Shelf:
    """The folder `releases/`: one folder per version, `current` links to one, `HISTORY` lists them as published."""

    path: Path

    def history(self) -> list[str]:
        """The versions in the order in which they were published, the latest last."""
        try:
            return (self.path / HISTORY).read_text(encoding="utf-8").split()
        except OSError:
            return []

    def signs(self) -> tuple[object, ...]:
        """What differs when there is another release to serve, or the same one was made again."""
        current = self.path / CURRENT
        try:
            made = current.stat().st_mtime_ns
        except OSError:
            made = 0
        return self._current(), made, self.history()

    def newest(self) -> tuple[Release, tuple[DamagedReleaseError, ...]]:
        """The release to serve: the current one, or the latest one before it that is intact; and what was refused.

        Raises `NoReleaseError` where there is none, and `DamagedReleaseError` where all are damaged.
        """
        refused: list[DamagedReleaseError] = []
        for version in self._candidates():
            try:
                return open_release(self.path / version), tuple(refused)
            except DamagedReleaseError as error:
                refused.append(error)
        if refused:
            raise refused[0]
        raise NoReleaseError(
            f"In {self.path} liegt noch keine Veröffentlichung. „engagiert-ld build“ erstellt die erste.",
            f"There is no release in {self.path} yet. “engagiert-ld build” makes the first one.",
        )

    def switch_to(self, version: str) -> None:
        """Make `version` the current release: one atomic rename; readers see the old one or the new one."""
        listed = self.history()[-1:] == [version]
        if listed and self._current() == version:
            return
        if not listed:
            self._replace(HISTORY, "".join(f"{name}\n" for name in [*self.history(), version]))
        link = self.path / f".{CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(version, target_is_directory=True)
        link.replace(self.path / CURRENT)
        _sync(self.path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other builds out; raises `DeploymentError` where the folder cannot be written."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / LOCK).open("w")
        except OSError as error:
            raise DeploymentError(
                f"{self.path} ist nicht beschreibbar: {error.strerror}.",
                f"{self.path} cannot be written: {error.strerror}.",
            ) from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _candidates(self) -> list[str]:
        known = [name for name in reversed(self.history()) if (self.path / name).is_dir()]
        return list(dict.fromkeys(filter(None, (self._current(), *known))))

    def _current(self) -> str:
        """The version that `current` links to, an empty text where there is none."""
        link = self.path / CURRENT
        return link.readlink().name if link.is_symlink() else ""

    def _replace(self, name: str, text: str) -> None:
        beside = self.path / f".{name}"
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.path / name)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
