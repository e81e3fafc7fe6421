"""Turtle and TriG with one fact a line."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from engagiert_ld.formats.turtle import trig, turtle, turtle12
from engagiert_ld.namespaces import RDF, XSD, prefixes

BASE = "https://data.example/"
PREFIXES = prefixes(BASE)
TYPE = NamedNode(f"{RDF}type")

SOURCE = """
@prefix eng: <https://data.example/def#> .
@prefix graph: <https://data.example/graph/> .
@prefix network: <https://data.example/id/network/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
network:civitas skos:prefLabel "Civitas"@en, "Civitas-Netzwerk bürgerorientierter Kommunen"@de ;
    skos:note "two\\nlines, a \\"quotation\\" and a \\\\" ;
    eng:founded "1999"^^<http://www.w3.org/2001/XMLSchema#gYear> ;
    a org:Organization, eng:Network ; eng:target <https://data.example/id/network/civitas#t>, <https://other.example/> .
graph:a { _:x eng:partOf network:b2 . network:b2 a eng:Network . }
"""

TURTLE = """\
@prefix eng: <https://data.example/def#> .
@prefix network: <https://data.example/id/network/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

network:civitas
    a org:Organization ;
    a eng:Network ;
    skos:note "two\\nlines, a \\"quotation\\" and a \\\\" ;
    skos:prefLabel "Civitas-Netzwerk bürgerorientierter Kommunen"@de ;
    skos:prefLabel "Civitas"@en ;
    eng:founded "1999"^^xsd:gYear ;
    eng:target <https://data.example/id/network/civitas#t> ;
    eng:target <https://other.example/> ;
    .
