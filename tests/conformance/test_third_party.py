"""Checks that others have written, run as they are against the running server."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from running import SHARED, ProjectFolder, Server, clean_environment, serving

pytestmark = pytest.mark.shared

OF_THE_ENGINE: Final = 318
"""So many of the 328 query tests pyoxigraph itself passes."""

CHECKS = {
    "the SPARQL protocol": ("sparql_protocol_check.py", "--update-refused"),
    "SPARQL and linked data clients": ("clients_check.py", "--entity", "/id/network/civitas"),
    "DCAT-AP.de 3.0": ("dcat_ap_de_check.py", "--profile", "de3", "--strict"),
    "DCAT-AP 3.0.0": ("dcat_ap_de_check.py", "--profile", "eu300", "--strict"),
    "DCAT-AP 3.0.1": ("dcat_ap_de_check.py", "--profile", "eu301", "--strict"),
}


@pytest.mark.parametrize(("script", "arguments"), [(name, rest) for name, *rest in CHECKS.values()], ids=CHECKS)
def test_passes(server: Server, script: str, arguments: list[str]) -> None:
    outcome(server, script, arguments)


def outcome(server: Server, script: str, arguments: list[str]) -> str:
    """What a check says that has passed."""
    command = [sys.executable, str(SHARED / "conformance" / "checks" / script), server.url, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def w3c_dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A new project with the named graphs that the tests of the W3C for the protocol ask for."""
    folder = ProjectFolder(tmp_path_factory.mktemp("w3c") / "project")
    assert folder.run("init", str(folder.path)).code == 0
    (folder.path / "data/w3c").mkdir()
    shutil.copy(SHARED / "conformance/data/protocol/w3c-protocol-dataset.trig", folder.path / "data/w3c")
    checked = folder.run("check", "--format", "json")
    assert checked.code == 0, checked.out
    assert '"findings": []' in checked.out
    with serving(folder) as running:
        yield running


def test_passes_the_sparql_protocol_with_the_dataset_of_the_w3c_and_leaves_nothing_out(w3c_dataset: Server) -> None:
    script, *arguments = CHECKS["the SPARQL protocol"]
    assert outcome(w3c_dataset, script, arguments).splitlines()[-1] == "54 passed, 0 failed"


def test_the_embedded_store_passes_as_many_query_tests_of_the_w3c_as_its_engine() -> None:
    command = [
        sys.executable,
        str(SHARED / "conformance/checks/sparql11_query_suite.py"),
        "--engine",
        "w3c_engine:Embedded",
    ]
    environment = clean_environment() | {"PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    passed = re.search(r"^(\d+) passed, \d+ failed$", done.stdout, re.MULTILINE)
    assert passed, done.stdout + done.stderr
    assert int(passed[1]) >= OF_THE_ENGINE, done.stdout
