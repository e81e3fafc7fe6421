"""Folders of Turtle: which files are read, into which graphs, and where each statement stands."""

from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import RdfFormat, parse

from engagiert_ld.errors import InputError, SourceSyntaxError
from engagiert_ld.findings import Location, Severity
from engagiert_ld.sources import Sources, read_sources, shipped_folder
from engagiert_ld.sources.turtle import TurtleError, positioned_triples
from engagiert_ld.terms import iri_of
from running import REPOSITORY

BASE: Final = "https://example.org/x/"
SOURCES: Final = sorted(path for name in ("data", "ontology", "shapes") for path in (REPOSITORY / name).rglob("*.ttl"))


def reading(folder: Path, files: dict[str, str | bytes]) -> Sources:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_sources(folder, BASE)


def graphs(sources: Sources) -> set[str]:
    return {iri_of(quad.graph_name).removeprefix(BASE) for quad in sources.quads}


# Files and graphs


def test_each_folder_is_a_graph_beside_vocabulary_and_shapes(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = dict.fromkeys(
        ("data/eins/a.ttl", "data/zwei-2/b.ttl", "data/links/c.ttl"), "<s> <p> <o> ."
    )
    found = graphs(reading(tmp_path, files))
    assert found == {"graph/source/eins", "graph/source/zwei-2", "graph/links", "graph/ontology", "graph/shapes"}


def test_the_list_of_withdrawn_things_is_a_graph_of_its_own(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "data/withdrawn.ttl": "\n<id/s> a <def#Withdrawn> .",
        "data/eins/a.ttl": "<s> <p> 1 .",
    }
    found = reading(tmp_path, files)
    assert graphs(found) == {"graph/withdrawn", "graph/source/eins", "graph/ontology", "graph/shapes"}
    assert found.locate(f"{BASE}id/s") == (Location("data/withdrawn.ttl", 2, 1),)
    assert found.findings == ()


def test_a_folder_named_withdrawn_is_a_source_like_any_other(tmp_path: Path) -> None:
    found = reading(tmp_path, {"data/withdrawn/a.ttl": "<s> <p> <o> ."})
    assert graphs(found) == {"graph/source/withdrawn", "graph/ontology", "graph/shapes"}


def test_a_list_without_entries_is_no_graph(tmp_path: Path) -> None:
    found = reading(tmp_path, {"data/withdrawn.ttl": "# nothing yet\n", "data/eins/a.ttl": "<s> <p> <o> ."})
    assert graphs(found) == {"graph/source/eins", "graph/ontology", "graph/shapes"}


def test_relative_iris_are_resolved_against_the_base_iri(tmp_path: Path) -> None:
    found = reading(tmp_path, {"data/eins/a.ttl": "<id/s> <def#p> <> ."})
    assert any(str(quad.triple) == f"<{BASE}id/s> <{BASE}def#p> <{BASE}>" for quad in found.quads)


def test_a_statement_in_two_files_of_a_source_is_one_with_two_places(tmp_path: Path) -> None:
    one = len(reading(tmp_path, {"data/eins/a.ttl": "<s> <p> 'o' ."}).quads)
    found = reading(tmp_path, {"data/eins/b.ttl": "\n<s> <p> 'o' ."})
    assert len(found.quads) == one
    assert found.locate(f"{BASE}s", f"{BASE}p", '"o"') == (
        Location("data/eins/a.ttl", 1, 9),
        Location("data/eins/b.ttl", 2, 9),
    )


def test_a_file_of_the_project_takes_the_place_of_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    data: dict[str, str | bytes] = {"data/eins/a.ttl": "<s> <p> <o> ."}
    shipped = len(reading(tmp_path, data).quads)
    name = sorted(path.name for path in shipped_folder("shapes").glob("*.ttl"))[0]
    removed = len(list(parse(path=shipped_folder("shapes") / name, format=RdfFormat.TURTLE, base_iri=BASE)))
    replaced = reading(tmp_path, {f"shapes/{name}": "<own> a <Shape> ."})
    assert len(replaced.quads) == shipped - removed + 1
    added = reading(tmp_path, {"ontology/own.ttl": "<own> a <Class> ."})
    assert len(added.quads) == len(replaced.quads) + 1


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    found = reading(tmp_path, {"data/eins/a.ttl": b"\xef\xbb\xbf<s> <p> <o> ."})
    assert found.locate(f"{BASE}s") == (Location("data/eins/a.ttl", 1, 1),)


@pytest.mark.parametrize("name", ["data/eins/a.rdf", "data/eins/a.TTL", "data/a.ttl", "data/eins/tief/a.ttl"])
def test_a_file_that_is_not_read_is_a_warning_with_its_name(tmp_path: Path, name: str) -> None:
    found = reading(tmp_path, {"data/eins/a.ttl": "<s> <p> <o> .", name: "<s> <p> <ignored> ."})
    (finding,) = found.findings
    ignored = name if "tief" not in name else "data/eins/tief"
    assert (finding.code, finding.severity) == ("K02", Severity.WARNING)
    assert finding.locations == (Location(ignored, 1, 1),)
    assert finding.message.de.startswith(f"{ignored} wird nicht gelesen")
    assert finding.message.en.startswith(f"{ignored} is not read")
    assert not any(f"<{BASE}ignored>" in str(quad) for quad in found.quads)


def test_notes_and_hidden_files_are_left_in_peace(tmp_path: Path) -> None:
    names = ("data/README.md", "data/eins/todo.txt", "data/eins/.a.ttl.swp", "data/.git/config")
    files: dict[str, str | bytes] = {"data/eins/a.ttl": "<s> <p> <o> .", **dict.fromkeys(names, "?")}
    assert reading(tmp_path, files).findings == ()


@pytest.mark.parametrize("name", ["Essen", "mit leer", "ä", "a_b", "a--b", "-a", "a."])
def test_a_folder_that_cannot_name_a_graph_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="names its graph: use only a–z, 0–9 and single hyphens"):
        reading(tmp_path, {f"data/{name}/a.ttl": "<s> <p> <o> ."})


