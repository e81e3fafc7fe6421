"""TriG and N-Quads: statements, graphs and places as Oxigraph reads them, and what becomes of them in a project."""

from pathlib import Path

import pytest
from hypothesis import given
from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from engagiert_ld.errors import SourceSyntaxError
from engagiert_ld.findings import Severity
from engagiert_ld.formats import NQUADS, TRIG, Format
from engagiert_ld.sources import read_sources
from engagiert_ld.sources.turtle import Position, TurtleError, positioned_triples
from engagiert_ld.terms import iri_of

from .test_turtle import DOCUMENTS, documents

BASE = "https://ex.org/a/b/c?q#f"
PARSERS = {TRIG: RdfFormat.TRIG, NQUADS: RdfFormat.N_QUADS}

TRIG_DOCUMENTS = {
    "nothing in a graph": "<g> { }",
    "a graph without a full stop": "<g> { <s> <p> <o> }",
    "a graph with full stops": "<g> { <s> <p> <o> . <s> <p> 1 . }",
    "several graphs, one twice": "<g> { <s> <p> <o> } <h> { <s> <p> <o> } <g> { <s> <p> 2 }",
    "the word GRAPH": "GRAPH <g> { <s> <p> <o> } graph p:g { <s> <p> <o> }",
    "a graph with a prefixed name": "p:g { p:s p:p p:o }",
    "the default graph in braces": "{ <s> <p> <o> . <s> a <o> }",
    "the default graph without braces": "<s> <p> <o> ; <q> 1 , 2 . <g> { <s> <p> 3 } <s> <p> 4 .",
    "directives between graphs": "<g> { p:s p:p p:o } @prefix p: <q/> . <g> { p:s p:p p:o } BASE <x/> <g> { <s> <p> <o> }",
    "blank nodes across graphs": "<g> { _:a <p> _:b } <h> { _:b <p> 1 } _:a <p> 2 .",
    "property lists and collections in a graph": "<g> { [ <p> [ <q> 1 ] ] . [] <p> ( 1 <x> [ ] ) . ( 2 ) <p> 3 ; . [ <p> 5 ] }",
    "a property list that stands alone": "[ <p> 1 ] . <g> { [ <p> 2 ] . [ <p> 3 ] }",
    "semicolons at the end": "<g> { <s> <p> 1 ; ; }",
    "blank nodes as graphs": "_:g { <s> <p> 1 } [] { <s> <p> 2 }",
    "braces in strings and comments": "<g> { <s> <p> \"} {\" # }\n ; <q> '''}''' }",
}
NQUADS_DOCUMENTS = {
    "nothing": "",
    "with and without graph": "<a:s> <a:p> <a:o> .\n<a:s> <a:p> <a:o> <a:g> .\n",
    "literals": '<a:s> <a:p> "x\\n\\u00e9"@EN-gb <a:g> .\n<a:s> <a:p> "1"^^<a:t> <a:g> .\n<a:s> <a:p> "" .\n',
    "blank nodes": "_:a <a:p> _:b <a:g> .\n_:b <a:p> <a:o> _:h .\n",
    "comments and blank lines": "# one\n\n<a:s> <a:p> <a:o> <a:g> . # two\n",
    "without spaces": '<a:s><a:p>"x"<a:g>.\n<a:s><a:p><a:o>.',
}
PREFIX = "@prefix p: <http://p/> . "


def canonical(quads: list[Quad]) -> Dataset:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def assert_same_quads(text: str, fmt: Format) -> None:
    expected = list(parse(text, format=PARSERS[fmt], base_iri=BASE if fmt is TRIG else None))
    found = [
        Quad(item.subject, item.predicate, item.object, item.graph or DefaultGraph())
        for item in positioned_triples(text, BASE, fmt)
    ]
    assert len(found) == len(expected)
    assert canonical(found) == canonical(expected)


@pytest.mark.parametrize("name", TRIG_DOCUMENTS)
def test_reads_the_same_quads_of_trig_as_oxigraph(name: str) -> None:
    assert_same_quads(PREFIX + TRIG_DOCUMENTS[name], TRIG)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_turtle_is_trig(name: str) -> None:
    assert_same_quads(DOCUMENTS[name], TRIG)


@given(documents())
def test_reads_the_same_quads_as_oxigraph_from_random_documents(text: str) -> None:
    assert_same_quads(text, TRIG)
    lines = serialize(
        (
            Quad(quad.subject, quad.predicate, quad.object, NamedNode("a:g"))
            for quad in parse(text, format=RdfFormat.TURTLE, base_iri=BASE)
        ),
        format=RdfFormat.N_QUADS,
    )
    assert_same_quads((lines or b"").decode(), NQUADS)


@pytest.mark.parametrize("name", NQUADS_DOCUMENTS)
def test_reads_the_same_quads_of_nquads_as_oxigraph(name: str) -> None:
    assert_same_quads(NQUADS_DOCUMENTS[name], NQUADS)


