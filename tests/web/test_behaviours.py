"""What is seen from outside, behaviour by behaviour, over a server and without one.

A server answers what it is asked again from memory; the application without a server keeps nothing. Both have to give the same.
The numbers are those of a specification: what has none here is proven beside its subject.
"""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

import pytest
from pyld import jsonld
from rdflib import FOAF, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, SKOS

from calls import call
from engagiert_ld.errors import StoreError
from engagiert_ld.formats import Format
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from running import ProjectFolder, Server, serving

from .asking import BROWSER, Answer, InProcess, Site, ask
from .conftest import in_process
from .reading import Page

BASE: Final = "https://w3id.org/engagiert-ld/"
TRAPS_BASE: Final = "http://daten.example.org/"
GONE: Final = URIRef(f"{TRAPS_BASE}id/network/irrtum")
THING, DOCUMENT = "/id/network/civitas", "/doc/network/civitas"
CIVITAS: Final = URIRef(f"{BASE}id/network/civitas")
NAME: Final = Literal("Civitas-Netzwerk bürgerorientierter Kommunen", lang="de")
LICENCE: Final = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")

FORMS: Final = {
    "html": "text/html; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
}
RDF_EXTENSIONS: Final = [extension for extension in FORMS if extension != "html"]
TURTLE, JSONLD, RDFXML, HTML = "text/turtle", "application/ld+json", "application/rdf+xml", "text/html"
LINKSET: Final = "application/linkset+json"
PROBLEM: Final = "application/problem+json"
PROFILES: Final = ("labels", "plain", "evidence", "full")
JSONLD_FORMS: Final = {form: f"http://www.w3.org/ns/json-ld#{form}" for form in ("compacted", "expanded", "flattened")}
MODIFIED: Final = "Sun, 22 Nov 2026 00:00:00 GMT"
BEFORE, AFTER = "Sat, 21 Nov 2026 23:59:59 GMT", "Sun, 22 Nov 2026 00:00:01 GMT"
SHORT: Final = "public, max-age=300, stale-while-revalidate=3600"
FOR_EVER: Final = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def version(built: ProjectFolder) -> str:
    return built.current.name


def digest(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


@pytest.mark.parametrize("accept", [None, "*/*", TURTLE, BROWSER, "image/png"])
def test_01_a_thing_is_303_to_its_document_in_one_hop(site: Site, accept: str | None) -> None:
    answer = site.ask(THING, accept)
    assert (answer.status, answer.headers["Location"], answer.vary) == (303, DOCUMENT, {"Accept"})
    assert answer.linked("describedby") == [f"{site.url}doc/network/civitas"]


def test_01_a_browser_that_follows_gets_a_page(site: Site) -> None:
    page = site.ask(site.ask(THING, BROWSER).headers["Location"], BROWSER)
    assert (page.status, page.content_type) == (200, FORMS["html"])


@pytest.mark.parametrize("extension", FORMS)
def test_02_03_accept_gives_each_form_and_the_thing_is_its_subject(site: Site, extension: str) -> None:
    answer = site.ask(DOCUMENT, FORMS[extension].partition(";")[0])
    assert (answer.status, answer.content_type) == (200, FORMS[extension])
    assert answer.headers["Content-Location"] == f"{DOCUMENT}.{extension}"
    assert answer.body == site.ask(f"{DOCUMENT}.{extension}").body
    if extension != "html":
        assert (CIVITAS, SKOS.prefLabel, NAME) in answer.graph


@pytest.mark.parametrize("document", [DOCUMENT, "/def", "/dataset", "/graph/links"])
def test_03_all_rdf_forms_hold_the_same_triples(site: Site, document: str) -> None:
    offered = [site.ask(f"{document}.{extension}") for extension in RDF_EXTENSIONS]
    graphs = [answer.graph for answer in offered if answer.status == 200]
    assert len(graphs) >= 4
    assert len(graphs[0]) > 10
    assert all(isomorphic(graph, graphs[0]) for graph in graphs[1:])


def test_03_the_document_speaks_about_the_thing_and_about_itself(site: Site) -> None:
    graph = site.ask(DOCUMENT, TURTLE).graph
    document = URIRef(f"{BASE}doc/network/civitas")
    assert {(document, FOAF.primaryTopic, CIVITAS), (document, RDF.type, FOAF.Document)} <= set(graph)
    assert (document, DCTERMS.license, URIRef(LICENCE)) in graph
    assert {label.language for label in graph.objects(CIVITAS, SKOS.prefLabel) if isinstance(label, Literal)} == {
        "de",
        "en",
    }
    assert list(graph.subjects(None, CIVITAS)), "what points to the thing belongs to its description"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html;q=0.5, text/turtle", TURTLE),
        ("text/html, text/turtle;q=0.5", HTML),
        ("text/turtle;q=0, */*", HTML),
        ("text/turtle;q=0, text/html;q=0, */*;q=0.1", JSONLD),
        ("application/rdf+xml;q=0.000, text/turtle;q=0.001", TURTLE),
        ("text/html;q=2, application/rdf+xml;q=0.1", RDFXML),
        ("text/html;q=high, application/rdf+xml;q=0.1", RDFXML),
        ("application/json, application/rdf+xml", RDFXML),
        ("application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5,*/*;q=0.1", RDFXML),
        ('application/ld+json;profile="a,b;q=0";q=0.9, text/turtle;q=0.1', JSONLD),
        ("Application/LD+JSON; Q=1", JSONLD),
    ],
)
def test_04_weights_decide(site: Site, accept: str, expected: str) -> None:
    answer = site.ask(DOCUMENT, accept)
    assert (answer.status, answer.media_type) == (200, expected)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/*;q=0.3, text/turtle;q=0.7, */*;q=0.1", TURTLE),
        ("text/*;q=0.3, text/turtle;q=0.2, */*;q=0.1", HTML),
        ("*/*;q=0.1, application/rdf+xml;q=0.2", RDFXML),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
        ("text/*", TURTLE),
        ("application/*", JSONLD),
    ],
)
def test_05_the_most_specific_range_takes_precedence(site: Site, accept: str, expected: str) -> None:
    answer = site.ask(DOCUMENT, accept)
    assert (answer.status, answer.media_type) == (200, expected)


@pytest.mark.parametrize("accept", ["image/png", "text/csv, application/pdf", "*/*;q=0", "application/n3"])
def test_06_nothing_acceptable_is_406_and_lists_what_there_is(site: Site, accept: str) -> None:
    answer = site.ask(DOCUMENT, accept)
    assert (answer.status, answer.media_type) == (406, PROBLEM)
    assert "Accept" in answer.vary
    for extension, content_type in FORMS.items():
        assert f"{content_type.partition(';')[0]} ({extension})" in answer.json["detail"]


