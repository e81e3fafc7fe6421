"""A release that differs from its checksums is refused by name; an older one steps in, and a build repairs it."""

import hashlib
import shutil
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from engagiert_ld.release.manifest import open_release
from engagiert_ld.release.shelf import Shelf
from running import ProjectFolder, serving

from .shelves import change_data, contents, copied, published, small_project


def flipped_byte(release: Path) -> str:
    content = bytearray((release / "all.ttl").read_bytes())
    content[len(content) // 2] ^= 1
    (release / "all.ttl").write_bytes(content)
    return "all.ttl"


def truncated_dump(release: Path) -> str:
    content = (release / "all.nq").read_bytes()
    (release / "all.nq").write_bytes(content[: len(content) // 2])
    return "all.nq"


def missing_file(release: Path) -> str:
    (release / "catalogue.rdf").unlink()
    return "catalogue.rdf"


def extra_file(release: Path) -> str:
    (release / "notes.txt").write_text("mine")
    return "notes.txt"


def folder_in_the_place_of_a_file(release: Path) -> str:
    (release / "all.rdf").unlink()
    (release / "all.rdf").mkdir()
    return "all.rdf"


def half_written_folder(release: Path) -> str:
    for name in ("SHA256SUMS", "manifest.json", "publication.json"):
        (release / name).unlink()
    return "SHA256SUMS"


def no_folder(release: Path) -> str:
    shutil.rmtree(release)
    return "SHA256SUMS"


def unreadable_checksums(release: Path) -> str:
    (release / "SHA256SUMS").write_bytes(b"\xff\n")
    return "SHA256SUMS"


def false_manifest(release: Path) -> str:
    """The checksums fit, the manifest does not."""
    old = hashlib.sha256((release / "manifest.json").read_bytes()).hexdigest()
    (release / "manifest.json").write_text("[]")
    new = hashlib.sha256(b"[]").hexdigest()
    sums = (release / "SHA256SUMS").read_text()
    (release / "SHA256SUMS").write_text(sums.replace(old, new))
    return "manifest.json"


DAMAGE: Final = (
    flipped_byte,
    truncated_dump,
    missing_file,
    extra_file,
    folder_in_the_place_of_a_file,
    half_written_folder,
    no_folder,
    unreadable_checksums,
    false_manifest,
)
Damage = Callable[[Path], str]


@pytest.fixture(scope="module")
def twice_built(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """A project with two releases."""
    project = small_project(tmp_path_factory.mktemp("twice") / "city")
    change_data(project, 1)
    published(project)
    return project


@pytest.fixture
def own(twice_built: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    return copied(twice_built, tmp_path / "own")


def query(project: ProjectFolder) -> tuple[int, str, str]:
    done = project.run("--lang", "en", "query", "-", stdin="ASK {}")
    return done.code, done.out, done.err


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_release_is_refused_and_the_one_before_is_used(own: ProjectFolder, damage: Damage) -> None:
    older, damaged = (own.path / "releases/HISTORY").read_text().split()
    file = damage(own.current)
    release, refused = Shelf(own.path / "releases").newest()
    assert release.version == older
    (error,) = refused
    assert error.message.en.startswith(f"The release {own.path / 'releases' / damaged} is damaged: {file}: ")
    assert error.message.de.startswith(
        f"Der Veröffentlichungsstand {own.path / 'releases' / damaged} ist beschädigt: {file}: "
    )


def test_query_names_the_damage_and_the_release_it_uses(own: ProjectFolder) -> None:
    older, damaged = (own.path / "releases/HISTORY").read_text().split()
    missing_file(own.current)
    code, out, err = query(own)
    assert code == 0
    assert out
    assert f"{damaged} is damaged: catalogue.rdf: missing" in err
    assert err.endswith(f"{older} is used instead.\n")


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_build_puts_a_whole_release_in_the_place_of_a_damaged_one(own: ProjectFolder, damage: Damage) -> None:
    folder = own.current
    before = contents(folder)
    damage(folder)
    assert published(own).path == own.current == folder
    assert contents(folder) == before
    set_aside = folder.with_name(f".damaged-{folder.name}")
    assert set_aside.exists() is (damage is not no_folder)


def test_serve_names_the_damage_and_serves_the_release_before(own: ProjectFolder) -> None:
    older = (own.path / "releases/HISTORY").read_text().split()[0]
    truncated_dump(own.current)
    with serving(own, "--no-build") as server, urllib.request.urlopen(f"{server.url}dumps/latest/all.nq") as answer:
        digest = hashlib.sha256(answer.read()).hexdigest()
    assert digest == open_release(own.path / "releases" / older).manifest["dataset"]["sha256"]
    (log,) = own.path.glob("serve-*.err")
    assert "all.nq: anderer Inhalt als bei der Veröffentlichung" in log.read_text()


def test_where_all_releases_are_damaged_nothing_is_served(own: ProjectFolder) -> None:
    for folder in (own.path / "releases").glob("2026-*"):
        flipped_byte(folder)
    code, out, err = query(own)
    assert (code, out) == (4, "")
    assert "all.ttl: content differs from what was published. Make it again with “engagiert-ld build”" in err
    done = own.run("--lang", "en", "serve", "--no-build")
    assert done.code == 4
    assert "all.ttl: content differs" in done.err
