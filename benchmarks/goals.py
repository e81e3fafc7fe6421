"""What is to be reached, as ratios within one run at 100,000 triples."""

from dataclasses import dataclass
from typing import Final

from engines import OXIGRAPH_DISK, OXIGRAPH_MEMORY, RDFLIB_ENDPOINT, VIRTUOSO

HELLO: Final = "bare application"


@dataclass(frozen=True)
class Goal:
    """At least so many times the answers of a peer."""

    peer: str
    ratio: float


OF_VIRTUOSO: Final = Goal(VIRTUOSO, 1)
OF_RDFLIB_ENDPOINT: Final = Goal(RDFLIB_ENDPOINT, 10)
UNCACHED: Final = {
    "q01": (Goal(OXIGRAPH_DISK, 0.9), OF_VIRTUOSO, OF_RDFLIB_ENDPOINT),
    "q02": (Goal(OXIGRAPH_DISK, 1.1), OF_VIRTUOSO, OF_RDFLIB_ENDPOINT),
    "q03": (Goal(OXIGRAPH_DISK, 2.5), OF_VIRTUOSO, OF_RDFLIB_ENDPOINT),
    "q05": (Goal(OXIGRAPH_DISK, 1.8), OF_VIRTUOSO, OF_RDFLIB_ENDPOINT),
    "q06": (OF_RDFLIB_ENDPOINT,),
    "q08": (Goal(OXIGRAPH_DISK, 2.5), OF_VIRTUOSO, OF_RDFLIB_ENDPOINT),
}
OTHERS_UNCACHED: Final = (OF_VIRTUOSO, OF_RDFLIB_ENDPOINT)
CACHED: Final = (Goal(HELLO, 0.7), Goal(OXIGRAPH_MEMORY, 1.5))


def uncached(shape: str) -> tuple[Goal, ...]:
    """The goals of a shape whose every text is new."""
    return UNCACHED.get(shape, OTHERS_UNCACHED)