@pytest.mark.parametrize("accept", [None, "", "*/*", "html", ",,;;,", '"', "text/turtle;charset=utf-8"])
def test_07_without_a_wish_there_is_turtle(site: Site, accept: str | None) -> None:
    assert site.ask(DOCUMENT, accept).media_type == TURTLE


def test_08_rdflib_reads_a_thing_without_being_told_the_format(server: Server) -> None:
    assert (CIVITAS, SKOS.prefLabel, NAME) in Graph().parse(urljoin(server.url, THING))


@pytest.mark.parametrize("extension", FORMS)
def test_09_the_extension_beats_accept_and_format(site: Site, extension: str) -> None:
    for accept, parameter in ((None, ""), ("image/png", ""), ("text/csv;q=1, text/turtle;q=0", "?format=nt")):
        answer = site.ask(f"{DOCUMENT}.{extension}{parameter}", accept)
        assert (answer.status, answer.content_type) == (200, FORMS[extension])
        assert "Content-Location" not in answer.headers


@pytest.mark.parametrize("extension", FORMS)
def test_09_format_beats_accept(site: Site, extension: str) -> None:
    for name in (extension, FORMS[extension].partition(";")[0]):
        for parameter in ("format", "_mediatype"):
            answer = site.ask(f"{DOCUMENT}?{parameter}={name}", TURTLE if extension != "ttl" else BROWSER)
            assert (answer.status, answer.content_type) == (200, FORMS[extension])


@pytest.mark.parametrize("name", ["docx", "csv", "text/plain", "%00", "ttl%0d%0aX:1"])
def test_09_an_unknown_format_is_400_and_says_what_there_is(site: Site, name: str) -> None:
    answer = site.ask(f"{DOCUMENT}?format={name}", TURTLE)
    assert (answer.status, answer.media_type) == (400, PROBLEM)
    assert "text/turtle (ttl)" in answer.json["detail"]


def test_10_what_is_negotiated_says_so_in_vary(site: Site) -> None:
    document = site.ask(DOCUMENT, TURTLE)
    assert document.vary == {"Accept", "Accept-Profile", "Accept-Encoding"}
    assert site.ask(DOCUMENT, TURTLE, headers={"If-None-Match": "*"}).vary == document.vary
    assert site.ask(DOCUMENT, HTML).vary == {"Accept", "Accept-Profile", "Accept-Language", "Accept-Encoding"}
    assert site.ask(f"{DOCUMENT}.html").vary == {"Accept-Language", "Accept-Encoding"}
    assert site.ask(f"{DOCUMENT}.ttl").vary == {"Accept-Encoding"}
    for path, accept in ((THING, None), (DOCUMENT, "image/png"), ("/id/network/none", None)):
        assert "Accept" in site.ask(path, accept).vary


def test_11_links_lead_to_the_forms_the_thing_the_licence_and_the_dataset(site: Site) -> None:
    answer = site.ask(DOCUMENT, TURTLE)
    alternates = {
        link.target: link.media_type for link in answer.links if link.relation == "alternate" and not link.profile
    }
    expected = {name: content_type.partition(";")[0] for name, content_type in FORMS.items() if name != "ttl"}
    assert alternates == {f"{site.url}doc/network/civitas.{name}": kind for name, kind in expected.items()}
    assert answer.linked("describes") == answer.linked("cite-as") == [str(CIVITAS)]
    assert answer.linked("canonical") == [f"{BASE}doc/network/civitas"]
    assert answer.linked("license") == [LICENCE]
    assert answer.linked("collection") == [f"{site.url}dataset"]
    assert answer.linked("describedby") == [f"{site.url}doc/network/civitas.{name}" for name in ("ttl", "jsonld")]
    assert answer.linked("linkset") == [f"{site.url}doc/network/civitas.linkset"]


def test_11_the_linkset_agrees_with_the_links_of_every_representation(site: Site, version: str) -> None:
    for path in (DOCUMENT, "/doc/concept/roles", "/list/network", "/def", "/dataset", f"/dataset/{version}", "/shapes"):
        answer = site.ask(path, LINKSET)
        assert (answer.status, answer.content_type) == (200, LINKSET)
        anchors = {context["anchor"]: context for context in answer.json["linkset"]}
        assert f"{site.url}{path[1:]}" in anchors
        assert len(anchors) > 3
        for anchor, context in anchors.items():
            told = {
                (relation, link["href"], link.get("type", ""), link.get("profile", ""))
                for relation, links in context.items()
                if relation != "anchor"
                for link in links
            }
            links = site.ask("/" + anchor.removeprefix(site.url)).links
            assert told == {(link.relation, link.target, link.media_type, link.profile) for link in links}, anchor


PAGES: Final = (
    "/",
    DOCUMENT,
    "/doc/concept/roles",
    "/list/network",
    "/def",
    "/dataset",
    "/sparql",
    "/validation",
    "/.well-known/void",
    "/profile/plain",
)


@pytest.mark.parametrize("path", PAGES)
def test_11_19_the_head_of_a_page_links_like_the_field(site: Site, path: str) -> None:
    answer = site.ask(path, BROWSER)
    in_head = []
    for attributes in re.findall(r"<link ([^>]*)>", answer.text):
        given = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        if given["rel"] not in ("stylesheet", "icon"):
            in_head.append((given["rel"], given["href"], given.get("type", ""), given.get("profile", "")))
    assert in_head == [(link.relation, link.target, link.media_type, link.profile) for link in answer.links]
    assert in_head


