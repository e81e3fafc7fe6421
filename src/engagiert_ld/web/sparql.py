"""The SPARQL endpoint: SPARQL 1.1 Protocol, query operation (section 2.1), read-only."""

from typing import Final, cast

from flask import Blueprint, Response, request

from engagiert_ld.errors import Message, QueryError, QuerySyntaxError, RefusedQueryError, TooManyRowsError
from engagiert_ld.formats import FORMATS, HTML, Format, serialise
from engagiert_ld.metadata.service import service_description
from engagiert_ld.web.answers import answer, answer_once, answer_with
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.kept import results
from engagiert_ld.web.negotiation import choose_format
from engagiert_ld.web.operations import QUERY, Negotiated, Operation, QueryResult, described
from engagiert_ld.web.problems import own_error
from engagiert_ld.web.query_pages import error_page, form_page, graph_page, solutions_page
from engagiert_ld.web.querying import (
    ACCEPT_QUERY,
    GRAPH_FORMATS,
    GRAPHS,
    SOLUTIONS,
    QueryOperation,
    Result,
    Wanted,
    asks_nothing,
    description_of,
    evaluation,
    read_operation,
)
from engagiert_ld.web.representations import (
    DOCUMENT_FORMATS,
    Resource,
    Variant,
    interface_links,
    language_of,
    link_field,
)
from engagiert_ld.web.site import Site, once, site
from engagiert_ld.web.void import void_link

BY_CONTENT: Final = ("POST", "QUERY")
METHODS: Final = ("GET", "HEAD", *BY_CONTENT)
PAGE_VARIES: Final = ("Accept", "Accept-Language")
OUTCOME: Final = "engagiert_ld.outcome"
"""The key of the environment under which the front leaves a `Result`, or the error that came of the query, to be shown."""

blueprint = Blueprint("sparql", __name__)


@blueprint.get("/sparql")
@described(
    Operation(
        "query",
        "/sparql",
        QUERY,
        Message("Abfragen", "Query"),
        Message(
            "Eine Abfrage nach SPARQL 1.1: SELECT, ASK, CONSTRUCT oder DESCRIBE. Ohne Abfrage die Beschreibung des Endpunkts"
            " (SPARQL 1.1 Service Description) oder ein Formular.",
            "A query of SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE. Without a query, the description of the endpoint"
            " (SPARQL 1.1 Service Description) or a form.",
        ),
        QueryResult((*SOLUTIONS, *GRAPH_FORMATS), Negotiated(DOCUMENT_FORMATS, by_extension=False)),
    )
)
def by_get() -> Response:
    """Query by GET (2.1.1); without a query the service description, or a form for people."""
    return _description() if asks_nothing(Asked(request.environ)) else _answered()


@blueprint.route("/sparql", methods=BY_CONTENT)
@described(
    Operation(
        "queryByPost",
        "/sparql",
        QUERY,
        Message("Abfragen, auch lange", "Query, long ones as well"),
        Message("Die Abfrage selbst oder ein Formular als Inhalt.", "The query itself or a form as content."),
        QueryResult((*SOLUTIONS, *GRAPH_FORMATS)),
        method="post",
        also=("query",),
        refusals=(408, 415),
    )
)
def by_content() -> Response:
    """Query by POST, as a form (2.1.2) or directly (2.1.3); QUERY (RFC 10008, section 2) takes the same and is safe."""
    return _answered()


@blueprint.after_request
def tell_of_query(response: Response) -> Response:
    """What QUERY takes stands in every answer of the endpoint (RFC 10008, section 3)."""
    response.headers["Accept-Query"] = ACCEPT_QUERY
    return response


def _answered() -> Response:
    """The result in the format that is asked for; for people a page, also where the query is wrong."""
    asked = Asked(request.environ)
    content = b"" if asked.is_reading else request.get_data()
    operation = read_operation(asked, content, site().deployment.limits.max_query_bytes)
    try:
        result = _result(operation, asked)
    except (QuerySyntaxError, RefusedQueryError) as error:
        if choose_format(asked.field("Accept"), FORMATS) is HTML:
            return _error_page(operation, error, 400)
        raise
    except TooManyRowsError as error:
        as_page = choose_format(asked.field("Accept"), FORMATS) is HTML
        response = _error_page(operation, error, 413) if as_page else own_error(error)
        response.headers.extend([("Link", str(link)) for link in operation.first_page(site())])
        return response
    if result.fmt is not HTML:
        return answer_with(result.representation)
    variant = _page_variant()
    make = solutions_page if result.form in ("SELECT", "ASK") else graph_page
    page = make(variant, operation, result)
    cache, links = result.representation.cache, (*result.links, *variant.links)
    return answer_once(page, HTML.content_type, cache, links, PAGE_VARIES, language=variant.language)


def _result(operation: QueryOperation, asked: Asked) -> Result:
    """What came of the query already, or comes of it now."""
    outcome = request.environ.get(OUTCOME)
    if isinstance(outcome, Exception):
        raise outcome
    if isinstance(outcome, Result):
        return outcome
    work = evaluation(operation, asked, site(), results())
    told = None
    while True:
        try:
            told = _told(work.send(told))  # type: ignore[arg-type]
        except StopIteration as done:
            return cast(Result, done.value)


def _told(wanted: Wanted) -> bytes:
    store = site().store
    if wanted.fmt is None:
        return store.form(wanted.query).encode()
    if wanted.thing:
        return description_of(wanted.thing, wanted.fmt, site(), wanted.page)
    return store.answer(wanted.query, wanted.fmt, wanted.dataset, wanted.page)


def _page_variant() -> Variant:
    return Variant(HTML, language_of(Asked(request.environ), site()), links=interface_links(site()))


def _error_page(operation: QueryOperation, error: QueryError, status: int) -> Response:
    """The form as it was filled in, and what is wrong."""
    variant = _page_variant()
    response = Response(error_page(variant, operation, error), status, content_type=HTML.content_type)
    response.headers["Content-Language"] = variant.language
    response.headers["Link"] = link_field(variant.links)
    response.headers["Vary"] = ", ".join(PAGE_VARIES)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _description() -> Response:
    def render(variant: Variant) -> bytes:
        return form_page(variant) if variant.fmt is HTML else _service(site(), variant.fmt)

    links = (*interface_links(site()), void_link(site()))
    fields = (("Accept-Query", ACCEPT_QUERY),)
    return answer(Resource("sparql", DOCUMENT_FORMATS, render, links, by_parameter=True, fields=fields))


@once
def _service(here: Site, fmt: Format) -> bytes:
    """The description of the service."""
    described = service_description(
        here.url("sparql"),
        here.release.publication,
        here.release.manifest["dataset"]["graphs"],
        here.size,
        (*SOLUTIONS, *GRAPHS),
        here.url("queries"),
        here.deployment,
        here.release.void,
    )
    return serialise(described, fmt, here.base_iri)
