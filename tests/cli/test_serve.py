"""`engagiert-ld serve`: what is served when something is wrong, and how it starts and ends."""

import shutil
import socket
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from calls import call
from running import ProjectFolder, Server, free_port, serving

DATA: Final = "data/beispiel"
REPORT: Final = "Die Daten sind in Ordnung"


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    """The project that `init` makes: small, as what is tested here is how it is served."""
    folder = ProjectFolder(tmp_path / "project")
    assert call(folder, "init", str(folder.path)).code == 0
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """The same with a release; not to be changed."""
    folder = ProjectFolder(tmp_path_factory.mktemp("served") / "project")
    assert call(folder, "init", str(folder.path)).code == 0
    assert call(folder, "build").code == 0
    return folder


@pytest.fixture
def own(published: ProjectFolder, tmp_path: Path) -> ProjectFolder:
    """A copy of the published project, to be changed."""
    shutil.copytree(published.path, tmp_path / "own", symlinks=True)
    return ProjectFolder(tmp_path / "own")


def log_of(project: ProjectFolder) -> list[str]:
    (log,) = project.path.glob("serve-*.err")
    return log.read_text(encoding="utf-8").splitlines()


def no_german_name(project: ProjectFolder) -> str:
    project.replace(f"{DATA}/networks.ttl", '    skos:prefLabel "Beispielnetz"@de ;\n', "")
    return "Verstoß S01"


def no_turtle(project: ProjectFolder) -> str:
    (project.path / DATA / "neu.ttl").write_text("<x> <y>\n")
    return f"{DATA}/neu.ttl:2:1: Syntaxfehler"


def wrong_setting(project: ProjectFolder) -> str:
    project.replace("publication.toml", "modified = 2026-01-01", 'modified = "heute"')
    return "Einstellung „modified“: 'heute' ist nicht erlaubt"


def no_toml(project: ProjectFolder) -> str:
    (project.path / "publication.toml").write_text("base_iri =")
    return "publication.toml ist kein gültiges TOML"


Spoil = Callable[[ProjectFolder], str]


@pytest.mark.parametrize("spoil", [no_german_name, no_turtle, wrong_setting, no_toml])
def test_the_last_good_release_is_served_and_said_so_first_and_last(own: ProjectFolder, spoil: Spoil) -> None:
    version = own.current.name
    reason = spoil(own)
    with serving(own) as server, urllib.request.urlopen(f"{server.url}dumps/latest/all.nq") as answer:
        assert answer.read() == (own.current / "all.nq").read_bytes()
        assert version in answer.url
    log = log_of(own)
    assert log[0].startswith("ACHTUNG: Die Daten sind so nicht zu veröffentlichen.")
    assert version in log[0]
    assert log[-1] == log[0]
    assert any(reason in line for line in log)


@pytest.mark.parametrize(("spoil", "code"), [(no_german_name, 1), (no_turtle, 3), (wrong_setting, 2), (no_toml, 3)])
def test_without_a_good_release_nothing_is_served_and_the_reason_decides_the_exit_code(
    project: ProjectFolder, spoil: Spoil, code: int
) -> None:
    reason = spoil(project)
    done = project.run("serve", "--port", str(free_port()))
    assert (done.code, done.out) == (code, "")
    assert reason in done.err
    assert "liegt noch keine Veröffentlichung" in done.err


def test_no_build_without_a_release_is_exit_code_4(project: ProjectFolder) -> None:
    done = project.run("--lang", "en", "serve", "--no-build", "--port", str(free_port()))
    assert done.code == 4
    assert done.err.startswith("There is no release in ")
    assert "“engagiert-ld build” makes the first one" in done.err


def test_a_port_that_another_program_has_is_named(built: ProjectFolder) -> None:
    with closing(socket.socket()) as foreign:
        foreign.bind(("127.0.0.1", 0))
        foreign.listen()
        port = foreign.getsockname()[1]
        done = built.run("--lang", "en", "serve", "--no-build", "--port", str(port))
    assert done.code == 4
    assert done.err.startswith(f"127.0.0.1:{port} is not available (")


def test_a_port_that_another_instance_has_is_named(built: ProjectFolder, server: Server) -> None:
    port = urlsplit(server.url).port
    done = built.run("--lang", "en", "serve", "--no-build", "--port", str(port))
    assert done.code == 4
    assert done.err.startswith(f"127.0.0.1:{port} is not available (")


def test_a_host_that_is_not_of_this_machine_is_exit_code_4(built: ProjectFolder) -> None:
    port = free_port()
    done = built.run("--lang", "en", "serve", "--no-build", "--host", "192.0.2.1", "--port", str(port))
    assert done.code == 4
    assert done.err.startswith(f"192.0.2.1:{port} is not available (")


@pytest.mark.parametrize("options", [(), ("--no-build",)])
def test_a_wrong_address_in_the_environment_names_the_variable(own: ProjectFolder, options: tuple[str, ...]) -> None:
    done = own.run("--lang", "en", "serve", "--port", str(free_port()), *options, ENGAGIERT_LD_SITE_URL="localhost")
    assert done.code == 2
    assert done.err.startswith("setting “site_url”: 'localhost' is not allowed; allowed is an http(s) address")
    assert "(ENGAGIERT_LD_SITE_URL)" in done.err


def test_a_second_start_neither_checks_nor_builds_and_sigterm_ends_it_in_order(own: ProjectFolder) -> None:
    before = sorted(path.name for path in (own.path / "releases").iterdir())
    with serving(own) as server:
        stopped = time.monotonic()
    assert server.process.returncode == 0
    assert time.monotonic() - stopped < 10
    log = log_of(own)
    assert log[0] == own.current.name
    assert not any(REPORT in line for line in log)
    assert sorted(path.name for path in (own.path / "releases").iterdir()) == before


def test_changed_data_are_checked_published_and_served(own: ProjectFolder) -> None:
    old = own.current.name
    own.replace(f"{DATA}/networks.ttl", '"Example network"@en', '"Example network (Cologne)"@en')
    with serving(own) as server, urllib.request.urlopen(f"{server.url}doc/network/beispielnetz.nt") as answer:
        assert '"Example network (Cologne)"@en' in answer.read().decode()
    assert own.current.name != old
    log = log_of(own)
    assert any("K04" in line for line in log)
    assert f"  {server.url}id/network/beispielnetz" in log


def test_another_server_is_started_from_the_releases_of_another_folder(own: ProjectFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (own.path / "releases").rename(elsewhere)
    variables = {"ENGAGIERT_LD_RELEASES": str(elsewhere)}
    with serving(own, "--no-build", **variables) as server, urllib.request.urlopen(f"{server.url}health") as answer:
        assert answer.status == 200
