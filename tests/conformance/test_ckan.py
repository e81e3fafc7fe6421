"""The catalogue is read by the reader that CKAN portals have (ckanext-dcat), where it is installed: make ckan."""

import subprocess
from collections.abc import Iterator

import pytest

from running import REPOSITORY, SHARED, ProjectFolder, Server, copy_project, serving

CKAN = REPOSITORY / ".venv-ckan/bin/python"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CKAN.is_file(), reason="CKAN is missing: make ckan"),
]


@pytest.fixture(scope="module")
def reachable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Essen's project with an address for mail, which CKAN wants of a contact."""
    folder: ProjectFolder = copy_project(tmp_path_factory.mktemp("ckan") / "essen")
    folder.replace("publication.toml", "[contact]\n", '[contact]\nemail = "daten@example.org"\n')
    with serving(folder) as server:
        yield server


@pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_ckan_reads_one_dataset_with_all_it_wants(reachable: Server, media_type: str) -> None:
    script = SHARED / "conformance/checks/ckan_harvest_check.py"
    command = [str(CKAN), str(script), reachable.url, "--accept", media_type]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].endswith(" passed, 0 failed")
