"""A build that is stopped at any moment leaves the old release or the new one, never something between."""

import hashlib
import json
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from engagiert_ld.release.manifest import open_release
from running import ProjectFolder, clean_environment, serving

from .shelves import change_data, published, small_project, version_of

MOMENTS: Final = 10
SERVED_AFTER: Final = (3, 9)

# For each number n that it reads, a build in a process of its own that kills itself at its n-th change of the file system
# below the releases; it tells how the process ended. Forked, so that the software is loaded once.
KILLED_AT_STEP: Final = """
import os, signal, sys
from pathlib import Path
from engagiert_ld.cli.project import Project
from engagiert_ld.release.build import build
from engagiert_ld.validation import Report

def build_until(last):
    folder = Path(sys.argv[1])
    project = Project(folder, folder / "releases", {})
    steps = 0

    def count(event, arguments):
        nonlocal steps
        if event in ("os.mkdir", "os.rename", "os.symlink", "os.remove") and str(project.releases) in str(arguments):
            steps += 1
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)

    wanted = project.edition
    sys.addaudithook(count)
    build(wanted, Report((), project.evidence.figures), project.shelf)

for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            build_until(int(line))
            os._exit(0)
        finally:
            os._exit(1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def builder(project: ProjectFolder) -> Iterator[Callable[[int], int]]:
    """A function that builds until a step, and gives the exit code."""
    command = [sys.executable, "-c", KILLED_AT_STEP, str(project.path)]
    with subprocess.Popen(
        command, env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def until(step: int) -> int:
            assert process.stdin is not None
            assert process.stdout is not None
            print(step, file=process.stdin, flush=True)
            return int(process.stdout.readline())

        yield until


def seconds_of(project: ProjectFolder) -> float:
    started = time.monotonic()
    assert project.run("build").code == 0
    return time.monotonic() - started


def assert_old_or_new_and_whole(project: ProjectFolder, old: str, new: str) -> str:
    """The release that `current` links to verifies, and is one of the two."""
    release = open_release(project.current)
    assert release.version in (old, new)
    assert release.manifest["dataset"]["quads"] == len(release.quads)
    return release.version


def assert_served(project: ProjectFolder, version: str) -> None:
    """The release is served: `/health` answers, and a dump has its checksum."""
    with serving(project, "--no-build") as server:
        with urllib.request.urlopen(f"{server.url}health") as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"{server.url}dumps/latest/all.nq") as answer:
            digest = hashlib.sha256(answer.read()).hexdigest()
    manifest = json.loads((project.path / "releases" / version / "manifest.json").read_text())
    assert digest == manifest["dataset"]["sha256"]


def left_over(project: ProjectFolder) -> list[Path]:
    return list((project.path / "releases").glob(".building-*"))


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    return small_project(tmp_path_factory.mktemp("stopped") / "city")


@pytest.fixture(scope="module")
def duration_s(victim: ProjectFolder) -> float:
    """How long a build of changed data takes here."""
    change_data(victim, 0)
    return seconds_of(victim)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_build_killed_at_any_moment_leaves_a_whole_release(
    victim: ProjectFolder, duration_s: float, moment: int
) -> None:
    old = victim.current.name
    change_data(victim, moment + 1)
    new = version_of(victim)
    # half of the moments fall on the last quarter, where files are written
    start, end = (0.1, 0.75) if moment % 2 else (0.75, 1.0)
    process = subprocess.Popen(
        victim.command("build"), env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(duration_s * random.Random(moment).uniform(start, end))
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    kept = assert_old_or_new_and_whole(victim, old, new)
    if moment in SERVED_AFTER:
        assert_served(victim, kept)
    assert published(victim).version == victim.current.name == new
    assert left_over(victim) == []


def test_the_next_build_on_the_command_line_succeeds_as_well(victim: ProjectFolder) -> None:
    (victim.path / "releases/.building-2026-01-01-000000000000").mkdir()
    change_data(victim, MOMENTS + 1)
    done = victim.run("build")
    assert (done.code, done.out) == (0, f"{victim.current}\n")
    assert left_over(victim) == []


def test_a_build_killed_at_any_step_leaves_a_whole_release(tmp_path: Path) -> None:
    """Each change of the file system is a step; the last run is not killed any more."""
    project = small_project(tmp_path / "city")
    with builder(project) as build_until:
        for step in range(1, 12):
            old = project.current.name
            change_data(project, step)
            new = version_of(project)
            code = build_until(step)
            kept = assert_old_or_new_and_whole(project, old, new)
            if code == 0:
                assert kept == new
                assert step > 6  # folder made and renamed, history renamed, link removed, made and renamed
                return
            assert code == -signal.SIGKILL
    pytest.fail("the build has more steps than expected")
