"""A site with a catalogue that a test makes up, served as it is told: each address with its status, fields and bytes."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import NamedTuple

TURTLE = "text/turtle; charset=utf-8"


class Reply(NamedTuple):
    """What is answered; `head` are fields of HEAD only, in place of those of GET."""

    body: bytes | Callable[[], bytes]
    media_type: str = TURTLE
    status: int = 200
    fields: Mapping[str, str] = MappingProxyType({})
    head: dict[str, str] | None = None
    head_status: int = 0


@dataclass
class Catalogued:
    """The site: its address, what it answers by path, and the requests that came."""

    url: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def says(self, path: str, turtle: str, **more: object) -> None:
        """Answer a path with Turtle, where `{site}` is the address of this site."""
        self.replies[path] = Reply((PREFIXES + turtle).replace("{site}", self.url).encode(), **more)  # type: ignore[arg-type]


PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""


@contextmanager
def catalogued() -> Iterator[Catalogued]:
    """The site, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def _answer(self) -> None:
            site.asked.append(f"{self.command} {self.path}")
            reply = site.replies.get(self.path, Reply(b"", status=404))
            is_head = self.command == "HEAD"
            body = reply.body() if callable(reply.body) else reply.body
            fields = {"Content-Type": reply.media_type, "Content-Length": str(len(body)), **reply.fields}
            fields |= (reply.head or {}) if is_head else {}
            self.send_response(reply.head_status if is_head and reply.head_status else reply.status)
            for name, value in fields.items():
                self.send_header(name, value)
            self.end_headers()
            if not is_head:
                self.wfile.write(body)
            if int(fields["Content-Length"]) != len(body):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site = Catalogued(f"http://127.0.0.1:{server.server_address[1]}/")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
    thread.join(10)
