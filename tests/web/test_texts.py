"""The words of the pages: none is missing, none is left over, and both languages are there."""

import re
from pathlib import Path

import pytest

import engagiert_ld.web
from engagiert_ld.web.facets import FACETS, TIME
from engagiert_ld.web.lists import SORTS
from engagiert_ld.web.texts import TEXTS, TYPE_NAMES

WEB = Path(engagiert_ld.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
CODE = sorted(path for path in WEB.glob("*.py") if path.name != "texts.py")
PUT_TOGETHER = (
    {f"vocabulary.{word}" for word in ("inverse", "rejected", "others")}
    | {f"sparql.{relation}" for relation in ("first", "prev", "next")}
    | {f"participation.{name}" for name in ("members", "memberships")}
    | {f"facet.{name}" for name in (*FACETS, TIME)}
    | {f"list.sort.{name}" for name in SORTS}
)
"""Keys that a template makes of two parts."""


def asked_in(template: Path) -> set[str]:
    return set(re.findall(r"""\bt\[["']([a-z0-9.-]+)["']\]""", template.read_text(encoding="utf-8")))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_word_that_a_page_asks_for_is_missing(template: Path) -> None:
    assert asked_in(template) <= TEXTS.keys()


def test_no_word_that_is_put_together_is_missing() -> None:
    assert TEXTS.keys() >= PUT_TOGETHER


def test_no_word_is_left_over() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *CODE))
    parts = set(re.findall(r"[\"']([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.?[\"']", written))
    counted = {f"{part}.{number}" for part in parts for number in ("none", "one", "many")}
    used = parts | counted | PUT_TOGETHER | {key for key in TEXTS if re.fullmatch(r"problem\.\d+", key)}
    assert TEXTS.keys() - used == set()


@pytest.mark.parametrize(("key", "message"), [*TEXTS.items(), *TYPE_NAMES.items()], ids=lambda value: str(value)[:30])
def test_each_word_is_there_in_both_languages_with_the_same_places(key: str, message: tuple[str, str]) -> None:
    german, english = message
    assert german.strip(), key
    assert english.strip(), key
    places = [sorted(re.findall(r"\{(\w+)\}", text)) for text in message]
    assert places[0] == places[1], key
