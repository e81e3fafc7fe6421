"""Two releases by their names, and their difference in the formats of the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engagiert_ld.errors import InputError
from engagiert_ld.release.diff import Difference, as_document, in_words
from engagiert_ld.release.manifest import CHECKSUMS, Release, open_release
from engagiert_ld.release.shelf import CURRENT, Shelf

PREVIOUS: Final = "previous"


def difference(shelf: Shelf, before: str, after: str) -> Difference:
    """The difference of two releases: versions on the shelf, folders, `current`, or `previous`, the one before the current.

    Raises `InputError` where there is none of this name, `DamagedReleaseError` for one that is not as it was published.
    """
    return Difference(_named(shelf, before), _named(shelf, after))


def _named(shelf: Shelf, name: str) -> Release:
    version = _before_current(shelf) if name == PREVIOUS else name
    folder = next((one for one in (shelf.path / version, Path(version)) if (one / CHECKSUMS).is_file()), None)
    if folder is None:
        raise InputError(
            f"{name} ist kein Veröffentlichungsstand in {shelf.path}. Es gibt dort: {_known(shelf)}.",
            f"{name} is no release in {shelf.path}. There are: {_known(shelf)}.",
        )
    return open_release(folder.resolve())


def _before_current(shelf: Shelf) -> str:
    """The version that was published before the current one; its name where there is none."""
    history = shelf.history()
    current = (shelf.path / CURRENT).resolve().name
    before = [version for version in history[: _last(history, current)] if version != current]
    return before[-1] if before else PREVIOUS


def _last(history: list[str], version: str) -> int:
    return len(history) - history[::-1].index(version) - 1 if version in history else len(history)


def _known(shelf: Shelf) -> str:
    return ", ".join(version for version in dict.fromkeys(shelf.history()) if (shelf.path / version).is_dir()) or "–"


DIFFERENCE_FORMATS: Final[dict[str, Callable[[Difference, str], str]]] = {
    "text": in_words,
    "patch": lambda found, _language: found.patch().decode(),
    "json": lambda found, _language: json.dumps(as_document(found), ensure_ascii=False, indent=2) + "\n",
}
"""Writers by name: difference and language of messages → text."""
