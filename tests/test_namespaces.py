"""Prefixes, and names made with them."""

import pytest

from engagiert_ld.namespaces import prefixed_name, prefixes

BASE = "https://ex.org/"


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{BASE}def#Network", "eng:Network"),
        (f"{BASE}id/org/x", "orgn:x"),
        ("http://www.w3.org/ns/org#Organization", "org:Organization"),
        ("http://www.w3.org/2004/02/skos/core#", ""),
        ("https://elsewhere.example/x", ""),
        ("", ""),
    ],
)
def test_a_prefixed_name(iri: str, name: str) -> None:
    assert prefixed_name(iri, prefixes(BASE)) == name


def test_the_longest_namespace_gives_the_name() -> None:
    assert prefixed_name("https://ex.org/a/b", {"x": "https://ex.org/", "y": "https://ex.org/a/"}) == "y:b"
