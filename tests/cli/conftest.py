"""Fixtures of the command line's tests."""

import shutil
from pathlib import Path

import pytest

from running import ProjectFolder


@pytest.fixture
def own(built: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    """A copy of the published project, to be changed."""
    shutil.copytree(built.path, tmp_path / "own", symlinks=True, ignore=shutil.ignore_patterns("serve-*"))
    return ProjectFolder(tmp_path / "own")
