"""Servers in processes of their own, on free ports of 127.0.0.1, and the bare application that others are compared with."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import machine

START_S: Final = 300
END_S: Final = 20
SETTLE_S: Final = 3.0
"""So long a server may go on with queries that nobody waits for, before it is started anew."""

HELLO: Final = """\
from granian import Granian
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\\n"]
if __name__ == "__main__":
    Granian("hello:app", address="127.0.0.1", port={port}, interface="wsgi", blocking_threads=4, websockets=False,
            log_enabled=False).serve()
"""


class StartError(Exception):
    """A server did not start."""


def free_port() -> int:
    """A port that is free now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A server that can be started, held still, and started anew.

    `url` is what is measured, and answers somehow when it is up; `probe` answers 200 then, where there is one; `load` gives it its data once it is up.
    """

    title: str
    command: Sequence[str]
    url: str
    folder: Path
    probe: str = ""
    load: Callable[[], None] = lambda: None
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of its first process."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start and wait for the first answer; raises `StartError`."""
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, env=_environment() | self.environment
            )
        try:
            self._wait()
            self.load()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it and all that it began."""
        if self.process is None:
            return
        machine.release(self.pid)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            machine.kill(self.pid)
            self.process.wait(END_S)
        self.process = None

    def hold(self) -> None:
        """No process of it computes until `settle`."""
        machine.hold(self.pid)

    def settle(self, seconds: float = SETTLE_S) -> None:
        """Go on, finish what was begun; where that takes too long, start anew."""
        machine.release(self.pid)
        if not machine.becomes_idle(self.pid, seconds):
            machine.kill(self.pid)
            self.stop()
            self.start()
            machine.becomes_idle(self.pid, seconds)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.probe or self.url, timeout=5):
                    return
            except urllib.error.HTTPError as error:
                error.close()
                if not self.probe:  # an endpoint that wants a query
                    return
                time.sleep(0.05)
            except OSError:
                time.sleep(0.05)
        raise StartError(f"{self.title}: no answer from {self.url}\n{(self.folder / 'log').read_text()[-2000:]}")


@contextmanager
def started(server: Server) -> Iterator[Server]:
    """A server from its first answer to the end of the block."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def bare(folder: Path) -> Server:
    """The server that we use, with an application that does nothing."""
    port = free_port()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    (folder / "hello.py").write_text(HELLO.format(port=port))
    return Server("bare application", [sys.executable, "hello.py"], f"http://127.0.0.1:{port}/", folder)


def ours(project: Path, *arguments: str) -> Server:
    """Our software with a project folder; `url` is the start page."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    program = [sys.executable, "-m", "engagiert_ld", "--project", str(project)]
    return Server(
        "engagiert-ld",
        [*program, "serve", "--port", str(port), *arguments],
        url,
        project,
        f"{url}health",
        environment={"ENGAGIERT_LD_SITE_URL": url},
    )


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("ENGAGIERT_LD_")}
