"""Erasure and retention: what has to go is gone everywhere, and its addresses say so without repeating it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from calls import call
from engagiert_ld.release.shelf import Shelf
from processes import wait_until
from running import ProjectFolder, Server, serving
from web.asking import ask

from .shelves import published
from .year import Planned, year

BASE = "https://example.org/engagement/"
SECRET = "Stand 1"
STATEMENT = f'<{BASE}id/network/a> <http://www.w3.org/2004/02/skos/core#note> "{SECRET}"@de'


class Past(NamedTuple):
    project: ProjectFolder
    steps: list[Planned]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """Seven months: network a comes, changes, and is withdrawn at the end."""
    folder = tmp_path_factory.mktemp("erasure") / "city"
    steps = []
    for step in year(folder):
        steps.append(step)
        if "withdrawn" in step.changes.values():
            break
    return Past(ProjectFolder(folder), steps)


@pytest.fixture
def own(past: Past, tmp_path: Path) -> ProjectFolder:
    shutil.copytree(past.project.path, tmp_path / "own", symlinks=True)
    return ProjectFolder(tmp_path / "own")


def versions(project: ProjectFolder) -> list[str]:
    return Shelf(project.path / "releases").history()


def holding(project: ProjectFolder, text: str) -> list[str]:
    """The files of all releases in which a text stands."""
    paths = (path for path in (project.path / "releases").rglob("*") if path.is_file() and not path.is_symlink())
    return sorted({str(path) for path in paths if text.encode() in path.read_bytes()})


def test_an_erased_statement_is_in_no_file_of_any_release_and_every_release_is_sound(own: ProjectFolder) -> None:
    before = versions(own)
    assert holding(own, f'network/a> <http://www.w3.org/2004/02/skos/core#note> "{SECRET}"')
    done = call(own, "erase", STATEMENT)
    assert done.code == 0, done.err
    assert not holding(own, f'network/a> <http://www.w3.org/2004/02/skos/core#note> "{SECRET}"')
    after = versions(own)
    replaced = dict(line.split(" → ") for line in done.out.splitlines())
    assert [replaced.get(version, version) for version in before] == after
    assert 0 < len(replaced) < len(before)
    for version in after:
        assert call(own, "verify", version).code == 0
        assert version not in replaced
    assert SECRET not in (own.path / "releases" / "ERASED").read_text()
    old, new = next(iter(replaced.items()))
    told = call(own, "--lang", "en", "verify", old)
    assert (told.code, new in told.err) == (3, True)
    assert "Cache" in done.err or "zwischengespeichert" in done.err


def test_a_thing_is_erased_with_all_that_points_to_it_and_stays_withdrawn(own: ProjectFolder) -> None:
    assert call(own, "erase", "id/network/a").code == 0
    assert not holding(own, "Netz a")
    assert "id/network/a" in (own.current / "all.nq").read_text()  # the tombstone
    for version in versions(own):
        assert call(own, "verify", version).code == 0


def test_what_is_still_in_the_sources_or_in_the_current_release_is_not_erased(own: ProjectFolder) -> None:
    refused = call(own, "--lang", "en", "erase", "id/network/c")
    assert refused.code == 2
    assert "year.ttl:" in refused.err
    assert "still in the sources" in refused.err
    source = next((own.path / "data").rglob("year.ttl"))
    source.write_text("".join(row for row in source.read_text().splitlines(keepends=True) if "network/c>" not in row))
    unbuilt = call(own, "--lang", "en", "erase", "id/network/c")
    assert (unbuilt.code, "current release" in unbuilt.err) == (2, True)


@pytest.mark.parametrize("target", ["network/a", "<x> y", "id", "<https://example.org/x> <y> ."])
def test_what_is_no_fact_is_named(own: ProjectFolder, target: str) -> None:
    before = versions(own)
    assert call(own, "erase", target).code == 2
    assert versions(own) == before


@pytest.fixture
def served(own: ProjectFolder) -> Iterator[Server]:
    with serving(own, "--no-build") as server:
        yield server


def test_a_running_server_tells_of_it_no_more_and_leads_to_what_stands_in_its_place(
    own: ProjectFolder, served: Server
) -> None:
    dated = f"/dataset/{versions(own)[1]}/doc/network/a.nt"
    assert SECRET in ask(served.url, dated).text
    done = call(own, "erase", STATEMENT)
    replaced = dict(line.split(" → ") for line in done.out.splitlines())
    old = next(iter(replaced))
    assert wait_until(lambda: ask(served.url, f"/dataset/{old}/doc/network/a.nt").status == 410)
    for path in (f"/dataset/{old}", f"/dataset/{old}/all.ttl", f"/dataset/{old}/doc/network/a.nt"):
        answer = ask(served.url, path)
        assert (answer.status, SECRET in answer.text) == (410, False), path
        assert answer.linked("successor-version") == [f"{served.url}dataset/{replaced[old]}"]
    assert SECRET not in ask(served.url, f"/dataset/{replaced[old]}/doc/network/a.nt").text
    for path in ("/changes.json", "/changes.atom", f"/changes/{versions(own)[-1]}.rdfp"):
        assert SECRET not in ask(served.url, path).text


def test_only_so_many_releases_are_kept_and_their_names_stay_known(own: ProjectFolder) -> None:
    before = versions(own)
    settings = own.path / "publication.toml"
    settings.write_text("keep_releases = 2\n" + settings.read_text().replace("2026-07-01", "2026-08-01"))
    (own.path / "data" / "withdrawn.ttl").unlink()
    forgotten = call(own, "build")
    assert (forgotten.code, "id/network/a" in forgotten.out + forgotten.err) == (1, True)

    published(own)
    Shelf(own.path / "releases").retain(2)
    kept = {path.name for path in (own.path / "releases").iterdir() if path.is_dir() and not path.is_symlink()}
    assert kept == set(versions(own)[-2:])
    assert versions(own)[: len(before)] == before
    assert "id/network/a" in (own.path / "releases" / "NAMES").read_text()
    again = call(own, "check")
    assert "id/network/a" in again.out
    with serving(own, "--no-build") as server:
        gone = ask(server.url, f"/dataset/{before[0]}/all.ttl")
    assert (gone.status, "Link" in gone.headers) == (410, True)
