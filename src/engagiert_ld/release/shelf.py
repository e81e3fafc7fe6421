"""The folder of releases: which one is current, which came before, and the switch from one to the next."""

import datetime
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from engagiert_ld.errors import DamagedReleaseError, DeploymentError, NoReleaseError
from engagiert_ld.namespaces import RDF
from engagiert_ld.release.manifest import QUADS, Release, open_release

CURRENT: Final = "current"
HISTORY: Final = "HISTORY"
LOCK: Final = ".lock"
ERASED: Final = "ERASED"
NAMES: Final = "NAMES"


TYPED: Final = f"> <{RDF}type> ".encode()
"""What follows a subject where its class is stated: our N-Quads have one blank between terms."""


class Erased(NamedTuple):
    """A version that is gone because a fact was erased, the one that takes its place, and the day; never the fact."""

    version: str
    successor: str
    on: datetime.date

    def __str__(self) -> str:
        return f"{self.version} {self.successor} {self.on.isoformat()}"


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

    def erased(self) -> tuple[Erased, ...]:
        """The versions from which something was erased, in that order."""
        try:
            rows = [line.split() for line in (self.path / ERASED).read_text(encoding="utf-8").splitlines()]
        except OSError:
            return ()
        return tuple(Erased(version, successor, datetime.date.fromisoformat(on)) for version, successor, on in rows)

    def gone_names(self) -> Mapping[str, str]:
        """The things of releases that are no longer kept, with the last version that had each."""
        try:
            rows = (line.split(" ", 1) for line in (self.path / NAMES).read_text(encoding="utf-8").splitlines())
            return {iri: version for version, iri in rows}
        except OSError:
            return {}

    def kept_folders(self) -> list[Path]:
        """The folders of the releases that are kept, in the order in which they were published."""
        return [self.path / one for one in dict.fromkeys(self.history()) if (self.path / one).is_dir()]

    def replace_erased(self, erased: Iterable[Erased]) -> None:
        """Log what was erased and name the new versions in the history in place of the old ones. The shelf has to be locked."""
        log = [*map(str, self.erased()), *map(str, erased)]
        self._replace(ERASED, "".join(f"{line}\n" for line in log))
        successors = {one.version: one.successor for one in erased}
        renamed = [successors.get(name, name) for name in self.history()]
        self._replace(HISTORY, "".join(f"{name}\n" for name in renamed))
        _sync(self.path)

    def retain(self, keep: int) -> None:
        """Remove all releases but the latest `keep` (0: none is removed); the names that they published stay known."""
        folders = self.kept_folders()
        for folder in folders[: -keep or None] if keep else []:
            if folder.name == self._current():
                continue
            known = dict(self.gone_names()) | dict.fromkeys(map(bytes.decode, names_in(folder)), folder.name)
            self._replace(NAMES, "".join(f"{version} {iri}\n" for iri, version in sorted(known.items())))
            shutil.rmtree(folder)

    def signs(self) -> tuple[object, ...]:
        """What differs when there is another release to serve, or the same one was made again."""
        current = self.path / CURRENT
        try:
            made = current.stat().st_mtime_ns
        except OSError:
            made = 0
        return self._current(), made, self.history(), self.erased()

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


def names_in(folder: Path, start: bytes = b"") -> Iterator[bytes]:
    """The things of a release whose class is stated and that begin with `start`; found as text, because parsing takes far longer.

    Parts of things (with a fragment) are left out. A release that cannot be read tells nothing.
    """
    try:
        content = (folder / QUADS).read_bytes()
    except OSError:
        return
    for before in content.split(TYPED)[:-1]:
        name = before[before.rfind(b"\n") + len(b"\n<") :]
        if name.startswith(start) and b"#" not in name and b" " not in name:  # a blank: found inside a text
            yield name
