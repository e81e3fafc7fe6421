"""Identifiers of foreign registers: exactly those that were found paired with a name, each with its record."""

import csv
import json
import re
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from calls import call
from engagiert_ld.terms import Term, iri_of
from running import ProjectFolder

BASE: Final = "https://w3id.org/engagiert-ld/"
GRAPH: Final = NamedNode(f"{BASE}graph/links")
NAMESPACES: Final = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
TYPE: Final = NamedNode(f"{NAMESPACES['rdf']}type")
RECORD: Final = NamedNode(f"{BASE}def#IdentifierLink")
FOREIGN: Final = re.compile(rf"^<(?!{re.escape(BASE)})|\^\^<{re.escape(BASE)}id/concept/")
OF_PLACES: Final = (
    "geonames.org",
    "/nuts/",
    "politicalGeocoding",
    "/authority/country/",
    "area-code",
    "nwbib.de",
    "-ags>",
    "-ars>",
)
OF_ORGANISATIONS: Final = ("ror.org", "identifier-isni", "identifier-grid", "identifier-crossref-funder")

Records = dict[Term, dict[str, list[Term]]]

PLACES: Final = "data/links/places.ttl"
GEONAMES: Final = "owl:sameAs <http://sws.geonames.org/2928810/>"
OBJECT: Final = "rdf:object <http://sws.geonames.org/2928810/>"
FURTHER: Final = """
place:essen skos:exactMatch <http://example.org/register/1> .
link:essen--register
    a eng:IdentifierLink ;
    a rdf:Statement ;
    skos:prefLabel "Essen: Register 1"@de ;
    skos:prefLabel "Essen: register 1"@en ;
    rdf:subject place:essen ;
    rdf:predicate skos:exactMatch ;
    rdf:object <http://example.org/register/1> ;
    dcterms:source "Test" ;
    eng:confidence concept:confidence-high .
"""
ENTRY: Final = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<id/concept/identifier-register>
    a skos:Concept ;
    skos:prefLabel "Nummer im Register"@de ;
    skos:prefLabel "number in the register"@en ;
    <def#iriPattern> "^http://example\\\\.org/register/[0-9]+$" ;
    <def#identifies> dcterms:Location ;
    skos:inScheme <id/concept/identifiers> .