def test_tells_line_and_column_within_a_graph() -> None:
    (found,) = positioned_triples("<g> {\n  <s>\n    <p> 5\n}", BASE, TRIG)
    assert (found.position, found.subject_position) == (Position(3, 9), Position(2, 3))
    first, second = positioned_triples("<a:s> <a:p> <a:o> .\n<a:s> <a:p> <a:o> <a:g> .\n", BASE, NQUADS)
    assert (first.position, second.position) == (Position(1, 13), Position(2, 13))


@pytest.mark.parametrize(
    "text", ["<g> { <s> <p> <o>", "<g> { <g> { } }", "} .", "GRAPH { <s> <p> <o> }", "<g> { <s> }"]
)
def test_what_is_no_trig_is_named(text: str) -> None:
    with pytest.raises(TurtleError):
        positioned_triples(text, BASE, TRIG)


SITE = "https://stadt.example/"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data" / "stadt").mkdir(parents=True)
    return tmp_path


def write(project: Path, name: str, text: str) -> None:
    (project / "data" / "stadt" / name).write_text(text, encoding="utf-8")


def of_data(project: Path) -> set[tuple[str, str]]:
    """Object and graph of the statements whose predicate is `p`."""
    quads = read_sources(project, SITE).quads
    return {(str(quad.object), iri_of(quad.graph_name)) for quad in quads if quad.predicate.value.endswith("/p")}


def test_named_graphs_keep_their_names_and_the_rest_goes_to_the_graph_of_the_source(project: Path) -> None:
    write(project, "a.ttl", "<s> <p> 1 .")
    write(project, "b.trig", "<s> <p> 2 . { <s> <p> 3 } <urn:g> { <s> <p> 4 } <id/graph> { <s> <p> 5 }")
    write(project, "c.nq", f'<a:s> <{SITE}p> "6" .\n<a:s> <{SITE}p> "7" <urn:g> .\n')
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    own = f"{SITE}graph/source/stadt"
    assert of_data(project) == {
        (f'"1"{integer}', own),
        (f'"2"{integer}', own),
        (f'"3"{integer}', own),
        (f'"4"{integer}', "urn:g"),
        (f'"5"{integer}', f"{SITE}id/graph"),
        ('"6"', own),
        ('"7"', "urn:g"),
    }


def test_a_project_may_hold_nothing_but_named_graphs(project: Path) -> None:
    write(project, "a.trig", "<urn:g> { <s> <p> <o> }")
    assert of_data(project) == {(f"<{SITE}o>", "urn:g")}


def test_a_statement_in_two_graphs_is_two_and_has_both_places(project: Path) -> None:
    write(project, "a.trig", "<urn:g> { <s> <p> <o> }\n<urn:h> { <s> <p> <o> }")
    assert {graph for _, graph in of_data(project)} == {"urn:g", "urn:h"}
    places = read_sources(project, SITE).locate(f"{SITE}s", f"{SITE}p", f"<{SITE}o>")
    assert [(place.path, place.line) for place in places] == [("data/stadt/a.trig", 1), ("data/stadt/a.trig", 2)]


def test_blank_nodes_get_the_same_names_whatever_the_format(project: Path) -> None:
    nodes = set()
    for name, text in (
        ("a.ttl", "<s> <p> [ <q> 1 ] ."),
        ("a.trig", "<urn:g> { <s> <p> [ <q> 1 ] }"),
        ("a.nq", f'<{SITE}s> <{SITE}p> _:x <urn:g> .\n_:x <{SITE}q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .'),
    ):
        write(project, name, text)
        nodes |= {value for value, _ in of_data(project)}
        (project / "data" / "stadt" / name).unlink()
    assert len(nodes) == 1
    assert nodes.pop().startswith(f"<{SITE}.well-known/genid/")


@pytest.mark.parametrize("name", ["ontology", "shapes", "withdrawn", "links", "source/stadt", "source/other", "x"])
def test_a_graph_with_a_name_of_ours_is_a_violation_with_its_place(project: Path, name: str) -> None:
    write(project, "a.trig", f"<urn:g> {{ <s> <p> 1 }}\n<graph/{name}> {{\n <s> <p> 2 . <s> <p> 3 }}")
    (found,) = [finding for finding in read_sources(project, SITE).findings if finding.code == "K07"]
    assert (found.severity, found.focus) == (Severity.VIOLATION, f"{SITE}graph/{name}")
    assert [(place.path, place.line, place.column) for place in found.locations] == [("data/stadt/a.trig", 3, 2)]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.trig", "<urn:g> { <s> <p> 1 }\n_:g { <s> <p> 2 }", 2),
        ("a.nq", "<a:s> <a:p> <a:o> .\n<a:s> <a:p> <a:o> _:g .\n", 2),
        ("a.trig", "<urn:g> {\n <s> <p> }", 2),
        ("a.nq", "<a:s> <a:p> <a:o> <a:g> .\n<s> <a:p> <a:o> .\n", 2),
        ("a.nq", '<a:s> <a:p> <a:o> <a:g> .\n<a:s> <a:p> "x"@en--ltr .\n', 2),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(project: Path, name: str, text: str, line: int) -> None:
    write(project, name, text)
    with pytest.raises(SourceSyntaxError) as refused:
        read_sources(project, SITE)
    assert (refused.value.path, refused.value.line) == (f"data/stadt/{name}", line)
