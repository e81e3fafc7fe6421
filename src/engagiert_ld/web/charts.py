"""A picture of a result, where the result suggests one: numbers become bars, pairs of things become links."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from engagiert_ld.namespaces import XSD
from engagiert_ld.pictures.bars import Measure, bar_chart
from engagiert_ld.pictures.network import Edge, Node, two_columns
from engagiert_ld.web.pages import Value, foreign
from engagiert_ld.web.texts import TEXTS

Binding = Mapping[str, Any]

MOST_BARS: Final = 40
MOST_PAIRS: Final = 60
LEAST: Final = 2
PAIR: Final = 2
LARGEST: Final = Decimal(10) ** 15

NUMBERS: Final = frozenset(
    XSD + name
    for name in (
        "integer",
        "decimal",
        "double",
        "float",
        "int",
        "long",
        "short",
        "nonNegativeInteger",
        "positiveInteger",
    )
)


def chart(
    variables: Sequence[str],
    rows: Sequence[Mapping[str, Binding]],
    values: Sequence[Sequence[Value | None]],
    language: str,
) -> str:
    """The picture of solutions; empty where none is suggested. `values` are what a page shows of the rows, in the same order."""
    pairs = [(row[0], row[1]) for row in values if len(row) == PAIR and row[0] and row[1]]
    if len(rows) < LEAST or len(pairs) < len(rows) or len(variables) != PAIR:
        return ""
    title, description = (TEXTS[key].in_language(language) for key in ("chart", "chart.description"))
    numbers = [_number(row[variables[1]]) for row in rows]
    if len(rows) <= MOST_BARS and None not in numbers:
        named = zip(pairs, (float(number) for number in numbers if number is not None), strict=True)
        measures = [
            Measure(name.text, name.href, number, value.text, foreign(name, language))
            for (name, value), number in named
        ]
        return bar_chart(measures, title, description)
    if len(rows) <= MOST_PAIRS and all(row[name]["type"] == "uri" for row in rows for name in variables):
        return _links(pairs, language, title, description)
    return ""


def _number(binding: Binding) -> Decimal | None:
    """The number that a literal is, if it is one that a bar can show."""
    if binding.get("datatype") not in NUMBERS:
        return None
    try:
        number = Decimal(binding["value"])
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < LARGEST else None


def _links(pairs: Sequence[tuple[Value, Value]], language: str, title: str, description: str) -> str:
    edges = dict.fromkeys(Edge(one.iri, other.iri) for one, other in pairs)
    left, right = (_nodes((pair[side] for pair in pairs), language) for side in (0, 1))
    return two_columns(left, right, list(edges), title, description)


def _nodes(values: Iterable[Value], language: str) -> list[Node]:
    found = {value.iri: value for value in values}
    return [Node(iri, value.text, value.href, 0, foreign(value, language)) for iri, value in found.items()]
