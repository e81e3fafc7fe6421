"""The dumps in RDF 1.2: the IRI of each claim is the reifier of its triple, and nothing else differs from RDF 1.1."""

from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from engagiert_ld.formats import RDF_FORMATS, Format
from engagiert_ld.namespaces import DCAT, DCTERMS, RDF, SKOS
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.reifiers import with_reifiers
from running import ProjectFolder

from .shelves import contents, published, small_project

BASE: Final = "https://example.org/engagement/"
GRAPH: Final = NamedNode(f"{BASE}graph/source/beispiel")
REIFIES: Final = NamedNode(f"{RDF}reifies")
PROLOGUE: Final = """\
@prefix eng: <def#> .
@prefix network: <id/network/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
FACT: Final = """\
network:beispielnetz skos:altLabel "Netz „am \\\\ Markt“, genannt \\"Runde\\""@de .
"""
LITERAL_CLAIM: Final = """\
<id/claim/c001>
    a eng:Claim, rdf:Statement ;
    rdf:subject network:beispielnetz ;
    rdf:predicate skos:altLabel ;
    rdf:object "Netz „am \\\\ Markt“, genannt \\"Runde\\""@de ;
    eng:certainty <id/concept/certainty-explicit> ;
    eng:quotation "das Netz „am \\\\ Markt“, genannt \\"Runde\\""@de ;
    .
"""
IRI_CLAIM: Final = """\
<id/claim/c002>
    a eng:Claim, rdf:Statement ;
    rdf:subject network:beispielnetz ;
    rdf:predicate eng:notStated ;
    rdf:object eng:organiser ;
    eng:certainty <id/concept/certainty-explicit> ;
    eng:quotation "Wer einlädt, wechselt."@de ;
    .
