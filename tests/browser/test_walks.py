"""Somebody who has never seen linked data finds what they look for: from the start page, in three clicks at most."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from running import Server

pytestmark = pytest.mark.chromium


@pytest.fixture
def page(server: Server, browser: Browser) -> Iterator[Page]:
    """The start page, in German and without scripts."""
    with browser.new_context(locale="de", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(server.url)
        yield page


def test_who_organised_the_alliance_and_since_when(page: Page) -> None:
    """No click: it stands on the start page."""
    row = page.get_by_role("row", name="Allianz Vielfältige Demokratie")
    assert "seit 2015" in row.inner_text()
    assert "Bertelsmann Stiftung" in row.inner_text()


@pytest.mark.parametrize(
    ("node", "publication"),
    [
        ("Bürgerorientierte Stadtteilentwicklung", "handbuch-stadtteilentwicklung"),
        ("Qualifikationsangebote zur Bürgerorientierung", "essen-auf-dem-weg"),
    ],
)
def test_which_publications_came_out_of_a_network(page: Page, node: str, publication: str) -> None:
    """They were made in its sub-groups: two clicks, the first of them in the picture."""
    page.get_by_role("link", name="Civitas-Netzwerk bürgerorientierter Kommunen").first.click()
    page.locator("dl.facts > div", has_text="Untergruppen").get_by_role("link", name=node).click()
    assert page.locator(f'dl.facts a[href="/doc/publication/{publication}"]').count() == 1


def test_the_sentence_that_proves_that_essen_took_part_in_the_innovation_dialogue(page: Page) -> None:
    page.get_by_role("row", name="Innovationsdialog").get_by_role("link", name="Innovationsdialog").click()
    row = page.get_by_role("row", name="Stadt Essen")
    row.locator("summary").click()
    quotation = row.locator("blockquote").first
    assert quotation.is_visible()
    assert "Stadt Essen" in quotation.inner_text()


def test_all_participations_as_a_table(page: Page) -> None:
    page.get_by_role("link", name="Beteiligungen", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0].startswith("iri,")
    assert len(lines) == 12


def test_a_list_is_narrowed_down_by_choosing_and_by_typing(page: Page) -> None:
    page.get_by_role("link", name="Beteiligungen", exact=True).click()
    page.get_by_label("Rolle", exact=True).select_option(label="beitragende Stelle (2)")
    page.get_by_role("button", name="Anzeigen").click()
    rows = page.locator("table.entries tbody tr")
    assert rows.count() == 2
    page.get_by_label("Name enthält").fill("allianz")
    page.get_by_role("button", name="Anzeigen").click()
    assert rows.count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert len(download.value.path().read_text().splitlines()) == 2
    page.get_by_role("link", name="Rolle: beitragende Stelle").click()
    assert rows.count() == 1
    page.get_by_role("link", name="„allianz“").click()
    assert rows.count() == 11
