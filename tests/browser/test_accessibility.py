"""Pages as people use them: by keyboard, enlarged, in the dark, without scripts, on a slow line (WCAG 2.2, EN 301 549)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request

from running import Server

pytestmark = pytest.mark.chromium

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
PAGES = [
    "",
    "doc/network/civitas",
    "doc/org/vhw",
    "doc/participation/stadt-essen--civitas",
    "doc/publication/handbuch-stadtteilentwicklung",
    "doc/claim/c211",
    "doc/concept/roles",
    "list/network",
    "def",
    "sparql",
    "sparql?query=SELECT*{?s%20?p%20?o}LIMIT%205",
    "sparql?query=x",
    "dataset.html",
    "catalog.html",
    "changes.html",
    "history/network/civitas",
    "status.html",
    "validation.html",
    "queries.html",
    "openapi.html",
    ".well-known/void",
    "pictures/network",
    "pictures/timeline",
    "list/participation?decade=2010&q=civitas",
    "doc/topic/innovationsdialog-buergerbeteiligung--01",
    "doc/place/essen",
    "doc/event/auftakt-allianz",
    "pages/accessibility",
    "pages/imprint",
    "id/none",
]
REFUSED = ["sparql?query=x", "id/none"]
"""Pages that say what is wrong."""
SPACED = """() => {
  document.body.querySelectorAll('*').forEach((one) => {
    one.style.setProperty('line-height', '1.5', 'important');
    one.style.setProperty('letter-spacing', '0.12em', 'important');
    one.style.setProperty('word-spacing', '0.16em', 'important');
  });
}"""
"""As people set texts who read them with difficulty (WCAG 2.2, 1.4.12)."""
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {tag: one.tagName, text: one.textContent.trim().slice(0, 40), outline: style.outlineStyle,
          width: parseFloat(style.outlineWidth), place: `${one.tagName} ${one.getAttribute('href') ?? ''} ${box.x} ${box.y + scrollY}`};
}"""
FIRST_VISIT_BYTES = 150_000
NEXT_VISIT_BYTES = 15_000


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="de", java_script_enabled=True) as fresh:
        yield fresh


def test_no_page_has_a_barrier_that_a_program_can_find_asks_nobody_else_and_is_silent(
    server: Server, browser: Browser
) -> None:
    """All rules in light colours, contrast again in dark ones: nothing else differs in them."""
    found: dict[str, object] = {}
    said: list[str] = []
    asked: set[str] = set()
    with browser.new_context(locale="de", color_scheme="light") as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        for path in PAGES:
            page.emulate_media(color_scheme="light")
            answer = page.goto(server.url + path)
            assert answer
            assert (answer.status == 200) == (path not in REFUSED), path
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            violations = axe(page, {"runOnly": RULES})
            page.emulate_media(color_scheme="dark")
            violations += axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
            if violations:
                found[path] = violations
    assert found == {}
    assert asked == {urlsplit(server.url).netloc}
    assert [text for text in said if "status of 40" not in text] == []


def axe(page: Page, options: dict[str, object]) -> list[tuple[str, str]]:
    """What axe finds: the rule and the first place."""
    violations = Axe().run(page, options=options).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in violations]


@pytest.mark.parametrize(
    "path", ["", "doc/network/civitas", "sparql", "dataset.html", "list/network", "pictures/network"]
)
def test_by_keyboard_everything_is_reached_and_seen(server: Server, context: BrowserContext, path: str) -> None:
    page = context.new_page()
    page.goto(server.url + path)
    places: list[str] = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["tag"] == "BODY" or stop["place"] in places[:1]:
            break
        places.append(stop["place"])
        assert stop["outline"] != "none", stop
        assert stop["width"] >= 2, stop
    targets = page.evaluate("document.querySelectorAll('a[href], button, input, select, textarea, summary').length")
    hidden = page.evaluate("document.querySelectorAll('details:not([open]) a[href]').length")
    assert len(places) >= targets - hidden


def test_the_first_stop_leads_to_the_content(server: Server, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{server.url}doc/network/civitas")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_narrow_and_with_wide_letters_nothing_scrolls_sideways(server: Server, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    widths = {}
    for path in PAGES:
        page.goto(server.url + path)
        page.evaluate(SPACED)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}


def test_the_proof_of_a_fact_opens_without_scripts(server: Server, browser: Browser) -> None:
    with browser.new_context(locale="de", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.url}doc/participation/stadt-essen--civitas")
        fact = page.locator("dl.facts > div", has_text="Netzwerk").locator("dd").first
        quotation = fact.locator("blockquote").first
        assert not quotation.is_visible()
        fact.locator("summary").click()
        assert quotation.is_visible()
        assert "Die Stadt Essen war von 1999 bis 2014" in quotation.inner_text()
        assert "Zeile 57" in fact.locator("figcaption").first.inner_text()


def test_a_visit_asks_nobody_else_says_nothing_and_is_light(server: Server, context: BrowserContext) -> None:
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    first = transferred(page, f"{server.url}doc/network/civitas")
    following = transferred(page, f"{server.url}doc/org/vhw")
    assert said == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(server.url).netloc}
    assert any(url.endswith(".woff2") for url in asked)
    assert first <= FIRST_VISIT_BYTES, first
    assert following <= NEXT_VISIT_BYTES, following


def transferred(page: Page, url: str) -> int:
    """The bytes that came over the line for a page, with all that it loads."""
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", note)
    page.goto(url, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    sizes = [request.sizes() for request in finished]
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def test_what_is_printed_holds_what_the_page_tells(server: Server, context: BrowserContext) -> None:
    """What can only be pressed is left out, and nothing that is drawn."""
    page = context.new_page()
    page.goto(server.url)
    page.emulate_media(media="print")
    drawn = page.locator("svg.timeline .bar")
    assert drawn.count() > 3
    assert all(one.is_visible() for one in drawn.all())
    assert page.get_by_role("row", name="Allianz Vielfältige Demokratie").is_visible()
    assert not page.get_by_role("button").first.is_visible()
    assert not page.get_by_role("navigation").first.is_visible()


def test_the_largest_thing_on_a_page_is_no_image_that_has_to_come_first(
    server: Server, context: BrowserContext
) -> None:
    """Largest contentful paint: no picture has to come over the line for it, so only the page itself counts."""
    page = context.new_page()
    for path in ("", "doc/network/civitas", "list/network", "sparql"):
        page.goto(server.url + path)
        image = page.evaluate(
            """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).url))
              .observe({type: "largest-contentful-paint", buffered: true}))"""
        )
        assert image == "", path
