"""`engagiert-ld check`: what a curator is told, by text and by JSON, in German and in English."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from calls import call
from running import SHARED, Answered, ProjectFolder, copy_project

from .planted import DATA, PLANTED, Planted

BASE: Final = "https://w3id.org/engagiert-ld/"
SECOND_BASE: Final = "http://daten.example.org:8080/stadt/beteiligung/"
TURTLE: Final = f"{DATA}/mehr.ttl"
AT_THE_CLAIMS: Final = {"S16", "S23"}
"""What a changed fact brings about: its claim no longer agrees, and the new fact has none."""
SEVERITIES: Final = {"de": {"Violation": "Verstoß", "Warning": "Warnung"}, "en": {}}


class Reports(NamedTuple):
    """One project with all planted faults, and how it is reported."""

    project: ProjectFolder
    texts: dict[str, Answered]
    found: list[dict[str, Any]]
    found_under_second_base: list[dict[str, Any]]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    project = copy_project(tmp_path_factory.mktemp("planted") / "essen")
    for planted in PLANTED:
        planted.plant(project)
    texts = {"de": project.run("check"), "en": call(project, "--lang", "en", "check")}
    found = findings(project)
    other = ProjectFolder(project.path.with_name("anders"))
    shutil.copytree(project.path, other.path)
    other.replace("publication.toml", f'base_iri = "{BASE}"', f'base_iri = "{SECOND_BASE}"')
    return Reports(project, texts, found, findings(other))


def findings(project: ProjectFolder) -> list[dict[str, Any]]:
    """The findings of `check --json`."""
    done = call(project, "check", "--json")
    document = json.loads(done.out)
    assert document["conforms"] is (done.code == 0)
    assert all(line.startswith("pages/") for line in done.err.splitlines())
    return list(document["findings"])


def identified(found: list[dict[str, Any]], base: str) -> list[tuple[str, str, str, str]]:
    """The findings but for those at the claims."""
    return sorted(
        (one["code"], one["severity"], one["focus"].removeprefix(base), one["value"].replace(f"<{base}", "<"))
        for one in found
        if one["code"] not in AT_THE_CLAIMS
    )


def expected(planted: Planted) -> list[tuple[str, str, str, str]]:
    return [(planted.rule, planted.severity, focus, value) for focus, value in planted.found]


def locations(finding: dict[str, Any]) -> set[str]:
    return {f"{place['path']}:{place['line']}" for place in finding["locations"]}


def entity_blocks(text: str) -> dict[str, str]:
    """The blocks of a report in words, by entity."""
    blocks = [block.split("\n", 1) for block in text.strip().split("\n\n")[:-1]]
    return {block[0]: block[1] for block in blocks}


def line_of(project: ProjectFolder, file: str, text: str) -> int:
    return project.replace(f"{DATA}/{file}", text, text)


# Data in order


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", r"0 von (\d+) Zitaten .*\n(\d+) von \2 Aussagen, .*\(100,0 %\)\.\nDie Daten sind in Ordnung\.\n"),
        ("en", r"0 of (\d+) quotations .*\n(\d+) of \2 statements .*\(100\.0 %\)\.\nThe data conform\.\n"),
    ],
)
def test_essens_data_conform_and_the_report_says_so(built: ProjectFolder, language: str, sentences: str) -> None:
    done = call(built, "--lang", language, "check", "--strict")
    assert done.code == 0
    assert re.fullmatch(sentences, done.out)


@pytest.mark.shared
def test_all_quotations_are_verified_against_the_copy_of_the_source(built: ProjectFolder) -> None:
    done = call(built, "check", "--json", "--sources", str(SHARED / "source"))
    figures = json.loads(done.out)["figures"]
    assert done.code == 0
    assert figures["verified"] == figures["quotations"] >= 264


def test_the_json_report_on_conforming_data_has_no_findings(built: ProjectFolder) -> None:
    done = call(built, "check", "--json")
    document = json.loads(done.out)
    assert (done.code, document["conforms"], document["findings"], document["held_back"]) == (0, True, [], [])
    assert document["figures"]["coverage"] == 1


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LC_ALL": "", "LANG": ""}, "de"),
        ({"LC_ALL": "", "LANG": "C.UTF-8"}, "de"),
        ({"LC_ALL": "", "LANG": "fr_FR.UTF-8"}, "de"),
        ({"LC_ALL": "", "LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "de_DE.UTF-8", "LANG": "en_GB.UTF-8"}, "de"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_locale_chooses_english_and_german_is_the_default(
    tmp_path: Path, variables: dict[str, str], language: str
) -> None:
    done = call(ProjectFolder(tmp_path), "check", **variables)
    assert ("is no project folder" if language == "en" else "ist kein Projektordner") in done.err


# Planted faults


def test_faulty_data_end_with_exit_code_1_in_either_language(reports: Reports) -> None:
    assert [answer.code for answer in reports.texts.values()] == [1, 1]


def test_each_planted_fault_gives_its_own_finding_and_no_other(reports: Reports) -> None:
    assert identified(reports.found, BASE) == sorted(row for planted in PLANTED for row in expected(planted))


def test_the_same_faults_are_found_under_another_base_iri(reports: Reports) -> None:
    assert identified(reports.found_under_second_base, SECOND_BASE) == identified(reports.found, BASE)
    assert sorted(map(sorted, map(locations, reports.found_under_second_base))) == sorted(
        map(sorted, map(locations, reports.found))
    )


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.code)
def test_the_json_report_names_file_and_line_of_the_statement(reports: Reports, planted: Planted) -> None:
    focus = BASE + planted.found[0][0]
    (finding,) = [one for one in reports.found if (one["code"], one["focus"]) == (planted.rule, focus)]
    assert planted.places(reports.project) <= locations(finding)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.code)
def test_the_text_report_names_entity_place_rule_and_remedy(reports: Reports, planted: Planted, language: str) -> None:
    focus, value = planted.found[0]
    block = entity_blocks(reports.texts[language].out)[focus]
    (line,) = [line for line in block.splitlines() if line.endswith(f" {planted.rule}")]
    assert f": {SEVERITIES[language].get(planted.severity, planted.severity)} {planted.rule}" in line
    assert all(place in line for place in planted.places(reports.project))
    (finding,) = [one for one in reports.found if (one["code"], one["focus"]) == (planted.rule, BASE + focus)]
    assert f"    {finding['message'][language]}\n" in f"{block}\n"
    assert not value or f": {value}\n" in f"{block}\n"


def test_the_text_report_ends_with_verdict_and_counts(reports: Reports) -> None:
    counted = [sum(one["severity"] == severity for one in reports.found) for severity in ("Violation", "Warning")]
    assert min(counted) > 1
    endings = {
        "de": f"So können die Daten nicht veröffentlicht werden: {counted[0]} Verstöße, {counted[1]} Warnungen.",
        "en": f"The data cannot be published like this: {counted[0]} violations, {counted[1]} warnings.",
    }
    assert {language: done.out.splitlines()[-1] for language, done in reports.texts.items()} == endings


def test_a_warning_alone_keeps_nothing_from_being_published_unless_strict(project: ProjectFolder) -> None:
    (project.path / TURTLE).write_text("<id/network/b2> <http://purl.org/dc/terms/spatial> <id/place/essen> .\n")
    assert call(project, "check").code == 0
    done = call(project, "--lang", "en", "check", "--strict")
    assert done.code == 1
    assert done.out.endswith("The data conform: 1 warning.\n")


def test_contradictions_between_two_files_name_both_places_until_one_is_mended(project: ProjectFolder) -> None:
    own = project.path / DATA / "zweite-quelle.ttl"
    own.write_text(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<id/org/vhw> skos:prefLabel 'vhw e. V.'@de .\n"
        "<id/period/y2015--> dcat:startDate '2016'^^<http://www.w3.org/2001/XMLSchema#gYear> .\n"
    )
    label = line_of(
        project, "organisations.ttl", 'skos:prefLabel "Bundesverband für Wohnen und Stadtentwicklung e.V."@de'
    )
    begin = line_of(project, "periods.ttl", 'dcat:startDate "2015"^^xsd:gYear ;\n    eng:edtf "2015/.."')
    found = {
        (one["code"], one["focus"].removeprefix(BASE)): locations(one)
        for one in findings(project)
        if one["code"] not in AT_THE_CLAIMS
    }
    assert found.keys() == {("S02", "id/org/vhw"), ("S05", "id/period/y2015--")}
    assert {f"{DATA}/zweite-quelle.ttl:3", f"{DATA}/organisations.ttl:{label}"} <= found["S02", "id/org/vhw"]
    assert {f"{DATA}/zweite-quelle.ttl:4", f"{DATA}/periods.ttl:{begin}"} == found["S05", "id/period/y2015--"]
    own.unlink()
    assert findings(project) == []


# Input that cannot be read


def syntax_error(project: ProjectFolder) -> None:
    (project.path / TURTLE).write_text("@prefix x: <x#> .\n\nx:ä x:b 'Größe' x:c .\n", encoding="utf-8")


def not_utf8(project: ProjectFolder) -> None:
    (project.path / TURTLE).write_bytes(b"<x> <y>\n  'Gr\xf6\xdfe' .\n")


def link_to_nowhere(project: ProjectFolder) -> None:
    (project.path / TURTLE).symlink_to("nowhere.ttl")


def rdf_1_2(project: ProjectFolder) -> None:
    (project.path / TURTLE).write_text("<x> <y> <z> .\n<x> <y> <<( <a> <b> <c> )>> .\n")


def circle(project: ProjectFolder) -> None:
    (project.path / TURTLE).write_text("<x> <y> <z> .\n_:a <p> _:b .\n_:b <p> _:a .\n")


def no_data_folder(project: ProjectFolder) -> None:
    shutil.rmtree(project.path / "data")


def empty_data_folder(project: ProjectFolder) -> None:
    no_data_folder(project)
    (project.path / "data").mkdir()


def no_statement(project: ProjectFolder) -> None:
    empty_data_folder(project)
    (project.path / DATA).mkdir()
    (project.path / TURTLE).write_text("@prefix x: <x#> .\n# still to come\n")


def folder_with_a_blank(project: ProjectFolder) -> None:
    (project.path / DATA).rename(project.path / "data/Essen engagiert")


def faulty_shape(project: ProjectFolder) -> None:
    (project.path / "shapes").mkdir()
    (project.path / "shapes/own.ttl").write_text("<x> a <http://www.w3.org/ns/shacl#PropertyShape> .\n")


def invalid_toml(project: ProjectFolder) -> None:
    project.replace("publication.toml", "modified = 2026-11-22", "modified = 2026-11-22-")


UNREADABLE: Final[dict[Callable[[ProjectFolder], None], tuple[str, str]]] = {
    syntax_error: (f"{TURTLE}:3:17: Syntaxfehler", f"{TURTLE}:3:17: syntax error"),
    not_utf8: (f"{TURTLE}:2:6: Syntaxfehler: not UTF-8", f"{TURTLE}:2:6: syntax error: not UTF-8"),
    link_to_nowhere: (f"{TURTLE} ist nicht lesbar", f"{TURTLE} cannot be read"),
    rdf_1_2: ("gelesen wird Turtle 1.1, ohne RDF 1.2", f"{TURTLE}:2:9: syntax error"),
    circle: (f"{TURTLE}:2: Leere Knoten beschreiben einander im Kreis", f"{TURTLE}:2: Blank nodes describe each other"),
    no_data_folder: ("Erwartet wird ein Ordner „data“", "A folder “data” with one folder for each source is expected"),
    empty_data_folder: ("steht keine einzige Aussage", "There is not a single statement"),
    no_statement: ("steht keine einzige Aussage", "There is not a single statement"),
    folder_with_a_blank: ("Essen engagiert gibt seinem Graphen den Namen", "Essen engagiert names its graph"),
    faulty_shape: ("Die Regeln (shapes/) sind so nicht anwendbar", "The shapes (shapes/) cannot be used"),
    invalid_toml: ("publication.toml ist kein gültiges TOML", "publication.toml is not valid TOML"),
}


@pytest.mark.parametrize("spoil", UNREADABLE, ids=lambda spoil: spoil.__name__)
def test_input_that_cannot_be_read_is_exit_code_3_and_named_in_both_languages(
    project: ProjectFolder, spoil: Callable[[ProjectFolder], None]
) -> None:
    spoil(project)
    german, english = UNREADABLE[spoil]
    for language, sentence in (("de", german), ("en", english)):
        done = call(project, "--lang", language, "check")
        assert (done.code, done.out) == (3, "")
        assert sentence in done.err


def test_of_input_that_cannot_be_read_nothing_is_published(project: ProjectFolder) -> None:
    syntax_error(project)
    assert project.run("build").code == 3
    assert not (project.path / "releases").exists()


# The place and the call


def test_outside_a_project_folder_the_way_to_make_one_is_named(tmp_path: Path) -> None:
    done = ProjectFolder(tmp_path).run("--lang", "en", "check")
    assert done.code == 2
    assert f"{tmp_path} is no project folder" in done.err
    assert "engagiert-ld init DIR" in done.err


def test_a_wrong_setting_is_exit_code_2(project: ProjectFolder) -> None:
    line = project.replace("publication.toml", "modified = 2026-11-22", "modfied = 2026-11-22")
    done = call(project, "--lang", "en", "check")
    assert done.code == 2
    assert done.err.startswith(
        f"publication.toml:{line}: setting “modfied”: unknown. Known settings: base_iri, modified, "
    )


def test_an_unknown_option_is_exit_code_2(built: ProjectFolder) -> None:
    done = call(built, "check", "--fast")
    assert done.code == 2
    assert "No such option '--fast'" in done.err
