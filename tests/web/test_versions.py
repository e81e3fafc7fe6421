"""Earlier releases stay to be had as long as they are kept, and say that they are earlier ones."""

import hashlib
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from running import ProjectFolder, Server, serving

from .asking import BROWSER, ask
from .conftest import new_project
from .test_takeover import BASE, build, mark


class Kept(NamedTuple):
    """A server with three releases, the first first."""

    server: Server
    folder: ProjectFolder
    versions: list[str]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = new_project(ProjectFolder(tmp_path_factory.mktemp("versions") / "project"), BASE)
    versions = []
    for number in (1, 2, 3):
        mark(folder, number)
        versions.append(build(folder))
    with serving(folder, "--no-build") as server:
        yield Kept(server, folder, versions)


def test_every_kept_version_gives_its_own_bytes(kept: Kept) -> None:
    dumps = set()
    for number, version in enumerate(kept.versions, 1):
        dump = ask(kept.server.url, f"/dataset/{version}/all.nt")
        file = kept.folder.path / "releases" / version / "all.nt"
        assert (dump.status, dump.body) == (200, file.read_bytes())
        assert f'"erste {number}"@de' in dump.body.decode()
        assert "immutable" in dump.headers["Cache-Control"]
        assert dump.headers["Last-Modified"].startswith({1: "Sun, 01", 2: "Mon, 02", 3: "Tue, 03"}[number])
        dumps.add(hashlib.sha256(dump.body).digest())
    assert len(dumps) == 3


def test_the_entry_of_an_earlier_version_is_its_own_and_leads_to_its_neighbours(kept: Kept) -> None:
    first, second, last = kept.versions
    entry = ask(kept.server.url, f"/dataset/{second}.ttl")
    assert entry.body == (kept.folder.path / "releases" / second / "version.ttl").read_bytes()
    assert entry.linked("latest-version") == [f"{kept.server.url}dataset"]
    assert entry.linked("predecessor-version") == [f"{kept.server.url}dataset/{first}"]
    assert ask(kept.server.url, f"/dataset/{first}.ttl").linked("predecessor-version") == []
    assert ask(kept.server.url, "/dataset.ttl").linked("predecessor-version") == [f"{kept.server.url}dataset/{second}"]
    assert all(last not in address for address in entry.linked("item"))


def test_the_page_of_an_earlier_version_says_so_and_is_not_immutable(kept: Kept) -> None:
    first, _, last = kept.versions
    page = ask(kept.server.url, f"/dataset/{first}", BROWSER)
    assert "immutable" not in page.headers["Cache-Control"]
    assert "Das ist eine frühere Ausgabe." in page.text
    assert f'href="/dataset/{last}"' in page.text
    assert "Das ist eine frühere Ausgabe." not in ask(kept.server.url, f"/dataset/{last}", BROWSER).text


def test_a_version_that_never_was_is_unknown(kept: Kept) -> None:
    assert ask(kept.server.url, "/dataset/2026-11-01-000000000000/all.ttl").status == 404
    assert ask(kept.server.url, "/dataset/..%2F..%2Fetc/all.ttl").status == 404


def test_a_damaged_version_is_unavailable_and_the_others_are_not(kept: Kept) -> None:
    first, second, _ = kept.versions
    folder: Path = kept.folder.path / "releases" / first
    whole = folder.with_name(f"{first}.whole")
    shutil.copytree(folder, whole)
    with serving(kept.folder, "--no-build") as server:
        (folder / "all.ttl").write_bytes(b"")
        damaged = ask(server.url, f"/dataset/{first}/all.ttl")
        other = ask(server.url, f"/dataset/{second}/all.ttl")
    shutil.rmtree(folder)
    whole.rename(folder)
    assert (damaged.status, other.status) == (503, 200)
    assert "Retry-After" in damaged.headers


DATED_QUERY = f"SELECT ?note {{ <{BASE}id/network/beispielnetz> <http://www.w3.org/2004/02/skos/core#note> ?note }} ORDER BY ?note"


def test_every_version_answers_queries_and_shows_documents_as_they_were(kept: Kept) -> None:
    for number, version in enumerate(kept.versions, 1):
        result = ask(kept.server.url, f"/dataset/{version}/sparql?{urlencode({'query': DATED_QUERY})}", "text/csv")
        assert (result.status, result.text) == (200, f"note\r\nerste {number}\r\nzweite {number}\r\n")
        document = ask(kept.server.url, f"/dataset/{version}/doc/network/beispielnetz.nt")
        assert f'"erste {number}"@de' in document.text
        assert "immutable" in document.headers["Cache-Control"]