"""

GRAPH = """
<https://data.example/graph/a> {
    network:b2
        a eng:Network ;
        .

    _:x
        eng:partOf network:b2 ;
        .
}
"""


def quads_of(text: str) -> list[Quad]:
    return list(parse(text, format=RdfFormat.TRIG, rename_blank_nodes=False))


def test_the_written_form() -> None:
    quads = [quad for quad in quads_of(SOURCE) if str(quad.graph_name) == "DEFAULT"]
    assert turtle(quads, PREFIXES).decode() == trig(quads, PREFIXES).decode() == TURTLE


def test_the_written_form_of_named_graphs() -> None:
    assert trig(quads_of(SOURCE), PREFIXES).decode() == TURTLE + GRAPH


SOURCE12 = """
@version "1.2" .
@prefix claim: <https://data.example/id/claim/> .
@prefix network: <https://data.example/id/network/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
claim:c3 rdf:reifies <<( _:ä a <<( network:a <https://data.example/#p> "ab"@ar--rtl )>> )>>, "z" .
claim:c1 rdf:reifies <<( network:a <https://data.example/def#label> "a \\"b\\"\\n"@de-AT )>> .
<https://data.example/graph/b> { claim:c1 rdf:reifies <<( network:b a <https://data.example/def#Network> )>> . }
"""

TURTLE12 = """\
@version "1.2" .
@prefix claim: <https://data.example/id/claim/> .
@prefix eng: <https://data.example/def#> .
@prefix network: <https://data.example/id/network/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

claim:c1
    rdf:reifies <<( network:a eng:label "a \\"b\\"\\n"@de-at )>> ;
    rdf:reifies <<( network:b a eng:Network )>> ;
    .

claim:c3
    rdf:reifies "z" ;
    rdf:reifies <<( _:b--e4- a <<( network:a <https://data.example/#p> "ab"@ar--rtl )>> )>> ;
    .
"""


def test_the_written_form_of_triple_terms() -> None:
    assert turtle12(quads_of(SOURCE12), PREFIXES).decode() == TURTLE12


def test_turtle_1_2_without_triple_terms_is_turtle_below_its_version() -> None:
    quads = quads_of(SOURCE)
    assert turtle12(quads, PREFIXES) == b'@version "1.2" .\n' + turtle(quads, PREFIXES)
    assert turtle12(quads, PREFIXES, TYPE) == b'@version "1.2" .\n' + turtle(quads, PREFIXES, TYPE)


def test_texts_that_differ_in_direction_only_have_an_order() -> None:
    texts = [
        Literal(text, language="ar", direction=BaseDirection(direction))
        for text in "abcdefghij"
        for direction in ("rtl", "ltr")
    ]
    text = turtle12([Quad(TYPE, TYPE, text) for text in texts], PREFIXES).decode()
    assert re.findall("--(...)", text) == ["ltr"] * 10 + ["rtl"] * 10


def test_turtle_writes_the_union_of_the_graphs() -> None:
    text = turtle(quads_of(SOURCE), PREFIXES).decode()
    assert "graph" not in text
    assert text.index("network:b2\n") < text.index("network:civitas\n") < text.index("_:x\n")


SOME = st.lists(
    st.builds(
        Quad,
        st.sampled_from("abc").map(lambda name: NamedNode(f"{BASE}id/network/{name}")),
        st.sampled_from([TYPE, NamedNode(f"{BASE}def#p"), NamedNode("http://other.example/p")]),
        st.one_of(st.text(max_size=6).map(Literal), st.sampled_from(["", " ;", "a\n ;\n"]).map(Literal)),
    ),
    min_size=2,
    unique=True,
)


@given(quads=SOME)
def test_every_triple_has_one_line(quads: list[Quad]) -> None:
    lines = turtle(quads, PREFIXES).decode().split("\n")
    assert lines == [*turtle(quads, PREFIXES).decode().splitlines(), ""]
    assert sum(line.endswith(" ;") for line in lines) == len(quads)
    assert sum(line.endswith("    .") for line in lines) == len({quad.subject for quad in quads})


@given(quads=SOME)
def test_a_triple_less_is_a_line_less_unless_a_subject_or_a_prefix_goes_with_it(quads: list[Quad]) -> None:
    gone, kept = quads[0], quads[1:]
    before, after = (Counter(turtle(some, PREFIXES).decode().splitlines()) for some in (quads, kept))
    missing = list((before - after).elements())
    assert not after - before
    facts = [line for line in missing if line.endswith(" ;")]
    assert len(facts) == 1
    if gone.subject in {quad.subject for quad in kept}:
        assert {line for line in missing if line != facts[0]} <= {line for line in before if line.startswith("@prefix")}


@pytest.mark.parametrize(
    ("local", "written"),
    [
        ("civitas", "network:civitas"),
        ("b2", "network:b2"),
        ("2b", "network:2b"),
        ("a-b--c_", "network:a-b--c_"),
        ("", "<https://data.example/id/network/>"),
        ("-a", "<https://data.example/id/network/-a>"),
        ("a.b", "<https://data.example/id/network/a.b>"),
        ("a/b", "<https://data.example/id/network/a/b>"),
        ("a#b", "<https://data.example/id/network/a#b>"),
        ("a%20b", "<https://data.example/id/network/a%20b>"),
        ("bürger", "<https://data.example/id/network/bürger>"),
    ],
)
def test_a_prefixed_name_is_used_where_it_needs_no_escapes(local: str, written: str) -> None:
    node = NamedNode(f"{BASE}id/network/{local}")
    assert turtle([Quad(node, TYPE, node)], PREFIXES).decode().endswith(f"{written}\n    a {written} ;\n    .\n")


@pytest.mark.parametrize(
    ("literal", "written"),
    [
        (Literal("5", datatype=NamedNode(f"{XSD}integer")), '"5"^^xsd:integer'),
        (Literal("007", datatype=NamedNode(f"{XSD}integer")), '"007"^^xsd:integer'),
        (Literal("true", datatype=NamedNode(f"{XSD}boolean")), '"true"^^xsd:boolean'),
        (Literal("x", datatype=NamedNode(f"{XSD}string")), '"x"'),
        (Literal("x", datatype=NamedNode("http://other.example/t")), '"x"^^<http://other.example/t>'),
        (Literal("x", language="de-AT"), '"x"@de-at'),
        (Literal("\t\r\n\b\f\"\\'"), '"\\t\\r\\n\\b\\f\\"\\\\\'"'),
        (Literal("\0\x0b\x1f\x7f\x85\u2028\u2029\ufeff"), '"\\u0000\\u000B\\u001F\\u007F\\u0085\\u2028\\u2029\\uFEFF"'),
        (Literal("„Bürger“ 𝄞"), '"„Bürger“ 𝄞"'),
    ],
)
def test_a_literal_keeps_its_lexical_form_on_one_line(literal: Literal, written: str) -> None:
    text = turtle([Quad(TYPE, TYPE, literal)], PREFIXES).decode()
    assert text.endswith(f"rdf:type\n    a {written} ;\n    .\n")


def test_only_prefixes_in_use_are_declared() -> None:
    text = turtle([Quad(NamedNode(f"{BASE}id/org/a"), TYPE, NamedNode(f"{BASE}def#Network"))], PREFIXES).decode()
    assert re.findall(r"@prefix (\w+):", text) == ["eng", "orgn"]
    assert not turtle([], PREFIXES)


def test_different_blank_nodes_stay_different() -> None:
    labels = ["1a", "a", "b-1a", "b--31-a", "ä", "x.y"]
    text = turtle([Quad(BlankNode(label), TYPE, TYPE) for label in labels], PREFIXES).decode()
    assert len(set(re.findall(r"^_:[A-Za-z][\w-]*$", text, re.ASCII | re.MULTILINE))) == len(labels)
