"""The catalogue for portals: pages of datasets that harvesters follow (DCAT-AP.de 3.0, Hydra)."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, serialise
from engagiert_ld.metadata.catalogue import has_versions
from engagiert_ld.namespaces import DCAT, EXTERNAL_PREFIXES, RDF, XSD
from engagiert_ld.release.manifest import VERSION_ENTRY, Release
from engagiert_ld.sources.dumps import read_dump
from engagiert_ld.terms import iri_of
from engagiert_ld.web.answers import answer
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.operations import DATASET, Negotiated, Operation, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.paging import PAGE, page_count, read_page, require_page
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import METADATA_FORMATS, Link, Resource, Variant, require_extension
from engagiert_ld.web.site import Site, site
from engagiert_ld.web.void import void_link

HYDRA: Final = EXTERNAL_PREFIXES["hydra"]
SINCE: Final = "modified_since"

blueprint = Blueprint("catalogue", __name__)


@dataclass(frozen=True)
class Entry:
    """A dataset of the catalogue: where it is described, its date, and what is said of it."""

    path: str
    modified: datetime.date
    quads: tuple[Quad, ...]


@dataclass(frozen=True)
class CataloguePage:
    """One page: its number from 1, of how many, and its datasets; `since` is the date that was asked for."""

    number: int
    pages: int
    total: int
    entries: tuple[Entry, ...]
    since: str

    def query(self, number: int) -> str:
        """The query of the address of a page."""
        return urlencode({PAGE: number} | ({SINCE: self.since} if self.since else {}))

    @property
    def others(self) -> Iterator[tuple[str, int]]:
        """Number of a page by link relation."""
        yield "first", 1
        if self.number > 1:
            yield "prev", self.number - 1
        if self.number < self.pages:
            yield "next", self.number + 1
        yield "last", self.pages


@blueprint.get("/catalog", defaults={"extension": ""})
@blueprint.get("/catalog.<extension>")
@described(
    Operation(
        "catalogue",
        "/catalog",
        DATASET,
        Message("Der Katalog", "The catalogue"),
        Message(
            "Für Portale, die Kataloge einsammeln (DCAT-AP.de 3.0): in Seiten (page), auf Wunsch nur, was sich seit einem Tag geändert hat"
            " (modified_since).",
            "For portals that harvest catalogues (DCAT-AP.de 3.0): in pages (page), and only what has changed since a day if asked for"
            " (modified_since).",
        ),
        Negotiated(METADATA_FORMATS),
    )
)
def catalogue(extension: str) -> Response:
    """A page of the catalogue. Raises `RefusalError`: 400 for a wrong number or date, 404 behind the last page."""
    require_extension("catalog", extension, METADATA_FORMATS)
    asked = Asked(request.environ)
    page = _asked_page(asked, site())

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _html(page, variant)
        return serialise(_statements(page, site()), variant.fmt, site().base_iri)

    given = {name: asked.parameter(name) for name in (PAGE, SINCE) if asked.parameter(name)}
    return answer(Resource("catalog", METADATA_FORMATS, render, _links(page), query=urlencode(given)), extension)


def _asked_page(asked: Asked, here: Site) -> CataloguePage:
    number, since = read_page(asked), asked.parameter(SINCE)
    entries = [entry for entry in _entries(here) if not since or entry.modified >= _date(since)]
    size = here.deployment.limits.catalogue_datasets
    pages = page_count(len(entries), size)
    require_page(number, pages)
    shown = tuple(entries[(number - 1) * size : number * size])
    return CataloguePage(number, pages, len(entries), shown, since)


def _date(text: str) -> datetime.date:
    """A day, which may have a time behind it (ISO 8601). Raises `RefusalError` (400)."""
    try:
        return datetime.datetime.fromisoformat(text.replace(" ", "+")).date()  # a + that was not encoded
    except ValueError:
        raise RefusalError(400, f"{SINCE} ist ein Tag wie 2026-11-22", f"{SINCE} is a day such as 2026-11-22") from None


def _entries(here: Site) -> Iterator[Entry]:
    """The dataset, and its versions as datasets where they are wanted; the latest version first."""
    release = here.release
    about = tuple(quad for quad in release.catalogue if _is_of_dataset(quad, here))
    yield Entry("dataset", release.publication.modified, about)
    if not here.deployment.lists_versions:
        return
    for version in here.archive.versions[::-1]:
        kept = here.archive.release(version)
        if kept and VERSION_ENTRY in kept.files:
            yield _version(kept)


def _version(kept: Release) -> Entry:
    return Entry(f"dataset/{kept.version}", kept.publication.modified, read_dump(kept.path / VERSION_ENTRY))


def _is_of_dataset(quad: Quad, here: Site) -> bool:
    return iri_of(quad.subject).startswith(here.iri("dataset"))


def _statements(page: CataloguePage, here: Site) -> Iterable[Quad]:
    """The catalogue, the datasets of the page, and which page it is."""
    catalog, member = NamedNode(here.iri("catalog")), NamedNode(f"{DCAT}dataset")
    common = (quad for quad in here.release.catalogue if not _is_of_dataset(quad, here) and quad.predicate != member)
    yield from common
    for entry in page.entries:
        yield Quad(catalog, member, NamedNode(here.iri(entry.path)))
        yield from entry.quads
    listed = [entry.path.partition("/")[2] for entry in page.entries if "/" in entry.path]
    yield from has_versions(here.release.publication, listed)
    yield from _paging(page, here)


def _paging(page: CataloguePage, here: Site) -> Iterator[Quad]:
    """The page in the words of both states of Hydra that harvesters read: CKAN and udata."""
    view = NamedNode(_address(page, page.number, here))
    for name in ("PartialCollectionView", "PagedCollection"):
        yield Quad(view, NamedNode(f"{RDF}type"), NamedNode(HYDRA + name))
    counts = {"totalItems": page.total, "itemsPerPage": here.deployment.limits.catalogue_datasets}
    for name, number in counts.items():
        yield Quad(view, NamedNode(HYDRA + name), Literal(str(number), datatype=NamedNode(f"{XSD}integer")))
    words = {"first": ("first", "firstPage"), "prev": ("previous", "previousPage"), "next": ("next", "nextPage")}
    for relation, number in page.others:
        for word in words.get(relation, ("last", "lastPage")):
            yield Quad(view, NamedNode(HYDRA + word), NamedNode(_address(page, number, here)))


def _address(page: CataloguePage, number: int, here: Site) -> str:
    return f"{here.url('catalog')}?{page.query(number)}"


def _links(page: CataloguePage) -> tuple[Link, ...]:
    """The licence, the numbers, and where the other pages are."""
    licence = Link(site().release.publication.data_licence, "license")
    others = (Link(_address(page, number, site()), relation) for relation, number in page.others if page.pages > 1)
    return (licence, void_link(site()), *others)


def _html(page: CataloguePage, variant: Variant) -> bytes:
    formats = [fmt for fmt in METADATA_FORMATS if fmt is not HTML]
    rows = [(entry, entry.path.partition("/")[2]) for entry in page.entries]
    references = {relation: f"{site().link('catalog.html')}?{page.query(number)}" for relation, number in page.others}
    return render_page(
        "catalogue.html", variant, path="catalog", formats=formats, page=page, rows=rows, references=references
    )