# Places


def test_statements_entities_and_properties_are_found_where_they_stand(tmp_path: Path) -> None:
    text = "@prefix x: <> .\n\nx:s x:p 'ä' , 'ö' ;\n  x:q x:o .\nx:s x:q x:z .\n"
    found = reading(tmp_path, {"data/eins/a.ttl": text})

    def lines(*asked: str) -> list[tuple[int, int]]:
        return [(place.line, place.column) for place in found.locate(*asked)]

    subject = f"{BASE}s"
    assert lines(subject) == [(3, 1)]
    assert lines(subject, f"{BASE}p", '"ö"') == [(3, 15)]
    assert lines(subject, f"{BASE}q", f"<{BASE}o>") == [(4, 7)]
    assert lines(subject, f"{BASE}q") == [(4, 7), (5, 9)]
    assert lines(subject, f"{BASE}missing") == [(3, 1)]
    assert lines(f"{BASE}nobody") == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_positions_and_parser_agree_on_every_file_of_this_project(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    parsed = sum(1 for _ in parse(text, format=RdfFormat.TURTLE, base_iri=BASE))
    assert len(positioned_triples(text, BASE)) == parsed


# Blank nodes


def test_blank_nodes_that_say_the_same_are_a_violation_with_all_their_places(tmp_path: Path) -> None:
    text = "<a> <p> [ <q> 1 ] .\n<b> <p>\n  [ <q> 1 ] .\n<c> <p> [] .\n"
    found = reading(tmp_path, {"data/eins/a.ttl": text, "data/zwei/b.ttl": "<d> <p> [] ."})
    assert [(one.code, one.severity) for one in found.findings] == [("K01", Severity.VIOLATION)] * 2
    assert {tuple(map(str, one.locations)) for one in found.findings} == {
        ("data/eins/a.ttl:1", "data/eins/a.ttl:3"),
        ("data/eins/a.ttl:4", "data/zwei/b.ttl:1"),
    }
    assert {one.focus.rpartition("/")[0] for one in found.findings} == {f"{BASE}.well-known/genid"}


def test_lists_and_different_blank_nodes_are_no_finding(tmp_path: Path) -> None:
    text = "<a> <p> ( 1 2 ) , [ <q> 1 ] .\n<b> <p> ( 1 2 ) , [ <q> 2 ] .\n"
    assert reading(tmp_path, {"data/eins/a.ttl": text}).findings == ()


def test_blank_nodes_in_a_circle_are_refused_at_their_place(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        reading(tmp_path, {"data/eins/a.ttl": "<a> <p> 1 .\n_:a <p> _:b .\n_:b <p> _:a .\n"})
    assert caught.value.message.de.startswith("data/eins/a.ttl:2: Leere Knoten beschreiben einander im Kreis")
    assert caught.value.message.en.startswith("data/eins/a.ttl:2: Blank nodes describe each other in a circle")


# What cannot be read


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("<s> <p>\n  <o>", 2, 6),
        ("<s> <p> 'ä' 'ö' .", 1, 13),
        ("<s> <p> x:o .", 1, 9),
        ("<s> <p> <a b> .", 1, 9),
        ("\n<s> <p> 'offen\n' .", 2, 9),
        (b"<s> <p> 'x' .\n<s> <p> '\xe4' .", 2, 10),
    ],
)
def test_a_syntax_error_has_file_line_and_column(tmp_path: Path, content: str | bytes, line: int, column: int) -> None:
    with pytest.raises(SourceSyntaxError) as caught:
        reading(tmp_path, {"data/eins/a.ttl": content})
    error = caught.value
    assert (error.path, error.line) == ("data/eins/a.ttl", line)
    assert error.column >= column
    assert error.message.en.startswith(f"data/eins/a.ttl:{line}:{error.column}: syntax error: ")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("<s> <p> <<( <a> <b> <c> )>> .", 9),
        ("<s> <p> <o> {| <q> 1 |} .", 13),
        ("<s> <p> 't'@ar--rtl .", 15),
        ('VERSION "1.2"', 1),
    ],
)
def test_rdf_1_2_is_refused_at_its_place(tmp_path: Path, text: str, column: int) -> None:
    with pytest.raises(SourceSyntaxError, match=r"Turtle 1\.1 is read, without RDF 1\.2") as caught:
        reading(tmp_path, {"data/eins/a.ttl": text})
    assert (caught.value.line, caught.value.column) == (1, column)
    with pytest.raises(TurtleError):
        positioned_triples(text, BASE)


def test_a_link_to_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "data/eins").mkdir(parents=True)
    (tmp_path / "data/eins/fehlt.ttl").symlink_to("nowhere.ttl")
    with pytest.raises(InputError, match=r"data/eins/fehlt\.ttl cannot be read: No such file or directory"):
        reading(tmp_path, {"data/eins/a.ttl": "<s> <p> <o> ."})


@pytest.mark.parametrize("text", ["", "# still to come\n", "@prefix x: <x#> .\n"])
def test_data_without_a_statement_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="There is not a single statement in "):
        reading(tmp_path, {"data/eins/a.ttl": text})
