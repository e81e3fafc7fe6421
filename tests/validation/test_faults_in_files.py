"""Broken files, read and checked as `engagiert-ld check` does it: the finding, its file and line, and what to do."""

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from engagiert_ld.findings import Finding
from engagiert_ld.sources import read_sources
from engagiert_ld.validation import validate

from .faults import FAULTS, GOOD, Fault

BASE: Final = "https://w3id.org/engagiert-ld/"
FILE: Final = "data/quelle/alles.ttl"
SEEN: Final = Counter[str]()
OF_EACH_RULE: Final = 2


def _some(fault: Fault) -> bool:
    """Two faults of each rule; the other test takes them all."""
    SEEN[fault.shape] += 1
    return SEEN[fault.shape] <= OF_EACH_RULE


CHOSEN: Final = [fault for fault in FAULTS if _some(fault)]


def findings(folder: Path, text: str) -> tuple[Finding, ...]:
    (folder / FILE).parent.mkdir(parents=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    sources = read_sources(folder, BASE)
    return validate(sources.quads, f"{BASE}graph/shapes", sources.locate, sources.findings).findings


def block(fault: Fault, good: str) -> range:
    """The lines of the thing to be mended: what is missing, or too much, may be told at any of them."""
    lines, first = fault.apply(good).splitlines(), fault.line(good)
    return range(first, first + next(n for n, line in enumerate([*lines[first - 1 :], ""]) if not line))


def test_there_are_at_least_forty_and_one_of_each_rule() -> None:
    assert len(CHOSEN) >= 40
    assert {fault.shape for fault in CHOSEN} == {fault.shape for fault in FAULTS}


def test_the_good_file_has_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path, GOOD.read_text("utf-8")) == ()


@pytest.mark.parametrize("fault", CHOSEN, ids=lambda fault: fault.code)
def test_a_broken_file_gives_its_finding_with_file_and_line_in_both_languages(fault: Fault, tmp_path: Path) -> None:
    good = GOOD.read_text("utf-8")
    found = findings(tmp_path, fault.apply(good))
    assert {(one.code, one.severity.name.capitalize()) for one in found} == {(fault.shape, fault.severity)}
    assert sorted(one.focus.removeprefix(BASE) for one in found) == sorted((fault.focus, *fault.also))
    (main,) = (one for one in found if one.focus == BASE + fault.focus)
    lines = {place.line for place in main.locations if place.path == FILE}
    assert fault.line(good) in lines or (not main.value and lines & set(block(fault, good)))
    assert main.message.de != main.message.en
    assert all(len(text) > 20 for text in main.message)
