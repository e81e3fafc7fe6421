"""Results with more rows than one answer may have: refused, or handed out in pages that are together the whole."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from rdflib import Graph

from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.embedded import EmbeddedStore
from processes import wait_until
from release.shelves import published, small_project
from running import ProjectFolder, Server, serving

from .asking import BROWSER, Answer, OverSocket, Site, ask, query
from .conftest import in_process
from .reading import Page
from .test_limits import copied

ROWS: Final = 40
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT: Final = {"Content-Type": "application/sparql-query"}
PROBLEM: Final = "application/problem+json"

LABELS: Final = "SELECT ?s ?l { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } LIMIT 130"
EVERYTHING: Final = "SELECT * { ?s ?p ?o }"
THING: Final = "DESCRIBE <id/network/civitas>"


@pytest.fixture(scope="module")
def folder(built: ProjectFolder, tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    return copied(built, tmp_path_factory.mktemp("paging") / "essen", f"result_rows = {ROWS}")


@pytest.fixture(scope="module")
def paged(folder: ProjectFolder) -> Iterator[Server]:
    with serving(folder, "--no-build") as running:
        yield running


@pytest.fixture(params=["server", "client"], scope="module")
def pages_of(request: pytest.FixtureRequest, folder: ProjectFolder, paged: Server) -> Iterator[Site]:
    """Essen's publication with few rows to an answer, asked in both ways."""
    if request.param == "client":
        release, _ = Shelf(folder.path / "releases").newest()
        store = EmbeddedStore(release.quads, release.publication.base_iri, release.context, result_rows=ROWS)
        yield in_process(folder, paged.url, store)
        return
    with closing(OverSocket(paged.url)) as over_socket:
        yield over_socket


def address(text: str, **parameters: str | list[str]) -> str:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return "/sparql?" + urlencode({"query": text} | named, doseq=True)


def path_of(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def refusal(site: Site, path: str, accept: str = "*/*", language: str = "") -> Answer:
    """Asked once only: how long it took is another time each time."""
    sent = {"Accept": accept, "Accept-Language": language}
    if isinstance(site, OverSocket):
        return site.ask_once(path, "GET", None, sent)
    return site.ask(path, headers=sent)


def walk(site: Site, text: str, **parameters: str | list[str]) -> list[Answer]:
    """All pages, from the first by the links to the next."""
    answers = [site.ask(address(text, page="1", **parameters))]
    while following := answers[-1].linked("next"):
        assert len(answers) < 60
        answers.append(site.ask(path_of(following[0])))
    assert [answer.status for answer in answers] == [200] * len(answers), answers[-1].text
    return answers


def csv_rows(answer: Answer) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(answer.text))][1:]


def tsv_rows(answer: Answer) -> list[str]:
    return answer.text.split("\n")[1:-1]


def json_rows(answer: Answer) -> list[str]:
    return [json.dumps(row, sort_keys=True) for row in answer.json["results"]["bindings"]]


def xml_rows(answer: Answer) -> list[str]:
    found = ElementTree.fromstring(answer.body).iter("{http://www.w3.org/2005/sparql-results#}result")
    return [ElementTree.tostring(row, encoding="unicode") for row in found]


READERS: Final[dict[str, Callable[[Answer], list[str] | list[tuple[str, ...]]]]] = {
    "csv": csv_rows,
    "tsv": tsv_rows,
    "srj": json_rows,
    "srx": xml_rows,
}


@pytest.mark.parametrize("extension", READERS)
@pytest.mark.parametrize("text", [LABELS, f"{LABELS} OFFSET 3", LABELS.replace("LIMIT", "ORDER BY DESC(?l) ?s LIMIT")])
def test_a_walk_over_all_pages_gives_each_row_of_the_whole_in_its_order(
    pages_of: Site, server: Server, extension: str, text: str
) -> None:
    read = READERS[extension]
    whole = query(server.url, text, format=extension)
    found = [read(answer) for answer in walk(pages_of, text, format=extension)]
    assert [len(rows) for rows in found] == [40, 40, 40, 10]
    together = [row for rows in found for row in rows]
    assert Counter(together) == Counter(read(whole))
    if "ORDER BY" in text or isinstance(pages_of, OverSocket):
        assert together == read(whole)


