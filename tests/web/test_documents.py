"""Things and documents over HTTP: redirects, negotiation, validators, refusals."""

import http.client
from urllib.parse import urljoin, urlsplit

import pytest
from rdflib import FOAF, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, SKOS

from running import ProjectFolder, Server, serving

from .asking import BROWSER, ask

BASE = "https://w3id.org/engagiert-ld/"
THING, DOCUMENT = "/id/network/civitas", "/doc/network/civitas"
CIVITAS = URIRef(f"{BASE}id/network/civitas")
NAME = Literal("Civitas-Netzwerk bürgerorientierter Kommunen", lang="de")

FORMS = {
    "html": "text/html; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
}
RDF_EXTENSIONS = [extension for extension in FORMS if extension != "html"]
TURTLE, JSONLD, RDFXML, HTML = "text/turtle", "application/ld+json", "application/rdf+xml", "text/html"


@pytest.mark.parametrize("accept", [None, "*/*", TURTLE, BROWSER, "image/png"])
def test_a_thing_answers_303_to_its_document_in_one_hop(server: Server, accept: str | None) -> None:
    answer = ask(server.url, THING, accept)
    assert answer.status == 303
    assert answer.headers["Location"] == DOCUMENT
    assert "Accept" in answer.vary


def test_the_iri_followed_by_rdflib_gives_triples_about_the_iri(server: Server) -> None:
    graph = Graph().parse(urljoin(server.url, THING))
    assert (CIVITAS, SKOS.prefLabel, NAME) in graph


@pytest.mark.parametrize("extension", FORMS)
def test_an_extension_gives_its_form_whatever_is_accepted(server: Server, extension: str) -> None:
    for accept in (None, "image/png", "text/csv;q=1, text/turtle;q=0"):
        answer = ask(server.url, f"{DOCUMENT}.{extension}", accept)
        assert (answer.status, answer.content_type) == (200, FORMS[extension])
        assert "Content-Location" not in answer.headers


@pytest.mark.parametrize("extension", FORMS)
def test_accept_gives_each_form(server: Server, extension: str) -> None:
    answer = ask(server.url, DOCUMENT, FORMS[extension].partition(";")[0])
    assert (answer.status, answer.content_type) == (200, FORMS[extension])
    assert answer.headers["Content-Location"] == f"{DOCUMENT}.{extension}"
    assert "Accept" in answer.vary
    assert answer.body == ask(server.url, f"{DOCUMENT}.{extension}").body


@pytest.mark.parametrize("extension", FORMS)
@pytest.mark.parametrize("by_media_type", [False, True])
def test_format_gives_each_form_and_beats_accept(server: Server, extension: str, by_media_type: bool) -> None:
    name = FORMS[extension].partition(";")[0] if by_media_type else extension
    answer = ask(server.url, f"{DOCUMENT}?format={name}", "text/turtle" if extension != "ttl" else BROWSER)
    assert (answer.status, answer.content_type) == (200, FORMS[extension])


def test_the_extension_beats_format(server: Server) -> None:
    assert ask(server.url, f"{DOCUMENT}.nt?format=ttl").media_type == "application/n-triples"


@pytest.mark.parametrize("name", ["docx", "csv", "text/plain", "%00", "ttl%0d%0aX:1"])
def test_an_unknown_format_is_400_and_says_what_there_is(server: Server, name: str) -> None:
    answer = ask(server.url, f"{DOCUMENT}?format={name}", TURTLE)
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert "text/turtle (ttl)" in answer.json["detail"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, TURTLE),
        ("", TURTLE),
        ("*/*", TURTLE),
        ("text/*", TURTLE),
        ("application/*", JSONLD),
        (BROWSER, HTML),
        ("text/html;q=0.5, text/turtle", TURTLE),
        ("text/html, text/turtle;q=0.5", HTML),
        ("text/turtle;q=0, */*", HTML),
        ("text/turtle;q=0, text/html;q=0, */*;q=0.1", JSONLD),
        ("text/*;q=0.3, text/turtle;q=0.7, */*;q=0.1", TURTLE),
        ("text/*;q=0.3, text/turtle;q=0.2, */*;q=0.1", HTML),
        ("*/*;q=0.1, application/rdf+xml;q=0.2", RDFXML),
        ("text/turtle;charset=utf-8", TURTLE),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD),
        ('application/ld+json;profile="a,b;q=0";q=0.9, text/turtle;q=0.1', JSONLD),
        ("TEXT/HTML", HTML),
        ("Application/LD+JSON; Q=1", JSONLD),
        ("application/json", JSONLD),
        ("application/xml", RDFXML),
        ("application/xhtml+xml", HTML),
        ("application/json, application/rdf+xml", RDFXML),
        ("text/html;q=2, application/rdf+xml;q=0.1", RDFXML),
        ("text/html;q=high, application/rdf+xml;q=0.1", RDFXML),
        ("html", TURTLE),
        (",,;;,", TURTLE),
        ('"', TURTLE),
        (", , text/html", HTML),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
        ("application/rdf+xml;q=0.000, text/turtle;q=0.001", TURTLE),
        ("application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5,*/*;q=0.1", RDFXML),
    ],
)
def test_negotiation(server: Server, accept: str | None, expected: str) -> None:
    answer = ask(server.url, DOCUMENT, accept)
    assert (answer.status, answer.media_type) == (200, expected)


