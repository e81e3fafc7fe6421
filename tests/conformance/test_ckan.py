"""The catalogue is read by the reader that CKAN portals have (ckanext-dcat), where it is installed: make ckan."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls import call
from engagiert_ld.publication.values import KEYWORD
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


def test_ckan_refuses_the_keywords_that_the_settings_refuse() -> None:
    """Its own validator; one such keyword keeps the whole dataset out."""
    keywords = ["citizens' park", "Bürgerkommune", "a", "x" * 101, "b.c-d_e f", "a/b", "naïve"]
    script = f"""
from ckan.logic.validators import Invalid, tag_length_validator, tag_name_validator
def takes(tag):
    try:
        return bool(tag_name_validator(tag, {{}}) and tag_length_validator(tag, {{}}))
    except Invalid:
        return False
print([takes(tag) for tag in {keywords!r}])
"""
    done = subprocess.run([str(CKAN), "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == str([bool(KEYWORD.fullmatch(keyword)) for keyword in keywords])


def test_the_rehearsal_names_datasets_as_the_reader_of_ckan_does(reachable: Server, tmp_path: Path) -> None:
    rehearsed = json.loads(call(ProjectFolder(tmp_path), "harvest", reachable.url, "--format", "json").out)
    script = f"""
import urllib.request
from ckanext.dcat.processors import RDFParser
parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(urllib.request.urlopen("{reachable.url}catalog.ttl").read().decode(), "turtle")
print(sorted(one["value"] for dataset in parser.datasets() for one in dataset["extras"] if one["key"] == "uri"), parser.next_page())
"""
    done = subprocess.run([str(CKAN), "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.splitlines()[-1] == f"{rehearsed['harvesters']['ckan']['created']} None"
