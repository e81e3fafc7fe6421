"""What portals would make of catalogues, good ones and such as abort harvests elsewhere."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calls import call
from engagiert_ld.harvest import client
from running import Answered, ProjectFolder, free_port

from .portal import TURTLE, Catalogued, Reply, catalogued

FILE = b"a,b\r\n1,2\r\n"
SHA256 = hashlib.sha256(FILE).hexdigest()
TITLED = 'dcterms:title "{title}"@de ; dcterms:description "Beschreibung"@de'


@pytest.fixture
def site() -> Iterator[Catalogued]:
    with catalogued() as running:
        running.replies["/a.csv"] = Reply(FILE, "text/csv")
        yield running


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "harvest.json"


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder(tmp_path)


def dataset(name: str, title: str = "Titel", more: str = "") -> str:
    about = TITLED.replace("{title}", title)
    return f'<{{site}}dataset/{name}> a dcat:Dataset ; {about} ; dcterms:identifier "{name}"{more} .\n'


def distribution(more: str = "", name: str = "a.csv") -> str:
    return f"""
<{{site}}dataset/a> dcat:distribution <{{site}}{name}#it> .
<{{site}}{name}#it> a dcat:Distribution ; dcat:accessURL <{{site}}{name}> ; dcat:downloadURL <{{site}}{name}> {more} .
"""


def catalogue(*datasets: str) -> str:
    return "<{site}catalog> a dcat:Catalog .\n" + "".join(datasets)


def run(folder: ProjectFolder, site: Catalogued, *options: str, memory: Path | None = None) -> Answered:
    remembered = ("--state", str(memory)) if memory else ()
    return call(folder, "harvest", site.url, "--format", "json", *remembered, *options)


def told(answer: Answered) -> Any:
    assert answer.out, answer.err
    return json.loads(answer.out)


def by_harvester(answer: Answered, key: str) -> dict[str, Any]:
    return {name: found[key] for name, found in told(answer)["harvesters"].items()}


def test_what_is_new_changed_the_same_and_gone_is_told_from_one_harvest_to_the_next(
    site: Catalogued, folder: ProjectFolder, memory: Path
) -> None:
    names = {"ckan": f"{site.url}dataset/{{}}", "udata": "{}", "europe": "{}"}

    def expected(name: str) -> dict[str, list[str]]:
        return {harvester: [pattern.format(name)] for harvester, pattern in names.items()}

    nothing: dict[str, list[str]] = {name: [] for name in names}
    site.says("/catalog", catalogue(dataset("a"), distribution()))
    first = run(folder, site, memory=memory)
    assert (first.code, by_harvester(first, "created")) == (0, expected("a"))
    again = run(folder, site, memory=memory)
    assert (again.code, by_harvester(again, "unchanged"), by_harvester(again, "created")) == (0, expected("a"), nothing)
    site.says("/catalog", catalogue(dataset("a", "Neuer Titel"), dataset("b"), distribution()))
    changed = run(folder, site, memory=memory)
    assert (by_harvester(changed, "updated"), by_harvester(changed, "created")) == (expected("a"), expected("b"))
    site.says("/catalog", catalogue(dataset("b")))
    gone = run(folder, site, memory=memory)
    assert (gone.code, by_harvester(gone, "deleted")) == (1, expected("a"))
    assert run(folder, site, memory=memory).code == 0


def test_a_memory_is_written_with_the_same_bytes_and_only_a_memory_is_read(
    site: Catalogued, folder: ProjectFolder, memory: Path
) -> None:
    site.says("/catalog", catalogue(dataset("b"), dataset("a")))
    run(folder, site, memory=memory)
    before = memory.read_bytes()
    run(folder, site, memory=memory)
    assert memory.read_bytes() == before
    for wrong in ("", "[]", '{"version": 2}', '{"version": 1, "harvesters": {"ckan": {"a": 1}}}'):
        memory.write_text(wrong)
        assert run(folder, site, memory=memory).code == 3
        assert memory.read_text() == wrong


def test_a_dataset_without_a_title_ends_the_harvest_of_ckan_and_is_skipped_by_udata(
    site: Catalogued, folder: ProjectFolder, memory: Path
) -> None:
    site.says("/catalog", catalogue(dataset("a"), dataset("b")))
    run(folder, site, memory=memory)
    untitled = '<{site}dataset/c> a dcat:Dataset ; dcterms:identifier "c" ; dcterms:description "x"@de .'
    site.says("/catalog", catalogue(dataset("a"), untitled))
    answer = run(folder, site, memory=memory)
    assert answer.code == 1
    ckan, udata, europe = told(answer)["harvesters"].values()
    assert (ckan["fault"]["en"], ckan["deleted"], ckan["updated"]) == ("no title (dcterms:title)", [], [])
    assert ([one["dataset"] for one in udata["refused"]], udata["deleted"]) == (["c"], ["b"])
    assert (europe["created"], europe["refused"]) == (["c"], [])


@pytest.mark.parametrize(
    ("keyword", "is_taken"), [("Bürgerkommune", True), ("citizens' park", False), ("a, bcd", False), ("x", False)]
)
def test_keywords_that_ckan_does_not_take_keep_a_dataset_out(
    site: Catalogued, folder: ProjectFolder, keyword: str, is_taken: bool
) -> None:
    site.says("/catalog", catalogue(dataset("a", more=f' ; dcat:keyword "{keyword}"')))
    answer = run(folder, site)
    assert bool(by_harvester(answer, "created")["ckan"]) == is_taken
    assert by_harvester(answer, "created")["udata"] == ["a"]


def test_one_identifier_for_two_datasets_loses_one_of_them(site: Catalogued, folder: ProjectFolder) -> None:
    site.says("/catalog", catalogue(dataset("a"), dataset("b").replace('"b"', '"a"')))
    answer = run(folder, site)
    assert answer.code == 1
    assert by_harvester(answer, "created") == {
        "ckan": [f"{site.url}dataset/a", f"{site.url}dataset/b"],
        "udata": ["a"],
        "europe": ["a"],
    }
    assert [one["en"] for one in by_harvester(answer, "refused")["udata"]] == ["the identifier is there twice"]


def test_no_description_and_no_identifier_are_refused_by_udata_only(site: Catalogued, folder: ProjectFolder) -> None:
    site.says("/catalog", catalogue('<{site}dataset/a> a dcat:Dataset ; dcterms:title "A"@de .'))
    answer = run(folder, site)
    reasons = [one["en"] for one in by_harvester(answer, "refused")["udata"]]
    assert reasons == ["no identifier (dcterms:identifier)", "no description (dcterms:description)"]
    assert by_harvester(answer, "created") == {
        "ckan": [f"{site.url}dataset/a"],
        "udata": [],
        "europe": [f"{site.url}dataset/a"],
    }


def test_blank_nodes_with_other_labels_are_no_change_and_other_content_is(
    site: Catalogued, folder: ProjectFolder, memory: Path
) -> None:
    contact = ' ; dcat:contactPoint _:{} . _:{} a vcard:Kind ; vcard:fn "{}"'
    site.says("/catalog", catalogue(dataset("a", more=contact.format("x", "x", "Amt"))))
    run(folder, site, memory=memory)
    site.says("/catalog", catalogue(dataset("a", more=contact.format("y", "y", "Amt"))))
    assert by_harvester(run(folder, site, memory=memory), "unchanged")["europe"] == ["a"]
    site.says("/catalog", catalogue(dataset("a", more=contact.format("y", "y", "Büro"))))
    assert by_harvester(run(folder, site, memory=memory), "updated")["europe"] == ["a"]


def test_a_chain_without_end_of_what_belongs_to_a_dataset_is_harvested(site: Catalogued, folder: ProjectFolder) -> None:
    chain = "".join(f"_:b{number} dcterms:relation _:b{number + 1} . " for number in range(3000))
    site.says("/catalog", catalogue(dataset("a", more=" ; dcterms:relation _:b0"), chain))
    assert by_harvester(run(folder, site), "created")["udata"] == ["a"]


def paged(site: Catalogued, pages: int, paging: str = "PartialCollectionView", word: str = "next") -> None:
    for number in range(1, pages + 1):
        following = f"hydra:{word} <{{site}}catalog?page={number + 1}>" if number < pages else "hydra:totalItems 2"
        view = f"<{{site}}catalog?page={number}> a hydra:{paging} ; {following} ."
        turtle = catalogue(dataset(f"d{number}"), view)
        site.says("/catalog" if number == 1 else f"/catalog?page={number}", turtle)


@pytest.mark.parametrize(("paging", "word"), [("PartialCollectionView", "next"), ("PagedCollection", "nextPage")])
def test_pages_are_followed_in_both_words_of_hydra(
    site: Catalogued, folder: ProjectFolder, paging: str, word: str
) -> None:
    paged(site, 3, paging, word)
    assert by_harvester(run(folder, site), "created")["udata"] == ["d1", "d2", "d3"]


def test_a_page_that_fails_deletes_nothing(site: Catalogued, folder: ProjectFolder, memory: Path) -> None:
    paged(site, 3)
    run(folder, site, memory=memory)
    site.replies["/catalog?page=2"] = Reply(b"", status=500)
    failed = run(folder, site, memory=memory)
    assert failed.code == 1
    assert by_harvester(failed, "deleted") == {"ckan": [], "udata": [], "europe": []}
    assert by_harvester(failed, "unchanged") == {"ckan": [], "udata": ["d1"], "europe": ["d1"]}
    assert "answers 500" in by_harvester(failed, "fault")["ckan"]["en"]
    paged(site, 3)
    assert by_harvester(run(folder, site, memory=memory), "unchanged")["udata"] == ["d1", "d2", "d3"]


def test_paging_in_a_circle_ends(site: Catalogued, folder: ProjectFolder) -> None:
    paged(site, 2)
    back = "<{site}catalog?page=2> a hydra:PagedCollection ; hydra:next <{site}catalog> ."
    site.says("/catalog?page=2", catalogue(dataset("d2"), back))
    answer = run(folder, site)
    assert answer.code == 1
    assert "an earlier one" in by_harvester(answer, "fault")["ckan"]["en"]
    assert len(site.asked) < 20


def test_a_page_that_is_too_large_is_refused_by_ckan_before_it_is_read(site: Catalogued, folder: ProjectFolder) -> None:
    site.says("/catalog", catalogue(dataset("a")), head={"Content-Length": str(60 * 1024 * 1024)})
    answer = run(folder, site)
    assert by_harvester(answer, "created") == {"ckan": [], "udata": ["a"], "europe": ["a"]}
    assert "52428800" in by_harvester(answer, "fault")["ckan"]["en"]


def test_no_answer_is_read_beyond_its_bound(
    site: Catalogued, folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.Client.get, "__defaults__", ("*/*", 100))
    site.says("/catalog", catalogue(dataset("a")))
    answer = run(folder, site)
    assert (answer.code, "100 Bytes" in answer.err) == (4, True)


def test_a_server_without_head_is_harvested_all_the_same(site: Catalogued, folder: ProjectFolder) -> None:
    site.says("/catalog", catalogue(dataset("a")), head_status=405)
    assert by_harvester(run(folder, site), "created")["ckan"] == [f"{site.url}dataset/a"]


def test_general_media_types_are_enough_for_udata_only(site: Catalogued, folder: ProjectFolder) -> None:
    rdf = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
      xmlns:dcterms="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="{site.url}dataset/a"><dcterms:title>A</dcterms:title>
      <dcterms:identifier>a</dcterms:identifier><dcterms:description>x</dcterms:description></dcat:Dataset></rdf:RDF>"""
    site.replies["/catalog"] = Reply(rdf.encode(), "application/xml")
    answer = run(folder, site)
    assert by_harvester(answer, "created") == {"ckan": [], "udata": ["a"], "europe": []}
    assert "no format of RDF: application/xml" in by_harvester(answer, "fault")["europe"]["en"]


