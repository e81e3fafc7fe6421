"""Every claim of the inventory is published with its statement, its words, its certainty and its place in the source."""

import csv
import hashlib
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, Store, Triple, parse

from running import REPOSITORY, SHARED, ProjectFolder

BASE: Final = "https://w3id.org/engagiert-ld/"
ENG: Final = f"{BASE}def#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES: Final = f"""
PREFIX eng: <{ENG}>
PREFIX claim: <{BASE}id/claim/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <{RDF}>
"""
SOURCE_TEXT: Final = SHARED / "source" / "essen-engagiert.txt"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def statement_of(row: dict[str, str]) -> Triple:
    text = f"{row['subject']} {row['predicate']} {row['object']} ."
    (quad,) = parse(text, format=RdfFormat.TURTLE, base_iri=BASE)
    triple: Triple = quad.triple
    return triple


INVENTORY: Final = {row["claim"]: statement_of(row) for row in rows(Path(__file__).with_name("inventory.tsv"))}
WORDS: Final = {row["id"].lower(): row for row in rows(SHARED / "knowledge" / "claims.tsv")} if SHARED.is_dir() else {}


@pytest.fixture(scope="module")
def quads(built: ProjectFolder) -> frozenset[Quad]:
    return frozenset(parse(path=built.current / "all.nq", format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def triples(quads: frozenset[Quad]) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in quads)


@pytest.fixture(scope="module")
def store(quads: frozenset[Quad]) -> Store:
    filled = Store()
    filled.extend(quads)
    return filled


@pytest.fixture(scope="module")
def published(store: Store) -> dict[str, dict[str, object]]:
    """Each claim by its identifier: the values of its record and of its selectors."""
    query = """SELECT * {
        ?claim a eng:Claim, rdf:Statement ; dcterms:identifier ?id ;
            rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; eng:certainty ?certainty ; eng:quotation ?quotation ;
            eng:line ?line ; prov:wasQuotedFrom ?source ; oa:hasTarget ?target .
        ?target oa:hasSource ?source ; oa:hasSelector ?quote, ?position ; eng:passageKind ?kind .
        ?quote a oa:TextQuoteSelector ; oa:exact ?exact .
        ?position a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
    }"""
    found: dict[str, dict[str, object]] = {}
    for solution in store.query(PREFIXES + query, use_default_graph_as_union=True):  # type: ignore[union-attr]
        names = ("claim", "s", "p", "o", "certainty", "quotation", "source", "exact", "start", "end", "line", "kind")
        row = {name: solution[name] for name in names}
        identifier = solution["id"].value
        assert identifier not in found, f"{identifier} has several values of one kind"
        found[identifier] = row
    return found


def text(value: object) -> str:
    assert isinstance(value, Literal)
    return value.value


@pytest.mark.parametrize("claim", INVENTORY)
def test_a_claim_says_what_the_inventory_says(claim: str, published: dict[str, dict[str, object]]) -> None:
    row = published[claim]
    assert (row["s"], row["p"], row["o"]) == tuple(INVENTORY[claim])


@pytest.mark.parametrize("claim", INVENTORY)
def test_what_a_claim_says_is_asserted(claim: str, triples: frozenset[Triple]) -> None:
    assert INVENTORY[claim] in triples


@pytest.mark.shared
@pytest.mark.parametrize("claim", INVENTORY)
def test_a_claim_has_the_words_and_the_certainty_of_the_inventory(
    claim: str, published: dict[str, dict[str, object]]
) -> None:
    row = published[claim]
    assert text(row["quotation"]) == WORDS[claim]["quote"]
    assert str(row["certainty"]) == f"<{BASE}id/concept/certainty-{WORDS[claim]['certainty']}>"


@pytest.mark.shared
def test_each_quotation_stands_in_the_source_at_its_position(published: dict[str, dict[str, object]]) -> None:
    source = SOURCE_TEXT.read_bytes().decode("utf-8")
    wrong = {
        identifier
        for identifier, row in published.items()
        if source[int(text(row["start"])) : int(text(row["end"]))] != text(row["quotation"])
        or row["exact"] != row["quotation"]
    }
    assert wrong == set()


@pytest.mark.shared
def test_each_quotation_begins_in_its_line(published: dict[str, dict[str, object]]) -> None:
    source = SOURCE_TEXT.read_bytes().decode("utf-8")
    wrong = {
        identifier
        for identifier, row in published.items()
        if source.count("\n", 0, int(text(row["start"]))) + 1 != int(text(row["line"]))
    }
    assert wrong == set()


@pytest.mark.shared
def test_the_archived_source_is_the_text_that_the_quotations_are_from(store: Store) -> None:
    content = SOURCE_TEXT.read_bytes()
    query = f"ASK {{ ?s a eng:ArchivedSource ; eng:sha256 '{hashlib.sha256(content).hexdigest()}' ; eng:byteSize {len(content)} }}"
    assert store.query(PREFIXES + query, use_default_graph_as_union=True)


def test_claims_are_numbered_without_a_gap(published: dict[str, dict[str, object]]) -> None:
    assert sorted(published) == [f"c{number:03}" for number in range(1, len(published) + 1)]
    assert {str(row["claim"]).rpartition("/")[2] for row in published.values()} == {f"{name}>" for name in published}


def test_every_claim_that_is_begun_is_complete(store: Store, published: dict[str, dict[str, object]]) -> None:
    found = store.query(PREFIXES + "SELECT ?c { ?c a eng:Claim }", use_default_graph_as_union=True)
    assert len(list(found)) == len(published)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("c001", "navigation"),
        ("c008", "heading"),
        ("c015", "alternative-text"),
        ("c016", "caption"),
        ("c085", "running-text"),
        ("c131", "heading"),
        ("c158", "heading"),
        ("c161", "heading"),
    ],
)
def test_a_claim_tells_from_which_kind_of_passage_it_is(
    claim: str, kind: str, published: dict[str, dict[str, object]]
) -> None:
    assert str(published[claim]["kind"]) == f"<{BASE}id/concept/passage-{kind}>"


def test_every_statement_about_the_main_things_has_evidence(store: Store) -> None:
    """Counted here in SPARQL, apart from the software's own count."""
    query = """SELECT ?s ?p ?o {
        GRAPH ?g { ?s ?p ?o }
        FILTER(CONTAINS(STR(?g), "/graph/source/"))
        FILTER(REGEX(STR(?s), "/id/(network|org|participation|representation|publication|event)/"))
        FILTER NOT EXISTS { ?c a eng:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
        FILTER NOT EXISTS { ?p eng:editorial true }
        FILTER(!isLiteral(?o) || LANG(?o) != "en")
        FILTER NOT EXISTS {
            ?s a ?narrower . ?narrower <http://www.w3.org/2000/01/rdf-schema#subClassOf>+ ?o FILTER(?p = rdf:type) }
    }"""
    found = store.query(PREFIXES + query, use_default_graph_as_union=True)
    assert [str(solution) for solution in found] == []  # type: ignore[union-attr]


