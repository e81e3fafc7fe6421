"""Quotations against their source, and statements without evidence: what a curator is told, with file and line."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from calls import call
from engagiert_ld.evidence.claims import read_claims
from engagiert_ld.evidence.coverage import coverage
from engagiert_ld.evidence.quotations import Span, spans
from running import ProjectFolder

BASE: Final = "https://example.org/engagement/"
NETWORKS: Final = "data/beispiel/networks.ttl"
SOURCE: Final = "data/beispiel/source.ttl"
CLAIMS: Final = "data/beispiel/claims.ttl"
TEXT: Final = "sources/beispiel.txt"
QUOTED: Final = 'rdf:object "Beispielnetz"@de ;\n    eng:certainty certainty:explicit ;\n    eng:quotation '
"""What stands before the quotation of the second claim."""


@dataclass(frozen=True)
class Fault:
    """One replacement in the example project and the finding that it must give.

    `marker` stands on the line to be named; `says` occurs in the German, `english` in the English message.
    """

    name: str
    code: str
    severity: str
    focus: str
    file: str
    old: str
    new: str
    marker: str
    says: str
    english: str


FAULTS: Final = (
    Fault(
        "words changed",
        "S15",
        "Violation",
        "id/claim/c002",
        CLAIMS,
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"',
        f'{QUOTED}"Das Beispielnetz war ein Netzwerk von Städten"',
        "war ein Netzwerk",
        "steht so nicht in der Quelle",
        "does not stand in the source",
    ),
    Fault(
        "words before it are others",
        "S15",
        "Violation",
        "id/claim/c002",
        CLAIMS,
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;\n    oa:start 0 ;\n    oa:end 45 ;',
        f'{QUOTED}"Netzwerk von Städten"@de ;\n    oa:prefix "kein " ;\n    oa:start 25 ;\n    oa:end 45 ;',
        '"Netzwerk von Städten"',
        "oa:prefix",
        "oa:prefix",
    ),
    Fault(
        "another place",
        "S20",
        "Violation",
        "id/claim/c002",
        CLAIMS,
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;\n    oa:start 0 ;',
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;\n    oa:start 4 ;',
        "oa:start 4 ;",
        "Bitte berichtigen: oa:start 0 ; oa:end 45 ;",
        "Correct it: oa:start 0 ; oa:end 45 ;",
    ),
    Fault(
        "another line",
        "S20",
        "Violation",
        "id/claim/c002",
        CLAIMS,
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;',
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;\n    eng:line 2 ;',
        "eng:line 2 ;",
        "Bitte berichtigen: eng:line 1 ;",
        "Correct it: eng:line 1 ;",
    ),
    Fault(
        "no place",
        "S20",
        "Info",
        "id/claim/c002",
        CLAIMS,
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;\n    oa:start 0 ;\n    oa:end 45 ;',
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ; # here',
        "claim:c002",
        "Bitte ergänzen",
        "oa:start 0 ; oa:end 45 ;",
    ),
    Fault(
        "a fact without evidence",
        "S23",
        "Warning",
        "id/network/beispielnetz",
        NETWORKS,
        "    eng:notStated eng:organiser ;",
        '    eng:notStated eng:organiser ;\n    eng:means "Treffen"@de ;',
        '"Treffen"@de',
        "hat keinen Beleg",
        "has no evidence",
    ),
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """The project that `init` makes."""
    folder = ProjectFolder(tmp_path_factory.mktemp("city") / "stadt")
    done = call(folder, "init", str(folder.path))
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def city(example: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    """A copy to change."""
    shutil.copytree(example.path, tmp_path / "stadt")
    return ProjectFolder(tmp_path / "stadt")


def findings(project: ProjectFolder, *arguments: str) -> list[dict[str, Any]]:
    done = call(project, "check", "--json", *arguments)
    return list(json.loads(done.out)["findings"])


def line_of(project: ProjectFolder, file: str, marker: str) -> int:
    lines = (project.path / file).read_text(encoding="utf-8").splitlines()
    (number,) = (number for number, line in enumerate(lines, 1) if marker in line)
    return number


def test_a_new_project_has_evidence_for_everything(example: ProjectFolder) -> None:
    done = call(example, "check", "--strict")
    assert (done.code, findings(example)) == (0, [])
    assert "3 von 3" in done.out


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_a_fault_gives_its_finding_with_file_and_line(fault: Fault, city: ProjectFolder) -> None:
    city.replace(fault.file, fault.old, fault.new)
    (found,) = findings(city)
    assert (found["code"], found["severity"]) == (fault.code, fault.severity)
    assert found["focus"] == BASE + fault.focus
    assert fault.says in found["message"]["de"]
    assert fault.english in found["message"]["en"]
    line = line_of(city, fault.file, fault.marker)
    assert [(place["path"], place["line"]) for place in found["locations"]] == [(fault.file, line)]


def rewrite_source(project: ProjectFolder, text: str) -> None:
    """Put another text in the place of the source, with its checksum in the data."""
    before = hashlib.sha256((project.path / TEXT).read_bytes()).hexdigest()
    (project.path / TEXT).write_text(text, encoding="utf-8")
    project.replace(SOURCE, before, hashlib.sha256(text.encode()).hexdigest())


def test_words_that_occur_twice_are_a_warning_and_the_words_before_them_mend_it(city: ProjectFolder) -> None:
    rewrite_source(city, "Das Beispielnetz ist ein Netzwerk von Städten. Noch ein Netzwerk von Städten.\n")
    city.replace(
        CLAIMS,
        f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;\n    oa:start 0 ;',
        f'{QUOTED}"Netzwerk von Städten"@de ;\n    oa:start 25 ;',
    )
    (found,) = findings(city)
    assert (found["code"], found["severity"], found["focus"]) == ("S21", "Warning", f"{BASE}id/claim/c002")
    assert "2-mal" in found["message"]["de"]
    assert "2 times" in found["message"]["en"]
    assert [place["line"] for place in found["locations"]] == [line_of(city, CLAIMS, '"Netzwerk von Städten"')]
    city.replace(CLAIMS, '"Netzwerk von Städten"@de ;', '"Netzwerk von Städten"@de ;\n    oa:prefix "ist ein" ;')
    assert findings(city) == []


def test_a_line_break_in_the_source_does_not_break_a_quotation(city: ProjectFolder) -> None:
    rewrite_source(city, "Das Beispielnetz ist ein\n Netzwerk von Städten.\n")
    text = (city.path / CLAIMS).read_text(encoding="utf-8")
    (city.path / CLAIMS).write_text(text.replace("oa:end 45 ;", "oa:end 46 ;"), encoding="utf-8")
    assert findings(city) == []


def test_without_a_copy_of_the_source_nothing_is_verified_and_the_report_says_so(
    city: ProjectFolder, tmp_path: Path
) -> None:
    city.replace(CLAIMS, f'{QUOTED}"Das Beispielnetz ist', f'{QUOTED}"Das Beispielnetz war')
    (tmp_path / "nothing").mkdir()
    done = call(city, "check", "--sources", str(tmp_path / "nothing"))
    assert done.code == 0
    assert "0 von 3 Zitaten" in done.out
    assert call(city, "check").code == 1


def test_a_missing_place_that_cannot_be_searched_is_a_hint(city: ProjectFolder) -> None:
    shutil.rmtree(city.path / "sources")
    record = f'{QUOTED}"Das Beispielnetz ist ein Netzwerk von Städten"@de ;'
    city.replace(CLAIMS, f"{record}\n    oa:start 0 ;\n    oa:end 45 ;", record)
    (found,) = findings(city)
    assert (found["code"], found["severity"]) == ("S20", "Info")
    assert "--sources" in found["message"]["de"]


def test_a_folder_of_copies_that_is_not_there_is_an_error(city: ProjectFolder, tmp_path: Path) -> None:
    done = call(city, "check", "--sources", str(tmp_path / "nowhere"))
    assert done.code == 3
    assert str(tmp_path / "nowhere") in done.err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("a eng:ArchivedSource ;", "a prov:Entity ; # none", "enthält keine Quelle"),
        (
            "source:beispiel\n",
            "source:zweite a eng:ArchivedSource ; skos:prefLabel 'Zweite'@de, 'Second'@en ;"
            f" eng:sha256 '{'0' * 64}' .\n\nsource:beispiel\n",
            "enthält mehrere Quellen",
        ),
    ],
    ids=["none", "two"],
)
def test_a_quotation_needs_one_source(old: str, new: str, says: str, city: ProjectFolder) -> None:
    city.replace(SOURCE, old, new)
    found = [one for one in findings(city) if one["code"] == "S33"]
    assert [one["focus"] for one in found] == [f"{BASE}id/claim/{number}" for number in ("c001", "c002", "c003")]
    assert all(says in one["message"]["de"] for one in found)


def test_a_claim_may_name_its_source(city: ProjectFolder) -> None:
    city.replace(
        SOURCE,
        "source:beispiel\n",
        "source:zweite a eng:ArchivedSource ; skos:prefLabel 'Zweite'@de, 'Second'@en ;"
        f" eng:sha256 '{'0' * 64}' .\n\nsource:beispiel\n",
    )
    text = (city.path / CLAIMS).read_text(encoding="utf-8")
    named = text.replace("a eng:Claim ;", "a eng:Claim ; prov:wasQuotedFrom <id/source/beispiel> ;")
    prefix = "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
    (city.path / CLAIMS).write_text(prefix + named, encoding="utf-8")
    assert findings(city) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CLAIMS, 'rdf:object "Beispielnetz"@de ;', 'rdf:object "Beispielnetze"@de ;'),
        (NETWORKS, '    skos:prefLabel "Beispielnetz"@de ;', '    skos:prefLabel "Das Beispielnetz"@de ;'),
    ],
    ids=["the claim", "the fact"],
)
def test_a_fact_and_its_claim_that_drift_apart_are_one_finding(
    file: str, old: str, new: str, city: ProjectFolder
) -> None:
    city.replace(file, old, new)
    (found,) = findings(city)
    assert (found["code"], found["focus"]) == ("S16", f"{BASE}id/claim/c002")
    line = line_of(city, CLAIMS, 'rdf:object "Beispielnetz')
    assert [(place["path"], place["line"]) for place in found["locations"]] == [(CLAIMS, line)]


def test_a_number_that_is_given_twice_is_named_at_both_places_and_nothing_else_is_said_of_it(
    city: ProjectFolder,
) -> None:
    text = (city.path / CLAIMS).read_text(encoding="utf-8")
    (city.path / CLAIMS).write_text(text.replace("claim:c003", "claim:c002"), encoding="utf-8")
    (found,) = (one for one in findings(city) if "/claim/" in one["focus"])
    assert (found["code"], found["severity"], found["focus"]) == ("S36", "Violation", f"{BASE}id/claim/c002")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line in ("claim:c002", "claim:c003")]
    assert [place["line"] for place in found["locations"]] == [line + 1 for line in lines]


# Parts of it


def claims_of(text: str) -> list[Quad]:
    prefixes = """@prefix eng: <def#> . @prefix oa: <http://www.w3.org/ns/oa#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    """
    graph = NamedNode(f"{BASE}graph/source/x")
    parsed = parse(prefixes + text, format=RdfFormat.TURTLE, base_iri=BASE)
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed]


