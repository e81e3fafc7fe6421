"""The parent of the query workers: a process of one thread that holds the release and forks a worker for each connection.

Forking is how a worker comes to have the release in memory at once. A process with several threads, as a server is, must
not fork: locks that another thread holds would stay locked in the child. So this one is started afresh, as
`python -m engagiert_ld.store.zygote`, and does nothing else.

A query cannot be stopped from inside: neither Python's signal handlers nor its exceptions run during one. What ends it is
the kernel, which needs no consent: a timer whose signal has its default action, a bound on the address space.
"""

import contextlib
import ctypes
import gc
import json
import marshal
import os
import resource
import selectors
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from engagiert_ld.errors import (
    EngagiertError,
    NotExpressibleError,
    QueryError,
    QuerySyntaxError,
    RefusedQueryError,
    ResultTooLargeError,
    StoreError,
    TooManyRowsError,
)
from engagiert_ld.formats import DUMP_FORMATS, FORMATS, NTRIPLES, RDF_FORMATS, RESULT_FORMATS, SRJ, Format
from engagiert_ld.sources.dumps import read_dump
from engagiert_ld.store import QueryDataset
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.store.messages import PeerEndedError, receive, send, send_ended

PR_SET_PDEATHSIG: Final = 1
"""Of `linux/prctl.h`."""

GROWTH: Final = 4
"""A worker that grew by more than this part of what a query may take retires, so that the next query can have all of it."""

WARM_S: Final = 0.1
"""So long a new worker gets warm before it takes queries."""

NUMBER_BYTES: Final = 8
"""The number of a new process is told in so many bytes."""

BY_NAME: Final[dict[str, Format]] = {fmt.name: fmt for fmt in (*FORMATS, *DUMP_FORMATS)}

ANSWER: Final = b"a"
REFUSAL: Final = b"r"
FAULT: Final = b"f"
"""A reply begins with one of these, followed by `STAYS` or `RETIRES`."""

STAYS: Final = b"+"
RETIRES: Final = b"."
"""Whether the worker takes another request."""

READY: Final = b""
"""What a worker says before its first request, when its memory is warm."""


class Given(NamedTuple):
    """What this process is told on standard input, as JSON."""

    dump: str
    base_iri: str
    context: dict[str, Any]
    query_memory_bytes: int
    result_bytes: int
    result_rows: int


class Ask(NamedTuple):
    """A request to a worker, as a tuple (`marshal`): to be answered within `seconds`.

    `format_name` is that of a `Format`; without it, the form of the query is asked. With a `thing`, its description is.
    With a `page`, that page is. `is_checked` tells that the form is known.
    """

    seconds: float
    query: str
    format_name: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    thing: str = ""
    page: int = 0
    is_checked: bool = False


