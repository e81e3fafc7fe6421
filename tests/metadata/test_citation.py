"""Citations are read by tools of others as they were meant, whatever characters stand in them."""

import datetime
import json
import unicodedata

import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware

from engagiert_ld.metadata.citation import Citation, as_text, bibtex, cff, csl, ris

TITLES = {
    "umlauts": "Bürgerbeteiligung für Größe",
    "special characters": "Kosten & Nutzen: 100 % #1 für 5 $ (a_b) {x} ~y^z \\alpha",
    "quotes and colons": 'Der "Dialog": ja - nein',
    "lines": "Zeile eins\nZeile zwei",
}


def citation(title: str, container: str = "") -> Citation:
    return Citation(
        title,
        "Projekt „Beispiel“ & Co.",
        datetime.date(2026, 11, 22),
        "2026-11-22-0ec4ab5f018f",
        "https://example.org/x/dataset/2026-11-22-0ec4ab5f018f/doc/a_b",
        "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
        "de",
        container,
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_bibtex_is_read_as_it_was_meant(title: str) -> None:
    library = parse_string(
        bibtex(citation(title, "Daten & Dinge")).decode(), append_middleware=[LatexDecodingMiddleware()]
    )
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry.entry_type == "misc"
    fields = {field.key: unicodedata.normalize("NFC", field.value).replace("ˆ", "^") for field in entry.fields}
    assert fields["title"].strip("{}") == one_line(title).strip("{}")
    assert fields["author"].strip("{}") == "Projekt „Beispiel“ & Co."
    assert (fields["year"], fields["version"]) == ("2026", "2026-11-22-0ec4ab5f018f")
    assert fields["howpublished"] == "In: Daten & Dinge"


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_ris_is_read_as_it_was_meant(title: str) -> None:
    (entry,) = rispy.loads(ris(citation(title, "Daten & Dinge")).decode().replace("\r\n", "\n"))
    assert entry["type_of_reference"] == "DATA"
    assert entry["title"] == one_line(title)
    assert entry["authors"] == ["Projekt „Beispiel“ & Co."]
    assert entry["secondary_title"] == "Daten & Dinge"
    assert entry["urls"] == [citation(title).iri]
    assert not any(key.startswith("unknown") and value for key, value in entry.items())


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_citation_cff_is_yaml_with_what_the_format_wants(title: str) -> None:
    document = yaml.safe_load(cff(citation(title)))
    assert {"cff-version", "message", "title", "authors"} <= document.keys()
    assert document["title"] == title
    assert document["authors"] == [{"name": "Projekt „Beispiel“ & Co."}]
    assert document["license"] == "DL-DE-ZERO-2.0"
    assert document["date-released"] == "2026-11-22"


def test_csl_has_the_date_in_parts_and_an_author_that_is_no_person() -> None:
    (item,) = json.loads(csl(citation("Titel", "Daten")))
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert item["author"] == [{"literal": "Projekt „Beispiel“ & Co."}]
    assert (item["type"], item["container-title"]) == ("dataset", "Daten")


def test_the_text_says_who_what_which_version_when_and_where() -> None:
    assert as_text(citation("Titel")) == (
        "Projekt „Beispiel“ & Co.: Titel. Datensatz, Version 2026-11-22-0ec4ab5f018f, 2026-11-22."
        " https://example.org/x/dataset/2026-11-22-0ec4ab5f018f/doc/a_b"
    )
