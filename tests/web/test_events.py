"""The event stream (LDES): pages that never change, which together tell all that is published."""

import shutil
from pathlib import Path

import feedparser
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from calls import call
from engagiert_ld.release.shelf import Shelf
from running import ProjectFolder, Server

from .asking import Answer, InProcess, ask
from .conftest import in_process
from .test_takeover import BASE
from .test_versions import Kept, kept

__all__ = ["kept"]

AS = "https://www.w3.org/ns/activitystreams#"
LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
VERSION_OF = "http://purl.org/dc/terms/isVersionOf"
FORMATS = {"trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS}
SITE = "https://daten.example.org/beteiligung/"


def quads(answer: Answer, fmt: RdfFormat = RdfFormat.N_QUADS) -> set[Quad]:
    return set(parse(answer.body, format=fmt))


def objects(found: set[Quad], predicate: str) -> set[str]:
    return {_text(quad.object) for quad in found if quad.predicate.value == predicate}


def _text(term: object) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value


def path_of(server_url: str, address: str) -> str:
    assert address.startswith(server_url)
    return "/" + address.removeprefix(server_url)


@pytest.fixture
def own(kept: Kept, tmp_path: Path) -> ProjectFolder:
    """Its three releases, to be changed."""
    shutil.copytree(kept.folder.path, tmp_path / "own", symlinks=True)
    return ProjectFolder(tmp_path / "own")


def test_the_pages_of_the_first_release_tell_the_whole_dataset_and_each_thing_once(
    server: Server, built: ProjectFolder
) -> None:
    root = quads(ask(server.url, "/changes.nq"))
    assert objects(root, f"{TREE}view") == {f"{server.url}changes"}
    assert objects(root, f"{LDES}retentionPolicy") == set()
    told: set[Triple] = set()
    things: list[str] = []
    waiting = sorted(objects(root, f"{TREE}node"))
    pages = 0
    while waiting:
        answer = ask(server.url, path_of(server.url, waiting.pop()), "application/n-quads")
        assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True)
        found = quads(answer)
        members = objects(found, f"{TREE}member")
        assert 0 < len(members) <= 250
        told |= {quad.triple for quad in found if isinstance(quad.graph_name, NamedNode)}
        things += [str(quad.object) for quad in found if quad.predicate.value == VERSION_OF]
        assert objects(found, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type") >= {f"{AS}Create"}
        waiting += objects(found, f"{TREE}node")
        pages += 1
    assert pages > 2
    dump = ask(server.url, f"/dataset/{built.current.name}/all.nt")
    assert told == {quad.triple for quad in parse(dump.body, format=RdfFormat.N_TRIPLES)}
    assert len(things) == len(set(things))


def test_a_page_says_the_same_in_both_formats(kept: Kept) -> None:
    first, second, _ = kept.versions
    said = [
        quads(ask(kept.server.url, f"/events/2/{first}/{second}/1.{extension}"), fmt)
        for extension, fmt in FORMATS.items()
    ]
    assert said[0] == said[1]
    assert objects(said[0], VERSION_OF) == {f"{BASE}id/network/beispielnetz", f"{BASE}dataset"}
    assert ask(kept.server.url, f"/events/2/{first}/{second}/1", "*/*").media_type == "application/trig"


@pytest.mark.parametrize(
    "path",
    [
        "/events/1/{0}/0",
        "/events/1/{0}/01",
        "/events/1/{0}/99",
        "/events/1/{0}/first",
        "/events/1/{1}/1",
        "/events/2/{0}/1",
        "/events/2/{1}/{0}/1",
        "/events/3/{0}/{1}/1",
        "/events/2/{0}/{2}/1",
        "/events/1/2020-01-01-000000000000/1",
    ],
)
def test_what_was_no_step_has_no_page(kept: Kept, path: str) -> None:
    assert ask(kept.server.url, path.format(*kept.versions)).status == 404


def test_where_early_releases_are_not_kept_the_stream_says_what_to_begin_with(own: ProjectFolder, kept: Kept) -> None:
    first, second, last = kept.versions
    before = in_process(own, SITE).ask(f"/events/3/{second}/{last}/1.nq")
    Shelf(own.path / "releases").retain(2)
    site = in_process(own, SITE)
    root = quads(site.ask("/changes.nq"))
    assert objects(root, f"{TREE}node") == {f"{SITE}events/3/{second}/{last}/1"}
    assert objects(root, f"{LDES}startingFrom") == {"2026-11-02T00:00:00Z"}
    dumps = [_text(quad.subject) for quad in root if quad.predicate.value == f"{LDES}versionMaterializationOf"]
    assert dumps == [f"{BASE}dataset/{second}/all.nq"]
    assert site.ask(path_of(SITE, f"{SITE}dataset/{second}/all.nq")).status == 200
    assert site.ask(f"/events/2/{first}/{second}/1").status == 410
    assert site.ask(f"/events/3/{second}/{last}/1.nq").body == before.body


def test_after_an_erasure_the_pages_that_told_it_are_gone(own: ProjectFolder, kept: Kept) -> None:
    first, second, last = kept.versions
    statement = f'<{BASE}id/network/beispielnetz> <http://www.w3.org/2004/02/skos/core#note> "erste 2"@de'
    assert call(own, "erase", statement).code == 0
    site = in_process(own, SITE)
    assert site.ask(f"/events/2/{first}/{second}/1").status == 410
    assert site.ask(f"/events/3/{second}/{last}/1").status == 410
    pages = sorted(objects(quads(site.ask("/changes.nq")), f"{TREE}node"))
    assert len(pages) == 3
    assert all(b"erste 2" not in body for body in bodies(site, pages))
    assert any(b"zweite 2" in body for body in bodies(site, pages))
    latest, again = site.ask("/changes.json").json
    assert (latest["replaces"], again["replaces"]) == ([], [second])
    feed = feedparser.parse(site.ask("/changes.atom").body)
    assert f"Neu ausgestellt anstelle von {second}: daraus wurde etwas gelöscht." in feed.entries[1].summary
    assert "erste 2" not in site.ask("/changes.atom").text


def bodies(site: InProcess, pages: list[str]) -> list[bytes]:
    answers = [site.ask(path_of(SITE, page), "application/n-quads") for page in pages]
    assert [answer.status for answer in answers] == [200] * len(answers)
    return [answer.body for answer in answers]


def test_a_release_that_is_published_again_is_told_again(own: ProjectFolder, kept: Kept) -> None:
    first, second, last = kept.versions
    Shelf(own.path / "releases").switch_to(second)
    site = in_process(own, SITE)
    page = quads(site.ask(f"/events/4/{last}/{second}/1.nq"))
    assert objects(page, "http://purl.org/dc/terms/created") == {"2026-11-03T00:00:00Z"}
    assert objects(page, "https://schema.org/position") == {"4"}
    assert site.ask(f"/events/2/{first}/{second}/1").status == 200
