"""What people see of a query: the form as they filled it in, the result, and what is wrong with the query, and where."""

import csv
import io
import re
from html import unescape
from urllib.parse import urlencode

import html5rdf
import pytest
from rdflib.compare import isomorphic

from running import Server

from .asking import BROWSER, Answer, ask, query
from .reading import Page

BASE = "https://w3id.org/engagiert-ld/"
NETWORKS = """\
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?network ?label ?nothing {
  ?network a <def#Network> ; skos:prefLabel ?label .
}
ORDER BY ?network ?label"""
EVERYTHING = "SELECT * { ?s ?p ?o }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LANGUAGES = ("de", "en")


def page(server: Server, text: str, language: str = "de", **parameters: str | list[str]) -> Answer:
    answer = query(server.url, text, BROWSER, lang=language, **parameters)
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Content-Language"] == language
    assert {"Accept", "Accept-Language"} <= answer.vary
    html5rdf.HTMLParser(strict=True).parse(answer.text)
    return answer


def filled_in(answer: Answer) -> str:
    """What stands in the form; a line feed behind the tag does not count (HTML, textarea)."""
    return unescape(answer.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]).removeprefix(
        "\n"
    )


def rows(answer: Answer) -> list[str]:
    return re.findall(r"<tr><td>.*?</tr>", answer.text, re.DOTALL)