EVERYWHERE: Final = [THING, DOCUMENT, f"{DOCUMENT}.html", "/", "/sparql?query=ASK{}", "/id/network/none", "/health"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_12_45_head_is_get_without_the_body(site: Site, path: str) -> None:
    for accept in (None, BROWSER):
        got, head = site.ask(path, accept), site.ask(path, accept, method="HEAD")
        assert (head.status, head.body, head.fields) == (got.status, b"", got.fields)
        assert head.headers["Content-Length"] == str(len(got.body))


UNKNOWN: Final = [
    "/id/network/none",
    "/doc/network/none",
    "/doc/network/none.ttl",
    "/doc/network/civitas.docx",
    "/id/unknown-type/x",
    "/list/unknown-type",
    "/list/network.docx",
    "/graph/none",
    "/def.docx",
    "/def/",
    "/def/0.0.1",
    "/def/0.0.1.ttl",
    "/def/ttl",
    "/dataset/2020-01-01-000000000000",
    "/dataset/2020-01-01-000000000000/all.ttl",
    "/dumps/latest/none.ttl",
    "/dumps/latest/none.json",
    "/profile/none",
    "/.well-known/genid/none",
    "/none",
]


@pytest.mark.parametrize("path", UNKNOWN)
def test_13_70_what_is_unknown_is_404_in_the_form_asked_for(site: Site, path: str) -> None:
    for accept in (None, "*/*", TURTLE, "application/json", "text/turtle, text/html;q=0.1"):
        answer = site.ask(path, accept)
        assert (answer.status, answer.media_type) == (404, PROBLEM)
        assert (answer.json["status"], answer.json["title"]) == (404, "Not Found")
        assert {"Accept", "Accept-Language"} <= answer.vary
    page = site.ask(path, BROWSER)
    assert (page.status, page.content_type) == (404, FORMS["html"])


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("de", "Das gibt es hier nicht", "id/network/none gibt es hier nicht"),
        ("en", "There is no such thing here", "id/network/none is unknown here"),
    ],
)
def test_13_a_page_about_an_error_speaks_the_readers_language(
    site: Site, language: str, title: str, detail: str
) -> None:
    answer = site.ask("/id/network/none", BROWSER, headers={"Accept-Language": language})
    assert answer.headers["Content-Language"] == language
    for shown in (f'<html lang="{language}">', title, detail):
        assert shown in answer.text


class GoneStore:
    """Stands in for a remote store that does not answer: it keeps the protocol `Store`, in which this is `StoreError`.

    The embedded store is memory of this process and has no such fault that could be brought about.
    """

    def form(self, query: str) -> str:
        return "ASK" if "ASK" in query else "CONSTRUCT"

    def answer(self, query: str, result_format: Format, dataset: QueryDataset = WHOLE_RELEASE, page: int = 0) -> bytes:
        del query, result_format, dataset, page
        self.check()
        raise AssertionError

    def check(self) -> None:
        raise StoreError("Der Speicher antwortet nicht.", "The store does not answer.")


@pytest.mark.parametrize("path", ["/id/network/irrtum", "/doc/network/irrtum"])
def test_14_a_withdrawn_thing_is_410_with_when_why_and_what_instead(traps_site: Site, path: str) -> None:
    for accept in ("text/turtle", "application/ld+json", "application/rdf+xml"):
        answer = traps_site.ask(path, accept)
        assert (answer.status, answer.media_type) == (410, accept)
        told = {str(value) for _, _, value in answer.graph.triples((GONE, None, None))}
        assert {"2026-06-30", "The network never existed.", f"{TRAPS_BASE}id/network/fallen"} <= told
        assert answer.linked(str(DCTERMS.isReplacedBy)) == [f"{TRAPS_BASE}id/network/fallen"]
        assert "Accept" in answer.vary
        assert answer.headers["ETag"] is None


def test_14_a_page_about_a_withdrawn_thing_speaks_the_readers_language(traps_site: Site) -> None:
    german = traps_site.ask("/doc/network/irrtum", "text/html", headers={"Accept-Language": "de"})
    english = traps_site.ask("/id/network/irrtum", "text/html", headers={"Accept-Language": "en"})
    assert (german.status, english.status) == (410, 410)
    assert "Das Netz gab es &lt;b&gt;nie&lt;/b&gt;." in german.text
    assert "The network never existed." not in german.text
    assert "The network never existed." in english.text
    assert 'href="/doc/network/fallen"' in english.text
    assert '<time datetime="2026-06-30">' in english.text


def test_14_preconditions_do_not_make_a_withdrawn_thing_unchanged(traps_site: Site) -> None:
    for headers in (
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Match": '"x"'},
    ):
        assert traps_site.ask("/doc/network/irrtum.ttl", headers=headers).status == 410


def test_14_what_is_not_acceptable_of_a_withdrawn_thing_is_410_all_the_same(traps_site: Site) -> None:
    answer = traps_site.ask("/id/network/irrtum", "image/png")
    assert (answer.status, answer.media_type) == (410, "application/problem+json")
    assert "text/turtle" in {offer["type"] for offer in answer.json["available"]}


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/network/noch-frueher", "/id/network/b%C3%BCrgerr%C3%A4te"),
        ("/id/network/frueher", "/id/network/b%C3%BCrgerr%C3%A4te"),
        ("/id/network/frueher?format=nt", "/id/network/b%C3%BCrgerr%C3%A4te?format=nt"),
        ("/doc/network/frueher", "/doc/network/b%C3%BCrgerr%C3%A4te"),
        ("/doc/network/frueher.jsonld", "/doc/network/b%C3%BCrgerr%C3%A4te.jsonld"),
    ],
)
def test_14_a_renamed_thing_is_308_to_its_last_name_in_one_hop(traps_site: Site, path: str, location: str) -> None:
    for method in ("GET", "HEAD", "GET"):
        answer = traps_site.ask(path, "text/turtle", method=method)
        assert (answer.status, answer.headers["Location"]) == (308, location)
        assert "Accept" in answer.vary
        assert "max-age" in answer.headers["Cache-Control"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_14_what_is_withdrawn_or_renamed_is_listed_nowhere(traps_site: Site) -> None:
    listed = traps_site.ask("/list/network.csv").text
    assert "bürgerräte" in listed
    assert not [name for name in ("frueher", "irrtum") if name in listed]


@pytest.mark.parametrize("kept_bytes", [0, 2**20])
def test_15_a_store_that_fails_is_503_with_a_time_to_come_back_and_never_404(
    built: ProjectFolder, server: Server, kept_bytes: int
) -> None:
    site = in_process(built, server.url, GoneStore(), kept_bytes)
    form = {"Content-Type": "application/sparql-query"}
    for _ in range(2):
        for answer in (
            site.ask("/sparql?query=ASK%7B%7D"),
            site.ask("/sparql?query=ASK%7B%7D", method="HEAD"),
            site.ask("/sparql?query=CONSTRUCT+WHERE%7B%3Fs+%3Fp+%3Fo%7D", TURTLE),
            site.ask("/sparql", method="POST", body=b"ASK {}", headers=form),
            site.ask("/health"),
        ):
            assert (answer.status, answer.media_type) == (503, PROBLEM)
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.headers["Cache-Control"] == "no-store"
        assert site.ask("/health", BROWSER).media_type == HTML
        assert site.ask(THING).status == 303
        assert site.ask(DOCUMENT).status == 200, "documents need no store"


def test_15_a_file_of_the_release_that_is_gone_is_a_server_error_and_never_404(
    built: ProjectFolder, server: Server, tmp_path: Path
) -> None:
    site = in_process(built, server.url)
    release = site.app.extensions["engagiert_ld"].release
    object.__setattr__(release, "path", tmp_path)
    answer = site.ask("/catalog")
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [THING, DOCUMENT, "/dataset", "/"])
def test_16_documents_cannot_be_written(site: Site, method: str, path: str) -> None:
    answer = site.ask(path, method=method, body=b"x")
    assert answer.status == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("path", "methods"),
    [(DOCUMENT, {"GET", "HEAD", "OPTIONS"}), ("/sparql", {"GET", "HEAD", "OPTIONS", "POST", "QUERY"})],
)
def test_16_44_a_preflight_request_is_answered(site: Site, path: str, methods: set[str]) -> None:
    sent = {
        "Origin": "https://example.com",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept",
    }
    answer = site.ask(path, method="OPTIONS", headers=sent)
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for field in ("Allow", "Access-Control-Allow-Methods"):
        assert {method.strip() for method in answer.headers[field].split(",")} == methods
    for name in ("Accept", "Accept-Profile", "Content-Type", "If-None-Match", "Range"):
        assert name in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("slug", "iri"),
    [
        ("b%C3%BCrgerr%C3%A4te", "bürgerräte"),
        ("%C3%BCbersicht", "%C3%BCbersicht"),
        ("%C5%82%C3%B3d%C5%BA-%E2%82%AC", "łódź-€"),
    ],
)
def test_17_names_beyond_ascii_dereference(traps_site: Site, slug: str, iri: str) -> None:
    thing = URIRef(f"http://daten.example.org/id/network/{iri}")
    answer = traps_site.ask(f"/id/network/{slug}")
    assert (answer.status, answer.headers["Location"]) == (303, f"/doc/network/{slug}")
    document = traps_site.ask(f"/doc/network/{slug}", TURTLE)
    assert document.headers["Content-Location"] == f"/doc/network/{slug}.ttl"
    assert document.linked("cite-as") == [f"http://daten.example.org/id/network/{slug}"]
    assert list(document.graph.objects(thing, SKOS.prefLabel))
    for target in document.linked("alternate"):
        assert traps_site.ask("/" + target.removeprefix(traps_site.url)).status == 200