def test_one_query_tells_of_any_statement_who_says_so_in_which_words_and_how_sure(store: Store) -> None:
    query = (REPOSITORY / "queries" / "evidence.rq").read_text(encoding="utf-8")
    example = "# VALUES (?subject ?predicate ?object) { (<id/network/civitas> eng:notStated eng:organiser) }"
    assert query.count(example) == 1
    for statement in sorted(set(INVENTORY.values()), key=str):
        asked = " ".join(str(term) for term in statement)
        bound = query.replace(example, f"VALUES (?subject ?predicate ?object) {{ ({asked}) }}")
        found = list(store.query(bound, base_iri=BASE, use_default_graph_as_union=True))  # type: ignore[arg-type]
        assert found, asked
        assert all(row[name] is not None for row in found for name in ("quotation", "certainty", "source"))


def test_in_rdf_1_2_each_claim_is_the_reifier_of_its_statement(
    built: ProjectFolder, published: dict[str, dict[str, object]]
) -> None:
    dump = parse(path=built.current / "all.rdf12.nq", format=RdfFormat.N_QUADS)
    reified = {str(quad.subject): quad.object for quad in dump if quad.predicate.value == f"{RDF}reifies"}
    claims = {str(row["claim"]): (row["s"], row["p"], row["o"]) for row in published.values()}
    assert {iri: tuple(triple) for iri, triple in reified.items() if "/id/claim/" in iri} == claims
