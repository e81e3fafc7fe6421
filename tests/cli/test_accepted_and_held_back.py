"""Findings that are accepted for a time (waivers), and things that are held back so that the rest is published."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from calls import call
from running import ProjectFolder, serving

BASE: Final = "https://example.org/engagement/"
NETWORK: Final = f"{BASE}id/network/beispielnetz"
DATA: Final = "data/beispiel"
PREFIXES: Final = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eng: <def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
WITHOUT_EVIDENCE: Final = '<id/network/beispielnetz> eng:means "Treffen"@de .\n'
WAIVER: Final = """
<id/waiver/treffen>
    a eng:Waiver ;
    skos:prefLabel "Treffen ohne Beleg"@de ;
    skos:prefLabel "meetings without evidence"@en ;
    eng:waivedRule "{rule}" ;
    sh:focusNode <id/network/{network}> ;
    {more}
    eng:reason "Die Quelle wird nachgereicht."@de ;
    eng:reason "The source will follow."@en ;
    eng:grantedBy "Redaktion" ;
    dcterms:valid "{valid}"^^xsd:date .
"""
SECOND_NETWORK: Final = """
<id/network/zweitnetz>
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "Second network"@en ;
    eng:notStated eng:organiser .

<id/org/stadt>
    a org:Organization ;
    skos:prefLabel "Stadt"@de ;
    skos:prefLabel "City"@en .

<id/participation/stadt--zweitnetz>
    a eng:Participation ;
    a org:Membership ;
    org:member <id/org/stadt> ;
    org:organization <id/network/zweitnetz> ;
    eng:notStated org:role .

<id/claim/c004>
    a eng:Claim ;
    rdf:subject <id/network/zweitnetz> ;
    rdf:predicate eng:notStated ;
    rdf:object eng:organiser ;
    eng:certainty <id/concept/certainty-absent> ;
    eng:quotation "Das Beispielnetz ist ein Netzwerk von Städten"@de .

<id/claim/c005>
    a eng:Claim ;
    rdf:subject <id/participation/stadt--zweitnetz> ;
    rdf:predicate org:organization ;
    rdf:object <id/network/zweitnetz> ;
    eng:certainty <id/concept/certainty-inferred> ;
    eng:quotation "Das Beispielnetz ist ein Netzwerk von Städten"@de .
"""
"""The second network has no German name; a participation points to it, and claims to both."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    folder = ProjectFolder(tmp_path_factory.mktemp("accepted") / "stadt")
    assert call(folder, "init", str(folder.path)).code == 0
    return folder


