"""Names that releases have published: found in every release that is kept, and missed when they vanish."""

import re
import shutil
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Quad

from engagiert_ld.cli.project import Project
from engagiert_ld.findings import Severity
from engagiert_ld.release.names import published_names, removal_findings
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.terms import iri_of
from running import ProjectFolder

from .shelves import published, small_project

BASE: Final = "https://example.org/engagement/"
FILE: Final = "data/beispiel/mehr.ttl"
ORGANISATION: Final = "@prefix org: <http://www.w3.org/ns/org#> .\n<id/org/{name}> a org:Organization .\n"


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """A project with three releases, each with another organisation; not to be changed."""
    project = small_project(tmp_path_factory.mktemp("names") / "stadt")
    for name in ("eins", "zwei"):
        (project.path / FILE).write_text(ORGANISATION.format(name=name), encoding="utf-8")
        published(project)
    return project


def names(project: ProjectFolder, base_iri: str = BASE) -> dict[str, str]:
    return dict(published_names(Shelf(project.path / "releases"), base_iri))


def stated(project: ProjectFolder) -> tuple[Quad, ...]:
    return Project(project.path, project.path / "releases", {}).sources.quads


def versions(project: ProjectFolder) -> list[str]:
    return Shelf(project.path / "releases").history()


def test_every_release_is_asked_and_the_latest_that_knows_a_name_is_told(three: ProjectFolder) -> None:
    found, (_, second, third) = names(three), versions(three)
    assert found[f"{BASE}id/org/eins"] == second
    assert found[f"{BASE}id/org/zwei"] == found[f"{BASE}id/network/beispielnetz"] == third


def test_names_are_the_typed_things_below_id_as_a_parser_sees_them(three: ProjectFolder) -> None:
    last = Project(three.path, three.path / "releases", {}).shelf.newest()[0]
    typed = {iri_of(quad.subject) for quad in last.quads if quad.predicate.value.endswith("#type")}
    expected = {iri for iri in typed if re.match(rf"{BASE}id/[^#]+$", iri)}
    assert expected == set(names(three)) - {f"{BASE}id/org/eins"}
    assert any(f"{iri}#target" in typed for iri in expected)


def test_a_name_in_a_text_is_no_name(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    (tmp_path / "HISTORY").write_text("v1\nv0\n")
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = [
        f'<{BASE}id/a> <{BASE}p> "<{BASE}id/b> {rdf_type} <c> ." .\n',
        f"<{BASE}id/c> <{BASE}p> <{BASE}id/d> .\n",
        f"<{BASE}id/ä> {rdf_type} <{BASE}id/d> .\n",
    ]
    (tmp_path / "v1/all.nq").write_text("".join(lines), encoding="utf-8")
    assert published_names(Shelf(tmp_path), BASE) == {f"{BASE}id/ä": "v1"}


def test_another_base_iri_and_an_empty_shelf_have_published_nothing(three: ProjectFolder, tmp_path: Path) -> None:
    assert names(three, "https://example.org/other/") == {}
    assert published_names(Shelf(tmp_path), BASE) == {}


def test_a_vanished_name_is_a_violation_that_says_when_it_was_published_and_what_to_do(three: ProjectFolder) -> None:
    (found,) = removal_findings(stated(three), names(three), BASE)
    assert (found.code, found.severity, found.focus) == ("K06", Severity.VIOLATION, f"{BASE}id/org/eins")
    assert found.local
    for text in found.message:
        assert versions(three)[1] in text
        assert "engagiert-ld withdraw id/org/eins --reason-de" in text
        assert "engagiert-ld rename id/org/eins" in text


def test_a_name_that_is_described_again_or_listed_is_no_finding(three: ProjectFolder, tmp_path: Path) -> None:
    shutil.copytree(three.path, tmp_path / "stadt", symlinks=True)
    own = ProjectFolder(tmp_path / "stadt")
    listed = own.path / "data/withdrawn.ttl"
    listed.write_text("<id/org/eins> a <def#Withdrawn> .\n", encoding="utf-8")
    assert list(removal_findings(stated(own), names(own), BASE)) == []
    listed.unlink()
    (own.path / FILE).write_text(ORGANISATION.format(name="eins"), encoding="utf-8")
    assert [one.focus for one in removal_findings(stated(own), names(own), BASE)] == [f"{BASE}id/org/zwei"]
