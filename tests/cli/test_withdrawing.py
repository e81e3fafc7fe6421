"""`engagiert-ld withdraw` and `rename`: records of what was published, and what they leave to do; the check sees to the rest."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from rdflib import DCTERMS, RDF, XSD, Graph, Literal, Namespace, URIRef

from calls import call
from release.shelves import published
from running import Answered, ProjectFolder

BASE: Final = "https://example.org/engagement/"
ENG: Final = Namespace(f"{BASE}def#")
FILE: Final = "data/withdrawn.ttl"
NETWORKS: Final = "data/beispiel/zweite.ttl"
SECOND: Final = """\
@prefix eng: <def#> .
@prefix network: <id/network/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

network:zweitnetz
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "Zweitnetz"@de ;
    skos:prefLabel "Second network"@en ;
    org:subOrganizationOf network:beispielnetz ;
    eng:notStated eng:organiser .

<id/claim/c101>
    a eng:Claim ;
    rdf:subject network:zweitnetz ;
    rdf:predicate eng:notStated ;
    rdf:object eng:organiser ;
    eng:certainty <id/concept/certainty-absent> ;
    eng:quotation "Das Beispielnetz ist ein Netzwerk von Städten"@de .
"""
REASONS: Final = ("--reason-de", "Ein „Irrtum“.", "--reason-en", 'An "error".')


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """Two networks, published."""
    folder = ProjectFolder(tmp_path_factory.mktemp("withdrawing") / "stadt")
    assert call(folder, "init", str(folder.path)).code == 0
    (folder.path / NETWORKS).write_text(SECOND, encoding="utf-8")
    published(folder)
    folder.replace("publication.toml", "modified = 2026-01-01", "modified = 2026-07-01")
    return folder


@pytest.fixture
def city(example: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    shutil.copytree(example.path, tmp_path / "stadt", symlinks=True)
    return ProjectFolder(tmp_path / "stadt")


def withdraw(project: ProjectFolder, *arguments: str) -> Answered:
    return call(project, "--lang", "en", "withdraw", *arguments, *REASONS)


def listed(project: ProjectFolder) -> Graph:
    return Graph().parse(project.path / FILE, format="turtle", publicID=BASE)


def thing(path: str) -> URIRef:
    return URIRef(f"{BASE}id/{path}")


def violations(project: ProjectFolder) -> list[dict[str, Any]]:
    found = json.loads(call(project, "check", "--json").out)["findings"]
    return [one for one in found if one["severity"] == "Violation"]


def line_of(project: ProjectFolder, file: str, text: str) -> str:
    lines = (project.path / file).read_text(encoding="utf-8").splitlines()
    (number,) = (number for number, line in enumerate(lines, 1) if text in line)
    return f"{file}:{number}"


# Without a record


def test_a_published_thing_that_vanishes_keeps_everything_from_being_published(city: ProjectFolder) -> None:
    (city.path / NETWORKS).unlink()
    done = call(city, "--lang", "en", "build")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("Violation K06") == 2
    assert "engagiert-ld withdraw id/network/zweitnetz --reason-de" in done.err
    assert "engagiert-ld withdraw id/claim/c101 --reason-de" in done.err


# Withdrawing


def test_withdrawing_writes_the_record_and_names_what_is_left_to_remove(city: ProjectFolder) -> None:
    done = withdraw(city, "network:zweitnetz", "--replaced-by", "id/network/beispielnetz")
    assert done.code == 0, done.err
    graph = listed(city)
    network, claim = thing("network/zweitnetz"), thing("claim/c101")
    for iri in (network, claim):
        assert list(graph.objects(iri, RDF.type)) == [ENG.Withdrawn]
        assert graph.value(iri, DCTERMS.date) == Literal("2026-07-01", datatype=XSD.date)
        assert set(graph.objects(iri, ENG.reason)) == {Literal("Ein „Irrtum“.", "de"), Literal('An "error".', "en")}
    assert graph.value(network, DCTERMS.isReplacedBy) == thing("network/beispielnetz")
    assert graph.value(claim, DCTERMS.isReplacedBy) is None
    assert (city.path / FILE).read_text(encoding="utf-8").endswith(done.out)
    for marker, statement in (
        ('"Zweitnetz"@de', "network:zweitnetz skos:prefLabel"),
        ("org:subOrganizationOf", "network:zweitnetz org:subOrganizationOf network:beispielnetz"),
        ("rdf:subject", "claim:c101 rdf:subject network:zweitnetz"),
        ("eng:quotation", "claim:c101 eng:quotation"),
    ):
        assert f"  {line_of(city, NETWORKS, marker)}: {statement}\n" in done.err
    assert "adjust modified" in done.err


def test_a_record_beside_the_description_is_a_finding_at_each_statement_and_link(city: ProjectFolder) -> None:
    assert withdraw(city, "network:zweitnetz").code == 0
    told = {(one["code"], f"{place['path']}:{place['line']}") for one in violations(city) for place in one["locations"]}
    assert ("S42", line_of(city, NETWORKS, '"Zweitnetz"@de')) in told
    assert ("S44", line_of(city, NETWORKS, "rdf:subject")) in told


def test_after_removal_the_release_lists_the_record_in_a_graph_of_its_own(city: ProjectFolder) -> None:
    assert withdraw(city, "/id/network/zweitnetz", "--date", "2026-06-30").code == 0
    (city.path / NETWORKS).unlink()
    done = call(city, "build")
    assert done.code == 0, done.err
    quads = (city.current / "all.nq").read_text(encoding="utf-8").splitlines()
    told = [line for line in quads if f"<{BASE}graph/withdrawn>" in line]
    assert len(told) == 8
    assert all(line in told for line in quads if "id/network/zweitnetz" in line or "id/claim/c101" in line)
    assert any('"2026-06-30"' in line for line in told)
    (city.path / FILE).unlink()
    assert {one["code"] for one in violations(city)} == {"K06"}


def test_several_things_may_go_for_one_reason(city: ProjectFolder) -> None:
    assert withdraw(city, "network:zweitnetz", "claim:c101", "network:beispielnetz").code == 0
    claims = {thing(f"claim/{name}") for name in ("c001", "c002", "c003", "c101")}
    assert set(listed(city).subjects(RDF.type)) == claims | {thing("network/beispielnetz"), thing("network/zweitnetz")}


# Renaming


def test_renaming_writes_the_record_and_names_what_is_left_to_rewrite(city: ProjectFolder) -> None:
    done = call(city, "--lang", "en", "rename", "id/network/beispielnetz", "network:beispiel-netz")
    assert done.code == 0, done.err
    graph, old = listed(city), thing("network/beispielnetz")
    assert list(graph.objects(old, RDF.type)) == [ENG.Renamed]
    assert graph.value(old, DCTERMS.isReplacedBy) == thing("network/beispiel-netz")
    assert len(list(graph.subjects(RDF.type))) == 1
    assert "id/network/beispiel-netz is not described yet." in done.err
    assert f"  {line_of(city, NETWORKS, 'org:subOrganizationOf')}: network:zweitnetz" in done.err
    for name in ("networks.ttl", "claims.ttl", "zweite.ttl"):
        path = city.path / "data/beispiel" / name
        path.write_text(path.read_text(encoding="utf-8").replace(":beispielnetz", ":beispiel-netz"), encoding="utf-8")
    assert violations(city) == []
    again = call(city, "--lang", "en", "rename", "network:beispielnetz", "network:x")
    assert (again.code, again.out) == (2, "")


# What is there stays


def test_a_file_that_is_there_is_kept_byte_for_byte_and_its_prefixes_are_used(city: ProjectFolder) -> None:
    before = (
        "\ufeff# von Hand\r\n@prefix v: <def#> .\r\n@prefix n: <id/network/> .\r\n\r\n"
        'n:alt a v:Renamed ; <http://purl.org/dc/terms/date> "2026-01-01" .\r\n# Ende'
    ).encode()
    (city.path / FILE).write_bytes(before)
    assert withdraw(city, "network:zweitnetz").code == 0
    after = (city.path / FILE).read_bytes()
    assert after.startswith(before + b"\n\nn:zweitnetz\n    a v:Withdrawn ;\n")
    (city.path / FILE).write_bytes(after.removeprefix(b"\xef\xbb\xbf"))
    assert len(set(listed(city).subjects())) == 3


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        ("<id/x> a\n", 3, "data/withdrawn.ttl:"),
        ("@base <https://elsewhere.example/> .\n<id/x> a <y> .\n", 2, "@base"),
        ("\n<id/network/zweitnetz> a <def#Withdrawn> .\n", 2, "is listed already: data/withdrawn.ttl:2"),
        ("<id/network/beispielnetz> <http://purl.org/dc/terms/isReplacedBy> <id/network/zweitnetz> .", 2, "leads back"),
    ],
    ids=["not well-formed", "another base", "listed already", "circle"],
)
def test_a_file_that_does_not_fit_is_left_as_it_is(content: str, code: int, says: str, city: ProjectFolder) -> None:
    (city.path / FILE).write_text(content, encoding="utf-8")
    done = withdraw(city, "network:zweitnetz", "--replaced-by", "network:beispielnetz")
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert (city.path / FILE).read_text(encoding="utf-8") == content


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("withdraw", "network:nie-gewesen", *REASONS), "is in no release"),
        (("withdraw", "https://elsewhere.example/id/network/x", *REASONS), "is no thing of this publication"),
        (("withdraw", "claim:c101#target", *REASONS), "is no thing of this publication"),
        (("withdraw", 'id/network/a"b', *REASONS), "is no thing of this publication"),
        (("withdraw", "zweitnetz", *REASONS), "is no IRI"),
        (("withdraw", "network:zweitnetz", "--replaced-by", "network:x", *REASONS), "There is no id/network/x"),
        (("withdraw", "network:zweitnetz", "--reason-de", " ", "--reason-en", "x"), "The reason is empty."),
        (("withdraw", "network:zweitnetz", "--reason-de", "x"), "--reason-en"),
        (("withdraw", "network:zweitnetz", "--date", "gestern", *REASONS), "--date"),
        (("rename", "network:nie-gewesen", "network:x"), "is in no release"),
        (("rename", "network:zweitnetz", "network:zweitnetz"), "leads back to the thing itself"),
        (("rename", "network:zweitnetz", "https://elsewhere.example/x"), "is no thing of this publication"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], says: str, city: ProjectFolder
) -> None:
    done = call(city, "--lang", "en", *arguments)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert not (city.path / FILE).exists()


def test_refusals_are_german_by_default(city: ProjectFolder) -> None:
    done = call(city, "withdraw", "network:nie-gewesen", *REASONS)
    assert "id/network/nie-gewesen steht in keinem Veröffentlichungsstand" in done.err
