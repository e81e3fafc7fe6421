"""`engagiert-ld new`: a network to be filled in, and claims that are checked before they are written."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from calls import call
from running import Answered, ProjectFolder

BASE: Final = "https://example.org/engagement/"
ENG: Final = Namespace(f"{BASE}def#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
CLAIMS: Final = "data/beispiel/claims.ttl"
SOURCE_TEXT: Final = "Das Beispielnetz ist ein Netzwerk von Städten.\nDas Netz tagt. Es tagt das Netz.\n"
FACTS: Final = """
@prefix eng: <def#> .
<id/network/beispielnetz>
    eng:means "Tagungen"@de ;
    eng:means "Tagungen" ;
    eng:activity "Treffen"@de ;
    eng:size 3 .
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    folder = ProjectFolder(tmp_path_factory.mktemp("new") / "stadt")
    assert call(folder, "init", str(folder.path)).code == 0
    text = folder.path / "sources/beispiel.txt"
    before = hashlib.sha256(text.read_bytes()).hexdigest()
    text.write_text(SOURCE_TEXT, encoding="utf-8")
    folder.replace("data/beispiel/source.ttl", before, hashlib.sha256(SOURCE_TEXT.encode()).hexdigest())
    (folder.path / "data/beispiel/mehr.ttl").write_text(FACTS, encoding="utf-8")
    return folder


@pytest.fixture
def city(example: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    shutil.copytree(example.path, tmp_path / "stadt")
    return ProjectFolder(tmp_path / "stadt")


def new_claim(project: ProjectFolder, *fact: str, quote: str = "Das Netz tagt", more: tuple[str, ...] = ()) -> Answered:
    return call(project, "--lang", "en", "new", "claim", *fact, "--quote", quote, *more)


def claims(project: ProjectFolder) -> Graph:
    return Graph().parse(project.path / CLAIMS, format="turtle", publicID=BASE)


def findings(project: ProjectFolder) -> list[dict[str, Any]]:
    return list(json.loads(call(project, "check", "--json").out)["findings"])


# Networks


def test_a_new_network_is_a_file_that_says_itself_what_is_missing(city: ProjectFolder) -> None:
    done = call(city, "new", "network", "Netzwerk „Junge Stadt“")
    path = city.path / "data/beispiel/network-netzwerk-junge-stadt.ttl"
    assert (done.code, done.out) == (0, f"{path}\n")
    iri = f"{BASE}id/network/netzwerk-junge-stadt"
    assert {one["code"] for one in findings(city) if one["focus"] == iri} == {"S04", "S22", "S23"}
    graph = Graph().parse(path, format="turtle", publicID=BASE)
    assert (URIRef(iri), RDF.type, ENG.Network) in graph


def test_the_commented_parts_of_the_file_are_turtle_when_uncommented(city: ProjectFolder) -> None:
    call(city, "new", "network", "Neues Netz")
    path = city.path / "data/beispiel/network-neues-netz.ttl"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("network:neues-netz"))
    text = "\n".join(
        line[1:] if (line.startswith("#") and not line.startswith("# ")) or line.startswith("#   ") else line
        for line in lines[start:]
    )
    filled = text.replace("orgn:…", "orgn:x").replace("place:…", "place:x").replace("concept:…", "concept:x")
    graph = Graph().parse(data="\n".join([*lines[:start], filled]), format="turtle", publicID=BASE)
    assert (None, RDF.type, ENG.Participation) in graph
    assert (None, RDF.type, ENG.Publication) in graph


@pytest.mark.parametrize(("name", "says"), [("Beispielnetz", "exists already (data/beispiel/"), ("…", "has no letter")])
def test_a_name_that_is_taken_or_empty_is_refused(name: str, says: str, city: ProjectFolder) -> None:
    before = sorted(path.name for path in (city.path / "data/beispiel").iterdir())
    done = call(city, "--lang", "en", "new", "network", name)
    assert done.code == 2
    assert says in done.err
    assert sorted(path.name for path in (city.path / "data/beispiel").iterdir()) == before


