"""Comunica answers queries over the documents of things: it looks names up and follows links, without our endpoint."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from running import REPOSITORY, Server, copy_project, free_port, serving_at

pytestmark = pytest.mark.javascript

TRAVERSE = REPOSITORY / "tests/clients/traverse.mjs"
PREFIXES = """
PREFIX eng: <{base}def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX network: <{base}id/network/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
ORGANISERS = """
SELECT DISTINCT ?organiser ?label ?description {
  network:b2 eng:organiser|eng:scientificPartner ?organiser .
  ?organiser skos:prefLabel ?label ; dcterms:description ?description .
  FILTER(LANG(?label) = "de" && LANG(?description) = "de")
}
"""
UNIVERSITY = """
SELECT DISTINCT ?label ?description {
  network:b2 eng:scientificPartner ?chair .
  ?chair org:unitOf ?university .
  ?university skos:prefLabel ?label ; dcterms:description ?description .
  FILTER(LANG(?label) = "en" && LANG(?description) = "en")
}
"""
ELSEWHERE = "SELECT DISTINCT ?same { <{base}id/place/essen> owl:sameAs ?same }"


@pytest.fixture(scope="module")
def where_things_live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Essen's data under the address of the server itself, so that the names of things can be looked up."""
    port = free_port()
    folder = copy_project(tmp_path_factory.mktemp("comunica") / "essen")
    folder.replace(
        "publication.toml", 'base_iri = "https://w3id.org/engagiert-ld/"', f'base_iri = "http://127.0.0.1:{port}/"'
    )
    with serving_at(port, folder) as running:
        yield running


def traverse(folder: Path, query: str, base: str, start: str) -> Any:
    """The answer to a query that starts with `start`: `fetched` addresses and `bindings`."""
    file = folder / "query.rq"
    file.write_text((PREFIXES + query).replace("{base}", base), encoding="utf-8")
    command = ["node", str(TRAVERSE), str(file), start]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def values(bindings: list[dict[str, dict[str, str]]]) -> set[tuple[str, ...]]:
    return {tuple(binding[name]["value"] for name in sorted(binding)) for binding in bindings}


def turtle(url: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/turtle"}), timeout=20) as answer:
        return str(answer.read().decode())


def test_the_organisers_of_a_network_are_found_by_following_links(where_things_live: Server, tmp_path: Path) -> None:
    base = where_things_live.url
    start = f"{base}id/network/b2"
    answer = traverse(tmp_path, ORGANISERS, base, start)
    assert values(answer["bindings"]) == {
        (
            "Eingetragener Verein, der den Austausch B² organisierte.",
            "Bundesverband für Wohnen und Stadtentwicklung e.V.",
            f"{base}id/org/vhw",
        ),
        (
            "Lehrstuhl der RWTH Aachen, der B² gemeinsam mit dem vhw veranstaltete; "
            "„wissenschaftliche Partnerin“ ist unsere Lesart dieser Rolle.",
            "Lehrstuhl für Planungstheorie und Stadtentwicklung",
            f"{base}id/org/lehrstuhl-planungstheorie-rwth",
        ),
    }
    assert answer["fetched"][0] == start
    assert {f"{base}id/org/vhw", f"{base}id/org/lehrstuhl-planungstheorie-rwth"} <= set(answer["fetched"])


def test_the_document_of_the_network_alone_does_not_hold_the_answer(where_things_live: Server) -> None:
    assert "Eingetragener Verein" not in turtle(f"{where_things_live.url}id/network/b2")


def test_links_are_followed_from_one_thing_to_the_next(where_things_live: Server, tmp_path: Path) -> None:
    base = where_things_live.url
    answer = traverse(tmp_path, UNIVERSITY, base, f"{base}id/network/b2")
    assert values(answer["bindings"]) == {
        ("Institution to which the chair of planning theory and urban development belongs.", "RWTH Aachen")
    }
    assert f"{base}id/org/rwth-aachen" in answer["fetched"]


def test_nothing_is_asked_of_other_servers(where_things_live: Server, tmp_path: Path) -> None:
    """The script of this test bounds what is asked; the data do link elsewhere."""
    base = where_things_live.url
    answer = traverse(tmp_path, ELSEWHERE, base, f"{base}id/place/essen")
    assert ("http://www.wikidata.org/entity/Q2066",) in values(answer["bindings"])
    assert [address for address in answer["fetched"] if not address.startswith(base)] == []
