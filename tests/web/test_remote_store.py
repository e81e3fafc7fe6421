"""A query service that fails, asked through the application: a clear 503, and everything else goes on."""

import base64
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from engagiert_ld.publication import STORE_PASSWORD, STORE_USER, Credentials, load_deployment
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.stores import store_for
from engagiert_ld.web import create_app
from faulty import JSON, Behaviour, Faulty, faulty, message, raw, silent, slowly
from processes import wait_until
from running import ProjectFolder, free_port, serving

from .asking import BROWSER, InProcess, ask


def asking(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


QUERY: Final = asking("SELECT * { ?s ?p ?o }")
SECRET: Final = Credentials("anna", "s3cret")
SECONDS: Final = 0.3
RESULT_BYTES: Final = 10_000
SITE: Final = "http://here.example/"

SOLUTIONS: Final = b'{"head":{"vars":["s","n"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://a/"},"n":{"type":"uri","value":"http://n/"}}]}}'
NONE: Final = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
HTML: Final = b"<html><body>Wartung, Kennwort s3cret</body></html>"
CHUNKED: Final = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()


def cut_after(count: int) -> bytes:
    return message("200 OK", SOLUTIONS)[: -len(SOLUTIONS) + count]


# What the service does, and what is said of it in English and in German.
UNREACHABLE: Final = (
    "cannot be reached, or its answer is incomplete",
    "nicht erreichbar, oder seine Antwort ist unvollständig",
)
UNUSABLE: Final = ("gives no usable answer", "keine brauchbare Antwort")
CUT: Final = ("an incomplete answer is not handed on", "eine unvollständige Antwort wird nicht weitergegeben")
REFUSED: Final = ("refuses the credentials of this server", "weist die Zugangsdaten dieses Servers ab")
ELSEWHERE: Final = ("refers to another address", "verweist auf eine andere Adresse")
NOT_PUSHED: Final = ("sends it there with “engagiert-ld push”", "überträgt sie mit „engagiert-ld push“")
TOO_LONG: Final = (
    "takes too long and was stopped (limits.query_seconds = 0.3)",
    "dauert zu lange und wurde abgebrochen (limits.query_seconds = 0.3)",
)

FAULTS: Final[dict[str, tuple[Behaviour, tuple[str, str]]]] = {
    "closes": (raw(b""), UNREACHABLE),
    "no-http": (raw(b"SSH-2.0-x\r\n"), UNREACHABLE),
    "shorter-than-announced": (raw(cut_after(60)), UNREACHABLE),
    "one-byte-short": (raw(cut_after(len(SOLUTIONS) - 1)), UNREACHABLE),
    "cut-chunks": (raw(CHUNKED, b"%x\r\n" % len(SOLUTIONS), SOLUTIONS, b"\r\n"), UNREACHABLE),
    "cut-json": (raw(message("200 OK", SOLUTIONS[:-20])), UNUSABLE),
    "json-without-its-end": (raw(message("200 OK", SOLUTIONS[:-1])), UNUSABLE),
    "no-length-and-cut": (raw(f"HTTP/1.0 200 OK\r\nContent-Type: {JSON}\r\n\r\n".encode(), SOLUTIONS[:-20]), UNUSABLE),
    "page-with-200": (raw(message("200 OK", HTML, media_type="text/html")), UNUSABLE),
    "page-that-says-it-is-json": (raw(message("200 OK", HTML)), UNUSABLE),
    "nothing": (raw(message("200 OK", b"")), UNUSABLE),
    "other-json": (raw(message("200 OK", b'{"error": "s3cret"}')), UNUSABLE),
    "truth-for-solutions": (raw(message("200 OK", b'{"head":{},"boolean":true}')), UNUSABLE),
    "no-iri": (raw(message("200 OK", SOLUTIONS.replace(b"http://a/", b"a b"))), UNUSABLE),
    "500": (raw(message("500 Oops", HTML, media_type="text/html")), UNUSABLE),
    "503": (raw(message("503 Busy", HTML, media_type="text/html")), UNUSABLE),
    "404": (raw(message("404 Not Found", HTML, media_type="text/html")), UNUSABLE),
    "row-limit": (raw(message("200 OK", SOLUTIONS, "X-SPARQL-MaxRows: 1")), CUT),
    "time-limit": (raw(message("200 OK", SOLUTIONS, "X-SQL-State: S1TAT")), CUT),
    "wants-basic": (raw(message("401 No", HTML, 'WWW-Authenticate: Basic realm="x"')), REFUSED),
    "wants-digest": (
        raw(message("401 No", HTML, 'WWW-Authenticate: Digest realm="x", nonce="n", qop="auth"')),
        REFUSED,
    ),
    "wants-something-else": (raw(message("401 No", HTML, "WWW-Authenticate: Negotiate")), REFUSED),
    "forbids": (raw(message("403 No", HTML)), REFUSED),
    "redirects": (raw(message("302 Found", b"", "Location: /elsewhere")), ELSEWHERE),
    "not-pushed": (raw(message("200 OK", NONE)), NOT_PUSHED),
    "says-nothing": (silent, TOO_LONG),
    "dribbles": (slowly(message("200 OK", SOLUTIONS), pause_s=0.02), TOO_LONG),
    "dribbles-its-head": (slowly(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1000, pause_s=0.02), TOO_LONG),
}


@pytest.fixture(scope="module")
def service() -> Iterator[Faulty]:
    """A service that each test tells what to do."""
    with faulty(raw()) as running:
        yield running


def application(folder: ProjectFolder, address: str, credentials: Credentials | None, **limits: float) -> InProcess:
    """Essen's publication with queries answered by the service at an address; nothing is kept."""
    release, _ = Shelf(folder.path / "releases").newest()
    environ = {"ENGAGIERT_LD_SITE_URL": SITE, "ENGAGIERT_LD_STORE": address}
    if credentials:
        environ |= {STORE_USER: credentials.user, STORE_PASSWORD: credentials.password}
    deployment = load_deployment(folder.path, release.publication.base_iri, environ)
    bounds: dict[str, Any] = {"query_seconds": SECONDS, "result_bytes": RESULT_BYTES, "kept_bytes": 0} | limits
    deployment = replace(deployment, limits=replace(deployment.limits, **bounds))
    return InProcess(SITE, create_app(release, store_for(release, deployment, environ), deployment))


@pytest.fixture(scope="module")
def site(built: ProjectFolder, service: Faulty) -> InProcess:
    return application(built, service.url, SECRET)


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest, service: Faulty) -> tuple[str, str]:
    """The service has this fault; what is said of it."""
    service.behaviour, said = FAULTS[request.param]
    service.heads.clear()
    return said


