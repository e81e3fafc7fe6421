"""Errors as problem details (RFC 9457) or as a page, by negotiation; with nothing of the inside."""

import json
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from engagiert_ld.errors import (
    DamagedReleaseError,
    EngagiertError,
    Message,
    NotExpressibleError,
    QueryLimitError,
    QuerySyntaxError,
    RefusedQueryError,
    ReleaseNotOpenError,
    ResultTooLargeError,
    StoreError,
    TooManyQueriesError,
    TooManyRowsError,
)
from engagiert_ld.formats import FORMATS, HTML
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.negotiation import choose_format
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import Link, Variant, language_of
from engagiert_ld.web.site import site

PROBLEM_TYPE: Final = "application/problem+json"
STATUS: Final[dict[type[EngagiertError], int]] = {
    NotExpressibleError: 406,
    QuerySyntaxError: 400,
    RefusedQueryError: 400,
    ResultTooLargeError: 413,
    TooManyRowsError: 413,
    TooManyQueriesError: 429,
    QueryLimitError: 503,
    StoreError: 503,
    ReleaseNotOpenError: 503,
}
RETRY_AFTER_S: Final = 30
NOTHING: Final = Message("", "")

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error of `app` in one of the two forms."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RefusalError, _refusal)
    app.register_error_handler(EngagiertError, own_error)
    app.register_error_handler(OSError, _unreadable)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    response = problem(error.code or 500, Message("", error.description or ""))
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length"):
            response.headers.set(name, value)
    return response


def _refusal(refusal: RefusalError) -> Response:
    response = problem(refusal.status, refusal.message, refusal.offers)
    response.headers.update(refusal.fields)
    for media_type, address in refusal.offers.items():
        response.headers.add("Link", str(Link(address, "alternate", media_type)))
    return response


def own_error(error: EngagiertError) -> Response:
    """The answer for an error of ours."""
    if isinstance(error, DamagedReleaseError):
        return _unreadable(error)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if status == 500:
        return _unexpected(error)
    hint = error.hint if isinstance(error, QueryLimitError) else NOTHING
    return problem(status, error.message, hint=hint, members=_members(error))


def _members(error: EngagiertError) -> Mapping[str, Any]:
    """What a program can read of an error (RFC 9457 3.2)."""
    if isinstance(error, QuerySyntaxError):
        return {"line": error.line, "column": error.column}
    if isinstance(error, QueryLimitError):
        return {"limit": {"setting": error.limit, "value": error.value}, "elapsed": error.elapsed_s}
    return {}


def _unreadable(error: OSError | DamagedReleaseError) -> Response:
    """A file of the release that cannot be read for now: what is there is not said to be unknown."""
    log.error("unreadable for %s %s", request.method, request.path, exc_info=error)
    return problem(
        503, Message("Die Dateien der Ausgabe sind nicht lesbar", "the files of the release are not readable")
    )


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error for %s %s", request.method, request.path, exc_info=error)
    return problem(500, NOTHING)


def problem(
    status: int,
    detail: Message,
    offers: Mapping[str, str] = MappingProxyType({}),
    hint: Message = NOTHING,
    members: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """The answer with this status: a page where HTML is preferred, else `application/problem+json`.

    `offers` tells what can be had instead, address by media type; `hint` what to try; `members` are further members of the
    problem details.
    """
    as_page = _wants_page()
    response = _page(status, detail, offers, hint) if as_page else _details(status, detail, offers, hint, members)
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-store" if status == 429 or status >= 500 else "public, max-age=60"
    if status in (429, 503):
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _page(status: int, detail: Message, offers: Mapping[str, str], hint: Message) -> Response:
    language = language_of(Asked(request.environ), site())
    told = {
        "status": status,
        "detail": detail.in_language(language),
        "hint": hint.in_language(language),
        "offers": offers,
        "noindex": True,
    }
    response = Response(render_page("problem.html", Variant(HTML, language), **told), status)
    response.headers["Content-Language"] = language
    return response


def _details(
    status: int, detail: Message, offers: Mapping[str, str], hint: Message, members: Mapping[str, Any]
) -> Response:
    document: dict[str, Any] = {"title": HTTP_STATUS_CODES.get(status, "Error"), "status": status}
    if detail.en:
        document["detail"] = detail.en
    if offers:
        document["available"] = [{"type": media_type, "href": address} for media_type, address in offers.items()]
    if hint.en:
        document["hint"] = hint.en
    text = json.dumps(document | dict(members), ensure_ascii=False)
    return Response(text + "\n", status, content_type=PROBLEM_TYPE)


def _wants_page() -> bool:
    """Whether HTML is preferred to everything else that is published."""
    return choose_format(Asked(request.environ).field("Accept"), FORMATS) is HTML
