"""Example queries → RDF, in the words of the SHACL vocabulary: executables that hold a query."""

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import QuerySyntaxError, SourceSyntaxError
from engagiert_ld.namespaces import RDF, RDFS, SCHEMA, SH
from engagiert_ld.sources.queries import ExampleQuery
from engagiert_ld.store.tokens import query_form, tokens

EXECUTABLES: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
"""Class and property by query form; there are none for DESCRIBE."""


def example_statements(queries: Iterable[ExampleQuery], base_iri: str) -> tuple[Quad, ...]:
    """The queries as resources of the document `{base_iri}queries`; each holds its whole text, with its BASE.

    Raises `SourceSyntaxError` for a query without tokens of SPARQL or of a form that cannot be told in these words.
    """
    return tuple(quad for query in queries for quad in _statements(query, base_iri))


def _statements(query: ExampleQuery, base_iri: str) -> Iterator[Quad]:
    kind, prop = EXECUTABLES[_form(query)]
    executable = NamedNode(f"{base_iri}queries#{quote(query.name)}")
    for name in ("SPARQLExecutable", kind):
        yield Quad(executable, NamedNode(f"{RDF}type"), NamedNode(SH + name))
    yield Quad(executable, NamedNode(SH + prop), Literal(f"BASE <{base_iri}>\n{query.text}"))
    said = ((f"{RDFS}label", query.titles), (f"{RDFS}comment", query.descriptions), (f"{SCHEMA}keywords", query.topics))
    for told, texts in said:
        for language, text in texts.items():
            yield Quad(executable, NamedNode(told), Literal(text, language=language))


def _form(query: ExampleQuery) -> str:
    try:
        form = query_form(tokens(query.text))
    except QuerySyntaxError as error:
        raise SourceSyntaxError(query.file, query.line + error.line - 1, error.column, error.detail) from None
    if form not in EXECUTABLES:
        detail = "an example is SELECT, ASK or CONSTRUCT / ein Beispiel ist SELECT, ASK oder CONSTRUCT"
        raise SourceSyntaxError(query.file, query.line, 1, detail)
    return form