def assert_said(site: InProcess, said: tuple[str, str]) -> None:
    """A program gets problem details, a person a page in German; neither tells anything of the inside."""
    en, de = said
    problem, page = site.ask(QUERY, JSON), site.ask(QUERY, BROWSER)
    assert (problem.status, problem.media_type) == (503, "application/problem+json")
    assert en in problem.json["detail"]
    assert (page.status, page.media_type) == (503, "text/html")
    assert de in page.text
    for answer in (problem, page):
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Cache-Control"] == "no-store"
        assert "s3cret" not in answer.text + str(answer.headers)
        assert "127.0.0.1" not in answer.text


def test_a_fault_of_the_service_is_503_with_a_clear_text(
    site: InProcess, service: Faulty, fault: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    started = time.monotonic()
    assert_said(site, fault)
    assert site.ask("/health").status == 503
    assert time.monotonic() - started < 3 * SECONDS + 2
    assert len(service.heads) <= 3 * 2, "what was refused is not tried on and on"
    assert "s3cret" not in caplog.text


def test_nobody_there_is_503(built: ProjectFolder) -> None:
    nobody = application(built, f"http://127.0.0.1:{free_port()}/sparql", None)
    assert_said(nobody, UNREACHABLE)


def test_everything_else_goes_on(site: InProcess, service: Faulty) -> None:
    service.behaviour = raw(b"")
    service.heads.clear()
    for path in (
        "/",
        "/doc/network/civitas.ttl",
        "/doc/network/civitas.html",
        "/validation.html",
        "/dataset.ttl",
        "/dataset.jsonld",
        "/def.html",
        "/sparql",
        "/sparql?query=DESCRIBE%20%3Cid/network/civitas%3E",
    ):
        assert site.ask(path).status == 200, path
    assert site.ask("/id/network/civitas").status == 303
    assert service.heads == []


def test_the_memory_of_the_service_is_not_promised(site: InProcess) -> None:
    assert "take 256 MiB of memory" not in site.ask("/sparql", "text/turtle").text


def test_a_query_is_checked_before_it_is_sent(site: InProcess, service: Faulty) -> None:
    service.heads.clear()
    for query in (
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "DROP ALL",
        "SELECT * FROM <http://elsewhere.example/> { ?s ?p ?o }",
        "SELECT * {",
        "SELECT ?x { BIND(1 AS ?x) BIND(2 AS ?x) }",
        "SELECT * { ?s x:y ?o }",
    ):
        assert site.ask(asking(query)).status == 400, query
    malformed = site.ask(asking("SELECT *\n{ ?s ?p }"), JSON)
    assert (malformed.json["line"], malformed.json["column"]) == (2, 10)
    assert service.heads == []


def test_what_the_service_does_not_take_is_400_with_its_words(site: InProcess, service: Faulty) -> None:
    service.behaviour = raw(
        message("400 Bad Request", b"Error SP031: too complex <x> " + b"x" * 5000, media_type="text/plain")
    )
    answer = site.ask(QUERY, JSON)
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert answer.json["detail"].startswith("The query service does not take this query: Error SP031: too complex")
    assert len(answer.json["detail"]) < 300


def test_a_large_result_is_413(site: InProcess, service: Faulty) -> None:
    service.behaviour = raw(message("200 OK", SOLUTIONS + b" " * RESULT_BYTES))
    answer = site.ask(QUERY, JSON)
    assert (answer.status, answer.json["limit"]) == (413, {"setting": "limits.result_bytes", "value": RESULT_BYTES})


def test_an_answer_that_grows_here_is_413(site: InProcess, service: Faulty) -> None:
    """What the service sends is within the limit, what would be sent from here is not."""
    many = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{}] * 2000}}, separators=(",", ":"))
    service.behaviour = raw(message("200 OK", many.encode()))
    assert site.ask(QUERY, JSON).status == 200
    assert site.ask(QUERY, "application/sparql-results+xml").status == 413


