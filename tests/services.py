"""Query services for the tests, each started on a free port of 127.0.0.1 in a folder of its own, and ended by its process."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engagiert_ld.publication import Credentials
from running import free_port

START_S = 60
ROWS = 500
"""What Virtuoso is set to give at most."""

VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 10
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
DirsAllowed = {folder}

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 10

[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Service:
    """A running query service: where it answers, where it takes graphs, and as whom."""

    process: subprocess.Popen[bytes]
    store: str
    graph_store: str
    credentials: Credentials | None = None


def oxigraph_command() -> Path:
    return Path(sys.executable).with_name("oxigraph")


@contextmanager
def oxigraph(folder: Path) -> Iterator[Service]:
    port = free_port()
    command = [str(oxigraph_command()), "serve", "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D") as process:
        yield Service(process, f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/store")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Service]:
    """Virtuoso 7 as installed: everybody may ask, only `dba` may write, with Digest."""
    port = free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, port=port, sql_port=free_port(), rows=ROWS))
    command = [str(shutil.which("virtuoso-t")), "+foreground", "+configfile", str(ini)]
    with _running(command, folder, f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D") as process:
        address = f"http://127.0.0.1:{port}/sparql"
        yield Service(process, address, f"{address}-graph-crud-auth", Credentials("dba", "dba"))


@contextmanager
def _running(command: list[str], folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "engine.log").open("w+") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=dict(os.environ))
        try:
            _wait(process, address, Path(log.name))
            yield process
        finally:
            process.kill()  # nothing of it is kept
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer: {log.read_text()}")
