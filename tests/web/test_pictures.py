"""Pictures over the wire: as they stand in pages and as files, with what says the same beside them."""

import csv
import io
import re
from xml.etree import ElementTree

import networkx as nx
import pytest

from running import Server

from .asking import BROWSER, ask
from .reading import Page

SVG = "{http://www.w3.org/2000/svg}"
BASE = "https://w3id.org/engagiert-ld/"
GERMAN = {"Accept-Language": "de"}


def svg(server: Server, path: str) -> ElementTree.Element:
    answer = ask(server.url, path)
    assert (answer.status, answer.media_type) == (200, "image/svg+xml")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return ElementTree.fromstring(answer.body)


def shown(picture: ElementTree.Element) -> str:
    return " ".join(text.strip() for text in picture.itertext() if text.strip())


@pytest.mark.parametrize(
    "path", ["/pictures/timeline.svg", "/pictures/network.svg", "/pictures/doc/network/civitas.svg"]
)
def test_a_picture_is_a_file_that_stands_alone(server: Server, path: str) -> None:
    picture = svg(server, path)
    assert picture.tag == f"{SVG}svg"
    assert picture.find(f"{SVG}style") is not None
    links = [link.get("href", "") for link in picture.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith(server.url) for link in links)
    assert ask(server.url, path).body == ask(server.url, path).body


def test_the_network_has_the_same_links_in_every_form(server: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(server.url, "/pictures/network.csv").text)))
    graphs = [
        nx.parse_graphml(ask(server.url, "/pictures/network.graphml").text, force_multigraph=True),
        nx.read_gexf(io.BytesIO(ask(server.url, "/pictures/network.gexf").body)),
    ]
    arcs = sorted((row["Source"], row["Target"], row["Label"]) for row in rows)
    for graph in graphs:
        assert sorted((source, target, told["label"]) for source, target, told in graph.edges(data=True)) == arcs
        assert graph.nodes[f"{BASE}id/org/stadt-essen"]["label"] == "Stadt Essen"
    page = ask(server.url, "/pictures/network", BROWSER, headers=GERMAN).text
    assert f"{len(rows)} Verbindungen" in page
    organised = (
        f"{BASE}id/org/bertelsmann-stiftung",
        f"{BASE}id/network/allianz-vielfaeltige-demokratie",
        "organisiert von",
    )
    assert organised in arcs


def test_the_bytes_of_a_file_do_not_tell_the_day_on_which_it_was_made(server: Server) -> None:
    assert 'lastmodifieddate="2026-11-22"' in ask(server.url, "/pictures/network.gexf").text


def test_a_picture_shows_what_its_table_says(server: Server) -> None:
    page = Page(ask(server.url, "/pictures/network", BROWSER, headers=GERMAN).text)
    picture, _, table = page.html.partition("</svg>")
    drawn = set(re.findall(r'<a href="([^"]*)"', picture[picture.index("<svg") :]))
    told = set(re.findall(r'href="(/doc/(?:org|network)/[^"]*)"', table))
    assert drawn == told


def test_the_picture_of_a_thing_shows_its_neighbours_with_what_they_have_to_do_with_it(server: Server) -> None:
    told = shown(svg(server, "/pictures/doc/network/allianz-vielfaeltige-demokratie.svg"))
    for text in ("Bertelsmann Stiftung", "organisiert von", "Stadt Essen", "beitragende Stelle"):
        assert text in told


def test_what_is_not_said_in_so_many_words_is_dashed(server: Server) -> None:
    picture = ask(server.url, "/pictures/doc/network/civitas.svg").text
    assert picture.count('class="link"') > 0
    assert picture.count('class="link unsure"') > 0
    network = ask(server.url, "/pictures/network.svg").text
    assert 'class="link unsure"' in network
    assert 'class="link strong"' in network


@pytest.mark.parametrize(
    "path", ["/pictures/doc/network/none.svg", "/pictures/doc/claim/c001.svg", "/pictures/doc/.svg"]
)
def test_what_has_no_neighbours_has_no_picture(server: Server, path: str) -> None:
    assert ask(server.url, path).status == 404


def test_of_many_networks_the_picture_shows_those_with_the_most_links_and_says_so(many: Server) -> None:
    page = ask(many.url, "/pictures/network", BROWSER, headers=GERMAN).text
    links = re.findall(r'<a href="([^"]*)"', page[page.index("<svg") : page.index("</svg>")])
    assert 20 <= len(links) <= 100
    told = re.search(r"Gezeigt sind (\d+) von (\d+) Verbindungen: die der 40 Netzwerke", page)
    assert told
    assert f"{told[1]} Verbindungen" in page
    rows = list(csv.DictReader(io.StringIO(ask(many.url, "/pictures/network.csv").text)))
    assert len(rows) == int(told[2]) == 900 + 225 * (1 + 2 + 3)


def test_a_timeline_of_many_networks_goes_on_and_shows_each_once(many: Server) -> None:
    found: list[str] = []
    address = "/pictures/timeline"
    while address:
        page = ask(many.url, address, BROWSER, headers=GERMAN).text
        found += re.findall(r'<a href="(/doc/network/[^"]*)"', page[page.index("<svg") : page.index("</svg>")])
        following = re.search(r'<a href="([^"]*)" rel="next nofollow">', page)
        address = following[1] if following else ""
    assert len(found) == len(set(found)) == 900
    assert ask(many.url, "/pictures/timeline?page=24", BROWSER).status == 404


def test_the_start_page_stays_short_however_many_networks_there_are(many: Server) -> None:
    answer = ask(many.url, "/", BROWSER, headers=GERMAN)
    assert len(answer.body) < 150_000
    assert "Alle 9" in answer.text


def test_names_that_look_like_markup_stay_text_in_pictures(traps: Server) -> None:
    for path in ("/pictures/timeline", "/pictures/network", "/doc/network/fallen", "/"):
        answer = ask(traps.url, path, BROWSER)
        assert answer.status == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert 'href="javascript:' not in answer.text
