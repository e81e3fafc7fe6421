"""Releases: named by what they hold, the same bytes everywhere, never written over."""

import datetime
import gzip
import hashlib
import json
import os
import random
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, Triple, parse
from rdflib.term import Node

from calls import call
from engagiert_ld import __version__
from engagiert_ld.cli.new_project import write_project
from engagiert_ld.release.manifest import Release, open_release
from running import ProjectFolder, copy_project

from .shelves import change_data, contents, copied, published, small_project

BASE: Final = "https://w3id.org/engagiert-ld/"
DATA: Final = "data/essen-engagiert"
SMALL_BASE: Final = "https://example.org/engagement/"
SMALL_DATA: Final = "data/beispiel"
GERMAN_NAME: Final = '    skos:prefLabel "Beispielnetz"@de ;\n'
WITHOUT_GRAPHS: Final = {
    "all.ttl": RdfFormat.TURTLE,
    "all.nt": RdfFormat.N_TRIPLES,
    "all.rdf": RdfFormat.RDF_XML,
    "all.jsonld": RdfFormat.JSON_LD,
}
BLANK_NODES: Final = """\
@prefix x: <x#> .
x:a x:address {first} .
{first} x:street "Porscheplatz" ; x:city {second} .
{second} x:name "Essen"@de .
x:a x:list ( 1 [ x:name "zwei"@de ] 3 ) .
"""


@pytest.fixture(scope="module")
def release(built: ProjectFolder) -> Release:
    return open_release(built.current)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """The small example with a release; not to be changed."""
    return small_project(tmp_path_factory.mktemp("example") / "city")


