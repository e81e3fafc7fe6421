"""Slugs of names (RFC 3986 unreserved characters, in lower case)."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagiert_ld.slugs import MAX_LENGTH, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("B²", "b2"),
        ("Allianz Vielfältige Demokratie", "allianz-vielfaeltige-demokratie"),
        ("Mitarbeiter/innen", "mitarbeiter-innen"),
        ("Straße & Öffentlichkeit", "strasse-oeffentlichkeit"),
        ("ÜBER", "ueber"),
        ("GROẞ", "gross"),
        ("Café Zoë", "cafe-zoe"),
        ("„Bürger beteiligen!“", "buerger-beteiligen"),
        ("It’s 'here'", "its-here"),
        ("  -- x --  ", "x"),
        ("…", ""),
        ("a" * 70, "a" * 60),
        ("eins " * 20, "eins-" * 11 + "eins"),
    ],
)
def test_the_slug_of_a_name(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_a_slug_is_ascii_without_outer_hyphens_and_its_own_slug(name: str) -> None:
    made = slug(name)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert len(made) <= MAX_LENGTH
    assert slug(made) == made


@given(st.text())
def test_composed_and_decomposed_characters_give_the_same_slug(name: str) -> None:
    assert slug(unicodedata.normalize("NFD", name)) == slug(unicodedata.normalize("NFC", name))
