"""The description of the whole interface (OpenAPI 3.1), made from what is declared beside the views, and its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, current_app

from engagiert_ld.errors import Message
from engagiert_ld.formats import CSV, HTML, OPENAPI
from engagiert_ld.formats.jsonld import dumps
from engagiert_ld.web.answers import answer
from engagiert_ld.web.openapi_document import QUERY_TYPE, Node, OpenApiDocument
from engagiert_ld.web.openapi_parts import ABOUT, REQUEST_FIELDS, SAMPLE_QUERY
from engagiert_ld.web.operations import (
    SITE,
    TAGS,
    Negotiated,
    Operation,
    QueryResult,
    Redirection,
    described,
    operations_of,
)
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.representations import Resource, Variant, require_extension
from engagiert_ld.web.site import Site, once, site

OPENAPI_FORMATS: Final = (OPENAPI, HTML)

blueprint = Blueprint("openapi", __name__)


@dataclass(frozen=True)
class ShownParameter:
    """A parameter of an operation as the page shows it; `values` are all or some that are possible."""

    name: str
    description: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ShownOperation:
    """An operation as the page shows it.

    `content` are the media types of what is sent, `fields` the header fields that have a say, `responses` status and text.
    """

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    formats: tuple[tuple[str, str], ...]
    parameters: tuple[ShownParameter, ...]
    content: tuple[str, ...]
    fields: tuple[str, ...]
    responses: tuple[tuple[str, str], ...]
    example: str


@blueprint.get("/openapi", defaults={"extension": ""})
@blueprint.get("/openapi.<extension>")
@described(
    Operation(
        "openapi",
        "/openapi",
        SITE,
        Message("Diese Beschreibung", "This description"),
        Message(
            "Die ganze Schnittstelle als OpenAPI 3.1 (auf Englisch) und als Seite in beiden Sprachen.",
            "The whole interface as OpenAPI 3.1, and as a page in both languages.",
        ),
        Negotiated(OPENAPI_FORMATS),
    )
)
def openapi(extension: str) -> Response:
    """The description for programs (OpenAPI Specification 3.1), or for people."""
    require_extension("openapi", extension, OPENAPI_FORMATS)

    def render(variant: Variant) -> bytes:
        return _page(variant) if variant.fmt is HTML else _document(site())

    return answer(Resource("openapi", OPENAPI_FORMATS, render), extension)


def operations() -> list[Operation]:
    """All operations of the application, by their groups, in the order in which they are declared."""
    views = (current_app.view_functions[rule.endpoint] for rule in current_app.url_map.iter_rules())
    declared = dict.fromkeys(operation for view in views for operation in operations_of(view))
    return sorted(declared, key=lambda operation: TAGS.index(operation.tag))


@once
def _document(here: Site) -> bytes:
    """The description for programs, in English; made once for each release, that is for each site `here`."""
    return dumps(OpenApiDocument(operations(), here, "en").whole())


def _page(variant: Variant) -> bytes:
    rows, language = operations(), variant.language
    document = OpenApiDocument(rows, site(), language).whole()
    groups = [(tag, [_shown(row, document, language) for row in rows if row.tag is tag]) for tag in TAGS]
    return render_page(
        "openapi.html",
        variant,
        path="openapi",
        about=[message.in_language(language) for message in ABOUT],
        groups=[(tag.name, tag.title.in_language(language), shown) for tag, shown in groups],
        fields=[(row.name, row.description.in_language(language), row.example) for row in REQUEST_FIELDS],
        formats=[OPENAPI],
    )


def _shown(operation: Operation, document: Node, language: str) -> ShownOperation:
    node = document["paths"][operation.path][operation.method]
    parameters = [_resolved(one, document) for one in node.get("parameters", ())]
    negotiated = isinstance(operation.answers, Negotiated | QueryResult)
    responses = {status: _resolved(one, document)["description"] for status, one in node["responses"].items()}
    return ShownOperation(
        node["operationId"],
        operation.method.upper(),
        operation.path,
        operation.summary.in_language(language),
        operation.description.in_language(language),
        tuple(_addresses(operation)),
        tuple(_shown_parameter(one) for one in parameters if one["in"] != "header"),
        tuple(node.get("requestBody", {}).get("content", ())),
        (*(["Accept"] if negotiated else []), *(one["name"] for one in parameters if one["in"] == "header")),
        tuple(responses.items()),
        _example(
            operation, {one["name"]: one["example"] for one in parameters if one["in"] == "path" and "example" in one}
        ),
    )


def _shown_parameter(node: Node) -> ShownParameter:
    schema = node["schema"].get("items", node["schema"])
    example = (node["example"],) if "example" in node else ()
    values = schema.get("enum") or schema.get("examples") or example
    name = f"{{{node['name']}}}" if node["in"] == "path" else f"?{node['name']}="
    return ShownParameter(name, node["description"], tuple(values))


def _addresses(operation: Operation) -> list[tuple[str, str]]:
    """The formats by name, with the extension of their addresses."""
    answers = operation.answers
    if not isinstance(answers, Negotiated | QueryResult):
        return []
    by_extension = isinstance(answers, Negotiated) and answers.by_extension
    return [(fmt.label, f".{fmt.extension}" if by_extension else "") for fmt in answers.formats]


def _resolved(node: Node, document: Node) -> Node:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    return dict(document["components"][kind][name])


def _example(operation: Operation, values: Mapping[str, str]) -> str:
    """A call that gives what is promised; empty where the release has nothing of the kind."""
    if not all(parameter.name in values for parameter in operation.parameters):
        return ""
    address = site().url(operation.path.removeprefix("/").format(**values))
    match operation.answers:
        case QueryResult() if operation.method == "post":
            return f"curl {address} -H 'Content-Type: {QUERY_TYPE}' -d '{SAMPLE_QUERY}'"
        case QueryResult():
            return f"curl {address} -G -H 'Accept: {CSV.media_type}' --data-urlencode 'query={SAMPLE_QUERY}'"
        case Negotiated(formats=formats) if len(formats) > 1:
            fmt = next(fmt for fmt in formats if fmt is not HTML)
            return f"curl {address} -H 'Accept: {fmt.media_type}'"
        case Redirection():
            return f"curl {address} -L"
    return f"curl {address}"
