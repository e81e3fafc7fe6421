"""The score that data.europa.eu gives to metadata (Metadata Quality Assessment): 405 points, and what is still to be won.

Of several distributions, the one with the most points counts in each dimension, as its methodology says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from engagiert_ld.harvest.catalogue import Page, Statements
from engagiert_ld.harvest.harvesters import DISTRIBUTION, Node, datasets
from engagiert_ld.harvest.indicators import INDICATORS, TOTAL, Dimension, Indicator, Judged
from engagiert_ld.terms import Term

RATINGS: Final = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))


@dataclass(frozen=True)
class Score:
    """The points of a catalogue, the mean of its datasets, and of each indicator the share of datasets that meet it."""

    points: float
    shares: Mapping[str, float]

    @property
    def percent(self) -> float:
        """Of all points that there are."""
        return 100 * self.points / TOTAL

    @property
    def rating(self) -> str:
        """The word of the methodology."""
        return next(word for least, word in RATINGS if self.points >= least)

    @property
    def missing(self) -> list[Indicator]:
        """The indicators that are not met by all datasets, those with most points first."""
        missing = [one for one in INDICATORS if self.shares[one.name] < 1]
        return sorted(missing, key=lambda one: -one.points * (1 - self.shares[one.name]))


def score(pages: Iterable[Page], answering: frozenset[str]) -> Score | None:
    """The score of all datasets of a catalogue; None where there is none. `answering` are the addresses that answer."""
    met = [_met(page.statements, dataset, answering) for page in pages for dataset in datasets(page)]
    if not met:
        return None
    shares = {one.name: sum(one.name in names for names in met) / len(met) for one in INDICATORS}
    return Score(sum(one.points * shares[one.name] for one in INDICATORS), shares)


def _met(statements: Statements, dataset: Node, answering: frozenset[str]) -> set[str]:
    """The indicators that a dataset meets, with its best distribution in each dimension."""
    candidates: list[Term | None] = [*statements.values(dataset, DISTRIBUTION)] or [None]
    met: set[str] = set()
    for dimension in Dimension:
        rows = [one for one in INDICATORS if one.dimension is dimension]
        found = [
            [one for one in rows if one.is_met(Judged(statements, dataset, each, answering))] for each in candidates
        ]
        met |= {one.name for one in max(found, key=lambda best: sum(one.points for one in best))}
    return met
