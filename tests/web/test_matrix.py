"""Resource × media range × method × condition: what is expected stands in tables, and both ways of asking agree.

A server that keeps its answers and an application that keeps none are asked the same; they are compared with the table, and
with each other field for field and byte for byte.
"""

import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import pytest

from running import ProjectFolder, Server

from .asking import BROWSER, Answer, InProcess, OverSocket

RANGES: Final = {
    "none": None,
    "any": "*/*",
    "turtle": "text/turtle",
    "html": "text/html",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "ntriples": "application/n-triples",
    "nquads": "application/n-quads",
    "trig": "application/trig",
    "linkset": "application/linkset+json",
    "csv": "text/csv",
    "json": "application/json",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "tsv": "text/tab-separated-values",
    "text": "text/*",
    "application": "application/*",
    "browser": BROWSER,
    "weights": "text/html;q=0.5, text/turtle",
    "not-turtle": "text/turtle;q=0, */*",
    "parameters": 'text/turtle;charset=utf-8;x="a,b;q=0"',
    "capitals": "TEXT/HTML",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
    "nothing": "*/*;q=0",
    "image": "image/png",
    "garbage": ';;,nonsense,"',
}

TYPES: Final = {
    "T": "text/turtle; charset=utf-8",
    "H": "text/html; charset=utf-8",
    "J": "application/ld+json",
    "X": "application/rdf+xml",
    "N": "application/n-triples",
    "Q": "application/n-quads",
    "G": "application/trig",
    "L": "application/linkset+json",
    "K": "application/json",
    "C": "text/csv; charset=utf-8",
    "V": "text/tab-separated-values; charset=utf-8",
    "S": "application/sparql-results+json",
    "Y": "application/sparql-results+xml",
    "Z": "application/gzip",
    "P": "text/plain; charset=utf-8",
    "O": "text/css; charset=utf-8",
}

# One letter is a type; `-` is 406. The column `error` tells the form of an error: `h` a page, `p` problem details.
EXPECTED: Final = """
range        document graph catalogue report list start result error
none            T       T       T       T     H     H      S     p
any             T       T       T       T     H     H      S     p
turtle          T       T       T       T     T     -      -     p
html            H       -       H       H     H     H      H     h
jsonld          J       J       J       J     -     -      -     p
rdfxml          X       X       X       X     -     -      -     p
ntriples        N       N       N       N     -     -      -     p
nquads          Q       Q       -       -     -     -      -     p
trig            G       G       -       -     -     -      -     p
linkset         L       L       L       L     L     L      -     p
csv             -       -       -       -     C     -      C     p
json            J       J       J       K     K     -      S     p
srj             -       -       -       -     -     -      S     p
srx             -       -       -       -     -     -      Y     p
tsv             -       -       -       -     -     -      V     p
text            T       T       T       T     H     H      C     p
application     J       J       J       K     K     L      S     p
browser         H       X       H       H     H     H      H     h
weights         T       T       T       T     T     H      H     p
not-turtle      H       J       H       H     H     H      S     p
parameters      T       T       T       T     T     -      -     p
capitals        H       -       H       H     H     H      H     h
xhtml           H       -       H       H     H     H      H     h
xml             X       X       X       X     -     -      Y     p
nothing         -       -       -       -     -     -      -     p
image           -       -       -       -     -     -      -     p
garbage         T       T       T       T     H     H      S     p
"""

SHORT: Final = "public, max-age=300, stale-while-revalidate=3600"
FOR_EVER: Final = "public, max-age=31536000, immutable"
WRITING: Final = ("POST", "PUT", "DELETE")

NEGOTIATED: Final = "Accept, Accept-Profile, Accept-Encoding"
NEGOTIATED_PAGE: Final = "Accept, Accept-Profile, Accept-Language, Accept-Encoding"
VARY: Final = {
    "document": (NEGOTIATED, NEGOTIATED_PAGE),
    "graph": (NEGOTIATED, NEGOTIATED_PAGE),
    "catalogue": (NEGOTIATED, NEGOTIATED_PAGE),
    "report": (NEGOTIATED, NEGOTIATED_PAGE),
    "list": ("Accept, Accept-Encoding", "Accept, Accept-Language, Accept-Encoding"),
    "start": ("Accept, Accept-Encoding", "Accept, Accept-Language, Accept-Encoding"),
    "result": ("Accept, Accept-Encoding", "Accept, Accept-Language, Accept-Encoding"),
    "fixed": ("Accept-Encoding", "Accept-Language, Accept-Encoding"),
}
"""Of data, and of pages."""


@dataclass(frozen=True)
class Row:
    """One resource. `column` is one of the table, or `fixed`, `redirect`, `unknown`, `health`; `is` its type or target."""

    path: str
    column: str
    fixed: str = ""
    cache: str = SHORT
    page_cache: str = ""
    allow: str = "GET, HEAD, OPTIONS"
    posted: int = 405
    written: int = 405


