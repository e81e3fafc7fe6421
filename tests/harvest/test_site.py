"""Our own sites are harvested: Essen's, and a small one through a year of changes."""

import json
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from calls import call
from processes import wait_until
from release.year import year
from running import ProjectFolder, Server, serving
from web.asking import ask

NAMES = ("ckan", "udata", "europe")


def harvested(folder: ProjectFolder, site: str, *options: str) -> tuple[int, Any]:
    answer = call(folder, "harvest", site, "--format", "json", *options)
    return answer.code, json.loads(answer.out)


def serves(site: str, version: str) -> bool:
    return bool(ask(site, "/health").json["version"] == version)


def test_the_catalogue_of_essen_is_taken_by_all_and_is_what_it_says(server: Server, built: ProjectFolder) -> None:
    code, found = harvested(built, server.url, "--min-score", "95")
    assert code == 0
    for name in NAMES:
        assert found["harvesters"][name]["created"] == ["https://w3id.org/engagiert-ld/dataset"]
        assert found["harvesters"][name]["warnings"] == []
    assert found["distributions"]["problems"] == {}
    assert len(found["distributions"]["answering"]) > 20


def test_the_score_of_essen_misses_only_what_a_german_licence_cannot_win(server: Server, built: ProjectFolder) -> None:
    quality = harvested(built, server.url)[1]["quality"]
    assert (quality["points"], quality["of"], quality["rating"]) == (395, 405, "excellent")
    assert [one["indicator"] for one in quality["missing"]] == ["licence from vocabulary"]


def test_at_each_step_of_a_year_the_dataset_is_updated_and_never_doubled_or_lost(tmp_path: Path) -> None:
    folder, memory = ProjectFolder(tmp_path / "city"), tmp_path / "harvest.json"
    steps = year(folder.path)
    first = next(steps)
    dataset = f"{first.release.publication.base_iri}dataset"
    with serving(folder, "--no-build") as server:
        for number, step in enumerate(chain([first], steps)):
            assert wait_until(partial(serves, server.url, step.release.version))
            code, found = harvested(folder, server.url, "--state", str(memory))
            for name in NAMES:
                outcome = found["harvesters"][name]
                assert outcome["created"] == ([] if number else [dataset]), (number, name)
                assert outcome["updated"] == ([dataset] if number else []), (number, name)
                assert outcome["deleted"] == outcome["unchanged"] == outcome["refused"] == []
            assert (code, found["unstable"], found["distributions"]["problems"]) == (0, [], {})
            again = harvested(folder, server.url, "--state", str(memory))[1]["harvesters"]
            assert [again[name]["unchanged"] for name in NAMES] == [[dataset]] * 3