@pytest.mark.parametrize("path", ["/def", "/def/1.0.0"])
def test_18_the_terms_are_documented_under_their_namespace(site: Site, path: str) -> None:
    term = URIRef(f"{BASE}def#Network")
    graph = site.ask(path, TURTLE).graph
    assert {(term, RDF.type, OWL.Class), (term, RDFS.isDefinedBy, URIRef(f"{BASE}def"))} <= set(graph)
    assert 'id="Network"' in site.ask(path, BROWSER).text


@pytest.mark.parametrize("path", PAGES)
def test_19_a_page_has_no_script_inside_and_names_its_language(site: Site, path: str) -> None:
    """What it is like without scripts, a browser shows (tests/browser)."""
    page = Page(site.ask(path, BROWSER, headers={"Accept-Language": "en"}).text)
    assert ("lang", "en") in page.attributes
    assert all(value.startswith("/static/") for name, value in page.attributes if name == "src")
    assert not {"script", "style", "iframe", "object", "embed", "base"} & set(page.tags)


def test_19_a_literal_names_its_language(site: Site) -> None:
    shown = Page(site.ask(DOCUMENT, BROWSER, headers={"Accept-Language": "en"}).text).language_of_text
    assert shown[str(NAME)] == "de"


def test_20_the_language_of_a_page_is_negotiated_and_told(site: Site) -> None:
    for language, other in (("de", "en"), ("en", "de")):
        for asked, header in (("", language), (f"?lang={language}", other)):
            answer = site.ask(f"{DOCUMENT}{asked}", BROWSER, headers={"Accept-Language": header})
            assert answer.headers["Content-Language"] == language
            assert f'<html lang="{language}">' in answer.text


def test_20_the_accepted_language_does_not_filter_rdf(site: Site) -> None:
    plain = site.ask(DOCUMENT, TURTLE)
    english = site.ask(f"{DOCUMENT}?lang=en", TURTLE, headers={"Accept-Language": "en"})
    assert english.body == plain.body
    assert "Content-Language" not in english.headers


def test_20_what_one_reader_adds_to_an_address_is_not_shown_to_others(site: Site) -> None:
    plain = site.ask("/doc/org/kgst", BROWSER)
    many = "&".join(["lang=de"] * 100)
    for query in ("_profile=plain", "_profile=%22evil", f"{many}&x=evil"):
        site.ask(f"/doc/org/kgst?{query}", BROWSER)
        again = site.ask("/doc/org/kgst", BROWSER)
        assert (again.fields, again.body) == (plain.fields, plain.body)


CODED: Final = ("br", "zstd", "gzip", "identity")


def etags(asking: Callable[..., Answer]) -> dict[str, str]:
    found = {}
    for coding in CODED:
        accepted = {"Accept-Encoding": coding}
        for name in FORMS:
            found[f"{name} {coding}"] = asking(f"{DOCUMENT}.{name}", headers=accepted).headers["ETag"]
        found[f"en {coding}"] = asking(f"{DOCUMENT}.html?lang=en", headers=accepted).headers["ETag"]
        for profile in PROFILES[1:]:
            path = f"{DOCUMENT}.ttl?_profile={profile}"
            found[f"{profile} {coding}"] = asking(path, headers=accepted).headers["ETag"]
        for form in ("expanded", "flattened"):
            path = f"{DOCUMENT}.jsonld?_profile={JSONLD_FORMS[form]}".replace("#", "%23")
            found[f"{form} {coding}"] = asking(path, headers=accepted).headers["ETag"]
    return found


def test_21_each_representation_has_a_strong_etag_of_its_own(site: Site) -> None:
    found = etags(site.ask)
    assert len(found) == 4 * (len(FORMS) + 6)
    assert len(set(found.values())) == len(found)
    assert all(re.fullmatch(r'"[0-9a-f]{32}"', tag) for tag in found.values())


