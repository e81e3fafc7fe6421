"""A release is verified in its folder, or as a server gives it: downloaded first, like anybody would."""

import re
import tempfile
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, urljoin

from engagiert_ld.codings import BROTLI
from engagiert_ld.errors import DeploymentError, InputError, Message
from engagiert_ld.release.manifest import CHECKSUMS, MANIFEST
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.release.verification import Discrepancy, verify

TIMEOUT_S: Final = 60
MAX_BYTES: Final = 4 * 1024**3
"""No file of a release is larger; a server that sends more is not believed."""

LATEST: Final = f"dumps/latest/{CHECKSUMS}"
_FILE: Final = re.compile(r"[\w-][\w.-]*")
_DATED: Final = re.compile(r"/dataset/([^/]+)/?$")


class Verified(NamedTuple):
    """What was verified, and what is wrong with it."""

    name: str
    discrepancies: tuple[Discrepancy, ...]


def verified(target: str, shelf: Shelf) -> Verified:
    """Verify `target`: an address, a folder, a version on the shelf, or `current`.

    Raises `InputError` where there is no such release, `DeploymentError` where a server does not give it.
    """
    if re.match("https?://", target):
        return _verified_at(target)
    folders = (Path(target), shelf.path / target)
    folder = next((folder.resolve() for folder in folders if (folder / CHECKSUMS).is_file()), None)
    successors = [one.successor for one in shelf.erased() if one.version == target]
    if folder is None and successors:
        raise InputError(
            f"Aus {target} wurde etwas gelöscht; an seiner Stelle steht {successors[-1]}.",
            f"Something was erased from {target}; {successors[-1]} stands in its place.",
        )
    if folder is None:
        raise InputError(
            f"{target} ist kein Veröffentlichungsstand: weder ein Ordner mit {CHECKSUMS} noch eine Version in {shelf.path}.",
            f"{target} is no release: neither a folder with {CHECKSUMS} nor a version in {shelf.path}.",
        )
    return Verified(folder.name, tuple(verify(folder)))


def _verified_at(url: str) -> Verified:
    address = f"{url.rstrip('/')}/" if _DATED.search(url) else urljoin(url if url.endswith("/") else f"{url}/", LATEST)
    found = _request(urljoin(address, CHECKSUMS) if _DATED.search(url) else address)
    folder_url = urljoin(found.url, ".")
    dated = _DATED.search(folder_url)
    if not dated:
        raise _unusable(found.url, Message("führt zu keiner Version", "leads to no version"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / dated[1]
        folder.mkdir()
        (folder / CHECKSUMS).write_bytes(found.content)
        downloaded = tuple(_download(folder_url, _names(found), folder))
        return Verified(folder_url, (*downloaded, *verify(folder)))


def _names(checksums: "_Response") -> list[str]:
    names = [line.partition(b"  ")[2].decode("ascii", "replace") for line in checksums.content.splitlines()]
    for name in names:
        if not _FILE.fullmatch(name):
            raise _unusable(checksums.url, Message(f"nennt keine Datei: {name!r}", f"names no file: {name!r}"))
    return names


def _download(folder_url: str, names: list[str], folder: Path) -> Iterator[Discrepancy]:
    """Fetch each file as its address gives it; Brotli is a coding of a file, and no address of its own."""
    for name in names:
        plain = name.removesuffix(f".{BROTLI.extension}")
        coding = BROTLI.name if plain != name else "identity"
        response = _request(urljoin(folder_url, quote(plain)), coding)
        (folder / name).write_bytes(response.content)
        yield from _of_head(name, response, _request(response.url, coding, "HEAD"))
        if coding != response.fields.get("Content-Encoding", "identity"):
            yield Discrepancy(name, Message(f"kam nicht als {coding}", f"did not come as {coding}"))


def _of_head(name: str, got: "_Response", head: "_Response") -> Iterator[Discrepancy]:
    """HEAD has the fields that GET has (RFC 9110, 9.3.2)."""
    for field in ("Content-Type", "ETag", "Content-Length"):
        if got.fields.get(field) != head.fields.get(field):
            yield Discrepancy(name, Message(f"HEAD nennt anderes als GET: {field}", f"HEAD differs from GET: {field}"))
    if name == MANIFEST and got.fields.get_content_type() != "application/json":
        yield Discrepancy(name, Message("ist kein JSON", "is no JSON"))


class _Response(NamedTuple):
    url: str
    fields: HTTPMessage
    content: bytes


def _request(url: str, coding: str = "identity", method: str = "GET") -> _Response:
    request = urllib.request.Request(url, headers={"Accept-Encoding": coding}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
            content: bytes = response.read(MAX_BYTES + 1)
            fields: HTTPMessage = response.headers
            found = _Response(response.url, fields, content)
    except (OSError, HTTPException, ValueError) as error:
        raise _unusable(url, Message(f"nicht zu haben ({error})", f"not to be had ({error})")) from None
    if len(content) > MAX_BYTES:
        raise _unusable(url, Message("zu groß", "too large"))
    return found


def _unusable(url: str, what: Message) -> DeploymentError:
    return DeploymentError(f"{url}: {what.de}.", f"{url}: {what.en}.")