BROKEN = {
    "html": Reply(b"<html></html>", "text/html"),
    "not well-formed": Reply(b"<a> <b> .", TURTLE),
    "remote context": Reply(b'{"@context": "http://127.0.0.1:9/x", "@id": "a"}', "application/ld+json"),
    "404": Reply(b"", status=404),
    "cut": Reply(b"<a:a> <b:b> <c:c> .", TURTLE, fields={"Content-Length": "1000"}),
    "circle": Reply(b"", TURTLE, 302, {"Location": "/catalog"}),
    "file": Reply(b"", TURTLE, 302, {"Location": "file:///etc/hostname"}),
}


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
def test_what_is_no_catalogue_is_said_with_its_address(site: Catalogued, folder: ProjectFolder, reply: Reply) -> None:
    site.replies["/catalog"] = reply
    for language, language_options in (("de", ()), ("en", ("--lang", "en"))):
        answer = call(folder, *language_options, "harvest", site.url)
        assert answer.code == 4, language
        assert answer.out == ""
        assert f"{site.url}catalog" in answer.err
    assert len(site.asked) < 40


def test_nobody_there_is_said(folder: ProjectFolder) -> None:
    answer = call(folder, "harvest", f"http://127.0.0.1:{free_port()}/")
    assert (answer.code, "nicht zu haben" in answer.err) == (4, True)


