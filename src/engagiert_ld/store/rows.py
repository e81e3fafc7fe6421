"""How much one answer holds: a result with more rows or triples than the limit is refused, or handed out in pages.

A page is cut out of the whole result, which is evaluated again for each page, in an order of its own: rows as the engine
gives them, triples sorted as N-Triples. The digest of the whole tells whether two pages are of the same result. Blank nodes
are named by where they occur first, so that they have the same label on all pages.
"""

import hashlib
import io
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, NamedTuple, TypeVar

from pyoxigraph import BlankNode, Quad, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from engagiert_ld.errors import RefusedQueryError, TooManyRowsError
from engagiert_ld.formats import Format
from engagiert_ld.store.results import SYNTAXES, write_results
from engagiert_ld.store.tokens import Token, is_volatile

MARKS: Final = {
    QueryResultsFormat.JSON: b",{",
    QueryResultsFormat.XML: b"<result>",
    QueryResultsFormat.CSV: b"\n",
    QueryResultsFormat.TSV: b"\n",
}
"""What a result of SELECT holds for each of its rows, but perhaps one; it may stand in texts as well."""

DIGEST_CHARS: Final = 32

_BLANK_OR_QUOTED: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>"\s]*>|_:[^\s]+')

_Term = TypeVar("_Term")
Evaluate = Callable[[], QuerySolutions]
"""Evaluates the query from its beginning."""


class Part(NamedTuple):
    """A page of a result: `content` is a whole document; `total` rows or triples, on `pages` pages, there are.

    The `digest` is that of the whole result in its order.
    """

    total: int
    pages: int
    digest: str
    content: bytes

    def packed(self) -> bytes:
        """The page as bytes."""
        return f"{self.total} {self.pages} {self.digest}\n".encode() + self.content

    @classmethod
    def unpacked(cls, packed: bytes) -> "Part":
        """The page that was packed."""
        about, _, content = packed.partition(b"\n")
        total, pages, digest = about.decode().split()
        return cls(int(total), int(pages), digest, content)