def test_redirects_are_not_followed(site: InProcess, service: Faulty) -> None:
    with faulty(raw(message("200 OK", SOLUTIONS))) as other:
        for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
            service.behaviour = raw(message(status, b"", f"Location: {other.url}"))
            assert_said(site, ELSEWHERE)
        assert other.heads == []


# Credentials


def protected(challenge: str) -> Behaviour:
    """Asks for credentials, and answers whoever gives some."""

    def answer(connection: socket.socket, head: bytes) -> None:
        known = b"\r\nauthorization: " in head.lower()
        refusal = message("401 No", b"", f"WWW-Authenticate: {challenge}")
        connection.sendall(message("200 OK", SOLUTIONS) if known else refusal)

    return answer


def authorisations(service: Faulty) -> list[str]:
    fields = (line.decode() for head in service.heads for line in head.splitlines())
    return [line.partition(": ")[2] for line in fields if line.lower().startswith("authorization:")]


def test_credentials_are_sent_when_they_are_asked_for_and_then_at_once(built: ProjectFolder, service: Faulty) -> None:
    own = application(built, service.url, SECRET)
    service.heads.clear()
    service.behaviour = raw(message("200 OK", SOLUTIONS))
    assert own.ask(QUERY, JSON).status == 200
    assert authorisations(service) == []
    service.behaviour = protected('Basic realm="x"')
    service.heads.clear()
    assert [own.ask(QUERY, JSON).status for _ in range(2)] == [200, 200]
    pair = base64.b64encode(b"anna:s3cret").decode()
    assert authorisations(service) == [f"Basic {pair}"] * 4
    assert len(service.heads) == 5, "each answer is followed by the question whether the release is there"


