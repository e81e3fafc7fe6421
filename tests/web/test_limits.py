"""Queries over HTTP that want too much: an honest refusal in time, and everybody else is served meanwhile."""

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from attacks import ATTACKS, COUNT_PRODUCT, ORDER_PRODUCT
from engagiert_ld.publication import load_deployment
from engagiert_ld.release.manifest import QUADS
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.lanes import SLOW_PLACES
from engagiert_ld.store.workers import WorkerStore
from processes import command_of, cpu_seconds, descendants, running, wait_until
from running import ProjectFolder, Server, serving

from .asking import BROWSER, Answer, ask, query
from .conftest import in_process

SECONDS = 0.4
BUSY_MACHINE_S = 5
"""How much later than the limit an answer may come, where other programs want the machine as well."""

QUICK = "SELECT * {{ <urn:example:{}> ?p ?o }}"
MEMORY = 32 * 1024 * 1024
PROBLEM = "application/problem+json"
DIRECT = {"Content-Type": "application/sparql-query"}


def post(base: str, text: str, accept: str | None = None) -> Answer:
    return ask(base, "/sparql", accept, method="POST", body=text.encode(), headers=DIRECT)


def copied(built: ProjectFolder, folder: Path, *settings: str) -> ProjectFolder:
    """Essen's publication with other limits."""
    shutil.copytree(built.path, folder, symlinks=True)
    with (folder / "publication.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(("\n[limits]", *settings, "")))
    return ProjectFolder(folder)


@pytest.fixture(scope="module")
def limited(built: ProjectFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = f"query_seconds = {SECONDS}", "result_bytes = 20000", "query_workers = 3"
    with serving(copied(built, tmp_path_factory.mktemp("limits") / "essen", *settings), "--no-build") as server:
        yield server


def is_well(server: Server) -> bool:
    answer = query(server.url, "ASK {}")
    return answer.status == 200 and answer.json["boolean"] is True


class Outcome(NamedTuple):
    """What became of an attack, and whether a good query was answered after it."""

    answer: Answer
    elapsed_s: float
    well: bool


@pytest.fixture(scope="module")
def listening() -> Iterator[socket.socket]:
    """A port to which nobody should connect."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture(scope="module")
def outcomes(limited: Server, listening: socket.socket) -> dict[str, Outcome]:
    """All attacks, as many at once as there are workers."""
    trap = f"http://127.0.0.1:{listening.getsockname()[1]}/"

    def attack(text: str) -> Outcome:
        began = time.monotonic()
        answer = post(limited.url, text.replace("{trap}", trap))
        return Outcome(answer, time.monotonic() - began, wait_until(lambda: is_well(limited)))

    with ThreadPoolExecutor(3) as attackers:
        return dict(zip(ATTACKS, attackers.map(attack, ATTACKS.values()), strict=True))


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_or_answered_in_time_and_harms_nobody(outcomes: dict[str, Outcome], name: str) -> None:
    answer, elapsed_s, well = outcomes[name]
    assert answer.status in (200, 400, 413, 503), answer.text[:500]
    assert elapsed_s < SECONDS + BUSY_MACHINE_S
    if answer.status != 200:
        assert answer.media_type == PROBLEM
        assert answer.json["detail"]
    assert well


def test_no_attack_makes_a_connection(outcomes: dict[str, Outcome], listening: socket.socket) -> None:
    assert outcomes
    with pytest.raises(BlockingIOError):
        listening.accept()


@pytest.mark.parametrize(
    ("text", "status", "setting", "value"),
    [
        (COUNT_PRODUCT, 503, "limits.query_seconds", SECONDS),
        ("SELECT * { ?s ?p ?o }", 413, "limits.result_bytes", 20_000),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1000", 413, "limits.result_bytes", 20_000),
    ],
)
def test_a_refusal_names_the_limit_the_time_and_what_to_try(
    limited: Server, text: str, status: int, setting: str, value: float
) -> None:
    answer = post(limited.url, text, "application/sparql-results+json, application/n-triples")
    assert (answer.status, answer.media_type) == (status, PROBLEM)
    assert answer.json["limit"] == {"setting": setting, "value": value}
    assert setting in answer.json["detail"]
    assert 0 <= answer.json["elapsed"] < SECONDS + BUSY_MACHINE_S
    assert answer.json["hint"]
    assert (answer.headers["Retry-After"] is not None) == (status == 503)


def test_a_query_that_needs_too_much_memory_is_503(built: ProjectFolder) -> None:
    release, _ = Shelf(built.path / "releases").newest()
    deployment = load_deployment(built.path, release.publication.base_iri, {})
    limits = replace(deployment.limits, query_seconds=60, query_memory_bytes=MEMORY)
    store = WorkerStore(release.path / QUADS, release.publication.base_iri, release.context, limits)
    with closing(store):
        site = in_process(built, "http://127.0.0.1/", store)
        answer = site.ask("/sparql", method="POST", body=ORDER_PRODUCT.encode(), headers=DIRECT)
        assert answer.status == 503
        assert answer.json["limit"] == {"setting": "limits.query_memory_bytes", "value": MEMORY}
        assert site.ask("/health").status == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ("dauert zu lange", "limits.query_seconds = 0.4", "Die Abfrage eingrenzen")),
        ("en", ("takes too long", "limits.query_seconds = 0.4", "Narrow the query")),
    ],
)
def test_people_read_the_refusal_in_their_language(limited: Server, language: str, said: tuple[str, ...]) -> None:
    path = f"/sparql?{urlencode({'query': COUNT_PRODUCT})}"
    answer = ask(limited.url, path, BROWSER, headers={"Accept-Language": language})
    assert (answer.status, answer.media_type) == (503, "text/html")
    assert [text for text in said if text not in answer.text] == []


@pytest.mark.parametrize(("language", "said"), [("de", "darf 0.4 Sekunden dauern"), ("en", "run for 0.4 seconds")])
def test_the_page_and_the_description_of_the_endpoint_tell_the_limits(
    limited: Server, language: str, said: str
) -> None:
    page = ask(limited.url, "/sparql", BROWSER, headers={"Accept-Language": language})
    assert said in page.text
    assert said in ask(limited.url, "/sparql", "text/turtle").text


def zygote_of(server: Server) -> int:
    """The first with this command; its workers have it as well."""
    return next(pid for pid in descendants(server.process.pid) if "engagiert_ld.store.zygote" in command_of(pid))


def workers_of(server: Server) -> list[int]:
    return descendants(zygote_of(server))


class Load:
    """A server with all places for slow queries taken, for a minute, and all places to wait that one client has."""

    def __init__(self, server: Server, queries: list[Future[Answer]]) -> None:
        self.server = server
        self.queries = queries

    @property
    def answered(self) -> list[Answer]:
        return [query.result() for query in self.queries if query.done()]

    @property
    def processes(self) -> list[int]:
        return descendants(self.server.process.pid)


@contextmanager
def loaded(folder: ProjectFolder) -> Iterator[Load]:
    many = SLOW_PLACES + 5
    with serving(folder, "--no-build") as server, ThreadPoolExecutor(many) as clients:
        assert query(server.url, QUICK.format("a")).status == 200
        yield Load(server, [clients.submit(post, server.url, COUNT_PRODUCT) for _ in range(many)])
        os.killpg(server.process.pid, signal.SIGKILL)


@pytest.fixture
def load(built: ProjectFolder, tmp_path: Path) -> Iterator[Load]:
    settings = "query_seconds = 60", "query_workers = 2", "waiting_queries = 4"
    with loaded(copied(built, tmp_path / "essen", *settings)) as load:
        yield load


def test_beside_queries_that_take_all_places_everything_else_is_served_and_nothing_outlives_the_server(
    load: Load,
) -> None:
    url = load.server.url
    assert wait_until(lambda: bool(load.answered)), "one client may not take all places to wait"
    refused = load.answered[0]
    assert (refused.status, refused.json["limit"]["setting"]) == (429, "limits.waiting_queries")
    assert int(refused.headers["Retry-After"]) > 0
    assert wait_until(lambda: ask(url, "/sparql?query=ASK%7B%7D", address="127.0.0.9").status == 200), (
        "another client is answered"
    )
    assert query(url, QUICK.format("b")).status == 200, "the like of it was quick before"
    for path in ("/", "/doc/network/civitas.ttl", "/doc/network/civitas", "/sparql", "/health", "/dumps/latest/all.nt"):
        for _ in range(3):
            assert ask(url, path).status in (200, 302), path
    assert all(answer.status == 429 for answer in load.answered), "all this came while they ran"
    started = load.processes
    os.killpg(load.server.process.pid, signal.SIGKILL)
    assert wait_until(lambda: not running(started))


def test_a_stopped_server_answers_what_it_has_begun_and_leaves_no_process(built: ProjectFolder, tmp_path: Path) -> None:
    folder = copied(built, tmp_path / "essen", "query_seconds = 1")
    with ThreadPoolExecutor(1) as client:
        with serving(folder, "--no-build") as server:
            waiting = client.submit(post, server.url, COUNT_PRODUCT)
            assert wait_until(lambda: any(cpu_seconds(worker) > 0.03 for worker in workers_of(server)))
            started = descendants(server.process.pid)
        assert server.process.returncode == 0
        assert (waiting.result().status, waiting.result().json["limit"]["value"]) == (503, 1)
    assert wait_until(lambda: not running(started))


def test_a_client_that_leaves_frees_its_worker(built: ProjectFolder, tmp_path: Path) -> None:
    with serving(copied(built, tmp_path / "essen", "query_seconds = 60"), "--no-build") as server:
        host, port = urlsplit(server.url).netloc.split(":")
        with closing(socket.create_connection((host, int(port)))) as client:
            path = f"/sparql?{urlencode({'query': COUNT_PRODUCT})}"
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert wait_until(lambda: any(cpu_seconds(worker) > 0.2 for worker in workers_of(server)))
            busy = [worker for worker in workers_of(server) if cpu_seconds(worker) > 0.2]
        assert wait_until(lambda: not running(busy))
        assert is_well(server)


def test_when_the_parent_of_the_workers_is_killed_queries_are_503_until_another_one_has_started(
    limited: Server,
) -> None:
    zygote = zygote_of(limited)
    os.kill(zygote, signal.SIGKILL)
    assert post(limited.url, "ASK {}").status in (200, 503)
    assert wait_until(lambda: ask(limited.url, "/health").status == 200)
    assert ask(limited.url, "/").status == 200
    assert wait_until(lambda: is_well(limited))
    assert not running([zygote])
