"""Pictures as pages of their own, each with a table that says the same, and as files: SVG, and the network for Gephi."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from engagiert_ld.errors import Message
from engagiert_ld.formats import CSV, GEXF, GRAPHML, HTML, SVG
from engagiert_ld.pictures.drawing import standalone
from engagiert_ld.pictures.graph_files import Arc, Vertex, edge_table, gexf, graphml
from engagiert_ld.pictures.network import Edge, Node, two_columns
from engagiert_ld.web.answers import answer
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.ego import ego_picture
from engagiert_ld.web.entities import NAME
from engagiert_ld.web.operations import THINGS, Negotiated, Operation, described
from engagiert_ld.web.overview import begin_of, networks, picture
from engagiert_ld.web.pages import Value, alphabetical, foreign, render_page, value_of
from engagiert_ld.web.paging import page_count, page_query, read_page, require_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.relations import PART, Relation, relations
from engagiert_ld.web.representations import Resource, Variant, known_extension, require_extension
from engagiert_ld.web.site import Site, once, site
from engagiert_ld.web.texts import TEXTS, type_name

TIMELINE: Final = "pictures/timeline"
NETWORK: Final = "pictures/network"
TIMELINE_FORMATS: Final = (HTML, SVG)
NETWORK_FORMATS: Final = (HTML, SVG, GRAPHML, GEXF, CSV)

ROWS: Final = 40
"""A timeline has so many rows, and goes on on further pages."""

MOST_NETWORKS: Final = 40
MOST_ACTORS: Final = 60
"""The picture of the network shows so many, those with the most links; files hold all."""

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/pictures/timeline", defaults={"extension": ""})
@blueprint.get("/pictures/timeline.<extension>")
@described(
    Operation(
        "timeline",
        "/pictures/timeline",
        THINGS,
        Message("Die Zeitleiste der Netzwerke", "The timeline of the networks"),
        Message(
            "Seit wann und wie lange, und wer wann beteiligt war; als Seite mit Tabelle oder als Bild (SVG), in Seiten (page).",
            "Since when and for how long, and who took part when; as a page with a table or as a picture (SVG), in pages (page).",
        ),
        Negotiated(TIMELINE_FORMATS),
    )
)
def timeline(extension: str) -> Response:
    """A part of the timeline. Raises `RefusalError`: 400 for a wrong number, 404 behind the last page."""
    require_extension(TIMELINE, extension, TIMELINE_FORMATS)
    asked = Asked(request.environ)

    def render(variant: Variant) -> bytes:
        return _timeline(read_page(asked), variant)

    return answer(Resource(TIMELINE, TIMELINE_FORMATS, render, query=page_query(asked)), extension)


@blueprint.get("/pictures/network", defaults={"extension": ""})
@blueprint.get("/pictures/network.<extension>")
@described(
    Operation(
        "network",
        "/pictures/network",
        THINGS,
        Message("Wer mit welchen Netzwerken verbunden ist", "Who is linked to which networks"),
        Message(
            "Akteure und Netzwerke, als Seite mit Tabelle, als Bild (SVG) und als Netz für Gephi (GraphML, GEXF, CSV).",
            "Actors and networks, as a page with a table, as a picture (SVG) and as a network for Gephi (GraphML, GEXF, CSV).",
        ),
        Negotiated(NETWORK_FORMATS),
    )
)
def network(extension: str) -> Response:
    """The network of actors and networks."""
    require_extension(NETWORK, extension, NETWORK_FORMATS)
    return answer(Resource(NETWORK, NETWORK_FORMATS, _network), extension)


@blueprint.get("/pictures/doc/<path:name>")
@described(
    Operation(
        "picture",
        "/pictures/doc/{type}/{slug}",
        THINGS,
        Message("Womit ein Ding verbunden ist, als Bild", "What a thing is linked to, as a picture"),
        Message(
            "Ein Bild (SVG), wie es auf der Seite des Dings steht.",
            "A picture (SVG), as it is on the page of the thing.",
        ),
        Negotiated((SVG,)),
        NAME,
    )
)
def picture_of(name: str) -> Response:
    """The picture of a thing. Raises `RefusalError` (404) where there is none, or nothing that it is linked to."""
    stem, extension = (name, "") if site().known(f"id/{name}") else known_extension(name, (SVG,))
    iri = site().known(f"id/{stem}")
    drawn = ego_picture(iri, site(), site().release.publication.languages[0]) if site().has_document(iri) else ""
    if not drawn:
        raise unknown(site().iri(f"id/{stem}"))
    return answer(Resource(f"pictures/doc/{stem}", (SVG,), lambda _: _file(drawn, f"pictures/doc/{stem}")), extension)


def _language(variant: Variant) -> str:
    """That of a page; files are in the first language of the publication."""
    return variant.language or site().release.publication.languages[0]


def _file(drawn: str, path: str) -> bytes:
    """A picture as a file, whose links lead to this site from wherever it is; what was text has no quotation mark in it.

    Raises `RefusalError` (404) where there is nothing to see.
    """
    if not drawn:
        raise unknown(f"{path}.{SVG.extension}")
    parts = urlsplit(site().deployment.site_url)
    return standalone(drawn.replace('href="/', f'href="{parts.scheme}://{parts.netloc}/'))


def _timeline(page: int, variant: Variant) -> bytes:
    here, language = site(), _language(variant)
    rows, total = networks(here, language, ROWS, page)
    pages = page_count(total, ROWS)
    require_page(page, pages)
    drawn = picture(rows, here, language)
    if variant.fmt is SVG:
        return _file(drawn, TIMELINE)
    formats = TIMELINE_FORMATS[1:] if drawn else ()
    return render_page(
        "timeline.html", variant, path=TIMELINE, networks=rows, timeline=drawn, page=page, pages=pages, formats=formats
    )


def _network(variant: Variant) -> bytes:
    here, language = site(), _language(variant)
    if variant.fmt is HTML:
        drawn = network_picture(here, language)
        formats = [fmt for fmt in NETWORK_FORMATS[1:] if drawn or fmt is not SVG]
        rows = [_row(relation, here, language) for relation in shown_relations(here)]
        part = part_shown(here, language)
        return render_page("network.html", variant, path=NETWORK, network=drawn, rows=rows, formats=formats, part=part)
    if variant.fmt is SVG:
        return _file(network_picture(here, language), NETWORK)
    vertices, arcs = _vertices(here, language), [_arc(relation, here, language) for relation in relations(here)]
    if variant.fmt is GEXF:
        return gexf(vertices, arcs, here.release.publication.modified)
    return graphml(vertices, arcs) if variant.fmt is GRAPHML else edge_table(vertices, arcs)


@once
def shown_relations(here: Site) -> tuple[Relation, ...]:
    """Those of the networks, and among them of the actors, with the most links."""
    found = relations(here)
    wanted = _most(Counter(one.target for one in found), MOST_NETWORKS)
    parts = {one.source for one in found if one.kind == PART and one.target in wanted}
    chosen = [one for one in found if one.target in wanted | parts]
    actors = _most(Counter(one.source for one in chosen if one.kind != PART), MOST_ACTORS)
    return tuple(one for one in chosen if one.source in actors or one.kind == PART)


def _most(counts: Counter[str], number: int) -> set[str]:
    return set(sorted(counts, key=lambda iri: (-counts[iri], iri))[:number])


def part_shown(here: Site, language: str) -> str:
    """How much of the network its picture shows, in words; empty where it is all."""
    shown, total = shown_relations(here), relations(here)
    if len(shown) == len(total):
        return ""
    counts = {"shown": len(shown), "total": len(total), "networks": len({one.target for one in shown})}
    return TEXTS["network.part"].in_language(language).format(**counts)


@once
def network_picture(here: Site, language: str) -> str:
    """Actors on the left, networks by time on the right, parts below their wholes; empty where nothing is linked."""
    shown = shown_relations(here)
    edges = _edges(one for one in shown if one.kind != PART)
    actors = {edge.left for edge in edges}
    title, description = (TEXTS[key].in_language(language) for key in ("network.title", "network.description"))
    return two_columns(
        [_node(iri, language) for iri in sorted(actors)],
        _in_time(shown, here, language),
        edges,
        title,
        description,
    )


def _edges(found: Iterable[Relation]) -> list[Edge]:
    """One for each pair of ends: strong if one of its relations is, sure if one of them is."""
    pairs: dict[tuple[str, str], list[Relation]] = {}
    for one in found:
        pairs.setdefault((one.source, one.target), []).append(one)
    return [
        Edge(*ends, any(one.is_strong for one in pairs[ends]), any(one.is_sure for one in pairs[ends]))
        for ends in sorted(pairs)
    ]


def _in_time(shown: Sequence[Relation], here: Site, language: str) -> list[Node]:
    """The networks as they begin, each followed by its parts."""
    wholes = {one.source: one.target for one in shown if one.kind == PART}
    there = {one.target for one in shown} | set(wholes)

    def order(iri: str) -> tuple[int, str, str]:
        return begin_of(iri, here), alphabetical(here.descriptions.label(iri, language).value), iri

    nodes: list[Node] = []
    for iri in sorted((iri for iri in there if wholes.get(iri) not in there), key=order):
        nodes.append(_node(iri, language))
        parts = sorted((part for part, whole in wholes.items() if whole == iri and part != iri), key=order)
        nodes += (_node(part, language, 1) for part in parts)
    return nodes


def _node(iri: str, language: str, depth: int = 0) -> Node:
    value = value_of(NamedNode(iri), language)
    return Node(iri, value.text, value.href, depth, foreign(value, language))


@dataclass(frozen=True)
class _Row:
    """A line of the table: who, in what way, what, when."""

    source: Value
    ways: Sequence[Value]
    target: Value
    periods: Sequence[Value]
    itself: str


def _row(relation: Relation, here: Site, language: str) -> _Row:
    ways = [value_of(NamedNode(iri), language) for iri in relation.roles or (relation.kind,)]
    periods = [value_of(NamedNode(iri), language) for iri in relation.periods]
    source, target = (value_of(NamedNode(iri), language) for iri in (relation.source, relation.target))
    itself = here.link(here.document_path(relation.itself)) if relation.itself else ""
    return _Row(source, ways, target, periods, itself)


def _vertices(here: Site, language: str) -> list[Vertex]:
    iris = sorted({iri for one in relations(here) for iri in (one.source, one.target)})
    return [
        Vertex(iri, here.descriptions.label(iri, language).value, type_name(here.entity_type(iri), language))
        for iri in iris
    ]


def _arc(relation: Relation, here: Site, language: str) -> Arc:
    def called(iris: Iterable[str]) -> str:
        return ", ".join(here.descriptions.label(iri, language).value for iri in iris)

    kind = called([relation.kind])
    return Arc(relation.source, relation.target, called(relation.roles) or kind, kind, called(relation.periods))