@pytest.fixture
def own(example: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    """A copy of the small example with its release, to be changed."""
    return copied(example, tmp_path / "own")


@pytest.fixture
def unpublished(tmp_path: Path) -> ProjectFolder:
    """The small example without a release."""
    write_project(tmp_path / "city")
    return ProjectFolder(tmp_path / "city")


def quads(path: Path, fmt: RdfFormat) -> set[Quad]:
    return set(parse(path=path, format=fmt))


def triples(path: Path, fmt: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in quads(path, fmt)}


@cache
def lines_read_by_rdflib(path: Path) -> set[tuple[Node, Node, Node]]:
    return set(rdflib.Graph().parse(path, format="nt"))


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Inode, size and time of everything that is published in a folder of releases."""
    found = {path: path.lstat() for path in folder.rglob("*") if path.name != ".lock"}
    return {str(path.relative_to(folder)): (at.st_ino, at.st_size, at.st_mtime_ns) for path, at in found.items()}


def shuffled(project: ProjectFolder, target: ProjectFolder, seed: int) -> None:
    """The data of `project` in `target`: three files with other names, in another order, with absolute IRIs."""
    choose = random.Random(seed)
    lines = [
        f"{quad.triple} .\n"
        for path in sorted((project.path / DATA).glob("*.ttl"))
        for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=BASE)
    ]
    choose.shuffle(lines)
    for path in (target.path / DATA).glob("*.ttl"):
        path.unlink()
    for number, name in enumerate(("zuletzt", "a", "mitte")):
        (target.path / DATA / f"{name}.ttl").write_text("".join(lines[number::3]), encoding="utf-8")


# Name and content


def test_the_version_is_the_date_and_twelve_digits_of_the_hash_of_the_quads(release: Release) -> None:
    digest = hashlib.sha256((release.path / "all.nq").read_bytes()).hexdigest()
    assert release.version == release.path.name == f"2026-11-22-{digest[:12]}"


def test_sha256sum_agrees_with_the_checksums_of_all_files(release: Release) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=release.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert {line.removesuffix(": OK") for line in done.stdout.splitlines()} == set(contents(release.path)) - {
        "SHA256SUMS"
    }


def test_the_manifest_tells_what_the_release_holds(release: Release) -> None:
    found = json.loads((release.path / "manifest.json").read_text())
    published_quads = quads(release.path / "all.nq", RdfFormat.N_QUADS)
    graphs = [str(quad.graph_name).strip("<>") for quad in published_quads]
    assert {key: found[key] for key in ("version", "base_iri", "modified", "software")} == {
        "version": release.version,
        "base_iri": BASE,
        "modified": "2026-11-22",
        "software": {"name": "engagiert-ld", "version": __version__},
    }
    assert found["dataset"]["quads"] == len(published_quads)
    assert found["dataset"]["graphs"] == Counter(graphs)
    assert f"{BASE}graph/source/essen-engagiert" in graphs


def test_the_manifest_lists_every_file_with_size_checksum_and_media_type(release: Release) -> None:
    listed = {entry["path"]: entry for entry in release.manifest["files"]}
    for name, content in contents(release.path).items():
        if name not in ("manifest.json", "SHA256SUMS"):
            entry = listed.pop(name)
            assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
            assert "/" in entry["media_type"]
    assert listed == {}


def test_all_files_carry_the_date_of_the_release(release: Release) -> None:
    midnight = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC).timestamp()
    assert {path.stat().st_mtime for path in (release.path, *release.path.iterdir())} == {midnight}


@pytest.mark.parametrize(("name", "fmt"), WITHOUT_GRAPHS.items())
def test_each_dump_holds_the_triples_of_the_quads(release: Release, name: str, fmt: RdfFormat) -> None:
    assert triples(release.path / name, fmt) == triples(release.path / "all.nq", RdfFormat.N_QUADS)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's reader of JSON-LD
@pytest.mark.parametrize(("name", "fmt"), [("all.ttl", "turtle"), ("all.jsonld", "json-ld")])
def test_rdflib_reads_the_same_triples_from_a_dump(release: Release, name: str, fmt: str) -> None:
    assert set(rdflib.Graph().parse(release.path / name, format=fmt)) == lines_read_by_rdflib(release.path / "all.nt")


def test_trig_keeps_the_graphs(release: Release) -> None:
    assert quads(release.path / "all.trig", RdfFormat.TRIG) == quads(release.path / "all.nq", RdfFormat.N_QUADS)


# The same everywhere


def test_paths_file_names_and_the_order_of_statements_change_no_byte(
    project: ProjectFolder, release: Release, tmp_path: Path
) -> None:
    other = copy_project(tmp_path / "an ganz anderer Stelle")
    shuffled(project, other, seed=20261122)
    again = published(other)
    assert again.version == release.version
    assert contents(again.path) == contents(release.path)


def test_hash_seed_time_zone_locale_and_umask_change_no_byte(
    project: ProjectFolder, release: Release, tmp_path: Path
) -> None:
    before = os.umask(0o077)
    try:
        done = project.run("build", PYTHONHASHSEED="4711", TZ="Pacific/Kiritimati", LC_ALL="C", cwd=tmp_path)
    finally:
        os.umask(before)
    assert done.code == 0, done.err
    assert contents(project.current) == contents(release.path)


def test_another_base_iri_in_between_changes_no_byte(own: ProjectFolder, tmp_path: Path) -> None:
    before = state(own.current)
    other = copied(own, tmp_path / "other")
    other.replace("publication.toml", f'base_iri = "{SMALL_BASE}"', 'base_iri = "http://example.org/"')
    in_between = published(other, own.path / "releases")
    assert own.current == in_between.path
    assert published(own).path == own.current != in_between.path
    assert state(own.current) == before


def test_blank_nodes_get_the_same_iris_whatever_their_labels_and_file(unpublished: ProjectFolder) -> None:
    dumps = []
    for first, second in (("_:a", "_:b"), ("_:z", "_:y1")):
        path = unpublished.path / SMALL_DATA / f"{second[2:]}.ttl"
        path.write_text(BLANK_NODES.format(first=first, second=second))
        dumps.append((published(unpublished).path / "all.nq").read_text(encoding="utf-8"))
        path.unlink()
    assert dumps[0] == dumps[1]
    assert f"<{SMALL_BASE}x#a> <{SMALL_BASE}x#address> <{SMALL_BASE}.well-known/genid/" in dumps[0]
    assert "_:" not in re.sub('"[^"]*"', "", dumps[0])


# Never written over


def test_a_second_build_changes_nothing(own: ProjectFolder) -> None:
    before = state(own.path / "releases")
    done = own.run("build")
    assert (done.code, done.out) == (0, f"{own.current}\n")
    assert state(own.path / "releases") == before


def test_a_changed_title_makes_a_release_beside_the_old_one(own: ProjectFolder) -> None:
    old = own.current
    before = state(old)
    line = 'en = "Networks of our city"'
    own.replace("publication.toml", line, 'en = "Our networks"')
    assert published(own).version == f"{old.name}-r2"
    assert own.current.name == f"{old.name}-r2"
    own.replace("publication.toml", 'en = "Our networks"', line)
    assert published(own).path == own.current == old
    assert state(old) == before


def test_faulty_data_are_not_published_and_leave_the_current_release_alone(own: ProjectFolder) -> None:
    before = state(own.path / "releases")
    own.replace(f"{SMALL_DATA}/networks.ttl", GERMAN_NAME, "")
    done = own.run("build")
    assert (done.code, done.out) == (1, "")
    assert "S01" in done.err
    assert state(own.path / "releases") == before


def test_faulty_data_without_a_release_leave_nothing_behind(unpublished: ProjectFolder) -> None:
    unpublished.replace(f"{SMALL_DATA}/networks.ttl", GERMAN_NAME, "")
    assert call(unpublished, "build").code == 1
    assert not (unpublished.path / "releases").exists()


# The date


def test_changed_data_under_the_old_date_are_a_warning_at_the_date(own: ProjectFolder) -> None:
    change_data(own, 1)
    line = own.replace("publication.toml", "modified = 2026-01-01", "modified = 2026-01-01")
    done = call(own, "--lang", "en", "check")
    assert done.code == 0
    assert f"  publication.toml:{line}: Warning K04\n" in done.out
    assert done.out.endswith("The data conform: 1 warning.\n")


def test_a_date_before_the_last_release_is_refused(own: ProjectFolder) -> None:
    before = state(own.path / "releases")
    line = own.replace("publication.toml", "modified = 2026-01-01", "modified = 2025-12-31")
    done = call(own, "build")
    assert done.code == 1
    assert f"  publication.toml:{line}: Verstoß K05\n" in done.err
    assert state(own.path / "releases") == before


def test_a_later_date_makes_a_new_release(own: ProjectFolder) -> None:
    own.replace("publication.toml", "modified = 2026-01-01", "modified = 2026-12-01")
    old = own.current.name
    assert published(own).version == old.replace("2026-01-01", "2026-12-01")
    assert (own.path / "releases/HISTORY").read_text().split() == [old, own.current.name]


# Quotations


def test_without_quotations_their_wording_is_gone_and_their_checksum_stays(unpublished: ProjectFolder) -> None:
    wording = "Die Stadt ist Mitglied in dem Netzwerk."
    (unpublished.path / SMALL_DATA / "quotation.ttl").write_text(
        "@prefix eng: <def#> .\n@prefix oa: <http://www.w3.org/ns/oa#> .\n"
        f'<id/claim/1> eng:quotation "{wording}"@de .\n<id/claim/1#place> oa:exact "{wording}" ; oa:prefix "Davor: " .\n',
        encoding="utf-8",
    )
    full = readable(published(unpublished).path)
    assert wording in full
    withhold(unpublished)
    release = published(unpublished)
    withheld = readable(release.path)
    assert wording not in withheld
    assert "Davor: " not in withheld
    digest = hashlib.sha256(wording.encode()).hexdigest()
    nquads = (release.path / "all.nq").read_text(encoding="utf-8")
    for subject in ("id/claim/1", "id/claim/1#place"):
        assert f'<{SMALL_BASE}{subject}> <{SMALL_BASE}def#sha256> "{digest}"' in nquads


def test_each_quotation_has_a_checksum_and_its_position_in_its_place(project: ProjectFolder) -> None:
    withhold(project)
    nquads = (published(project).path / "all.nq").read_text(encoding="utf-8")
    hashed = re.findall(rf"^<([^>]+)> <{BASE}def#sha256>", nquads, re.MULTILINE)
    assert len(hashed) == len(set(hashed)) > 2 * 264
    assert nquads.count("#position> <http://www.w3.org/ns/oa#start>") >= 264


def readable(folder: Path) -> str:
    """All text of a release, that of the packed files included; Brotli and Zstandard are made of the same bytes."""
    files = {name: content for name, content in contents(folder).items() if not name.endswith((".br", ".zst"))}
    texts = (gzip.decompress(content) if name.endswith(".gz") else content for name, content in files.items())
    return "".join(text.decode() for text in texts)


def withhold(project: ProjectFolder) -> None:
    text = (project.path / "publication.toml").read_text(encoding="utf-8").replace('quotations = "full"\n', "")
    (project.path / "publication.toml").write_text(f'quotations = "none"\n{text}', encoding="utf-8")
