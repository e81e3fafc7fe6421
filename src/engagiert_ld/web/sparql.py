"""The SPARQL endpoint: SPARQL 1.1 Protocol, query operation (section 2.1), read-only."""

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Quad

from engagiert_ld.errors import Message, QueryError, QuerySyntaxError, RefusedQueryError
from engagiert_ld.formats import (
    FORMATS,
    HTML,
    RESULT_FORMATS,
    SRJ,
    TURTLE,
    Format,
    by_parameter,
    serialise,
)
from engagiert_ld.metadata.service import service_description
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.tokens import SHORT, described_iri, tokens
from engagiert_ld.web.answers import answer, answer_once
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.negotiation import choose_format
from engagiert_ld.web.operations import QUERY, Negotiated, Operation, QueryResult, described
from engagiert_ld.web.query_pages import (
    GRAPH_FORMATS,
    QueryOperation,
    error_page,
    form_page,
    graph_page,
    solutions_page,
)
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import (
    DOCUMENT_FORMATS,
    Resource,
    Variant,
    available,
    interface_links,
    language_of,
    link_field,
)
from engagiert_ld.web.site import site

SOLUTIONS: Final = (*RESULT_FORMATS, HTML)
"""What SELECT and ASK are answered in; the page comes last, so that it is for those who prefer it."""

GRAPHS: Final = (*GRAPH_FORMATS, HTML)
"""What CONSTRUCT and DESCRIBE are answered in."""

QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPES: Final = (QUERY_TYPE, FORM_TYPE)
UPDATE_TYPE: Final = "application/sparql-update"
PROTOCOL_PARAMETERS: Final = ("query", "default-graph-uri", "named-graph-uri")
CACHE: Final = "public, max-age=300"
PAGE_VARIES: Final = ("Accept", "Accept-Language")

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
    _refuse_update(request.args.keys())
    if not set(PROTOCOL_PARAMETERS) & set(request.args):
        return _description()
    return _answered(_single(request.args.getlist("query")))


@blueprint.route("/sparql", methods=["POST", "QUERY"])
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
        refusals=(415,),
    )
)
def by_content() -> Response:
    """Query by POST, as a form (2.1.2) or directly (2.1.3); QUERY (RFC 10008, section 2) takes the same and is safe."""
    if request.mimetype == UPDATE_TYPE:
        raise _read_only()
    if request.mimetype not in QUERY_TYPES:
        raise RefusalError(
            415,
            f"Abfragen bitte als {QUERY_TYPE} oder {FORM_TYPE} senden",
            f"send the query as {QUERY_TYPE} or {FORM_TYPE}",
        )
    direct = request.mimetype == QUERY_TYPE
    _refuse_update([*request.args.keys(), *(() if direct else request.form.keys())])
    sent = [_direct_query()] if direct else request.form.getlist("query")
    return _answered(_single([*sent, *request.args.getlist("query")]))


@blueprint.after_request
def tell_of_query(response: Response) -> Response:
    """What QUERY takes stands in every answer of the endpoint (RFC 10008, section 3)."""
    response.headers["Accept-Query"] = ", ".join(f'"{media_type}"' for media_type in QUERY_TYPES)
    return response


def _read_only() -> RefusalError:
    return RefusalError(
        403,
        "Hier wird nur gelesen; Änderungen werden abgelehnt",
        "this endpoint is read-only; updates are refused",
    )


def _refuse_update(parameters: Iterable[str]) -> None:
    if "update" in parameters:
        raise _read_only()


def _single(queries: list[str]) -> str:
    """The query; in content and address together there has to be just one (2.1)."""
    if len(queries) != 1 or not queries[0].strip():
        raise RefusalError(
            400,
            "Gebraucht wird genau eine Abfrage („query“), die nicht leer ist",
            "exactly one query (“query”) that is not empty is needed",
        )
    return queries[0]


def _direct_query() -> str:
    if (request.mimetype_params.get("charset") or "utf-8").lower() not in ("utf-8", "utf8"):
        raise _not_utf8(415)
    try:
        return request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8(400) from None


