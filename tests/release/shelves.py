"""What the tests of releases share: building without the checks, damage, and the state of a folder."""

import shutil
from pathlib import Path

from engagiert_ld.cli.new_project import write_project
from engagiert_ld.cli.project import Project
from engagiert_ld.release.build import build
from engagiert_ld.release.manifest import Release
from engagiert_ld.validation import Report
from running import ProjectFolder


def published(project: ProjectFolder, releases: Path | None = None) -> Release:
    """The release of a project as it is now, built in this process without validation: its data are in order."""
    opened = Project(project.path, releases or project.path / "releases", {})
    return build(opened.edition, Report((), opened.evidence.figures), opened.shelf)


def version_of(project: ProjectFolder) -> str:
    """The version that the data have now."""
    return Project(project.path, project.path / "releases", {}).edition.version


def change_data(project: ProjectFolder, number: int) -> None:
    """One more statement, which conforms."""
    (source,) = (folder for folder in (project.path / "data").iterdir() if folder.name != "links")
    (source / "mehr.ttl").write_text(
        f'<id/place/essen> <http://www.w3.org/2004/02/skos/core#altLabel> "Name {number}"@de .\n', encoding="utf-8"
    )


def small_project(folder: Path) -> ProjectFolder:
    """A new project with its small example and a release."""
    write_project(folder)
    project = ProjectFolder(folder)
    published(project)
    return project


def copied(project: ProjectFolder, target: Path) -> ProjectFolder:
    """A copy with all releases; links stay links, times stay as they are."""
    shutil.copytree(project.path, target, symlinks=True, ignore=shutil.ignore_patterns("serve-*"))
    return ProjectFolder(target)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