@pytest.mark.parametrize("extension", ["ttl", "nt", "jsonld", "rdf", "nq", "trig"])
def test_a_walk_over_a_graph_gives_each_of_its_triples_once(pages_of: Site, server: Server, extension: str) -> None:
    text = "CONSTRUCT { ?s ?p ?o . ?s a <urn:x> } { ?s ?p ?o . ?s a <def#Network> } LIMIT 90"
    answers = walk(pages_of, text, format=extension)
    graphs = [answer.graph for answer in answers]
    assert all(0 < len(graph) <= ROWS for graph in graphs)
    together = Graph()
    for graph in graphs:
        together += graph
    assert len(together) == sum(map(len, graphs))
    if isinstance(pages_of, OverSocket):
        assert set(together) == set(query(server.url, text, "application/n-triples").graph)


def test_what_a_document_says_can_be_had_in_pages_as_well(pages_of: Site, server: Server) -> None:
    whole = query(server.url, THING, "application/n-triples").graph
    answers = walk(pages_of, THING, format="nt")
    assert len(answers) == -(-len(whole) // ROWS) > 1
    assert {triple for answer in answers for triple in answer.graph} == set(whole)
    assert "".join(answer.text for answer in answers) == query(server.url, THING, "application/n-triples").text
    refused = refusal(pages_of, address(THING, format="nt"))
    assert (refused.status, refused.json["limit"]["value"]) == (413, ROWS)


def test_the_links_lead_to_the_same_question_of_the_same_release(pages_of: Site) -> None:
    graph = "https://w3id.org/engagiert-ld/graph/ontology"
    text = "SELECT * { ?s ?p ?o } LIMIT 100"
    first = pages_of.ask(address(text, page="1", default_graph_uri=graph), "text/csv")
    second = pages_of.ask(path_of(first.linked("next")[0]))
    third = pages_of.ask(path_of(second.linked("next")[0]))
    relations = [[link.relation for link in answer.links] for answer in (first, second, third)]
    assert relations == [["next", "first"], ["next", "prev", "first"], ["prev", "first"]]
    assert second.linked("prev") == second.linked("first") == first.linked("first")
    assert third.linked("prev") == first.linked("next")
    version = pages_of.ask("/health").json["version"]
    for answer in (first, second, third):
        for link in answer.links:
            assert link.target.startswith(f"{pages_of.url}sparql?")
            given = parse_qs(urlsplit(link.target).query)
            assert (given["query"], given["default-graph-uri"], given["format"]) == ([text], [graph], ["csv"])
            assert (given["release"], len(given["digest"])) == ([version], 1)
    assert [answer.media_type for answer in (first, second, third)] == ["text/csv"] * 3


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        (EVERYTHING, "text/csv"),
        (EVERYTHING, "application/sparql-results+xml"),
        (f"{LABELS} ORDER BY ?s".replace("LIMIT 130", ""), "*/*"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle"),
    ],
)
def test_more_rows_than_the_limit_are_refused_with_the_way_to_their_pages(
    pages_of: Site, text: str, accept: str
) -> None:
    answer = refusal(pages_of, address(text), accept)
    assert (answer.status, answer.media_type) == (413, PROBLEM)
    assert answer.json["limit"] == {"setting": "limits.result_rows", "value": ROWS}
    assert "limits.result_rows = 40" in answer.json["detail"]
    assert answer.json["elapsed"] >= 0
    assert "page=1" in answer.json["hint"]
    (first,) = answer.linked("first")
    page = pages_of.ask(path_of(first), accept)
    assert page.status == 200
    assert page.linked("next")


@pytest.mark.parametrize("extension", READERS)
def test_counting_stops_at_one_row_too_many(pages_of: Site, extension: str) -> None:
    answer = refusal(pages_of, address("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", format=extension))
    assert (answer.status, answer.json["limit"]["setting"]) == (413, "limits.result_rows")
    assert answer.json["elapsed"] < 5


@pytest.mark.parametrize("count", [39, 40])
@pytest.mark.parametrize("extension", ["csv", "tsv", "srj", "srx"])
def test_as_many_rows_as_the_limit_are_no_reason_to_refuse(pages_of: Site, count: int, extension: str) -> None:
    for text in (
        f"SELECT ?s {{ ?s ?p ?o }} LIMIT {count}",
        f'SELECT ("a,{{<result>\\n" AS ?x) {{ ?s ?p ?o }} LIMIT {count}',
    ):
        answer = pages_of.ask(address(text, format=extension))
        assert (answer.status, len(READERS[extension](answer))) == (200, count)
        assert not answer.links
        assert refusal(pages_of, address(text.replace(str(count), "41"), format=extension)).status == 413
        (only,) = walk(pages_of, text, format=extension)
        assert only.body == answer.body


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ("page=0", 400),
        ("page=-1", 400),
        ("page=x", 400),
        ("page=", 400),
        ("page=1.0", 400),
        ("page=01", 400),
        ("page=%D9%A1", 400),
        ("page=9999999999", 400),
        ("page=1&page=1", 400),
        ("page=1&release=a&release=a", 400),
        ("page=5", 404),
        ("page=999999999", 404),
        ("page=1&release=1999-01-01", 410),
        ("page=1&digest=0123", 410),
        ("release=1999-01-01&digest=0123", 200),
    ],
)
def test_what_is_no_page_of_this_result_is_refused(pages_of: Site, parameters: str, status: int) -> None:
    few = LABELS if "page" in parameters else "SELECT * { ?s ?p ?o } LIMIT 1"
    answer = pages_of.ask(f"{address(few)}&{parameters}")
    assert answer.status == status
    if status != 200:
        assert answer.media_type == PROBLEM
        assert ("begin again at page=1" in answer.json["detail"]) == (status == 410)


