"""Measured rounds → one table in Markdown: answers a second, ratios to peers, whether answers agree, and which goals were missed."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goals import CACHED, Goal, uncached
from load import Measured

Rounds = Mapping[str, Sequence[Measured]]
"""The rounds of each server by its title."""


@dataclass(frozen=True)
class Row:
    """One shape: the rounds with all texts different, those with one text again and again, and how answers compare."""

    key: str
    title: str
    distinct: Rounds
    repeated: Rounds
    answers: str

    def missed(self, own: str) -> list[str]:
        """The goals that were not reached, in words."""
        new, again = _missed(uncached(self.key), self.distinct, own), _missed(CACHED, self.repeated, own)
        return [*new, *(f"{goal}, one text" for goal in again)]


def table(rows: Sequence[Row], own: str) -> list[str]:
    """The lines; a cell holds the median of the ratios of rounds and, in brackets, the median of the peer's answers."""
    new, again = ([title for title in rounds if title != own] for rounds in (rows[0].distinct, rows[0].repeated))
    heads = [f"{own}, answers/s", *_heads(new), "one text: answers/s", *_heads(again), "answers", "goals missed"]
    lines = ["| | " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 2) + "---|---|"]
    for row in rows:
        cells = [
            _own(row.distinct[own]),
            *(_cell(row.distinct, own, peer) for peer in new),
            _own(row.repeated[own]),
            *(_cell(row.repeated, own, peer) for peer in again),
            row.answers,
            "; ".join(row.missed(own)) or "none",
        ]
        lines.append(f"| {row.key} {row.title} | " + " | ".join(cells) + " |")
    return lines


def ratio(rounds: Rounds, own: str, peer: str) -> float | None:
    """The median of the ratios of rounds; None where the peer finished nothing or was not measured."""
    pairs = zip(rounds[own], rounds.get(peer, ()), strict=False)
    ratios = [ours.rate / theirs.rate for ours, theirs in pairs if theirs.rate]
    return statistics.median(ratios) if ratios else None


def _missed(goals: Sequence[Goal], rounds: Rounds, own: str) -> list[str]:
    """A peer that finished nothing is beaten."""
    reached = ((goal, ratio(rounds, own, goal.peer)) for goal in goals)
    return [f"{goal.ratio:g} × {goal.peer}" for goal, value in reached if value is not None and value < goal.ratio]


def _heads(peers: Sequence[str]) -> list[str]:
    return [f"of {peer}" for peer in peers]


def _own(rounds: Sequence[Measured]) -> str:
    return _rate(rounds) + _refusals(rounds, " ({})")


def _cell(rounds: Rounds, own: str, peer: str) -> str:
    value = ratio(rounds, own, peer)
    if value is None:
        return f"none finished{_refusals(rounds[peer], ' ({})')}"
    return f"{value:.2f} ({_rate(rounds[peer])}{_refusals(rounds[peer], ', {}')})"


def _rate(rounds: Sequence[Measured]) -> str:
    rate = statistics.median(one.rate for one in rounds)
    return f"{rate:.0f}" if rate >= 100 else f"{rate:.3g}"


def _refusals(rounds: Sequence[Measured], form: str) -> str:
    """What was no good answer, if anything was."""
    counts = {"refused": sum(one.refused for one in rounds), "broken": sum(one.broken for one in rounds)}
    told = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    return form.format(told) if told else ""
