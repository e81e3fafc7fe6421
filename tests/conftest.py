"""Fixtures, and what to do where a tool is missing that a test needs."""

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from running import REPOSITORY, SHARED, MadeOnce, ProjectFolder, Server, copy_project, serving

REQUIRE_ALL = os.environ.get("ENGAGIERT_LD_REQUIRE_ALL") == "1"

CLIENTS_INSTALLED = REPOSITORY / "tests/clients/node_modules/installed.stamp"

REQUIREMENTS: dict[str, tuple[Callable[[], bool], str]] = {
    "shared": (SHARED.is_dir, "the folder shared/ beside the checkout is missing (it is not public)"),
    "r": (lambda: shutil.which("Rscript") is not None, "R is missing: apt-get install r-base-core"),
    "chromium": (lambda: shutil.which("chromium") is not None, "Chromium is missing: apt-get install chromium"),
    "javascript": (
        lambda: shutil.which("node") is not None and CLIENTS_INSTALLED.is_file(),
        "the clients in JavaScript are missing: apt-get install nodejs npm; make clients",
    ),
    "openssl": (lambda: shutil.which("openssl") is not None, "OpenSSL is missing: apt-get install openssl"),
    "virtuoso": (
        lambda: shutil.which("virtuoso-t") is not None,
        "Virtuoso is missing: apt-get install virtuoso-opensource-7-bin",
    ),
    "decoders": (
        lambda: bool(shutil.which("node") and shutil.which("zstd")),
        "independent decoders are missing: apt-get install nodejs zstd",
    ),
}

OBJECTS_UNTIL_COLLECTION: Final = 20_000
"""Python looks for cycles after 700 new objects; graphs are made of millions, which live as long as their test."""


def pytest_configure() -> None:
    """Look for cycles of garbage less often: it took a quarter of the time of all tests in one process."""
    gc.set_threshold(OBJECTS_UNTIL_COLLECTION, 20, 50)


def pytest_collection_finish() -> None:
    """Leave the modules and the thousands of tests out of each further look: they stay to the end."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a tool that is missing; with ENGAGIERT_LD_REQUIRE_ALL=1 that is a failure."""
    for name, (available, reason) in REQUIREMENTS.items():
        if item.get_closest_marker(name) and not available():
            (pytest.fail if REQUIRE_ALL else pytest.skip)(reason)


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    """A fresh copy of Essen's project."""
    return copy_project(tmp_path / "essen")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """A folder by its name, made by the first process of a test run that asks for it; not to be changed."""
    own = tmp_path_factory.getbasetemp()
    place = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[ProjectFolder], None]) -> ProjectFolder:
        folder = ProjectFolder(place / f"once-{name}")
        with (place / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.path.exists():
                staged = ProjectFolder(place / f"staged-{name}")
                make(staged)
                staged.path.rename(folder.path)
        return folder

    return made


@pytest.fixture(scope="session")
def built(made_once: MadeOnce) -> ProjectFolder:
    """Essen's project with a release; not to be changed. All processes of a test run share it: the first builds it."""

    def make(folder: ProjectFolder) -> None:
        done = copy_project(folder.path).run("build")
        assert done.code == 0, done.err

    return made_once("essen", make)


@pytest.fixture(scope="session")
def server(built: ProjectFolder) -> Iterator[Server]:
    """Essen's publication, served."""
    with serving(built, "--no-build") as running:
        yield running
