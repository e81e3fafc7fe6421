"""Reading Turtle with the place of every statement, beside the parsers of Oxigraph and rdflib, which tell no places.

    python benchmarks/reading.py [--triples 5000] [--rounds 5]

The readers take turns; what counts is the ratio within a round. Prints a table in Markdown.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import pyoxigraph
import rdflib

from engagiert_ld.sources.turtle import positioned_triples

BASE = "http://example.org/"
TRIPLES_A_THING = 5


def text(triples: int) -> str:
    """Turtle with prefixes, languages, numbers and blank nodes."""
    things = (
        f"<s{number}> a <C>; <p> 'x{number}'@de, 1.5; <q> [ <r> {number} ] ."
        for number in range(triples // TRIPLES_A_THING)
    )
    return "\n".join(things)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--triples", type=int, default=5000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    turtle = text(chosen.triples)
    readers: dict[str, Callable[[], object]] = {
        "ours, with places": lambda: positioned_triples(turtle, BASE),
        "Oxigraph": lambda: list(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE, base_iri=BASE)),
        "rdflib": lambda: rdflib.Graph().parse(data=turtle, format="turtle", publicID=BASE),
    }
    measured: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(chosen.rounds):
        for name, read in readers.items():
            start = time.perf_counter()
            read()
            measured[name].append(time.perf_counter() - start)
    print(f"{chosen.triples} triples, {chosen.rounds} rounds\n\n| | ms | of rdflib |\n|---|---:|---:|")
    for name, times in measured.items():
        ratio = statistics.median(a / b for a, b in zip(times, measured["rdflib"], strict=True))
        print(f"| {name} | {statistics.median(times) * 1000:.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
