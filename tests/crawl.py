"""A walk through a whole site: every link that it announces is followed, and what is promised about it is compared.

    python tests/crawl.py http://127.0.0.1:8000/ https://base.example.org/

Starts at the first address; names in the data begin with the second. Prints what does not hold, and what was seen.
"""

import http.client
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

HTML = "text/html"
LINKSET = "application/linkset+json"
RDF = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


@dataclass(frozen=True)
class Link:
    """A link as it was found; `relation` is `a` for one in the text of a page, `resource` for what a page loads."""

    relation: str
    target: str
    media_type: str = ""
    profile: str = ""


@dataclass
class Got:
    """What is remembered of an answer."""

    status: int
    media_type: str
    location: str
    fields: frozenset[Link]
    links: set[Link]


class Page(HTMLParser):
    """The links of a page: those of its head and those of its text."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self._url = url
        self.head: set[Link] = set()
        self.text: set[Link] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = given.get("href") or given.get("src") or given.get("action")
        if tag == "link" and given["rel"] not in ("stylesheet", "icon"):
            self.head.add(Link(given["rel"], given["href"], given.get("type", ""), given.get("profile", "")))
        elif address:
            relation = "a" if tag == "a" else "resource"
            self.text.add(Link(relation, urljoin(self._url, address), given.get("type", "")))


@dataclass
class Crawl:
    """One walk; `wanted` says which addresses below the site are followed, `allowed` which status codes may come."""

    site: str
    base_iri: str
    wanted: Callable[[str], bool] = lambda _path: True
    allowed: tuple[int, ...] = (200, 302, 303)
    problems: list[str] = field(default_factory=list)
    seen: dict[str, Got] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    isomorphic: int = 0
    _promised: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _graphs: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _linksets: dict[str, Any] = field(default_factory=dict)

    def walk(self) -> "Crawl":
        """Follow everything, then compare."""
        parts = urlsplit(self.site)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        waiting = [self.site]
        while waiting:
            url = waiting.pop()
            if url not in self.seen:
                self.seen[url] = self._visit(connection, url)
                waiting += self._followed(self.seen[url])
        connection.close()
        self._compare()
        return self

    def _visit(self, connection: http.client.HTTPConnection, url: str) -> Got:
        fixed = re.search(r"\.[a-z0-9]+(\?.*)?$|[?&]format=", url)
        connection.request("GET", url[len(self.site) - 1 :], headers={} if fixed else {"Accept": f"{HTML}, */*;q=0.5"})
        response = connection.getresponse()
        body = response.read()
        media_type = response.headers.get("Content-Type", "").partition(";")[0]
        location = response.headers.get("Location", "")
        fields = frozenset(_links(response.headers.get_all("Link") or []))
        got = Got(response.status, media_type, urljoin(url, location) if location else "", fields, set(fields))
        self.counts[f"{response.status} {media_type}"] += 1
        if response.status == 200:
            self._read(url, got, body)
        return got

    def _read(self, url: str, got: Got, body: bytes) -> None:
        if got.media_type == HTML:
            page = Page(url, body.decode())
            if page.head != got.fields:
                self.problems.append(f"{url}: head and field differ: {sorted(map(str, page.head ^ got.fields))}")
            got.links |= page.text
        elif got.media_type == LINKSET:
            self._linksets[url] = json.loads(body)["linkset"]
        elif got.media_type in RDF and "/doc/" in url:
            path, _, query = url.partition("?")
            self._graphs[f"{path.rpartition('.')[0]}?{query}"][url] = _canonical(
                parse(body, format=RDF[got.media_type])
            )

    def _followed(self, got: Got) -> Iterator[str]:
        """The addresses of this site that an answer leads to; what they are said to be is remembered."""
        for link in (*got.links, *([Link("location", got.location)] if got.location else [])):
            url = urldefrag(link.target).url
            if url.startswith(self.base_iri):
                url = self.site + url.removeprefix(self.base_iri)
            if url.startswith(self.site) and self.wanted(url.removeprefix(self.site)):
                self._promised[url] |= {link.media_type} - {""}
                yield url

    def _compare(self) -> None:
        for url, media_types in self._promised.items():
            got = self.seen[url]
            if got.status not in self.allowed or media_types - {got.media_type}:
                self.problems.append(f"{url}: {sorted(media_types)} announced, got {got.status} {got.media_type}")
        for document, forms in self._graphs.items():
            self.isomorphic += len(forms)
            if len(set(forms.values())) > 1:
                self.problems.append(f"{document}: {len(set(forms.values()))} different graphs in {sorted(forms)}")
        for url, contexts in self._linksets.items():
            for context in contexts:
                self._compare_linkset(url, context)

    def _compare_linkset(self, url: str, context: dict[str, Any]) -> None:
        """A linkset says the same as the fields of the representation, where that was seen at the very same address."""
        anchor = context.pop("anchor")
        told = {
            Link(relation, target["href"], target.get("type", ""), target.get("profile", ""))
            for relation, targets in context.items()
            for target in targets
        }
        fixed = anchor in self.seen and re.search(r"\.[a-z]+$", anchor)
        if fixed and told != self.seen[anchor].fields:
            self.problems.append(f"{url}: differs for {anchor}: {sorted(map(str, told ^ self.seen[anchor].fields))}")


def _links(fields: Iterable[str]) -> Iterator[Link]:
    for value in fields:
        for target, parameters in re.findall(r"<([^>]*)>((?:\s*;\s*[a-z-]+=\"[^\"]*\")*)", value):
            given = dict(re.findall(r'([a-z-]+)="([^"]*)"', parameters))
            yield Link(given["rel"], target, given.get("type", ""), given.get("profile", ""))


def _canonical(quads: Iterable[Quad]) -> str:
    """The triples of all graphs in canonical form (RDF Dataset Canonicalization 1.0)."""
    dataset = Dataset(Quad(*quad.triple) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return str(hash("\n".join(sorted(map(str, dataset)))))


def main() -> None:
    """Walk through the site given on the command line."""
    begin = time.monotonic()
    crawl = Crawl(sys.argv[1], sys.argv[2]).walk()
    print(
        f"{len(crawl.seen)} addresses in {time.monotonic() - begin:.0f} s, {crawl.isomorphic} RDF representations compared"
    )
    print("\n".join(f"{count:7} {kind}" for kind, count in sorted(crawl.counts.items())))
    print("\n".join(problem[:300] for problem in crawl.problems[:50]) or "everything holds")
    sys.exit(bool(crawl.problems))


if __name__ == "__main__":
    main()
