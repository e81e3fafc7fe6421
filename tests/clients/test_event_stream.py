"""A client of others keeps a copy of the dataset by the event stream (LDES), through a year of changes."""

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from release.year import Planned, year
from running import REPOSITORY, ProjectFolder, free_port, serving_at

pytestmark = pytest.mark.javascript

REPLICATE = REPOSITORY / "tests/clients/replicate.mjs"
ACTIVITY = "https://www.w3.org/ns/activitystreams#"
FIRST_MONTHS = 6


class Copies(NamedTuple):
    """The year, and what a client was told of its first months, of the others later, and when it asked once more."""

    steps: list[Planned]
    first: list[dict[str, Any]]
    later: list[dict[str, Any]]
    again: list[dict[str, Any]]


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    root, port = tmp_path_factory.mktemp("stream"), free_port()
    folder, steps = ProjectFolder(root / "city"), []
    going = year(folder.path)
    steps += [next(going) for _ in range(FIRST_MONTHS)]
    with serving_at(port, folder, "--no-build") as server:
        first = replicate(server.url, root / "state")
    steps += going
    with serving_at(port, folder, "--no-build") as server:
        later = replicate(server.url, root / "state")
        again = replicate(server.url, root / "state")
    return Copies(steps, first, later, again)


def replicate(site: str, state: Path) -> list[dict[str, Any]]:
    """What the client is told, in the order in which it tells it."""
    done = subprocess.run(
        ["node", str(REPLICATE), f"{site}changes", str(state)], capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_the_copy_is_the_dataset_after_each_release(copies: Copies) -> None:
    state: dict[str, set[Triple]] = {}
    told = [*copies.first, *copies.later]
    for number, step in enumerate(copies.steps, 1):
        for member in (one for one in told if one["position"] == number):
            state.pop(member["of"], None)
            if member["type"] != f"{ACTIVITY}Delete":
                state[member["of"]] = as_triples(member)
        copied = set().union(*state.values())
        assert copied == {quad.triple for quad in step.release.quads}, step.release.version


def test_members_say_just_what_was_changed(copies: Copies) -> None:
    words = {"added": "Create", "changed": "Update", "withdrawn": "Update", "renamed": "Update"}
    for number, step in enumerate(copies.steps[1:], 2):
        told = [one for one in (*copies.first, *copies.later) if one["position"] == number]
        base = step.release.publication.base_iri
        found = {one["of"].removeprefix(base): one["type"].removeprefix(ACTIVITY) for one in told}
        assert found == {thing: words[kind] for thing, kind in step.changes.items()} | {"dataset": "Update"}


def test_a_client_that_comes_back_is_told_what_is_new_and_nothing_twice(copies: Copies) -> None:
    assert {one["position"] for one in copies.first} == set(range(1, FIRST_MONTHS + 1))
    assert {one["position"] for one in copies.later} == set(range(FIRST_MONTHS + 1, 13))
    assert copies.again == []
    names = [one["id"] for one in (*copies.first, *copies.later)]
    assert len(names) == len(set(names))


def as_triples(member: dict[str, Any]) -> set[Triple]:
    return {quad.triple for quad in parse("\n".join(member["quads"]), format=RdfFormat.N_TRIPLES)}
