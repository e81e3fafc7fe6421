"""Pages: for every thing and every list, in both languages, well-formed, without dead links, with everything escaped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

import html5rdf
import pytest
from rdflib.namespace import ORG, Namespace

from engagiert_ld.web.texts import TEXTS, TYPE_NAMES
from running import Server

from .asking import BROWSER, Answer, ask, query
from .reading import Page

BASE = "https://w3id.org/engagiert-ld/"
FIXED = [
    "/",
    "/def.html",
    "/sparql?format=html",
    "/dataset.html",
    "/catalog.html",
    "/validation.html",
    "/.well-known/void?format=html",
    "/openapi.html",
]
LANGUAGES = ("de", "en")
CLAIM_PAGES = "/doc/claim/"
ENG = Namespace(f"{BASE}def#")


@dataclass(frozen=True)
class Visit:
    """One page in one language."""

    answer: Answer
    language: str
    page: Page


def visit(server: Server, path: str, language: str) -> Visit:
    answer = ask(server.url, path, BROWSER, headers={"Accept-Language": language})
    assert answer.status == 200, path
    return Visit(answer, language, Page(answer.text))


def paths(server: Server) -> list[str]:
    """The pages there are, as the site itself tells; of the many claims, which are all alike, every twentieth."""
    start = Page(ask(server.url, "/", BROWSER).text)
    lists = [href for href in start.hrefs if href.startswith("/list/")]
    things = [
        href for path in lists for href in Page(ask(server.url, path, BROWSER).text).hrefs if href.startswith("/doc/")
    ]
    claims = [href for href in things if href.startswith(CLAIM_PAGES)]
    version = next(href for href in start.hrefs if href.startswith("/dataset/"))
    vocabulary = next(href for href in Page(ask(server.url, "/def", BROWSER).text).hrefs if href.startswith("/def/"))
    others = (href for href in things if href not in claims)
    return [*FIXED, version, vocabulary, *lists, *others, *claims[::20]]


@pytest.fixture(scope="module")
def visits(server: Server) -> list[Visit]:
    """Every page in both languages."""
    return [visit(server, path, language) for path in paths(server) for language in LANGUAGES]


def test_every_thing_has_a_page(server: Server, visits: list[Visit]) -> None:
    found = query(server.url, 'SELECT DISTINCT ?s { ?s a ?t FILTER(STRSTARTS(STR(?s), CONCAT(STR(<>), "id/"))) }').json
    things = {row["s"]["value"].removeprefix(f"{BASE}id/").partition("#")[0] for row in found["results"]["bindings"]}
    assert len(things) > 100
    linked = {address for visit in visits for address in visit.page.internal(visit.answer.url, server.url)}
    seen = {url.removeprefix(f"{server.url}doc/").removesuffix(".html") for url in linked}
    assert things <= seen


def test_pages_are_well_formed(visits: list[Visit]) -> None:
    """By the parsing rules of HTML with every parse error an error."""
    for visited in visits:
        html5rdf.HTMLParser(strict=True).parse(visited.answer.text)
        assert len(visited.page.ids) == len(set(visited.page.ids)), f"an id occurs twice in {visited.answer.url}"


def test_pages_say_their_language(visits: list[Visit]) -> None:
    for visited in visits:
        assert visited.answer.headers["Content-Language"] == visited.language
        assert f'<html lang="{visited.language}">' in visited.answer.text
        assert "Accept-Language" in visited.answer.vary


def test_pages_hold_no_words_of_the_other_language(visits: list[Visit]) -> None:
    """Words of the site and names of types; what is marked with its language may stand in any page."""
    words = [*TEXTS.values(), *TYPE_NAMES.values()]
    foreign = {
        "de": {word.en for word in words} - {word.de for word in words},
        "en": {word.de for word in words} - {word.en for word in words},
    }
    for visited in visits:
        shown = {text for language, text in visited.page.texts if language == visited.language}
        assert not shown & foreign[visited.language], visited.answer.url


def labels(server: Server) -> dict[str, dict[str, str]]:
    """Of all that has a label in both languages: the label in each language."""
    found = query(
        server.url,
        """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?s ?de ?en { ?s rdfs:label|skos:prefLabel ?de, ?en FILTER(LANG(?de) = "de" && LANG(?en) = "en") }""",
    ).json["results"]["bindings"]
    return {row["s"]["value"]: {tag: row[tag]["value"] for tag in LANGUAGES} for row in found}


def test_values_and_properties_are_named_in_the_language_of_the_page(server: Server, visits: list[Visit]) -> None:
    """A label in another language, unmarked, or the end of an IRI never stands where a label of the page's language exists."""
    known = labels(server)
    texts = {tag: {label[tag] for label in known.values()} for tag in LANGUAGES}
    for tag in LANGUAGES:
        texts[tag] |= {word.in_language(tag) for word in [*TEXTS.values(), *TYPE_NAMES.values()]}
    names = {re.split("[/#]", iri)[-1] for iri in known}
    local_names = {name for name in names if re.search("[a-z][A-Z]|-", name)} - texts["de"] - texts["en"]
    for visited in visits:
        other = texts["en" if visited.language == "de" else "de"] - texts[visited.language]
        shown = {text for language, text in visited.page.texts if language == visited.language}
        assert shown & other == set(), visited.answer.url
        if "/doc/" in visited.answer.url:
            assert not shown & local_names, visited.answer.url


