"""Reads the contract: its data, its cases, and where an engine is known to deviate."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

HERE = Path(__file__).parent / "store"
BASE = "https://ex.org/"
LONG = "größe " * 833 + "12"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROLOGUE = f"PREFIX : <{BASE}> PREFIX xsd: <{XSD}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
NUMERIC = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}


@dataclass(frozen=True)
class Case:
    """A query and what it gives: one of `table`, `graph`, `truth`."""

    name: str
    query: str
    table: str | None
    graph: str | None
    truth: bool | None
    ordered: bool
    default: tuple[str, ...]
    named: tuple[str, ...]


def _read(file: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((HERE / file).read_text(encoding="utf-8"))[table]
    return rows


def _case(row: Mapping[str, Any]) -> Case:
    graphs = {kind: tuple(BASE + name for name in row.get(kind, ())) for kind in ("default", "named")}
    return Case(
        row["name"],
        PROLOGUE + row["query"],
        row.get("table"),
        row.get("graph"),
        row.get("truth"),
        row.get("ordered", False),
        **graphs,
    )


CASES = tuple(map(_case, _read("contract.toml", "case")))
_DEVIATING = _read("deviations.toml", "deviation")
DEVIATIONS: Mapping[tuple[str, str], str] = {
    (engine, row["case"]): row["en"] for row in _DEVIATING for engine in row["engines"]
}
DEVIATING_EXAMPLES: Mapping[str, set[str]] = {
    engine: {row["query"] for row in _read("deviations.toml", "example") if row["engine"] == engine}
    for engine in ("oxigraph-serve", "virtuoso")
}
SHOWN = {"memory": "embedded", "disk": "", "oxigraph-serve": "Oxigraph", "virtuoso": "Virtuoso"}


def documented_deviations() -> str:
    """The rows of the table in the documentation."""
    queries = {case.name: case.query.removeprefix(PROLOGUE).replace("|", "\\|") for case in CASES}
    engines = (", ".join(filter(None, map(SHOWN.__getitem__, row["engines"]))) for row in _DEVIATING)
    rows = [
        f"| {engine} | `{queries[row['case']]}` | {row['de']} |\n"
        for engine, row in zip(engines, _DEVIATING, strict=True)
    ]
    rows += [
        f"| {SHOWN[row['engine']]} | [`queries/{row['query']}.rq`](../queries/{row['query']}.rq) | {row['de']} |\n"
        for row in _read("deviations.toml", "example")
    ]
    return "".join(rows)


QUADS = (
    *parse(path=HERE / "contract.trig", format=RdfFormat.TRIG),
    Quad(NamedNode(f"{BASE}long"), NamedNode(f"{BASE}text"), Literal(LONG), NamedNode(f"{BASE}graph/one")),
)

Solution = tuple[tuple[str, object], ...]


def table(text: str) -> list[Solution]:
    """The solutions that a table writes."""
    head, *rows = text.strip("\n").split("\n")
    names = [name.strip() for name in head.split("|")]
    return [_row(names, re.split(r"\s+\|\s+", row.strip())) for row in rows]


def _row(names: list[str], cells: list[str]) -> Solution:
    pairs = zip(names, cells, strict=True)
    return tuple(sorted((name, term(_written(cell))) for name, cell in pairs if cell != "-"))


def _written(cell: str) -> Any:
    return Literal(LONG) if cell == "LONG" else turtle(f"<x:s> <x:p> {cell} .")[0].object


def turtle(text: str) -> list[Quad]:
    """What Turtle says, with the prefixes of the queries."""
    return list(parse(f"BASE <{BASE}> {PROLOGUE} {text}", format=RdfFormat.TURTLE))


def solutions(result: Mapping[str, Any]) -> list[Solution]:
    """The solutions of SPARQL 1.1 Query Results JSON."""
    return [
        tuple(sorted((name, term(_from_json(value))) for name, value in one.items()))
        for one in result["results"]["bindings"]
    ]


def _from_json(value: Mapping[str, str]) -> Any:
    if value["type"] == "uri":
        return NamedNode(value["value"])
    assert value["type"] == "literal", value
    if language := value.get("xml:lang"):
        return Literal(value["value"], language=language)
    return Literal(value["value"], datatype=NamedNode(value.get("datatype", f"{XSD}string")))


def term(value: Any) -> object:
    """A term to compare: numbers and truth values by value and datatype, language tags without case (RDF 1.1 Concepts 3.3)."""
    if not isinstance(value, Literal):
        return str(value)
    datatype = value.datatype.value
    if datatype in NUMERIC:
        return datatype, float(value.value)
    if datatype == f"{XSD}boolean":
        return datatype, value.value in ("1", "true")
    return datatype, value.value, (value.language or "").lower()


def triples(stated: Iterable[Quad]) -> set[tuple[object, ...]]:
    """A graph to compare: equal if and only if isomorphic."""
    graph = Dataset(Quad(*quad.triple) for quad in stated)
    graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {tuple(map(term, quad.triple)) for quad in graph}
