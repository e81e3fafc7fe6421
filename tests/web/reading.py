"""What a page holds, read from its HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

JSON_LD = "application/ld+json"
"""The type of a `script` element that is a data block and never run (HTML Standard, section 4.12.1)."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Page(HTMLParser):
    """Addresses, ids, and the texts (code left out) with the language that they are in, outermost element first."""

    html: str
    hrefs: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(re.sub("</tspan><tspan[^>]*>", " ", self.html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kind = {JSON_LD: "data block"}.get(given.get("type", ""), "file of script" if "src" in given else tag)
        self.tags.append(kind if tag == "script" else tag)
        self.attributes += given.items()
        self.hrefs += [
            given[name] for name in ("href", "src", "action") if name in given and given.get("rel") != "canonical"
        ]
        self.ids += [given["id"]] if "id" in given else []
        if tag not in VOID:
            self._open.append((tag, given.get("lang") or self.language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"code", "script"} & {tag for tag, _ in self._open}:
            self.texts.append((self.language, data.strip()))

    @property
    def language(self) -> str:
        return self._open[-1][1] if self._open else ""

    @property
    def language_of_text(self) -> dict[str, str]:
        return {text: language for language, text in self.texts}

    def internal(self, url: str, site: str) -> set[str]:
        """The addresses on this site that the page at `url` links to, in full."""
        found = {urljoin(url, href) for href in self.hrefs}
        return {address for address in found if urlsplit(address).netloc == urlsplit(site).netloc}