def test_a_second_file_for_the_same_network_is_refused(city: ProjectFolder) -> None:
    assert call(city, "new", "network", "Neues Netz").code == 0
    assert call(city, "new", "network", "Neues Netz").code == 2


def test_with_several_folders_one_is_to_be_named(city: ProjectFolder) -> None:
    (city.path / "data/zweite").mkdir()
    (city.path / "data/zweite/x.ttl").write_text("<x> <y> <z> .\n")
    done = call(city, "--lang", "en", "new", "network", "Neues Netz")
    assert done.code == 2
    assert "--in" in done.err
    assert "beispiel, zweite" in done.err
    assert call(city, "new", "network", "Neues Netz", "--in", "zweite").out.endswith("zweite/network-neues-netz.ttl\n")


# Claims


def test_a_new_claim_has_the_next_number_and_the_place_of_its_quotation(city: ProjectFolder) -> None:
    done = new_claim(city, "network:beispielnetz", "eng:activity", "Treffen", more=("--certainty", "inferred"))
    assert done.code == 0, done.err
    assert done.out.startswith("claim:c004\n    a eng:Claim ;\n")
    claim = URIRef(f"{BASE}id/claim/c004")
    graph = claims(city)
    assert graph.value(claim, RDF.subject) == URIRef(f"{BASE}id/network/beispielnetz")
    assert graph.value(claim, RDF.predicate) == ENG.activity
    assert graph.value(claim, RDF.object) == Literal("Treffen", lang="de")
    assert graph.value(claim, ENG.certainty) == URIRef(f"{BASE}id/concept/certainty-inferred")
    start = SOURCE_TEXT.index("Das Netz tagt")
    assert (graph.value(claim, OA.start), graph.value(claim, OA.end)) == (Literal(start), Literal(start + 13))
    assert graph.value(claim, ENG.line) == Literal(2)
    assert not [one for one in findings(city) if one["focus"] == str(claim) or one["value"] == '"Treffen"@de']


def test_the_fact_may_be_typed_in_several_ways(city: ProjectFolder) -> None:
    ways = [
        ("network:beispielnetz", "a", "eng:Network"),
        ("<id/network/beispielnetz>", "rdf:type", "<def#Network>"),
        ("id/network/beispielnetz", "a", f"{BASE}def#Network"),
        ("network:beispielnetz", "eng:means", '"Tagungen"@de'),
        ("network:beispielnetz", "eng:means", "Tagungen@de"),
        ("network:beispielnetz", "eng:size", "3"),
    ]
    for fact in ways:
        done = new_claim(city, *fact)
        assert done.code == 0, (fact, done.err)
    objects = [claims(city).value(URIRef(f"{BASE}id/claim/c{4 + n:03}"), RDF.object) for n in range(len(ways))]
    assert objects[:3] == [ENG.Network] * 3
    assert objects[3:] == [Literal("Tagungen", lang="de")] * 2 + [Literal(3)]


