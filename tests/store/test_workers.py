"""Workers: the same answers as without them, bounds that hold, and what happens when processes die."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from attacks import COUNT_PRODUCT, ORDER_PRODUCT, PRODUCT
from engagiert_ld.errors import (
    EngagiertError,
    QueryError,
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueueFullError,
    RefusedQueryError,
    ResultTooLargeError,
    StoreError,
)
from engagiert_ld.formats import NTRIPLES, RDF_FORMATS, RESULT_FORMATS, SRJ, TSV, Format
from engagiert_ld.publication import Limits
from engagiert_ld.release.manifest import QUADS, Release, open_release
from engagiert_ld.store import QueryDataset
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.store.messages import PIECE_BYTES, PeerEndedError, pair, receive, send, send_ended
from engagiert_ld.store.workers import WorkerStore
from processes import children, command_of, cpu_seconds, descendants, running, wait_until
from running import REPOSITORY, ProjectFolder

MIB: Final = 1024 * 1024
LIMITS: Final = Limits(
    max_query_bytes=100_000,
    backlinks_shown=100,
    kept_bytes=0,
    query_seconds=30,
    query_memory_bytes=256 * MIB,
    result_bytes=64 * MIB,
    result_rows=0,
    query_workers=3,
    waiting_queries=20,
    earlier_releases=2,
    catalogue_datasets=100,
)
ALL: Final = "SELECT * { ?s ?p ?o }"
GOOD: Final = (
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2000",
    "ASK { ?s ?p 'nothing says so' }",
    f"{ALL} LIMIT 4000",
)


@pytest.fixture(scope="module")
def release(built: ProjectFolder) -> Release:
    return open_release(built.current)


@contextmanager
def working(release: Release, limits: Limits = LIMITS) -> Iterator[WorkerStore]:
    store = WorkerStore(release.path / QUADS, release.publication.base_iri, release.context, limits)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture(scope="module")
def store(release: Release) -> Iterator[WorkerStore]:
    with working(release) as store:
        yield store


@pytest.fixture(scope="module")
def embedded(release: Release) -> EmbeddedStore:
    return EmbeddedStore(release.quads, release.publication.base_iri, release.context)


def zygotes() -> list[int]:
    """The parents of workers that this process began, the latest last; not those of servers."""
    return [pid for pid in children(os.getpid()) if "engagiert_ld.store.zygote" in command_of(pid)]


def workers() -> list[int]:
    return descendants(zygotes()[-1])


@pytest.mark.parametrize("path", sorted((REPOSITORY / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_answers_are_those_of_the_embedded_store_byte_for_byte(
    store: WorkerStore, embedded: EmbeddedStore, path: Path
) -> None:
    query = path.read_text(encoding="utf-8")
    form = store.form(query)
    assert form == embedded.form(query)
    for fmt in RESULT_FORMATS if form in ("SELECT", "ASK") else RDF_FORMATS:
        assert store.answer(query, fmt) == embedded.answer(query, fmt)


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_graphs_are_those_of_the_embedded_store_byte_for_byte(
    store: WorkerStore, embedded: EmbeddedStore, fmt: Format
) -> None:
    query = "DESCRIBE <id/network/civitas>"
    assert store.answer(query, fmt) == embedded.answer(query, fmt)


def test_a_large_answer_comes_whole(store: WorkerStore, embedded: EmbeddedStore) -> None:
    query = "SELECT * { ?s ?p ?o . ?s ?q ?r }"
    answer = store.answer(query, SRJ)
    assert len(answer) > 100 * PIECE_BYTES
    assert answer == embedded.answer(query, SRJ)


@pytest.mark.parametrize("padding", ["", " " * 5000])
@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ("SELECT * {\n ?s ?p }", QueryDataset()),
        ("", QueryDataset()),
        ("INSERT DATA { <x> <y> <z> }", QueryDataset()),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", QueryDataset()),
        ("SELECT * FROM <file:///etc/passwd> {}", QueryDataset()),
        ("ASK {}", QueryDataset(("no iri",))),
    ],
)
def test_errors_are_those_of_the_embedded_store(
    store: WorkerStore, embedded: EmbeddedStore, query: str, dataset: QueryDataset, padding: str
) -> None:
    found = [error_of(candidate, padding + query, dataset) for candidate in (store, embedded)]
    assert found[0] == found[1]


def error_of(store: WorkerStore | EmbeddedStore, query: str, dataset: QueryDataset) -> tuple[object, ...]:
    errors = []
    for ask in (lambda: store.form(query), lambda: store.answer(query, SRJ, dataset)):
        try:
            ask()
        except QueryError as error:
            place = (error.line, error.column) if isinstance(error, QuerySyntaxError) else ()
            errors.append((type(error), error.message, place))
    assert errors
    return tuple(errors)


def test_graphs_beside_the_query_reach_the_worker(store: WorkerStore, embedded: EmbeddedStore) -> None:
    graph = sorted(embedded.graphs)[0]
    for dataset in (QueryDataset((graph,)), QueryDataset((), (graph,)), QueryDataset(("urn:unknown",))):
        answer = store.answer(GOOD[0], SRJ, dataset)
        assert answer == embedded.answer(GOOD[0], SRJ, dataset)
        assert answer != store.answer(GOOD[0], SRJ)


def test_each_limit_refuses_and_the_next_query_is_answered(release: Release) -> None:
    with working(release, replace(LIMITS, query_seconds=1, result_bytes=1000, query_workers=1)) as store:
        for query, fmt, kind in (
            (COUNT_PRODUCT, SRJ, QueryTimeoutError),
            (f"SELECT * {{ {PRODUCT} }}", TSV, ResultTooLargeError),
            ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1000", NTRIPLES, ResultTooLargeError),
        ):
            with pytest.raises(kind):
                store.answer(query, fmt)
            store.check()
    with working(release, replace(LIMITS, query_memory_bytes=48 * MIB, query_workers=1)) as store:
        with pytest.raises(QueryMemoryError, match=r"limits\.query_memory_bytes = 50331648"):
            store.answer(ORDER_PRODUCT, SRJ)
        with pytest.raises(RefusedQueryError, match="nested too deeply"):
            store.answer("SELECT * " + "{" * 20_000 + "}" * 20_000, SRJ)
        store.check()


def test_a_worker_can_open_nothing_and_is_ended_with_its_parent(store: WorkerStore) -> None:
    store.check()
    worker = workers()[-1]
    assert {entry.name for entry in Path(f"/proc/{worker}/fd").iterdir()} == {"0", "1", "2"}
    limits = Path(f"/proc/{worker}/limits").read_text()
    for bound in (r"Max open files 0 0", "Max core file size 0 0"):
        assert bound in " ".join(limits.split())


def test_without_the_look_at_its_tokens_a_query_reaches_no_socket_and_no_file_either() -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as trap,
        closing(socket.create_server(("127.0.0.1", 0))) as control,
    ):
        addresses = [f"http://127.0.0.1:{listening.getsockname()[1]}/" for listening in (trap, control)]
        command = [sys.executable, str(Path(__file__).with_name("unchecked.py")), *addresses]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            control.settimeout(30)
            control.accept()[0].close()
            told = json.loads(process.communicate(timeout=30)[0])
        trap.setblocking(False)
        with pytest.raises(BlockingIOError):
            trap.accept()
    service, silent, file, from_file, from_http, outside = told["replies"]
    assert service.startswith('r+["StoreError"')
    assert file.startswith("r+[")
    found = [json.loads(reply[2:])["results"]["bindings"] for reply in (silent, from_file, from_http)]
    assert found == [[{}], [], []]
    assert "The store does not answer" in outside
    assert told["ended"] == 0


def test_a_worker_that_grew_is_replaced(release: Release) -> None:
    with working(release, replace(LIMITS, query_memory_bytes=48 * MIB, query_workers=1)) as store:
        store.answer("ASK {}", SRJ)
        first = workers()
        store.answer("ASK {}", SRJ)
        assert workers() == first
        store.answer("SELECT * { ?s ?p ?o . ?s ?q ?r } ORDER BY ?s ?q ?r LIMIT 1", SRJ)
        assert wait_until(lambda: not running(first))
        store.answer("ASK {}", SRJ)
        assert len(workers()) == 1


def test_a_worker_that_is_killed_goes_unnoticed_and_a_second_one_is_a_store_error(release: Release) -> None:
    with working(release, replace(LIMITS, query_workers=1)) as store, ThreadPoolExecutor(1) as client:
        store.answer("ASK {}", SRJ)
        kill(workers())
        store.answer("ASK {}", SRJ)
        waiting = client.submit(store.answer, COUNT_PRODUCT, SRJ)
        for _ in range(2):
            assert wait_until(lambda: bool(computing()))
            assert not waiting.done()
            kill(computing())
        with pytest.raises(StoreError):
            waiting.result()
        store.answer("ASK {}", SRJ)


def computing() -> list[int]:
    """Workers that compute for a while already."""
    return running(worker for worker in workers() if cpu_seconds(worker) > 0.1)


def kill(processes: list[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    assert wait_until(lambda: not running(processes))


def test_a_worker_that_is_held_up_is_killed_by_the_server(release: Release) -> None:
    limits = replace(LIMITS, query_seconds=0.5, query_workers=1)
    with working(release, limits) as store, ThreadPoolExecutor(1) as client:
        store.answer("ASK {}", SRJ)
        (worker,) = workers()
        os.kill(worker, signal.SIGSTOP)
        waiting = client.submit(store.answer, "ASK {}", SRJ)
        with pytest.raises(QueryTimeoutError):
            waiting.result()
        assert wait_until(lambda: not running([worker]))
        store.answer("ASK {}", SRJ)


def test_more_queries_than_may_wait_are_refused_at_once(release: Release) -> None:
    limits = replace(LIMITS, query_workers=1, waiting_queries=0)
    with working(release, limits) as store, ThreadPoolExecutor(1) as client:
        waiting = client.submit(store.answer, COUNT_PRODUCT, SRJ)
        assert wait_until(lambda: bool(workers()))
        with pytest.raises(QueueFullError):
            store.answer("ASK {}", SRJ)
        store.check()
        assert not waiting.done()
        while not waiting.done():
            kill(workers())
        assert isinstance(waiting.exception(), StoreError)
        store.answer("ASK {}", SRJ)


def test_while_workers_are_killed_each_answer_is_whole_or_an_error(store: WorkerStore) -> None:
    expected = {query: store.answer(query, SRJ) for query in GOOD}

    def ask_often(number: int) -> list[tuple[str, bytes | EngagiertError]]:
        chosen = random.Random(number)
        return [asked(store, chosen.choice(GOOD)) for _ in range(30)]

    with ThreadPoolExecutor(6) as clients:
        rounds = [clients.submit(ask_often, number) for number in range(6)]
        killed = kill_until_done(rounds)
    answers = [answer for done in rounds for answer in done.result()]
    right = sum(answer == expected[query] for query, answer in answers)
    broken = sum(isinstance(answer, StoreError) for _, answer in answers)
    assert right + broken == len(answers)
    assert right > len(answers) / 3
    assert killed > 5
    store.answer("ASK {}", SRJ)


def asked(store: WorkerStore, query: str) -> tuple[str, bytes | EngagiertError]:
    try:
        return query, store.answer(query, SRJ)
    except StoreError as error:
        return query, error


def kill_until_done(rounds: list[Future[list[tuple[str, bytes | EngagiertError]]]]) -> int:
    killed = 0
    parent = zygotes()[0]
    while not all(done.done() for done in rounds):
        for worker in descendants(parent)[:1]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                killed += 1
        time.sleep(0.03)
    return killed


def test_nothing_is_left_when_the_store_closes(release: Release) -> None:
    before = zygotes()
    with working(release) as store:
        store.answer("ASK {}", SRJ)
        store.check()
        (parent,) = set(zygotes()) - set(before)
        started = [parent, *descendants(parent)]
        assert len(started) == 1 + LIMITS.query_workers
    assert wait_until(lambda: not running(started))


def test_a_dump_that_cannot_be_read_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        WorkerStore(tmp_path / "none.nq", "https://ex.org/", {}, LIMITS)


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES])
def test_a_message_arrives_as_it_was_sent(size: int) -> None:
    ours, theirs = pair()
    with ours, theirs:
        send(ours, bytes(size), b"head")
        assert receive(theirs) == b"head" + bytes(size)


@pytest.mark.parametrize("packets", [[], [b"+half"], [b"+half", b"." + (5).to_bytes(8, "big")], [b"?"]])
def test_a_message_that_is_cut_is_never_taken_for_whole(packets: list[bytes]) -> None:
    ours, theirs = pair()
    with theirs:
        for packet in packets:
            ours.send(packet)
        ours.close()
        with pytest.raises(PeerEndedError) as caught:
            receive(theirs)
    assert caught.value.status is None


def test_the_end_of_a_worker_is_told_instead_of_the_rest() -> None:
    ours, theirs = pair()
    with ours, theirs:
        ours.send(b"+half")
        send_ended(ours, -signal.SIGALRM)
        with pytest.raises(PeerEndedError) as caught:
            receive(theirs)
        assert caught.value.status == -signal.SIGALRM
        with pytest.raises(TimeoutError):
            receive(theirs, time.monotonic() + 0.01)