DOCUMENT: Final = "/doc/network/civitas"
RESOURCES: Final = {
    "thing": Row("/id/network/civitas", "redirect", DOCUMENT),
    "document": Row(DOCUMENT, "document"),
    "document.ttl": Row(f"{DOCUMENT}.ttl", "fixed", "T"),
    "document.html": Row(f"{DOCUMENT}.html", "fixed", "H"),
    "document.jsonld": Row(f"{DOCUMENT}.jsonld", "fixed", "J"),
    "document.nt": Row(f"{DOCUMENT}.nt", "fixed", "N"),
    "document.nq": Row(f"{DOCUMENT}.nq", "fixed", "Q"),
    "document.trig": Row(f"{DOCUMENT}.trig", "fixed", "G"),
    "document.rdf": Row(f"{DOCUMENT}.rdf", "fixed", "X"),
    "document.xml": Row(f"{DOCUMENT}.xml", "fixed", "X"),
    "document.linkset": Row(f"{DOCUMENT}.linkset", "fixed", "L"),
    "list": Row("/list/network", "list"),
    "list.csv": Row("/list/network.csv", "fixed", "C"),
    "terms": Row("/def", "document"),
    "dated-terms": Row("/def/1.0.0", "document", cache=FOR_EVER, page_cache=SHORT),
    "scheme": Row("/doc/concept/roles", "document"),
    "graph": Row("/graph/links", "graph"),
    "shapes": Row("/shapes", "graph"),
    "context": Row("/context.jsonld", "fixed", "J"),
    "catalogue": Row("/catalog", "catalogue"),
    "dataset": Row("/dataset", "catalogue"),
    "dated-dataset": Row("/dataset/VERSION", "catalogue", cache=FOR_EVER, page_cache=SHORT),
    "dump": Row("/dataset/VERSION/all.nt", "fixed", "N", FOR_EVER),
    "packed-dump": Row("/dataset/VERSION/all.nt.gz", "fixed", "Z", FOR_EVER),
    "latest-dump": Row("/dumps/latest/all.nt", "redirect", "/dataset/VERSION/all.nt"),
    "validation": Row("/validation", "report"),
    "profile": Row("/profile/plain", "document"),
    "sparql": Row("/sparql", "document", allow="GET, HEAD, OPTIONS, POST, QUERY", posted=415),
    "query": Row(
        "/sparql?query=ASK%7B%7D",
        "result",
        cache="public, max-age=300",
        allow="GET, HEAD, OPTIONS, POST, QUERY",
        posted=415,
    ),
    "start": Row("/", "start"),
    "security.txt": Row("/.well-known/security.txt", "fixed", "P"),
    "style": Row("/static/style.css", "fixed", "O"),
    "health": Row("/health", "health", "K", "no-store"),
    "unknown-thing": Row("/id/network/none", "unknown"),
    "unknown-path": Row("/none", "unknown", allow="", posted=404, written=404),
}

FULLY: Final = ("none", "html", "browser", "image")
"""For these ranges the application that keeps nothing, and makes each answer anew, is asked by all methods; else by GET alone."""

MODIFIED: Final = "Sun, 22 Nov 2026 00:00:00 GMT"
BEFORE, AFTER = "Sat, 21 Nov 2026 23:59:59 GMT", "Sun, 22 Nov 2026 00:00:01 GMT"

