"""The example queries of the release: as RDF, and each with a page of its own, its results, and how to cite it.

A query is answered by the release that it is cited with: the addresses of its results name the version.
"""

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, JSONLD, NTRIPLES, RDFXML, TURTLE, Format, serialise
from engagiert_ld.metadata.citation import as_text
from engagiert_ld.web.answers import answer
from engagiert_ld.web.citations import citation_of_version
from engagiert_ld.web.delivery import Content
from engagiert_ld.web.example_queries import Example, by_topic, examples_of
from engagiert_ld.web.operations import QUERY, Negotiated, Operation, PathParameter, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Link, Resource, Variant, known_extension, require_extension
from engagiert_ld.web.site import Site, site

EXAMPLE_FORMATS: Final = (TURTLE, HTML, JSONLD, RDFXML, NTRIPLES)

LONGEST_PERMALINK: Final = 7900
"""Everybody should take a request line of 8000 octets (RFC 9112, section 3)."""

blueprint = Blueprint("examples", __name__)


def _names() -> list[str]:
    return sorted(examples_of(site()))


NAME: Final = PathParameter("name", Message("Name der Abfrage.", "Name of the query."), _names)


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
        if variant.fmt is HTML:
            return _list_page(variant)
        return site().release.stored(f"queries.{variant.fmt.extension}")

    links = (Link(site().release.publication.data_licence, "license"), Link(site().url("sparql"), "related"))
    return answer(Resource("queries", EXAMPLE_FORMATS, render, links), extension)


@blueprint.get("/queries/<name>")
@described(
    Operation(
        "example",
        "/queries/{name}",
        QUERY,
        Message("Eine Beispielabfrage", "An example query"),
        Message(
            "Text, Ergebnis in allen Formaten unter Adressen, die bleiben, und wie sie zitiert wird.",
            "Its text, its result in all formats under addresses that last, and how to cite it.",
        ),
        Negotiated(EXAMPLE_FORMATS),
        (NAME,),
    )
)
def example(name: str) -> Response:
    """One example query. Raises `RefusalError` (404)."""
    known = examples_of(site())
    stem, extension = (name, "") if name in known else known_extension(name, EXAMPLE_FORMATS)
    found = known.get(stem)
    if not found:
        raise unknown(f"queries/{stem}")

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _example_page(found, variant)
        return serialise(found.quads, variant.fmt, site().base_iri)

    results = (Link(address, "related", fmt.media_type) for fmt, address in _results(found, site()))
    links = (Link(site().iri(f"queries#{stem}"), "describes"), *list(results)[:1])
    return answer(Resource(f"queries/{stem}", EXAMPLE_FORMATS, render, links), extension)


def _permalink(found: Example, here: Site, fmt: Format | None = None) -> str:
    """Where this release answers the query, for good; empty where the query is too long for an address."""
    parameters = {"query": found.text} | ({"format": fmt.extension} if fmt else {})
    path = f"dataset/{here.release.version}/sparql"
    address = f"{(here.current or here).url(path)}?{urlencode(parameters)}"
    return address if len(address) <= LONGEST_PERMALINK else ""


def _results(found: Example, here: Site) -> list[tuple[Format, str]]:
    return [(fmt, address) for fmt in found.formats if (address := _permalink(found, here, fmt))]


def _list_page(variant: Variant) -> bytes:
    language = variant.language
    topics = by_topic(site(), language)
    formats = [fmt for fmt in EXAMPLE_FORMATS if fmt is not HTML]
    return render_page("examples.html", variant, path="queries", topics=topics, formats=formats)


def _example_page(found: Example, variant: Variant) -> bytes:
    language = variant.language
    title, whole = found.title(language), citation_of_version(site().release, language)
    address = _permalink(found, site()) or site().iri(f"dataset/{whole.version}/queries/{found.name}")
    cited = replace(whole, title=title, container=whole.title, iri=address)
    return render_page(
        "example.html",
        variant,
        path=f"queries/{found.name}",
        title=title,
        description=found.descriptions.get(language, ""),
        text=found.text,
        form=f"{site().link('sparql')}?{urlencode({'query': found.text})}",
        results=_results(found, site()),
        shown=_permalink(found, site(), HTML),
        citation=as_text(cited),
        formats=[fmt for fmt in EXAMPLE_FORMATS if fmt is not HTML],
    )
