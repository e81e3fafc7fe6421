"""News for readers: what each release changed, as a page, a feed and a patch."""

import feedparser
import pytest
from rdflib import Dataset

from .asking import BROWSER, ask
from .reading import Page
from .test_takeover import BASE
from .test_versions import Kept, kept

__all__ = ["kept"]

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning:rdflib")


def test_the_feed_has_the_newest_release_first_and_is_well_formed_for_a_reader_of_others(kept: Kept) -> None:
    answer = ask(kept.server.url, "/changes.atom")
    assert answer.content_type == "application/atom+xml"
    feed = feedparser.parse(answer.body)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.id for entry in feed.entries] == [f"{BASE}dataset/{version}" for version in kept.versions[:0:-1]]
    assert [entry.updated for entry in feed.entries] == ["2026-11-03T00:00:00Z", "2026-11-02T00:00:00Z"]
    assert feed.feed.updated == "2026-11-03T00:00:00Z"
    for entry in feed.entries:
        assert ask(kept.server.url, entry.link.removeprefix(kept.server.url.rstrip("/"))).status == 200
    assert ask(kept.server.url, "/changes.atom").body == answer.body


def test_every_page_leads_to_the_feed(kept: Kept) -> None:
    assert "/changes.html" in Page(ask(kept.server.url, "/", BROWSER).text).hrefs
    assert 'type="application/atom+xml"' in ask(kept.server.url, "/changes.html").text


def test_the_page_of_a_release_says_in_words_what_it_changed(kept: Kept) -> None:
    last = kept.versions[-1]
    german = ask(kept.server.url, f"/changes/{last}?lang=de", BROWSER).text
    assert "erste 2“ (de), „zweite 2“ (de) → „erste 3“ (de), „zweite 3“ (de)" in german
    assert "/doc/network/beispielnetz" in german or "/id/network/beispielnetz" in german
    page = Page(ask(kept.server.url, "/changes?lang=en", BROWSER).text)
    assert f"/changes/{last}" in page.hrefs
    assert "1 changed." in [text.strip() for _, text in page.texts]


def test_a_patch_makes_a_release_of_the_one_before(kept: Kept) -> None:
    before, after = kept.versions[-2:]
    patch = ask(kept.server.url, f"/changes/{after}.rdfp")
    assert patch.content_type == "application/rdf-patch"
    dataset = Dataset()
    dataset.parse(data=ask(kept.server.url, f"/dataset/{before}/all.nq").text, format="nquads")
    dataset.parse(data=patch.text, format="patch")
    wanted = Dataset()
    wanted.parse(data=ask(kept.server.url, f"/dataset/{after}/all.nq").text, format="nquads")
    assert set(dataset.quads()) == set(wanted.quads())


def test_the_first_release_has_changed_nothing_that_could_be_told(kept: Kept) -> None:
    assert ask(kept.server.url, f"/changes/{kept.versions[0]}").status == 404
    assert ask(kept.server.url, "/changes/none").status == 404
    assert kept.versions[0] in ask(kept.server.url, "/changes", BROWSER).text
