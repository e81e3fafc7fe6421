"""SPARQL over HTTP, side by side: this software, Oxigraph's server from disk and in memory, Virtuoso, rdflib-endpoint.

    python benchmarks/sparql.py [--size 100000] [--seconds 2] [--rounds 3] [--only q01,q06] [--peers virtuoso,…] [--out FILE]

All servers run on 127.0.0.1 on the same cores as the load (wrk). They take turns; while one is measured, all processes of
the others are held still, and who still computes abandoned queries is started anew before its turn. What counts is the
ratio within a round. First, all answers are compared. Prints a table in Markdown; ends with 1 where answers differ.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from domain import SIZES, Domain
from engines import ENGINES, OURS, OXIGRAPH_MEMORY, RDFLIB_ENDPOINT, Data, make
from equality import differences
from goals import HELLO
from load import CONNECTIONS, Measured, rate
from machine import Foreign, told
from report import Rounds, Row, table
from servers import Server, StartError, bare, started
from shapes import SHAPES, Shape

TEXTS: Final = 200
"""So many constants take turns; the number makes each text a new one."""

EQUAL: Final = "equal"
Servers = Mapping[str, Server]


class Run:
    """Measures one server at a time and sees to it that nothing else computes."""

    def __init__(self, servers: Sequence[Server], seconds: int) -> None:
        self._servers, self._seconds = servers, seconds
        self.foreign: list[float] = []
        for server in servers:
            server.hold()

    def measure(self, server: Server, texts: Sequence[str], accept: str, *, distinct: bool) -> Measured:
        """One round of one server; half as long where the text is the same, as answers then vary less."""
        server.settle()
        foreign = Foreign(tuple(one.pid for one in self._servers))
        foreign.begin()
        seconds = self._seconds if distinct else max(1, self._seconds // 2)
        measured = rate(server, texts, accept, seconds, distinct=distinct)
        self.foreign.append(foreign.end())
        server.hold()
        return measured


def compared(servers: Sequence[Server], shape: Shape, domain: Domain) -> str:
    """Whether the answers are equal, in words; `EQUAL` and their sizes where they are."""
    sizes, different = differences(servers, shape, domain)
    return "; ".join(different) or f"{EQUAL}: {', '.join(map(str, sizes))}"


def with_new_texts(servers: Servers, shape: Shape, domain: Domain, rounds: int, run: Run) -> Rounds:
    """All texts different; the slowest peer takes part in the first round only."""
    texts = [shape.text(domain, variant) for variant in range(TEXTS)]
    measured: dict[str, list[Measured]] = {title: [] for title in servers}
    for number in range(rounds):
        for title, server in servers.items():
            if number and title == RDFLIB_ENDPOINT:
                continue
            measured[title].append(run.measure(server, texts, shape.accept, distinct=True))
    print(f"{shape.key} measured", file=sys.stderr, flush=True)
    return measured


def with_one_text(
    servers: Servers, shapes: Sequence[Shape], domain: Domain, rounds: int, run: Run
) -> dict[str, Rounds]:
    """One text for each shape, again and again, beside the bare application and the engine in memory, by shape."""
    titles = [title for title in (OURS, HELLO, OXIGRAPH_MEMORY) if title in servers]
    measured: dict[str, dict[str, list[Measured]]] = {shape.key: {title: [] for title in titles} for shape in shapes}
    for _ in range(rounds):
        hello = run.measure(servers[HELLO], [""], "*/*", distinct=False)
        for shape in shapes:
            measured[shape.key][HELLO].append(hello)
            for title in filter(HELLO.__ne__, titles):
                text = [shape.text(domain, 0)]
                measured[shape.key][title].append(run.measure(servers[title], text, shape.accept, distinct=False))
    return dict(measured)


def start(stack: ExitStack, data: Data, titles: Sequence[str]) -> tuple[dict[str, Server], list[str]]:
    """The engines that start, and in words why others do not."""
    engines: dict[str, Server] = {}
    missing: list[str] = []
    for title in titles:
        try:
            engines[title] = stack.enter_context(started(make(title, data)))
        except StartError as error:
            missing.append(str(error))
    return engines, missing


def main() -> None:
    """Measure and print."""
    chosen = _options()
    shapes = [shape for shape in SHAPES if not chosen.only or shape.key in chosen.only]
    domain = Domain(chosen.size)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        data = Data(Path(name), domain)
        data.write()
        engines, missing = start(stack, data, list(dict.fromkeys([OURS, *chosen.peers])))
        if OURS not in engines:
            sys.exit(missing[0])
        hello = stack.enter_context(started(bare(data.folder / "hello")))
        answers = {shape.key: compared(list(engines.values()), shape, domain) for shape in shapes}
        run = Run([*engines.values(), hello], chosen.seconds)
        new = {shape.key: with_new_texts(engines, shape, domain, chosen.rounds, run) for shape in shapes}
        again = with_one_text({**engines, HELLO: hello}, shapes, domain, chosen.rounds, run)
    rows = [Row(one.key, one.title, new[one.key], again[one.key], answers[one.key]) for one in shapes]
    lines = [
        f"{domain.size} triples, {chosen.rounds} rounds of {chosen.seconds} s (one text: {max(1, chosen.seconds // 2)} s),"
        f" {CONNECTIONS} connections, {os.cpu_count()} cores; {told(run.foreign)}",
        *(f"Missing: {line}" for line in missing),
        "",
        *table(rows, OURS),
    ]
    print("\n".join(lines))
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(0 if all(found.startswith(EQUAL) for found in answers.values()) else 1)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--size", type=int, choices=SIZES, default=100_000)
    options.add_argument("--seconds", type=int, default=2)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", type=lambda value: value.split(","), default=[], help="shapes, q01 to q10")
    options.add_argument(
        "--peers",
        type=lambda value: value.split(",") if value else [],
        default=[title for title in ENGINES if title != OURS],
        help=f"of: {', '.join(title for title in ENGINES if title != OURS)}",
    )
    options.add_argument("--out", type=Path, help="also write the tables to this file")
    chosen = options.parse_args()
    if unknown := {*chosen.peers} - {*ENGINES}:
        options.error(f"unknown peers: {', '.join(sorted(unknown))}")
    if unknown := {*chosen.only} - {shape.key for shape in SHAPES}:
        options.error(f"unknown shapes: {', '.join(sorted(unknown))}")
    return chosen


if __name__ == "__main__":
    main()
