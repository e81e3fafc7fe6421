"""How programs find what is here: robots.txt, sitemap, catalogue of interfaces, and a text for language models."""

import json
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, LINKSET, OPENAPI, TURTLE
from engagiert_ld.web.answers import answer_once
from engagiert_ld.web.operations import SITE, Operation, PathParameter, Single, described
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Link
from engagiert_ld.web.site import Site, once, site

SITEMAP_URLS: Final = 50_000
"""No sitemap has more (sitemaps.org protocol)."""

SITEMAP_TYPE: Final = "application/xml"
PLAIN_TYPE: Final = "text/plain; charset=utf-8"
API_CATALOG: Final = ".well-known/api-catalog"
API_CATALOG_TYPE: Final = f'{LINKSET.media_type}; profile="https://www.rfc-editor.org/info/rfc9727"'

blueprint = Blueprint("discovery", __name__)


@blueprint.get("/robots.txt")
@described(
    Operation(
        "robots",
        "/robots.txt",
        SITE,
        Message("Für Suchmaschinen", "For search engines"),
        Message("Was durchsucht werden mag (RFC 9309).", "What may be crawled (RFC 9309)."),
        Single(lambda: ("text/plain",)),
    )
)
def robots() -> Response:
    """Everything may be crawled but results of queries, choices in lists, and the past, which say nothing new (RFC 9309)."""
    lines = (
        "User-agent: *",
        f"Disallow: {site().link('sparql')}?query=",
        f"Disallow: {site().link('list/')}*?",
        f"Disallow: {site().link('dataset/')}",
        f"Allow: {site().link('')}",
        "",
        f"Sitemap: {site().url('sitemap.xml')}",
    )
    return answer_once("".join(f"{line}\n" for line in lines).encode(), PLAIN_TYPE)