@pytest.mark.parametrize("path", [DOCUMENT, "/", "/dataset", "/static/style.css", "/sparql?query=ASK%7B%7D"])
def test_22_the_same_etag_gives_304_without_a_body(site: Site, path: str) -> None:
    first = site.ask(path)
    etag = first.headers["ETag"]
    for condition in (etag, f"W/{etag}", f'"other", {etag}', "*", f'W/"x",{etag},"y"'):
        again = site.ask(path, headers={"If-None-Match": condition})
        assert (again.status, again.body) == (304, b"")
        for field in ("ETag", "Vary", "Cache-Control", "Content-Location"):
            assert again.headers[field] == first.headers[field]
    for condition in ('"other"', "", etag.strip('"')[:-1], '"unclosed'):
        assert site.ask(path, headers={"If-None-Match": condition}).status == 200


def test_22_if_match_and_if_unmodified_since_that_fail_are_412(site: Site) -> None:
    etag = site.ask(DOCUMENT).headers["ETag"]
    for sent, status in (
        ({"If-Match": etag}, 200),
        ({"If-Match": f'"x", {etag}'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"x"'}, 412),
        ({"If-Match": f"W/{etag}"}, 412),
        ({"If-Match": '"x"', "If-None-Match": etag}, 412),
        ({"If-Match": etag, "If-None-Match": etag}, 304),
        ({"If-Match": etag, "If-Unmodified-Since": BEFORE}, 200),
        ({"If-Unmodified-Since": BEFORE}, 412),
        ({"If-Unmodified-Since": MODIFIED}, 200),
        ({"If-Unmodified-Since": "yesterday"}, 200),
    ):
        answer = site.ask(DOCUMENT, headers=sent)
        assert answer.status == status, sent
        if status == 412:
            assert (answer.media_type, answer.json["status"]) == (PROBLEM, 412)


def test_23_if_modified_since_counts_without_if_none_match_only(site: Site) -> None:
    etag = site.ask(DOCUMENT).headers["ETag"]
    for date, status in (
        (BEFORE, 200),
        (MODIFIED, 304),
        (AFTER, 304),
        ("never", 200),
        ("Mon, 01 Jan 99999 00:00:00 GMT", 200),
    ):
        assert site.ask(DOCUMENT, headers={"If-Modified-Since": date}).status == status, date
        assert site.ask(DOCUMENT, headers={"If-Modified-Since": date, "If-None-Match": '"x"'}).status == 200
        assert site.ask(DOCUMENT, headers={"If-Modified-Since": date, "If-None-Match": etag}).status == 304


SAME: Final = (
    "/",
    "/dataset",
    "/def",
    "/list/network",
    "/graph/links",
    "/context.jsonld",
    "/static/style.css",
    "/profile/full",
)


def test_24_the_same_data_give_the_same_etags_and_bytes_in_every_process(
    server: Server, built: ProjectFolder, version: str
) -> None:
    """Another process with another port is at once a restart and a second server behind the same address."""

    def seen(url: str) -> dict[str, tuple[str, str, str]]:
        paths = [*SAME, f"/dataset/{version}/all.nt", f"/dataset/{version}/all.ttl.gz"]
        found = {path: ask(url, path, headers={"Accept-Encoding": "br"}) for path in paths}
        return {
            path: (answer.headers["ETag"], answer.headers["Repr-Digest"], digest(answer.body))
            for path, answer in found.items()
        }

    with serving(built, "--no-build", ENGAGIERT_LD_SITE_URL=server.url) as second:
        assert second.url != server.url
        assert seen(second.url) == seen(server.url)
        assert etags(lambda *path, **more: ask(second.url, *path, **more)) == etags(
            lambda *path, **more: ask(server.url, *path, **more)
        )


@pytest.fixture(scope="module")
def dump(version: str) -> str:
    return f"/dataset/{version}/all.nt"


@pytest.fixture(scope="module")
def whole(built: ProjectFolder) -> bytes:
    return (built.current / "all.nt").read_bytes()


def part(site: Site, path: str, value: str, **headers: str) -> Answer:
    sent = {"Range": value} | {name.replace("_", "-"): text for name, text in headers.items()}
    return site.ask(path, headers=sent)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-100", 100, 100), ("bytes=-50", -50, None), ("Bytes=0-9", 0, 9)],
)
def test_25_one_range_is_206_with_the_bytes_and_their_place(
    value: str, first: int, last: int | None, site: Site, dump: str, whole: bytes
) -> None:
    all_of_it, answer = site.ask(dump), part(site, dump, value)
    expected = whole[first:] if last is None else whole[first : last + 1]
    start = first % len(whole)
    assert (answer.status, answer.body) == (206, expected)
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(len(expected))
    for field in ("ETag", "Repr-Digest", "Accept-Ranges", "Cache-Control", "Vary", "Content-Type"):
        assert answer.headers[field] == all_of_it.headers[field]


def test_25_a_range_without_an_end_goes_to_the_end_and_joins_to_the_whole(site: Site, dump: str, whole: bytes) -> None:
    half = len(whole) // 2
    assert part(site, dump, f"bytes=0-{half - 1}").body + part(site, dump, f"bytes={half}-").body == whole


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
def test_25_a_part_of_a_coded_dump_is_a_part_of_the_coded_bytes(
    coding: str, site: Site, dump: str, whole: bytes
) -> None:
    coded = site.ask(dump, headers={"Accept-Encoding": coding})
    size = len(coded.body)
    assert size < len(whole)
    first = part(site, dump, "bytes=0-99", Accept_Encoding=coding)
    rest = part(site, dump, "bytes=100-", Accept_Encoding=coding, If_Range=coded.headers["ETag"])
    assert (first.status, rest.status) == (206, 206)
    assert first.body + rest.body == coded.body
    assert first.headers["Content-Range"] == f"bytes 0-99/{size}"
    for field in ("ETag", "Repr-Digest", "Content-Encoding"):
        assert first.headers[field] == coded.headers[field]
    other = site.ask(dump).headers["ETag"]
    assert part(site, dump, "bytes=100-", Accept_Encoding=coding, If_Range=other).body == coded.body
    assert part(site, dump, f"bytes={size}-", Accept_Encoding=coding).headers["Content-Range"] == f"bytes */{size}"


@pytest.mark.parametrize("value", ["bytes=999999999-", "bytes=999999999-1000000000", "bytes=-0"])
def test_25_a_range_behind_the_end_is_416_with_the_length(value: str, site: Site, dump: str, whole: bytes) -> None:
    answer = part(site, dump, value)
    assert (answer.status, answer.media_type) == (416, PROBLEM)
    assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"


NO_RANGES: Final = [
    "items=0-5",
    "bytes=0-1,5-6",
    "bytes=" + ",".join(["0-1"] * 200),
    "bytes",
    "bytes=",
    "bytes=a-b",
    "bytes=5",
    "bytes 0-5",
    ",",
    "bytes=--5",
    "bytes=5-2",
    f"bytes={'9' * 5000}-",
]


@pytest.mark.parametrize("value", NO_RANGES, ids=lambda value: value[:13])
def test_25_other_units_several_ranges_and_nonsense_are_ignored(
    value: str, site: Site, dump: str, whole: bytes
) -> None:
    answer = part(site, dump, value)
    assert (answer.status, answer.body) == (200, whole)


def test_25_if_range_gives_the_part_for_the_present_tag_or_date_and_else_the_whole(
    site: Site, dump: str, whole: bytes
) -> None:
    tag = site.ask(dump).headers["ETag"]
    for condition in (tag, MODIFIED):
        assert part(site, dump, "bytes=0-9", If_Range=condition).status == 206
    for condition in ('"another"', f"W/{tag}", BEFORE, AFTER, "x", tag.strip('"')):
        assert part(site, dump, "bytes=0-9", If_Range=condition).body == whole
    assert part(site, dump, "bytes=999999999-", If_Range='"another"').status == 200


def test_25_a_precondition_goes_before_a_range_and_head_has_none(site: Site, dump: str, whole: bytes) -> None:
    tag = site.ask(dump).headers["ETag"]
    for value in ("bytes=0-9", "bytes=999999999-"):
        assert part(site, dump, value, If_None_Match=tag).status == 304
        assert part(site, dump, value, If_Match='"x"').status == 412
    head = site.ask(dump, method="HEAD", headers={"Range": "bytes=0-9"})
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(whole)))


