"""Queries that hurt a store without limits; each is refused, or answered in time."""

from typing import Final

PRODUCT: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i ."
COUNT_PRODUCT: Final = f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"
ORDER_PRODUCT: Final = f"SELECT * {{ {PRODUCT} }} ORDER BY ?a ?h"


def nested(opening: str, closing: str, depth: int, inside: str) -> str:
    return opening * depth + inside + closing * depth


ATTACKS: Final = {
    "product": f"SELECT * {{ {PRODUCT} }}",
    "product counted": COUNT_PRODUCT,
    "product ordered": ORDER_PRODUCT,
    "product distinct": f"SELECT DISTINCT * {{ {PRODUCT} }}",
    "product grouped": f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?a ?f",
    "product in one text": f"SELECT (GROUP_CONCAT(?c) AS ?all) {{ {PRODUCT} }}",
    "product constructed": f"CONSTRUCT {{ ?a ?e ?i }} {{ {PRODUCT} }}",
    "product described": f"DESCRIBE ?a ?d {{ {PRODUCT} }}",
    "product that is never found": f"ASK {{ {PRODUCT} FILTER(?a = ?i && ?a != ?i) }}",
    "product with an offset": f"SELECT * {{ {PRODUCT} }} OFFSET 1000000000000",
    "product in an optional part": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o OPTIONAL {{ {PRODUCT} }} }}",
    "product in a filter": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ {PRODUCT} FILTER(?a = ?o && ?i = ?p) }} }}",
    "product within a subquery": f"SELECT * {{ {{ SELECT DISTINCT ?a ?h {{ {PRODUCT} }} }} ?a ?h ?z }}",
    "paths over everything": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>)+ ?d }",
    "paths within paths": "SELECT (COUNT(*) AS ?n) { ?a ((!<urn:x>+)/(^!<urn:x>)*)+ ?b }",
    "a regular expression for everything": (
        'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?c), STR(?f)), "((a|b|.)*(c|d|.)*){50}#") }'
    ),
    "a regular expression that is huge": 'ASK { ?s ?p ?o FILTER REGEX(STR(?o), "(((((x{99}){99}){99}){99}){99})") }',
    "a text that doubles": (
        'SELECT * { BIND("0123456789" AS ?t0) '
        + " ".join(f"BIND(CONCAT(?t{i}, ?t{i}) AS ?t{i + 1})" for i in range(40))
        + " }"
    ),
    "replacement that grows": 'SELECT (REPLACE(REPLACE(REPLACE(?c, "", ?c), "", ?c), "", ?c) AS ?x) { ?a ?b ?c }',
    "braces": "SELECT * " + nested("{", "}", 40_000, "?s ?p ?o"),
    "parentheses": f"ASK {{ FILTER({nested('(', ')', 40_000, '1')}) }}",
    "negations": f"ASK {{ FILTER({'!' * 90_000}1) }}",
    "optional parts": "SELECT * { " + nested("OPTIONAL { ?s ?p ?o ", "}", 4_000, "") + " }",
    "subqueries": "SELECT * { " + nested("{ SELECT * { ", "} }", 5_000, "?s ?p ?o") + " }",
    "collections": f"ASK {{ ?s ?p {nested('(', ')', 40_000, '1')} }}",
    "blank nodes": f"ASK {{ ?s ?p {nested('[ ?q ', ']', 15_000, '1')} }}",
    "nested paths": f"ASK {{ ?s {nested('(', ')', 40_000, '<urn:p>')} ?o }}",
    "unions": "SELECT (COUNT(*) AS ?n) { " + " UNION ".join(["{ ?s ?p ?o }"] * 5_000) + " }",
    "many patterns": "SELECT * { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(4_000)) + " }",
    "many rows": f"SELECT * {{ VALUES ?x {{ {'1 ' * 20_000} }} VALUES ?y {{ {'2 ' * 20_000} }} }}",
    "many alternatives": f"ASK {{ ?s {'|'.join(['<urn:p>'] * 9_000)} ?o }}",
    "long text": 'ASK { ?s ?p "' + "x" * 99_000 + '" }',
    "a text beyond the limit": "ASK {} #" + "x" * 300_000,
    "another service": "SELECT * { SERVICE <{trap}> { ?s ?p ?o } }",
    "another service, silent": "SELECT * { SERVICE SILENT <{trap}> { ?s ?p ?o } }",
    "a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "a foreign graph": "SELECT * FROM <{trap}> { ?s ?p ?o }",
}
