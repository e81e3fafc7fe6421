"""Real parts for the tests: project folders, the command line in a process of its own, a running server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"


@dataclass(frozen=True)
class Answered:
    """How a command of ours ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class ProjectFolder:
    """A project folder of a test with the command line to work on it."""

    path: Path

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "engagiert_ld", "--project", str(self.path), *arguments]

    def run(self, *arguments: str, stdin: str = "", cwd: Path | None = None, **variables: str) -> Answered:
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            cwd=cwd,
            env=clean_environment() | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Answered(done.returncode, done.stdout, done.stderr)

    def replace(self, file: str, old: str, new: str) -> int:
        """Replace a text that occurs once; gives the line where it began."""
        path = self.path / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text.count("\n", 0, text.index(old)) + 1

    @property
    def current(self) -> Path:
        return (self.path / "releases" / "current").resolve()


MadeOnce = Callable[[str, Callable[[ProjectFolder], None]], ProjectFolder]
"""A name and what makes the folder → the folder, which is made when it is not there."""


def clean_environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ENGAGIERT_LD_")}
    return kept | {"LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error::BytesWarning"}


def copy_project(target: Path) -> ProjectFolder:
    """A copy of Essen's project: settings, data, texts and queries; vocabulary and shapes come with the package."""
    target.mkdir(parents=True)
    shutil.copy(REPOSITORY / "publication.toml", target)
    for folder in ("data", "pages", "queries"):
        if (REPOSITORY / folder).is_dir():
            shutil.copytree(REPOSITORY / folder, target / folder)
    return ProjectFolder(target)


@dataclass(frozen=True)
class Server:
    """A running server and its address, which ends with a slash."""

    url: str
    process: subprocess.Popen[str]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: ProjectFolder, *arguments: str, **variables: str) -> Iterator[Server]:
    """`engagiert-ld serve` in a process of its own, until the block ends."""
    with serving_at(free_port(), folder, *arguments, **variables) as running:
        yield running


@contextmanager
def serving_at(port: int, folder: ProjectFolder, *arguments: str, **variables: str) -> Iterator[Server]:
    """Like `serving`, for a project that has to know its port before."""
    url = f"http://127.0.0.1:{port}/"
    environment = clean_environment() | {"ENGAGIERT_LD_SITE_URL": url} | variables
    command = folder.command("serve", "--port", str(port), *arguments)
    with (folder.path / f"serve-{port}.err").open("w+") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True, start_new_session=True)
        try:
            wait_until_healthy(url, process, Path(log.name))
            yield Server(url, process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)


def wait_until_healthy(url: str, process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}: {log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"no answer from {url}: {log.read_text()}")