@pytest.mark.parametrize(
    ("quotation", "extra", "text", "expected"),
    [
        ("b", "", "a b c", [Span(2, 3)]),
        ("b", "", "b b", [Span(0, 1), Span(2, 3)]),
        ("b", "oa:prefix 'x' ;", "b x b", [Span(4, 5)]),
        ("b", "oa:suffix 'y' ;", "b b y", [Span(2, 3)]),
        ("aa", "", "aaa", [Span(0, 2), Span(1, 3)]),
        ("a b", "", "a \n  b", [Span(0, 6)]),
        ("(b", "", "a (b", [Span(2, 4)]),
        ("ß", "", "ü ß", [Span(2, 3)]),
        ("a", "", "", []),
    ],
)
def test_the_places_of_a_quotation(quotation: str, extra: str, text: str, expected: list[Span]) -> None:
    (claim,) = read_claims(claims_of(f"<c> a eng:Claim ; {extra} eng:quotation '{quotation}'@de ."), BASE)
    assert claim.quotation is not None
    assert spans(claim.quotation.value, text, claim.prefix, claim.suffix) == expected


@pytest.mark.parametrize("faulty", ["oa:start 'x' ;", "oa:start 1, 2 ;", "oa:start -1 ;"])
def test_a_place_that_is_none_counts_as_missing(faulty: str) -> None:
    (claim,) = read_claims(claims_of(f"<c> a eng:Claim ; {faulty} eng:quotation 'x'@de ."), BASE)
    assert claim.start is None


def test_coverage_leaves_aside_what_needs_no_evidence_and_says_what() -> None:
    vocabulary = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcterms: <http://purl.org/dc/terms/> .
    eng:Network eng:evidenceRequired true . eng:Group rdfs:subClassOf eng:Network . eng:note eng:editorial true .
    <s> a eng:ArchivedSource ; dcterms:language "de" .
    <n> a eng:Group, eng:Network ; eng:note "unser Vermerk"@de ; eng:name "Netz"@de, "network"@en ; eng:size 3 .
    <other> eng:name "braucht keinen"@de .
    <c1> a eng:Claim ; rdf:subject <n> ; rdf:predicate eng:size ; rdf:object 3 .
    """
    quads = claims_of(vocabulary)
    measured = coverage(quads, read_claims(quads, BASE), BASE)
    assert measured.left_aside == {"editorial": 1, "translation": 1, "supertype": 1}
    assert (measured.required, measured.proven) == (3, 1)
    assert {triple.object for triple in measured.missing} == {
        Literal("Netz", language="de"),
        NamedNode(f"{BASE}def#Group"),
    }