@blueprint.get("/sitemap.xml")
@described(
    Operation(
        "sitemap",
        "/sitemap.xml",
        SITE,
        Message("Alle Seiten", "All pages"),
        Message(
            "Die Seiten mit dem Datum der Ausgabe (sitemaps.org); sind es sehr viele, die Liste der Teile.",
            "The pages with the date of the release (sitemaps.org); where they are very many, the list of the parts.",
        ),
        Single(lambda: (SITEMAP_TYPE,)),
    )
)
def sitemap() -> Response:
    """All pages, or the index of the parts where there are too many for one file."""
    pages = _pages(site())
    if len(pages) <= SITEMAP_URLS:
        return answer_once(_urlset(pages), SITEMAP_TYPE)
    parts = range(1, -(-len(pages) // SITEMAP_URLS) + 1)
    rows = (f"<sitemap><loc>{escape(site().url(f'sitemap-{part}.xml'))}</loc>{_lastmod()}</sitemap>" for part in parts)
    return answer_once(_xml("sitemapindex", rows), SITEMAP_TYPE)


def _parts() -> list[str]:
    return [str(number) for number in range(1, -(-len(_pages(site())) // SITEMAP_URLS) + 1)]


@blueprint.get("/sitemap-<part>.xml")
@described(
    Operation(
        "sitemapPart",
        "/sitemap-{part}.xml",
        SITE,
        Message("Ein Teil aller Seiten", "A part of all pages"),
        Message("Höchstens 50000 Seiten.", "At most 50000 pages."),
        Single(lambda: (SITEMAP_TYPE,)),
        (PathParameter("part", Message("Nummer ab 1.", "Number from 1."), _parts, closed=True),),
    )
)
def sitemap_part(part: str) -> Response:
    """A part of all pages. Raises `RefusalError` (404)."""
    if part not in _parts():
        raise unknown(f"sitemap-{part}.xml")
    number = int(part)
    return answer_once(_urlset(_pages(site())[(number - 1) * SITEMAP_URLS : number * SITEMAP_URLS]), SITEMAP_TYPE)


@blueprint.get(f"/{API_CATALOG}")
@described(
    Operation(
        "apiCatalog",
        f"/{API_CATALOG}",
        SITE,
        Message("Die Schnittstellen", "The interfaces"),
        Message("Als Linkset (RFC 9727).", "As a linkset (RFC 9727)."),
        Single(lambda: (LINKSET.media_type,), schema="Linkset"),
    )
)
def api_catalog() -> Response:
    """The interfaces and where they are described (RFC 9727, section 3; RFC 9264)."""
    here = site()
    description = {"href": here.url("openapi.json"), "type": OPENAPI.media_type}
    documentation = {"href": here.url("openapi.html"), "type": HTML.media_type}
    interfaces = {
        "sparql": {"service-desc": [{"href": here.url("sparql?format=ttl"), "type": TURTLE.media_type}, description]},
        "": {"service-desc": [description]},
    }
    contexts = [
        {"anchor": here.url(path), **links, "service-doc": [documentation], "status": [{"href": here.url("health")}]}
        for path, links in interfaces.items()
    ]
    items = [{"href": here.url(path)} for path in interfaces]
    document = {"linkset": [{"anchor": here.url(API_CATALOG), "item": items}, *contexts]}
    links = (Link(here.url(API_CATALOG), "api-catalog"),)
    return answer_once((json.dumps(document, indent=2) + "\n").encode(), API_CATALOG_TYPE, links=links)


@blueprint.get("/llms.txt")
@described(
    Operation(
        "llms",
        "/llms.txt",
        SITE,
        Message("Für Sprachmodelle", "For language models"),
        Message(
            "Was hier ist und wie man es liest, als kurzer Text.", "What is here and how to read it, as a short text."
        ),
        Single(lambda: ("text/plain",)),
    )
)
def llms() -> Response:
    """What is here and how to read it, in Markdown."""
    here, publication = site(), site().release.publication
    rows = {
        "sparql": "SPARQL 1.1 endpoint; answers are complete or refused",
        "queries": "example queries",
        "dumps/latest/all.ttl": "all data in Turtle",
        "dataset.html": "all downloads, tables (CSV), checksums, versions",
        "def.ttl": "the vocabulary",
        ".well-known/void": "the dataset in numbers (VoID)",
        "catalog.ttl": "the catalogue (DCAT-AP.de)",
        "changes": "what each release changed: Atom, JSON, and in RDF an event stream (LDES)",
        "openapi.json": "the whole interface (OpenAPI)",
    }
    links = "".join(f"- [{path}]({here.url(path)}): {text}\n" for path, text in rows.items())
    text = (
        f"# {publication.title['en']}\n\n> {publication.description['en']}\n\n"
        f"Version {here.release.version}. Licence of the data: {publication.data_licence}\n"
        "Every thing has an IRI that leads to its description; ask for text/turtle or application/ld+json. Every fact has a claim"
        " with its quotation and how certain it is.\n\n"
        f"## Data\n\n{links}"
    )
    return answer_once(text.encode(), PLAIN_TYPE)


@once
def _pages(here: Site) -> list[str]:
    """The addresses of all pages for people, in order."""
    fixed = (
        "",
        "dataset.html",
        "catalog.html",
        "changes.html",
        "status.html",
        "validation.html",
        "def.html",
        "queries.html",
    )
    return [*(here.url(path) for path in fixed), *_documents(here)]


def _documents(here: Site) -> Iterator[str]:
    for iri in here.descriptions.instances(here.iri("id/")):
        if here.has_document(iri):
            yield here.url(f"{here.document_path(iri)}.html")


def _urlset(pages: list[str]) -> bytes:
    return _xml("urlset", (f"<url><loc>{escape(page)}</loc>{_lastmod()}</url>" for page in pages))


def _lastmod() -> str:
    return f"<lastmod>{site().release.publication.modified.isoformat()}</lastmod>"


def _xml(root: str, rows: Iterator[str]) -> bytes:
    lines = "".join(f"{row}\n" for row in rows)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</{root}>\n'
    return text.encode()
