"""Dump, query and documents are compared for each release; what differs keeps it from being published."""

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import EngagiertError
from engagiert_ld.metadata.void import void_description
from engagiert_ld.release.doors import proven
from running import ProjectFolder

from .shelves import published, small_project

NAMES = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    return small_project(tmp_path_factory.mktemp("doors") / "city")


def told(project: ProjectFolder) -> dict[str, int]:
    document: dict[str, int] = json.loads((published(project).path / "doors.json").read_bytes())
    return document


def add(project: ProjectFolder, text: str) -> None:
    (source,) = (folder for folder in (project.path / "data").iterdir() if folder.name != "links")
    (source / "mehr.ttl").write_text(NAMES + text, encoding="utf-8")


def test_statements_about_what_is_named_elsewhere_are_counted_apart(tmp_path: Path) -> None:
    project = small_project(tmp_path / "city")
    add(project, '<https://example.com/thing> skos:note "von anderswo"@de, "from elsewhere"@en .\n')
    assert told(project)["without_document"] == 2


def test_a_literal_that_the_engine_keeps_in_another_form_is_counted_apart(tmp_path: Path) -> None:
    project = small_project(tmp_path / "city")
    add(project, '<id/network/beispielnetz> skos:note "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n')
    assert told(project)["other_form_in_queries"] == 1


def test_a_statement_that_no_document_has_is_a_fault(small: ProjectFolder) -> None:
    release = published(small)
    part = NamedNode(f"{release.publication.base_iri}id/network/none#part")
    lost = Quad(part, NamedNode("http://www.w3.org/2004/02/skos/core#note"), Literal("lost"))
    descriptions = Descriptions.of(release.quads, ("de",))  # which do not know the statement
    with pytest.raises(EngagiertError, match="none#part"):
        proven((*release.quads, lost), release.publication.base_iri, descriptions, (), (), ())


def test_a_wrong_count_is_a_fault(small: ProjectFolder) -> None:
    release = published(small)
    descriptions = Descriptions.of(release.quads, ("de",))
    numbers = void_description(release.publication, release.version, (), release.quads[1:])
    with pytest.raises(EngagiertError, match="VoID"):
        proven(release.quads, release.publication.base_iri, descriptions, (), numbers, ())
