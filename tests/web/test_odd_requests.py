"""Requests that no well-meaning client sends: the right answer or a refusal, at once, and the server goes on."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

import pytest

from engagiert_ld.web.kept import KEPT_KEY
from running import ProjectFolder, Server

from .asking import BROWSER, OverSocket, Site
from .conftest import in_process

DOCUMENT: Final = "/doc/network/civitas"
TURTLE: Final = "text/turtle"
REFUSED: Final = range(400, 500)
CLOSED: Final = 0
"""The server has ended the connection without an answer."""

ODD_PATHS: Final = [
    "/id/network/../../etc/passwd",
    "/id/network/./civitas",
    "/doc/network/..%2f..%2f..%2fetc%2fpasswd",
    "/doc/network/%2e%2e/network/civitas",
    "/doc//network/civitas",
    "/dataset/..%2f..%2f/all.ttl",
    "/static/../wsgi.py",
    "/static/%2e%2e/%2e%2e/wsgi.py",
    "/static/..%2fwsgi.py",
    "/static/",
    "/id/network/%00",
    "/doc/%00.ttl",
    "/list/%00",
    "/graph/%00",
    "/id/network/%FF%FE",
    "/id/network/%C0%AF",
    "/id/network/%ED%A0%80",
    "/id/network/a%20b",
    "/id/network/%22%3E%3Cscript%3E",
    "/id/network/%0d%0aSet-Cookie:%20x=1",
    "/id/network/%F0%9F%98%80",
    "/id/network/%",
    "/id/network/%zz",
    "/id//network/civitas",
    "/id/network/civitas/",
    "/doc/network/civitas.ttl/",
    "/doc/network/civitas.",
    "/doc/network/civitas.ttl.ttl",
    "/doc/.ttl",
    "/shapes..nq",
    "/def..ttl",
    "/def.x.ttl",
    "/catalog..ttl",
    "/dataset.1.html",
    "/validation..json",
    "/list/.csv",
    "/profile/.ttl",
    "/graph/.ttl",
    "/def/.ttl",
    "/id/",
    "/doc/",
    "/dataset/%2e%2e/manifest.json",
    "/profile/../health",
    "/id/network/" + "x" * 8192,
    "/id/" + "x/" * 2000,
    "/id/" + "%C3%BC" * 10000,
]


@pytest.mark.parametrize("accept", [TURTLE, BROWSER])
def test_odd_paths_are_refused_and_tell_nothing_of_the_inside(site: Site, accept: str) -> None:
    for path in ODD_PATHS:
        answer = site.ask(path, accept)
        assert answer.status in REFUSED, path
        assert "Set-Cookie" not in answer.headers
        for inside in ("Traceback", "engagiert_ld/", "site-packages", "root:"):
            assert inside not in answer.text
        assert answer.media_type != "text/html" or "<script" not in answer.text


def test_a_slash_may_be_encoded_for_a_path_arrives_decoded(site: Site) -> None:
    assert site.ask("/doc/network%2Fcivitas", TURTLE).body == site.ask(DOCUMENT, TURTLE).body


def test_many_parameters_change_nothing(site: Site) -> None:
    plain = site.ask(DOCUMENT, TURTLE)
    for query in ("a=1&" * 10_000, "a" * 60_000, "&" * 60_000, "=" * 60_000, "%FF" * 20_000, "a=1;b=2", "?" * 100):
        answer = site.ask(f"{DOCUMENT}?{query}", TURTLE)
        assert (answer.status, answer.body) == (200, plain.body)
    assert site.ask(f"{DOCUMENT}?format=nt&" + "a=1&" * 10_000).media_type == "application/n-triples"
    assert site.ask(f"/sparql?{'a=1&' * 10_000}").media_type == TURTLE


def test_costly_forms_are_not_made_again_where_an_address_has_more_parameters(
    built: ProjectFolder, server: Server
) -> None:
    site = in_process(built, server.url, kept_bytes=2**24)
    kept = site.app.extensions[KEPT_KEY]
    site.ask("/shapes.nt?x=1")
    made = kept.representation("/shapes.nt", ("ntriples", "", "", ""))
    assert made is not None
    assert site.ask("/shapes.nt?x=2&y").body == bytes(made.content)
    assert kept.representation("/shapes.nt", ("ntriples", "", "", "")) is made
    site.ask("/def.html?x=1", BROWSER)
    assert kept["/def.html"] is None, "a page repeats what its address asks for"


def test_what_is_kept_is_bounded_and_counted_once(built: ProjectFolder, server: Server) -> None:
    site = in_process(built, server.url, kept_bytes=2**19)
    for number in range(3):
        for path in ("/", "/list/network", "/list/org", "/list/claim", DOCUMENT, "/doc/place/essen", "/context.jsonld"):
            for accept in (BROWSER, TURTLE, "application/n-triples", "application/ld+json"):
                assert site.ask(f"{path}?x={number}", accept).status in (200, 406)
    kept = site.app.extensions[KEPT_KEY]
    assert 0 < kept.total_bytes <= 2**19


def test_a_redirect_takes_a_query_along_as_a_uri(site: Site) -> None:
    for query in ("a=1&b=%0d%0aSet-Cookie:x", "%C3%BC", "x=%22%3E", "a=b?c/d"):
        answer = site.ask(f"/id/network/civitas?{query}")
        assert answer.headers["Location"] == f"{DOCUMENT}?{query}"
        assert "Set-Cookie" not in answer.headers


FIELDS: Final = [
    ("Accept", "text/html;q=0.1," * 4000, 200),
    ("Accept", "a" * 60_000, 200),
    ("Accept", "a/b" + ';a="\\"' * 10_000, 406),
    ("Accept", "text/turtle;q=" + "9" * 1000, 200),
    ("Accept", "text/turtle;q=nan, text/html;q=inf", 200),
    ("Accept", "text/html;q=1e3, text/turtle;q=-0", 200),
    ("Accept-Language", "de-" + "x-" * 10_000, 200),
    ("Accept-Language", ";;,,q=0, *;q=x, \t", 200),
    ("Accept-Encoding", "br;q=5, \t, ;;", 200),
    ("Accept-Encoding", "a," * 20_000, 200),
    ("Accept-Profile", "<" * 60_000, 200),
    ("Accept-Profile", "<a>;q=0.1," * 5000, 200),
    ("If-None-Match", '"abcdef",' * 5000, 200),
    ("If-None-Match", "a" + " " * 60_000 + "b", 200),
    ("If-None-Match", '"' * 60_001, 200),
    ("If-None-Match", "W/" * 20_000, 200),
    ("If-Match", '"abcdef",' * 5000, 412),
    ("If-Modified-Since", "Mon, 01 Jan 99999 00:00:00 GMT", 200),
    ("If-Modified-Since", "Mon, 01 Jan 0001 00:00:00 +2359", 200),
    ("If-Modified-Since", "Mon, 01 Jan 2020 00:00:00 +999999999999999", 200),
    ("If-Modified-Since", "Mon, 01 Jan 2020 00:00:00 -9999", 200),
    ("If-Modified-Since", "Mon, 00 Foo -1 99:99:99", 200),
    ("If-Modified-Since", "9" * 60_000, 200),
    ("If-Modified-Since", "(" * 60_000, 200),
    ("If-Unmodified-Since", "Mon, 01 Jan 2020 00:00:00 +999999999999999", 200),
    ("If-Range", "Mon, 01 Jan 2020 00:00:00 +999999999999999", 200),
    ("Range", "bytes=" + "0-1," * 200 + "5-6", 200),
    ("Range", "bytes=-" + "9" * 60_000, 200),
    ("Host", "[::", 200),
    ("Host", 'a b/<>"', 200),
    ("Cookie", ";" * 60_000, 200),
    ("Content-Type", "x" + ';a="\\"' * 10_000, 200),
    ("Content-Length", "0", 200),
    ("Expect", "wonders", 200),
    ("Authorization", "Basic " + "x" * 10_000, 200),
]


@pytest.mark.parametrize(("name", "value", "status"), FIELDS, ids=lambda value: str(value)[:12])
def test_a_header_field_of_any_kind_is_read_or_ignored(site: Site, name: str, value: str, status: int) -> None:
    for path in (DOCUMENT, "/def", "/sparql?query=ASK%7B%7D"):
        if path == DOCUMENT or (status == 200 and name != "Accept"):
            wanted = {} if name == "Accept" else {"Accept": "*/*"}
            assert site.ask(path, headers=wanted | {name: value}).status == status
    assert site.ask("/none", headers={name: value}).status == 404


@pytest.fixture(scope="module")
def dump(built: ProjectFolder) -> str:
    return f"/dataset/{built.current.name}/all.nt"


def test_odd_dates_and_ranges_of_a_dump(site: Site, dump: str) -> None:
    whole = site.ask(dump).headers["Content-Length"]
    for condition in ("Mon, 01 Jan 2020 00:00:00 +999999999999999", '"' * 20_000, "W/", "*"):
        answer = site.ask(dump, headers={"Range": "bytes=0-1", "If-Range": condition})
        assert (answer.status, answer.headers["Content-Length"]) == (200, whole)


def raw(server: Server, request: bytes) -> tuple[int, bytes]:
    """Send bytes as they are; the status and all that came back, `CLOSED` where nothing did."""
    with socket.create_connection((urlsplit(server.url).hostname, urlsplit(server.url).port), timeout=20) as connection:
        try:
            connection.sendall(request)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return CLOSED, b""
    received = received.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    return (int(received.split(b" ", 2)[1]) if received else CLOSED), received


USUAL: Final = b"Host: x\r\nConnection: close\r\n"
QUERY: Final = b"Content-Type: application/sparql-query\r\n"
POST: Final = b"POST /sparql HTTP/1.1\r\n" + USUAL

RAW: Final = {
    "raw-umlauts": ("GET /id/network/bürger HTTP/1.1\r\n".encode() + USUAL + b"\r\n", {404}),
    "two-slashes": (b"GET //doc/network/civitas HTTP/1.1\r\n" + USUAL + b"\r\n", {404}),
    "many-slashes": (b"GET /" + b"/" * 1000 + b"def HTTP/1.1\r\n" + USUAL + b"\r\n", {404}),
    "slashes-alone": (b"GET // HTTP/1.1\r\n" + USUAL + b"\r\n", {404}),
    "invalid-utf8": (b"GET /id/network/\xff\xfe HTTP/1.1\r\n" + USUAL + b"\r\n", {400, 404}),
    "raw-nul": (b"GET /id/\0 HTTP/1.1\r\n" + USUAL + b"\r\n", {400}),
    "raw-query": (b"GET /doc/network/civitas?lang=\xff HTTP/1.1\r\n" + USUAL + b"\r\n", {200, 400}),
    "64k-path": (b"GET /id/" + b"x" * 2**16 + b" HTTP/1.1\r\n" + USUAL + b"\r\n", {404, 414, 431}),
    "1m-path": (b"GET /id/" + b"x" * 2**20 + b" HTTP/1.1\r\n" + USUAL + b"\r\n", {CLOSED, 414, 431}),
    "1m-query": (b"GET /?" + b"x" * 2**20 + b" HTTP/1.1\r\n" + USUAL + b"\r\n", {CLOSED, 414, 431}),
    "1m-accept": (b"GET / HTTP/1.1\r\n" + USUAL + b"Accept: " + b"a/b," * 2**18 + b"\r\n\r\n", {CLOSED, 431}),
    "10000-accept": (b"GET / HTTP/1.1\r\n" + USUAL + b"Accept: " + b"text/html;q=0.1," * 10000 + b"\r\n\r\n", {200}),
    "10000-etags": (b"GET / HTTP/1.1\r\n" + USUAL + b"If-None-Match: " + b'"abcdef",' * 10000 + b"\r\n\r\n", {200}),
    "1000-fields": (
        b"GET / HTTP/1.1\r\n" + USUAL + b"".join(b"X-%d: y\r\n" % number for number in range(1000)) + b"\r\n",
        {200, 431},
    ),
    "bytes-in-fields": (b"GET /def HTTP/1.1\r\n" + USUAL + b"Accept: \xff\xfe\r\nCookie: \xfc\r\n\r\n", {200}),
    "bytes-in-name": (b"GET /def HTTP/1.1\r\n" + USUAL + b"X-\xff: a\r\n\r\n", {400}),
    "no-host": (b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", {200, 400}),
    "two-hosts": (b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", {200, 400}),
    "http-1.0": (b"GET /health HTTP/1.0\r\n\r\n", {200}),
    "http-9.9": (b"GET /health HTTP/9.9\r\n" + USUAL + b"\r\n", {400, 505}),
    "absolute-form": (b"GET http://evil.example/health HTTP/1.1\r\n" + USUAL + b"\r\n", {200}),
    "authority-form": (b"GET health HTTP/1.1\r\n" + USUAL + b"\r\n", {200, 400}),
    "asterisk": (b"OPTIONS * HTTP/1.1\r\n" + USUAL + b"\r\n", {200, 204, 404}),
    "trace": (b"TRACE /health HTTP/1.1\r\n" + USUAL + b"\r\n", {405}),
    "connect": (b"CONNECT evil.example:443 HTTP/1.1\r\n" + USUAL + b"\r\n", {400, 404, 405}),
    "propfind": (b"PROPFIND / HTTP/1.1\r\n" + USUAL + b"\r\n", {405}),
    "unheard-of": (b"FROBNICATE / HTTP/1.1\r\n" + USUAL + b"\r\n", {405, 501}),
    "lower-case": (b"get /health HTTP/1.1\r\n" + USUAL + b"\r\n", {200, 400, 405}),
    "no-target": (b"GET  HTTP/1.1\r\n" + USUAL + b"\r\n", {400}),
    "fragment": (b"GET /health#x HTTP/1.1\r\n" + USUAL + b"\r\n", {200, 400}),
    "tls": (b"\x16\x03\x01\x00\xa5\x01\r\n\r\n", {CLOSED, 400}),
    "length-negative": (POST + QUERY + b"Content-Length: -1\r\n\r\n", {400}),
    "length-no-number": (POST + QUERY + b"Content-Length: abc\r\n\r\n", {400}),
    "length-huge": (POST + QUERY + b"Content-Length: " + b"9" * 30 + b"\r\n\r\nASK {}", {400, 413}),
    "two-lengths": (POST + QUERY + b"Content-Length: 1\r\nContent-Length: 6\r\n\r\nASK {}", {400}),
    "chunked-get": (b"GET /health HTTP/1.1\r\n" + USUAL + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {200}),
    "chunked": (POST + QUERY + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n", {200}),
    "chunked-wrong": (POST + QUERY + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n", {CLOSED, 400}),
    "chunked-and-length": (
        POST + QUERY + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n",
        {200, 400},
    ),
    "other-transfer": (POST + QUERY + b"Transfer-Encoding: gzip\r\n\r\nxx", {400, 501}),
    "expect": (POST + QUERY + b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\nASK {}", {200}),
    "upgrade": (
        b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        {200},
    ),
    "cookie-parts": (b"GET /health HTTP/1.1\r\n" + USUAL + b"Cookie: a=b\r\nCookie: c\r\nCookie: \r\n\r\n", {200}),
    "multipart": (
        POST + b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 6\r\n\r\nASK {}",
        {415},
    ),
    "wide-form": (
        POST + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 40000\r\n\r\n" + b"a=1&" * 10000,
        {400, 413},
    ),
    "2m-form": (
        POST
        + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000006\r\n\r\nquery="
        + b"a" * 2_000_000,
        {CLOSED, 413},
    ),
    "20m-query": (POST + QUERY + b"Content-Length: 20000000\r\n\r\n" + b"a" * 20_000_000, {CLOSED, 413}),
}


@pytest.fixture(scope="module")
def hardy(server: Server) -> Iterator[Server]:
    """The server, which has to be well after all of these tests."""
    yield server
    with closing(OverSocket(server.url)) as asking:
        assert asking.ask("/health").status == 200
        assert asking.ask(DOCUMENT).status == 200


@pytest.mark.parametrize("name", RAW)
def test_what_is_hardly_http_is_answered_or_refused(hardy: Server, name: str) -> None:
    request, allowed = RAW[name]
    status, received = raw(hardy, request)
    assert status in allowed
    assert b"evil.example" not in received
    assert b"Traceback" not in received


def test_fields_that_come_twice_are_one_list(hardy: Server) -> None:
    for first, second, media_type in (
        ("text/html;q=0.1", TURTLE, b"text/turtle"),
        (f"{TURTLE};q=0.1", "text/html", b"text/html"),
    ):
        request = f"GET {DOCUMENT} HTTP/1.1\r\nAccept: {first}\r\nAccept: {second}\r\n".encode() + USUAL + b"\r\n"
        assert b"content-type: " + media_type in raw(hardy, request)[1]


def test_an_address_without_a_path_leads_to_no_other_host(hardy: Server) -> None:
    for target in (b"evil.example", b"http://evil.example"):
        status, received = raw(
            hardy, b"GET " + target + b" HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        )
        assert status in (200, 400)
        assert b"\r\nlocation:" not in received.lower()
        assert b"evil" not in received


def test_bytes_beyond_ascii_in_a_query_stay_what_they_are(hardy: Server) -> None:
    request = "GET /id/network/civitas?ü HTTP/1.1\r\n".encode() + USUAL + b"\r\n"
    assert f"location: {DOCUMENT}?%C3%BC\r\n".encode() in raw(hardy, request)[1]