@pytest.mark.parametrize(
    ("fact", "quote", "says"),
    [
        (("network:beispielnetz", "eng:activity", "Feste"), "Das Netz tagt", 'Stated is: "Treffen"@de'),
        (("network:beispielnetz", "eng:focus", "x"), "Das Netz tagt", "Write the fact into its file first."),
        (("network:beispielnetz", "eng:means", "Tagungen"), "Das Netz tagt", "Several values read like that"),
        (("netz", "eng:means", "Tagungen"), "Das Netz tagt", "“netz” is no IRI"),
        (("network:beispielnetz", "a", "eng:Network"), "Das Netz tagte", "does not stand in the source"),
        (("network:beispielnetz", "a", "eng:Network"), "tagt", "occurs 2 times"),
        (("network:beispielnetz", "a", "eng:Network"), " ", "does not stand in the source"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    fact: tuple[str, ...], quote: str, says: str, city: ProjectFolder
) -> None:
    before = (city.path / CLAIMS).read_bytes()
    done = new_claim(city, *fact, quote=quote)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert (city.path / CLAIMS).read_bytes() == before


def test_words_before_or_after_tell_two_places_apart(city: ProjectFolder) -> None:
    done = new_claim(city, "network:beispielnetz", "a", "eng:Network", quote="tagt", more=("--before", "Es"))
    assert done.code == 0
    assert 'oa:prefix "Es" ;' in done.out
    assert f"oa:start {SOURCE_TEXT.index('tagt das')} ;" in done.out


def test_without_an_object_each_fact_that_has_no_evidence_gets_a_claim(city: ProjectFolder) -> None:
    (city.path / "data/beispiel/mehr.ttl").write_text(FACTS + "<id/network/beispielnetz> eng:notStated eng:means .\n")
    done = new_claim(city, "network:beispielnetz", quote="Das Netz tagt")
    assert done.code == 0, done.err
    graph = claims(city)
    added = [URIRef(f"{BASE}id/claim/c{number:03}") for number in range(4, 9)]
    certainties = [str(graph.value(claim, ENG.certainty)).rpartition("-")[2] for claim in added]
    assert sorted(certainties) == ["absent", *["explicit"] * 4]
    assert graph.value(added[certainties.index("absent")], RDF.object) == ENG.means
    assert not [one for one in findings(city) if one["code"] == "S23"]
    again = new_claim(city, "network:beispielnetz", quote="Das Netz tagt")
    assert again.code == 2
    assert "No evidence is missing here" in again.err


def test_without_an_object_only_the_property_is_meant(city: ProjectFolder) -> None:
    assert new_claim(city, "network:beispielnetz", "eng:means").out.count("a eng:Claim ;") == 2
    assert {one["path"] for one in findings(city) if one["code"] == "S23"} == {str(ENG.activity), str(ENG.size)}


def test_a_dry_run_writes_nothing(city: ProjectFolder) -> None:
    before = (city.path / CLAIMS).read_bytes()
    done = new_claim(city, "network:beispielnetz", "a", "eng:Network", more=("--dry-run",))
    assert done.code == 0
    assert done.out.startswith("claim:c004\n")
    assert (city.path / CLAIMS).read_bytes() == before


def test_without_a_copy_of_the_source_the_record_has_no_place_and_that_is_said(city: ProjectFolder) -> None:
    shutil.rmtree(city.path / "sources")
    done = new_claim(city, "network:beispielnetz", "a", "eng:Network", quote="Ungeprüft")
    assert done.code == 0
    assert "not verified" in done.err
    assert "oa:start" not in done.out


def test_a_file_of_claims_is_begun_where_there_is_none_yet(city: ProjectFolder) -> None:
    (city.path / CLAIMS).unlink()
    done = new_claim(city, "network:beispielnetz", "a", "eng:Network", more=("--passage", "heading"))
    assert done.code == 0
    graph = claims(city)
    assert (URIRef(f"{BASE}id/claim/c001"), ENG.passageKind, URIRef(f"{BASE}id/concept/passage-heading")) in graph


def test_a_prefix_that_the_file_does_not_declare_is_written_out(city: ProjectFolder) -> None:
    city.replace(CLAIMS, "@prefix oa: <http://www.w3.org/ns/oa#> .\n", "")
    text = (city.path / CLAIMS).read_text(encoding="utf-8")
    (city.path / CLAIMS).write_text(text.replace("    oa:start 0 ;\n    oa:end 45 ;\n", ""), encoding="utf-8")
    assert new_claim(city, "network:beispielnetz", "a", "eng:Network").code == 0
    assert "<http://www.w3.org/ns/oa#start>" in (city.path / CLAIMS).read_text(encoding="utf-8")
    assert (URIRef(f"{BASE}id/claim/c004"), RDF.type, ENG.Claim) in claims(city)


@pytest.mark.parametrize("with_source", [True, False], ids=["two sources", "no source"])
def test_the_folder_needs_one_source(with_source: bool, city: ProjectFolder) -> None:
    if with_source:
        (city.path / "data/beispiel/zweite.ttl").write_text("<id/source/y> a <def#ArchivedSource> .\n")
    else:
        (city.path / "data/beispiel/source.ttl").unlink()
    done = new_claim(city, "network:beispielnetz", "a", "eng:Network")
    assert done.code == 2
    assert f"There are {2 if with_source else 0} sources" in done.err
