"""From a resource that declares its representations to an HTTP answer, for every resource by the same rules."""

import base64
import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import is_resource_modified

from engagiert_ld.errors import Message
from engagiert_ld.formats import Format, by_parameter
from engagiert_ld.web.negotiation import choose_format, choose_language
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.site import SAFE_IN_PATH, site

MOVING: Final = "public, max-age=300, stale-while-revalidate=3600"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
HTML: Final = "html"
_ONE_RANGE: Final = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{1,18})?|-[0-9]{1,18})", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """One member of the `Link` field (RFC 8288); `target` is a full address, `media_type` its type where known."""

    target: str
    relation: str
    media_type: str = ""

    def __str__(self) -> str:
        target = quote(self.target, safe=f"{SAFE_IN_PATH}?#[]")  # a field holds URIs (RFC 3987 3.1)
        return f'<{target}>; rel="{self.relation}"' + (f'; type="{self.media_type}"' if self.media_type else "")


@dataclass(frozen=True)
class Resource:
    """What can be had under `path` (without extension, relative to the site).

    `formats` are in order of preference, the first is the default; `render` gives the bytes of one of them, for HTML in
    the language given. One representation is asked for by extension, or by `?format=` where `by_parameter` is set.
    """

    path: str
    formats: tuple[Format, ...]
    render: Callable[[Format, str], bytes]
    links: tuple[Link, ...] = field(default=())
    cache: str = MOVING
    by_parameter: bool = False

    def address(self, fmt: Format) -> str:
        """Where one representation is, relative to the site."""
        return f"{self.path}?format={fmt.extension}" if self.by_parameter else f"{self.path}.{fmt.extension}"


def answer(resource: Resource, extension: str = "") -> Response:
    """The answer to a GET or HEAD of `resource`; `extension` is what the address asked for, if it did.

    Extension beats `?format=`, which beats `Accept`. Raises `RefusalError` (400) for an unknown `?format=`, and (406) where
    nothing fits.
    """
    fmt = _chosen(resource, extension)
    language = page_language() if fmt.name == HTML else ""
    response = Response(resource.render(fmt, language), content_type=fmt.content_type)
    response.headers["Vary"] = "Accept, Accept-Language" if fmt.name == HTML else "Accept"
    if language:
        response.headers["Content-Language"] = language
    if not extension and len(resource.formats) > 1:
        response.headers["Content-Location"] = site().link(resource.address(fmt))
    canonical = Link(site().iri(resource.path), "canonical")
    for link in (canonical, *_alternates(resource, fmt), *resource.links):
        response.headers.add("Link", str(link))
    return finish(response, resource.cache)


def finish(response: Response, cache: str, ranges: bool = False) -> Response:
    """Add validators and cache rules (RFC 9110 8.8, RFC 9111), and answer conditional requests.

    With `ranges`, parts can be asked for (RFC 9110, section 14), and the digest of the whole is told (RFC 9530, section 3).
    Raises `RequestedRangeNotSatisfiable` (416) for a part that lies behind the end.
    """
    body = response.get_data()
    digest = hashlib.sha256(body).digest()
    response.set_etag(digest.hex()[:32])
    response.last_modified = last_modified()
    response.headers["Cache-Control"] = cache
    if not ranges:
        return response.make_conditional(request)  # type: ignore[return-value]
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    asked = dict(request.environ)
    if not _range_counts(response):
        asked.pop("HTTP_RANGE", None)
    return response.make_conditional(asked, accept_ranges=True, complete_length=len(body))  # type: ignore[return-value]


def _range_counts(response: Response) -> bool:
    """Whether `Range` is heeded: in a GET that is not answered by 304, for one range of bytes.

    Other units, other methods and invalid ranges are ignored (RFC 9110 14.1.1, 14.2), and so are several ranges, which may
    be; preconditions go first (13.2.2).
    """
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    backwards = asked and asked[1] and asked[2] and int(asked[2]) < int(asked[1])
    if request.method != "GET" or not asked or backwards:
        return False
    unconditional = {key: value for key, value in request.environ.items() if key not in ("HTTP_RANGE", "HTTP_IF_RANGE")}
    etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    return is_resource_modified(unconditional, etag=etag, last_modified=modified)


def last_modified() -> datetime.datetime:
    """The date of the release, the only date there is."""
    modified = site().release.publication.modified
    return datetime.datetime(modified.year, modified.month, modified.day, tzinfo=datetime.UTC)


def page_language() -> str:
    """The language of a page: `?lang=`, else `Accept-Language`, else the first of the publication."""
    languages = site().release.publication.languages
    asked = request.args.get("lang", "")
    return asked if asked in languages else choose_language(request.headers.get("Accept-Language"), languages)


def _chosen(resource: Resource, extension: str) -> Format:
    if extension:
        return next(fmt for fmt in resource.formats if extension in (fmt.extension, *fmt.also))
    parameter = request.args.get("format", "")
    if parameter:
        wanted = by_parameter(parameter, resource.formats)
        if wanted is None:
            raise RefusalError(400, *(f"format={parameter}: {text}" for text in available(resource.formats)))
        return wanted
    chosen = choose_format(request.headers.get("Accept"), resource.formats)
    if chosen is None:
        raise RefusalError(406, *available(resource.formats))
    return chosen


def available(formats: tuple[Format, ...]) -> Message:
    """What there is, for a refusal."""
    listed = ", ".join(f"{fmt.media_type} ({fmt.extension})" for fmt in formats)
    return Message(f"vorhanden: {listed}", f"available: {listed}")


def _alternates(resource: Resource, chosen: Format) -> list[Link]:
    others = [fmt for fmt in resource.formats if fmt is not chosen]
    return [Link(site().url(resource.address(fmt)), "alternate", fmt.media_type) for fmt in others]


def require_extension(path: str, extension: str, formats: tuple[Format, ...]) -> None:
    """Raise `RefusalError` (404) where an address has an extension that is none of `formats`."""
    if extension and not known_extension(f"{path}.{extension}", formats)[1]:
        raise unknown(f"{path}.{extension}")


def known_extension(path: str, formats: tuple[Format, ...]) -> tuple[str, str]:
    """Split a path into stem and extension; no extension where it is none of `formats`."""
    stem, dot, extension = path.rpartition(".")
    known = {name for fmt in formats for name in (fmt.extension, *fmt.also)}
    return (stem, extension) if dot and stem and extension in known else (path, "")