@dataclass(frozen=True)
class Rows:
    """Which rows are wanted: all, of which there may be `limit` (0: any number), or those of a `page`, counted from 1."""

    limit: int = 0
    page: int = 0
    _started: float = field(default_factory=time.monotonic, compare=False)

    @property
    def span(self) -> slice:
        """The places of the rows of the page."""
        if not self.limit:
            return slice(0, None) if self.page == 1 else slice(0, 0)
        return slice((self.page - 1) * self.limit, self.page * self.limit)

    def pages(self, total: int) -> int:
        """How many pages `total` rows take; none at all are a page as well."""
        return max(1, -(-total // self.limit)) if self.limit else 1

    def check(self, total: int) -> None:
        """Raise `TooManyRowsError` where there are more than may be."""
        if self.limit and total > self.limit:
            raise TooManyRowsError(self.limit, time.monotonic() - self._started)


def refuse_volatile(tokens: Sequence[Token]) -> None:
    """Raise `RefusedQueryError` for a query that is another one for each page."""
    if is_volatile(tokens):
        raise RefusedQueryError(
            "Ergebnisse mit RAND, NOW, UUID oder STRUUID sind jedes Mal andere; es gibt sie nicht in Seiten.",
            "Results with RAND, NOW, UUID or STRUUID are other ones each time; they cannot be had in pages.",
        )


def solutions_answer(results: Any, again: Evaluate, fmt: Format, rows: Rows, content: io.BytesIO) -> bytes:
    """The result of SELECT or ASK, written by way of `content`; of SELECT all of it or a page, which is packed.

    `again` evaluates the query once more, where rows have to be counted. Raises `TooManyRowsError`.
    """
    if not isinstance(results, QuerySolutions):
        write_results(results, fmt, content)
    elif rows.page:
        return _page_of_solutions(results, SYNTAXES[fmt.extension], rows, content).packed()
    else:
        _write_solutions(results, again, SYNTAXES[fmt.extension], rows, content)
    return content.getvalue()


def _write_solutions(
    results: QuerySolutions, again: Evaluate, fmt: QueryResultsFormat, rows: Rows, content: io.BytesIO
) -> None:
    """Write the result whole. Raises `TooManyRowsError`, as soon as there is one row too many."""
    try:
        results.serialize(_Marked(content, MARKS[fmt], rows.limit) if rows.limit else content, format=fmt)
    except _PerhapsTooManyError:
        content.seek(0)
        content.truncate()
        lines = _Lines(slice(0, rows.limit), rows)
        again().serialize(lines, format=QueryResultsFormat.TSV)
        lines.write_to(content, fmt)


def _page_of_solutions(results: QuerySolutions, fmt: QueryResultsFormat, rows: Rows, content: io.BytesIO) -> Part:
    lines = _Lines(rows.span)
    results.serialize(lines, format=QueryResultsFormat.TSV)
    lines.write_to(content, fmt)
    return Part(lines.total, rows.pages(lines.total), lines.digest, content.getvalue())


def graph_answer(triples: Iterable[Quad], write: Callable[[set[Quad]], bytes], rows: Rows) -> bytes:
    """What `write` makes of the triples, all of them or a page, which is packed. Raises `TooManyRowsError`."""
    return _page_of_graph(triples, write, rows).packed() if rows.page else write(_distinct(triples, rows))


def _distinct(triples: Iterable[Quad], rows: Rows) -> set[Quad]:
    """Each triple once. Raises `TooManyRowsError`, as soon as there is one too many."""
    if not rows.limit:
        return set(triples)
    left, found = iter(triples), set[Quad]()
    while batch := set(islice(left, rows.limit + 1)):
        found |= batch
        rows.check(len(found))
    return found


def _page_of_graph(triples: Iterable[Quad], write: Callable[[set[Quad]], bytes], rows: Rows) -> Part:
    ordered = sorted(set(_renamed(triples)), key=str)
    digest = hashlib.sha256("\n".join(map(str, ordered)).encode()).hexdigest()[:DIGEST_CHARS]
    return Part(len(ordered), rows.pages(len(ordered)), digest, write(set(ordered[rows.span])))


def _renamed(triples: Iterable[Quad]) -> Iterator[Quad]:
    labels: dict[str, BlankNode] = {}

    def named(term: _Term) -> _Term | BlankNode | Triple:
        if isinstance(term, BlankNode):
            return labels.setdefault(term.value, BlankNode(f"b{len(labels)}"))
        if isinstance(term, Triple):
            return Triple(named(term.subject), term.predicate, named(term.object))
        return term

    return (Quad(named(quad.subject), quad.predicate, named(quad.object)) for quad in triples)


class _PerhapsTooManyError(Exception):
    """There are more marks of rows than there may be rows; texts may have some."""


class _Marked(io.BytesIO):
    """Hands on what is written, as long as it holds fewer marks than there may be rows; few bytes need not be counted in."""

    def __init__(self, content: io.BytesIO, mark: bytes, limit: int) -> None:
        super().__init__()
        self._content, self._mark, self._left = content, mark, limit
        self._enough = limit * len(mark)
        self._seen = 0

    def write(self, piece: Any) -> int:
        written = self._content.write(piece)
        size = self._content.tell()
        if size >= self._enough:
            with self._content.getbuffer() as buffer:
                unseen = bytes(buffer[max(0, self._seen - len(self._mark) + 1) : size])
            self._left -= unseen.count(self._mark)
            self._seen = size
            if self._left <= 0:
                raise _PerhapsTooManyError
        return written


class _Lines(io.BytesIO):
    """Takes a result as TSV, in which each row is a line, and keeps those within `span`, with the first, the variables.

    With `rows`, raises `TooManyRowsError` as soon as there is one too many.
    """

    def __init__(self, span: slice, rows: Rows | None = None) -> None:
        super().__init__()
        self._span = span
        self._rows = rows
        self._kept: list[bytes] = []
        self._labels: dict[bytes, bytes] = {}
        self._begun = b""
        self._count = 0
        self._hash = hashlib.sha256()

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._count - 1

    @property
    def digest(self) -> str:
        """The digest of all lines."""
        return self._hash.hexdigest()[:DIGEST_CHARS]

    def write(self, piece: Any) -> int:
        whole, newline, self._begun = (self._begun + bytes(piece)).rpartition(b"\n")
        if newline:
            self._take(_BLANK_OR_QUOTED.sub(self._relabelled, whole) if b"_:" in whole else whole)
        return len(piece)

    def _take(self, text: bytes) -> None:
        self._hash.update(text + b"\n")
        lines = text.split(b"\n")
        if not self._count:
            self._kept.append(lines[0])
        first = max(0, self._span.start + 1 - self._count)
        end = None if self._span.stop is None else max(0, self._span.stop + 1 - self._count)
        self._kept += lines[first:end]
        self._count += len(lines)
        if self._rows:
            self._rows.check(self.total)

    def _relabelled(self, found: re.Match[bytes]) -> bytes:
        if not found[0].startswith(b"_:"):
            return found[0]
        return self._labels.setdefault(found[0], b"_:b%d" % len(self._labels))

    def write_to(self, content: io.BytesIO, fmt: QueryResultsFormat) -> None:
        """Write the rows that were kept as a whole document."""
        text = b"\n".join((*self._kept, b""))
        if fmt == QueryResultsFormat.TSV:
            content.write(text)
            return
        kept = parse_query_results(text, format=QueryResultsFormat.TSV)
        assert isinstance(kept, QuerySolutions)
        kept.serialize(content, format=fmt)
