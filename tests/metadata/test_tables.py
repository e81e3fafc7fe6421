"""The things as tables: readable by a third party, and saying nothing but what the dump says."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from csvw import CSVW
from rdflib import Graph, Literal, Namespace, URIRef

from engagiert_ld.metadata.tables import as_excel
from running import ProjectFolder

BASE = "https://w3id.org/engagiert-ld/"
RELEASE_FILES = "*.csv"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True))


@pytest.fixture(scope="module")
def folder(built: ProjectFolder) -> Path:
    return built.current


def test_the_metadata_and_all_tables_are_valid_by_a_validator_of_others(folder: Path) -> None:
    group = CSVW(str(folder / "tables.csv-metadata.json"), validate=True)
    assert group.is_valid
    assert {str(table.url) for table in group.tables} == {path.name for path in folder.glob(RELEASE_FILES)}


def test_every_thing_is_in_the_table_of_its_kind_and_in_no_other(folder: Path) -> None:
    graph = Graph().parse(folder / "all.nt")
    things = {str(s) for s in graph.subjects() if str(s).startswith(f"{BASE}id/") and "#" not in str(s)}
    found = [(row["iri"], path.stem) for path in folder.glob(RELEASE_FILES) for row in rows(path)]
    assert len(found) == len(things)
    assert {iri for iri, _ in found} == things
    assert all(iri.startswith(f"{BASE}id/{kind}/") for iri, kind in found)


def facts(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Subject, property, language and value of all that the tables say, read with what their metadata say."""
    document = json.loads((folder / "tables.csv-metadata.json").read_bytes())
    for table in document["tables"]:
        columns = [column for column in table["tableSchema"]["columns"] if "propertyUrl" in column]
        for row in rows(folder / table["url"]):
            for column in columns:
                cell = row[column["name"]]
                for value in cell.split(column["separator"]) if "separator" in column else [cell]:
                    if value:
                        yield row["iri"], column["propertyUrl"], column.get("lang", ""), value


def test_the_tables_say_what_the_dump_says_of_the_things(folder: Path) -> None:
    graph = Graph().parse(folder / "all.nt")
    stated = {
        (str(s), str(p), str(o.language or "") if isinstance(o, Literal) else "", str(o))
        for s, p, o in graph
        if str(s).startswith(f"{BASE}id/") and "#" not in str(s)
    }
    assert set(facts(folder)) == stated


def test_a_participation_is_readable_without_following_addresses(folder: Path) -> None:
    row = next(
        row for row in rows(folder / "participation.csv") if row["iri"].endswith("/bertelsmann-stiftung--civitas")
    )
    assert row["member_label"] == "Bertelsmann Stiftung"
    assert row["organization_label"] == "Civitas-Netzwerk bürgerorientierter Kommunen"
    assert row["memberDuring_label"] == "1999–2004"
    assert row["role_label"] == "begleitende Stelle"


def test_lines_end_as_the_standard_has_it_and_there_is_no_mark(folder: Path) -> None:
    for path in folder.glob(RELEASE_FILES):
        content = path.read_bytes()
        assert content.endswith(b"\r\n")
        assert not content.startswith(b"\xef\xbb\xbf")


def test_for_excel_there_are_a_mark_and_semicolons_around_the_same_cells(folder: Path) -> None:
    for path in folder.glob(RELEASE_FILES):
        text = as_excel(path.read_bytes()).decode("utf-8-sig")
        assert as_excel(path.read_bytes()).startswith(b"\xef\xbb\xbf")
        assert list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)) == rows(path)


def test_each_table_is_a_distribution_with_a_title_of_its_own(folder: Path) -> None:
    graph = Graph().parse(folder / "catalogue.ttl")
    dcterms = Namespace("http://purl.org/dc/terms/")
    tables = {path.name: URIRef(f"{BASE}dataset/{folder.name}/{path.name}") for path in folder.glob(RELEASE_FILES)}
    titles = {str(title) for iri in tables.values() for title in graph.objects(iri, dcterms.title)}
    assert "Tabelle: Beteiligung (CSV)" in titles
    assert len(titles) == 2 * len(tables)
