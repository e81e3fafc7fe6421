"""Requests that are close to good ones, and requests that are not: bytes, as they go over a connection.

Everything is drawn from a `Random` that is handed in, so that a seed gives the same requests again.
"""

from dataclasses import dataclass
from random import Random
from typing import Final
from urllib.parse import quote

METHODS: Final = (
    *["GET"] * 12,
    *["HEAD"] * 3,
    *["POST"] * 4,
    "OPTIONS",
    "PUT",
    "DELETE",
    "TRACE",
    "PROPFIND",
    "get",
    "G\xcbT",
)

EXTENSIONS: Final = (
    "",
    "",
    ".ttl",
    ".html",
    ".jsonld",
    ".nt",
    ".rdf",
    ".trig",
    ".nq",
    ".linkset",
    ".csv",
    ".json",
    ".docx",
)
STEMS: Final = (
    "/",
    "/id/network/civitas",
    "/doc/network/civitas",
    "/doc/place/essen",
    "/doc/concept/roles",
    "/id/claim/c001",
    "/list/network",
    "/list/org",
    "/def",
    "/def/1.0.0",
    "/graph/links",
    "/shapes",
    "/context.jsonld",
    "/catalog",
    "/dataset",
    "/dataset/VERSION",
    "/dataset/VERSION/all.nt",
    "/dataset/VERSION/all.nt.gz",
    "/dumps/latest/all.ttl",
    "/validation",
    "/profile/plain",
    "/sparql",
    "/.well-known/security.txt",
    "/.well-known/void",
    "/.well-known/genid/x",
    "/static/style.css",
    "/health",
    "/none",
)
QUERIES: Final = (
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "CONSTRUCT WHERE { ?s a ?t } LIMIT 3",
    "DESCRIBE <id/network/civitas>",
    "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }",
    "INSERT DATA { <urn:s> <urn:p> <urn:o> }",
    'SELECT ("ä\\u00e4" AS ?x) {}',
    "SELECT * FROM <urn:x> { ?s ?p ?o }",
    "SELECT (",
    "",
)
PARAMETERS: Final = (
    "format",
    "_mediatype",
    "_profile",
    "lang",
    "query",
    "default-graph-uri",
    "named-graph-uri",
    "update",
    "x",
)
VALUES: Final = (
    "",
    "ttl",
    "html",
    "text/turtle",
    "plain",
    "full,expanded",
    "de",
    "en",
    "urn:x",
    "%00",
    "%FF",
    "%C3%BC",
    "%0d%0a",
    *map(quote, QUERIES),
)

TYPES: Final = (
    "*/*",
    "text/html",
    "text/turtle",
    "application/ld+json",
    "application/rdf+xml",
    "text/*",
    "application/json",
    "image/png",
    "a/b/c",
    "*",
)
LISTS: Final = (
    *TYPES,
    "de",
    "en-GB",
    "gzip",
    "br",
    "zstd",
    "identity",
    '"abc"',
    "W/",
    "<urn:x>",
    "https://w3id.org/engagiert-ld/profile/full",
)
GLUE: Final = (
    ",",
    ", ",
    ";",
    "; ",
    ";q=0",
    ";q=0.5",
    ";q=x",
    ";profile=",
    '"',
    "\\",
    "=",
    " ",
    "\t",
    "<",
    ">",
    "bytes=",
    "0-9",
    "-5",
    "99999999999999999999-",
    "é",
    "*",
)
DATES: Final = (
    "Sun, 22 Nov 2026 00:00:00 GMT",
    "Mon, 01 Jan 1900 00:00:00 GMT",
    "Mon, 01 Jan 99999 00:00:00 GMT",
    "Mon, 01 Jan 2020 00:00:00 +99999999999",
    "Mon, 32 Foo 2020 25:61:61 -0000",
)
FIELDS: Final = (
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Accept-Profile",
    "If-None-Match",
    "If-Match",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "If-Range",
    "Range",
    "Host",
    "X-Forwarded-Host",
    "Cookie",
    "Authorization",
    "Origin",
    "Access-Control-Request-Method",
    "Content-Type",
    "Expect",
    "Upgrade",
)
BODY_TYPES: Final = (
    "application/sparql-query",
    "application/x-www-form-urlencoded",
    "application/sparql-update",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/sparql-query; charset=utf-16",
)
FRAMINGS: Final = (
    "Content-Length: -1",
    "Content-Length: abc",
    "Content-Length: 3\r\nContent-Length: 4",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip",
    "Content-Length: 99999999999999999999999",
)