def test_a_page_without_a_query_is_a_mistake(pages_of: Site) -> None:
    assert pages_of.ask("/sparql?page=2").status == 400


@pytest.mark.parametrize("text", ["SELECT (RAND() AS ?r) { ?s ?p ?o }", "SELECT (STRUUID() AS ?r) { ?s ?p ?o }"])
def test_what_is_another_result_each_time_has_no_pages(pages_of: Site, text: str) -> None:
    answer = pages_of.ask(address(text, page="1"))
    assert (answer.status, answer.media_type) == (400, PROBLEM)
    assert "cannot be had in pages" in answer.json["detail"]
    refused = refusal(pages_of, address(text))
    assert (refused.status, refused.links) == (413, [])


def test_the_answer_to_ask_has_no_pages(pages_of: Site) -> None:
    answer = pages_of.ask(address("ASK {}", page="7", release="1999", digest="x"), "application/json")
    assert (answer.status, answer.json["boolean"], answer.links) == (200, True, [])


def test_no_rows_are_one_page(pages_of: Site) -> None:
    text = "SELECT * { ?s <urn:none> ?o }"
    (only,) = walk(pages_of, text, format="csv")
    assert csv_rows(only) == []
    assert pages_of.ask(address(text, page="2")).status == 404


def test_blank_nodes_have_the_same_labels_on_all_pages(pages_of: Site) -> None:
    text = "SELECT (BNODE() AS ?b) ?o { ?s a ?o } LIMIT 50"
    labels = [row for answer in walk(pages_of, text, format="csv") for row, _ in csv_rows(answer)]
    assert (len(set(labels)), labels[0]) == (50, "_:b0")
    graph = "CONSTRUCT { ?s <urn:p> [ <urn:q> ?l ] } { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } LIMIT 50"
    lines = "".join(answer.text for answer in walk(pages_of, graph, format="nt"))
    assert set(re.findall("_:[a-z0-9]+", lines)) == {f"_:b{number}" for number in range(50)}
    assert lines.count("\n") == 100


def test_a_page_is_validated_and_head_tells_what_get_tells(pages_of: Site) -> None:
    first = pages_of.ask(address(LABELS, page="1"), "text/csv")
    assert first.headers["Cache-Control"] == "public, no-cache"
    second = pages_of.ask(path_of(first.linked("next")[0]))
    assert second.headers["Cache-Control"] == "public, max-age=300"
    for answer in (first, second):
        path = path_of(answer.url)
        head = pages_of.ask(path, "text/csv", method="HEAD")
        assert (head.status, head.fields, head.body) == (200, answer.fields, b"")
        unchanged = pages_of.ask(path, "text/csv", headers={"If-None-Match": answer.headers["ETag"]})
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.links == answer.links
    assert first.headers["ETag"] != second.headers["ETag"]


def test_a_page_may_be_asked_for_by_post(pages_of: Site) -> None:
    whole = [csv_rows(answer) for answer in walk(pages_of, LABELS, format="csv")]
    form = urlencode({"query": LABELS, "page": "2", "format": "csv"}).encode()
    answer = pages_of.ask("/sparql", method="POST", body=form, headers=FORM)
    assert csv_rows(answer) == whole[1]
    assert csv_rows(pages_of.ask(path_of(answer.linked("next")[0]))) == whole[2]
    answer = pages_of.ask("/sparql?page=3&format=csv", method="QUERY", body=LABELS.encode(), headers=DIRECT)
    assert csv_rows(answer) == whole[2]
    refused = pages_of.ask("/sparql", method="POST", body=urlencode({"query": EVERYTHING}).encode(), headers=FORM)
    assert (refused.status, len(refused.linked("first"))) == (413, 1)
    assert pages_of.ask(path_of(refused.linked("first")[0])).status == 200


