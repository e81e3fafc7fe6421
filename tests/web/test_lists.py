"""Lists, narrowed down and sorted: what a person sees and what a program gets are the same things."""

import csv
import io
import re

import pytest

from engagiert_ld.web.site import EXTENSION_KEY
from running import Server

from .asking import BROWSER, InProcess, ask

BASE = "https://w3id.org/engagiert-ld/"


def entries(server: Server, address: str) -> list[str]:
    """The names of the table on a page, as they are sorted."""
    page = ask(server.url, address, BROWSER, headers={"Accept-Language": "de"})
    assert page.status == 200
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]*">([^<]*)<', page.text)


def options(server: Server, address: str, facet: str) -> dict[str, int]:
    """The values of a facet with their numbers."""
    page = ask(server.url, address, BROWSER, headers={"Accept-Language": "de"}).text
    select = re.search(rf'<select id="{facet}".*?</select>', page, re.DOTALL)
    assert select, facet
    found = re.findall(r'<option value="[^"]+"[^>]*>(.*?) \((\d+)\)</option>', select[0])
    return {name: int(number) for name, number in found}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 11),
        ("?role=id/role/participant", 2),
        ("?decade=2010", 7),
        ("?decade=1990", 2),
        ("?decade=1990&participant=id/org/stadt-essen", 1),
        ("?q=civitas", 5),
        ("?q=CIVITAS%20b&participant=id/org/stadt-essen", 1),
        ("?role=&decade=&q=&sort=name&unknown=1", 11),
        ("?role=id/role/none", 0),
    ],
)
def test_page_table_and_data_hold_the_same_things(server: Server, query: str, number: int) -> None:
    shown = entries(server, f"/list/participation{query}")
    data = ask(server.url, f"/list/participation.json{query}").json
    table = list(csv.DictReader(io.StringIO(ask(server.url, f"/list/participation.csv{query}").text)))
    graph = ask(server.url, f"/list/participation.ttl{query}").graph
    assert len(shown) == number
    assert shown == [row["label_de"] for row in data] == [row["label_de"] for row in table]
    assert {row["iri"] for row in data} == {str(subject) for subject in graph.subjects()}


def test_a_table_says_who_took_part_in_what_as_what_and_when(server: Server) -> None:
    table = csv.DictReader(io.StringIO(ask(server.url, "/list/participation.csv").text))
    row = next(row for row in table if row["iri"] == f"{BASE}id/participation/stadt-essen--civitas")
    assert row["network_de"] == "Civitas-Netzwerk bürgerorientierter Kommunen"
    assert row["participant"] == f"{BASE}id/org/stadt-essen"
    assert row["role_de"].split("|") == ["engagierte Stelle", "Projektkommune"]
    assert row["time_de"] == "1999–2014"


def test_each_number_is_what_choosing_it_gives(server: Server) -> None:
    for facet, key in (("role", "role"), ("decade", "decade"), ("network", "network")):
        page = ask(server.url, "/list/participation?decade=2010", BROWSER).text
        select = re.search(rf'<select id="{key}".*?</select>', page, re.DOTALL)
        assert select
        chosen = re.findall(r'<option value="([^"]+)"[^>]*>.*?\((\d+)\)</option>', select[0])
        assert chosen
        for value, number in chosen:
            address = (
                f"/list/participation?decade=2010&{facet}={value}"
                if facet != "decade"
                else f"/list/participation?decade={value}"
            )
            assert len(entries(server, address)) == int(number), address


def test_a_facet_that_tells_nothing_apart_is_not_offered(server: Server) -> None:
    page = ask(server.url, "/list/participation", BROWSER).text
    assert 'id="type"' not in page
    assert options(server, "/list/network", "type")["Arbeitsgruppe"] == 3


def test_lists_are_sorted_as_it_is_asked(server: Server) -> None:
    names = entries(server, "/list/network")
    assert names[:2] == [
        "Allianz Vielfältige Demokratie",
        "Arbeitsgruppe 4 &#34;Perspektiven der lokalen Bürgergesellschaft&#34;",
    ]
    assert entries(server, "/list/network?sort=time")[0] == "Civitas-Netzwerk bürgerorientierter Kommunen"
    assert sorted(entries(server, "/list/network?sort=-time")) == sorted(names)
    assert entries(server, "/list/network?sort=-time")[0] != entries(server, "/list/network?sort=time")[0]
    assert ask(server.url, "/list/network?sort=size", BROWSER).status == 400


def test_long_lists_have_pages_and_data_have_all(server: Server) -> None:
    first = entries(server, "/list/claim")
    last = entries(server, "/list/claim?page=4")
    assert (len(first), len(last)) == (100, 72)
    assert not set(first) & set(last)
    assert len(ask(server.url, "/list/claim.json").json) == 372
    assert ask(server.url, "/list/claim?page=5", BROWSER).status == 404
    assert ask(server.url, "/list/claim?page=x", BROWSER).status == 400


def test_what_was_chosen_can_be_taken_back(server: Server) -> None:
    page = ask(server.url, "/list/participation?decade=2010&q=KGSt", BROWSER, headers={"Accept-Language": "de"}).text
    chips = re.findall(r'<a class="chosen" href="([^"]*)"', page)
    assert [chip.replace("&amp;", "&") for chip in chips] == [
        "/list/participation?q=KGSt",
        "/list/participation?decade=2010",
    ]
    assert '<meta name="robots" content="noindex">' in page


def test_what_is_looked_for_stays_text(server: Server) -> None:
    page = ask(server.url, "/list/network?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&topic=javascript:alert(1)", BROWSER)
    assert page.status == 200
    assert "<script>" not in page.text
    assert 'href="javascript:' not in page.text


def test_lists_of_what_there_is_not_are_not_remembered(client: InProcess) -> None:
    here = client.app.extensions[EXTENSION_KEY]
    assert client.ask("/list/network.csv").status == 200
    known = len(here.remembered)
    assert {client.ask(f"/list/unknown-{number}.csv").status for number in range(20)} == {404}
    assert len(here.remembered) == known
