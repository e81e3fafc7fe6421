"""Pictures of results: only where the result suggests one, and as its table says."""

import json
import re
from urllib.parse import urlencode

import pytest

from running import Server

from .asking import BROWSER, ask

PREFIXES = "PREFIX eng: <def#> PREFIX org: <http://www.w3.org/ns/org#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def page_of(server: Server, query: str) -> str:
    answer = ask(
        server.url, f"/sparql?{urlencode({'query': PREFIXES + query})}", BROWSER, headers={"Accept-Language": "de"}
    )
    assert answer.status == 200
    return answer.text


def test_numbers_become_bars_as_long_as_they_are(server: Server) -> None:
    page = page_of(server, "SELECT ?year ?n { VALUES (?year ?n) { (2001 10.25) (2002 20.5) (2003 0) } }")
    widths = [int(width) for width in re.findall(r'<rect class="bar" [^>]*width="(\d+)"', page)]
    assert widths[1] == 2 * widths[0] > 500
    assert widths[2] == 1
    assert re.findall(r'class="note" text-anchor="start"><tspan[^>]*>([^<]*)<', page) == ["10.25", "20.5", "0"]


def test_pairs_of_things_become_links(server: Server) -> None:
    page = page_of(server, "SELECT ?organiser ?network { ?network eng:organiser ?organiser }")
    assert page.count('<path class="link"') == 3
    assert ">Bertelsmann Stiftung</tspan>" in page


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?a ?n { VALUES (?a ?n) { (1 1) } }",
        "SELECT ?a ?n { VALUES (?a ?n) { (1 1) (2 -1) } }",
        "SELECT ?a ?n { VALUES (?a ?n) { (1 1) (2 UNDEF) } }",
        'SELECT ?a ?n { VALUES (?a ?n) { (1 1) (2 "2") } }',
        'SELECT ?a ?n { VALUES (?a ?n) { (1 1) (2 "NaN"^^xsd:double) } }',
        'SELECT ?a ?n { VALUES (?a ?n) { (1 1) (2 "INF"^^xsd:double) } }',
        "SELECT ?a ?n { VALUES (?a ?n) { (1 1) (2 1e300) } }",
        "SELECT ?a ?b ?n { VALUES (?a ?b ?n) { (1 1 1) (2 2 2) } }",
        "SELECT ?n { VALUES ?n { 1 2 3 } }",
        "SELECT ?s ?n { ?s ?p ?o BIND(1 AS ?n) } LIMIT 41",
        "SELECT ?s ?o { ?s a ?o } LIMIT 61",
    ],
)
def test_where_nothing_is_suggested_there_is_no_picture(server: Server, query: str) -> None:
    assert "<svg" not in page_of(server, query)


def test_texts_in_a_picture_are_no_markup(server: Server) -> None:
    page = page_of(server, "SELECT ?a ?n { VALUES (?a ?n) { ('</svg><script>alert(1)</script>' 1) ('\"><b>' 2) } }")
    assert "<script>alert" not in page
    assert "&lt;/svg&gt;" in page


def test_what_can_be_named_is_told_with_its_names(server: Server) -> None:
    told = ask(server.url, "/sparql/terms").json
    terms = {term["name"]: term for term in told["terms"]}
    assert terms["eng:Network"] == {
        "name": "eng:Network",
        "kind": "class",
        "label_de": "Netzwerk",
        "label_en": "network",
    }
    assert terms["eng:organiser"]["kind"] == "property"
    assert terms["network:civitas"]["label_de"] == "Civitas-Netzwerk bürgerorientierter Kommunen"
    assert not [name for name in terms if name.startswith("claim:")]
    used = {name.partition(":")[0] for name in terms if not name.startswith("<")}
    assert used <= set(told["prefixes"])


def test_all_that_is_named_can_be_asked_for(traps: Server) -> None:
    told = ask(traps.url, "/sparql/terms.json").json
    declared = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in told["prefixes"].items())
    named = " ".join(term["name"] for term in told["terms"])
    assert len(json.dumps(named)) > 1000
    for start in range(0, len(told["terms"]), 10):
        some = " ".join(term["name"] for term in told["terms"][start : start + 10])
        used = "".join(
            f"PREFIX {name} " for name in declared.split("PREFIX ")[1:] if f"{name.partition(':')[0]}:" in some
        )
        answer = ask(
            traps.url, f"/sparql?{urlencode({'query': f'{used} ASK {{ VALUES ?x {{ {some} }} }}'})}", "text/csv"
        )
        assert answer.status == 200, some