def test_every_property_on_a_page_has_a_label(visits: list[Visit]) -> None:
    for visited in visits:
        for name in re.findall(r"<dt>(?:<a [^>]*>)?([^<]*)", visited.answer.text):
            assert not re.search(r"[a-z][A-Z]|:", name), f"{name} in {visited.answer.url}"


def test_a_fragment_in_a_link_is_on_the_page(server: Server, visits: list[Visit]) -> None:
    targets = {address for visited in visits for address in visited.page.internal(visited.answer.url, server.url)}
    split = [urldefrag(target) for target in targets if urldefrag(target).fragment]
    assert split
    ids: dict[str, set[str] | None] = {}
    for url, fragment in split:
        if url not in ids:
            answer = ask(server.url, "/" + url.removeprefix(server.url), BROWSER)
            ids[url] = set(Page(answer.text).ids) if answer.media_type == "text/html" else None
        there = ids[url]
        assert there is None or fragment in there, f"{url}#{fragment}"


def documents(visits: list[Visit]) -> Iterator[Visit]:
    """One language is enough for what does not depend on it; every fifth thing is enough for what templates do alike."""
    german = [visited for visited in visits if visited.language == "de"]
    yield from german[:25]
    yield from german[25::5]


def test_the_address_of_the_content_gives_the_same_content(server: Server, visits: list[Visit]) -> None:
    for visited in documents(visits):
        location = visited.answer.headers["Content-Location"]
        if location:
            again = ask(server.url, location, headers={"Accept-Language": "de"})
            assert again.body == visited.answer.body, location


def test_nothing_runs_and_nothing_comes_from_elsewhere(server: Server, visits: list[Visit]) -> None:
    for visited in visits:
        policy = visited.answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        scripts = re.findall(r"<script([^>]*)>([^<]*)<", visited.answer.text)
        assert {attributes for attributes, content in scripts if content} <= {' type="application/ld+json"'}
        assert all(re.match(r' src="/static/', attributes) for attributes, content in scripts if not content)
        assert not {"style", "iframe", "object", "embed", "base"} & set(visited.page.tags)
        assert not [name for name, _ in visited.page.attributes if name == "style" or name.startswith("on")]
        for loaded in re.findall(
            r'<(?:link rel="(?:stylesheet|icon)"|img)[^>]*(?:href|src)="([^"]*)"', visited.answer.text
        ):
            assert loaded.startswith("/static/")


def test_style_sheets_load_nothing_from_elsewhere_and_what_they_load_is_there(
    server: Server, visits: list[Visit]
) -> None:
    sheets = set(re.findall(r'<link rel="stylesheet" href="([^"]*)"', visits[0].answer.text))
    assert len(sheets) == 2
    for sheet in sheets:
        answer = ask(server.url, sheet)
        assert (answer.status, answer.media_type) == (200, "text/css")
        assert "@import" not in answer.text
        for reference in re.findall(r"""url\(["']?([^"')]*)""", answer.text):
            if not reference.startswith("data:"):
                loaded = ask(server.url, urljoin(sheet, reference))
                assert (loaded.status, loaded.media_type) == (200, "font/woff2"), reference
                assert "immutable" in loaded.headers["Cache-Control"]


def test_the_licences_of_what_came_from_others_are_there(server: Server) -> None:
    for name, words in (("kern-LICENSE.md", "UNION PUBLIC LICENCE"), ("fira-sans-LICENSE.txt", "SIL OPEN FONT")):
        answer = ask(server.url, f"/static/{name}")
        assert answer.status == 200
        assert words in answer.text.upper()


