"""How long good queries take while others attack the endpoint with queries that never end.

    python benchmarks/attack.py [--size 100000] [--seconds 5] [--rounds 3] [--rate 200] [--out FILE]

Point queries, all different, come at a steady rate: alone; beside 1, 4 and 16 attackers, each from an address of its own;
beside 16 from one address; and beside two processes that do nothing but compute, without any attack. The attack begins
1.2 s before what is counted. Between windows the server finishes what it has begun. Prints a table in Markdown.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from connection import targets
from domain import SIZES, Domain
from engines import OURS, Data, make
from machine import Foreign, told
from servers import Server, started
from shapes import SHAPES

HERE: Final = Path(__file__).parent
LEAD_S: Final = 1.2
SETTLE_S: Final = 12.0
"""Longer than a query may run."""
TEXTS: Final = 200
WINDOW_NUMBERS: Final = 100_000_000
"""Apart by so much, the numbers of two windows never meet."""

QUIET: Final = "quiet"
BURNING: Final = "two computing processes, no attack"
BESIDE_4: Final = "4 attackers"
BESIDE_16: Final = "16 attackers"
WINDOWS: Final[dict[str, tuple[int, str]]] = {
    QUIET: (0, ""),
    "1 attacker": (1, "own"),
    BESIDE_4: (4, "own"),
    BESIDE_16: (16, "own"),
    "16 from one address": (16, "one"),
    BURNING: (2, "burn"),
}
"""How many disturb, and in which way."""

_numbers = count(1)


@dataclass
class Window:
    """What one window gave."""

    latencies: Sequence[float]
    lateness: Sequence[float]
    failures: Counter[str]
    answers: Counter[str]
    foreign: float

    def percentile(self, share: float) -> float:
        """The latency in ms that so many do not exceed."""
        return percentile(self.latencies, share)


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that `share` of `values` do not exceed; 0 where there are none."""
    return sorted(values)[math.ceil(len(values) * share) - 1] if values else 0.0


def window(server: Server, domain: Domain, disturbance: tuple[int, str], rate: float, seconds: float) -> Window:
    """Measure one window; the attack ends with it."""
    server.settle(SETTLE_S)
    first = next(_numbers) * WINDOW_NUMBERS
    texts = [targets(server.url, SHAPES[0].text(domain, variant)) for variant in range(TEXTS)]
    foreign = Foreign((server.pid,))
    foreign.begin()
    with _disturbed(server.url, disturbance, seconds + LEAD_S, first + WINDOW_NUMBERS // 2) as answers:
        arguments = [server.url, str(rate), str(LEAD_S), str(seconds), str(first)]
        done = subprocess.run(
            [sys.executable, str(HERE / "steady.py"), *arguments],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
        )
    result = json.loads(done.stdout)
    failures = Counter(result["failures"])
    return Window(result["latencies"], result["lateness"], failures, answers, foreign.end())


@contextmanager
def _disturbed(url: str, disturbance: tuple[int, str], seconds: float, first: int) -> Iterator[Counter[str]]:
    """Attackers or computing processes until the block ends; the statuses that attackers got are there behind it."""
    number, way = disturbance
    answers: Counter[str] = Counter()
    command = [sys.executable, str(HERE / "attackers.py"), url, str(number), way, str(seconds), str(first)]
    if way == "burn":
        command = [sys.executable, "-c", "while True: pass"]
    with ExitStack() as stack:
        started_here = [
            stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            for _ in range(number if way == "burn" else min(number, 1))
        ]
        try:
            yield answers
            if way in ("own", "one"):
                answers.update(json.loads(started_here[0].communicate(timeout=seconds + SETTLE_S)[0]))
        finally:
            for process in started_here:
                process.kill()


def table(windows: dict[str, list[Window]]) -> list[str]:
    """One line for each kind of window: medians of the rounds, and medians of the ratios to the quiet window of a round."""
    lines = [
        "| | p50 ms | p95 ms | p99 ms | p50 / quiet | p95 / quiet | p99 / quiet | failed | attackers got | own delay p99 ms |"
    ]
    lines.append("|---|---:|---:|---:|---:|---:|---:|---:|---|---:|")
    shares = (0.5, 0.95, 0.99)
    for title, rounds in windows.items():
        values = [f"{statistics.median(one.percentile(share) for one in rounds):.2f}" for share in shares]
        ratios = [f"{ratio(rounds, windows[QUIET], share):.2f}" for share in shares]
        late = statistics.median(percentile(one.lateness, 0.99) for one in rounds)
        told = [_told([one.failures for one in rounds]), _told([one.answers for one in rounds]), f"{late:.2f}"]
        lines.append(f"| {title} | " + " | ".join([*values, *ratios, *told]) + " |")
    return lines


def _told(statuses: Sequence[Counter[str]]) -> str:
    """How often there was which status."""
    counted = sorted(sum(statuses, Counter[str]()).items())
    return ", ".join(f"{number} × {status if status != '0' else 'no answer'}" for status, number in counted) or "–"


def ratio(rounds: Sequence[Window], others: Sequence[Window], share: float) -> float:
    """The median of the ratios of percentiles within rounds."""
    return statistics.median(
        _over(a.percentile(share), b.percentile(share)) for a, b in zip(rounds, others, strict=True)
    )


def _over(value: float, other: float) -> float:
    return value / other if math.isfinite(other) and other else math.inf


def goals(windows: dict[str, list[Window]]) -> list[str]:
    """What is to be reached, and whether it is."""
    wanted = (
        ("p95 beside 4 attackers", ratio(windows[BESIDE_4], windows[QUIET], 0.95), 1.5, "quiet"),
        ("p99 beside 4 attackers", ratio(windows[BESIDE_4], windows[QUIET], 0.99), 3.0, "quiet"),
        ("p99 beside 16 attackers", ratio(windows[BESIDE_16], windows[BURNING], 0.99), 1.5, "two computing processes"),
    )
    return [
        f"- {'met' if value <= most else 'missed'}: {title} {value:.2f} × {peer}, at most {most:g}"
        for title, value, most, peer in wanted
    ]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--size", type=int, choices=SIZES, default=100_000)
    options.add_argument("--seconds", type=float, default=5)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--rate", type=float, default=200)
    options.add_argument("--out", type=Path, help="also write the table to this file")
    chosen = options.parse_args()
    domain = Domain(chosen.size)
    windows: dict[str, list[Window]] = {title: [] for title in WINDOWS}
    with tempfile.TemporaryDirectory() as name:
        data = Data(Path(name), domain)
        data.write()
        with started(make(OURS, data)) as server:
            window(server, domain, WINDOWS[QUIET], chosen.rate, 1)
            for number in range(chosen.rounds):
                for title, disturbance in WINDOWS.items():
                    windows[title].append(window(server, domain, disturbance, chosen.rate, chosen.seconds))
                print(f"round {number + 1} measured", file=sys.stderr, flush=True)
    foreign = [one.foreign for rounds in windows.values() for one in rounds]
    lines = [
        f"{domain.size} triples, point queries at {chosen.rate:g} a second, {chosen.rounds} rounds of {chosen.seconds:g} s,"
        f" {os.cpu_count()} cores; {told(foreign)}",
        "",
        *table(windows),
        "",
        *goals(windows),
    ]
    print("\n".join(lines))
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
