"""What is written is read back as the same dataset, by two parsers that share no code."""

import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from engagiert_ld import formats
from engagiert_ld.errors import NotExpressibleError
from engagiert_ld.formats import Format, serialise
from engagiert_ld.namespaces import RDF, XSD, prefixes

BASE = "https://data.example/"
RDFLIB_NAMES = {
    formats.TURTLE: "turtle",
    formats.JSONLD: "json-ld",
    formats.NTRIPLES: "nt",
    formats.NQUADS: "nquads",
    formats.TRIG: "trig",
    formats.RDFXML: "xml",
}

Node = NamedNode | BlankNode

# rdflib 7.6 warns about its own use of names that it has deprecated
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{name} is deprecated:DeprecationWarning")
    for name in ("ConjunctiveGraph", "Dataset.default_context", "Dataset.contexts")
]


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


namespaces = st.sampled_from(
    [
        *prefixes(BASE).values(),
        BASE,
        "http://other.example/x#",
        "urn:example:",
        "mailto:",
        "org:",
        "network:",
        "time:a/",
    ]
)
locals_ = st.one_of(
    st.sampled_from(
        ["label", "title", "type", "id", "graph", "role", "member", "a.b", "1", "", "-", "//x", "/", "a:b"]
    ),
    st.text("abcXYZ0189-._~!$&'()*+,;=:@%2Fäß漢𝄞/?#", max_size=8),
)
iris = st.builds(lambda namespace, local: namespace + local, namespaces, locals_).filter(_is_iri).map(NamedNode)
labels = st.sampled_from(["a", "b1", "1a", "0", "ä", "a_b", "x.y", "a-b", "b-a"])
nodes = st.one_of(iris, iris, st.builds(BlankNode, labels))
texts = st.text(max_size=20)
tags = st.sampled_from(["de", "en", "id", "type", "de-at", "zh-hant-tw", "x-none"])
datatypes = st.sampled_from(
    [f"{XSD}{name}" for name in ("string", "integer", "gYear", "boolean", "double", "date")]
    + [f"{RDF}{name}" for name in ("JSON", "XMLLiteral", "HTML")]
    + ["http://other.example/x#datatype"]
)
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, tags),
    st.builds(lambda text, iri: Literal(text, datatype=NamedNode(iri)), texts | st.just("007"), datatypes),
)
predicates = st.one_of(iris, st.just(NamedNode(f"{RDF}type")))
triples = st.builds(Triple, nodes, predicates, st.one_of(nodes, literals))
graphs = st.one_of(st.just(DefaultGraph()), nodes)


def datasets_of(some: st.SearchStrategy[Triple]) -> st.SearchStrategy[set[Quad]]:
    return st.sets(
        st.builds(lambda triple, graph: Quad(triple.subject, triple.predicate, triple.object, graph), some, graphs),
        max_size=12,
    )


datasets = datasets_of(triples)
directions = st.sampled_from(["ltr", "rtl"]).map(BaseDirection)
directed = st.builds(lambda text, tag, way: Literal(text, language=tag, direction=way), texts, tags, directions)
triples12 = st.recursive(
    st.builds(Triple, nodes, predicates, st.one_of(nodes, literals, directed)),
    lambda inner: st.builds(Triple, nodes, predicates, inner),
    max_leaves=3,
)
datasets12 = datasets_of(triples12)