@pytest.mark.parametrize("accept", ["image/png", "text/csv, application/pdf", "*/*;q=0", "application/n3"])
def test_nothing_acceptable_is_406_and_lists_what_there_is(server: Server, accept: str) -> None:
    answer = ask(server.url, DOCUMENT, accept)
    assert (answer.status, answer.media_type) == (406, "application/problem+json")
    assert "Accept" in answer.vary
    for content_type in FORMS.values():
        assert content_type.partition(";")[0] in answer.json["detail"]


@pytest.mark.parametrize("document", [DOCUMENT, "/def", "/dataset", "/graph/source/essen-engagiert"])
def test_all_rdf_forms_hold_the_same_triples(server: Server, document: str) -> None:
    offered = [ask(server.url, f"{document}.{extension}") for extension in RDF_EXTENSIONS]
    graphs = [answer.graph for answer in offered if answer.status == 200]
    assert len(graphs) >= 4
    assert len(graphs[0]) > 10
    for graph in graphs[1:]:
        assert isomorphic(graph, graphs[0])


def test_the_document_speaks_about_the_thing_and_about_itself(server: Server) -> None:
    graph = ask(server.url, DOCUMENT, TURTLE).graph
    document = URIRef(f"{BASE}doc/network/civitas")
    assert (CIVITAS, SKOS.prefLabel, NAME) in graph
    assert (document, FOAF.primaryTopic, CIVITAS) in graph
    assert (document, RDF.type, FOAF.Document) in graph
    assert (document, DCTERMS.license, URIRef("http://dcat-ap.de/def/licenses/dl-zero-de/2.0")) in graph
    assert {label.language for label in graph.objects(CIVITAS, SKOS.prefLabel) if isinstance(label, Literal)} == {
        "de",
        "en",
    }
    assert list(graph.subjects(None, CIVITAS)), "what points to the thing belongs to its description"


def test_the_accepted_language_does_not_filter_rdf(server: Server) -> None:
    plain = ask(server.url, DOCUMENT, TURTLE)
    english = ask(server.url, f"{DOCUMENT}?lang=en", TURTLE, headers={"Accept-Language": "en"})
    assert english.body == plain.body
    assert "Content-Language" not in english.headers


def test_links_lead_to_the_other_forms_the_thing_the_licence_and_the_dataset(server: Server) -> None:
    answer = ask(server.url, DOCUMENT, TURTLE)
    alternates = {
        link.target: link.media_type for link in answer.links if link.relation == "alternate" and not link.profile
    }
    expected = {name: content_type.partition(";")[0] for name, content_type in FORMS.items() if name != "ttl"}
    assert alternates == {f"{server.url}doc/network/civitas.{name}": kind for name, kind in expected.items()}
    assert answer.linked("describes") == answer.linked("cite-as") == [str(CIVITAS)]
    assert answer.linked("canonical") == [f"{BASE}doc/network/civitas"]
    assert answer.linked("license") == ["http://dcat-ap.de/def/licenses/dl-zero-de/2.0"]
    assert answer.linked("collection") == [f"{server.url}dataset"]


@pytest.mark.parametrize("path", [THING, DOCUMENT, f"{DOCUMENT}.html", "/", "/sparql?query=ASK{}", "/id/network/none"])
def test_head_is_get_without_the_body(server: Server, path: str) -> None:
    got, head = ask(server.url, path), ask(server.url, path, method="HEAD")
    assert head.body == b""
    assert head.status == got.status
    assert sorted(head.headers.items()) == sorted(
        (name, head.headers["Date"] if name.lower() == "date" else value) for name, value in got.headers.items()
    )
    assert head.headers["Content-Length"] == str(len(got.body))


@pytest.mark.parametrize(
    ("path", "methods"), [(DOCUMENT, {"GET", "HEAD", "OPTIONS"}), ("/sparql", {"GET", "HEAD", "OPTIONS", "POST"})]
)
def test_a_preflight_request_is_answered(server: Server, path: str, methods: set[str]) -> None:
    sent = {
        "Origin": "https://example.com",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept",
    }
    answer = ask(server.url, path, method="OPTIONS", headers=sent)
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for field in ("Allow", "Access-Control-Allow-Methods"):
        assert {method.strip() for method in answer.headers[field].split(",")} == methods
    assert "Accept" in answer.headers["Access-Control-Allow-Headers"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "path", [DOCUMENT, THING, "/", "/id/network/none", f"{DOCUMENT}?format=x", "/sparql?query=x", "/static/style.css"]
)
def test_anyone_may_read_from_anywhere_errors_too(server: Server, path: str) -> None:
    answer = ask(server.url, path)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Link", "ETag"} <= {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [THING, DOCUMENT, "/dataset", "/"])
