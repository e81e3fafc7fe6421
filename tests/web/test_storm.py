"""Ten thousand requests of all kinds over 64 connections, while query workers are killed: no answer is cut or wrong."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from attacks import COUNT_PRODUCT
from processes import command_of, descendants, wait_until
from running import ProjectFolder, Server, serving

from .test_limits import copied

REQUESTS: Final = int(os.environ.get("ENGAGIERT_LD_STORM_REQUESTS", "10000"))
CONNECTIONS: Final = 64
SECONDS: Final = 120 + REQUESTS / 50
KILL_EVERY_S: Final = 0.05
HONEST: Final = (429, 503)
PROBLEM_TYPES: Final = ("application/problem+json", "text/html")


def sparql(text: str, accept: str) -> "Request":
    return Request(f"/sparql?{urlencode({'query': text})}", accept)


class Request(NamedTuple):
    path: str
    accept: str = "*/*"
    method: str = "GET"


class Answer(NamedTuple):
    status: int
    media_type: str
    body: bytes


PREFIX = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
OFTEN = [
    Request("/doc/network/civitas.ttl"),
    Request("/doc/network/civitas", "text/html"),
    Request("/id/network/civitas", "text/turtle"),
    Request("/nothing/here"),
    Request("/doc/network/civitas.jsonld", method="HEAD"),
    sparql("ASK {}", "application/sparql-results+json"),
    sparql(f"{PREFIX} SELECT ?s {{ ?s skos:prefLabel ?l }} ORDER BY ?s LIMIT 20", "text/csv"),
    sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "application/sparql-results+xml"),
    sparql(f"{PREFIX} CONSTRUCT {{ ?s skos:prefLabel ?l }} {{ ?s skos:prefLabel ?l }} LIMIT 50", "text/turtle"),
    sparql("SELECT ?s { ?s ?p ", "application/sparql-results+json"),
    sparql("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "text/csv"),
    sparql(f"{PREFIX} SELECT ?s {{ ?s skos:prefLabel ?l }} LIMIT 5", "text/html"),
]
SELDOM = [
    Request("/dumps/latest/all.nt"),
    sparql("SELECT * { ?s ?p ?o }", "application/sparql-results+json"),
    sparql("SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(STR(?o)) ?s LIMIT 3000", "text/tab-separated-values"),
    sparql(COUNT_PRODUCT, "text/csv"),
]


@pytest.fixture(scope="module")
def stormy(built: ProjectFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that keeps no results, so that every query reaches a worker."""
    folder: Path = tmp_path_factory.mktemp("storm") / "essen"
    with serving(copied(built, folder, "kept_bytes = 0", "query_seconds = 1"), "--no-build") as server:
        yield server


async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Request) -> Answer:
    """One request; raises `IncompleteReadError` where the answer is cut."""
    lines = f"{request.method} {request.path} HTTP/1.1", "Host: x", f"Accept: {request.accept}", "", ""
    writer.write("\r\n".join(lines).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    body = b""
    if request.method != "HEAD" and "content-length" in fields:
        body = await reader.readexactly(int(fields["content-length"]))
    return Answer(int(head[0].split()[1]), fields.get("content-type", "").partition(";")[0], body)


class Tally:
    """How often each request was answered as in calm, how often refused, and all answers that are neither."""

    def __init__(self, calm: dict[Request, Answer]) -> None:
        self._calm = calm
        self.served: Counter[Request] = Counter()
        self.refused = 0
        self.wrong: list[tuple[Request, Answer]] = []

    def note(self, request: Request, answer: Answer) -> None:
        if answer == self._calm[request]:
            self.served[request] += 1
        elif answer.status in HONEST and answer.media_type in PROBLEM_TYPES and answer.body:
            self.refused += 1
        else:
            self.wrong.append((request, answer))


async def client(server: Server, requests: Iterator[Request], note: Callable[[Request, Answer], None]) -> None:
    parts = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    for request in requests:
        note(request, await send(reader, writer, request))
    writer.close()
    await writer.wait_closed()


async def kill_workers(server: Server) -> int:
    """Kill one worker after the other, until cancelled."""
    zygote = next(pid for pid in descendants(server.process.pid) if "store.zygote" in command_of(pid))
    killed = 0
    try:
        while True:
            workers = Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
            with suppress(ProcessLookupError, IndexError):
                os.kill(int(random.choice(workers)), signal.SIGKILL)
                killed += 1
            await asyncio.sleep(KILL_EVERY_S)
    except asyncio.CancelledError:
        return killed


async def storm(server: Server) -> tuple[Tally, int]:
    """What came of the requests, and how many workers were killed meanwhile."""
    calm: dict[Request, Answer] = {}
    await client(server, iter([*OFTEN, *SELDOM]), calm.__setitem__)
    tally = Tally(calm)
    chosen = random.Random(7)
    requests = (chosen.choice(SELDOM if chosen.random() < 0.01 else OFTEN) for _ in range(REQUESTS))
    killing = asyncio.create_task(kill_workers(server))
    await asyncio.gather(*(client(server, requests, tally.note) for _ in range(CONNECTIONS)))
    killing.cancel()
    return tally, await killing


def descriptors(server: Server) -> int:
    """How many descriptors the processes of the server hold, without those of its query workers."""
    return sum(
        len(list(Path(f"/proc/{pid}/fd").iterdir()))
        for pid in [server.process.pid, *descendants(server.process.pid)]
        if "store.zygote" not in command_of(pid)
    )


def test_in_a_storm_every_answer_is_complete_and_right_or_an_honest_refusal(stormy: Server) -> None:
    before = descriptors(stormy)
    tally, killed = asyncio.run(asyncio.wait_for(storm(stormy), SECONDS))
    assert tally.wrong == []
    assert tally.served.total() + tally.refused == REQUESTS
    assert killed > 20
    assert wait_until(lambda: descriptors(stormy) <= before + 2), "nothing is left of workers and connections"
    assert {request for request in OFTEN if tally.served[request] < REQUESTS / len(OFTEN) / 10} == set()
