"""What changed from release to release is told: just what was changed, by thing, and as a patch that others can read."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import Dataset

from calls import call
from engagiert_ld.release.archive import Archive
from engagiert_ld.release.diff import Difference, in_words
from running import ProjectFolder

from .year import Planned, year

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("year") / "city"


@pytest.fixture(scope="module")
def steps(folder: Path) -> list[Planned]:
    return list(year(folder))


def of_networks(difference: Difference) -> dict[str, str]:
    base = difference.after.publication.base_iri
    return {change.iri.removeprefix(base): change.kind.value for change in difference.things}


def test_each_step_of_a_year_says_just_what_was_changed(steps: list[Planned]) -> None:
    assert len(steps) == 12
    for before, after in pairwise(steps):
        difference = Difference(before.release, after.release)
        assert of_networks(difference) == after.changes
        assert difference.elsewhere == (0, 0)


def test_the_differences_of_all_steps_together_lead_from_the_first_release_to_the_last(steps: list[Planned]) -> None:
    state = set(steps[0].release.quads)
    for before, after in pairwise(steps):
        for change in Difference(before.release, after.release).changes:
            state = {quad for quad in state if quad.triple not in change.removed}
        state |= set(after.release.quads) - set(before.release.quads)
        assert state == set(after.release.quads)


def test_a_patch_that_others_apply_makes_the_next_release_of_the_one_before(steps: list[Planned]) -> None:
    for before, after in pairwise(steps):
        dataset = Dataset()
        dataset.parse(before.release.path / "all.nq", format="nquads")
        dataset.parse(data=Difference(before.release, after.release).patch(), format="patch")
        wanted = Dataset()
        wanted.parse(after.release.path / "all.nq", format="nquads")
        assert set(dataset.quads()) == set(wanted.quads())


def test_old_versions_stay_as_they_were(steps: list[Planned], folder: Path) -> None:
    archive = Archive(steps[-1].release)
    assert len(archive.versions) == len({step.release.version for step in steps})
    done = call(ProjectFolder(folder), "verify", steps[0].release.version)
    assert (done.code, done.out) == (0, "")


def test_in_words_there_is_a_line_for_each_thing_and_each_property(steps: list[Planned]) -> None:
    changed = next(after for after in steps if "changed" in after.changes.values())
    before = steps[steps.index(changed) - 1]
    german, english = (in_words(Difference(before.release, changed.release), language) for language in ("de", "en"))
    assert "1 geändert." in german
    assert "geändert: Netz a <https://example.org/engagement/id/network/a>" in german
    assert "„Stand 1“ (de), „State 1“ (en) → „Stand 2“ (de), „State 2“ (en)" in german
    assert "changed: Network a" in english
    renamed = next(after for after in steps if "renamed" in after.changes.values())
    told = in_words(Difference(steps[steps.index(renamed) - 1].release, renamed.release), "en")
    assert "renamed: " in told
    assert "→ Network d" in told


def test_the_command_compares_the_last_two_unless_others_are_named(steps: list[Planned], folder: Path) -> None:
    project = ProjectFolder(folder)
    last, before = steps[-1].release.version, steps[-2].release.version
    assert call(project, "diff").out.startswith(f"{before} → {last}\n2 geändert.")
    told = json.loads(call(project, "diff", steps[0].release.version, last, "--format", "json").out)
    kinds = {change["iri"].rpartition("/")[2]: change["kind"] for change in told["changes"]}
    assert kinds == {"a": "withdrawn", "b": "renamed", "c": "withdrawn", "d": "added", "e": "added"}
    assert call(project, "diff", last, last).out == f"{last} → {last}\nNichts hat sich geändert.\n"
    patch = call(project, "diff", "--format", "patch").out
    assert patch.startswith(f"H id <https://example.org/engagement/dataset/{last}> .\n")
    unknown = call(project, "--lang", "en", "diff", "2020-01-01-000000000000")
    assert (unknown.code, last in unknown.err) == (3, True)
