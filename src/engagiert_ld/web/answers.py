"""Inside of the framework: a view says what the resource is, and this makes the answer and keeps it."""

import datetime

from flask import Response, redirect, request

from engagiert_ld.formats import HTML
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.delivery import Content, Reply, Representation, deliver, deliver_gone
from engagiert_ld.web.kept import kept
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import MOVING, Link, Resource, Variant, link_field, represent, select
from engagiert_ld.web.site import site


def answer(resource: Resource, extension: str = "") -> Response:
    """The answer to a GET or HEAD of `resource`; `extension` is what the address asked for, if it did.

    Raises the `RefusalError`s of `select` and `deliver`.
    """
    asked = Asked(request.environ)
    variant = select(resource, asked, extension, site())
    return _response(deliver(_made(resource, variant, extension, asked), asked))


def _made(resource: Resource, variant: Variant, extension: str, asked: Asked) -> Representation:
    """The representation, made now unless it is kept; only pages repeat what else the address asks for."""
    if resource.query or (variant.fmt is HTML and not asked.is_usual):
        return represent(resource, variant, extension, site())
    made = kept().representation(asked.path, variant.key)
    if made is None:
        made = represent(resource, variant, extension, site())
        kept().keep(asked.path, resource, extension, variant.key, made)
    return made


def answer_once(
    content: Content,
    content_type: str,
    cache: str = MOVING,
    links: tuple[Link, ...] = (),
    vary: tuple[str, ...] = (),
    ranges: bool = False,
    language: str = "",
    modified: datetime.date | None = None,
) -> Response:
    """The answer with the only representation there is; `vary` are the request fields that led to it.

    `language` is that of a page; `modified` is the date, where it is not that of the release that is served.
    """
    fields = {"Content-Type": content_type} | ({"Content-Language": language} if language else {})
    if links:
        fields["Link"] = link_field(links)
    made = Representation(content, fields, vary, cache, modified or site().release.publication.modified, ranges)
    return _response(deliver(made, Asked(request.environ)))


def answer_with(made: Representation) -> Response:
    """The answer with a representation that was made before."""
    return _response(deliver(made, Asked(request.environ)))


def answer_gone(resource: Resource, extension: str = "") -> Response:
    """410 with what is left to say, in the form that is asked for (RFC 9110 15.5.11).

    Preconditions have no effect on it (13.2.1). Where no form of `resource` is acceptable, `RefusalError` says so as 410.
    """
    asked = Asked(request.environ)
    try:
        variant = select(resource, asked, extension, site())
    except RefusalError as refusal:
        status = 410 if refusal.status == 406 else refusal.status
        raise RefusalError(status, *refusal.message, offers=refusal.offers) from None
    return _response(deliver_gone(represent(resource, variant, extension, site()), asked))


def see_other(path: str, links: tuple[Link, ...] = ()) -> Response:
    """303 to the document under `path`, which negotiates; a query of the address goes along (RFC 9110 15.4.4)."""
    return _redirection(site().link(path), 303, links)


def found(path: str) -> Response:
    """302: what is asked for has the address `path` for now (RFC 9110 15.4.3)."""
    return _redirection(site().link(path), 302, ())


def moved(reference: str) -> Response:
    """308: what was here is found at `reference` for good; a query goes along (RFC 9110 15.4.9)."""
    return _redirection(reference, 308, ())


def _redirection(reference: str, status: int, links: tuple[Link, ...]) -> Response:
    asked = Asked(request.environ)
    response = redirect(reference + (f"?{asked.uri_query}" if asked.query else ""), status)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = MOVING
    if links:
        response.headers["Link"] = link_field(links)
    if not asked.query:
        response.content_length = len(response.get_data())
        kept().keep_reply(asked.path, Reply(status, list(response.headers), response.get_data()))
    return response  # type: ignore[return-value]


def _response(reply: Reply) -> Response:
    response = Response(reply.body, reply.status)
    response.headers.clear()
    response.headers.extend(reply.fields)
    return response
