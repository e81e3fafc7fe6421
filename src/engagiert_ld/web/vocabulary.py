"""The vocabulary, the shapes, the JSON-LD context and the named graphs: what the data refer to besides things."""

from functools import lru_cache
from typing import Final

from flask import Blueprint, Response
from markupsafe import Markup
from pyoxigraph import Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, JSONLD, RDF_FORMATS, Format, serialise_document
from engagiert_ld.formats.jsonld import context_document
from engagiert_ld.terms import iri_of
from engagiert_ld.web.answers import answer, answer_once
from engagiert_ld.web.concept_trees import schemes
from engagiert_ld.web.operations import VOCABULARY, Negotiated, Operation, PathParameter, Single, described
from engagiert_ld.web.own_terms import heading, sections
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.representations import (
    DOCUMENT_FORMATS,
    IMMUTABLE,
    MOVING,
    Link,
    Resource,
    Variant,
    known_extension,
    require_extension,
)
from engagiert_ld.web.site import Site, once, site

GRAPH_FORMATS: Final = RDF_FORMATS

blueprint = Blueprint("vocabulary", __name__)


def _versions() -> list[str]:
    prefix = site().iri("def/")
    return [iri.removeprefix(prefix) for iri in site().vocabulary.version_iris if iri.startswith(prefix)]


def _graphs() -> list[str]:
    prefix = site().iri("graph/")
    found = {iri_of(quad.graph_name) for quad in site().release.quads}
    return sorted(iri.removeprefix(prefix) for iri in found if iri.startswith(prefix))


def _own_graphs() -> list[str]:
    return [name for name in _graphs() if "/" not in name]


def _sources() -> list[str]:
    return [name.removeprefix("source/") for name in _graphs() if name.startswith("source/")]


@blueprint.get("/def", defaults={"extension": ""})
@blueprint.get("/def.<extension>")
@described(
    Operation(
        "vocabulary",
        "/def",
        VOCABULARY,
        Message("Das eigene Vokabular", "The own vocabulary"),
        Message(
            "Die eigenen Klassen und Eigenschaften; ihre Namen sind diese Adresse mit „#“ und einem Wort dahinter.",
            "The own classes and properties; their names are this address with `#` and a word behind it.",
        ),
        Negotiated(DOCUMENT_FORMATS),
    )
)
def vocabulary(extension: str) -> Response:
    """The own terms; `def#Network` and its like are described here."""
    require_extension("def", extension, DOCUMENT_FORMATS)
    return _vocabulary("def", extension)


@blueprint.get("/def/<path:name>")
@described(
    Operation(
        "vocabularyVersion",
        "/def/{version}",
        VOCABULARY,
        Message("Eine Fassung des Vokabulars", "A version of the vocabulary"),
        Message("Die Aussagen einer Fassung ändern sich nicht.", "The statements of a version do not change."),
        Negotiated(DOCUMENT_FORMATS),
        (PathParameter("version", Message("Die Fassung.", "The version."), _versions, closed=True),),
    )
)
def dated(name: str) -> Response:
    """The vocabulary under the address of its version, `owl:versionIRI` (OWL 2 Structural Specification, section 3.3).

    The statements of a version do not change. Its page also counts uses in the data, so it is not kept for ever.
    """
    stem, extension = (name, "") if _is_version(name) else known_extension(name, DOCUMENT_FORMATS)
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
@described(
    Operation(
        "shapes",
        "/shapes",
        VOCABULARY,
        Message("Die Regeln der Daten (SHACL)", "The rules of the data (SHACL)"),
        Message("Die Shapes, die alle Daten erfüllen.", "The shapes that all data conform to."),
        Negotiated(GRAPH_FORMATS),
    )
)
def shapes(extension: str) -> Response:
    """The SHACL shapes that the data conform to."""
    require_extension("shapes", extension, GRAPH_FORMATS)
    return _graph("shapes", site().iri("graph/shapes"), extension)


@blueprint.get("/graph/<path:name>")
@described(
    Operation(
        "graph",
        "/graph/{name}",
        VOCABULARY,
        Message("Ein benannter Graph", "A named graph"),
        Message("Alle Aussagen eines Graphen.", "All statements of a graph."),
        Negotiated(GRAPH_FORMATS),
        (PathParameter("name", Message("Name des Graphen.", "Name of the graph."), _own_graphs, closed=True),),
    ),
    Operation(
        "sourceGraph",
        "/graph/source/{source}",
        VOCABULARY,
        Message("Der Graph einer Quelle", "The graph of a source"),
        Message("Alle Aussagen aus einer Quelle.", "All statements from one source."),
        Negotiated(GRAPH_FORMATS),
        (PathParameter("source", Message("Kurzname der Quelle.", "Short name of the source."), _sources, closed=True),),
    ),
)
def named_graph(name: str) -> Response:
    """The statements of one named graph."""
    stem, extension = known_extension(name, GRAPH_FORMATS)
    return _graph(f"graph/{stem}", site().iri(f"graph/{stem}"), extension)


@blueprint.get("/context.jsonld")
@described(
    Operation(
        "context",
        "/context.jsonld",
        VOCABULARY,
        Message("Der JSON-LD-Kontext", "The JSON-LD context"),
        Message("Derselbe, der in jeder Antwort steht.", "The same as inside every answer."),
        Single(lambda: (JSONLD.media_type,), schema="JsonLd"),
    )
)
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
    return answer(Resource(path, DOCUMENT_FORMATS, render, (cite_as, *links), cache, page_cache=MOVING), extension)


def _is_version(name: str) -> bool:
    return site().iri(f"def/{name}") in site().vocabulary.version_iris


def _page(path: str, variant: Variant) -> bytes:
    formats = [fmt for fmt in DOCUMENT_FORMATS if fmt is not HTML]
    return render_page("vocabulary.html", variant, path=path, text=_text(site(), variant.language), formats=formats)


@lru_cache(maxsize=16)
def _text(_here: Site, language: str) -> Markup:
    """What the page says: made once for each release, that is for each site, and language."""
    parts = {"heading": heading(language), "sections": sections(language), "schemes": schemes(language)}
    return Markup(render_page("vocabulary_text.html", Variant(HTML, language), **parts).decode())


@once
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
