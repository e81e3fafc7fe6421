"""The catalogue as portals harvest it: one dataset that is brought up to date, in pages that end."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS

from running import ProjectFolder, Server, serving

from .asking import BROWSER, ask
from .conftest import new_project
from .reading import Page
from .test_takeover import BASE, build, mark

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
CATALOG = URIRef(f"{BASE}catalog")
SETTINGS = """
[catalogue]
versions = {versions}
contributor_id = "http://dcat-ap.de/def/contributors/example"
geocoding = ["http://dcat-ap.de/def/politicalGeocoding/municipalityKey/05113000"]

[limits]
catalogue_datasets = 2
"""


class Site(NamedTuple):
    server: Server
    folder: ProjectFolder
    versions: list[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """Three releases."""
    project = new_project(ProjectFolder(tmp_path_factory.mktemp("catalogue") / "project"), BASE)
    with (project.path / "publication.toml").open("a") as settings:
        settings.write(SETTINGS.format(versions="false"))
    for number in (1, 2, 3):
        mark(project, number)
        build(project)
    return project


def served(folder: ProjectFolder, versions: str) -> Iterator[Site]:
    settings = folder.path / "publication.toml"
    settings.write_text(settings.read_text().replace("versions = false", f"versions = {versions}"))
    with serving(folder, "--no-build") as server:
        yield Site(server, folder, (folder.path / "releases" / "HISTORY").read_text().split())


@pytest.fixture(scope="module")
def site(folder: ProjectFolder) -> Iterator[Site]:
    yield from served(folder, "false")


@pytest.fixture(scope="module")
def with_versions(folder: ProjectFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    target = tmp_path_factory.mktemp("versions") / "project"
    shutil.copytree(folder.path, target, symlinks=True)
    yield from served(ProjectFolder(target), "true")


def walk(start: str, word: URIRef) -> list[Graph]:
    """All pages, as a harvester finds them that reads one of the two words for the next one."""
    pages, address = [], start
    while address:
        graph = ask(address, address[len(address.rstrip("/").rpartition("/")[0]) :]).graph
        pages.append(graph)
        assert len(pages) < 10
        (view,) = graph.subjects(RDF.type, HYDRA.PagedCollection)
        assert (view, RDF.type, HYDRA.PartialCollectionView) in graph
        address = str(graph.value(view, word) or "")
    return pages


def test_there_is_one_dataset_however_many_releases(site: Site) -> None:
    graph = ask(site.server.url, "/catalog").graph
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == {URIRef(f"{BASE}dataset")}
    assert set(graph.objects(CATALOG, DCAT.dataset)) == {URIRef(f"{BASE}dataset")}
    assert graph.value(URIRef(f"{BASE}dataset"), DCTERMS.identifier) == Literal(f"{BASE}dataset")
    (view,) = graph.subjects(RDF.type, HYDRA.PagedCollection)
    assert graph.value(view, HYDRA.totalItems) == Literal(1)
    assert graph.value(view, HYDRA.next) is None


def test_two_fetches_are_the_same_bytes_and_head_says_how_many(site: Site) -> None:
    for extension in ("ttl", "rdf", "jsonld", "nt", "xml"):
        first, second = (ask(site.server.url, f"/catalog.{extension}") for _ in range(2))
        head = ask(site.server.url, f"/catalog.{extension}", method="HEAD")
        assert first.body == second.body
        assert head.headers["Content-Length"] == str(len(first.body))
        assert head.content_type == first.content_type


def test_whatever_is_accepted_there_is_rdf_unless_a_page_is_preferred(site: Site) -> None:
    assert ask(site.server.url, "/catalog", "*/*").media_type == "text/turtle"
    assert ask(site.server.url, "/catalog").media_type == "text/turtle"
    assert ask(site.server.url, "/catalog", BROWSER).media_type == "text/html"


@pytest.mark.parametrize("word", [HYDRA.next, HYDRA.nextPage])
def test_a_walk_finds_each_dataset_once(with_versions: Site, word: URIRef) -> None:
    pages = walk(f"{with_versions.server.url}catalog", word)
    assert len(pages) == 2
    found = [str(dataset) for page in pages for dataset in page.objects(CATALOG, DCAT.dataset)]
    assert sorted(found) == sorted([f"{BASE}dataset", *(f"{BASE}dataset/{one}" for one in with_versions.versions)])
    for page in pages:
        for dataset in page.objects(CATALOG, DCAT.dataset):
            for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.distribution):
                assert page.value(dataset, needed), f"{dataset} has no {needed}"


def test_links_and_pages_for_people_lead_on_as_well(with_versions: Site) -> None:
    url = with_versions.server.url
    first, last = ask(url, "/catalog?page=1"), ask(url, "/catalog?page=2")
    assert first.linked("next") == last.linked("last") == [f"{url}catalog?page=2"]
    assert last.linked("next") == []
    assert first.headers["Content-Location"] == "/catalog.ttl?page=1"
    assert first.headers["ETag"] != last.headers["ETag"]
    page = Page(ask(url, "/catalog.html?page=1", BROWSER).text)
    assert "/catalog.html?page=2" in page.hrefs


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=0", 400), ("page=abc", 400), ("page=-1", 400), ("page=999", 404), ("modified_since=yesterday", 400)],
)
def test_a_page_or_day_that_is_none_is_refused(site: Site, query: str, status: int) -> None:
    answer = ask(site.server.url, f"/catalog?{query}")
    assert (answer.status, answer.media_type) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("since", "number"),
    [("2026-11-03", 1), ("2026-11-03T00:00:00Z", 1), ("2026-11-03T10:00:00+01:00", 1), ("2026-11-04", 0)],
)
def test_what_has_not_changed_since_a_day_is_left_out(site: Site, since: str, number: int) -> None:
    graph = ask(site.server.url, f"/catalog?modified_since={since}").graph
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == number
    assert len(set(graph.subjects(RDF.type, DCAT.Catalog))) == 1


def test_what_govdata_wants_is_there_when_it_is_set(site: Site) -> None:
    graph = ask(site.server.url, "/catalog").graph
    dataset = URIRef(f"{BASE}dataset")
    assert graph.value(dataset, DCATDE.contributorID) == URIRef("http://dcat-ap.de/def/contributors/example")
    assert str(graph.value(dataset, DCATDE.politicalGeocodingURI)).endswith("/municipalityKey/05113000")


def test_the_endpoint_is_a_service_that_serves_the_dataset(server: Server) -> None:
    base = "https://w3id.org/engagiert-ld/"
    graph = ask(server.url, "/catalog").graph
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    assert graph.value(service, DCAT.endpointURL) == URIRef(f"{base}sparql")
    assert graph.value(service, DCAT.servesDataset) == URIRef(f"{base}dataset")
    assert graph.value(predicate=DCAT.accessService, object=service) == URIRef(f"{base}dataset#sparql")


def test_every_address_of_the_catalogue_answers_get_and_head(server: Server) -> None:
    base = "https://w3id.org/engagiert-ld/"
    graph = ask(server.url, "/catalog").graph
    words = (DCAT.accessURL, DCAT.downloadURL, DCAT.landingPage, DCAT.endpointURL, DCAT.endpointDescription)
    addresses = {str(address).removeprefix(base) for word in words for address in graph.objects(None, word)}
    assert len(addresses) > 20
    for address in addresses:
        assert ask(server.url, f"/{address}", method="HEAD").status == 200, address
        assert ask(server.url, f"/{address}").status == 200, address


def test_the_release_says_the_same_on_a_shelf_with_others(folder: ProjectFolder, tmp_path: Path) -> None:
    other = ProjectFolder(tmp_path / "project")
    shutil.copytree(folder.path, other.path, symlinks=True, ignore=shutil.ignore_patterns("releases"))
    build(other)
    for name in ("catalogue.ttl", "version.ttl"):
        assert (other.current / name).read_bytes() == (folder.current / name).read_bytes()
