"""The example queries as RDF: all of them, in both languages, and each can be run as it stands."""

import re

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, parse
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef

from running import REPOSITORY, Server

from .asking import ask, query

BASE = "https://w3id.org/engagiert-ld/"
FILES = sorted((REPOSITORY / "queries").glob("*.rq"))
TEXTS = (SH.select, SH.ask, SH.construct)


@pytest.fixture(scope="module")
def examples(server: Server) -> Graph:
    return ask(server.url, "/queries").graph


def text_of(examples: Graph, name: str) -> str:
    (found,) = [str(text) for prop in TEXTS for text in examples.objects(URIRef(f"{BASE}queries#{name}"), prop)]
    return found


def test_every_query_of_the_project_is_there_with_its_form(examples: Graph) -> None:
    found = {str(iri) for iri in examples.subjects(RDF.type, SH.SPARQLExecutable)}
    assert found == {f"{BASE}queries#{path.stem}" for path in FILES}
    assert set(examples.subjects(RDF.type, SH.SPARQLSelectExecutable)) == set(examples.subjects(SH.select))


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_an_example_runs_as_it_stands_and_finds_something(server: Server, examples: Graph, name: str) -> None:
    found = query(server.url, text_of(examples, name)).json
    assert found.get("boolean") or found["results"]["bindings"]


def test_an_example_needs_no_base_from_its_surroundings(server: Server, examples: Graph) -> None:
    """As in a store elsewhere that has loaded the dump."""
    store = Store()
    dump = ask(server.url, ask(server.url, "/dumps/latest/all.nt").headers["Location"]).body
    store.extend(parse(dump, format=RdfFormat.N_TRIPLES))
    results = store.query(text_of(examples, "networks"))
    assert not isinstance(results, QueryBoolean | QueryTriples)
    assert isinstance(results, QuerySolutions)
    assert len(list(results)) == 9


def test_title_and_description_are_those_of_the_file_in_both_languages(examples: Graph) -> None:
    for path in FILES:
        source = path.read_text(encoding="utf-8")
        for kind, prop in (("title", RDFS.label), ("description", RDFS.comment)):
            told = {
                (text.language, str(text))
                for text in examples.objects(URIRef(f"{BASE}queries#{path.stem}"), prop)
                if isinstance(text, Literal)
            }
            assert told == set(re.findall(rf"(?m)^# {kind}@(\w+): (.+)$", source))


def test_the_text_is_that_of_the_file_without_the_comments_at_its_head(examples: Graph) -> None:
    for path in FILES:
        text = text_of(examples, path.stem)
        first, _, rest = text.partition("\n")
        assert first == f"BASE <{BASE}>"
        assert "SPDX" not in rest
        assert path.read_text(encoding="utf-8").rstrip().endswith(rest)


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "rdf", "nt"])
def test_all_formats_say_the_same(server: Server, examples: Graph, extension: str) -> None:
    assert set(ask(server.url, f"/queries.{extension}").graph) == set(examples)


def test_the_service_description_leads_there(server: Server) -> None:
    endpoint = URIRef(f"{server.url}sparql")
    assert (endpoint, RDFS.seeAlso, URIRef(f"{server.url}queries")) in ask(server.url, "/sparql").graph


def test_a_project_without_queries_has_none(traps: Server) -> None:
    answer = ask(traps.url, "/queries")
    assert answer.status == 200
    assert set(answer.graph.subjects(RDF.type, SH.SPARQLExecutable)) == set()
