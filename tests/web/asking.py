"""A plain HTTP client: one request, no redirect followed, no header added that a test does not name."""

import http.client
import json
import re
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from pyoxigraph import RdfFormat, parse, serialize
from rdflib import Graph

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB_FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
OXIGRAPH_FORMATS = {
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}


@dataclass(frozen=True)
class Link:
    """One member of a `Link` field."""

    target: str
    relation: str
    media_type: str
    profile: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def content_type(self) -> str:
        return str(self.headers["Content-Type"])

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0]

    @property
    def vary(self) -> set[str]:
        return {name.strip() for name in self.headers.get("Vary", "").split(",")}

    @property
    def links(self) -> list[Link]:
        found = []
        for field in self.headers.get_all("Link") or []:
            for target, parameters in re.findall(r"<([^>]*)>((?:;[^,<]*)*)", field):
                given = dict(re.findall(r'(\w+)="([^"]*)"', parameters))
                found.append(Link(target, given["rel"], given.get("type", ""), given.get("profile", "")))
        return found

    def linked(self, relation: str) -> list[str]:
        return [link.target for link in self.links if link.relation == relation]

    @property
    def graph(self) -> Graph:
        """The triples of the body, read after the announced type; named graphs are merged."""
        if self.media_type in OXIGRAPH_FORMATS:
            quads = parse(self.body, format=OXIGRAPH_FORMATS[self.media_type])
            triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
            return Graph().parse(data=triples, format="nt")
        return Graph().parse(data=self.text, format=RDFLIB_FORMATS[self.media_type])


def ask(
    base: str,
    path: str,
    accept: str | None = None,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Ask the server at `base` for `path`, which is sent as it is."""
    parts = urlsplit(base)
    sent = dict(headers or {}) | ({"Accept": accept} if accept is not None else {})
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True, skip_host="Host" in sent)
        for name, value in sent.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return Answer(urljoin(base, path), response.status, response.headers, response.read())
    finally:
        connection.close()


def query(base: str, text: str, accept: str | None = None, **parameters: str | list[str]) -> Answer:
    """A query by GET, with further parameters (`_` stands for `-` in their names)."""
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return ask(base, "/sparql?" + urlencode({"query": text} | named, doseq=True), accept)
