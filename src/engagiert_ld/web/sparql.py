"""The SPARQL endpoint: SPARQL 1.1 Protocol, query operation (section 2.1), read-only."""

from typing import Final

from flask import Blueprint, Response, request

from engagiert_ld.errors import Message
from engagiert_ld.formats import (
    CSV,
    HTML,
    JSONLD,
    NTRIPLES,
    RDF_FORMATS,
    RDFXML,
    RESULT_FORMATS,
    SRJ,
    SRX,
    TSV,
    TURTLE,
    Format,
    by_parameter,
    serialise,
)
from engagiert_ld.metadata.service import limits_text, service_description
from engagiert_ld.store import QueryDataset
from engagiert_ld.web.answers import answer, answer_once
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.negotiation import choose_format
from engagiert_ld.web.operations import QUERY, Negotiated, Operation, QueryResult, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import Resource, Variant, available, interface_links
from engagiert_ld.web.site import site

FORM_FORMATS: Final = (CSV, SRJ, SRX, TSV)
GRAPH_FORMATS: Final = (TURTLE, JSONLD, NTRIPLES, RDFXML)
DESCRIPTION_FORMATS: Final = (TURTLE, HTML, *RDF_FORMATS[1:])
QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
UPDATE_TYPE: Final = "application/sparql-update"
PROTOCOL_PARAMETERS: Final = ("query", "default-graph-uri", "named-graph-uri")
CACHE: Final = "public, max-age=300"

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
        QueryResult((*RESULT_FORMATS, *GRAPH_FORMATS), Negotiated(DESCRIPTION_FORMATS, by_extension=False)),
    )
)
def by_get() -> Response:
    """Query by GET (2.1.1); without a query the service description, or a form for people."""
    _refuse_update(request.args.keys())
    if not set(PROTOCOL_PARAMETERS) & set(request.args):
        return _description()
    return _answered(_single(request.args.getlist("query")))


@blueprint.post("/sparql")
@described(
    Operation(
        "queryByPost",
        "/sparql",
        QUERY,
        Message("Abfragen, auch lange", "Query, long ones as well"),
        Message("Die Abfrage selbst oder ein Formular als Inhalt.", "The query itself or a form as content."),
        QueryResult((*RESULT_FORMATS, *GRAPH_FORMATS)),
        method="post",
        refusals=(415,),
    )
)
def by_post() -> Response:
    """Query by POST, as a form (2.1.2) or directly (2.1.3)."""
    if request.mimetype == FORM_TYPE:
        _refuse_update([*request.form.keys(), *request.args.keys()])
        return _answered(_single(request.form.getlist("query")))
    if request.mimetype == QUERY_TYPE:
        return _answered(_direct_query())
    if request.mimetype == UPDATE_TYPE:
        raise _read_only()
    raise RefusalError(
        415,
        f"Abfragen bitte als {QUERY_TYPE} oder {FORM_TYPE} senden",
        f"send the query as {QUERY_TYPE} or {FORM_TYPE}",
    )


def _read_only() -> RefusalError:
    return RefusalError(
        403,
        "Hier wird nur gelesen; Änderungen werden abgelehnt",
        "this endpoint is read-only; updates are refused",
    )


def _refuse_update(parameters: object) -> None:
    if "update" in parameters:  # type: ignore[operator]
        raise _read_only()


def _single(queries: list[str]) -> str:
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
        return _single([request.get_data().decode("utf-8")])
    except UnicodeDecodeError:
        raise _not_utf8(400) from None


def _not_utf8(status: int) -> RefusalError:
    return RefusalError(status, "Die Abfrage muss UTF-8 sein", "the query has to be UTF-8")


def _answered(query: str) -> Response:
    limit = site().deployment.limits.max_query_bytes
    if len(query.encode()) > limit:
        raise RefusalError(
            413, f"Eine Abfrage hat hier höchstens {limit} Byte", f"a query has at most {limit} bytes here"
        )
    form = site().store.form(query)
    fmt = _chosen(RESULT_FORMATS if form in ("SELECT", "ASK") else GRAPH_FORMATS)
    return answer_once(site().store.answer(query, fmt, _dataset()), fmt.content_type, CACHE, vary=("Accept",))


def _dataset() -> QueryDataset:
    """The graphs that the client names in the address or in the form (2.1.4)."""
    sources = [request.args] if request.mimetype != FORM_TYPE else [request.form, request.args]
    default, named = (
        tuple(graph for source in sources for graph in source.getlist(name))
        for name in ("default-graph-uri", "named-graph-uri")
    )
    return QueryDataset(default, named)


def _chosen(offered: tuple[Format, ...]) -> Format:
    """`format`, `output` and `results` are what common clients send besides `Accept`."""
    for name in ("format", "output", "results"):
        wanted = by_parameter(request.values.get(name, ""), offered)
        if wanted:
            return wanted
    chosen = choose_format(Asked(request.environ).field("Accept"), offered)
    if chosen is None:
        raise RefusalError(406, *available(offered))
    return chosen


def _description() -> Response:
    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            limits = limits_text(site().deployment.limits).in_language(variant.language)
            return render_page("sparql.html", variant, path="sparql", formats=FORM_FORMATS, limits=limits)
        described = service_description(
            site().url("sparql"),
            site().release.publication,
            site().release.manifest["dataset"]["graphs"],
            site().deployment.limits,
        )
        return serialise(described, variant.fmt, site().base_iri)

    return answer(
        Resource("sparql", DESCRIPTION_FORMATS, render, interface_links(site()), by_parameter=True, kept=False)
    )
