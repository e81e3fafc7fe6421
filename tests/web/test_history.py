"""What became of a thing can be read, subscribed to, and is told even when the thing is gone."""

import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import feedparser
import pytest

from engagiert_ld.release.shelf import Shelf
from release.year import Planned, year
from running import ProjectFolder, serving

from .asking import BROWSER, Answer, InProcess, ask
from .conftest import in_process
from .reading import Page
from .test_versions import Kept, kept

__all__ = ["kept"]

SITE = "https://daten.example.org/beteiligung/"


class Past(NamedTuple):
    """A year of a small publication, its site, and what the dump of each release was on the day when it came out."""

    steps: list[Planned]
    site: InProcess
    folder: ProjectFolder
    dumps: dict[str, bytes]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    folder = ProjectFolder(tmp_path_factory.mktemp("history") / "city")
    steps, dumps = [], {}
    for step in year(folder.path):
        steps.append(step)
        dumps[step.release.version] = (step.release.path / "all.nt").read_bytes()
    return Past(steps, in_process(folder, SITE), folder, dumps)


def test_a_thing_is_told_by_all_releases_that_changed_it_and_by_no_others(past: Past) -> None:
    for name in ("a", "b", "c", "d", "e"):
        told = past.site.ask(f"/history/network/{name}", "application/json").json
        found = [(version["version"], version["kind"]) for version in told["versions"][::-1]]
        thing = f"id/network/{name}"
        assert found == [(step.release.version, step.changes[thing]) for step in past.steps if thing in step.changes], (
            name
        )


def test_statements_that_came_and_went_lead_from_one_state_to_the_next(past: Past) -> None:
    base = past.steps[0].release.publication.base_iri
    told = past.site.ask("/history/network/c", "application/json").json
    state: set[str] = set()
    by_version = {step.release.version: step.release for step in past.steps}
    for version in told["versions"][::-1]:
        assert state >= set(version["removed"])
        state = state - set(version["removed"]) | set(version["added"])
        quads = by_version[version["version"]].quads
        assert state == {str(quad.triple) for quad in quads if str(quad.subject) == f"<{base}id/network/c>"}


def test_the_page_says_what_changed_in_words_and_leads_to_the_document_of_then(kept: Kept) -> None:
    address = "/history/network/beispielnetz"
    german = ask(kept.server.url, f"{address}?lang=de", BROWSER).text
    assert "„erste 2“ (de), „zweite 2“ (de) → „erste 3“ (de), „zweite 3“ (de)" in german
    page = Page(ask(kept.server.url, address, BROWSER).text)
    for version in kept.versions:
        assert f"/dataset/{version}/doc/network/beispielnetz" in page.hrefs
    document = ask(kept.server.url, "/doc/network/beispielnetz", BROWSER)
    assert document.linked("version-history") == [f"{kept.server.url}history/network/beispielnetz"]
    assert address in Page(document.text).hrefs
    earlier = ask(kept.server.url, f"/dataset/{kept.versions[0]}/doc/network/beispielnetz", BROWSER)
    assert earlier.linked("version-history") == [f"{kept.server.url}history/network/beispielnetz"]


def test_a_tombstone_leads_to_what_was_and_the_history_to_what_came_after(past: Past) -> None:
    gone = past.site.ask("/doc/network/a", BROWSER)
    assert (gone.status, "/beteiligung/history/network/a" in Page(gone.text).hrefs) == (410, True)
    renamed = past.site.ask("/history/network/b", BROWSER)
    assert (renamed.status, "→ Netz d" in renamed.text, "<h1>Netz b</h1>" in renamed.text) == (200, True, True)


def test_the_history_of_a_thing_is_a_feed(past: Past) -> None:
    answer = past.site.ask("/history/network/e.atom")
    feed = feedparser.parse(answer.body)
    assert not feed.bozo
    assert [entry.updated for entry in feed.entries] == [f"2026-{month}-01T00:00:00Z" for month in (12, 11, 10)]
    assert feed.entries[0].title == "Netz e: geändert"
    assert "„Stand 2“ (de), „State 2“ (en) → „Stand 3“ (de), „State 3“ (en)" in feed.entries[0].summary


def test_where_early_releases_are_not_kept_nothing_is_made_up(past: Past, tmp_path: Path) -> None:
    own = ProjectFolder(tmp_path / "own")
    shutil.copytree(past.folder.path, own.path, symlinks=True)
    Shelf(own.path / "releases").retain(4)
    told = in_process(own, SITE).ask("/history/network/d", "application/json").json
    assert [version.get("kind") for version in told["versions"]] == ["changed", None]
    page = in_process(own, SITE).ask("/history/network/d", BROWSER).text
    assert "in der ältesten aufbewahrten Ausgabe schon da" in page


def test_what_never_was_has_no_history(past: Past) -> None:
    for path in ("/history/network/none", "/history/network/a-b", "/history/network", "/history/network/a%23x"):
        assert past.site.ask(path).status == 404


def test_old_versions_mementos_and_histories_agree_after_a_year(past: Past) -> None:
    things = {thing for step in past.steps for thing in step.changes}
    with serving(past.folder, "--no-build") as server:
        for version, dump in past.dumps.items():
            assert ask(server.url, f"/dataset/{version}/all.nt").body == dump
        for thing in sorted(things):
            told = ask(server.url, f"/history/{thing.removeprefix('id/')}.json").json
            stages = {version["version"]: version for version in told["versions"]}
            for step in past.steps:
                version = step.release.version
                if version in stages and stages[version]["kind"] in ("added", "changed"):
                    memento = at(server.url, thing, step.release.publication.modified)
                    assert memento.url.endswith(f"/dataset/{version}/doc/{thing.removeprefix('id/')}")
                    said = ask(server.url, urlsplit(memento.url).path + ".nt").text.splitlines()
                    assert {f"{statement} ." for statement in stages[version]["added"]} <= set(said)


def at(site: str, thing: str, day: date) -> Answer:
    """The document about a thing as it was on a day."""
    moment = datetime.combine(day, time(12), UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    path = f"/timegate/doc/{thing.removeprefix('id/')}"
    gate = ask(site, path, headers={"Accept-Datetime": moment})
    assert gate.status == 302
    memento = ask(site, gate.headers["Location"], "text/turtle")
    assert (memento.status, "Memento-Datetime" in memento.headers) == (200, True)
    return memento
