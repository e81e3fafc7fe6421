"""Essen's data say what the source says: everything that is listed, and nothing beyond it."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from running import REPOSITORY, ProjectFolder

BASE = "https://w3id.org/engagiert-ld/"
PREFIXES = f"""
PREFIX eng: <{BASE}def#>
PREFIX network: <{BASE}id/network/>
PREFIX orgn: <{BASE}id/org/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
ENTITY_COUNTS = {
    "network": 12,
    "org": 8,
    "participation": 11,
    "photo": 3,
    "place": 5,
    "publication": 5,
    "representation": 1,
    "source": 1,
    "topic": 12,
}
QUERIES = sorted((REPOSITORY / "queries").glob("*.rq"))


@pytest.fixture(scope="module")
def quads(built: ProjectFolder) -> frozenset[Quad]:
    return frozenset(parse(path=built.current / "all.nq", format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def store(quads: frozenset[Quad]) -> Store:
    filled = Store()
    filled.extend(quads)
    return filled


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES + query, base_iri=BASE, use_default_graph_as_union=True)
    return [tuple(str(getattr(term, "value", "")) for term in solution) for solution in found]  # type: ignore[union-attr]


@pytest.mark.parametrize(("entity_type", "count"), ENTITY_COUNTS.items())
def test_there_are_as_many_entities_as_the_source_names(entity_type: str, count: int, store: Store) -> None:
    found = rows(store, f'SELECT DISTINCT ?x {{ ?x a ?c FILTER(STRSTARTS(STR(?x), "{BASE}id/{entity_type}/")) }}')
    assert len(found) == count


def test_the_nine_networks_are_those_that_are_no_part_of_another(store: Store) -> None:
    found = rows(store, "SELECT ?n { ?n a eng:Network FILTER NOT EXISTS { ?n org:subOrganizationOf ?x } }")
    assert sorted(iri.removeprefix(f"{BASE}id/network/") for (iri,) in found) == [
        "allianz-vielfaeltige-demokratie",
        "b2",
        "bbe",
        "civitas",
        "civitas-botschafter",
        "engagiert-in-nrw",
        "innovationsdialog-buergerbeteiligung",
        "kgst-ag-buergerkommune",
        "netzwerk-buergerbeteiligung",
    ]


def test_essen_is_no_member_of_the_bbe(store: Store) -> None:
    assert not rows(store, "SELECT ?p { ?p org:member orgn:stadt-essen ; org:organization network:bbe }")
    assert not rows(store, "SELECT ?p { orgn:stadt-essen ?p network:bbe }")
    represented = rows(store, "SELECT ?x { ?x eng:representative orgn:stadt-essen ; eng:representedAt network:bbe }")
    assert len(represented) == 1


def test_the_years_1999_to_2014_are_those_of_essen_not_of_civitas(store: Store) -> None:
    assert not rows(store, "SELECT ?o { network:civitas eng:activeDuring ?o }")
    years = """SELECT ?begin ?end {
        ?p org:member orgn:stadt-essen ; org:organization network:civitas ; org:memberDuring ?t .
        ?t dcat:startDate ?begin ; dcat:endDate ?end }"""
    assert rows(store, years) == [("1999", "2014")]


def test_four_publications_have_no_stated_publisher(store: Store) -> None:
    assert len(rows(store, "SELECT ?p { ?p a eng:Publication ; eng:notStated dcterms:publisher }")) == 4


def test_the_twelve_topics_stand_in_the_order_of_the_source(store: Store) -> None:
    query = """SELECT ?label {
        network:innovationsdialog-buergerbeteiligung dcterms:subject ?t .
        ?t a eng:TopicEntry ; schema:position ?n ; skos:prefLabel ?label FILTER(LANG(?label) = "de") } ORDER BY ?n"""
    labels = [label for (label,) in rows(store, query)]
    assert (len(labels), labels[0], labels[-1]) == (12, "Methoden", "personelle und finanzielle Ressourcen")


def test_everything_has_a_label_in_both_languages(store: Store) -> None:
    for language in ("de", "en"):
        missing = rows(
            store,
            f"""SELECT DISTINCT ?x {{ ?x a ?c
                FILTER(STRSTARTS(STR(?x), "{BASE}id/") && !CONTAINS(STR(?x), "/id/claim/"))
                FILTER NOT EXISTS {{ ?x skos:prefLabel ?label FILTER(LANG(?label) = "{language}") }} }}""",
        )
        assert missing == []


def test_nothing_is_published_with_a_blank_node(quads: frozenset[Quad]) -> None:
    assert not [quad for quad in quads if "_:" in (str(quad.subject)[:2], str(quad.object)[:2])]


def test_the_source_says_that_its_rights_are_not_cleared(quads: frozenset[Quad]) -> None:
    rights = [
        quad.object.language
        for quad in quads
        if quad.subject.value == f"{BASE}id/source/essen-engagiert"  # type: ignore[union-attr]
        and quad.predicate.value == "http://purl.org/dc/terms/rights"
        and isinstance(quad.object, Literal)
    ]
    assert sorted(str(language) for language in rights) == ["de", "en"]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_example_queries_are_titled_in_both_languages_and_find_something(path: Path, store: Store) -> None:
    text = path.read_text(encoding="utf-8")
    for key in ("title@de", "title@en", "description@de", "description@en"):
        assert f"# {key}: " in text
    results = list(store.query(text, base_iri=BASE, use_default_graph_as_union=True))  # type: ignore[arg-type]
    assert results
