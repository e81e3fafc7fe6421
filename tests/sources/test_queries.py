"""Example queries of a project: what stands at the head of a file, what is the query, and what is refused."""

from pathlib import Path

import pytest

from engagiert_ld.errors import InputError, SourceSyntaxError
from engagiert_ld.metadata.examples import example_statements
from engagiert_ld.sources.queries import read_queries

BASE = "https://ex.org/"
WHOLE = """\
# title@de: Netze
# title@en: Networks
# description@en: All of them.
# topic@de: Überblick
# SPDX-License-Identifier: DL-DE-ZERO-2.0

PREFIX x: <x#>
# not at the head
SELECT * { ?s a x:Network }

"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "queries").mkdir()
    return tmp_path


def test_the_comments_at_the_head_are_no_part_of_the_query(project: Path) -> None:
    (project / "queries" / "netze.rq").write_text(WHOLE, encoding="utf-8")
    (query,) = read_queries(project)
    assert (query.name, query.file, query.line) == ("netze", "queries/netze.rq", 7)
    assert query.text == "PREFIX x: <x#>\n# not at the head\nSELECT * { ?s a x:Network }"
    assert query.titles == {"de": "Netze", "en": "Networks"}
    assert query.descriptions == {"en": "All of them."}
    assert query.topics == {"de": "Überblick"}


def test_a_project_needs_no_queries(tmp_path: Path) -> None:
    assert read_queries(tmp_path) == ()


def test_queries_come_in_the_order_of_their_names_and_other_files_are_left_alone(project: Path) -> None:
    for name in ("b.rq", "a.rq", ".hidden.rq", "a.srj", "notes.md"):
        (project / "queries" / name).write_text("ASK {}", encoding="utf-8")
    assert [query.name for query in read_queries(project)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("# title@en: x\n\nSELECT * {\n ?s ?p % }", 4, 8),
        ("INSERT DATA {}", 1, 1),
        ("\nDESCRIBE <x>", 2, 1),
        ("# nothing else\n", 2, 1),
    ],
)
def test_what_is_no_query_is_named_with_its_place(project: Path, text: str, line: int, column: int) -> None:
    (project / "queries" / "falsch.rq").write_text(text, encoding="utf-8")
    with pytest.raises(SourceSyntaxError) as refused:
        example_statements(read_queries(project), BASE)
    assert (refused.value.path, refused.value.line, refused.value.column) == ("queries/falsch.rq", line, column)


def test_a_file_that_is_not_utf8_is_named(project: Path) -> None:
    (project / "queries" / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe4' }")
    with pytest.raises(InputError, match=r"latin\.rq cannot be read"):
        read_queries(project)