def _not_utf8(status: int) -> RefusalError:
    return RefusalError(status, "Die Abfrage muss UTF-8 sein", "the query has to be UTF-8")


def _answered(query: str) -> Response:
    """The result in the format that is asked for; for people a page, also where the query is wrong."""
    limit = site().deployment.limits.max_query_bytes
    if len(query.encode()) > limit:
        raise RefusalError(
            413, f"Eine Abfrage hat hier höchstens {limit} Byte", f"a query has at most {limit} bytes here"
        )
    operation = QueryOperation(query, _dataset())
    try:
        return _result(operation)
    except (QuerySyntaxError, RefusedQueryError) as error:
        if choose_format(Asked(request.environ).field("Accept"), FORMATS) is HTML:
            return _error_page(operation, error)
        raise


def _dataset() -> QueryDataset:
    """The graphs that the client names in the address or in the form (2.1.4)."""
    default, named = (tuple(_values(name)) for name in ("default-graph-uri", "named-graph-uri"))
    return QueryDataset(default, named)


def _values(name: str) -> list[str]:
    """All values of a parameter, of the form before those of the address."""
    form = request.form.getlist(name) if request.mimetype == FORM_TYPE else []
    return [*form, *request.args.getlist(name)]


def _result(operation: QueryOperation) -> Response:
    solutions = site().store.form(operation.query) in ("SELECT", "ASK")
    fmt = _chosen(SOLUTIONS if solutions else GRAPHS)
    if fmt is not HTML:
        return answer_once(_content(operation, fmt), fmt.content_type, CACHE, vary=("Accept",))
    variant = _page_variant()
    make, carrier = (solutions_page, SRJ) if solutions else (graph_page, TURTLE)
    page = make(variant, operation, _content(operation, carrier))
    return answer_once(page, HTML.content_type, CACHE, variant.links, PAGE_VARIES, language=variant.language)


def _content(operation: QueryOperation, fmt: Format) -> bytes:
    """The result as data; of `DESCRIBE <iri>` for a published thing, what its document says of it."""
    thing = _described_thing(operation) if fmt in GRAPHS else ""
    if not thing:
        return site().store.answer(operation.query, fmt, operation.dataset)
    triples = (Quad(*quad.triple) for quad in site().descriptions.describe(thing).quads)
    return serialise(triples, fmt, site().base_iri, site().release.context, NamedNode(thing))


def _described_thing(operation: QueryOperation) -> str:
    """The thing that a query describes by its IRI alone; empty for other queries, and where graphs are named."""
    if operation.dataset != WHOLE_RELEASE or len(operation.query) > SHORT:
        return ""
    iri = described_iri(tokens(operation.query), site().base_iri)
    return iri if iri and site().has_document(iri) else ""


def _chosen(offered: tuple[Format, ...]) -> Format:
    """`format`, `output` and `results` are what common clients send besides `Accept`; other values have no effect."""
    for name in ("format", "output", "results"):
        for value in _values(name):
            if wanted := by_parameter(value, offered):
                return wanted
    chosen = choose_format(Asked(request.environ).field("Accept"), offered)
    if chosen is None:
        raise RefusalError(406, *available(offered))
    return chosen


def _page_variant() -> Variant:
    return Variant(HTML, language_of(Asked(request.environ), site()), links=interface_links(site()))


def _error_page(operation: QueryOperation, error: QueryError) -> Response:
    """400 with the form as it was filled in."""
    variant = _page_variant()
    response = Response(error_page(variant, operation, error), 400, content_type=HTML.content_type)
    response.headers["Content-Language"] = variant.language
    response.headers["Link"] = link_field(variant.links)
    response.headers["Vary"] = ", ".join(PAGE_VARIES)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _description() -> Response:
    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return form_page(variant)
        described = service_description(
            site().url("sparql"),
            site().release.publication,
            site().release.manifest["dataset"]["graphs"],
            site().size,
            (*SOLUTIONS, *GRAPHS),
            site().url("queries"),
            site().deployment.limits,
        )
        return serialise(described, variant.fmt, site().base_iri)

    return answer(Resource("sparql", DOCUMENT_FORMATS, render, interface_links(site()), by_parameter=True, kept=False))
