"""A release: an immutable folder that tells what it holds and can be checked against its own checksums."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, Quad

from engagiert_ld.codings import Coding
from engagiert_ld.errors import DamagedReleaseError, SettingError
from engagiert_ld.namespaces import DCTERMS
from engagiert_ld.publication import Publication, publication_from_content
from engagiert_ld.sources.dumps import read_dump
from engagiert_ld.terms import iri_of

CHECKSUMS: Final = "SHA256SUMS"
MANIFEST: Final = "manifest.json"
SETTINGS: Final = "publication.json"
CONTEXT: Final = "context.jsonld"
QUADS: Final = "all.nq"
EXAMPLES: Final = "queries.nt"
CATALOGUE: Final = "catalogue.nt"
VERSION_ENTRY: Final = "version.nt"
VOID: Final = "void.nt"


ABOUT_FILES: Final = {MANIFEST: "application/json", CHECKSUMS: "text/plain"}
"""The files that say what the others are, and their media types."""


@dataclass(frozen=True)
class StoredFile:
    """A file of a release, with the codings of it that were prepared as files beside it."""

    path: Path
    size_bytes: int

    def __bytes__(self) -> bytes:
        return self.path.read_bytes()

    def __len__(self) -> int:
        return self.size_bytes

    def coded(self, coding: Coding) -> bytes | None:
        """The content in a coding, None where it was not prepared."""
        beside = self.path.with_name(f"{self.path.name}.{coding.extension}")
        return beside.read_bytes() if beside.is_file() else None


@dataclass(frozen=True)
class Release:
    """An intact release: its folder, its version (also the folder's name), and what `manifest.json` says."""

    path: Path
    version: str
    publication: Publication
    manifest: Mapping[str, Any]

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        """The published dataset."""
        return read_dump(self.path / QUADS)

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The names of the graphs of the dataset."""
        return frozenset(self.manifest["dataset"]["graphs"])

    @cached_property
    def examples(self) -> tuple[Quad, ...]:
        """The example queries as RDF; none in a release that was made without them."""
        return read_dump(self.path / EXAMPLES) if EXAMPLES in self.files else ()

    @cached_property
    def catalogue(self) -> tuple[Quad, ...]:
        """What the catalogue says of the dataset."""
        return read_dump(self.path / CATALOGUE)

    @cached_property
    def void(self) -> tuple[Quad, ...]:
        """The dataset in numbers (VoID); nothing in a release that was made without."""
        return read_dump(self.path / VOID) if VOID in self.files else ()

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """What the catalogue calls the files that can be downloaded, by name and language."""
        found: dict[str, dict[str, str]] = {}
        start = f"{self.publication.base_iri}dataset/{self.version}/"
        for quad in self.catalogue:
            iri, title = iri_of(quad.subject), quad.object
            if quad.predicate.value == f"{DCTERMS}title" and iri.startswith(start) and isinstance(title, Literal):
                found.setdefault(iri.removeprefix(start), {})[title.language or ""] = title.value
        return found

    @cached_property
    def context(self) -> Mapping[str, Any]:
        """The JSON-LD context: the value of `@context`."""
        context: Mapping[str, Any] = json.loads((self.path / CONTEXT).read_bytes())["@context"]
        return context

    @cached_property
    def files(self) -> Mapping[str, Mapping[str, Any]]:
        """The published files by name: `bytes`, `sha256` (hexadecimal), `media_type`."""
        return {entry["path"]: entry for entry in self.manifest["files"]}

    def stored(self, name: str) -> StoredFile:
        """The content of a file of the release with this name, which has to exist."""
        path = self.path / name
        return StoredFile(path, self.files[name]["bytes"] if name in self.files else path.stat().st_size)

    def media_type(self, name: str) -> str:
        """The media type of a file, as the manifest has it; empty where there is no such file."""
        if name in ABOUT_FILES:
            return ABOUT_FILES[name]
        return str(self.files[name]["media_type"]) if name in self.files else ""


def open_release(path: Path) -> Release:
    """Open a release folder after comparing every file with its checksum.

    Raises `DamagedReleaseError` that names the first file which is missing, left over, or differs.
    """
    verify_checksums(path)
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
        publication = publication_from_content(json.loads((path / SETTINGS).read_bytes()))
        return Release(path, manifest["version"], publication, manifest)
    except (ValueError, KeyError, TypeError, SettingError) as error:
        raise _damaged(path, MANIFEST, f"unlesbar ({error})", f"unreadable ({error})") from None


def verify_checksums(path: Path) -> None:
    """Compare each file of a release folder with `SHA256SUMS`; raises `DamagedReleaseError`."""
    expected = listed_checksums(path)
    present = {entry.name for entry in path.iterdir()} - {CHECKSUMS}
    for name in sorted(present ^ set(expected)):
        kind = ("überzählig", "left over") if name in present else ("fehlt", "missing")
        raise _damaged(path, name, *kind)
    for name, digest in expected.items():
        if sha256_of(path, name) != digest:
            raise _damaged(
                path, name, "anderer Inhalt als bei der Veröffentlichung", "content differs from what was published"
            )


def sha256_of(path: Path, name: str) -> str:
    """SHA-256 of a file of the release in hexadecimal. Raises `DamagedReleaseError`."""
    try:
        with (path / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _damaged(path, name, f"unlesbar ({error.strerror})", f"unreadable ({error.strerror})") from None


def listed_checksums(path: Path) -> dict[str, str]:
    """The checksums of `SHA256SUMS` by file. Raises `DamagedReleaseError` where it cannot be read."""
    try:
        lines = (path / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        pairs = (line.split("  ", 1) for line in lines)
        return {name: digest for digest, name in pairs}
    except (OSError, ValueError):
        raise _damaged(path, CHECKSUMS, "fehlt oder ist unlesbar", "missing or unreadable") from None


def _damaged(path: Path, name: str, de: str, en: str) -> DamagedReleaseError:
    return DamagedReleaseError(
        f"Der Veröffentlichungsstand {path} ist beschädigt: {name}: {de}. Mit „engagiert-ld build“ neu erstellen.",
        f"The release {path} is damaged: {name}: {en}. Make it again with “engagiert-ld build”.",
    )