@pytest.mark.parametrize(
    ("query_string", "accepted", "expected"),
    [
        ("", None, "de"),
        ("", "", "de"),
        ("", "en", "en"),
        ("", "EN-us", "en"),
        ("", "en;q=0.5, de;q=0.4", "en"),
        ("", "de;q=0, *", "en"),
        ("", "fr, en;q=0.1", "en"),
        ("", "fr", "de"),
        ("", "*", "de"),
        ("", "en;q=x, ;;", "de"),
        ("?lang=en", "de", "en"),
        ("?lang=de", "en", "de"),
        ("?lang=fr", "en", "en"),
        ("?lang=%22%3E", "en", "en"),
    ],
)
def test_the_language_of_a_page(server: Server, query_string: str, accepted: str | None, expected: str) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    answer = ask(server.url, f"/doc/network/civitas.html{query_string}", headers=headers)
    assert answer.headers["Content-Language"] == expected
    other = "en" if expected == "de" else "de"
    assert f'href="?lang={other}" lang="{other}" hreflang="{other}"' in answer.text


def test_a_change_of_language_keeps_the_rest_of_the_address(server: Server) -> None:
    answer = ask(server.url, "/doc/network/civitas?format=html&lang=de&x=%22%3E%3Cb%3E")
    assert 'href="?format=html&amp;x=%22%3E%3Cb%3E&amp;lang=en"' in answer.text


def test_a_page_shows_the_facts_with_their_languages(server: Server) -> None:
    page = visit(server, "/doc/network/civitas", "en").page
    assert page.language_of_text["Civitas-Netzwerk bürgerorientierter Kommunen"] == "de"
    assert page.language_of_text["Civitas network of citizen-oriented municipalities"] == "en"
    assert page.language_of_text["organised by"] == "en"
    assert page.language_of_text["sub-groups"] == "en"


def test_an_identifier_leads_to_its_register_and_to_its_record(server: Server) -> None:
    for language, key, kind in (
        ("de", "Kennung", "Amtlicher Gemeindeschlüssel (AGS)"),
        ("en", "identifier", "official municipality key (AGS)"),
    ):
        page = visit(server, "/doc/place/essen", language).page
        assert {"http://www.wikidata.org/entity/Q2066", "http://sws.geonames.org/2928810/"} <= set(page.hrefs)
        shown = {"www.wikidata.org/entity/Q2066", "sws.geonames.org/2928810/", key, kind, ": 05113000"}
        assert shown <= page.language_of_text.keys()
        assert {"/doc/link/essen--wikidata", "/doc/concept/identifier-ags"} <= set(page.hrefs)


def test_the_record_of_an_identifier_names_source_and_confidence(server: Server) -> None:
    for language, source, confidence in (
        ("de", "Muster in öffentlichen Dateien; die IRI für Essen selbst wurde nicht gesehen", "mittlere Sicherheit"),
        ("en", "pattern in public files; IRI for Essen itself not seen", "medium confidence"),
    ):
        page = visit(server, "/doc/link/essen--political-geocoding", language).page
        assert page.language_of_text[source] == page.language_of_text[confidence] == language
        assert {"/doc/place/essen", "/doc/concept/confidence-medium"} <= set(page.hrefs)


def test_a_label_that_exists_in_one_language_only_says_so(traps: Server) -> None:
    for language in LANGUAGES:
        assert visit(traps, "/doc/network/fallen", language).page.language_of_text["nur auf Französisch"] == "fr"


def test_text_of_the_data_is_text_on_a_page(traps: Server) -> None:
    german = visit(traps, "/doc/network/fallen", "de")
    assert "<script>" not in german.answer.text
    assert "<script>alert(1)</script> \"x\" 'y' &amp; {{ 7*7 }}" in german.page.language_of_text
    assert {"script", "img"}.isdisjoint(german.page.tags)
    english = visit(traps, "/doc/network/fallen", "en")
    assert {"script", "img"}.isdisjoint(english.page.tags)
    for path in ("/list/network", "/", "/doc/network/fallen"):
        for language in LANGUAGES:
            html5rdf.HTMLParser(strict=True).parse(visit(traps, path, language).answer.text)


