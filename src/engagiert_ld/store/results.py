"""What every store does alike: read a query without answering it, name graphs, write results within bounds."""

import io
import re
import textwrap
import time
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

from pyoxigraph import NamedNode, Quad, QueryResultsFormat, Store

from engagiert_ld.errors import QuerySyntaxError, RefusedQueryError, ResultTooLargeError
from engagiert_ld.formats import Format, serialise_result

SYNTAXES: Final = {
    "srj": QueryResultsFormat.JSON,
    "srx": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}

MAX_DETAIL: Final = 200


class Bounded(io.BytesIO):
    """Takes at most `max_bytes`: a result that is too large ends there with `ResultTooLargeError`, however large it would get."""

    def __init__(self, max_bytes: int | None) -> None:
        super().__init__()
        self._max_bytes = max_bytes
        self._started = time.monotonic()

    def write(self, content: Any) -> int:
        """Take `content`, all of it."""
        if self._max_bytes is not None and self.tell() + len(content) > self._max_bytes:
            raise ResultTooLargeError(self._max_bytes, time.monotonic() - self._started)
        return super().write(content)


def write_results(results: Any, result_format: Format, content: IO[bytes]) -> None:
    """Write solutions or a truth value in a result format."""
    results.serialize(content, format=SYNTAXES[result_format.extension])


def graph_writer(
    fmt: Format,
    base_iri: str,
    context: Mapping[str, Any],
    max_bytes: int | None,
    first: NamedNode | None = None,
) -> Callable[[set[Quad]], bytes]:
    """What writes triples in an RDF format, see `serialise_result`; it raises `ResultTooLargeError` as well."""

    def write(found: set[Quad]) -> bytes:
        content = Bounded(max_bytes)
        content.write(serialise_result(found, fmt, base_iri, context, first))
        return content.getvalue()

    return write


def check_syntax(query: str, base_iri: str) -> None:
    """Raise `QuerySyntaxError` where the engine cannot read the query; nothing is evaluated.

    The engine offers no reading alone. It reads the query before it looks at the graphs, and refuses a graph that is none.
    """
    try:
        Store().query(query, base_iri=base_iri, named_graphs=[None])  # type: ignore[list-item]
    except SyntaxError as error:
        raise syntax_error(error) from None
    except ValueError as error:
        raise not_evaluable(error) from None
    except TypeError:
        return


def graph_named(iri: str) -> NamedNode:
    """The graph that a client names beside the query; raises `RefusedQueryError` for what is no IRI."""
    try:
        return NamedNode(iri)
    except ValueError:
        raise RefusedQueryError(
            f"„{iri}“ ist keine absolute IRI und benennt keinen Graphen.",
            f"“{iri}” is no absolute IRI and names no graph.",
        ) from None


def not_evaluable(error: ValueError | RuntimeError) -> RefusedQueryError:
    """What the engine says of a query that is well-formed."""
    return RefusedQueryError(f"Die Abfrage ist nicht auswertbar: {error}", f"The query cannot be evaluated: {error}")


def syntax_error(error: SyntaxError) -> QuerySyntaxError:
    """Oxigraph says `error at LINE:COLUMN: what it expected`."""
    found = re.fullmatch(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if not found:
        return QuerySyntaxError(_shortened(str(error)))
    return QuerySyntaxError(_shortened(found[3]), int(found[1]), int(found[2]))


def _shortened(text: str) -> str:
    """One line: the engine lists every token and every range of characters that it would have taken."""
    return textwrap.shorten(re.sub(r"\[[^\[\]]*\.\.=[^\[\]]*\]|\[_\]", "", text), MAX_DETAIL, placeholder=" …")
