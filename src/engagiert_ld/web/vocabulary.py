"""The vocabulary, the shapes, the JSON-LD context and the named graphs: what the data refer to besides things."""

from functools import lru_cache
from typing import Final

from flask import Blueprint, Response
from markupsafe import Markup
from pyoxigraph import Quad

from engagiert_ld.formats import HTML, JSONLD, RDF_FORMATS, TURTLE, Format, serialise_document
from engagiert_ld.formats.jsonld import context_document
from engagiert_ld.terms import iri_of
from engagiert_ld.web.answers import answer, answer_once
from engagiert_ld.web.concept_trees import schemes
from engagiert_ld.web.own_terms import heading, sections
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.representations import (
    IMMUTABLE,
    MOVING,
    Link,
    Resource,
    Variant,
    known_extension,
    require_extension,
)
from engagiert_ld.web.site import Site, site

VOCABULARY_FORMATS: Final = (TURTLE, HTML, *RDF_FORMATS[1:])
GRAPH_FORMATS: Final = RDF_FORMATS

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get("/def", defaults={"extension": ""})
@blueprint.get("/def.<extension>")
def vocabulary(extension: str) -> Response:
    """The own terms; `def#Network` and its like are described here."""
    require_extension("def", extension, VOCABULARY_FORMATS)
    return _vocabulary("def", extension)


@blueprint.get("/def/<path:name>")
def dated(name: str) -> Response:
    """The vocabulary under the address of its version, `owl:versionIRI` (OWL 2 Structural Specification, section 3.3).

    The statements of a version do not change. Its page also counts uses in the data, so it is not kept for ever.
    """
    stem, extension = (name, "") if _is_version(name) else known_extension(name, VOCABULARY_FORMATS)
    if not _is_version(stem):
        current = ", ".join(site().vocabulary.versions) or site().iri("def")
        raise RefusalError(
            404,
            f"Die Fassung {stem} des Vokabulars gibt es hier nicht; aktuell ist {current}",
            f"version {stem} of the vocabulary is unknown here; the current one is {current}",
        )
    latest = Link(site().url("def"), "latest-version")
    return _vocabulary(f"def/{stem}", extension, (latest,), IMMUTABLE)


@blueprint.get("/shapes", defaults={"extension": ""})
@blueprint.get("/shapes.<extension>")
def shapes(extension: str) -> Response:
    """The SHACL shapes that the data conform to."""
    require_extension("shapes", extension, GRAPH_FORMATS)
    return _graph("shapes", site().iri("graph/shapes"), extension)


@blueprint.get("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """The statements of one named graph."""
    stem, extension = known_extension(name, GRAPH_FORMATS)
    return _graph(f"graph/{stem}", site().iri(f"graph/{stem}"), extension)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context, the same as inside every answer."""
    canonical = Link(site().iri("context.jsonld"), "canonical")
    return answer_once(context_document(site().release.context), JSONLD.content_type, links=(canonical,))


def _vocabulary(path: str, extension: str, links: tuple[Link, ...] = (), cache: str = MOVING) -> Response:
    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _page(path, variant)
        return _serialised(site(), variant.fmt)

    cite_as = Link(site().iri(path), "cite-as")
    return answer(Resource(path, VOCABULARY_FORMATS, render, (cite_as, *links), cache, page_cache=MOVING), extension)


def _is_version(name: str) -> bool:
    return site().iri(f"def/{name}") in site().vocabulary.version_iris


def _page(path: str, variant: Variant) -> bytes:
    formats = [fmt for fmt in VOCABULARY_FORMATS if fmt is not HTML]
    return render_page("vocabulary.html", variant, path=path, text=_text(site(), variant.language), formats=formats)


@lru_cache(maxsize=16)
def _text(_here: Site, language: str) -> Markup:
    """What the page says: made once for each release, that is for each site, and language."""
    parts = {"heading": heading(language), "sections": sections(language), "schemes": schemes(language)}
    return Markup(render_page("vocabulary_text.html", Variant(HTML, language), **parts).decode())


@lru_cache(maxsize=16)
def _serialised(here: Site, fmt: Format) -> bytes:
    return serialise_document(_vocabulary_statements(), fmt, here.base_iri, here.release.context)


def _graph(path: str, graph: str, extension: str) -> Response:
    quads = [quad for quad in site().release.quads if iri_of(quad.graph_name) == graph]
    if not quads:
        raise unknown(graph)

    def render(variant: Variant) -> bytes:
        return serialise_document(quads, variant.fmt, site().base_iri, site().release.context)

    return answer(Resource(path, GRAPH_FORMATS, render), extension)


def _vocabulary_statements() -> list[Quad]:
    """The own terms, and what the project says of terms of others; concepts and roles have documents of their own."""
    graph, things = site().iri("graph/ontology"), site().iri("id/")
    return [
        quad
        for quad in site().release.quads
        if iri_of(quad.graph_name) == graph and not iri_of(quad.subject).startswith(things)
    ]
