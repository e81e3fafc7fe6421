"""A release is verified against itself: what was changed is found, also where the checksums were changed along."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from calls import call
from running import ProjectFolder, Server

from .shelves import copied, small_project

Forgery = Callable[[bytes], bytes]


def replaced(old: bytes, new: bytes) -> Forgery:
    def forge(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return forge


FORGED: dict[str, tuple[str, Forgery]] = {
    "a fact in Turtle": ("all.ttl", replaced(b"Beispiel", b"Beispyel")),
    "a fact in JSON-LD": ("all.jsonld", replaced(b"Beispiel", b"Beispyel")),
    "a fact in RDF/XML": ("all.rdf", replaced(b"Beispiel", b"Beispyel")),
    "a fact in TriG": ("all.trig", replaced(b"Beispiel", b"Beispyel")),
    "a fact in RDF 1.2": ("all.rdf12.nq", replaced(b"Beispiel", b"Beispyel")),
    "the dataset itself": ("all.nq", replaced(b"Beispiel", b"Beispyel")),
    "what is not readable": ("all.nt", lambda content: content + b"<"),
    "a cell of a table": ("network.csv", replaced(b"Beispiel", b"Beispyel")),
    "a column of a table": ("tables.csv-metadata.json", replaced(b'"required": true', b'"required": false')),
    "a packed file": ("all.ttl.gz", lambda content: content[:-1]),
    "a count in VoID": ("void.nt", replaced(b'triples> "', b'triples> "1')),
    "a size in the catalogue": ("catalogue.nt", replaced(b'byteSize> "', b'byteSize> "1')),
    "a title in one form of the catalogue": ("catalogue.ttl", replaced(b'dcterms:title "', b'dcterms:title "x')),
    "a count in the manifest": ("manifest.json", replaced(b'"quads": ', b'"quads": 1')),
    "a media type in the manifest": ("manifest.json", replaced(b"application/n-quads", b"application/x-quads")),
    "what was compared": ("doors.json", replaced(b'"documents": ', b'"documents": 1')),
}


def forge(folder: Path, name: str, change: Forgery) -> None:
    """Change a file, and the checksums that tell of it, as somebody would who wants it to go unnoticed."""
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    if name != "manifest.json":
        manifest = json.loads((folder / "manifest.json").read_bytes())
        for entry in manifest["files"]:
            if entry["path"] == name:
                entry |= {"bytes": path.stat().st_size, "sha256": digest(path)}
        (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    names = [line.partition("  ")[2] for line in lines]
    (folder / "SHA256SUMS").write_text("".join(f"{digest(folder / each)}  {each}\n" for each in names))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    return small_project(tmp_path_factory.mktemp("small") / "city")


@pytest.fixture
def own(small: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    return copied(small, tmp_path / "own")


def test_a_release_as_it_was_published_is_what_it_says(built: ProjectFolder) -> None:
    done = call(built, "verify")
    assert (done.code, done.out) == (0, "")
    assert built.current.name in done.err


@pytest.mark.parametrize("case", FORGED)
def test_a_forgery_with_right_checksums_is_found(own: ProjectFolder, case: str) -> None:
    name, change = FORGED[case]
    forge(own.current, name, change)
    done = call(own, "verify", "current")
    assert done.code == 1
    assert any(line.startswith(f"{name}: ") for line in done.out.splitlines()), done.out


def test_a_flipped_bit_in_any_file_is_found(own: ProjectFolder) -> None:
    for path in sorted(own.current.iterdir()):
        if path.name == "SHA256SUMS" or not path.stat().st_size:
            continue
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    done = call(own, "--lang", "en", "verify")
    found = {line.partition(": ")[0] for line in done.out.splitlines() if "differs from its checksum" in line}
    assert found == {path.name for path in own.current.iterdir() if path.stat().st_size} - {"SHA256SUMS"}


def test_missing_and_left_over_files_are_found(own: ProjectFolder) -> None:
    (own.current / "void.nt").unlink()
    (own.current / "notes.txt").write_text("left over")
    done = call(own, "--lang", "en", "verify", str(own.current))
    assert done.code == 1
    assert {"void.nt: missing", "notes.txt: left over"} <= set(done.out.splitlines())


def test_a_table_more_or_less_is_found(own: ProjectFolder) -> None:
    shutil.copyfile(own.current / "network.csv", own.current / "square.csv")
    (own.current / "role.csv").unlink()
    done = call(own, "verify")
    assert {line.partition(": ")[0] for line in done.out.splitlines()} >= {"square.csv", "role.csv"}


def test_what_is_no_release_is_named(own: ProjectFolder) -> None:
    done = call(own, "--lang", "en", "verify", "2020-01-01-000000000000")
    assert done.code == 3
    assert "2020-01-01-000000000000 is no release" in done.err


def test_a_running_site_is_verified_by_its_address(server: Server, built: ProjectFolder) -> None:
    done = call(built, "verify", server.url)
    assert (done.code, done.out) == (0, ""), done.err
    dated = call(built, "verify", f"{server.url}dataset/{built.current.name}")
    assert (dated.code, dated.out) == (0, ""), dated.err


def test_a_site_that_is_not_there_is_named(own: ProjectFolder) -> None:
    done = call(own, "verify", "http://127.0.0.1:9/")
    assert done.code == 4
    assert "http://127.0.0.1:9/dumps/latest/SHA256SUMS" in done.err
