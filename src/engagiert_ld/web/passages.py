"""Where a quotation stands in its source: what other claims quote right before and right behind it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from pyoxigraph import Literal

from engagiert_ld.describe import Text
from engagiert_ld.namespaces import OA
from engagiert_ld.records import Record
from engagiert_ld.terms import iri_of
from engagiert_ld.web.proofs import QUOTED_FROM
from engagiert_ld.web.site import Site, once

START: Final = f"{OA}start"
END: Final = f"{OA}end"


class Passage(NamedTuple):
    """A quotation with the characters of its source between which it stands, and the claim that quotes it."""

    begin: int
    end: int
    text: Text
    claim: str
    source: str


class Surroundings(NamedTuple):
    """A passage with the nearest ones that others quote from the same source; None where there are none."""

    before: Passage | None
    itself: Passage
    after: Passage | None


class _Source(NamedTuple):
    """The passages of a source, by where they end and by where they begin; the longest of several last or first."""

    by_end: list[Passage]
    by_begin: list[Passage]


def surroundings(claim: str, here: Site) -> Surroundings | None:
    """What stands around the quotation of a claim (IRI); None where its place is not known."""
    passages, sources = _passages(here)
    if claim not in passages:
        return None
    itself = passages[claim]
    source = sources[itself.source]
    behind = bisect_right(source.by_end, itself.begin, key=lambda one: one.end)
    following = bisect_left(source.by_begin, itself.end, key=lambda one: one.begin)
    before = source.by_end[behind - 1] if behind else None
    return Surroundings(before, itself, next(iter(source.by_begin[following : following + 1]), None))


@once
def _passages(here: Site) -> tuple[Mapping[str, Passage], Mapping[str, _Source]]:
    """All quotations whose place is known, by claim and by source; the place is told by a part of the claim."""
    records: dict[str, Record] = {}
    wanted = {here.iri("def#quotation"), START, END, QUOTED_FROM}
    for quad in {quad.triple for quad in here.release.quads if quad.predicate.value in wanted}:
        records.setdefault(iri_of(quad.subject).partition("#")[0], Record()).add(quad)
    found = {passage.claim: passage for claim in sorted(records) for passage in _read(claim, records[claim], here)}
    sources: dict[str, list[Passage]] = {}
    for passage in found.values():
        sources.setdefault(passage.source, []).append(passage)
    return found, {source: _sorted(passages) for source, passages in sources.items()}


def _sorted(passages: list[Passage]) -> _Source:
    by_end = sorted(passages, key=lambda one: (one.end, -one.begin, one.claim))
    return _Source(by_end, sorted(passages, key=lambda one: (one.begin, -one.end, one.claim)))


def _read(claim: str, record: Record, here: Site) -> Iterator[Passage]:
    begin, end = record.number(START), record.number(END)
    quotation = record.only(here.iri("def#quotation"))
    if begin is not None and end is not None and isinstance(quotation, Literal):
        text = Text(quotation.value, quotation.language or "")
        yield Passage(begin, end, text, claim, iri_of(record.only(QUOTED_FROM)))