"""


def iri(prefixed: str) -> NamedNode:
    prefix, local = prefixed.split(":", 1)
    return NamedNode(NAMESPACES[prefix] + local)


def identifier(text: str) -> NamedNode | Literal:
    """`ags 05113000` is a code of that kind, anything else an IRI."""
    kind, blank, code = text.partition(" ")
    return Literal(code, datatype=NamedNode(f"{BASE}id/concept/identifier-{kind}")) if blank else NamedNode(text)


def kind_of(term: Term) -> str:
    """The type segment of the IRI of a thing."""
    found = re.match(rf"{re.escape(BASE)}id/([a-z]+)/", iri_of(term))
    return found[1] if found else ""


def read_table() -> list[dict[str, str]]:
    with (Path(__file__).parent / "links.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS: Final = read_table()
TABLE: Final = {
    Triple(
        NamedNode(BASE + row["entity"]), iri(row["property"]), identifier(row["identifier"])
    ): f"{BASE}id/concept/confidence-{row['confidence']}"
    for row in ROWS
}
"""The identifiers that were found, as triples, each with the degree of confidence."""


@pytest.fixture(scope="module")
def quads(built: ProjectFolder) -> frozenset[Quad]:
    return frozenset(parse(path=built.current / "all.nq", format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def links(quads: frozenset[Quad]) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in quads if quad.graph_name == GRAPH)


@pytest.fixture(scope="module")
def records(links: frozenset[Triple]) -> Records:
    """Each record with its statements: the objects by property."""
    found: Records = {triple.subject: {} for triple in links if (triple.predicate, triple.object) == (TYPE, RECORD)}
    for triple in links:
        if triple.subject in found:
            found[triple.subject].setdefault(triple.predicate.value, []).append(triple.object)
    return found


def test_the_graph_of_links_holds_the_identifiers_and_their_records_alone(
    links: frozenset[Triple], records: Records
) -> None:
    assert {triple for triple in links if triple.subject not in records} == TABLE.keys()


def test_an_identifier_is_in_the_graph_of_links_only(quads: frozenset[Quad]) -> None:
    assert {quad.graph_name for quad in quads if quad.triple in TABLE} == {GRAPH}
    matching = {iri(name).value for name in ("owl:sameAs", "schema:sameAs", "skos:exactMatch", "dcterms:identifier")}
    found = {quad for quad in quads if quad.predicate.value in matching and FOREIGN.search(str(quad.object))}
    assert {quad.triple for quad in found} <= TABLE.keys()


def test_each_identifier_has_one_record_that_says_how_sure_it_is(records: Records) -> None:
    recorded = {
        Triple(*(found[f"{NAMESPACES['rdf']}{part}"][0] for part in ("subject", "predicate", "object"))): [  # type: ignore[arg-type]
            iri_of(degree) for degree in found[f"{BASE}def#confidence"]
        ]
        for found in records.values()
    }
    assert recorded == {triple: [degree] for triple, degree in TABLE.items()}
    assert len(records) == len(TABLE)


def test_each_record_names_its_source_in_both_languages(records: Records) -> None:
    for record, found in records.items():
        for name in (f"{NAMESPACES['dcterms']}source", f"{NAMESPACES['skos']}prefLabel"):
            texts = {text.language: text.value for text in found[name] if isinstance(text, Literal)}
            assert sorted(str(language) for language in texts) == ["de", "en"], record
            assert all(texts.values()), record


def test_no_organisation_carries_the_identifier_of_a_place(quads: frozenset[Quad]) -> None:
    """In no graph and by no property, not even the city administration and the federal state."""
    of_places = {triple.object for triple in TABLE if kind_of(triple.subject) == "place"}
    borne = [quad.object for quad in quads if kind_of(quad.subject) in ("org", "network")]
    assert not [term for term in borne if term in of_places or any(mark in str(term) for mark in OF_PLACES)]


def test_no_place_carries_the_identifier_of_an_organisation(quads: frozenset[Quad]) -> None:
    of_bodies = {triple.object for triple in TABLE if kind_of(triple.subject) == "org"}
    borne = [quad.object for quad in quads if kind_of(quad.subject) == "place"]
    assert not [term for term in borne if term in of_bodies or any(mark in str(term) for mark in OF_ORGANISATIONS)]


def gnd_rest(number: str) -> int:
    """Nought for a GND number with the right check digit; with a hyphen the check digit counts against the sum."""
    *digits, last = list(number.replace("-", ""))
    check = 10 if last == "X" else int(last)
    total = sum(int(digit) * weight for weight, digit in enumerate(reversed(digits), 2))
    return (total - check if "-" in number else total + check) % 11


def isni_rest(number: str) -> int:
    """Nought for an ISNI with the right check digit (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in number[:-1]:
        total = (total + int(digit)) * 2
    return (total + (10 if number[-1] == "X" else int(number[-1])) - 1) % 11


def ror_rest(name: str) -> int:
    """Nought for a ROR identifier with the right check digits (ISO 7064, MOD 97-10, over Crockford's base 32)."""
    number = 0
    for letter in name[:-2]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
    return (number * 100 + int(name[-2:]) - 1) % 97


REST: Final = {"gnd": gnd_rest, "isni": isni_rest, "ror": ror_rest}
CHECKED: Final = [
    (found[1], found[2])
    for row in ROWS
    if (found := re.search(r"(gnd|isni|ror)(?:\.org)?[/ ]([\w-]+)$", row["identifier"]))
]


@pytest.mark.parametrize(("kind", "number"), CHECKED)
def test_check_digits_are_right(kind: str, number: str) -> None:
    """No shape tests this: reading such a query takes the validator longer than many other shapes together."""
    assert REST[kind](number) == 0
    mistyped = number[:-3] + str((int(number[-3], 36) + 1) % 10) + number[-2:]
    assert REST[kind](mistyped) != 0


def test_check_digits_of_each_kind_are_tested() -> None:
    assert {kind for kind, _ in CHECKED} == REST.keys()


# What a curator is told


def findings(project: ProjectFolder) -> list[tuple[str, str, str]]:
    """Code, focus node and places of each finding."""
    document = json.loads(call(project, "check", "--json").out)
    return [
        (
            finding["code"],
            finding["focus"].removeprefix(BASE),
            ", ".join(f"{place['path']}:{place['line']}" for place in finding["locations"]),
        )
        for finding in document["findings"]
    ]


def test_a_malformed_link_is_reported_where_it_stands(project: ProjectFolder) -> None:
    line = project.replace(PLACES, GEONAMES, GEONAMES.replace("/>", ">"))
    project.replace(PLACES, OBJECT, OBJECT.replace("/>", ">"))
    assert findings(project) == [("S25", "id/place/essen", f"{PLACES}:{line}")]


def test_a_link_and_its_record_cannot_drift_apart(project: ProjectFolder) -> None:
    link = project.replace(PLACES, GEONAMES, GEONAMES.replace("2928810", "1"))
    record = project.replace(PLACES, OBJECT, OBJECT)
    assert findings(project) == [
        ("S30", "id/link/essen--geonames", f"{PLACES}:{record}"),
        ("S30", "id/place/essen", f"{PLACES}:{link}"),
    ]


def test_a_further_register_is_one_entry_in_a_file_of_the_project(project: ProjectFolder) -> None:
    (project.path / PLACES).write_text((project.path / PLACES).read_text(encoding="utf-8") + FURTHER, encoding="utf-8")
    assert {(code, focus) for code, focus, _ in findings(project)} == {("S25", "id/place/essen")}
    (project.path / "ontology").mkdir()
    (project.path / "ontology" / "register.ttl").write_text(ENTRY, encoding="utf-8")
    assert findings(project) == []
    project.replace("ontology/register.ttl", "dcterms:Location", "<http://www.w3.org/ns/org#Organization>")
    assert {(code, focus) for code, focus, _ in findings(project)} == {("S26", "id/place/essen")}
