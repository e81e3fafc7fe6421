"""Where the source is ambiguous or at odds with itself, the things concerned say so in both languages."""

import csv
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from running import ProjectFolder

BASE: Final = "https://w3id.org/engagiert-ld/"
FLAGGED: Final = NamedNode(f"{BASE}def#flaggedTension")


def listed() -> list[tuple[str, str, str, str]]:
    """Each tension of the source with one thing it concerns, and words of the German and the English note."""
    with Path(__file__).with_name("tensions.tsv").open(encoding="utf-8", newline="") as file:
        read = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["tension"], row["entity"], row["german"], row["english"]) for row in read]


TENSIONS: Final = listed()


@pytest.fixture(scope="module")
def notes(built: ProjectFolder) -> dict[tuple[str, str], list[str]]:
    """The notes on each thing by its IRI and their language."""
    found: dict[tuple[str, str], list[str]] = {}
    for quad in parse(path=built.current / "all.nq", format=RdfFormat.N_QUADS):
        if quad.predicate == FLAGGED and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            key = (quad.subject.value.removeprefix(BASE), quad.object.language or "")
            found.setdefault(key, []).append(quad.object.value)
    return found


@pytest.mark.parametrize(
    ("entity", "german", "english"), [row[1:] for row in TENSIONS], ids=[f"{row[0]}-{row[1]}" for row in TENSIONS]
)
def test_a_tension_is_visible_where_it_concerns_something(
    entity: str, german: str, english: str, notes: dict[tuple[str, str], list[str]]
) -> None:
    for language, words in (("de", german), ("en", english)):
        assert [note for note in notes[entity, language] if words in note], notes[entity, language]


def test_all_tensions_of_the_source_are_listed() -> None:
    assert sorted({row[0] for row in TENSIONS}) == [f"T{number:02}" for number in range(1, 28)]


def test_every_note_is_given_in_both_languages(notes: dict[tuple[str, str], list[str]]) -> None:
    counted = {
        language: Counter({e: len(n) for (e, tag), n in notes.items() if tag == language}) for language in ("de", "en")
    }
    assert counted["de"] == counted["en"]
    assert {tag for _, tag in notes} == {"de", "en"}