INSERTED: Final = (
    b"/",
    b"//",
    b"/../",
    b"/./",
    b"%2e%2e",
    b"%2F",
    b"%00",
    b"%",
    b"%zz",
    b"%FF",
    b"%0d%0a",
    b"?",
    b"#",
    b"&",
    b";",
    b"=",
    b"\xc3\xbc",
    b"\xff",
    b"\0",
    b" ",
    b"x" * 5000,
)


@dataclass(frozen=True)
class Sent:
    """One request; where it is `broken`, it may break the connection, which is then not used again."""

    method: str
    raw: bytes
    broken: bool

    def replay(self, host: str, port: int) -> str:
        """The command that sends the same bytes once more."""
        escaped = "".join(
            f"\\x{byte:02x}" if byte < 33 or byte > 126 or byte in b"\\'%" else chr(byte) for byte in self.raw
        )
        return f"printf '%b' '{escaped}' | curl --silent --max-time 5 telnet://{host}:{port} | head -c 2000"


def drawn(rng: Random) -> Sent:
    """One request: of fifty, one is nothing but bytes."""
    if rng.random() < 0.02:
        return Sent("", rng.randbytes(rng.randint(1, 200)) + b"\r\n\r\n", True)
    changes = [_change(rng) for _ in range(rng.choice((0, 0, 0, 0, 1, 2)))]
    fields = [(rng.choice(FIELDS), _value(rng)) for _ in range(rng.randint(0, 4))]
    body = (rng.choice(BODY_TYPES), _body(rng)) if rng.random() < 0.7 else None
    framing = rng.choice(FRAMINGS) if rng.random() < 0.1 else None
    return assembled(rng.choice(METHODS), _address(rng), changes, fields, body, framing)


def _address(rng: Random) -> bytes:
    query = "&".join(f"{rng.choice(PARAMETERS)}={rng.choice(VALUES)}" for _ in range(rng.choice((0, 0, 1, 1, 2, 4))))
    return f"{rng.choice(STEMS)}{rng.choice(EXTENSIONS) if rng.random() < 0.4 else ''}{'?' if query else ''}{query}".encode()


def _change(rng: Random) -> tuple[float, int, bytes]:
    come = rng.choice(INSERTED) if rng.random() < 0.7 else rng.randbytes(rng.randint(0, 4))
    return rng.random(), rng.randint(0, 6), come


def _value(rng: Random) -> str:
    """Members and marks in any order, dates, any characters, or one thing many times."""
    match rng.randint(0, 5):
        case 0:
            return rng.choice(DATES)
        case 1:
            return "".join(
                chr(rng.choice((rng.randint(32, 126), rng.randint(128, 255)))) for _ in range(rng.randint(0, 30))
            )
        case 2:
            return rng.choice((*LISTS, *GLUE)) * rng.randint(1, 3000)
    return "".join(rng.choice((*LISTS, *GLUE)) for _ in range(rng.randint(0, 12)))


def _body(rng: Random) -> bytes:
    query = rng.choice(QUERIES)
    match rng.randint(0, 9):
        case 0:
            return rng.randbytes(rng.randint(0, 200))
        case 1:
            return b"x" * rng.randint(1, 500_000)
        case number if number < 6:
            return query.encode()
    return f"query={quote(query)}".encode()


def mutated(address: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """At each place some bytes go and others come."""
    for place, gone, come in changes:
        at = int(place * len(address))
        address = address[:at] + come + address[at + gone :]
    return address


def assembled(
    method: str,
    address: bytes,
    changes: list[tuple[float, int, bytes]],
    given: list[tuple[str, str]],
    body: tuple[str, bytes] | None,
    framing: str | None,
) -> Sent:
    """The request as bytes."""
    target = mutated(address, changes)
    lines = [method.encode("latin-1") + b" " + target + b" HTTP/1.1"]
    lines += [f"{name}: {value}".encode("latin-1") for name, value in given]
    if all(name != "Host" for name, _ in given):
        lines.append(b"Host: fuzz")
    if any(name in ("Upgrade", "Expect") for name, _ in given):
        lines.append(b"Connection: close")
    content = b""
    if method == "POST" and body:
        content = body[1]
        lines.append(f"Content-Type: {body[0]}".encode())
        lines.append(framing.encode() if framing else b"Content-Length: %d" % len(content))
    raw = b"\r\n".join(lines) + b"\r\n\r\n" + content
    odd = any(byte in target for byte in b" \r\n\0") or not method.isascii()
    return Sent(method, raw, odd or framing is not None)
