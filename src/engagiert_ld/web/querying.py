"""The query operation of the SPARQL 1.1 Protocol (2.1), without the framework: what a request asks, and in which format."""

import re
from binascii import a2b_qp
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote, urlencode

from pyoxigraph import NamedNode, Quad
from werkzeug.http import parse_options_header

from engagiert_ld.formats import (
    HTML,
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    RESULT_FORMATS,
    SRJ,
    TRIG,
    TURTLE,
    Format,
    by_parameter,
)
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.readings import Reading, read
from engagiert_ld.store.results import graph_writer
from engagiert_ld.store.rows import Part, Rows, graph_answer
from engagiert_ld.store.tokens import SHORT, may_be_volatile
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.delivery import Representation
from engagiert_ld.web.negotiation import choose_format
from engagiert_ld.web.paging import PAGE, WHOLE, Paging, read_paging
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import Link, available, link_field
from engagiert_ld.web.results import Results
from engagiert_ld.web.site import Site

GRAPH_FORMATS: Final = (TURTLE, JSONLD, NTRIPLES, NQUADS, TRIG, RDFXML)
"""What results of CONSTRUCT and DESCRIBE can be had in; the first is the default."""

SOLUTIONS: Final = (*RESULT_FORMATS, HTML)
"""What SELECT and ASK are answered in; the page comes last, so that it is for those who prefer it."""

GRAPHS: Final = (*GRAPH_FORMATS, HTML)
"""What CONSTRUCT and DESCRIBE are answered in."""

PATH: Final = "/sparql"
QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPES: Final = (QUERY_TYPE, FORM_TYPE)
ACCEPT_QUERY: Final = ", ".join(f'"{media_type}"' for media_type in QUERY_TYPES)
"""What QUERY takes, which every answer of the endpoint tells (RFC 10008, section 3)."""
UPDATE_TYPE: Final = "application/sparql-update"
PROTOCOL_PARAMETERS: Final = frozenset({"query", "default-graph-uri", "named-graph-uri", "update", PAGE})
"""Those of the protocol and `page`: a page of nothing is a mistake."""

FORMAT_PARAMETERS: Final = ("format", "output", "results")
"""What common clients send besides `Accept`."""

MAX_PARAMETERS: Final = 1000
"""Parameters that are read; more are refused."""

_INVALID_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")

CACHE: Final = "public, max-age=300"
ONCE: Final = "no-store"
"""For what may be different each time."""
CHECKED: Final = "public, no-cache"
"""For a page of whatever release is served: its links lead to that release, and to no other."""

LONGEST_ADDRESS: Final = 4000
"""Characters of a reference to this endpoint that browsers and proxies on the way surely take; a longer query goes by POST."""

MOST_OF_LINKS: Final = 3000
"""Characters of the links between pages: proxies have room for 4 kB of header fields. Further links are left out."""


@dataclass(frozen=True)
class QueryOperation:
    """A query with the graphs that are named beside it (2.1), and the formats that are named, the strongest first.

    `paging` tells which page of the result is asked for, `in_address` that all this is part of the address.
    """

    query: str
    dataset: QueryDataset
    wanted: tuple[str, ...] = ()
    paging: Paging = WHOLE
    in_address: bool = True

    def reference(self, fmt: Format, here: Site) -> str:
        """The reference to the result, or the same page of it, in a format; empty where the query is too long for one."""
        reference = f"{here.link('sparql')}?{self._parameters((fmt.extension,), self.paging)}"
        return reference if len(reference) <= LONGEST_ADDRESS else ""

    def page_link(self, relation: str, paging: Paging, here: Site, fmt: Format | None = None) -> Link:
        """The link to a page, in a format, or in those that were named.

        Where the query is too long for an address, the same content has to be sent to the target, which is without it.
        """
        formats = (fmt.extension,) if fmt else self.wanted
        target = f"{here.url('sparql')}?{self._parameters(formats, paging)}"
        if len(target) > LONGEST_ADDRESS and not self.in_address:
            target = f"{here.url('sparql')}?{urlencode(paging.parameters | {'format': formats}, doseq=True)}"
        return Link(target, relation)

    def first_page(self, here: Site, fmt: Format | None = None) -> tuple[Link, ...]:
        """The link to where a walk over all pages begins; none where the result may be another one each time."""
        return () if may_be_volatile(self.query) else (self.page_link("first", Paging(1), here, fmt),)

    def _parameters(self, formats: Sequence[str], paging: Paging) -> str:
        graphs = {"default-graph-uri": self.dataset.default_graphs, "named-graph-uri": self.dataset.named_graphs}
        parameters = {"query": self.query, **graphs, "format": formats, **paging.parameters}
        return urlencode(parameters, doseq=True)


