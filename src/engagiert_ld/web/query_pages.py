"""The page of the endpoint: the form, and below it what came of a query, for people; programs get the data formats."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from engagiert_ld.errors import QueryError, QuerySyntaxError, TooManyRowsError
from engagiert_ld.formats import CSV, HTML, SRJ, SRX, TSV, TURTLE, Format
from engagiert_ld.metadata.service import limits_text
from engagiert_ld.namespaces import prefixed_name, prefixes
from engagiert_ld.store import QueryDataset
from engagiert_ld.terms import Term
from engagiert_ld.web.calls import Call, calls_of_query
from engagiert_ld.web.charts import chart
from engagiert_ld.web.example_queries import by_topic
from engagiert_ld.web.pages import Value, render_page, value_of
from engagiert_ld.web.paging import Paging
from engagiert_ld.web.querying import GRAPH_FORMATS, QueryOperation, Result
from engagiert_ld.web.representations import Link, Variant
from engagiert_ld.web.site import site
from engagiert_ld.web.static_files import script
from engagiert_ld.web.texts import TEXTS, counted

SOLUTION_FORMATS: Final = (CSV, SRJ, SRX, TSV)
"""What results of SELECT and ASK can be saved as; first what opens in a spreadsheet."""

ROWS_SHOWN: Final = 500
LINES_SHOWN: Final = 2000
"""A page shows so many rows of a table, or lines of a graph, and says how many there are; the other formats hold all."""

LINES_OF_FORM: Final = (8, 24)
"""The form has room for so many lines, at least and at most."""


@dataclass(frozen=True)
class Cell:
    """What a variable is bound to, as a page shows it; `name` is the short form of an IRI that goes by its label."""

    value: Value
    name: str = ""


@dataclass(frozen=True)
class Table:
    """Solutions: the first rows, and how many there are; a cell is None where the variable is not bound."""

    variables: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]
    total: int


@dataclass(frozen=True)
class Outcome:
    """What came of a query: a table, the answer to ASK, the text of a graph, or what is wrong with the query.

    `count` says in words how much there is, `shown` how much of it is here, where that is not all. `formats` are the
    others with the references to them; they hold all of it. `page` tells which page of the result this is, `turns` are the
    links to others. `chart` is a picture of it, `position` line and column of what is wrong.
    """

    count: str = ""
    shown: str = ""
    table: Table | None = None
    truth: bool | None = None
    text: str = ""
    error: str = ""
    place: tuple[str, str] | None = None
    formats: Sequence[tuple[Format, str]] = ()
    page: str = ""
    turns: Sequence[Link] = ()
    chart: str = ""
    position: tuple[int, int] | None = None


def form_page(variant: Variant) -> bytes:
    """The form with an example that can be sent as it stands."""
    return _page(variant, None, Outcome())


def solutions_page(variant: Variant, operation: QueryOperation, result: Result) -> bytes:
    """The form with the query, and its solutions, which arrive as SPARQL 1.1 Query Results JSON."""
    found = json.loads(bytes(result.representation.content))
    formats = _references(operation, SOLUTION_FORMATS, result)
    if "boolean" in found:
        return _page(variant, operation, Outcome(truth=found["boolean"], formats=formats))
    rows = found["results"]["bindings"]
    variables = found["head"]["vars"]
    cells = [[_cell(row.get(name), variant.language) for name in variables] for row in rows[:ROWS_SHOWN]]
    return _page(
        variant,
        operation,
        Outcome(
            counted("sparql.rows", len(rows), variant.language),
            _part("sparql.rows.shown", ROWS_SHOWN, len(rows), variant.language),
            table=Table(variables, cells, len(rows)),
            chart=chart(
                variables, rows, [[cell.value if cell else None for cell in row] for row in cells], variant.language
            ),
            formats=formats,
            page=_page_number("sparql.page.rows", operation, result, variant.language),
            turns=_turns(result.links),
        ),
    )


def graph_page(variant: Variant, operation: QueryOperation, result: Result) -> bytes:
    """The form with the query, and the triples that it makes, which arrive as Turtle, as text."""
    lines = bytes(result.representation.content).decode().splitlines(keepends=True)
    return _page(
        variant,
        operation,
        Outcome(
            counted("sparql.lines", len(lines), variant.language),
            _part("sparql.lines.shown", LINES_SHOWN, len(lines), variant.language),
            text="".join(lines[:LINES_SHOWN]),
            formats=_references(operation, GRAPH_FORMATS, result),
            page=_page_number("sparql.page.triples", operation, result, variant.language),
            turns=_turns(result.links),
        ),
    )


def error_page(variant: Variant, operation: QueryOperation, error: QueryError) -> bytes:
    """The form with the query, what is wrong with it, and where; for too many rows, the way to their pages."""
    place, position = None, None
    if isinstance(error, QuerySyntaxError) and error.line:
        place, position = _place(operation.query, error), (error.line, error.column)
    told = error.message.in_language(variant.language)
    turns: tuple[Link, ...] = ()
    if isinstance(error, TooManyRowsError):
        told += f" {error.hint.in_language(variant.language)}"
        turns = _turns(operation.first_page(site(), HTML))
    return _page(variant, operation, Outcome(error=told, place=place, turns=turns, position=position))


def _page(variant: Variant, operation: QueryOperation | None, outcome: Outcome) -> bytes:
    query = operation.query if operation else TEXTS["sparql.example"].in_language(variant.language)
    least, most = LINES_OF_FORM
    return render_page(
        "sparql.html",
        variant,
        path="sparql",
        query=query,
        dataset=operation.dataset if operation else QueryDataset(),
        lines=max(least, min(most, query.count("\n") + 2)),
        method="get" if not operation or operation.reference(HTML, site()) else "post",
        outcome=outcome,
        answered=operation is not None,
        choices=(("sparql.of.table", SOLUTION_FORMATS), ("sparql.of.graph", GRAPH_FORMATS)),
        limits=limits_text(site().deployment).in_language(variant.language),
        noindex=operation is not None,
        editor=script("editor-"),
        examples=by_topic(site(), variant.language),
        permalink=operation.reference(HTML, site()) if operation else "",
        calls=_calls(operation, outcome),
    )


def _calls(operation: QueryOperation | None, outcome: Outcome) -> list[Call]:
    """How programs send the query that was answered; nothing where it was not."""
    if not operation or outcome.error or operation.dataset != QueryDataset():
        return []
    return calls_of_query(operation.query, TURTLE if outcome.text else CSV, site())


def _page_number(key: str, operation: QueryOperation, result: Result, language: str) -> str:
    part = result.part
    if not part:
        return ""
    text = TEXTS[key].in_language(language)
    return text.format(page=operation.paging.page, pages=part.pages, total=part.total)


def _turns(links: Sequence[Link]) -> tuple[Link, ...]:
    """Those that a browser can follow."""
    return tuple(link for link in links if "?query=" in link.target)


def _references(operation: QueryOperation, formats: Sequence[Format], result: Result) -> list[tuple[Format, str]]:
    """The references to what the page shows, in other formats; where it is a page of a result, to the same page of it."""
    if part := result.part:
        paging = Paging(operation.paging.page, site().release.version, part.digest)
        operation = replace(operation, paging=paging)
    found = [(fmt, operation.reference(fmt, site())) for fmt in formats]
    return [(fmt, reference) for fmt, reference in found if reference]


def _part(key: str, most: int, total: int, language: str) -> str:
    return TEXTS[key].in_language(language).format(shown=most, total=total) if total > most else ""


def _cell(binding: Mapping[str, Any] | None, language: str) -> Cell | None:
    if binding is None:
        return None
    term = _term(binding)
    value = value_of(term, language)
    return Cell(value, _short_name(term.value, value) if isinstance(term, NamedNode) else "")


def _short_name(iri: str, value: Value) -> str:
    """The IRI as a query may write it; empty where the text of the value is the address already."""
    here = site()
    if iri.startswith(here.base_iri):
        return iri.removeprefix(here.base_iri)
    return prefixed_name(iri, prefixes(here.base_iri)) or ("" if iri.endswith(value.text) else iri)


def _term(binding: Mapping[str, Any]) -> Term:
    """The term that a binding writes (SPARQL 1.1 Query Results JSON Format, 3.2.2)."""
    value = binding["value"]
    match binding["type"]:
        case "uri":
            return NamedNode(value)
        case "bnode":
            return BlankNode(value)
        case "triple":
            return Triple(*(_term(value[part]) for part in ("subject", "predicate", "object")))  # type: ignore[arg-type]
    if "xml:lang" in binding:
        return Literal(value, language=binding["xml:lang"])
    return Literal(value, datatype=NamedNode(binding["datatype"])) if "datatype" in binding else Literal(value)


def _place(query: str, error: QuerySyntaxError) -> tuple[str, str]:
    """The line at fault with its number, and a mark below the place."""
    lines = re.split(r"\r\n|\r|\n", query)
    line = lines[error.line - 1] if error.line <= len(lines) else ""
    number = f"{error.line} | "
    return f"{number}{line}".replace("\t", " "), " " * (len(number) + error.column - 1) + "^"
