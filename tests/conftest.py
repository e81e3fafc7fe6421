"""Fixtures, and what to do where a tool is missing that a test needs."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result

from running import REPOSITORY, SHARED, ProjectFolder, Server, copy_project, serving

REQUIRE_ALL = os.environ.get("ENGAGIERT_LD_REQUIRE_ALL") == "1"

CLIENTS_INSTALLED = REPOSITORY / "tests/clients/node_modules/installed.stamp"

REQUIREMENTS: dict[str, tuple[Callable[[], bool], str]] = {
    "shared": (SHARED.is_dir, "the folder shared/ beside the checkout is missing (it is not public)"),
    "chromium": (lambda: shutil.which("chromium") is not None, "Chromium is missing: apt-get install chromium"),
    "comunica": (
        lambda: shutil.which("node") is not None and CLIENTS_INSTALLED.is_file(),
        "Comunica is missing: apt-get install nodejs npm; make clients",
    ),
}


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
def built(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """Essen's project with a release; not to be changed."""
    folder = copy_project(tmp_path_factory.mktemp("built") / "essen")
    done = folder.run("build")
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="session")
def server(built: ProjectFolder) -> Iterator[Server]:
    """Essen's publication, served."""
    with serving(built, "--no-build") as running:
        yield running


prepared = cache(prepareQuery)


@pytest.fixture
def queries_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib read each query text once: most of the time of a validation goes into reading the same few texts."""
    query = Graph.query

    def query_prepared(self: Graph, text: str, *arguments: Any, **options: Any) -> Result:
        return query(self, prepared(text), *arguments, **options)

    monkeypatch.setattr(Graph, "query", query_prepared)