def test_documents_cannot_be_written(server: Server, method: str, path: str) -> None:
    answer = ask(server.url, path, method=method, body=b"x")
    assert answer.status == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


UNKNOWN = [
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
    "/dumps/latest/manifest.json",
    "/.well-known/genid/none",
    "/none",
]


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_unknown_is_404_in_the_form_asked_for(server: Server, path: str) -> None:
    for accept in (None, "*/*", TURTLE, "application/json", "text/turtle, text/html;q=0.1"):
        answer = ask(server.url, path, accept)
        assert (answer.status, answer.media_type) == (404, "application/problem+json")
        assert answer.json["status"] == 404
        assert answer.json["title"] == "Not Found"
        assert {"Accept", "Accept-Language"} <= answer.vary
    page = ask(server.url, path, BROWSER)
    assert (page.status, page.content_type) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("de", "Das gibt es hier nicht", "id/network/none gibt es hier nicht"),
        ("en", "There is no such thing here", "id/network/none is unknown here"),
    ],
)
def test_a_page_about_an_error_speaks_the_readers_language(
    server: Server, language: str, title: str, detail: str
) -> None:
    answer = ask(server.url, "/id/network/none", BROWSER, headers={"Accept-Language": language})
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert title in answer.text
    assert detail in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/id/network/../../etc/passwd",
        "/doc/network/..%2f..%2f..%2fetc%2fpasswd",
        "/dataset/..%2f..%2f/all.ttl",
        "/static/../wsgi.py",
        "/static/%2e%2e/%2e%2e/wsgi.py",
        "/id/network/%00",
        "/doc/%00.ttl",
        "/list/%00",
        "/graph/%00",
        "/id/network/%FF%FE",
        "/id/network/a%20b",
        "/id/network/%22%3E%3Cscript%3E",
        "/id/network/%0d%0aSet-Cookie:%20x=1",
        "/id/network/%F0%9F%98%80",
        "/id//network/civitas",
        "/id/network/civitas/",
        "/doc/network/civitas.ttl/",
        "/doc/network/civitas.",
        "/doc/.ttl",
        "/id/",
        "/doc/",
        "/id/network/" + "x" * 5000,
        "/id/" + "x/" * 2000,
        "/dataset/%2e%2e/manifest.json",
    ],
)
@pytest.mark.parametrize("accept", [TURTLE, BROWSER])
def test_odd_paths_are_refused_and_tell_nothing_of_the_inside(server: Server, path: str, accept: str) -> None:
    answer = ask(server.url, path, accept)
    assert 400 <= answer.status < 500
    assert "Set-Cookie" not in answer.headers
    for inside in ("Traceback", "engagiert_ld/", "site-packages", "root:"):
        assert inside not in answer.text
    assert answer.media_type != HTML or "<script" not in answer.text


def test_the_same_etag_gives_304_without_a_body(server: Server) -> None:
    first = ask(server.url, DOCUMENT, TURTLE)
    etag = first.headers["ETag"]
    for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = ask(server.url, DOCUMENT, TURTLE, headers={"If-None-Match": condition})
        assert (again.status, again.body) == (304, b"")
        for field in ("ETag", "Vary", "Cache-Control", "Content-Location"):
            assert again.headers[field] == first.headers[field]
    assert ask(server.url, DOCUMENT, TURTLE, headers={"If-None-Match": '"other"'}).status == 200


def etags(server: Server) -> dict[str, str]:
    found = {name: ask(server.url, f"{DOCUMENT}.{name}").headers["ETag"] for name in FORMS}
    found["en"] = ask(server.url, f"{DOCUMENT}.html?lang=en").headers["ETag"]
    return found


def test_each_representation_has_its_own_etag_the_same_after_a_restart(server: Server, built: ProjectFolder) -> None:
    before = etags(server)
    assert len(set(before.values())) == len(before)
    with serving(built, "--no-build", ENGAGIERT_LD_SITE_URL=server.url) as restarted:
        assert etags(restarted) == before


@pytest.mark.parametrize("path", [THING, DOCUMENT, f"{DOCUMENT}.html", "/sparql", "/dumps/latest/all.ttl"])
def test_the_host_field_changes_nothing(server: Server, path: str) -> None:
    evil = ask(
        server.url,
        path,
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    )
    plain = ask(server.url, path)
    assert evil.body == plain.body
    assert [pair for pair in evil.headers.items() if pair[0].lower() != "date"] == [
        pair for pair in plain.headers.items() if pair[0].lower() != "date"
    ]


def test_an_unusual_request_line_is_no_server_error(server: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", "http://evil.example/doc/network/civitas", headers={"Accept": TURTLE})
    assert connection.getresponse().status < 500
    connection.close()