def test_25_documents_offer_no_ranges(site: Site) -> None:
    answer = part(site, f"{DOCUMENT}.ttl", "bytes=0-9")
    assert answer.status == 200
    assert "Accept-Ranges" not in answer.headers


BROTLI_DECODER: Final = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"


def decoded(content: bytes, coding: str) -> bytes:
    """By decoders that share nothing with the encoders of the product."""
    if coding == "gzip":
        return gzip.decompress(content)
    command = ["node", "-e", BROTLI_DECODER] if coding == "br" else ["zstd", "-dc"]
    return subprocess.run(command, input=content, capture_output=True, check=True, timeout=60).stdout


@pytest.mark.decoders
@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
def test_26_28_a_coding_decodes_to_the_identity_and_tells_its_own_digest(site: Site, coding: str, version: str) -> None:
    for path in (DOCUMENT, f"{DOCUMENT}.html", "/def.ttl", f"/dataset/{version}/all.ttl", "/static/style.css"):
        plain, coded = site.ask(path), site.ask(path, headers={"Accept-Encoding": coding})
        assert coded.headers["Content-Encoding"] == coding
        assert "Content-Encoding" not in plain.headers
        assert decoded(coded.body, coding) == plain.body
        assert len(coded.body) < len(plain.body)
        assert coded.headers["ETag"] != plain.headers["ETag"]
        for answer in (plain, coded):
            assert "Accept-Encoding" in answer.vary
            assert answer.headers["Repr-Digest"] == digest(answer.body)
        head = site.ask(path, method="HEAD", headers={"Accept-Encoding": coding})
        assert head.fields == coded.fields


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;q=1.0", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*", "br"),
        ("deflate, compress", None),
        ("gzip;q=0", None),
        ("gzip;q=0.5, identity", None),
        ("identity;q=0, *;q=0.1", "br"),
        ("*;q=0, gzip", "gzip"),
        ("gzip;q=2", None),
        (";;,,", None),
    ],
)
def test_26_the_coding_is_negotiated(site: Site, accepted: str | None, coding: str | None) -> None:
    sent = {} if accepted is None else {"Accept-Encoding": accepted}
    answer = site.ask(f"{DOCUMENT}.ttl", headers=sent)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, coding)


@pytest.mark.parametrize("accepted", ["*;q=0", "identity;q=0, *;q=0", "identity;q=0", "identity;q=0, deflate"])
def test_26_no_acceptable_coding_is_406(site: Site, accepted: str) -> None:
    answer = site.ask(f"{DOCUMENT}.ttl", headers={"Accept-Encoding": accepted})
    assert (answer.status, answer.media_type) == (406, PROBLEM)
    for name in CODED:
        assert name in answer.json["detail"]


def test_26_a_small_body_is_not_coded_unless_it_has_to_be(site: Site) -> None:
    path = "/sparql?query=ASK%7B%7D"
    assert "Content-Encoding" not in site.ask(path, headers={"Accept-Encoding": "gzip, br"}).headers
    refused = site.ask(path, headers={"Accept-Encoding": "gzip, identity;q=0"})
    assert refused.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(refused.body) == site.ask(path).body


@pytest.mark.decoders
@pytest.mark.parametrize(
    ("extension", "media_type", "coding"), [("gz", "application/gzip", "gzip"), ("zst", "application/zstd", "zstd")]
)
def test_26_a_packed_file_is_a_file_of_its_own_and_not_a_coding(
    site: Site, version: str, extension: str, media_type: str, coding: str
) -> None:
    answer = site.ask(f"/dataset/{version}/all.ttl.{extension}")
    assert (answer.status, answer.content_type) == (200, media_type)
    assert "Content-Encoding" not in answer.headers
    assert decoded(answer.body, coding) == site.ask(f"/dataset/{version}/all.ttl").body
    latest = site.ask(f"/dumps/latest/all.ttl.{extension}")
    assert latest.headers["Location"] == f"/dataset/{version}/all.ttl.{extension}"


def test_27_what_has_a_date_in_its_address_lasts_and_the_rest_does_not(site: Site, version: str) -> None:
    for path in (
        f"/dataset/{version}",
        f"/dataset/{version}/all.nt",
        f"/dataset/{version}/all.nt.gz",
        "/def/1.0.0.ttl",
    ):
        assert site.ask(path).headers["Cache-Control"] == FOR_EVER
    for path in (THING, DOCUMENT, "/", "/dataset", "/catalog", "/def", "/dumps/latest/all.nt", "/def/1.0.0.html"):
        assert site.ask(path).headers["Cache-Control"] == SHORT
    assert site.ask("/none").headers["Cache-Control"] == "public, max-age=60"
    assert site.ask("/health").headers["Cache-Control"] == "no-store"


