"""Whole sites, walked through by their links: what is announced is there, in the form that is announced, and agrees."""

import re
from collections.abc import Callable

from crawl import Crawl
from running import Server

from .asking import ask

BASE = "https://w3id.org/engagiert-ld/"


def usual(every: int) -> Callable[[str], bool]:
    """All but claims, which are all alike: of these each `every`-th; profiles as Turtle only.

    `python tests/crawl.py` leaves nothing out.
    """

    def wanted(path: str) -> bool:
        numbered = re.search(r"claim/c(\d+)", path)
        profiled = re.search(r"\.([a-z]+)\?_profile=", path)
        return not (numbered and int(numbered[1]) % every) and not (profiled and profiled[1] != "ttl")

    return wanted


def test_everything_that_the_site_announces_is_there_and_agrees(server: Server) -> None:
    crawl = Crawl(server.url, BASE, usual(20)).walk()
    assert crawl.problems == []
    assert len(crawl.seen) > 2000
    assert crawl.isomorphic > 1500


def test_a_site_with_unusual_names_is_complete_as_well(traps: Server) -> None:
    base_iri = ask(traps.url, "/doc/network/fallen").linked("cite-as")[0].removesuffix("id/network/fallen")
    crawl = Crawl(traps.url, base_iri, usual(20)).walk()
    assert crawl.problems == []
    assert crawl.isomorphic > 50
