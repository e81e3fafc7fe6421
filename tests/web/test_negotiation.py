"""Content negotiation as a function of header values."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagiert_ld.formats import CSV, FORMATS, HTML, JSON, JSONLD, RDFXML, SRJ, SRX, TURTLE, Format
from engagiert_ld.web.negotiation import MAX_RANGES, Preference, choose_format, choose_language, preferences

OFFERED = (TURTLE, HTML, JSONLD, RDFXML)
HEADERS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "text/html",
                "text/turtle",
                "*/*",
                "text/*",
                "*",
                ";q=0",
                ";q=0.5",
                ";q=1",
                ";q=",
                "q=x",
                ",",
                ";",
                "=",
                '"',
                "\\",
                "/",
                " ",
                "de",
                "en-GB",
                "é",
                "\0",
            ]
        )
    ).map("".join),
)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", []),
        (" , ,, ", []),
        ("text/html", [("text/html", 1)]),
        ("Text/HTML ; Q=0.5", [("text/html", 0.5)]),
        ("a/b;q=0,c/d;q=1.000", [("a/b", 0), ("c/d", 1)]),
        ("a/b;q=1.1, a/b;q=-1, a/b;q=.5, a/b;q=0.1234, a/b;q=x, a/b;q=, a/b;q=1.001", []),
        ('a/b;x="1,2;q=0";q=0.3', [("a/b", 0.3)]),
        ('a/b;x="\\"";q=0.3, c/d', [("a/b", 0.3), ("c/d", 1)]),
        ("a b/c, d/e", [("d/e", 1)]),
        ("/, a/, /b, é/f, d/e", [("d/e", 1)]),
        ("de-DE, en;q=0.5, *;q=0.1", [("de-de", 1), ("en", 0.5), ("*", 0.1)]),
    ],
)
def test_preferences(header: str, expected: list[tuple[str, float]]) -> None:
    assert preferences(header) == [Preference(*found) for found in expected]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, TURTLE),
        ("", TURTLE),
        ("*/*", TURTLE),
        ("text/html", HTML),
        ("application/*", JSONLD),
        ("application/*;q=0.5, text/html;q=0.4", JSONLD),
        ("text/turtle;q=0.5, text/html;q=0.5", TURTLE),
        ("text/*, text/html", HTML),
        ("text/html;q=0, text/*", TURTLE),
        ("text/turtle;q=0, text/*", HTML),
        ("text/turtle;q=0.1, text/turtle;q=0.9, text/html;q=0.5", TURTLE),
        ("*/*;q=0", None),
        ("image/png", None),
        ("text/html;q=0", None),
        ("text/html;q=0, */*;q=0.1", TURTLE),
        ("text/*;q=0, */*", JSONLD),
        ("application/json", JSONLD),
        ("application/json;q=0, application/ld+json", JSONLD),
        ("application/ld+json;q=0, application/json", None),
        ("application/json;q=0, */*", TURTLE),
        ("application/xml;q=0.9, application/rdf+xml;q=0.1, text/html;q=0.5", HTML),
        ("application/xhtml+xml", HTML),
        ("nonsense", TURTLE),
        ("a/b/c", TURTLE),
        ("nonsense, text/html", HTML),
        ("text/html;level=1;charset=utf-8", HTML),
    ],
)
def test_the_format_for_a_header(accept: str | None, expected: Format | None) -> None:
    assert choose_format(accept, OFFERED) is expected


def test_what_is_offered_decides_what_other_names_mean() -> None:
    assert choose_format("application/json", (SRX, SRJ, CSV)) is SRJ
    assert choose_format("application/json", (HTML, JSON, JSONLD)) is JSON
    assert choose_format("application/xml", (SRJ, SRX)) is SRX


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "de"),
        ("", "de"),
        ("*", "de"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("de-CH, en", "de"),
        ("en, de-CH", "de"),
        ("en;q=0.9, de-CH;q=0.8", "en"),
        ("en;q=0", "de"),
        ("de;q=0, *;q=0.1", "en"),
        ("de;q=0.1, *;q=0.5", "en"),
        ("fr, *;q=0.1", "de"),
        ("fr", "de"),
        ("e", "de"),
        ("english", "de"),
        ("en;q=2", "de"),
        ("en_GB", "de"),
    ],
)
def test_the_language_for_a_header(header: str | None, expected: str) -> None:
    assert choose_language(header, ("de", "en")) == expected


def test_one_language_is_the_answer_to_every_header() -> None:
    for header in (None, "en", "de;q=0", "*;q=0"):
        assert choose_language(header, ("de",)) == "de"


@given(HEADERS, st.lists(st.sampled_from(FORMATS), min_size=1, unique=True))
def test_any_header_gives_a_format_that_is_offered_or_none(header: str, offered: list[Format]) -> None:
    chosen = choose_format(header, tuple(offered))
    assert chosen is None or chosen in offered


@given(HEADERS, st.sampled_from([("de",), ("en",), ("de", "en"), ("en", "de")]))
def test_any_header_gives_a_language_that_is_offered(header: str, offered: tuple[str, ...]) -> None:
    assert choose_language(header, offered) in offered


@given(HEADERS)
def test_weights_are_between_0_and_1_and_names_in_lower_case(header: str) -> None:
    for wanted, quality, _ in preferences(header):
        assert 0 <= quality <= 1
        assert wanted == wanted.lower()


@given(st.sampled_from(OFFERED), st.sampled_from(["", ";q=1", " ; q=1.0", ";charset=utf-8", ';profile="a,b"']))
def test_asking_for_one_type_gives_it(fmt: Format, parameters: str) -> None:
    assert choose_format(fmt.media_type + parameters, OFFERED) is fmt
    assert choose_format(fmt.media_type.upper() + parameters, OFFERED) is fmt
    assert choose_format(f"{fmt.media_type};q=0", OFFERED) is None


def test_what_stands_behind_the_hundredth_member_has_no_effect() -> None:
    many = ", ".join(["image/png"] * MAX_RANGES)
    assert choose_format(f"{many}, text/html", OFFERED) is None


@pytest.mark.parametrize("text", [",", ";", '"', '\\"', "a/b;q=0.1,", "; ", "a" * 50, '"a', ";a=", " "])
def test_time_grows_with_the_length_of_a_header_only(text: str) -> None:
    start = time.perf_counter()
    choose_format(text * (60_000 // len(text)), OFFERED)
    assert time.perf_counter() - start < 1
