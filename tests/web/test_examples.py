"""The example queries as RDF: all of them, in both languages, and each can be run as it stands."""

import html
import re

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, parse
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef

from running import REPOSITORY, ProjectFolder, Server

from .asking import BROWSER, ask, query
from .reading import Page

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


@pytest.mark.parametrize("name", ["networks", "q01"])
def test_each_query_has_a_page_with_its_result_under_an_address_that_lasts(
    server: Server, built: ProjectFolder, name: str
) -> None:
    page = Page(ask(server.url, f"/queries/{name}?lang=de", BROWSER).text)
    results = [one for one in page.hrefs if f"/dataset/{built.current.name}/sparql?query=" in one]
    formats = {one.rpartition("format=")[2] for one in results}
    assert formats == {"html", "srj", "srx", "csv", "tsv"}
    for one in results:
        told = ask(server.url, one.removeprefix(server.url.rstrip("/")))
        assert told.status == 200, one
    csv = next(one for one in results if one.endswith("format=csv"))
    now = query(server.url, text_of(ask(server.url, "/queries").graph, name), "text/csv")
    assert ask(server.url, csv.removeprefix(server.url.rstrip("/"))).body == now.body
    cited = next(text for _, text in page.texts if f"Version {built.current.name}" in text)
    assert f"/dataset/{built.current.name}/sparql?query=" in cited


def test_each_query_is_rdf_by_itself_and_the_list_leads_to_all(server: Server, examples: Graph) -> None:
    one = ask(server.url, "/queries/networks").graph
    iri = URIRef(f"{BASE}queries#networks")
    assert set(one) == set(examples.triples((iri, None, None)))
    page = Page(ask(server.url, "/queries", BROWSER).text)
    assert {f"/queries/{path.stem}" for path in FILES} <= set(page.hrefs)
    assert ask(server.url, "/queries/none").status == 404


def test_nothing_that_a_visitor_sends_is_stored(server: Server, built: ProjectFolder) -> None:
    mark = "eine4711frage"
    ask(server.url, f"/sparql?query=ASK%7B%22{mark}%22%20a%20%3Chttp%3A%2F%2Fx%3E%7D")
    query(server.url, f'SELECT ("{mark}" AS ?x) {{}}')
    ask(server.url, f"/doc/network/{mark}", BROWSER)
    written = [path for path in built.path.rglob("*") if path.is_file() and not path.is_symlink()]
    assert len(written) > 100
    assert not [path for path in written if mark.encode() in path.read_bytes()]


@pytest.mark.parametrize(("path", "heading"), [("/queries", "h2"), ("/sparql", 'h2 class="topic"')])
def test_queries_stand_under_their_topics(server: Server, path: str, heading: str) -> None:
    page = html.unescape(ask(server.url, path, BROWSER, headers={"Accept-Language": "de"}).text)
    under = page[page.index(f"<{heading}>Die Stadt Essen</h2>") :].partition("</ul>")[0]
    assert "In welchen Netzwerken und Arbeitskreisen war die Stadt Essen 2013 aktiv?" in under
    assert "Wer organisiert die Allianz" not in under
    assert "Weitere Fragen" not in page
