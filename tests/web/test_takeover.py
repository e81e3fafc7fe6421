"""A new release takes over from the one that is served: no request is lost, and no answer mixes the two."""

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from calls import call
from processes import children, command_of, cpu_seconds, descendants, running, wait_until
from running import ProjectFolder, Server, serving
from services import oxigraph

from .asking import Answer, ask, query
from .conftest import new_project

BASE = "https://example.org/beteiligung/"
NETWORK = f"<{BASE}id/network/beispielnetz>"
MARKS = f"""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?first ?second {{
  {NETWORK} skos:note ?first . FILTER(STRSTARTS(?first, "erste"))
  {NETWORK} skos:note ?second . FILTER(STRSTARTS(?second, "zweite"))
}}
"""
SLOW = f"""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?mark (COUNT(*) AS ?n) {{
  {NETWORK} skos:note ?mark . FILTER(STRSTARTS(?mark, "zweite"))
  {{ SELECT ?c {{ ?a ?b ?c }} LIMIT 300 }} {{ SELECT ?f {{ ?d ?e ?f }} LIMIT 300 }} {{ SELECT ?i {{ ?g ?h ?i }} LIMIT 30 }}
  FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) > 0)
}} GROUP BY ?mark
"""
CLIENTS = 6


def mark(folder: ProjectFolder, number: int) -> None:
    """Two statements that tell the release, and the next day for its date."""
    note = f'<id/network/beispielnetz> skos:note "erste {number}"@de, "zweite {number}"@de .\n'
    header = f"@base <{BASE}> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    (folder.path / "data" / "beispiel" / "marke.ttl").write_text(header + note)
    settings = folder.path / "publication.toml"
    lines = settings.read_text().splitlines()
    changed = [f"modified = 2026-11-{number:02}" if line.startswith("modified") else line for line in lines]
    settings.write_text("\n".join(changed) + "\n")


def build(folder: ProjectFolder) -> str:
    done = folder.run("build")
    assert done.code == 0, done.out + done.err
    return folder.current.name


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    folder = new_project(ProjectFolder(tmp_path_factory.mktemp("takeover") / "project"), BASE)
    mark(folder, 1)
    with (folder.path / "publication.toml").open("a") as settings:
        settings.write("\n[limits]\nquery_seconds = 60\n")
    build(folder)
    return folder