def test_28_digest_checksum_file_and_catalogue_agree(site: Site, built: ProjectFolder, version: str) -> None:
    sums = dict(line.split("  ")[::-1] for line in (built.current / "SHA256SUMS").read_text().splitlines())
    graph = site.ask("/catalog").graph
    told = {str(graph.value(subject, SPDX.checksumValue)) for subject in graph.subjects(RDF.type, SPDX.Checksum)}
    for extension in ("ttl", "nt", "nq", "trig", "jsonld", "rdf"):
        answer = site.ask(f"/dataset/{version}/all.{extension}")
        hexadecimal = hashlib.sha256(answer.body).hexdigest()
        assert answer.headers["Repr-Digest"] == digest(answer.body)
        assert sums[f"all.{extension}"] == hexadecimal
        assert hexadecimal in told


@pytest.mark.parametrize(
    "path", [DOCUMENT, THING, "/", "/id/network/none", f"{DOCUMENT}?format=x", "/sparql?query=x", "/static/style.css"]
)
def test_44_69_anyone_may_read_from_anywhere_errors_too(site: Site, path: str) -> None:
    for answer in (site.ask(path), site.ask(path, headers={"If-None-Match": "*"}), site.ask(path, method="DELETE")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        exposed = {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
        assert {"Link", "ETag", "Location", "Content-Range", "Retry-After"} <= exposed
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_66_a_build_that_fails_leaves_what_is_served(
    traps: Server, traps_folder: ProjectFolder, tmp_path: Path
) -> None:
    shutil.copytree(traps_folder.path, tmp_path / "stadt", symlinks=True, ignore=shutil.ignore_patterns("serve-*"))
    folder = ProjectFolder(tmp_path / "stadt")
    site = in_process(folder, traps.url, kept_bytes=2**20)
    before, version = site.ask("/doc/network/beispielnetz"), folder.current.name
    (folder.path / "data/beispiel/falsch.ttl").write_text("<id/network/x> a <def#Network> .\n")
    assert call(folder, "build").code == 1
    assert folder.current.name == version
    for running in (site, in_process(folder, traps.url)):
        assert running.ask("/health").json["version"] == version
        assert running.ask("/id/network/x").status == 404
        assert running.ask("/doc/network/beispielnetz").body == before.body


def test_67_health_tells_the_release(site: Site, version: str) -> None:
    answer = site.ask("/health")
    assert (answer.status, answer.json) == (200, {"status": "ok", "version": version})


FORGED: Final = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-For": "192.0.2.1",
    "Forwarded": "host=evil.example;proto=gopher",
    "X-Script-Name": "/evil",
    "X-Original-URL": "/evil",
}


@pytest.mark.parametrize(
    "path", [THING, DOCUMENT, f"{DOCUMENT}.html", "/", "/sparql", "/dumps/latest/all.ttl", "/none", "/catalog"]
)
def test_68_what_a_request_says_of_the_host_changes_nothing(site: Site, path: str) -> None:
    for accept in (None, BROWSER):
        plain, evil = site.ask(path, accept), site.ask(path, accept, headers=FORGED)
        assert (evil.status, evil.fields, evil.body) == (plain.status, plain.fields, plain.body)
        assert b"evil" not in evil.body


@pytest.mark.parametrize(
    "path", ["/", f"{DOCUMENT}.html", "/id/network/none", "/sparql?query=x", "/def", "/validation"]
)
def test_69_pages_run_nothing_use_no_device_and_share_no_window(site: Site, path: str) -> None:
    answer = site.ask(path, BROWSER)
    assert answer.media_type == HTML
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for device in ("camera=()", "geolocation=()", "microphone=()"):
        assert device in answer.headers["Permissions-Policy"]


def test_69_what_the_data_say_is_text(traps_site: Site) -> None:
    for path in ("/doc/network/fallen", "/list/network", "/"):
        page = Page(traps_site.ask(path, BROWSER).text)
        assert {"script", "img"}.isdisjoint(page.tags)
        assert not [href for href in page.hrefs if re.match(r"(?i)\s*(javascript|data|vbscript):", href)]


def test_70_every_error_is_a_problem_document(site: Site) -> None:
    for path, sent, status in (
        ("/none", {}, 404),
        (f"{DOCUMENT}?format=x", {}, 400),
        (f"{DOCUMENT}.ttl?_profile=x", {}, 400),
        (DOCUMENT, {"Accept": "image/png"}, 406),
        (DOCUMENT, {"Accept-Encoding": "*;q=0"}, 406),
        (DOCUMENT, {"If-Match": '"x"'}, 412),
        ("/sparql?query=x", {}, 400),
        ("/sparql?update=x", {}, 403),
    ):
        answer = site.ask(path, headers=sent)
        assert (answer.status, answer.content_type) == (status, PROBLEM)
        assert answer.json["status"] == status
        assert answer.json["title"]
        assert "Traceback" not in answer.text


# Content Negotiation by Profile


def profile_iri(token: str) -> str:
    return f"{BASE}profile/{token}"


@pytest.mark.parametrize("token", PROFILES)
def test_a_profile_is_asked_for_in_three_ways_and_told_in_two(site: Site, token: str) -> None:
    iri = profile_iri(token)
    by_parameter = site.ask(f"{DOCUMENT}.ttl?_profile={token}")
    for path, accept, sent in (
        (DOCUMENT, TURTLE, {"Accept-Profile": f"<{iri}>"}),
        (DOCUMENT, TURTLE, {"Accept-Profile": f"<urn:other>, <{iri}>;q=0.5, <{profile_iri('none')}>;q=0.9"}),
        (DOCUMENT, f'{TURTLE};profile="{iri}"', {}),
        (f"{DOCUMENT}?_profile={iri}", TURTLE, {}),
        (f"{DOCUMENT}?_profile={token}", TURTLE, {"Accept-Profile": f"<{profile_iri('plain')}>"}),
    ):
        answer = site.ask(path, accept, headers=sent)
        assert (answer.status, answer.body) == (200, by_parameter.body)
        assert answer.headers["Content-Profile"] == f"<{iri}>"
        assert answer.linked("profile") == [iri]
        assert "Accept-Profile" in answer.vary
        again = site.ask(answer.headers["Content-Location"])
        assert (again.body, again.headers["Content-Profile"]) == (answer.body, f"<{iri}>")
    others = {link.profile: link.target for link in by_parameter.links if link.profile}
    assert set(others) == {profile_iri(other) for other in PROFILES if other != token}
    for other, target in others.items():
        linked = site.ask("/" + target.removeprefix(site.url))
        assert linked.headers["Content-Profile"] == f"<{other}>"


def test_the_profiles_tell_more_or_less(site: Site) -> None:
    graphs = {token: set(site.ask(f"{DOCUMENT}.nt?_profile={token}").graph) for token in PROFILES}
    assert graphs["plain"] < graphs["labels"] < graphs["full"]
    assert graphs["plain"] < graphs["evidence"] < graphs["full"]
    assert site.ask(f"{DOCUMENT}.nt").body == site.ask(f"{DOCUMENT}.nt?_profile=labels").body


def test_an_unknown_profile_is_400_as_a_parameter_and_the_default_in_a_field(site: Site) -> None:
    for name in ("none", "plain,none", f"{BASE}profile/none", "%3Cscript%3E"):
        answer = site.ask(f"{DOCUMENT}.ttl?_profile={name}")
        assert (answer.status, answer.media_type) == (400, PROBLEM)
        assert "plain" in answer.json["detail"]
    for header in ("<urn:none>", "nonsense;;", "<", "", ",", "<urn:none>;q=x", f"<{profile_iri('plain')}>;q=2"):
        answer = site.ask(DOCUMENT, TURTLE, headers={"Accept-Profile": header})
        assert answer.headers["Content-Profile"] == f"<{profile_iri('labels')}>", header


def test_a_profile_with_weight_0_is_not_wanted(site: Site) -> None:
    plain, labels, full = (profile_iri(token) for token in ("plain", "labels", "full"))
    for header, expected in (
        (f"<{plain}>;q=0, <{full}>;q=0.1", full),
        (f"<{plain}>;q=0.2, <{full}>;q=0.1", plain),
        (f"<{plain}>;q=0", labels),
        (f"<{labels}>;q=0, *", plain),
        (f"<{plain}>;q=0.1, *;q=0.5", labels),
    ):
        answer = site.ask(DOCUMENT, TURTLE, headers={"Accept-Profile": header})
        assert answer.headers["Content-Profile"] == f"<{expected}>", header


def test_a_profile_describes_itself(site: Site) -> None:
    for token in PROFILES:
        graph = site.ask(f"/profile/{token}").graph
        assert (URIRef(profile_iri(token)), RDF.type, URIRef("http://www.w3.org/ns/dx/prof/Profile")) in graph
        assert token in site.ask(f"/profile/{token}", BROWSER).text


# Forms of JSON-LD


def refuse(url: str, _options: dict[str, Any]) -> Any:
    raise AssertionError(f"{url} would be fetched")


def meaning(answer: Answer) -> Graph:
    quads = jsonld.to_rdf(answer.json, {"format": "application/n-quads", "documentLoader": refuse})
    graph = Graph()
    graph.parse(
        data=re.sub(r" <[^ ]*> \.$", " .", quads, flags=re.MULTILINE) if "GRAPH" in quads else quads, format="nt"
    )
    return graph


def nodes(value: Any) -> list[str]:
    """The `@id` of each object that says something about a node."""
    if isinstance(value, list):
        return [iri for member in value for iri in nodes(member)]
    if not isinstance(value, dict):
        return []
    described = [value["@id"]] if "@id" in value and len(value) > 1 else []
    return described + [iri for key, member in value.items() if key != "@id" for iri in nodes(member)]


def test_the_forms_of_jsonld_say_the_same_in_their_own_way(site: Site) -> None:
    forms = {form: site.ask(DOCUMENT, f'{JSONLD};profile="{iri}"') for form, iri in JSONLD_FORMS.items()}
    for form, answer in forms.items():
        assert answer.content_type == f'{JSONLD}; profile="{JSONLD_FORMS[form]}"'
        assert f"<{JSONLD_FORMS[form]}>" in answer.headers["Content-Profile"]
        again = site.ask(answer.headers["Content-Location"])
        assert again.body == answer.body
        by_parameter = site.ask(f"{DOCUMENT}.jsonld?_profile={form}")
        by_field = site.ask(DOCUMENT, JSONLD, headers={"Accept-Profile": f"<{JSONLD_FORMS[form]}>"})
        assert by_parameter.body == by_field.body == answer.body
    assert forms["compacted"].body == site.ask(f"{DOCUMENT}.jsonld").body
    assert "@context" not in json.dumps(forms["expanded"].json)
    flattened = forms["flattened"].json
    assert "@context" in flattened
    described = nodes(jsonld.expand(flattened, {"documentLoader": refuse}))
    assert len(described) == len(set(described)) > 5
    graphs = [meaning(answer) for answer in forms.values()]
    assert len(graphs[0]) > 20
    assert all(isomorphic(first, second) for first, second in combinations(graphs, 2))


def test_a_form_and_a_profile_can_be_asked_for_together(site: Site) -> None:
    answer = site.ask(f"{DOCUMENT}.jsonld?_profile=plain,flattened")
    assert answer.headers["Content-Profile"] == f"<{profile_iri('plain')}>, <{JSONLD_FORMS['flattened']}>"
    assert isomorphic(meaning(answer), site.ask(f"{DOCUMENT}.nt?_profile=plain").graph)


# Behind a proxy


@pytest.fixture(scope="module")
def there(built: ProjectFolder) -> InProcess:
    """The application of `client`, which is reached behind a proxy."""
    return in_process(built, "https://daten.example.org/beteiligung/")


@pytest.mark.parametrize(
    "path", [DOCUMENT, "/doc/place/essen", "/def", "/list/network", "/graph/links", "/dataset", "/shapes"]
)
def test_68_where_the_server_is_shows_in_links_alone(client: InProcess, there: InProcess, path: str) -> None:
    """A preview on this machine, one behind a proxy: every representation in RDF is the same, byte for byte."""
    here, compared = client, 0
    for extension in ("ttl", "jsonld", "nt", "nq", "trig", "rdf", "csv", "json"):
        first, second = here.ask(f"{path}.{extension}"), there.ask(f"{path}.{extension}")
        assert second.status == first.status
        if first.status == 200:
            compared += 1
            assert second.body == first.body
            assert second.headers["ETag"] == first.headers["ETag"]
    assert compared > 2
    if here.ask(path, BROWSER).media_type == HTML:
        page = Page(there.ask(path, BROWSER).text)
        local = {urldefrag(href).url for href in page.hrefs if href.startswith("/")}
        assert all(href.startswith("/beteiligung/") for href in local)
        assert "127.0.0.1" not in there.ask(path, BROWSER).text
