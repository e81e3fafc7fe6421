"""The query form in a browser: as an editor with scripts, as a plain form without."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from running import Server

from .test_accessibility import RULES

pytestmark = pytest.mark.chromium

CONTENT = ".cm-content"
QUERY = "SELECT ?s WHERE {\n  ?s a \n}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="de", permissions=["clipboard-read", "clipboard-write"]) as fresh:
        yield fresh


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """The form, with all that the browser says about it being a failure."""
    page = context.new_page()
    page.on("console", lambda message: pytest.fail(message.text) if "400" not in message.text else None)
    page.goto(f"{server.url}sparql")
    expect(page.locator(CONTENT)).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    page.locator(CONTENT).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def written(page: Page) -> str:
    return "\n".join(page.locator(".cm-line").all_inner_texts()).replace("\n\n", "\n")


def test_a_term_is_completed_by_what_it_is_called_and_its_prefix_is_declared(page: Page) -> None:
    write(page, "SELECT ?s WHERE { ?s a ")
    page.keyboard.type("netzwe")
    option = page.locator(".cm-tooltip-autocomplete li", has_text="eng:Network").first
    expect(option).to_be_visible()
    option.click()
    text = written(page)
    assert text.startswith("PREFIX eng: <https://w3id.org/engagiert-ld/def#>")
    assert "?s a eng:Network" in text
    page.keyboard.type(" . ?s eng:orga")
    expect(page.locator(".cm-tooltip-autocomplete li", has_text="eng:organiser").first).to_be_visible()
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    assert written(page).count("PREFIX eng:") == 1


def test_control_and_enter_runs_the_query(page: Page) -> None:
    write(page, "PREFIX eng: <def#> SELECT (COUNT(*) AS ?networks) { ?n a eng:Network }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("cell", name="12")).to_be_visible()
    assert "query=PREFIX" in page.url


def test_an_error_is_shown_at_its_line_and_the_cursor_stands_there(page: Page) -> None:
    write(page, "SELECT * WHERE {\n  ?s ?p\n}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#error")).to_contain_text("Zeile 3")
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    page.keyboard.insert_text("?o")
    assert page.locator("textarea").input_value().splitlines()[2] in ("?o}", "}?o")


def test_the_keyboard_leaves_the_editor(page: Page) -> None:
    page.locator(CONTENT).click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "format"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_with_its_completions_has_no_barrier(server: Server, browser: Browser, scheme: str) -> None:
    with browser.new_context(locale="de", color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{server.url}sparql")
        write(page, "# Kommentar\nSELECT ?s WHERE { ?s a 'x', 1, <def#y> . ?s a ")
        page.keyboard.type("eng:")
        expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_what_is_copied_is_the_address_of_the_query(page: Page) -> None:
    write(page, "ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Adresse kopieren").click()
    expect(page.get_by_text("Kopiert")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("http")
    assert "query=ASK" in copied


def test_how_long_the_answer_took_is_told(page: Page) -> None:
    write(page, "ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Die Antwort kam nach")).to_be_visible()


def test_without_scripts_it_is_a_form_with_a_table(server: Server, browser: Browser) -> None:
    with browser.new_context(locale="de", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.url}sparql")
        page.get_by_label("Abfrage", exact=True).fill("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p LIMIT 3")
        page.get_by_role("button", name="Ausführen").click()
        assert page.locator(".result tbody tr").count() == 3
        assert page.locator(".result svg .bar").count() == 3
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV", exact=True).click()
        assert download.value.path().read_text().startswith("p,n")


def test_an_example_is_run_by_choosing_it(server: Server, browser: Browser) -> None:
    with browser.new_context(locale="de", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.url}sparql")
        page.get_by_text("Beispielabfragen").first.click()
        page.get_by_role("link", name="Zeittafel").click()
        assert page.locator(".result tbody tr").count() > 10
