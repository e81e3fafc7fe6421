"""All commands: help, new projects, and what ends with which exit code."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

from calls import call
from engagiert_ld import __version__
from engagiert_ld.cli import commands
from running import ProjectFolder, clean_environment

# The reader of positions loses a statement: only a fault of the software can do that.
FAULTY_SOFTWARE: Final = """
from engagiert_ld import cli, sources
read = sources.positioned_triples
sources.positioned_triples = lambda *given, **named: read(*given, **named)[1:]
cli.main()
"""


@pytest.mark.parametrize("command", sorted(commands.commands))
def test_the_help_of_each_command_has_an_example(tmp_path: Path, command: str) -> None:
    done = call(ProjectFolder(tmp_path), command, "--help")
    assert (done.code, done.err) == (0, "")
    example = done.out.partition("Example:\n")[2].splitlines()[0]
    assert f"engagiert-ld {command}" in example


def test_the_help_names_all_commands_and_exit_codes(tmp_path: Path) -> None:
    done = call(ProjectFolder(tmp_path), "--help")
    assert done.code == 0
    assert all(f"\n  {command} " in done.out for command in commands.commands)
    assert "70 a fault of this software" in done.out


def test_the_version_is_told(tmp_path: Path) -> None:
    assert call(ProjectFolder(tmp_path), "--version").out == f"engagiert-ld, version {__version__}\n"


@pytest.mark.parametrize("arguments", [("--fast",), ("bild",), ("describe",), ("serve", "--port", "0")])
def test_a_wrong_call_is_exit_code_2(built: ProjectFolder, arguments: tuple[str, ...]) -> None:
    done = call(built, *arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err


def test_a_new_project_is_checked_and_published_from_anywhere(tmp_path: Path) -> None:
    project = ProjectFolder(tmp_path / "meine stadt")
    made = ProjectFolder(tmp_path).run("--lang", "en", "init", "meine stadt", cwd=tmp_path)
    assert (made.code, made.out) == (0, "")
    assert "meine stadt is ready. Go on with: engagiert-ld --project " in made.err
    checked = project.run("--lang", "en", "check", "--strict", cwd=tmp_path)
    assert (checked.code, checked.out.splitlines()[-1]) == (0, "The data conform.")
    done = project.run("build", cwd=tmp_path)
    assert (done.code, done.out) == (0, f"{project.current}\n")
    settings = tomllib.loads((project.path / "publication.toml").read_text(encoding="utf-8"))
    assert project.current.name.startswith(settings["modified"].isoformat())


def test_a_project_is_found_by_its_environment_variable_and_by_the_working_folder(built: ProjectFolder) -> None:
    program = [sys.executable, "-m", "engagiert_ld", "describe", "id/org/kgst", "--format", "nt"]
    by_folder = subprocess.run(program, cwd=built.path, env=clean_environment(), capture_output=True, check=True)
    variables = clean_environment() | {"ENGAGIERT_LD_PROJECT": str(built.path)}
    by_variable = subprocess.run(program, cwd="/", env=variables, capture_output=True, check=True)
    assert by_folder.stdout == by_variable.stdout != b""


def test_init_leaves_a_folder_alone_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    done = call(ProjectFolder(tmp_path), "--lang", "en", "init", str(tmp_path))
    assert done.code == 2
    assert done.err == f"{tmp_path} is not empty. Name a new folder.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]


def test_init_takes_an_empty_folder(tmp_path: Path) -> None:
    assert call(ProjectFolder(tmp_path), "init", str(tmp_path)).code == 0
    assert (tmp_path / "publication.toml").is_file()


def test_init_below_a_file_is_exit_code_4(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call(ProjectFolder(tmp_path), "--lang", "en", "init", str(tmp_path / "file" / "city"))
    assert done.code == 4
    assert "cannot be made: Not a directory" in done.err


def test_a_fault_of_the_software_is_exit_code_70_and_asks_for_a_report(built: ProjectFolder) -> None:
    program = [sys.executable, "-c", FAULTY_SOFTWARE, "--project", str(built.path), "check"]
    done = subprocess.run(program, env=clean_environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (70, "")
    assert f"engagiert-ld {__version__}: EngagiertError: data/" in done.stderr
    assert "lines and statements do not agree" in done.stderr
    assert done.stderr.endswith("bitte melden. / This is a fault of this software; please report it.\n")


def test_a_full_disk_is_exit_code_4_and_no_fault_of_the_software(built: ProjectFolder) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            built.command("describe", "def"), env=clean_environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 4
    assert b"No space left on device" in done.stderr


def test_releases_that_cannot_be_written_are_exit_code_4(own: ProjectFolder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = own.run("--lang", "en", "--releases", str(tmp_path / "file"), "build")
    assert done.code == 4
    assert done.err.endswith("cannot be written: File exists.\n")
