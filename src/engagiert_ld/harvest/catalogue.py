"""Reading a catalogue page by page, as each harvester does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from engagiert_ld.errors import InputError, Message
from engagiert_ld.formats import RDF_FORMATS, Format, by_extension, by_media_type
from engagiert_ld.harvest.client import CATALOGUE_BYTES, Client, NotHadError
from engagiert_ld.namespaces import DCAT, EXTERNAL_PREFIXES, RDF
from engagiert_ld.sources.dumps import read_content
from engagiert_ld.terms import Term, iri_of

HYDRA: Final = EXTERNAL_PREFIXES["hydra"]
PAGES_AT_MOST: Final = 1000
NO_METHOD: Final = (400, 405)
"""What CKAN takes as the word that HEAD is not known, and goes on with GET."""

DATASETS: Final = (f"{DCAT}Dataset", f"{DCAT}DatasetSeries")
PAGINGS: Final = (
    (f"{HYDRA}PartialCollectionView", f"{HYDRA}next"),
    (f"{HYDRA}PagedCollection", f"{HYDRA}next"),
    (f"{HYDRA}PartialCollectionView", f"{HYDRA}nextPage"),
    (f"{HYDRA}PagedCollection", f"{HYDRA}nextPage"),
)


class Statements:
    """The statements of a page by subject and property."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._by_subject: dict[NamedNode | BlankNode, dict[str, list[Term]]] = {}
        for quad in sorted({quad.triple for quad in quads}, key=str):
            if isinstance(quad.subject, NamedNode | BlankNode):
                values = self._by_subject.setdefault(quad.subject, {})
                values.setdefault(quad.predicate.value, []).append(quad.object)

    def about(self, node: NamedNode | BlankNode) -> Mapping[str, list[Term]]:
        """The values of each property, in order; nothing for what is not described."""
        return self._by_subject.get(node, {})

    def values(self, node: object, predicate: str) -> list[Term]:
        """The values of a property."""
        return self.about(node).get(predicate, []) if isinstance(node, NamedNode | BlankNode) else []

    def texts(self, node: object, predicate: str) -> list[str]:
        """The values as texts: literals that say something, and IRIs."""
        found = (
            value.value.strip() for value in self.values(node, predicate) if isinstance(value, Literal | NamedNode)
        )
        return [text for text in found if text]

    def instances(self, *classes: str) -> list[NamedNode | BlankNode]:
        """What is of one of the classes."""
        return [node for node in self._by_subject if self.is_a(node, *classes)]

    def is_a(self, node: object, *classes: str) -> bool:
        """Whether something is of one of the classes."""
        return any(iri_of(value) in classes for value in self.values(node, f"{RDF}type"))


@dataclass(frozen=True)
class Page:
    """One page of a catalogue: its address, its bytes, and what it says."""

    url: str
    content: bytes
    quads: frozenset[Quad]

    @cached_property
    def statements(self) -> Statements:
        """What it says, by subject."""
        return Statements(self.quads)

    @property
    def next(self) -> str:
        """The address of the next page; empty on the last one."""
        for paging, word in PAGINGS:
            for node in self.statements.instances(paging):
                for text in self.statements.texts(node, word):
                    return text
        return ""


@dataclass(frozen=True)
class Reading:
    """The pages that were read, and why it ended before the last one, where it did."""

    pages: tuple[Page, ...]
    fault: Message | None = None


@dataclass(frozen=True)
class Manner:
    """How a harvester reads: whether it asks with HEAD first, and whether an extension tells the format before the media type."""

    head_first: bool = False
    trusts_extension: bool = False
    also_accepts: Mapping[str, Format] | None = None
    """Media types that it takes for a format of RDF although they are more general."""


def read_catalogue(client: Client, url: str, manner: Manner) -> Reading:
    """All pages from `url` on; never raises, as harvesters keep what they have."""
    pages: list[Page] = []
    seen: set[str] = set()
    try:
        while url and len(pages) < PAGES_AT_MOST:
            seen.add(url)
            pages.append(read_page(client, url, manner))
            url = client.address(pages[-1].next)
            if url in seen:
                raise NotHadError(url, "die nächste Seite ist eine frühere", "the next page is an earlier one")
        if url:
            raise NotHadError(url, f"mehr als {PAGES_AT_MOST} Seiten", f"more than {PAGES_AT_MOST} pages")
    except NotHadError as error:
        return Reading(tuple(pages), error.message)
    return Reading(tuple(pages))


def read_page(client: Client, url: str, manner: Manner) -> Page:
    """One page. Raises `NotHadError` where it is not to be had, or is none."""
    if manner.head_first:
        head = client.head(url)
        if head.status not in NO_METHOD:
            _require_success(url, head.status)
            if (head.length or 0) > CATALOGUE_BYTES:
                raise NotHadError(
                    url,
                    f"mehr als {CATALOGUE_BYTES} Bytes ({head.length})",
                    f"more than {CATALOGUE_BYTES} bytes ({head.length})",
                )
    answer = client.get(url)
    _require_success(url, answer.status)
    fmt = _format(url, answer.media_type, manner)
    if fmt is None:
        told = answer.media_type or "–"
        raise NotHadError(url, f"kein Format von RDF: {told}", f"no format of RDF: {told}")
    try:
        return Page(url, answer.content, frozenset(read_content(answer.content, fmt, url)))
    except InputError as error:
        raise NotHadError(url, error.message.de, error.message.en) from None


def _require_success(url: str, status: int) -> None:
    if not 200 <= status < 300:
        raise NotHadError(url, f"antwortet mit {status}", f"answers {status}")


def _format(url: str, media_type: str, manner: Manner) -> Format | None:
    extension = urlsplit(url).path.rpartition("/")[2].rpartition(".")[2]
    if manner.trusts_extension and (named := by_extension(extension, RDF_FORMATS)):
        return named
    exact = next((fmt for fmt in RDF_FORMATS if fmt.media_type == media_type), None)
    return exact or (manner.also_accepts or {}).get(media_type) or None


LENIENT: Final[Mapping[str, Format]] = {
    name: fmt
    for name in ("application/xml", "text/xml", "application/json")
    if (fmt := by_media_type(name, RDF_FORMATS))
}
