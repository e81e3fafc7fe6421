"""What programs look for first: robots.txt, sitemap, catalogue of interfaces, llms.txt."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from rdflib import Graph

from running import ProjectFolder, Server

from .asking import ask

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(server: Server) -> list[str]:
    root = ElementTree.fromstring(ask(server.url, "/sitemap.xml").body)
    assert root.tag == f"{SITEMAP}urlset"
    return [str(location.text) for location in root.iter(f"{SITEMAP}loc")]


def test_the_sitemap_lists_every_page_of_a_thing_with_the_date_of_the_release(
    server: Server, built: ProjectFolder
) -> None:
    found = locations(server)
    assert len(found) == len(set(found))
    names = {
        re.sub(r"^.*/id/", "doc/", s)
        for s in map(str, Graph().parse(built.current / "all.nt").subjects())
        if "/id/" in s and "#" not in s
    }
    documents = {one.removeprefix(server.url).removesuffix(".html") for one in found if "/doc/" in one}
    assert documents == names
    dates = re.findall("<lastmod>(.*?)</lastmod>", ask(server.url, "/sitemap.xml").text)
    assert dates == ["2026-11-22"] * len(found)


def test_every_fixed_page_of_the_sitemap_and_some_of_the_things_are_there(server: Server) -> None:
    found = locations(server)
    for location in [one for one in found if "/doc/" not in one] + found[-3:]:
        answer = ask(server.url, location.removeprefix(server.url.rstrip("/")), "text/html")
        assert (answer.status, answer.media_type) == (200, "text/html"), location


def test_robots_find_the_sitemap_and_stay_away_from_queries_and_the_past(server: Server, built: ProjectFolder) -> None:
    robots = RobotFileParser()
    robots.parse(ask(server.url, "/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{server.url}sitemap.xml"]
    assert robots.can_fetch("any", f"{server.url}doc/network/civitas.html")
    assert robots.can_fetch("any", f"{server.url}sparql")
    assert not robots.can_fetch("any", f"{server.url}sparql?query=ASK%7B%7D")
    assert not robots.can_fetch("any", f"{server.url}dataset/{built.current.name}/doc/network/civitas")


def test_the_catalogue_of_interfaces_is_a_linkset_whose_links_lead_somewhere(server: Server) -> None:
    answer = ask(server.url, "/.well-known/api-catalog")
    assert answer.content_type == 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    first, *others = answer.json["linkset"]
    assert {one["href"] for one in first["item"]} == {one["anchor"] for one in others}
    for context in others:
        for relation in ("service-desc", "service-doc", "status"):
            for target in context[relation]:
                told = ask(server.url, target["href"].removeprefix(server.url.rstrip("/")))
                assert told.status == 200
                assert told.media_type == target.get("type", told.media_type)
    head = ask(server.url, "/.well-known/api-catalog", method="HEAD")
    assert head.linked("api-catalog") == [f"{server.url}.well-known/api-catalog"]


def test_the_text_for_language_models_has_links_that_lead_somewhere(server: Server) -> None:
    text = ask(server.url, "/llms.txt").text
    assert text.startswith("# Essen.engagiert")
    for address in re.findall(r"\]\((.*?)\)", text):
        assert ask(server.url, address.removeprefix(server.url.rstrip("/"))).status in (200, 302), address


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/.well-known/api-catalog", "/llms.txt"])
def test_the_host_that_a_request_names_is_nowhere(server: Server, path: str) -> None:
    assert "evil.example" not in ask(server.url, path, headers={"Host": "evil.example"}).text
