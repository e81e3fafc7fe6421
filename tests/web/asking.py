"""A plain HTTP client: one request, no redirect followed, no header added that a test does not name."""

import http.client
import json
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, Final, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
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


HOP: Final = ("date", "server", "connection")
"""Fields of the connection and of the moment, not of the answer."""


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
    def fields(self) -> list[tuple[str, str]]:
        """All header fields but those of the connection, in the order of their names."""
        found = [(name.lower(), value) for name, value in self.headers.items()]
        return sorted(pair for pair in found if pair[0] not in HOP)

    @property
    def vary(self) -> set[str]:
        return {name.strip() for name in self.headers.get("Vary", "").split(",")}

    @property
    def links(self) -> list[Link]:
        found = []
        for value in self.headers.get_all("Link") or []:
            for target, parameters in re.findall(r"<([^>]*)>((?:;[^,<]*)*)", value):
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
    address: str = "",
) -> Answer:
    """Ask the server at `base` for `path`, which is sent as it is, from an `address` of this machine."""
    sent = dict(headers or {}) | ({"Accept": accept} if accept is not None else {})
    source = (address, 0) if address else None
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30, source_address=source)
    try:
        return send(connection, base, path, method, body, sent)
    finally:
        connection.close()


def send(
    connection: http.client.HTTPConnection,
    base: str,
    path: str,
    method: str,
    body: bytes | None,
    headers: dict[str, str],
) -> Answer:
    """One request over a connection."""
    connection.putrequest(method, path, skip_accept_encoding=True, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    response = connection.getresponse()
    return Answer(urljoin(base, path), response.status, response.headers, response.read())


class Site(Protocol):
    """A publication that answers, whichever way it is asked."""

    @property
    def url(self) -> str:
        """Its `site_url`."""
        ...

    def ask(
        self,
        path: str,
        accept: str | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """The answer, without following a redirect."""
        ...


@dataclass
class OverSocket:
    """A server, over one connection that is kept; what only reads is asked twice and has to be answered alike.

    The first answer comes from the framework, the second one, where it is kept, from memory.
    """

    url: str
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(
        self,
        path: str,
        accept: str | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        sent = dict(headers or {}) | ({"Accept": accept} if accept is not None else {})
        answer = self.ask_once(path, method, body, sent)
        if method in ("GET", "HEAD"):
            again = self.ask_once(path, method, body, sent)
            assert (again.status, again.fields, again.body) == (answer.status, answer.fields, answer.body)
        return answer

    def ask_once(self, path: str, method: str, body: bytes | None, sent: dict[str, str]) -> Answer:
        """The answer to one request, sent again only where the server has ended the connection meanwhile."""
        try:
            return self._send(path, method, body, sent)
        except (ConnectionError, http.client.BadStatusLine):
            self.close()
            return self._send(path, method, body, sent)

    def _send(self, path: str, method: str, body: bytes | None, sent: dict[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        return send(self._connection, self.url, path, method, body, sent)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True)
class InProcess:
    """An application that keeps nothing, asked without a server: each answer is made by the framework."""

    url: str
    app: Flask

    def ask(
        self,
        path: str,
        accept: str | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        sent = dict(headers or {}) | ({"Accept": accept} if accept is not None else {})
        response = self.app.test_client().open(path, base_url=self.url, method=method, data=body, headers=sent)
        fields = Message()
        for name, value in response.headers.items():
            fields[name] = value
        return Answer(urljoin(self.url, path), response.status_code, fields, response.get_data())


def query(base: str, text: str, accept: str | None = None, **parameters: str | list[str]) -> Answer:
    """A query by GET, with further parameters (`_` stands for `-` in their names)."""
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return ask(base, "/sparql?" + urlencode({"query": text} | named, doseq=True), accept)
