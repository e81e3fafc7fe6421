"""Things and their documents: `/id/…` answers 303, `/doc/…` describes (Cool URIs for the Semantic Web, section 4)."""

from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, Format, serialise_document
from engagiert_ld.metadata.documents import document_statements
from engagiert_ld.namespaces import SCHEMA
from engagiert_ld.terms import iri_of
from engagiert_ld.web.answers import answer, see_other
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.entity_pages import entity_page
from engagiert_ld.web.lists import entity_types
from engagiert_ld.web.operations import THINGS, Negotiated, Operation, PathParameter, Redirection, described
from engagiert_ld.web.paging import page_query, read_page
from engagiert_ld.web.profiles import PROFILES
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import DOCUMENT_FORMATS, Link, Resource, Variant, known_extension, memento_links
from engagiert_ld.web.site import site
from engagiert_ld.web.tombstones import document_no_longer_here, thing_no_longer_here

blueprint = Blueprint("entities", __name__)


def _slugs() -> list[str]:
    """The last segment of the example."""
    return [site().example.removeprefix(site().iri("id/")).partition("/")[2]] if site().example else []


def _unnamed() -> list[str]:
    """The hash of a node without a name, if there is one."""
    prefix = site().iri(".well-known/genid/")
    found = (iri_of(quad.subject) for quad in site().release.quads)
    return [min((iri.removeprefix(prefix) for iri in found if iri.startswith(prefix)), default="")]


TYPE: Final = PathParameter("type", Message("Art des Dings.", "Type of the thing."), entity_types, closed=True)
NAME: Final = (TYPE, PathParameter("slug", Message("Name innerhalb der Art.", "Name within the type."), _slugs))


@blueprint.get("/id/<path:name>")
@described(
    Operation(
        "thing",
        "/id/{type}/{slug}",
        THINGS,
        Message("Ein Ding", "A thing"),
        Message(
            "Die dauerhafte Adresse eines Dings. Sie führt zu dem Dokument, das es beschreibt; eine Abfrage der Adresse geht mit."
            " Namen haben hier die Form Art/Name; andere Veröffentlichungen können andere haben.",
            "The permanent address of a thing. It leads to the document that describes it; a query of the address goes along."
            " Names have the form type/name here; other publications may have others.",
        ),
        Redirection(
            303,
            Message("Zu dem Dokument, das das Ding beschreibt.", "To the document that describes the thing."),
            linked=True,
        ),
        NAME,
        refusals=(410,),
        instead=(308,),
    )
)
def thing(name: str) -> Response:
    """303 to the document that describes the thing, in one hop (RFC 9110 15.4.4)."""
    iri = site().known(f"id/{name}")
    if not iri:
        raise unknown(site().iri(f"id/{name}"))
    if iri in site().withdrawals:
        return thing_no_longer_here(site().withdrawals[iri])
    path = site().document_path(iri)
    return see_other(path, (Link(site().url(path), "describedby"),))


@blueprint.get("/doc/<path:name>")
@described(
    Operation(
        "document",
        "/doc/{type}/{slug}",
        THINGS,
        Message("Das Dokument über ein Ding", "The document about a thing"),
        Message(
            "Die Aussagen über ein Ding und was auf es verweist, als Daten oder als Seite. Das Profil sagt, wie viel davon.",
            "The statements about a thing and what points to it, as data or as a page. The profile says how much of it.",
        ),
        Negotiated(DOCUMENT_FORMATS, tuple(PROFILES)),
        NAME,
        refusals=(410,),
        instead=(308,),
    )
)
def document(name: str) -> Response:
    """The document about a thing."""
    return _described(f"id/{name}")


@blueprint.get("/.well-known/genid/<name>")
@described(
    Operation(
        "unnamed",
        "/.well-known/genid/{hash}",
        THINGS,
        Message("Ein Knoten ohne eigenen Namen", "A node without a name of its own"),
        Message(
            "Die Aussagen über einen Knoten, der in der Quelle keinen Namen hatte.",
            "The statements about a node that had no name in the source.",
        ),
        Negotiated(DOCUMENT_FORMATS, tuple(PROFILES)),
        (PathParameter("hash", Message("Prüfsumme seiner Aussagen.", "Hash of its statements."), _unnamed),),
    )
)
def unnamed(name: str) -> Response:
    """The statements of a node that had no name in the source (RDF 1.1 Concepts 3.5)."""
    return _described(f".well-known/genid/{name}")


def _described(name: str) -> Response:
    """The document about the thing that the data call `name`, a path below the base IRI; an extension may follow."""
    stem, extension = (name, "") if site().known(name) else known_extension(name, DOCUMENT_FORMATS)
    iri = site().known(stem)
    if not iri:
        raise unknown(site().iri(name))
    if iri in site().withdrawals:
        return document_no_longer_here(site().withdrawals[iri], extension)
    path = site().document_path(iri)
    asked = Asked(request.environ)

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            usual = _statements(iri, path, next(iter(PROFILES)))
            sizes = {fmt.name: len(_written(iri, usual, fmt)) for fmt in DOCUMENT_FORMATS if fmt is not HTML}
            return entity_page(iri, path, variant, read_page(asked), sizes)
        return _written(iri, _statements(iri, path, variant.profile), variant.fmt)

    links, query = _links(iri, path), page_query(asked)
    return answer(Resource(path, DOCUMENT_FORMATS, render, links, profiles=tuple(PROFILES), query=query), extension)


def _statements(iri: str, path: str, profile_name: str) -> list[Quad]:
    """The description as the profile wants it, and what the document says of itself."""
    description = site().descriptions.describe(iri)
    profile = PROFILES[profile_name]
    evidence = site().descriptions.evidence(description) if profile.with_evidence else ()
    quads = [*description.own, *description.backlinks, *evidence]
    if profile.with_labels:
        quads += [*description.labels, *site().descriptions.labels_for(evidence)]
    document = site().iri(path)
    about = () if document == iri else document_statements(site().release.publication, document, iri)
    return [*quads, *about]


def _written(iri: str, statements: list[Quad], fmt: Format) -> bytes:
    return serialise_document(statements, fmt, site().base_iri, site().release.context, NamedNode(iri))


def _links(iri: str, path: str) -> tuple[Link, ...]:
    history = site().history_path(path)
    return (
        Link(iri, "describes"),
        Link(iri, "cite-as"),
        Link(f"{SCHEMA}AboutPage", "type"),
        *(Link(SCHEMA + name, "type") for name in site().schema_org.types(iri)),
        Link(site().release.publication.data_licence, "license"),
        Link(site().url("dataset"), "collection"),
        *(memento_links(site(), path) if path.startswith("doc/") else ()),
        *((Link(site().url(history), "version-history"),) if history else ()),
    )