def test_a_thing_below_a_version_leads_to_its_document_there(kept: Kept) -> None:
    first = kept.versions[0]
    thing = ask(kept.server.url, f"/dataset/{first}/id/network/beispielnetz", "text/turtle")
    assert (thing.status, thing.headers["Location"]) == (303, f"/dataset/{first}/doc/network/beispielnetz")
    page = ask(kept.server.url, f"/dataset/{first}/doc/network/beispielnetz", BROWSER)
    assert f"aus der Ausgabe {first}" in page.text
    assert 'href="/doc/network/beispielnetz"' in page.text
    assert 'href="/dataset.html"' in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert "aus der Ausgabe" not in ask(kept.server.url, "/doc/network/beispielnetz", BROWSER).text


def test_queries_of_an_earlier_version_are_refused_and_kept_as_those_of_the_current_one(kept: Kept) -> None:
    path = f"/dataset/{kept.versions[0]}/sparql"
    assert ask(kept.server.url, f"{path}?query=SELECT").status == 400
    assert ask(kept.server.url, f"{path}?update=DROP%20ALL").status == 403
    first, again = (ask(kept.server.url, f"{path}?query=ASK%7B%7D", "text/csv") for _ in range(2))
    assert first.headers["ETag"] == again.headers["ETag"]
    described = ask(kept.server.url, path, "text/turtle")
    assert f"<{kept.server.url}dataset/{kept.versions[0]}/sparql>" in described.text


def test_what_there_is_once_is_not_below_a_version(kept: Kept) -> None:
    first = kept.versions[0]
    assert ask(kept.server.url, f"/dataset/{first}/health").status == 404
    assert ask(kept.server.url, f"/dataset/{first}/dataset").status == 404
    assert ask(kept.server.url, "/dataset/2026-11-01-000000000000/sparql?query=ASK%7B%7D").status == 404


def test_without_earlier_releases_there_are_their_dumps(kept: Kept) -> None:
    first, _, last = kept.versions
    settings = kept.folder.path / "publication.toml"
    before = settings.read_text()
    settings.write_text(before + "\n[limits]\nearlier_releases = 0\n")
    try:
        with serving(kept.folder, "--no-build") as server:
            refused = ask(server.url, f"/dataset/{first}/doc/network/beispielnetz", BROWSER)
            answers = [ask(server.url, f"/dataset/{v}/{p}").status for v, p in ((first, "all.nt"), (last, "def.ttl"))]
    finally:
        settings.write_text(before)
    assert (refused.status, answers) == (503, [200, 200])
    assert "nur als Download" in refused.text


@pytest.mark.parametrize("extension", ["bib", "csl", "ris", "cff"])
def test_each_version_is_cited_by_its_own_address(kept: Kept, extension: str) -> None:
    for version in kept.versions:
        answer = ask(kept.server.url, f"/cite/dataset/{version}.{extension}")
        assert answer.status == 200
        assert f"{BASE}dataset/{version}" in answer.text
    moving = ask(kept.server.url, f"/cite/dataset.{extension}")
    assert moving.text == ask(kept.server.url, f"/cite/dataset/{kept.versions[-1]}.{extension}").text


def test_a_document_is_cited_with_the_release_that_says_it(kept: Kept) -> None:
    first, last = kept.versions[0], kept.versions[-1]
    cited = ask(kept.server.url, "/cite/doc/network/beispielnetz", "application/x-bibtex")
    assert (cited.status, cited.media_type) == (200, "application/x-bibtex")
    address = f"dataset/{last}/doc/network/beispielnetz"
    assert f"{BASE}{address}" in cited.text
    assert ask(kept.server.url, f"/{address}").status == 200
    old = ask(kept.server.url, f"/dataset/{first}/cite/doc/network/beispielnetz.ris")
    assert f"{BASE}dataset/{first}/doc/network/beispielnetz" in old.text
    page = ask(kept.server.url, f"/dataset/{first}/doc/network/beispielnetz", BROWSER).text
    assert f"Version {first}" in page
    assert f'href="/dataset/{first}/cite/doc/network/beispielnetz.ris"' in page
    assert ask(kept.server.url, "/cite/doc/network/none").status == 404


def test_where_one_is_open_at_once_all_can_be_had_and_no_answer_is_of_another(kept: Kept) -> None:
    """Many clients, two earlier releases, room for one: sites come and go all the time."""
    settings = kept.folder.path / "publication.toml"
    before = settings.read_text()
    settings.write_text(before + "\n[limits]\nearlier_releases = 1\n")

    def told(number: int) -> tuple[int, bool]:
        version = kept.versions[number % 3]
        query = urlencode({"query": DATED_QUERY, "n": number})
        path = f"sparql?{query}" if number % 2 else "doc/network/beispielnetz.nt"
        answer = ask(server.url, f"/dataset/{version}/{path}", "text/csv" if number % 2 else None)
        return answer.status, f"erste {number % 3 + 1}" in answer.text

    try:
        with serving(kept.folder, "--no-build") as server, ThreadPoolExecutor(6) as clients:
            answers = list(clients.map(told, range(36)))
    finally:
        settings.write_text(before)
    assert set(answers) <= {(200, True), (503, False)}
    assert {number % 3 for number, answer in enumerate(answers) if answer == (200, True)} == {0, 1, 2}
