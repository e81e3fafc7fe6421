"""The example queries of the release, as RDF."""

from typing import Final

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.formats import JSONLD, NTRIPLES, RDFXML, TURTLE
from engagiert_ld.web.answers import answer
from engagiert_ld.web.delivery import Content
from engagiert_ld.web.operations import QUERY, Negotiated, Operation, described
from engagiert_ld.web.representations import Link, Resource, Variant, require_extension
from engagiert_ld.web.site import site

EXAMPLE_FORMATS: Final = (TURTLE, JSONLD, RDFXML, NTRIPLES)

blueprint = Blueprint("examples", __name__)


@blueprint.get("/queries", defaults={"extension": ""})
@blueprint.get("/queries.<extension>")
@described(
    Operation(
        "examples",
        "/queries",
        QUERY,
        Message("Beispielabfragen", "Example queries"),
        Message(
            "Abfragen mit Titel und Beschreibung, die ausgeführt werden können, wie sie da stehen (sh:SPARQLExecutable).",
            "Queries with title and description that can be run as they stand (sh:SPARQLExecutable).",
        ),
        Negotiated(EXAMPLE_FORMATS),
    )
)
def examples(extension: str) -> Response:
    """All example queries."""
    require_extension("queries", extension, EXAMPLE_FORMATS)

    def render(variant: Variant) -> Content:
        return site().release.stored(f"queries.{variant.fmt.extension}")

    links = (Link(site().release.publication.data_licence, "license"), Link(site().url("sparql"), "related"))
    return answer(Resource("queries", EXAMPLE_FORMATS, render, links), extension)