SIZE = f' ; dcat:byteSize "{len(FILE)}"'
CHECKSUM = """ ; spdx:checksum <{site}sum> . <{site}sum>
    spdx:algorithm <http://spdx.org/rdf/terms#checksumAlgorithm_sha256> ; spdx:checksumValue "SUM\""""
TRUE = (
    f"{SIZE} ; dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv>{CHECKSUM.replace('SUM', SHA256)}"
)

WRONG = {
    "size": (' ; dcat:byteSize "9"', "dcat:byteSize 9, it is 10"),
    "checksum": (CHECKSUM.replace("SUM", "0" * 64), f"it is {SHA256}"),
    "media type": (" ; dcat:mediaType <http://www.iana.org/assignments/media-types/text/turtle>", "it is text/csv"),
}


@pytest.mark.parametrize(("more", "message"), WRONG.values(), ids=WRONG)
def test_a_distribution_that_is_not_what_it_says_is_told(
    site: Catalogued, folder: ProjectFolder, more: str, message: str
) -> None:
    site.says("/catalog", catalogue(dataset("a"), distribution(TRUE)))
    assert run(folder, site).code == 0
    site.says("/catalog", catalogue(dataset("a"), distribution(more)))
    answer = run(folder, site)
    problems = told(answer)["distributions"]["problems"]
    assert (answer.code, list(problems)) == (1, [f"{site.url}a.csv"])
    assert message in problems[f"{site.url}a.csv"][0]["en"]


