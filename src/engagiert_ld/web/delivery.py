"""From a representation to the answer: coding, validators, preconditions, parts (RFC 9110, sections 8, 13 and 14)."""

import base64
import datetime
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Protocol

from werkzeug.http import http_date, parse_etags

from engagiert_ld.codings import CODINGS, SMALLEST, Coding
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.negotiation import IDENTITY, choose_coding
from engagiert_ld.web.refusals import RefusalError

Fields = list[tuple[str, str]]

_CODINGS: Final = {coding.name: coding for coding in CODINGS}
_NAMES: Final = tuple(_CODINGS)
_KEPT_BY_304: Final = ("Content-Location", "ETag", "Vary", "Cache-Control", "Accept-Query")
_OF_SELECTED: Final = ("ETag", "Last-Modified", "Repr-Digest", "Content-Location")
_ONE_RANGE: Final = re.compile(
    r"bytes=(?:(?P<first>[0-9]{1,18})-(?P<last>[0-9]{1,18})?|-(?P<suffix>[0-9]{1,18}))", re.IGNORECASE
)


class Stored(Protocol):
    """Content that was prepared with its codings."""

    def __bytes__(self) -> bytes: ...

    def __len__(self) -> int: ...

    def coded(self, coding: Coding, /) -> bytes | None:
        """The content in a coding, None where it was not prepared."""
        ...


Content = bytes | Stored


@dataclass(frozen=True)
class Reply:
    """A whole answer: status, fields and body; nothing in it depends on the framework."""

    status: int
    fields: Fields
    body: bytes = b""


@dataclass(frozen=True)
class Coded:
    """A representation in one coding: its bytes, its strong validator (8.8.3), the fields of a 200 and of a 304."""

    content: bytes
    etag: str
    fields: Fields
    unchanged: Fields


@dataclass
class Representation:
    """What is sent for one resource in one format, language and profile.

    `fields` are those that every coding has, `vary` the request fields that had a say beside `Accept-Encoding`, `cache` the
    value of `Cache-Control`; `modified` is the date of the release, the only date there is. `revised` are fields that may
    change while the content does not, so that a 304 has them as well (RFC 9110 15.4.5).
    """

    content: Content
    fields: Mapping[str, str]
    vary: tuple[str, ...]
    cache: str
    modified: datetime.date
    ranges: bool = False
    revised: tuple[str, ...] = ()
    _coded: dict[str, Coded] = field(default_factory=dict, repr=False)

    def coded(self, name: str) -> Coded:
        """The representation in the coding with this name; made once."""
        if name not in self._coded:
            self._coded[name] = self._encode(name)
        return self._coded[name]

    def prepare(self) -> int:
        """Make all codings; gives the bytes that they take together."""
        names = (IDENTITY, *_NAMES) if len(self.content) >= SMALLEST else (IDENTITY,)
        return sum(len(self.coded(name).content) for name in names)

    @property
    def last_modified(self) -> datetime.datetime:
        """The first second of the day of the release."""
        return _first_second(self.modified)

    def _encode(self, name: str) -> Coded:
        content = self._bytes(name)
        digest = hashlib.sha256(content).digest()
        etag = digest.hex()[:32]
        fields = dict(self.fields) | {
            "Vary": ", ".join((*self.vary, "Accept-Encoding")),
            "Cache-Control": self.cache,
            "ETag": f'"{etag}"',
            "Last-Modified": _http_date(self.modified),
            "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",  # RFC 9530, section 3
        }
        fields |= {"Content-Encoding": name} if name != IDENTITY else {}
        fields |= {"Accept-Ranges": "bytes"} if self.ranges else {}
        unchanged = [(key, value) for key, value in fields.items() if key in (*_KEPT_BY_304, *self.revised)]
        return Coded(content, etag, list(fields.items()), unchanged)

    def _bytes(self, name: str) -> bytes:
        if name == IDENTITY:
            return bytes(self.content)
        prepared = None if isinstance(self.content, bytes) else self.content.coded(_CODINGS[name])
        return _CODINGS[name].encode(bytes(self.content)) if prepared is None else prepared