"""
NETWORK: Final = NamedNode(f"{BASE}id/network/beispielnetz")
CLAIMED: Final = {
    NamedNode(f"{BASE}id/claim/c001"): Triple(
        NETWORK, NamedNode(f"{SKOS}altLabel"), Literal('Netz „am \\ Markt“, genannt "Runde"', language="de")
    ),
    NamedNode(f"{BASE}id/claim/c002"): Triple(
        NETWORK, NamedNode(f"{BASE}def#notStated"), NamedNode(f"{BASE}def#organiser")
    ),
}


def release_with(folder: Path, files: dict[str, str]) -> Release:
    """A release of the small example with these files in the place of its claims."""
    project: ProjectFolder = small_project(folder)
    (project.path / "data/beispiel/claims.ttl").unlink()
    for name, text in files.items():
        (project.path / "data/beispiel" / name).write_text(PROLOGUE + text, encoding="utf-8")
    return published(project)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("reifiers") / "stadt"
    return release_with(folder, {"claims.ttl": FACT + LITERAL_CLAIM + IRI_CLAIM})


def quads(release: Release, name: str) -> set[Quad]:
    fmt = RdfFormat.from_extension(name.rpartition(".")[2])
    assert fmt is not None
    return set(parse(path=release.path / name, format=fmt))


def triples(release: Release, name: str) -> set[Triple]:
    return {quad.triple for quad in quads(release, name)}


# What the dumps hold


def test_the_iri_of_each_claim_is_the_reifier_of_its_triple_in_its_graph(release: Release) -> None:
    found = {quad for quad in quads(release, "all.rdf12.nq") if isinstance(quad.object, Triple)}
    assert found == {Quad(claim, REIFIES, triple, GRAPH) for claim, triple in CLAIMED.items()}


def test_both_dumps_hold_the_same_triples(release: Release) -> None:
    assert triples(release, "all.rdf12.ttl") == triples(release, "all.rdf12.nq")


def test_without_reifying_triples_the_dumps_are_those_in_rdf_1_1(release: Release) -> None:
    lines = (release.path / "all.rdf12.nq").read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if f"> <{REIFIES.value}> <<(".encode() not in line]
    assert b"".join(kept) == (release.path / "all.nq").read_bytes()
    assert len(lines) == len(kept) + len(CLAIMED)
    turtle = {triple for triple in triples(release, "all.rdf12.ttl") if triple.predicate != REIFIES}
    assert turtle == triples(release, "all.ttl")


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_dumps_in_rdf_1_1_hold_no_reifying_triple(release: Release, fmt: Format) -> None:
    found = quads(release, f"all.{fmt.extension}")
    assert {quad.subject for quad in found if quad.predicate.value == f"{RDF}object"} == set(CLAIMED)
    assert not [quad for quad in found if quad.predicate == REIFIES or isinstance(quad.object, Triple)]


@pytest.mark.parametrize("name", ["all.rdf12.ttl", "all.rdf12.nq"])
def test_a_query_in_sparql_1_2_finds_the_claims(release: Release, name: str) -> None:
    store = Store()
    store.extend(quads(release, name))
    query = f"PREFIX rdf: <{RDF}> SELECT ?c ?s ?p ?o {{ ?c rdf:reifies <<( ?s ?p ?o )>> }}"
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    assert {row["c"]: Triple(row["s"], row["p"], row["o"]) for row in solutions} == CLAIMED


# How they are written


def test_turtle_announces_the_version_and_has_one_fact_on_a_line(release: Release) -> None:
    lines = (release.path / "all.rdf12.ttl").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '@version "1.2" .'
    assert "    rdf:reifies <<( network:beispielnetz eng:notStated eng:organiser )>> ;" in lines
    others = (release.path / "all.ttl").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[1:] if not line.startswith("    rdf:reifies ")] == others


def test_nquads_are_sorted_and_announce_no_version(release: Release) -> None:
    lines = (release.path / "all.rdf12.nq").read_text(encoding="utf-8").split("\n")[:-1]
    assert lines == sorted(lines)
    assert all(line.startswith("<") and line.endswith(" .") for line in lines)


def test_file_names_and_the_order_of_claims_change_no_byte(release: Release, tmp_path: Path) -> None:
    again = release_with(tmp_path / "andere", {"z.ttl": LITERAL_CLAIM, "a.ttl": IRI_CLAIM, "m.ttl": FACT})
    assert contents(again.path) == contents(release.path)


# What the release says of them


@pytest.mark.parametrize(
    ("name", "media_type", "title", "specification"),
    [
        ("all.rdf12.ttl", "text/turtle", "RDF 1.2 Turtle", "https://www.w3.org/TR/rdf12-turtle/"),
        ("all.rdf12.nq", "application/n-quads", "RDF 1.2 N-Quads", "https://www.w3.org/TR/rdf12-n-quads/"),
    ],
)
def test_manifest_and_catalogue_list_them(
    release: Release, name: str, media_type: str, title: str, specification: str
) -> None:
    entry = release.files[name]
    assert entry["media_type"] == media_type
    described = triples(release, "catalogue.nt")
    dump = NamedNode(f"{BASE}dataset/{release.version}/{name}")
    said = {(triple.predicate.value, triple.object) for triple in described if triple.subject == dump}
    assert {
        (f"{DCTERMS}conformsTo", NamedNode(specification)),
        (f"{DCTERMS}title", Literal(f"Netzwerke unserer Stadt ({title})", language="de")),
        (f"{DCTERMS}title", Literal(f"Networks of our city ({title})", language="en")),
        (f"{DCAT}mediaType", NamedNode(f"http://www.iana.org/assignments/media-types/{media_type}")),
        (f"{DCAT}downloadURL", dump),
    } <= said
    other = NamedNode(dump.value.replace("rdf12.", ""))
    of_others = {triple.predicate.value for triple in described if triple.subject == other}
    assert {predicate for predicate, _ in said} == of_others | {f"{DCTERMS}conformsTo", f"{DCTERMS}description"}


# Which claims get a reifier

CLAIM: Final = NamedNode(f"{BASE}id/claim/c003")
OTHER_GRAPH: Final = NamedNode(f"{BASE}graph/links")


def claim(
    *parts: tuple[str, NamedNode | BlankNode | Literal], typed: str = f"{BASE}def#Claim", graph: NamedNode = GRAPH
) -> list[Quad]:
    described = [(f"{RDF}type", NamedNode(typed)), *((f"{RDF}{name}", value) for name, value in parts)]
    return [Quad(CLAIM, NamedNode(predicate), value, graph) for predicate, value in described]


SUBJECT: Final = ("subject", NETWORK)
PREDICATE: Final = ("predicate", NamedNode(f"{RDF}type"))
OBJECT: Final = ("object", NamedNode(f"{BASE}def#Network"))
PROPOSITION: Final = Triple(NETWORK, NamedNode(f"{RDF}type"), NamedNode(f"{BASE}def#Network"))


@pytest.mark.parametrize("typed", [f"{BASE}def#Claim", f"{RDF}Statement"])
def test_a_claim_and_any_other_statement_get_one(typed: str) -> None:
    given = claim(SUBJECT, PREDICATE, OBJECT, typed=typed)
    assert list(with_reifiers(given, BASE)) == [*given, Quad(CLAIM, REIFIES, PROPOSITION, GRAPH)]


def test_a_blank_node_may_be_claim_subject_and_object() -> None:
    node = BlankNode("a")
    parts = (("subject", node), PREDICATE, ("object", node))
    given = [Quad(node, quad.predicate, quad.object) for quad in claim(*parts)]
    assert list(with_reifiers(given, BASE))[-1] == Quad(node, REIFIES, Triple(node, PROPOSITION.predicate, node))


def test_a_claim_in_two_graphs_gets_one_in_each() -> None:
    given = [*claim(SUBJECT, PREDICATE, OBJECT), *claim(SUBJECT, PREDICATE, OBJECT, graph=OTHER_GRAPH)]
    added = set(with_reifiers(given, BASE)) - set(given)
    assert added == {Quad(CLAIM, REIFIES, PROPOSITION, graph) for graph in (GRAPH, OTHER_GRAPH)}


@pytest.mark.parametrize(
    "given",
    [
        claim(PREDICATE, OBJECT),
        claim(SUBJECT, OBJECT),
        claim(SUBJECT, PREDICATE),
        claim(SUBJECT, PREDICATE, OBJECT, ("object", Literal("x"))),
        claim(SUBJECT, PREDICATE, OBJECT) + claim(("subject", CLAIM), graph=OTHER_GRAPH),
        claim(("subject", Literal("x")), PREDICATE, OBJECT),
        claim(SUBJECT, ("predicate", Literal("x")), OBJECT),
        claim(SUBJECT, ("predicate", BlankNode("x")), OBJECT),
        claim(SUBJECT, PREDICATE, OBJECT, typed=f"{BASE}def#Network"),
        claim(SUBJECT, PREDICATE, OBJECT)[1:],
    ],
    ids=[
        "no subject",
        "no predicate",
        "no object",
        "two objects",
        "two subjects in two graphs",
        "a text as subject",
        "a text as predicate",
        "a blank node as predicate",
        "of another type",
        "without a type",
    ],
)
def test_what_is_not_about_just_one_triple_gets_none(given: list[Quad]) -> None:
    assert list(with_reifiers(given, BASE)) == given
