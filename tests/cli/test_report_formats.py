"""`engagiert-ld check --format`: the same findings as text, JSON, Turtle and HTML."""

import json
from typing import Final

import html5rdf
import pytest
from rdflib import DCTERMS, RDF, SH, Graph, Literal, Namespace, URIRef

from calls import call
from running import ProjectFolder

BASE: Final = "https://example.org/engagement/"
ENG: Final = Namespace(f"{BASE}def#")
FILE: Final = "data/beispiel/networks.ttl"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """The example project with one violation and a text that would be markup if it were not escaped."""
    folder = ProjectFolder(tmp_path_factory.mktemp("formats") / "stadt")
    assert call(folder, "init", str(folder.path)).code == 0
    folder.replace(
        FILE,
        '    skos:prefLabel "Example network"@en ;\n',
        '    skos:prefLabel "Example network"@en ;\n    skos:prefLabel "<b>Netz</b>"@en ;\n',
    )
    return folder


def test_turtle_is_a_validation_report_with_the_line(faulty: ProjectFolder) -> None:
    done = call(faulty, "check", "--format", "turtle")
    assert done.code == 1
    graph = Graph().parse(data=done.out, format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    (result,) = graph.objects(report, SH.result)
    assert graph.value(result, DCTERMS.identifier) == Literal("S02")
    assert graph.value(result, SH.focusNode) == URIRef(f"{BASE}id/network/beispielnetz")
    assert graph.value(result, SH.resultSeverity) == SH.Violation
    assert graph.value(result, SH.sourceShape) == URIRef(f"{BASE}shapes#S02-OneLabelPerLanguage")
    assert graph.value(result, SH.sourceConstraintComponent) == SH.UniqueLangConstraintComponent
    messages = (text for text in graph.objects(result, SH.resultMessage) if isinstance(text, Literal))
    assert {text.language for text in messages} == {"de", "en"}
    places = {str(place).rsplit(":", 1)[0] for place in graph.objects(result, ENG.statedAt)}
    assert places == {f"{FILE}:{line_of(faulty, text)}" for text in ('"Example network"', "<b>Netz", '"Beispielnetz"')}


def line_of(project: ProjectFolder, text: str) -> int:
    lines = (project.path / FILE).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("language", "says"), [("de", "Die Daten verstoßen gegen Regeln."), ("en", "The data violate rules.")]
)
def test_html_stands_alone_and_is_well_formed(language: str, says: str, faulty: ProjectFolder) -> None:
    done = call(faulty, "--lang", language, "check", "--format", "html")
    assert done.code == 1
    html5rdf.HTMLParser(strict=True).parse(done.out)
    assert says in done.out
    assert f"{FILE}:" in done.out
    assert "<b>Netz" not in done.out
    assert "src=" not in done.out
    assert "href=" not in done.out


def test_json_is_one_object_by_either_name(faulty: ProjectFolder) -> None:
    by_format, by_flag = call(faulty, "check", "--format", "json"), call(faulty, "check", "--json")
    assert by_format == by_flag
    assert [one["code"] for one in json.loads(by_format.out)["findings"]] == ["S02"]


def test_an_unknown_format_is_exit_code_2(faulty: ProjectFolder) -> None:
    done = call(faulty, "check", "--format", "pdf")
    assert done.code == 2
    assert "pdf" in done.err
