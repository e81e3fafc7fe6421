"""Pages about things: in which order they tell what is known, and how long ones go on."""

import re

import pytest

from running import Server

from .asking import BROWSER, ask
from .reading import Page

GERMAN = {"Accept-Language": "de"}


def text_of(server: Server, address: str) -> str:
    answer = ask(server.url, address, BROWSER, headers=GERMAN)
    assert answer.status == 200
    return answer.text


def headings(text: str) -> list[str]:
    return re.findall(r"<h2 [^>]*>(.*?)</h2>", text)


def names(section: str) -> list[str]:
    """What the properties of a section are called."""
    return re.findall(r"<dt>(?:<a [^>]*>)?([^<]*)<", section)


def section(text: str, heading: str) -> str:
    return next(part for part in re.split(r"<section ", text) if f">{heading}</h2>" in part)


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (
            "network/civitas",
            [
                "Wer, wann und wo",
                "Was daraus entstand",
                "Zusammenhänge",
                "Was die Quelle offen lässt",
                "Namen und Kennungen",
            ],
        ),
        ("org/stadt-essen", ["Worum es geht", "Wer, wann und wo", "Was daraus entstand"]),
        ("publication/handbuch-stadtteilentwicklung", ["Worum es geht", "Zusammenhänge"]),
    ],
)
def test_a_page_tells_first_what_people_ask_first(server: Server, thing: str, expected: list[str]) -> None:
    found = headings(text_of(server, f"/doc/{thing}"))
    assert [name for name in found if name in expected] == expected


def test_who_organises_a_network_stands_before_where_it_is(server: Server) -> None:
    told = names(section(text_of(server, "/doc/network/allianz-vielfaeltige-demokratie"), "Wer, wann und wo"))
    assert told == ["organisiert von", "Laufzeit", "räumlicher Bezug"]


def test_results_are_read_from_the_network(server: Server) -> None:
    text = text_of(server, "/doc/network/netzknoten-stadtteilentwicklung")
    assert "Ergebnisse" in names(section(text, "Was daraus entstand"))


def test_a_project_has_groups_and_an_order_of_its_own(traps: Server) -> None:
    text = text_of(traps, "/doc/network/fallen")
    assert headings(text)[0] == "Was &lt;uns&gt; angeht"
    assert len(names(section(text, "Was &lt;uns&gt; angeht"))) == 2
    assert "schema#url" not in section(text, "Was &lt;uns&gt; angeht")
    assert "Weitere Angaben" in headings(text) or "Zusammenhänge" in headings(text)


def test_long_pages_go_on_and_nothing_is_lost(traps: Server) -> None:
    address, found = "/doc/network/beispielnetz", []
    listed = {f"/doc/network/gruppe-{number}" for number in range(5)}
    while address:
        text = text_of(traps, address)
        found += [path for path in Page(text.rpartition("</svg>")[2]).hrefs if path in listed]
        following = re.search(r'<a href="([^"]*)" rel="next nofollow">', text)
        address = following[1] if following else ""
    assert sorted(found) == sorted(listed)


def test_behind_the_last_page_there_is_nothing(server: Server) -> None:
    assert ask(server.url, "/doc/network/civitas?page=2", BROWSER).status == 404
    assert ask(server.url, "/doc/network/civitas?page=x", BROWSER).status == 400
    assert ask(server.url, "/doc/network/civitas?page=2", "text/turtle").status == 200


@pytest.mark.parametrize(
    ("slug", "work"),
    [
        ("standards-buergerbeteiligung", r"Stadt Essen \(o\. J\.\): .+"),
        ("leitbild-buergerkommune", r".+ \(2014\)\. KGSt\."),
        (
            "handbuch-stadtteilentwicklung",
            r"Handbuch zur bürgerorientierten Stadtteilentwicklung \(ohne Titel\) \(o\. J\.\)\.",
        ),
    ],
)
def test_a_publication_is_cited_as_far_as_it_is_known(server: Server, slug: str, work: str) -> None:
    text = text_of(server, f"/doc/publication/{slug}")
    cited = re.findall(r'<p class="citation"[^>]*>([^<]*)<', text)
    assert len(cited) == 2
    assert re.fullmatch(work, cited[0]), cited[0]
    assert "The work, as far as" in ask(server.url, f"/doc/publication/{slug}?lang=en", BROWSER).text
    assert len(re.findall(r'<p class="citation"', text_of(server, "/doc/network/civitas"))) == 1