@pytest.fixture
def city(example: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    shutil.copytree(example.path, tmp_path / "stadt")
    return ProjectFolder(tmp_path / "stadt")


def write(project: ProjectFolder, file: str, text: str) -> None:
    (project.path / DATA / file).write_text(PREFIXES + text, encoding="utf-8")


def waiver(rule: str = "S23", network: str = "beispielnetz", more: str = "", valid: str = "2026-06-30") -> str:
    return WAIVER.format(rule=rule, network=network, more=more, valid=valid)


def report(project: ProjectFolder, *arguments: str) -> dict[str, Any]:
    done = call(project, "check", "--json", *arguments)
    document: dict[str, Any] = json.loads(done.out)
    assert document["conforms"] is (done.code == 0)
    return document


def codes(document: dict[str, Any]) -> list[str]:
    return [one["code"] for one in document["findings"] if not one["waiver"]]


# Waivers


def test_a_waived_finding_is_told_with_reason_and_last_day_and_counts_no_more(city: ProjectFolder) -> None:
    write(city, "mehr.ttl", WITHOUT_EVIDENCE)
    assert call(city, "check", "--strict").code == 1
    write(city, "waivers.ttl", waiver())
    done = call(city, "check", "--strict")
    assert done.code == 0
    assert "zugelassen bis 2026-06-30 von Redaktion: Die Quelle wird nachgereicht." in done.out
    assert done.out.endswith("Die Daten sind in Ordnung: 1 zugelassen.\n")
    assert "accepted until 2026-06-30 by Redaktion: The source will follow." in call(city, "--lang", "en", "check").out


def test_a_waived_violation_can_be_published(city: ProjectFolder) -> None:
    city.replace(f"{DATA}/networks.ttl", '    skos:prefLabel "Beispielnetz"@de ;\n', "")
    city.replace(f"{DATA}/claims.ttl", "rdf:predicate skos:prefLabel", "rdf:predicate rdf:type")
    city.replace(f"{DATA}/claims.ttl", 'rdf:object "Beispielnetz"@de', "rdf:object eng:Network")
    assert codes(report(city)) == ["S01"]
    write(city, "waivers.ttl", waiver("S01"))
    assert call(city, "build").code == 0
    (finding,) = json.loads((city.current / "validation.json").read_text(encoding="utf-8"))["findings"]
    assert (finding["code"], finding["waiver"]) == ("S01", f"{BASE}id/waiver/treffen")


def test_an_expired_waiver_is_a_finding_and_accepts_nothing(city: ProjectFolder) -> None:
    write(city, "mehr.ttl", WITHOUT_EVIDENCE)
    write(city, "waivers.ttl", waiver(valid="2025-12-31"))
    found = {one["code"]: one for one in report(city)["findings"]}
    assert sorted(found) == ["S23", "S38"]
    assert found["S23"]["waiver"] == ""
    assert found["S38"]["severity"] == "Warning"
    assert found["S38"]["focus"] == f"{BASE}id/waiver/treffen"
    (place,) = found["S38"]["locations"]
    line = (city.path / DATA / "waivers.ttl").read_text(encoding="utf-8").splitlines()[place["line"] - 1]
    assert '"2025-12-31"' in line


def test_a_waiver_is_valid_on_its_last_day(city: ProjectFolder) -> None:
    write(city, "mehr.ttl", WITHOUT_EVIDENCE)
    write(city, "waivers.ttl", waiver(valid="2026-01-01"))
    assert codes(report(city)) == []


@pytest.mark.parametrize(
    "other",
    [
        waiver("S22"),
        waiver(network="anderes"),
        waiver(more="sh:resultPath skos:prefLabel ;"),
        waiver(more='sh:resultPath eng:means ; sh:value "Tagungen"@de ;'),
    ],
    ids=["another rule", "another thing", "another property", "another value"],
)
def test_a_waiver_for_something_else_accepts_nothing_and_is_pointed_out(other: str, city: ProjectFolder) -> None:
    write(city, "mehr.ttl", WITHOUT_EVIDENCE)
    write(city, "waivers.ttl", other)
    found = codes(report(city))
    assert {"S23", "S39"} <= set(found)


def test_a_waiver_may_name_property_and_value(city: ProjectFolder) -> None:
    write(city, "mehr.ttl", WITHOUT_EVIDENCE)
    write(city, "waivers.ttl", waiver(more='sh:resultPath eng:means ; sh:value "Treffen"@de ;'))
    assert codes(report(city)) == []


# Holding back


def published(project: ProjectFolder) -> set[Quad]:
    return set(parse(path=project.current / "all.nq", format=RdfFormat.N_QUADS))


def mentioned(quads: set[Quad], part: str) -> list[str]:
    return [str(quad) for quad in quads if part in str(quad)]


def test_a_violation_holds_back_the_thing_with_what_points_to_it_and_the_rest_is_published(city: ProjectFolder) -> None:
    write(city, "zweite.ttl", SECOND_NETWORK)
    assert call(city, "build").code == 1
    done = call(city, "build", "--hold-back")
    assert done.code == 0, done.err
    assert mentioned(published(city), "zweitnetz") == []
    assert mentioned(published(city), "id/org/stadt>") != []
    assert mentioned(published(city), "id/network/beispielnetz>") != []


def test_the_report_tells_what_is_held_back_and_why(city: ProjectFolder) -> None:
    write(city, "zweite.ttl", SECOND_NETWORK)
    document = report(city, "--hold-back")
    held = {one["iri"].removeprefix(f"{BASE}id/"): one for one in document["held_back"]}
    assert sorted(held) == ["claim/c004", "claim/c005", "network/zweitnetz", "participation/stadt--zweitnetz"]
    (finding,) = held["network/zweitnetz"]["findings"]
    assert (finding["code"], finding["locations"][0]["path"]) == ("S01", f"{DATA}/zweite.ttl")
    assert held["participation/stadt--zweitnetz"]["target"] == f"{BASE}id/network/zweitnetz"
    text = call(city, "check", "--hold-back").out
    assert "Zurückgehalten: id/network/zweitnetz\n" in text
    assert "Zurückgehalten: id/participation/stadt--zweitnetz\n    verweist auf id/network/zweitnetz\n" in text
    assert text.rstrip().endswith("4 zurückgehalten.")


def test_the_published_report_names_what_is_held_back_without_its_values(city: ProjectFolder) -> None:
    write(city, "zweite.ttl", SECOND_NETWORK.replace('"Second network"@en', '"geheim "@en'))
    assert call(city, "build", "--hold-back").code == 0
    text = (city.current / "validation.json").read_text(encoding="utf-8")
    assert len(json.loads(text)["held_back"]) == 4
    assert "geheim" not in text
    turtle = (city.current / "validation.ttl").read_text(encoding="utf-8")
    assert turtle.count("eng:heldBack") == 4


def test_what_follows_from_holding_back_is_held_back_as_well(city: ProjectFolder) -> None:
    """A claim in violation goes, and then the network that has no other evidence."""
    more = SECOND_NETWORK.replace('"Second network"@en ;', '"Zweitnetz"@de ; skos:prefLabel "Second network"@en ;')
    write(city, "zweite.ttl", more.replace("certainty-absent", "certainty-unknown"))
    document = report(city, "--hold-back")
    held = {one["iri"].removeprefix(f"{BASE}id/") for one in document["held_back"]}
    assert held == {"claim/c004", "claim/c005", "network/zweitnetz", "participation/stadt--zweitnetz"}
    assert document["conforms"]


def test_what_concerns_no_thing_cannot_be_held_back(city: ProjectFolder) -> None:
    assert call(city, "build").code == 0
    city.replace("publication.toml", "modified = 2026-01-01", "modified = 2025-01-01")
    document = report(city, "--hold-back")
    assert (codes(document), document["held_back"]) == (["K05"], [])


def test_what_is_held_back_after_it_was_published_has_not_vanished(city: ProjectFolder) -> None:
    sound = SECOND_NETWORK.replace('"Second network"@en ;', '"Zweitnetz"@de ; skos:prefLabel "Second network"@en ;')
    write(city, "zweite.ttl", sound)
    assert call(city, "build").code == 0
    write(city, "zweite.ttl", SECOND_NETWORK)
    document = report(city, "--hold-back")
    assert document["conforms"]
    assert len(document["held_back"]) == 4
    (city.path / DATA / "zweite.ttl").unlink()
    assert set(codes(report(city, "--hold-back"))) == {"K04", "K06"}


def test_where_nothing_would_be_left_nothing_is_published(city: ProjectFolder) -> None:
    city.replace(f"{DATA}/networks.ttl", '    skos:prefLabel "Beispielnetz"@de ;\n', "")
    done = call(city, "build", "--hold-back")
    assert done.code == 1
    assert not (city.path / "releases").exists()


def test_serve_can_hold_back_as_well(city: ProjectFolder) -> None:
    write(city, "zweite.ttl", SECOND_NETWORK)
    with serving(city, "--hold-back"):
        assert mentioned(published(city), "zweitnetz") == []