def canonical(quads: Iterable[Quad]) -> frozenset[Quad]:
    """The dataset with canonical blank node labels (RDFC-1.0)."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)


def expected(quads: Iterable[Quad], fmt: Format) -> frozenset[Quad]:
    if fmt.has_graphs:
        return canonical(quads)
    return canonical(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def read_by_oxigraph(data: bytes, fmt: Format) -> frozenset[Quad]:
    oxigraph_format = RdfFormat.from_media_type(fmt.media_type)
    assert oxigraph_format is not None
    return canonical(parse(data, format=oxigraph_format))


def read_by_rdflib(data: bytes, fmt: Format) -> frozenset[Quad]:
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=RDFLIB_NAMES[fmt])
    return canonical(_quads_of(dataset))


def _quads_of(dataset: rdflib.Dataset) -> Iterator[Quad]:
    for subject, predicate, value, name in dataset.quads((None, None, None, None)):
        assert isinstance(predicate, rdflib.URIRef)
        in_default = name is None or name == rdflib.graph.DATASET_DEFAULT_GRAPH_ID
        graph = DefaultGraph() if in_default else _node_of(name)
        yield Quad(_node_of(subject), NamedNode(str(predicate)), _term_of(value), graph)


def _node_of(term: object) -> Node:
    assert isinstance(term, rdflib.URIRef | rdflib.BNode)
    return BlankNode(str(term)) if isinstance(term, rdflib.BNode) else NamedNode(str(term))


def _term_of(term: object) -> Node | Literal:
    if not isinstance(term, rdflib.Literal):
        return _node_of(term)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype or f"{XSD}string")))


@pytest.fixture(autouse=True)
def literals_kept_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(rdflib.term.logger, "disabled", True)


every_format = pytest.mark.parametrize("fmt", formats.RDF_FORMATS, ids=lambda fmt: fmt.name)
rdf12_formats = pytest.mark.parametrize("fmt", [formats.RDF12_TURTLE, formats.RDF12_NQUADS], ids=lambda fmt: fmt.name)
thorough = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(quads: Iterable[Quad], fmt: Format) -> bytes | None:
    """The bytes, or None for what RDF/XML refuses."""
    try:
        return serialise(quads, fmt, BASE)
    except NotExpressibleError:
        assert fmt is formats.RDFXML
        return None


@every_format
@thorough
@given(quads=datasets)
def test_oxigraph_reads_back_what_was_written(fmt: Format, quads: set[Quad]) -> None:
    if (data := written(quads, fmt)) is not None:
        assert read_by_oxigraph(data, fmt) == expected(quads, fmt)


@every_format
@thorough
@given(quads=datasets)
def test_rdflib_reads_back_what_was_written(fmt: Format, quads: set[Quad]) -> None:
    if (data := written(quads, fmt)) is not None:
        assert read_by_rdflib(data, fmt) == expected(quads, fmt)


@every_format
@thorough
@given(quads=datasets, seed=st.integers())
def test_the_order_of_the_quads_does_not_matter(fmt: Format, quads: set[Quad], seed: int) -> None:
    shuffled = sorted(quads, key=str)
    random.Random(seed).shuffle(shuffled)
    assert written(shuffled + shuffled[:3], fmt) == written(sorted(quads, key=str), fmt)


@rdf12_formats
@thorough
@given(quads=datasets12, seed=st.integers())
def test_oxigraph_reads_back_rdf_1_2_and_the_order_does_not_matter(fmt: Format, quads: set[Quad], seed: int) -> None:
    shuffled = sorted(quads, key=str)
    data = serialise(shuffled, fmt, BASE)
    random.Random(seed).shuffle(shuffled)
    assert serialise(shuffled + shuffled[:3], fmt, BASE) == data
    assert read_by_oxigraph(data, fmt) == expected(quads, fmt)


@rdf12_formats
def test_a_blank_node_has_one_label_inside_and_outside_of_triple_terms(fmt: Format) -> None:
    node, iri = BlankNode("1a"), NamedNode(f"{BASE}id/network/a")
    quads = [Quad(node, iri, Triple(node, iri, Triple(node, iri, node)))]
    assert serialise(quads, fmt, BASE).count(b"_:b-1a") == 4


SCRIPT = """
import hashlib
from pyoxigraph import Quad, RdfFormat, parse
from engagiert_ld import formats
quads = set(parse(open(0, "rb").read(), format=RdfFormat.N_QUADS))
for fmt in formats.RDF_FORMATS:
    print(fmt.name, hashlib.sha256(formats.serialise(quads, fmt, "https://data.example/")).hexdigest())
quads |= {Quad(quad.subject, quad.predicate, quad.triple, quad.graph_name) for quad in quads}
for fmt in (formats.RDF12_TURTLE, formats.RDF12_NQUADS):
    print(fmt.name, hashlib.sha256(formats.serialise(quads, fmt, "https://data.example/")).hexdigest())
"""


def test_fresh_processes_with_other_hash_seeds_write_the_same_bytes() -> None:
    types = "".join(
        f"<{BASE}id/network/n{n % 40}> <{BASE}def#p{n % 7}> <{BASE}id/org/o{n}> <{BASE}graph/{n % 3}> .\n"
        f'<{BASE}id/network/n{n % 40}> <http://p{n % 5}.example/title> "{n}"@de .\n'
        f"_:b{n % 11} <{RDF}type> <http://p{n % 5}.example/Thing> .\n"
        for n in range(200)
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=types.encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(outputs) == 1


def test_lines_are_sorted_by_code_point() -> None:
    quads = [
        Quad(NamedNode(f"http://a.example/{c}"), NamedNode("http://a.example/p"), Literal(c)) for c in "zä𝄞\uf900A"
    ]
    for fmt in (formats.NTRIPLES, formats.NQUADS):
        lines = serialise(quads, fmt, BASE).decode().splitlines()
        assert lines == sorted(lines)


@every_format
def test_a_triple_in_two_graphs_is_written_once_where_there_are_no_graphs(fmt: Format) -> None:
    node, other = NamedNode(f"{BASE}id/network/a"), NamedNode(f"{BASE}graph/b")
    quads = [Quad(node, node, Literal("only once")), Quad(node, node, Literal("only once"), other)]
    assert serialise(quads, fmt, BASE).count(b"only once") == (2 if fmt.has_graphs else 1)


@every_format
def test_an_empty_dataset_is_a_valid_document(fmt: Format) -> None:
    data = serialise([], fmt, BASE)
    assert read_by_oxigraph(data, fmt) == read_by_rdflib(data, fmt) == frozenset()


@every_format
def test_terms_of_rdf_1_2_are_refused_by_name(fmt: Format) -> None:
    node = NamedNode(f"{BASE}id/network/a")
    with pytest.raises(NotExpressibleError, match="triple terms") as caught:
        serialise([Quad(node, node, Triple(node, node, node))], fmt, BASE)
    assert "Tripel-Terme" in caught.value.message.de


@rdf12_formats
def test_an_empty_dataset_in_rdf_1_2_is_a_valid_document(fmt: Format) -> None:
    assert read_by_oxigraph(serialise([], fmt, BASE), fmt) == frozenset()
