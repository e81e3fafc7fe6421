"""HTTP as harvesters use it, with bounds on everything that a server decides: size, time, redirections."""

import hashlib
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message as Fields
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

from engagiert_ld import __version__
from engagiert_ld.errors import Message

USER_AGENT: Final = f"engagiert-ld/{__version__} (harvest rehearsal)"
TIMEOUT_S: Final = 30.0
"""A connection that is silent for so long is given up."""
WHOLE_S: Final = 300.0
"""An answer that is not complete by then is given up."""
REDIRECTIONS: Final = 5
CHUNK: Final = 64 * 1024
CATALOGUE_BYTES: Final = 50 * 1024 * 1024
"""CKAN reads no larger page of a catalogue (`ckanext.dcat.max_file_size`)."""
FILE_BYTES: Final = 4 * 1024**3

SAFE_IN_URL: Final = "/:@!$&'()*+,;=~-._%?#[]"


class NotHadError(Exception):
    """Something is not to be had; `message` says why."""

    def __init__(self, url: str, de: str, en: str) -> None:
        self.message = Message(f"{url}: {de}", f"{url}: {en}")
        super().__init__(self.message.en)


@dataclass(frozen=True)
class Answer:
    """What a server answered: where at last, with which status and fields, and the content."""

    url: str
    status: int
    fields: Fields
    content: bytes = b""

    @property
    def media_type(self) -> str:
        """The media type, empty where none is told."""
        return self.fields.get_content_type() if self.fields["Content-Type"] else ""

    @property
    def length(self) -> int | None:
        """`Content-Length`, None where it is not told."""
        told = self.fields["Content-Length"] or ""
        return int(told) if told.isascii() and told.isdecimal() else None


@dataclass(frozen=True)
class FileAnswer(Answer):
    """As `Answer`, of a file whose content is not kept: its size and SHA-256 (hexadecimal)."""

    size: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Client:
    """Asks a site; what is named below `names` is asked for below `site`, where the two differ."""

    names: str = ""
    site: str = ""

    def address(self, iri: str) -> str:
        """Where something that is named so is asked for."""
        return f"{self.site}{iri.removeprefix(self.names)}" if self.names and iri.startswith(self.names) else iri

    def head(self, iri: str) -> Answer:
        """The answer to HEAD. Raises `NotHadError`."""
        with _answered("HEAD", self.address(iri)) as response:
            return Answer(response.url, response.status or 0, response.headers)

    def get(self, iri: str, accept: str = "*/*", at_most: int = CATALOGUE_BYTES) -> Answer:
        """The answer to GET with its content. Raises `NotHadError`, also where there are more bytes than `at_most`."""
        with _answered("GET", self.address(iri), accept) as response:
            content = b"".join(_chunks(response, at_most))
            return Answer(response.url, response.status or 0, response.headers, content)

    def get_file(self, iri: str) -> FileAnswer:
        """The answer to GET of a file, which may be large. Raises `NotHadError`."""
        with _answered("GET", self.address(iri)) as response:
            size, digest = 0, hashlib.sha256()
            for chunk in _chunks(response, FILE_BYTES):
                size += len(chunk)
                digest.update(chunk)
            status = response.status or 0
            return FileAnswer(response.url, status, response.headers, b"", size, digest.hexdigest())


class _Redirections(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTIONS
    max_repeats = 2


def _opener() -> urllib.request.OpenerDirector:
    """For HTTP and HTTPS only: neither files nor other schemes are opened, wherever a server may lead to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        _Redirections(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


@contextmanager
def _answered(method: str, url: str, accept: str = "*/*") -> Iterator[HTTPResponse | HTTPError]:
    if urlsplit(url).scheme not in ("http", "https"):
        raise NotHadError(url, "keine Adresse mit http oder https", "no address with http or https")
    fields = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
    try:
        request = urllib.request.Request(quote(url, safe=SAFE_IN_URL), headers=fields, method=method)
        try:
            response = _opener().open(request, timeout=TIMEOUT_S)
        except HTTPError as refused:
            response = refused
        if response is None:
            raise NotHadError(url, "führt zu einer Adresse ohne http", "leads to an address without http")
        with response:
            yield response
    except (OSError, HTTPException, ValueError) as error:
        raise NotHadError(url, f"nicht zu haben ({error})", f"not to be had ({error})") from None


def _chunks(response: HTTPResponse | HTTPError, at_most: int) -> Iterator[bytes]:
    url = response.url or ""
    length, until = 0, time.monotonic() + WHOLE_S
    while chunk := response.read(CHUNK):
        length += len(chunk)
        if length > at_most:
            raise NotHadError(url, f"mehr als {at_most} Bytes", f"more than {at_most} bytes")
        if time.monotonic() > until:
            raise NotHadError(url, f"nach {WHOLE_S:.0f} s nicht vollständig", f"not complete after {WHOLE_S:.0f} s")
        yield chunk
    told = response.headers["Content-Length"]
    if told and told.isdecimal() and int(told) != length:
        raise NotHadError(url, f"{length} von {told} Bytes kamen an", f"{length} of {told} bytes arrived")
