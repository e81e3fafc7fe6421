"""Errors as problem details (RFC 9457) or as a page, by negotiation; with nothing of the inside."""

import json
import logging
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from engagiert_ld.errors import (
    EngagiertError,
    Message,
    NotExpressibleError,
    QuerySyntaxError,
    RefusedQueryError,
    StoreError,
)
from engagiert_ld.formats import FORMATS, HTML
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.negotiation import choose_format
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import Variant, language_of
from engagiert_ld.web.site import site

PROBLEM_TYPE: Final = "application/problem+json"
STATUS: Final[dict[type[EngagiertError], int]] = {
    NotExpressibleError: 406,
    QuerySyntaxError: 400,
    RefusedQueryError: 400,
    StoreError: 503,
}
RETRY_AFTER_S: Final = 30

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error of `app` in one of the two forms."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RefusalError, _refusal)
    app.register_error_handler(EngagiertError, _own_error)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    response = problem(error.code or 500, Message("", error.description or ""))
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length"):
            response.headers.set(name, value)
    return response


def _refusal(refusal: RefusalError) -> Response:
    response = problem(refusal.status, refusal.message)
    response.headers.update(refusal.fields)
    return response


def _own_error(error: EngagiertError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if status == 500:
        return _unexpected(error)
    place = {"line": error.line, "column": error.column} if isinstance(error, QuerySyntaxError) else {}
    return problem(status, error.message, **place)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error for %s %s", request.method, request.path, exc_info=error)
    return problem(500, Message("", ""))


def problem(status: int, detail: Message, **members: int) -> Response:
    """The answer with this status: a page where HTML is preferred, else `application/problem+json`."""
    if _wants_page():
        language = language_of(Asked(request.environ), site())
        body = render_page(
            "problem.html", Variant(HTML, language), status=status, detail=detail.in_language(language), noindex=True
        )
        response = Response(body, status, content_type="text/html; charset=utf-8")
        response.headers["Content-Language"] = language
    else:
        document = {"title": HTTP_STATUS_CODES.get(status, "Error"), "status": status, "detail": detail.en, **members}
        text = json.dumps({key: value for key, value in document.items() if value != ""}, ensure_ascii=False)
        response = Response(text + "\n", status, content_type=PROBLEM_TYPE)
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-store" if status >= 500 else "public, max-age=60"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _wants_page() -> bool:
    """Whether HTML is preferred to everything else that is published."""
    return choose_format(request.headers.get("Accept"), FORMATS) is HTML