class Wanted(NamedTuple):
    """What is needed of the store: the answer in a format, or without one the form of the query, which is a long one.

    `shape` is the same for queries that differ in constants only; empty where it is not known. `thing` is the IRI of what
    the query describes, where what its document says is wanted. With a `page`, that page is, as a packed `Part`.
    """

    query: str
    fmt: Format | None
    dataset: QueryDataset
    shape: str = ""
    thing: str = ""
    page: int = 0


class Result(NamedTuple):
    """What came of a query: its form, the format to answer in, and the representation, of data where that is a page.

    Of a result in pages, a page for people needs `part`, and has `links`.
    """

    form: str
    fmt: Format
    representation: Representation
    part: Part | None = None
    links: tuple[Link, ...] = ()

    @property
    def shown(self) -> Representation | None:
        """The representation, unless a page is to be made of it."""
        return None if self.fmt is HTML else self.representation


def asks_nothing(asked: Asked) -> bool:
    """Whether a request by GET has no parameter of the protocol; then the service itself is meant."""
    if not asked.is_reading or not asked.query:
        return asked.is_reading
    if any(f"&{name}=" in f"&{asked.query}" for name in PROTOCOL_PARAMETERS):
        return False
    return asked.query.count("&") >= MAX_PARAMETERS or not PROTOCOL_PARAMETERS & {
        name for name, _ in _pairs(asked.query)
    }


def read_operation(asked: Asked, content: bytes, max_query_bytes: int) -> QueryOperation:
    """What a request asks: by GET (2.1.1), by POST as a form (2.1.2) or directly (2.1.3).

    QUERY (RFC 10008, section 2) takes what POST takes. Raises `RefusalError`: 400 unless there is just one query, 403 for
    updates, 413 where it has more than `max_query_bytes`, 415 for other content.
    """
    direct, sent = ([], []) if asked.is_reading else _sent(asked, content)
    parameters = [*sent, *_pairs(asked.query)]
    if any(name == "update" for name, _ in parameters):
        raise _read_only()
    queries = [*direct, *_values(parameters, "query")]
    if len(queries) != 1 or not queries[0].strip():
        raise RefusalError(
            400,
            "Gebraucht wird genau eine Abfrage („query“), die nicht leer ist",
            "exactly one query (“query”) that is not empty is needed",
        )
    if len(queries[0].encode(errors="replace")) > max_query_bytes:
        raise RefusalError(
            413,
            f"Eine Abfrage hat hier höchstens {max_query_bytes} Byte",
            f"a query has at most {max_query_bytes} bytes here",
        )
    graphs = (tuple(_values(parameters, name)) for name in ("default-graph-uri", "named-graph-uri"))
    wanted = tuple(value for name in FORMAT_PARAMETERS for value in _values(parameters, name))
    return QueryOperation(queries[0], QueryDataset(*graphs), wanted, read_paging(parameters), asked.is_reading)