def test_only_addresses_of_the_web_become_links(traps: Server) -> None:
    page = visit(traps, "/doc/network/fallen", "de").page
    assert {"javascript:alert(3)", "html,x", "javascript:alert(4)"} <= page.language_of_text.keys()
    assert not [href for href in page.hrefs if re.match(r"(?i)\s*(javascript|data|vbscript):", href)]
    assert "https://example.com/?a=1&b='2'" in page.hrefs


def test_an_error_page_escapes_what_was_asked_for(server: Server) -> None:
    for path in (
        "/id/%3Cscript%3Ealert(1)%3C/script%3E",
        "/doc/x?format=%3Cscript%3E",
        "/sparql?query=%3Cscript%3E%22",
    ):
        answer = ask(server.url, path, BROWSER)
        assert answer.status in (400, 404)
        assert not re.search(r"<script(?! src=\"/static/)", answer.text)
        html5rdf.HTMLParser(strict=True).parse(answer.text)


def test_backlinks_are_capped_on_a_page_with_the_true_number_and_whole_in_rdf(traps: Server) -> None:
    base = "http://daten.example.org/"
    page = visit(traps, "/doc/network/beispielnetz", "de").page
    below = Page(page.html.partition("</svg>")[2])
    groups = [href for href in below.hrefs if href.startswith("/doc/network/gruppe-")]
    assert groups == ["/doc/network/gruppe-0", "/doc/network/gruppe-1"]
    assert "… insgesamt 5; alle in den Daten" in page.language_of_text
    english = visit(traps, "/doc/network/beispielnetz", "en").page
    assert "… 5 in all; every one of them in the data" in english.language_of_text
    graph = ask(traps.url, "/doc/network/beispielnetz.ttl").graph
    assert len(list(graph.subjects(ORG.subOrganizationOf, Namespace(base)["id/network/beispielnetz"]))) == 5


def test_a_node_without_a_name_has_a_document_in_every_form(traps: Server) -> None:
    page = visit(traps, "/doc/network/fallen", "de").page
    href = next(href for href in page.hrefs if "/genid/" in href)
    shown = visit(traps, href, "en")
    assert "without a name" in shown.page.language_of_text
    for link in shown.answer.links:
        if link.relation == "alternate":
            answer = ask(traps.url, "/" + link.target.removeprefix(traps.url))
            assert (answer.status, answer.media_type) == (200, link.media_type)


def test_a_publication_in_one_language_offers_no_other(german: Server) -> None:
    for path in ["/", "/doc/network/beispielnetz", "/list/network", "/def", "/dataset", "/sparql", "/none"]:
        answer = ask(german.url, f"{path}?lang=en", BROWSER, headers={"Accept-Language": "en"})
        assert answer.headers["Content-Language"] == "de"
        assert '<html lang="de">' in answer.text
        assert "?lang=" not in answer.text
    labels = {name for name in ask(german.url, "/list/network.json").json[0] if name.startswith("label_")}
    assert labels == {"label_de"}


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("html", "text/html; charset=utf-8"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("ttl", "text/turtle; charset=utf-8"),
    ],
)
def test_a_list_in_each_form(server: Server, extension: str, content_type: str) -> None:
    for path, accept in ((f"/list/network.{extension}", None), ("/list/network", content_type.partition(";")[0])):
        answer = ask(server.url, path, accept)
        assert (answer.status, answer.content_type) == (200, content_type)
        assert "Civitas-Netzwerk bürgerorientierter Kommunen" in answer.text


def test_a_list_is_a_page_unless_data_are_asked_for(server: Server) -> None:
    assert ask(server.url, "/list/network").media_type == "text/html"
    assert ask(server.url, "/list/network", "application/json").json[0].keys() >= {"iri", "label_de", "label_en"}


def test_the_start_page_has_a_timeline_whose_table_says_the_same(server: Server) -> None:
    page = ask(server.url, "/?lang=de", BROWSER).text
    picture = page[page.index("<svg") : page.index("</svg>")]
    named = re.findall(r'<a href="(/doc/network/[^"]*)"><text class="title"', picture)
    table = page[page.index("</svg>") : page.index("</table>")]
    listed = re.findall(r'<th scope="row"[^>]*><a href="([^"]*)"', table)
    assert named
    assert [one for one in listed if one in named] == named
    assert len(listed) == 12
    for text in re.findall(r'<text class="note"[^>]*>([^<]*)</text>', picture):
        who, _, when = text.rpartition(", ")
        assert when in re.sub("<[^>]*>", "", table)
        assert who in table