def main() -> None:
    """Load the release, say which graphs it has, and fork workers until the server has gone."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)  # the server drains, and needs its workers for that
    for deadly in (signal.SIGALRM, signal.SIGABRT, signal.SIGSEGV):
        signal.signal(deadly, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # of the thread that started this
    control = socket.socket(fileno=int(sys.argv[1]))
    given = Given(**json.load(sys.stdin))
    limits = given.result_bytes, given.result_rows
    store = EmbeddedStore(read_dump(Path(given.dump)), given.base_iri, given.context, *limits)
    _warm_up(store, given.base_iri)
    gc.collect()
    gc.freeze()  # so that the collector of a worker does not touch, and thereby copy, what it shares
    with contextlib.suppress(OSError):
        send(control, json.dumps(sorted(store.graphs)).encode())
        _fork_on_demand(control, store, given)


def _warm_up(store: EmbeddedStore, base_iri: str) -> None:
    """Load what is loaded on first use: workers can open no file. What the answers are does not matter."""
    queries = [("SELECT * { ?s ?p ?o } LIMIT 1", fmt) for fmt in RESULT_FORMATS]
    queries += [("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", fmt) for fmt in RDF_FORMATS]
    for query, fmt in queries:
        with contextlib.suppress(QueryError, NotExpressibleError):
            store.answer(query, fmt)
    store.describe(base_iri, NTRIPLES)  # looks through all statements for the parts of things, once


def _fork_on_demand(control: socket.socket, store: EmbeddedStore, given: Given) -> None:
    """Each packet on `control` brings the worker's end of a connection; number and descriptor of the process go back.

    The parent keeps the end open, to say there how the worker ended.
    """
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.data is not None:
                selector.unregister(key.fd)
                _bury(key.fd, key.data)
                continue
            packet, ends, _, _ = socket.recv_fds(control, 1, 1)
            if not packet:
                return
            connection = socket.socket(fileno=ends[0])
            try:
                number = fork_worker(connection, store, given)
                process = os.pidfd_open(number)
            except OSError:  # no memory, or too many processes
                connection.close()
                control.send(packet)
                continue
            selector.register(process, selectors.EVENT_READ, connection)
            socket.send_fds(control, [number.to_bytes(NUMBER_BYTES, "big")], [process])


def _bury(process: int, connection: socket.socket) -> None:
    ended = os.waitid(os.P_PIDFD, process, os.WEXITED)
    os.close(process)
    with connection:
        if ended:
            send_ended(connection, ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status)


def fork_worker(connection: socket.socket, store: EmbeddedStore, given: Given) -> int:
    """Fork a process that answers on `connection` until the other end is closed, and gives its number."""
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _work(connection, store, given, parent)
    return child


def _work(connection: socket.socket, store: EmbeddedStore, given: Given, parent: int) -> NoReturn:
    try:
        _confine(connection.fileno(), parent)
        _warm(store)
        _limit(_address_space_bytes() + given.query_memory_bytes)
        _answer_all(socket.socket(fileno=0), store, given)
    except (OSError, PeerEndedError):
        os._exit(0)  # the server has gone
    finally:
        os._exit(1)


def _confine(connection: int, parent: int) -> None:
    """Make this process one that can be ended, and has nothing.

    What it has is the connection, as descriptor 0; what the engine prints when it aborts goes nowhere.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, source in enumerate((connection, nothing, nothing)):
        os.dup2(source, number)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _limit(address_space_bytes: int) -> None:
    """Bound the memory; sockets and files are out of reach from now on, whatever a query may say."""
    for limit, value in (
        (resource.RLIMIT_AS, address_space_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _warm(store: EmbeddedStore) -> None:
    """Go through the statements once, in a thread that computes when nobody else wants to (sched(7), SCHED_IDLE).

    What is shared with the parent is not yet in the page table of this process; the first query would take long. On a
    machine where somebody always computes, the thread is waited for no longer than `WARM_S`, and goes on beside.
    """

    def scan() -> None:
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        with contextlib.suppress(EngagiertError):
            store.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", SRJ)

    thread = threading.Thread(target=scan, daemon=True)
    thread.start()
    thread.join(WARM_S)


def _address_space_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _answer_all(connection: socket.socket, store: EmbeddedStore, given: Given) -> None:
    """Answer one request after another; the timer runs until the answer is sent."""
    enough = _peak_bytes() + given.query_memory_bytes // GROWTH
    stays = True
    send(connection, READY)
    while stays:
        request = Ask(*marshal.loads(receive(connection)))
        signal.setitimer(signal.ITIMER_REAL, request.seconds)
        kind, content = _reply(store, request)
        stays = _peak_bytes() <= enough
        send(connection, content, kind + (STAYS if stays else RETIRES))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _reply(store: EmbeddedStore, request: Ask) -> tuple[bytes, bytes]:
    dataset = QueryDataset(tuple(request.default_graphs), tuple(request.named_graphs))
    try:
        if request.thing:
            return ANSWER, store.describe(request.thing, BY_NAME[request.format_name], request.page)
        if not request.format_name:
            return ANSWER, store.form(request.query).encode()
        answer = store.answer_checked if request.is_checked else store.answer
        return ANSWER, answer(request.query, BY_NAME[request.format_name], dataset, request.page)
    except MemoryError:
        os.abort()  # as the engine does
    except EngagiertError as error:
        return REFUSAL, json.dumps([type(error).__name__, _arguments(error)]).encode()
    except BaseException as error:  # among them the panics of the engine, which are no `Exception`
        return FAULT, f"{type(error).__name__}: {error}".encode(errors="replace")


REFUSALS: Final = {
    kind.__name__: kind
    for kind in (
        NotExpressibleError,
        QuerySyntaxError,
        RefusedQueryError,
        ResultTooLargeError,
        StoreError,
        TooManyRowsError,
    )
}
"""What a worker says in an answer instead of one."""


def _arguments(error: EngagiertError) -> list[Any]:
    if isinstance(error, QuerySyntaxError):
        return [error.detail, error.line, error.column]
    if isinstance(error, ResultTooLargeError | TooManyRowsError):
        return [error.value, error.elapsed_s]
    return list(error.message)


if __name__ == "__main__":
    main()