def _sent(asked: Asked, content: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    """The query that stands in the content directly, or the parameters of the form that stands there."""
    name, parameters = parse_options_header(asked.content_type)
    media_type = name.lower()
    if media_type == UPDATE_TYPE:
        raise _read_only()
    if media_type == FORM_TYPE:
        return [], _pairs(content.decode("latin-1"))
    if media_type != QUERY_TYPE:
        raise RefusalError(
            415,
            f"Abfragen bitte als {QUERY_TYPE} oder {FORM_TYPE} senden",
            f"send the query as {QUERY_TYPE} or {FORM_TYPE}",
        )
    if (parameters.get("charset") or "utf-8").lower() not in ("utf-8", "utf8"):
        raise _not_utf8(415)
    try:
        return [content.decode("utf-8")], []
    except UnicodeDecodeError:
        raise _not_utf8(400) from None


def _pairs(text: str) -> list[tuple[str, str]]:
    """Names and values of a form, decoded once; bytes beyond ASCII arrive as Latin-1 (PEP 3333)."""
    if text.count("&") >= MAX_PARAMETERS:
        raise RefusalError(400, f"Mehr als {MAX_PARAMETERS} Parameter", f"more than {MAX_PARAMETERS} parameters")
    if not text.isascii():
        text = text.encode("latin-1").decode("utf-8", "replace")
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    return [(_decoded(name), _decoded(value)) for name, _, value in pairs]


def _decoded(text: str) -> str:
    """A name or value of a form without its percent-encoding, of which invalid parts stay as they are.

    Quoted-printable is the same with another mark, and is decoded by a function in C.
    """
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    if "=" in text or not text.isascii() or _INVALID_PERCENT.search(text):
        return unquote(text, errors="replace")
    return a2b_qp(text.replace("%", "=")).decode("utf-8", "replace")


def _values(parameters: Sequence[tuple[str, str]], wanted: str) -> list[str]:
    return [value for name, value in parameters if name == wanted]


def _read_only() -> RefusalError:
    return RefusalError(
        403,
        "Hier wird nur gelesen; Änderungen werden abgelehnt",
        "this endpoint is read-only; updates are refused",
    )


def _not_utf8(status: int) -> RefusalError:
    return RefusalError(status, "Die Abfrage muss UTF-8 sein", "the query has to be UTF-8")


def evaluation(
    operation: QueryOperation, asked: Asked, here: Site, results: Results
) -> Generator[Wanted, bytes, Result]:
    """What is done to answer: yields what is needed of the store, and is sent it; gives the result.

    So it is the same whether the store is waited for or awaited. Raises `QuerySyntaxError` and `RefusedQueryError`, as
    `Store.answer` does, `RefusalError` (404, 406, 410), and what is thrown in.
    """
    query, dataset = operation.query, operation.dataset
    short = len(query) <= SHORT  # to read a long one would take long
    reading = read(query, here.base_iri, here.release.graphs) if short else None
    form = reading.form if reading else (yield Wanted(query, None, dataset)).decode()
    fmt = chosen_format(operation, form, asked)
    carrier = carried(fmt, form)
    paging = WHOLE if form == "ASK" else operation.paging
    paging.check_release(here.release.version)
    key = (reading.text if reading else query, dataset, carrier.name, paging)
    kept = not paging.page or (fmt is carrier and operation.in_address)  # else its links are not those of the others
    made = results[key] if kept else None
    if made is None:
        thing = _described_thing(dataset, reading, here)
        volatile = reading.is_volatile if reading else may_be_volatile(query)
        content = yield Wanted(query, carrier, dataset, reading.shape if reading else "", thing, paging.page)
        result = _result(content, operation, paging, form, fmt, volatile, here)
        if kept and not volatile:
            results[key] = result.representation
    else:
        result = Result(form, fmt, made)
    if fmt is carrier and asked.is_reading:
        results.note(asked, key)
    return result


def _result(
    content: bytes, operation: QueryOperation, paging: Paging, form: str, fmt: Format, is_volatile: bool, here: Site
) -> Result:
    """What becomes of what the store told. Raises `RefusalError` (404, 410) for a page that is none of this result."""
    carrier = carried(fmt, form)
    if not paging.page:
        return Result(form, fmt, represented(content, carrier, is_volatile, here))
    part = Part.unpacked(content)
    paging.check(part)
    others = paging.others(part, here.release.version)
    links = [operation.page_link(relation, other, here, fmt) for relation, other in others]
    while len(links) > 1 and len(link_field(links)) > MOST_OF_LINKS:
        links.pop()
    cache = CACHE if paging.release else CHECKED
    representation = represented(part.content, carrier, is_volatile, here, cache, links)
    return Result(form, fmt, representation, part, tuple(links))


def _described_thing(dataset: QueryDataset, reading: Reading | None, here: Site) -> str:
    """The thing that a query describes by its IRI alone; empty for other queries, and where graphs are named."""
    iri = reading.described if reading and dataset == WHOLE_RELEASE else ""
    return iri if iri and here.has_document(iri) else ""


def chosen_format(operation: QueryOperation, form: str, asked: Asked) -> Format:
    """The format to answer in; values of parameters that name none have no effect. Raises `RefusalError` (406)."""
    offered = SOLUTIONS if form in ("SELECT", "ASK") else GRAPHS
    for value in operation.wanted:
        if wanted := by_parameter(value, offered):
            return wanted
    chosen = choose_format(asked.field("Accept"), offered)
    if chosen is None:
        raise RefusalError(406, *available(offered))
    return chosen


def carried(fmt: Format, form: str) -> Format:
    """What the store is asked for: pages are made of data."""
    if fmt is not HTML:
        return fmt
    return SRJ if form in ("SELECT", "ASK") else TURTLE


def description_of(thing: str, fmt: Format, here: Site, page: int = 0) -> bytes:
    """What the document of a thing says, for `DESCRIBE <iri>`; with a `page`, that page as a packed `Part`."""
    limits = here.deployment.limits
    write = graph_writer(fmt, here.base_iri, here.release.context, limits.result_bytes, NamedNode(thing))
    triples = (Quad(*quad.triple) for quad in here.descriptions.statements(thing))
    return graph_answer(triples, write, Rows(limits.result_rows, page))


def represented(
    content: bytes, fmt: Format, is_volatile: bool, here: Site, cache: str = CACHE, links: Sequence[Link] = ()
) -> Representation:
    """The representation of a result; it has no other than this one address, but may have `links` to other pages."""
    fields = {"Content-Type": fmt.content_type, "Accept-Query": ACCEPT_QUERY}
    fields |= {"Link": link_field(links)} if links else {}
    modified = here.release.publication.modified
    return Representation(content, fields, ("Accept",), ONCE if is_volatile else cache, modified, revised=("Link",))
