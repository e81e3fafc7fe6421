"""The vocabulary, the shapes, the JSON-LD context and the named graphs: what the data refer to besides things."""

from typing import Final

from flask import Blueprint, Response
from pyoxigraph import Quad

from engagiert_ld.formats import HTML, JSONLD, RDF_FORMATS, TURTLE, Format, serialise
from engagiert_ld.formats.jsonld import context_document
from engagiert_ld.namespaces import RDFS
from engagiert_ld.terms import iri_of
from engagiert_ld.web.pages import facts, render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Link, Resource, answer, known_extension
from engagiert_ld.web.site import site

VOCABULARY_FORMATS: Final = (TURTLE, HTML, *RDF_FORMATS[1:])
GRAPH_FORMATS: Final = RDF_FORMATS

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get("/def", defaults={"extension": ""})
@blueprint.get("/def.<extension>")
def vocabulary(extension: str) -> Response:
    """The own terms; `def#Network` and its like are described here."""
    _known("def", extension, VOCABULARY_FORMATS)

    def render(fmt: Format, language: str) -> bytes:
        if fmt is HTML:
            return render_page(
                "vocabulary.html", language, terms=_terms(language), path="def", formats=_others(VOCABULARY_FORMATS)
            )
        return serialise(_vocabulary_statements(), fmt, site().base_iri, site().release.context)

    return answer(Resource("def", VOCABULARY_FORMATS, render, (Link(site().iri("def"), "cite-as"),)), extension)


@blueprint.get("/shapes", defaults={"extension": ""})
@blueprint.get("/shapes.<extension>")
def shapes(extension: str) -> Response:
    """The SHACL shapes that the data conform to."""
    _known("shapes", extension, GRAPH_FORMATS)
    return _graph("shapes", site().iri("graph/shapes"), extension)


@blueprint.get("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """The statements of one named graph."""
    stem, extension = known_extension(name, GRAPH_FORMATS)
    return _graph(f"graph/{stem}", site().iri(f"graph/{stem}"), extension)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context, the same as inside every answer."""
    document = Resource("context.jsonld", (JSONLD,), lambda _fmt, _language: context_document(site().release.context))
    return answer(document, "jsonld")


def _graph(path: str, graph: str, extension: str) -> Response:
    quads = [quad for quad in site().release.quads if iri_of(quad.graph_name) == graph]
    if not quads:
        raise unknown(graph)

    def render(fmt: Format, _language: str) -> bytes:
        return serialise(quads, fmt, site().base_iri, site().release.context)

    return answer(Resource(path, GRAPH_FORMATS, render), extension)


def _vocabulary_statements() -> list[Quad]:
    """The own terms, and what the project says of terms of others; concepts and roles have documents of their own."""
    graph, things = site().iri("graph/ontology"), site().iri("id/")
    return [
        quad
        for quad in site().release.quads
        if iri_of(quad.graph_name) == graph and not iri_of(quad.subject).startswith(things)
    ]


def _terms(language: str) -> list[dict[str, object]]:
    """The own terms as a page shows them, by label."""
    found = site().descriptions.instances(site().iri("def#"))
    terms = [
        {"iri": iri, "label": site().descriptions.label(iri, language), "groups": _facts(iri, language)}
        for iri in found
    ]
    return sorted(terms, key=lambda term: str(term["iri"]))


def _facts(iri: str, language: str) -> object:
    hidden = (f"{RDFS}isDefinedBy", f"{RDFS}label")
    own = [quad for quad in site().descriptions.describe(iri).own if iri_of(quad.subject) == iri]
    return facts([quad for quad in own if quad.predicate.value not in hidden], language)


def _known(name: str, extension: str, formats: tuple[Format, ...]) -> None:
    if extension and known_extension(f"{name}.{extension}", formats)[1] == "":
        raise unknown(f"{name}.{extension}")


def _others(formats: tuple[Format, ...]) -> list[Format]:
    return [fmt for fmt in formats if fmt is not HTML]