def test_an_address_that_does_not_answer_both_methods_is_told_and_wins_no_points(
    site: Catalogued, folder: ProjectFolder
) -> None:
    site.says("/catalog", catalogue(dataset("a"), distribution()))
    before = told(run(folder, site))["quality"]["points"]
    for reply in (Reply(b"", status=404), Reply(FILE, "text/csv", head_status=405)):
        site.replies["/a.csv"] = reply
        answer = run(folder, site)
        assert (answer.code, list(told(answer)["distributions"]["problems"])) == (1, [f"{site.url}a.csv"])
        assert told(answer)["quality"]["points"] == before - 80


def test_a_catalogue_that_is_never_the_same_twice_is_told(site: Catalogued, folder: ProjectFolder) -> None:
    counter = iter(range(1000))
    body = f'<{site.url}dataset/a> <http://purl.org/dc/terms/identifier> "a" ; a <http://www.w3.org/ns/dcat#Dataset>'
    site.replies["/catalog"] = Reply(lambda: f'{body} ; <x:now> "{next(counter)}" .'.encode(), TURTLE)
    answer = run(folder, site)
    assert (answer.code, told(answer)["unstable"]) == (1, [f"{site.url}catalog"])


def test_what_is_named_elsewhere_is_asked_for_here(site: Catalogued, folder: ProjectFolder) -> None:
    """The names of a publication last, the server of a test does not."""
    named = catalogue(dataset("a"), distribution(TRUE)).replace("{site}", "https://w3id.example/city/")
    site.says("/catalog", named)
    answer = run(folder, site)
    assert answer.code == 0, answer.out
    assert by_harvester(answer, "created")["ckan"] == ["https://w3id.example/city/dataset/a"]
    assert "HEAD /a.csv" in site.asked


def test_the_text_says_it_in_german_and_in_english(site: Catalogued, folder: ProjectFolder) -> None:
    site.says("/catalog", catalogue(dataset("a", "Netze"), distribution()))
    german, english = (call(folder, "--lang", language, "harvest", site.url).out for language in ("de", "en"))
    assert "CKAN (ckanext-dcat): 1 neu, 0 geändert, 0 unverändert, 0 gelöscht, 0 abgelehnt" in german
    assert f"  neu: Netze <{site.url}dataset/a>" in german
    assert "Metadatenqualität (MQA): 130 von 405 Punkten (32.1 %), „sufficient“" in german
    assert "  noch zu holen: 30, keyword: Schlagwörter angeben" in german
    assert "udata: 1 created, 0 updated, 0 unchanged, 0 archived after 7 days, 0 refused" in english
    assert call(folder, "harvest", site.url, "--min-score", "33").code == 1
    assert call(folder, "harvest", site.url, "--min-score", "32").code == 0
