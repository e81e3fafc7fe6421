"""Local copies of sources, found by their checksums: they are compared with quotations and never published."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engagiert_ld.errors import InputError

MAX_BYTES: Final = 50_000_000
"""A larger file is no plain-text copy of a page or a paper."""


@dataclass(frozen=True)
class Copies:
    """Texts by the SHA-256 (hexadecimal) of their bytes."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def text(self, sha256: str) -> str | None:
        """The text with this checksum, None where no copy of it is at hand."""
        return self.texts.get(sha256)


def read_copies(folders: Iterable[Path]) -> Copies:
    """Read the UTF-8 texts of the folders; files of another kind are left aside.

    Raises `InputError` for a folder or file that cannot be read.
    """
    texts: dict[str, str] = {}
    for folder in folders:
        try:
            files = sorted(path for path in folder.iterdir() if path.is_file() and path.stat().st_size <= MAX_BYTES)
            contents = [path.read_bytes() for path in files]
        except OSError as error:
            raise InputError(
                f"Der Ordner {folder} mit Kopien der Quellen ist nicht lesbar: {error.strerror}.",
                f"The folder {folder} with copies of sources cannot be read: {error.strerror}.",
            ) from None
        texts |= dict(_decoded(contents))
    return Copies(texts)


def _decoded(contents: Iterable[bytes]) -> Iterable[tuple[str, str]]:
    for content in contents:
        try:
            yield hashlib.sha256(content).hexdigest(), content.decode("utf-8")
        except UnicodeDecodeError:
            continue