@lru_cache(maxsize=16)
def _first_second(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


@lru_cache(maxsize=16)
def _http_date(day: datetime.date) -> str:
    return http_date(_first_second(day))


def deliver(representation: Representation, asked: Asked) -> Reply:
    """The answer to a GET or HEAD for this representation, or to a POST that leads to it.

    Raises `RefusalError`: 406 where no coding is acceptable (12.5.3), 412 where a precondition fails (13.1), 416 for a part
    behind the end (15.5.17).
    """
    coded = representation.coded(_coding(representation, asked))
    if asked.is_conditional and _is_unchanged(asked, coded.etag, representation.last_modified):
        return Reply(304, coded.unchanged)
    part = _part(asked, coded, representation.last_modified) if representation.ranges else None
    if part is not None:
        return _partial(coded, part, asked)
    return _whole(200, coded.fields, coded.content, asked)


def deliver_gone(representation: Representation, asked: Asked) -> Reply:
    """410: a representation of what is left to say; there is nothing to validate or to have in parts."""
    coded = representation.coded(IDENTITY)
    fields = [(name, value) for name, value in coded.fields if name not in _OF_SELECTED]
    return _whole(410, fields, coded.content, asked)


def _whole(status: int, fields: Fields, content: bytes, asked: Asked) -> Reply:
    """HEAD gives the fields of GET alone (9.3.2)."""
    return Reply(status, [*fields, ("Content-Length", str(len(content)))], b"" if asked.method == "HEAD" else content)


def _coding(representation: Representation, asked: Asked) -> str:
    header = asked.field("Accept-Encoding")
    if header is None:
        return IDENTITY
    large = len(representation.content) >= SMALLEST
    coding = choose_coding(header, _NAMES if large else ()) or choose_coding(header, _NAMES)
    if coding is None:
        listed = ", ".join((*_NAMES, IDENTITY))
        raise RefusalError(406, f"Codierungen: vorhanden: {listed}", f"codings: available: {listed}")
    return coding


def _is_unchanged(asked: Asked, etag: str, last_modified: datetime.datetime) -> bool:
    """Whether the client has this representation already; preconditions in the order of section 13.2.2.

    Raises `RefusalError` (412) where `If-Match` or `If-Unmodified-Since` is not fulfilled, and for methods that do not
    only read, where `If-None-Match` is not (13.1.2).
    """
    if_match, if_none_match = asked.field("If-Match"), asked.field("If-None-Match")
    if if_match is not None:
        if not parse_etags(if_match).contains(etag):
            raise _failed("If-Match")
    elif (unmodified := asked.date("If-Unmodified-Since")) and last_modified > unmodified:
        raise _failed("If-Unmodified-Since")
    if if_none_match is not None:
        unchanged = parse_etags(if_none_match).contains_weak(etag)
        if unchanged and not asked.is_safe:
            raise _failed("If-None-Match")
        return unchanged
    since = asked.date("If-Modified-Since") if asked.is_safe else None
    return since is not None and last_modified <= since


def _failed(name: str) -> RefusalError:
    return RefusalError(412, f"Die Bedingung {name} ist nicht erfüllt", f"the precondition {name} is not fulfilled")


def _part(asked: Asked, coded: Coded, last_modified: datetime.datetime) -> slice | None:
    """The part that is asked for, None for the whole: in a GET, for one range of bytes, of the representation meant.

    Other units, other methods and invalid ranges are ignored (14.1.1, 14.2), and so are several ranges, which may be.
    Raises `RefusalError` (416) for a part that lies behind the end.
    """
    wanted = _ONE_RANGE.fullmatch((asked.field("Range") or "").strip())
    if asked.method != "GET" or not wanted or not _is_meant(asked, coded.etag, last_modified):
        return None
    size = len(coded.content)
    if wanted["suffix"]:
        first, last = max(size - int(wanted["suffix"]), 0), size - 1
    else:
        first, last = int(wanted["first"]), int(wanted["last"] or size)
    if not wanted["suffix"] and last < first < size:
        return None
    if first >= size:
        raise RefusalError(416, f"Es gibt {size} Byte", f"there are {size} bytes", {"Content-Range": f"bytes */{size}"})
    return slice(first, min(last + 1, size))


def _is_meant(asked: Asked, etag: str, last_modified: datetime.datetime) -> bool:
    """`If-Range`: the part is of use only with the rest of the same representation (13.1.5, strong comparison)."""
    header = asked.field("If-Range")
    if header is None:
        return True
    return header.strip() == f'"{etag}"' or asked.date("If-Range") == last_modified


def _partial(coded: Coded, part: slice, asked: Asked) -> Reply:
    content = coded.content[part]
    span = ("Content-Range", f"bytes {part.start}-{part.stop - 1}/{len(coded.content)}")
    return _whole(206, [*coded.fields, span], content, asked)