def test_digest_hides_the_password(built: ProjectFolder, service: Faulty) -> None:
    own = application(built, service.url, SECRET)
    service.behaviour = protected('Digest realm="x", nonce="abc", qop="auth", algorithm=MD5')
    service.heads.clear()
    assert own.ask(QUERY, JSON).status == 200
    sent = authorisations(service)
    assert all(field.startswith("Digest ") and 'username="anna"' in field for field in sent)
    assert "s3cret" not in str(service.heads)


def test_without_credentials_none_are_made_up(built: ProjectFolder, service: Faulty) -> None:
    service.behaviour = protected('Basic realm="x"')
    service.heads.clear()
    assert_said(application(built, service.url, None), REFUSED)
    assert authorisations(service) == []


# Many at once


def test_slow_queries_keep_no_page_waiting(built: ProjectFolder, service: Faulty, tmp_path: Path) -> None:
    """More queries than the server has threads for pages wait for a service that says nothing."""
    shutil.copytree(built.path, tmp_path / "own", symlinks=True, ignore=shutil.ignore_patterns("serve-*"))
    over = threading.Event()

    def wait(connection: socket.socket, head: bytes) -> None:
        over.wait(30)

    service.behaviour = raw(message("200 OK", SOLUTIONS))
    with (
        serving(ProjectFolder(tmp_path / "own"), "--no-build", ENGAGIERT_LD_STORE=service.url) as server,
        ThreadPoolExecutor(12) as clients,
    ):
        service.behaviour = wait
        slow = [clients.submit(ask, server.url, f"{QUERY}%23{number}") for number in range(12)]
        assert wait_until(lambda: sum(one.running() for one in slow) == 12)
        started = time.monotonic()
        for path in ("/doc/network/civitas.ttl", "/doc/network/civitas.html", "/def.html", "/dataset.jsonld"):
            assert ask(server.url, path).status == 200
        assert time.monotonic() - started < 8, "the queries take ten seconds"
        assert not any(one.done() for one in slow)
        over.set()
        assert {one.result().status for one in slow} == {503}


def test_too_many_queries_are_refused_at_once(built: ProjectFolder, service: Faulty) -> None:
    over = threading.Event()

    def wait(connection: socket.socket, head: bytes) -> None:
        over.wait(30)

    service.behaviour = wait
    service.heads.clear()
    busy = application(built, service.url, None, query_workers=1, waiting_queries=0, query_seconds=20.0)
    with ThreadPoolExecutor(1) as clients:
        first = clients.submit(busy.ask, QUERY, JSON)
        assert wait_until(lambda: len(service.heads) == 1)
        second = busy.ask(QUERY, JSON)
        assert (second.status, second.json["limit"]["setting"]) == (503, "limits.waiting_queries")
        over.set()
        assert first.result().status == 503


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself, with its key."""
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(file), "-out", f"{file}.crt"]
    subprocess.run([*command.split(), *names], check=True, capture_output=True, timeout=60)
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.mark.openssl
def test_https_is_spoken_with_whom_the_certificate_names(
    built: ProjectFolder, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with faulty(raw(message("200 OK", SOLUTIONS)), certificate) as secure:
        own = application(built, secure.url, SECRET)
        assert_said(own, UNREACHABLE)
        assert secure.heads == [], "nothing is sent to a server that is not trusted"
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
        assert own.ask(QUERY, JSON).status == 200
        secure.behaviour = slowly(message("200 OK", SOLUTIONS), pause_s=0.02)
        assert_said(own, TOO_LONG)
