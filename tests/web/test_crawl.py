"""Whole sites, walked through by their links: what is announced is there, in the form that is announced, and agrees."""

import re
from collections.abc import Callable
from zlib import crc32

from crawl import Crawl
from running import Server

from .asking import ask

BASE = "https://w3id.org/engagiert-ld/"


def usual(every: int) -> Callable[[str], bool]:
    """All things with their pages and Turtle. Of claims, which are all alike, each `every`-th; the other forms of each fifth.

    `python tests/crawl.py` leaves nothing out.
    """

    def wanted(path: str) -> bool:
        numbered = re.search(r"claim/c(\d+)", path)
        if (numbered and int(numbered[1]) % every) or "lang=" in path:
            return False
        form = re.fullmatch(r"doc/(.+)\.(?:(?!html|ttl)[a-z]+|ttl\?_profile=[a-z]+)", path)
        profiled = re.search(r"\.(?!ttl)[a-z]+\?_profile=", path)
        return not profiled and (not form or crc32(form[1].encode()) % 5 == 0)

    return wanted


def test_everything_that_the_site_announces_is_there_and_agrees(server: Server) -> None:
    crawl = Crawl(server.url, BASE, usual(20)).walk()
    assert crawl.problems == []
    assert len(crawl.seen) > 1000
    assert crawl.isomorphic > 400


def test_a_site_with_unusual_names_is_complete_as_well(traps: Server) -> None:
    base_iri = ask(traps.url, "/doc/network/fallen").linked("cite-as")[0].removesuffix("id/network/fallen")
    crawl = Crawl(traps.url, base_iri, usual(20), (200, 302, 303, 308, 410)).walk()
    assert crawl.problems == []
    assert crawl.isomorphic > 50