def saved(answer: Answer) -> dict[str, str]:
    """The references to the result in other formats, by media type."""
    found = re.findall(r'<a href="([^"]+)" type="([^"]+)" rel="nofollow">', answer.text)
    return {media_type: unescape(reference) for reference, media_type in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_a_caption_headers_and_every_row(server: Server, language: str) -> None:
    answer = page(server, NETWORKS, language)
    total = len(query(server.url, NETWORKS).json["results"]["bindings"])
    assert len(rows(answer)) == total
    shown = Page(answer.text)
    assert f"{total} Zeilen" if language == "de" else f"{total} rows" in shown.language_of_text
    assert re.findall(r'<th scope="col">(\w+)</th>', answer.text) == ["network", "label", "nothing"]
    assert answer.text.count("<caption") == 1


def test_a_thing_goes_by_its_name_in_the_language_of_the_reader_links_to_its_page_and_tells_its_iri(
    server: Server,
) -> None:
    for language, name in (
        ("de", "Civitas-Netzwerk bürgerorientierter Kommunen"),
        ("en", "Civitas network of citizen-oriented municipalities"),
    ):
        answer = page(server, NETWORKS, language)
        assert f'<a href="/doc/network/civitas">{name}</a>' in answer.text
        assert ">id/network/civitas</span>" in answer.text
    assert 'lang="zxx">org:Organization</span>' in page(server, "SELECT ?c { <id/network/civitas> a ?c }").text


def test_a_text_in_another_language_says_so(server: Server) -> None:
    shown = Page(page(server, NETWORKS, "de").text).language_of_text
    assert shown["Civitas network of citizen-oriented municipalities"] == "en"


def test_the_form_holds_the_query_and_its_graphs_as_they_were_sent(server: Server) -> None:
    text = "\n\n# <b>&amp;</b>\nASK { FILTER (\"</textarea>\" = 'a+b%2B') }"
    assert filled_in(page(server, text)) == text
    graph = f"{BASE}graph/ontology"
    answer = page(server, "SELECT * { ?s ?p ?o }", default_graph_uri=graph, named_graph_uri=[graph, "urn:x"])
    fields = re.findall(r'<input name="([a-z-]+)" value="([^"]*)">', answer.text)
    assert fields == [("default-graph-uri", graph), ("named-graph-uri", graph), ("named-graph-uri", "urn:x")]
    for reference in saved(answer).values():
        assert urlencode({"default-graph-uri": graph}) in reference


@pytest.mark.parametrize(
    ("text", "accept"), [(NETWORKS, "text/csv"), ("ASK {}", "text/csv"), ("DESCRIBE <def#Network>", "text/turtle")]
)
def test_the_links_to_other_formats_give_the_same_result_whole(server: Server, text: str, accept: str) -> None:
    links = saved(page(server, text))
    assert accept in links
    assert len(links) == (6 if accept == "text/turtle" else 4)
    for media_type, reference in links.items():
        answer = ask(server.url, reference, BROWSER)
        assert (answer.status, answer.media_type) == (200, media_type)
        assert answer.body == query(server.url, text, media_type).body


def test_a_large_table_is_shown_in_part_with_the_true_number_and_a_link_to_the_whole(server: Server) -> None:
    total = len(query(server.url, EVERYTHING).json["results"]["bindings"])
    assert total > 500
    for language, sentence in (
        ("de", f"Diese Seite zeigt die ersten 500 von {total} Zeilen. Alle:"),
        ("en", f"This page shows the first 500 of {total} rows. All of them:"),
    ):
        answer = page(server, EVERYTHING, language)
        assert sentence in answer.text
        assert len(rows(answer)) == 500
        whole = list(csv.reader(io.StringIO(ask(server.url, saved(answer)["text/csv"]).text)))
        assert len(whole) == total + 1


def test_a_table_that_fits_says_nothing_of_parts(server: Server) -> None:
    answer = page(server, f"{EVERYTHING} LIMIT 500", "en")
    assert len(rows(answer)) == 500
    assert "the first" not in answer.text


@pytest.mark.parametrize(
    ("text", "de", "en"),
    [
        ("ASK {}", "Ja, das trifft zu (true).", "Yes, this is so (true)."),
        ("ASK { <urn:x> ?p ?o }", "Nein, das trifft nicht zu (false).", "No, this is not so (false)."),
        (
            "SELECT ?x { <urn:x> ?p ?x }",
            "Keine Zeile: dazu steht nichts in den Daten",
            "No row: the data say nothing of this",
        ),
        ("SELECT * {}", "Eine Zeile", "One row"),
    ],
)
def test_short_answers_are_sentences(server: Server, text: str, de: str, en: str) -> None:
    for language, sentence in (("de", de), ("en", en)):
        answer = page(server, text, language)
        assert Page(answer.text).language_of_text[sentence] == language
        assert "<table" not in answer.text


def test_every_kind_of_term_is_shown_as_text(server: Server) -> None:
    text = """SELECT * { VALUES (?a ?b ?c ?d) {
        ("<script>&amp;\\"x\\"" 1.50 "2013"^^<http://www.w3.org/2001/XMLSchema#gYear> <javascript:alert(1)>)
        (UNDEF "<i>"@fr "05113000"^^<id/concept/identifier-ags> <https://example.com/?a=1&b=2>)
    } BIND (BNODE() AS ?e) }"""
    answer = page(server, text)
    assert {"script", "i"}.isdisjoint(Page(answer.text).tags)
    shown = Page(answer.text).language_of_text
    assert {'<script>&amp;"x"', "2013", "javascript:alert(1)", "<i>"} <= shown.keys()
    assert shown["<i>"] == "fr"
    hrefs = Page(answer.text).hrefs
    assert "https://example.com/?a=1&b=2" in hrefs
    assert not [href for href in hrefs if href.startswith("javascript:")]


def test_the_triples_of_a_query_are_shown_as_turtle(server: Server) -> None:
    text = "CONSTRUCT { ?s ?p ?o } { ?s a <def#Network> ; ?p ?o }"
    answer = page(server, text)
    shown = unescape(answer.text.partition('aria-labelledby="outcome"><code>')[2].partition("</code>")[0])
    as_sent = query(server.url, text, "text/turtle")
    assert shown == as_sent.text
    assert f"Turtle, {shown.count(chr(10))} Zeilen" in answer.text
    assert isomorphic(as_sent.graph, query(server.url, text, "application/n-triples").graph)


def test_a_large_graph_is_shown_in_part_with_the_true_number_and_a_link_to_the_whole(server: Server) -> None:
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    lines = query(server.url, text, "text/turtle").text.splitlines()
    answer = page(server, text, "en")
    assert f"This page shows the first 2000 of {len(lines)} lines of the text. All of them:" in answer.text
    shown = answer.text.partition('aria-labelledby="outcome"><code>')[2].partition("</code>")[0]
    assert unescape(shown).splitlines() == lines[:2000]
    assert ask(server.url, saved(answer)["text/turtle"]).text.splitlines() == lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_malformed_query_comes_back_in_the_form_with_the_line_and_the_place(server: Server, language: str) -> None:
    text = "SELECT * {\n\t?s ?p % }\n"
    answer = page(server, text, language)
    assert answer.status == 400
    assert filled_in(answer) == text
    place = {"de": "(Zeile 2, Spalte 8)", "en": "(line 2, column 8)"}[language]
    assert place in answer.text
    line, mark = re.findall(r"<code[^>]*>(.*?)</code>", answer.text, re.DOTALL)[:2]
    assert line == "2 |  ?s ?p % }"
    assert line[mark.index("^")] == "%"
    assert 'aria-describedby="error"' in answer.text


def test_a_query_that_is_refused_comes_back_in_the_form_as_well(server: Server) -> None:
    text = "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }"
    answer = page(server, text, "en")
    assert answer.status == 400
    assert filled_in(answer) == text
    assert "would ask another service" in answer.text


def test_an_error_is_a_page_for_people_only(server: Server) -> None:
    for accept in (None, "*/*", "application/sparql-results+json"):
        answer = query(server.url, "SELECT", accept)
        assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert query(server.url, "SELECT", BROWSER, format="csv").media_type == "text/html"


def test_a_query_too_long_for_an_address_goes_by_post_and_comes_back_whole(server: Server) -> None:
    text = f"ASK {{}} # {'x' * 5000}"
    answer = ask(server.url, "/sparql", BROWSER, method="POST", body=urlencode({"query": text}).encode(), headers=FORM)
    assert answer.status == 200
    assert filled_in(answer) == text
    assert '#result" method="post"' in answer.text
    assert saved(answer) == {}
    assert "Für andere Formate bitte oben eines wählen" in answer.text
    short = ask(server.url, "/sparql", BROWSER, method="POST", body=b"query=ASK%7B%7D", headers=FORM)
    assert '#result" method="get"' in short.text
    assert len(saved(short)) == 4


def test_the_other_language_keeps_the_query(server: Server) -> None:
    other = next(href for href in Page(page(server, NETWORKS).text).hrefs if href.startswith("?"))
    answer = ask(server.url, f"/sparql{other}", BROWSER)
    assert answer.headers["Content-Language"] == "en"
    assert filled_in(answer) == NETWORKS


def test_search_engines_are_asked_to_leave_results_alone(server: Server) -> None:
    assert '<meta name="robots" content="noindex">' in page(server, NETWORKS).text
    assert "noindex" not in ask(server.url, "/sparql", BROWSER).text


def test_links_lead_to_this_server_wherever_it_is(behind_proxy: Server) -> None:
    path = "/beteiligung/sparql?" + urlencode({"query": "SELECT ?n { ?n a <def#Network> }"})
    answer = ask(behind_proxy.url, path, BROWSER)
    assert 'href="/beteiligung/doc/network/civitas"' in answer.text
    assert all(reference.startswith("/beteiligung/sparql?") for reference in saved(answer).values())