# `TAG` stands for the tag of the representation.
CONDITIONS: Final = (
    ({"If-None-Match": "TAG"}, 304),
    ({"If-None-Match": '"other"'}, 200),
    ({"If-None-Match": '"other", TAG, "third"'}, 304),
    ({"If-None-Match": "W/TAG"}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-Modified-Since": BEFORE}, 200),
    ({"If-Modified-Since": MODIFIED}, 304),
    ({"If-Modified-Since": AFTER}, 304),
    ({"If-None-Match": '"other"', "If-Modified-Since": AFTER}, 200),
    ({"If-None-Match": "TAG", "If-Modified-Since": BEFORE}, 304),
)


def table() -> dict[str, dict[str, str]]:
    """What stands in EXPECTED, by range and column."""
    head, *rows = (line.split() for line in EXPECTED.strip().splitlines())
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


TABLE: Final = table()
CASES: Final = list(itertools.product(RESOURCES, RANGES))


@pytest.fixture(scope="module")
def over_socket(server: Server) -> Iterator[OverSocket]:
    with closing(OverSocket(server.url)) as asking:
        yield asking


@dataclass(frozen=True)
class Pair:
    """Both ways of asking, which have to agree."""

    over_socket: OverSocket
    client: InProcess
    version: str

    def ask(self, path: str, accept: str | None, method: str = "GET") -> Answer:
        path = path.replace("VERSION", self.version)
        first = self.over_socket.ask(path, accept, method=method)
        second = self.client.ask(path, accept, method=method)
        assert (first.status, first.fields, first.body) == (second.status, second.fields, second.body)
        return first


@pytest.fixture(scope="module")
def both(over_socket: OverSocket, client: InProcess, built: ProjectFolder) -> Pair:
    return Pair(over_socket, client, built.current.name)


def test_the_table_has_a_row_for_each_range() -> None:
    assert list(TABLE) == list(RANGES)


@pytest.mark.parametrize(("name", "media_range"), CASES, ids=lambda value: value)
def test_status_type_and_fields_are_those_of_the_table(both: Pair, name: str, media_range: str) -> None:
    row, accept, form = RESOURCES[name], RANGES[media_range], TABLE[media_range]["error"]
    answer = both.ask(row.path, accept)
    letter = row.fixed if row.column in ("fixed", "health") else TABLE[media_range].get(row.column, "")
    if row.column == "redirect":
        check_redirection(answer, row, both.version)
    elif row.column == "unknown" or letter == "-":
        check_error(answer, 404 if row.column == "unknown" else 406, form)
    elif row.column == "health":
        assert (answer.status, answer.content_type) == (200, TYPES[letter])
        assert answer.headers["Cache-Control"] == "no-store"
    else:
        check_representation(answer, row, letter)
    asking = both if media_range in FULLY else both.over_socket
    head = asking.ask(row.path.replace("VERSION", both.version), accept, method="HEAD")
    assert (head.status, head.fields, head.body) == (answer.status, answer.fields, b"")
    check_conditions(both, answer, name, media_range)


@pytest.mark.parametrize("name", RESOURCES)
def test_other_methods_are_refused_or_explained(both: Pair, name: str) -> None:
    row = RESOURCES[name]
    for media_range, accept in RANGES.items():
        options = both.ask(row.path, accept, "OPTIONS")
        assert options.status == (200 if row.allow else 404)
        assert ", ".join(sorted((options.headers["Allow"] or "").split(", "))) == row.allow
        for method in WRITING if media_range in FULLY else ():
            answer = both.ask(row.path, accept, method)
            check_error(answer, row.posted if method == "POST" else row.written, TABLE[media_range]["error"])


def check_redirection(answer: Answer, row: Row, version: str) -> None:
    assert answer.status == (302 if "latest" in row.path else 303)
    assert answer.headers["Location"] == row.fixed.replace("VERSION", version)
    assert (answer.headers["Vary"], answer.headers["Cache-Control"]) == ("Accept", SHORT)
    assert "ETag" not in answer.headers


def check_error(answer: Answer, status: int, form: str) -> None:
    assert answer.status == status
    assert answer.content_type == ("text/html; charset=utf-8" if form == "h" else "application/problem+json")
    assert (answer.headers["Vary"], answer.headers["Cache-Control"]) == (
        "Accept, Accept-Language",
        "public, max-age=60",
    )
    assert answer.headers["Content-Language"] == ("de" if form == "h" else None)
    assert "ETag" not in answer.headers


def check_representation(answer: Answer, row: Row, letter: str) -> None:
    assert (answer.status, answer.content_type) == (200, TYPES[letter])
    assert answer.headers["Vary"] == VARY[row.column][letter == "H"]
    assert answer.headers["Cache-Control"] == (row.page_cache or row.cache if letter == "H" else row.cache)
    assert answer.headers["Content-Language"] == ("de" if letter == "H" else None)
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Last-Modified"] == MODIFIED
    assert answer.headers["ETag"]
    assert answer.headers["Repr-Digest"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert ("Content-Security-Policy" in answer.headers) == (letter == "H")


def check_conditions(both: Pair, answer: Answer, name: str, media_range: str) -> None:
    """All conditions of a server; without one, where each answer is made anew, the first alone."""
    tag, path = answer.headers["ETag"], RESOURCES[name].path.replace("VERSION", both.version)
    accept = RANGES[media_range]
    wanted = {} if accept is None else {"Accept": accept}
    for number, (fields, status) in enumerate(CONDITIONS):
        sent = {name: value.replace("TAG", tag or '"none"') for name, value in fields.items()}
        again = both.over_socket.ask_once(path, "GET", None, sent | wanted)
        if number == 0 and media_range in FULLY:
            anew = both.client.ask(path, accept, headers=sent)
            assert (anew.status, anew.fields, anew.body) == (again.status, again.fields, again.body)
        if tag is None or status == 200:
            assert (again.status, again.body) == (answer.status, answer.body)
        else:
            assert (again.status, again.body) == (304, b"")
            for field in ("ETag", "Vary", "Cache-Control", "Content-Location"):
                assert again.headers[field] == answer.headers[field]
