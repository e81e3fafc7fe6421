"""The releases that are kept, up to one of them: what was cited stays to be had."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from mmap import ACCESS_READ, mmap
from threading import Lock
from typing import Final

from pyoxigraph import Quad

from engagiert_ld.formats import NQUADS
from engagiert_ld.release.manifest import QUADS, Release, open_release
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.sources.dumps import read_content

OPEN: Final = 4
"""So many releases stay open, with what was read of them."""


class Archive:
    """The releases beside `last`, which is the latest one as far as the archive knows; safe for threads."""

    def __init__(self, last: Release) -> None:
        self.last = last
        self._shelf = Shelf(last.path.parent)
        self._opened: OrderedDict[str, Release] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def history(self) -> tuple[str, ...]:
        """All versions ever published up to `last`, in order; one that was published again is named again."""
        history = self._shelf.history()
        if self.last.version not in history:
            return (self.last.version,)
        return tuple(history[: len(history) - history[::-1].index(self.last.version)])

    @cached_property
    def published(self) -> tuple[str, ...]:
        """The same, each once: one that was published again stands where it was last."""
        latest_first = dict.fromkeys(reversed(self.history))
        return tuple(reversed(latest_first))

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """What takes the place of versions from which something was erased: the last version of each chain."""
        follows = {one.version: one.successor for one in self._shelf.erased()}
        return {version: _end(version, follows) for version in follows}

    @property
    def versions(self) -> tuple[str, ...]:
        """Those of them that are kept, the latest last."""
        return tuple(version for version in self.published if self.is_kept(version))

    def release(self, version: str) -> Release | None:
        """A kept release, None where there is none with this version.

        Raises `DamagedReleaseError` for one that is not as it was published.
        """
        if version == self.last.version:
            return self.last
        if version not in self.published or not self.is_kept(version):
            return None
        with self._lock:
            release = self._opened.pop(version, None) or open_release(self._shelf.path / version)
            self._opened[version] = release
            while len(self._opened) > OPEN:
                self._opened.popitem(last=False)
        return release if release.publication.base_iri == self.last.publication.base_iri else None

    def describes(self, version: str, iri: str) -> bool:
        """Whether a kept release says anything of `iri`; searched as text, as parsing takes far longer."""
        return any(self._blocks(version, iri))

    def statements(self, version: str, iri: str) -> frozenset[Quad]:
        """What a kept release says of `iri` and of its parts (IRIs that differ by a fragment only); found as `describes`.

        Nothing for a release that cannot be read.
        """
        return frozenset(read_content(b"".join(self._blocks(version, iri, parts=True)), NQUADS))

    def is_kept(self, version: str) -> bool:
        """Whether the release is there."""
        return version == self.last.version or (self._shelf.path / version).is_dir()

    def _blocks(self, version: str, iri: str, *, parts: bool = False) -> Iterator[bytes]:
        """The lines of the N-Quads with `iri` as their subject, and those of its parts: lines are sorted, so they stand together."""
        subjects = [f"<{iri}> ".encode(), *([f"<{iri}#".encode()] if parts else [])]
        path = self._shelf.path / version / QUADS
        with (
            suppress(OSError, ValueError),
            path.open("rb") as file,
            mmap(file.fileno(), 0, access=ACCESS_READ) as content,
        ):
            yield from filter(None, (_block(content, subject) for subject in subjects))


def _block(content: mmap, start: bytes) -> bytes:
    """All lines that begin with `start`, the first of which is the first one of its kind."""
    begin = 0 if content[: len(start)] == start else content.find(b"\n" + start) + 1
    end = begin
    while content[end : end + len(start)] == start:
        end = content.find(b"\n", end) + 1 or len(content)
    return content[begin:end]


def _end(version: str, follows: Mapping[str, str]) -> str:
    while version in follows:
        version = follows[version]
    return version
