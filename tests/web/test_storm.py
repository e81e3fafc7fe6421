"""Ten thousand requests of all kinds over 64 connections, while query workers are killed: no answer is cut or wrong."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from attacks import COUNT_PRODUCT
from processes import command_of, descendants
from running import ProjectFolder, Server, serving

from .test_limits import copied

REQUESTS: Final = 10_000
CONNECTIONS: Final = 64
SECONDS: Final = 120
KILL_EVERY_S: Final = 0.05
HONEST: Final = (429, 503)


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


async def client(server: Server, requests: Iterator[Request]) -> list[tuple[Request, Answer]]:
    parts = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    answers = [(request, await send(reader, writer, request)) for request in requests]
    writer.close()
    await writer.wait_closed()
    return answers


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


async def storm(server: Server) -> tuple[dict[Request, Answer], list[tuple[Request, Answer]], int]:
    """What each request is answered with in calm, what it was answered with in the storm, and how many workers died."""
    calm = dict(await client(server, iter([*OFTEN, *SELDOM])))
    chosen = random.Random(7)
    requests = iter([chosen.choice(SELDOM if chosen.random() < 0.01 else OFTEN) for _ in range(REQUESTS)])
    killing = asyncio.create_task(kill_workers(server))
    answers = await asyncio.gather(*(client(server, requests) for _ in range(CONNECTIONS)))
    killing.cancel()
    return calm, [answer for some in answers for answer in some], await killing


def test_in_a_storm_every_answer_is_complete_and_right_or_an_honest_refusal(stormy: Server) -> None:
    calm, answers, killed = asyncio.run(asyncio.wait_for(storm(stormy), SECONDS))
    assert len(answers) == REQUESTS
    assert killed > 20
    wrong = [(request, answer) for request, answer in answers if not is_right(answer, calm[request])]
    assert wrong == []
    served = Counter(request for request, answer in answers if answer == calm[request])
    assert {request for request in OFTEN if served[request] < REQUESTS / len(OFTEN) / 10} == set()


def is_right(answer: Answer, calm: Answer) -> bool:
    if answer.status in HONEST:
        return answer.media_type in ("application/problem+json", "text/html") and bool(answer.body)
    return answer == calm