def test_where_the_query_is_too_long_for_an_address_the_same_content_is_sent_to_the_next_page(pages_of: Site) -> None:
    text = f"{LABELS} # {'x' * 5000}"
    answers = [pages_of.ask("/sparql?page=1", "text/csv", method="POST", body=text.encode(), headers=DIRECT)]
    while following := answers[-1].linked("next"):
        assert pages_of.ask(path_of(following[0])).status == 400
        answers.append(pages_of.ask(path_of(following[0]), method="POST", body=text.encode(), headers=DIRECT))
    assert [len(csv_rows(answer)) for answer in answers] == [40, 40, 40, 10]
    by_get = walk(pages_of, text, format="csv")
    assert [csv_rows(answer) for answer in by_get] == [csv_rows(answer) for answer in answers]
    assert [len(answer.links) for answer in by_get] == [1] * 4


@pytest.mark.parametrize(
    ("language", "said", "following"),
    [
        ("de", "Seite 2 von 4; das ganze Ergebnis hat 130 Zeilen.", "Nächste Seite"),
        ("en", "Page 2 of 4; the whole result has 130 rows.", "Next page"),
    ],
)
def test_people_turn_pages(pages_of: Site, language: str, said: str, following: str) -> None:
    headers = {"Accept-Language": language}
    refused = refusal(pages_of, address(EVERYTHING), BROWSER, language)
    assert (refused.status, refused.media_type) == (413, "text/html")
    assert "limits.result_rows = 40" in refused.text
    assert EVERYTHING in refused.text
    (first,) = [href for href in Page(refused.text).hrefs if "page=1" in href]
    assert pages_of.ask(path_of(first), BROWSER).media_type == "text/html"
    shown = pages_of.ask(address(LABELS, page="2"), BROWSER, headers=headers)
    assert said in shown.text
    assert following in shown.text
    turned = pages_of.ask(path_of(shown.linked("next")[0]), headers=headers)
    assert (turned.media_type, turned.text.count("<tr>")) == ("text/html", 1 + ROWS)
    saved = [href for href in Page(turned.text).hrefs if "format=csv" in href]
    assert csv_rows(pages_of.ask(saved[0])) == csv_rows(walk(pages_of, LABELS, format="csv")[2])
    graph = pages_of.ask(address(THING, page="1"), BROWSER, headers=headers)
    assert re.search(r"(Seite 1 von|Page 1 of) \d+; .* \d+ (Tripel|triples)\.", graph.text)


@pytest.mark.parametrize(
    ("accept", "said"), [(BROWSER, "höchstens 40 Zeilen oder Tripel"), ("text/turtle", "at most 40")]
)
def test_page_and_description_of_the_endpoint_tell_the_limit(pages_of: Site, accept: str, said: str) -> None:
    assert said in pages_of.ask("/sparql", accept, headers={"Accept-Language": "de"}).text


def test_a_walk_goes_on_after_a_restart_and_begins_again_with_a_new_release(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = small_project(tmp_path_factory.mktemp("walks") / "stadt")
    with (folder.path / "publication.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[limits]\nresult_rows = 40\n")
    text = "SELECT ?t ?l { ?t <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?t ?l LIMIT 100"
    with serving(folder, "--no-build") as server:
        first = ask(server.url, address(text, page="1"), "text/csv")
    with serving(folder, "--no-build") as server:
        second = ask(server.url, path_of(first.linked("next")[0]))
        third = path_of(second.linked("next")[0])
        rows = [csv_rows(answer) for answer in (first, second, ask(server.url, third))]
        assert [len(set(page)) for page in rows] == [40, 40, 20]
        assert rows[0] + rows[1] + rows[2] == sorted(rows[0] + rows[1] + rows[2], key=lambda row: row[0])
        version = ask(server.url, "/health").json["version"]
        (modified,) = re.findall(r"(?m)^modified = .*$", (folder.path / "publication.toml").read_text(encoding="utf-8"))
        folder.replace("publication.toml", modified, "modified = 2099-01-01")
        published(folder)
        assert wait_until(lambda: ask(server.url, "/health").json["version"] != version)
        gone = ask(server.url, third)
        assert (gone.status, gone.media_type) == (410, PROBLEM)
        again = ask(server.url, address(text, page="1"), "text/csv", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status == 304, "these rows are the same"
        newer = dict(parse_qsl(urlsplit(again.linked("next")[0]).query))
        assert newer["release"] == ask(server.url, "/health").json["version"]
        assert csv_rows(ask(server.url, path_of(again.linked("next")[0]))) == rows[1]