@pytest.fixture
def folder(first: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    shutil.copytree(first.path, tmp_path / "project", symlinks=True)
    return ProjectFolder(tmp_path / "project")


@pytest.fixture
def served(folder: ProjectFolder) -> Iterator[Server]:
    with serving(folder, "--no-build") as server:
        yield server


def version(server: Server) -> str:
    return str(ask(server.url, "/health").json["version"])


class Reader(threading.Thread):
    """A client that asks on one connection, over and over, and notes what the answers tell of their release."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._done = threading.Event()
        self.seen: list[str] = []
        self.wrong: list[object] = []

    def run(self) -> None:
        number = 0
        while not self._done.is_set():
            number += 1
            try:
                self._read(f"# {number}\n")
            except Exception as error:
                self.wrong.append(error)
                return

    def _read(self, comment: str) -> None:
        path = "/sparql?" + urlencode({"query": f"{MARKS}{comment}"})
        solution = self._get(path, "text/csv").splitlines()[1:]
        told = {part.split()[-1] for row in solution for part in row.split(",")}
        if len(told) != 1:
            self.wrong.append(solution)
        self.seen += told
        document = self._get("/doc/network/beispielnetz.nt", "*/*")
        told = {line.split('"')[1].split()[-1] for line in document.splitlines() if "skos/core#note" in line}
        if len(told) != 1:
            self.wrong.append(document)
        self.seen += told

    def _get(self, path: str, accept: str) -> str:
        self._connection.request("GET", path, headers={"Accept": accept})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            self.wrong.append((answer.status, text))
        return text

    def stop(self) -> None:
        self._done.set()
        self.join()
        self._connection.close()


def test_a_new_release_takes_over_and_no_request_is_lost(folder: ProjectFolder, served: Server) -> None:
    readers = [Reader(served.url) for _ in range(CLIENTS)]
    for reader in readers:
        reader.start()
    for number in (2, 3):
        mark(folder, number)
        name = build(folder)
        assert wait_until(lambda: version(served) == name), name  # noqa: B023
        assert [one.wrong for one in readers if one.wrong] == []
        before = [len(reader.seen) for reader in readers]
        assert wait_until(lambda: all(len(one.seen) > count + 4 for one, count in zip(readers, before, strict=True)))  # noqa: B023
    for reader in readers:
        reader.stop()
    for reader in readers:
        assert reader.wrong == []
        assert reader.seen == sorted(reader.seen)
        assert set(reader.seen) == {"1", "2", "3"}


def test_a_query_that_runs_is_answered_by_the_release_that_it_began_with(folder: ProjectFolder, served: Server) -> None:
    began = descendants(served.process.pid)
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(query, served.url, SLOW, "text/csv")
        assert wait_until(lambda: bool(computing(began)))
        (worker,) = computing(began)
        os.kill(worker, signal.SIGSTOP)
        mark(folder, 2)
        name = build(folder)
        assert wait_until(lambda: version(served) == name)
        assert marked(query(served.url, SLOW.replace("300", "1"), "text/csv")) == ["zweite 2"]
        os.kill(worker, signal.SIGCONT)
        assert marked(answer.result()) == ["zweite 1"]
    assert wait_until(lambda: len(running(began)) <= 1), "the processes of the old release have ended"


def computing(pids: list[int]) -> list[int]:
    """Workers that have computed for a while."""
    return [pid for pid in pids if "zygote" in command_of(pid) and children(pid) == [] and cpu_seconds(pid) > 0.3]


def marked(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [line.partition(",")[0] for line in answer.text.splitlines()[1:]]


def test_a_release_that_is_damaged_does_not_take_over(folder: ProjectFolder, served: Server) -> None:
    first = version(served)
    os.killpg(served.process.pid, signal.SIGSTOP)
    mark(folder, 2)
    build(folder)
    for file in folder.current.rglob("*.nq"):
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:-40])
    os.killpg(served.process.pid, signal.SIGCONT)
    log = folder.path / f"serve-{urlsplit(served.url).port}.err"
    assert wait_until(lambda: "left aside" in log.read_text() or version(served) != first)
    assert version(served) == first
    assert marked(query(served.url, SLOW.replace("300", "1"), "text/csv")) == ["zweite 1"]


# With a query service


def test_what_was_pushed_takes_over_and_pages_outlive_the_service(folder: ProjectFolder, tmp_path: Path) -> None:
    with oxigraph(tmp_path) as service:
        there = {"ENGAGIERT_LD_STORE": service.store, "ENGAGIERT_LD_GRAPH_STORE": service.graph_store}
        assert call(folder, "push", **there).code == 0
        with serving(folder, "--no-build", **there) as server:
            before = version(server)
            assert marks(server, 1) == ["erste 1,zweite 1"]
            mark(folder, 2)
            after = build(folder)
            assert not wait_until(lambda: version(server) != before, 3), "it is not there yet"
            assert marks(server, 2) == ["erste 1,zweite 1"]
            assert call(folder, "push", "--keep", "2", **there).code == 0
            assert wait_until(lambda: version(server) == after, 10)
            assert marks(server, 3) == ["erste 2,zweite 2"]
            service.process.kill()
            service.process.wait(20)
            assert query(server.url, f"{MARKS}# 4\n").status == 503
            assert ask(server.url, "/health").status == 503
            assert ask(server.url, "/doc/network/beispielnetz.ttl").status == 200


def marks(server: Server, number: int) -> list[str]:
    """What the store says; `number` makes it another query, so that no result was kept."""
    answer = query(
        server.url, MARKS.replace("?first ?second {", f"?first ?second {{ BIND({number} AS ?x{number})"), "text/csv"
    )
    assert answer.status == 200, answer.text
    return answer.text.splitlines()[1:]
