"""Results that are kept: what was asked before is answered without asking the store again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from engagiert_ld.store import WHOLE_RELEASE
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.kept import RESULTS_KEY
from engagiert_ld.web.paging import WHOLE
from engagiert_ld.web.results import Results
from processes import command_of, descendants
from running import ProjectFolder, Server, serving

from .asking import BROWSER, Answer, ask, query
from .conftest import in_process

QUESTION = "SELECT ?s { ?s a ?type } ORDER BY ?s LIMIT 3"
ALIKE = "SELECT ?s # what is there\n{\n  ?s a ?type\n}\nORDER BY ?s\tLIMIT 3"
CSV = "text/csv"
DIRECT = {"Content-Type": "application/sparql-query"}


@pytest.fixture(scope="module")
def own_server(built: ProjectFolder) -> Iterator[Server]:
    with serving(built, "--no-build") as server:
        yield server


@contextmanager
def without_store(server: Server) -> Iterator[None]:
    """Whatever asks the store has to wait until this ends."""
    stopped = [pid for pid in descendants(server.process.pid) if "engagiert_ld.store.zygote" in command_of(pid)]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def told(answer: Answer) -> tuple[int, str | None, bytes]:
    return answer.status, answer.headers["ETag"], answer.body


def test_what_was_asked_before_is_answered_without_the_store(own_server: Server) -> None:
    url = own_server.url
    answers = {accept: query(url, QUESTION, accept) for accept in (CSV, "text/turtle;q=0.1, text/csv", None)}
    asked = query(url, "ASK { ?s ?p ?o }", BROWSER)
    with without_store(own_server):
        for accept, answer in answers.items():
            assert told(query(url, QUESTION, accept)) == told(answer)
        first = answers[CSV]
        assert told(query(url, ALIKE, CSV)) == told(first), "white space and comments mean nothing"
        assert told(query(url, QUESTION, "text/csv, */*;q=0.1")) == told(first), "another client"
        assert told(query(url, QUESTION, format="csv")) == told(first)
        posted = ask(url, "/sparql", CSV, method="POST", body=QUESTION.encode(), headers=DIRECT)
        assert posted.body == first.body
        page = query(url, "ASK { ?s ?p ?o }", BROWSER)
        assert (page.status, page.body) == (asked.status, asked.body)
        etag = str(first.headers["ETag"])
        path = first.url.removeprefix(url.rstrip("/"))
        assert ask(url, path, CSV, headers={"If-None-Match": etag}).status == 304
        assert ask(url, path, CSV, method="HEAD").headers["Content-Length"] == str(len(first.body))
        assert ask(url, path, CSV, headers={"Accept-Encoding": "gzip"}).status == 200


@pytest.mark.parametrize("function", ["RAND()", "NOW()", "UUID()", "struuid()"])
def test_what_is_different_each_time_is_not_kept(own_server: Server, function: str) -> None:
    text = f"SELECT ({function} AS ?x) {{}}"
    first, second = query(own_server.url, text, CSV), query(own_server.url, text, CSV)
    assert first.body != second.body
    assert first.headers["Cache-Control"] == "no-store"
    kept = query(own_server.url, f'SELECT ("{function}" AS ?x) {{}}', CSV)
    assert kept.headers["Cache-Control"] != "no-store", "a text is no function"


def test_other_graphs_and_other_formats_are_other_results(own_server: Server) -> None:
    url = own_server.url
    graph = query(url, "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g LIMIT 1", CSV).text.splitlines()[1]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert query(url, count, CSV).body != query(url, count, CSV, default_graph_uri=graph).body
    assert query(url, count, CSV).body != query(url, count, "application/sparql-results+json").body


def asking(number: int) -> Asked:
    return Asked({"REQUEST_METHOD": "GET", "PATH_INFO": "/sparql", "QUERY_STRING": f"query={number}"})


def test_no_more_is_kept_than_may_be(built: ProjectFolder) -> None:
    site = in_process(built, "http://127.0.0.1/", kept_bytes=1_000_000)
    results = site.app.extensions[RESULTS_KEY]
    assert isinstance(results, Results)
    for number in range(1, 60):
        text = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {number * 10}"
        assert site.ask(f"/sparql?{urlencode({'query': text})}").status == 200
        assert results.total_bytes <= 1_000_000
    assert results.total_bytes > 300_000
    for number in range(5000):
        results.note(asking(number), ("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 590", WHOLE_RELEASE, "srj", WHOLE))
    assert results.total_bytes <= 1_000_000
