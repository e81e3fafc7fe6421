"""The SPARQL engines of the comparison: each starts with the same triples in its default graph."""

import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from domain import Domain
from project import write_project
from servers import Server, StartError, free_port, ours
from virtuoso import virtuoso

OURS: Final = "engagiert-ld"
OXIGRAPH_DISK: Final = "oxigraph serve-read-only"
OXIGRAPH_MEMORY: Final = "oxigraph serve"
RDFLIB_ENDPOINT: Final = "rdflib-endpoint"
VIRTUOSO: Final = "virtuoso"
REPOSITORY: Final = Path(__file__).parents[1]
PEERS: Final = REPOSITORY / ".venv-peers" / "bin"
"""Where `make bench` installs the peers that come from PyPI, apart from our own environment."""


@dataclass(frozen=True)
class Data:
    """The data in a folder of the benchmark: as a project and as one file of N-Triples."""

    folder: Path
    domain: Domain

    @property
    def n_triples(self) -> Path:
        """All triples, without graphs."""
        return self.folder / "all.nt"

    def write(self) -> None:
        """Write both."""
        with self.n_triples.open("w", encoding="utf-8") as file:
            file.writelines(self.domain.n_triples())
        write_project(self.folder / "project", self.domain)


def program(name: str) -> str:
    """The path of a peer's program; empty where it is not installed."""
    places = (PEERS, Path(sys.executable).parent)
    return shutil.which(name, path=":".join(map(str, places))) or shutil.which(name) or ""


def _ours(data: Data) -> Server:
    server = ours(data.folder / "project", "--no-build")
    return replace(server, title=OURS, url=f"{server.url}sparql")


def _oxigraph_disk(data: Data) -> Server:
    port, store = free_port(), data.folder / "oxigraph"
    command = [program("oxigraph"), "load", "--location", str(store), "--file", str(data.n_triples)]
    subprocess.run(command, check=True, capture_output=True)
    command = [program("oxigraph"), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    return Server(OXIGRAPH_DISK, command, f"http://127.0.0.1:{port}/query", data.folder / "oxigraph-serve-read-only")


def _oxigraph_memory(data: Data) -> Server:
    address = f"127.0.0.1:{free_port()}"

    def load() -> None:
        headers = {"Content-Type": "application/n-triples"}
        content = data.n_triples.read_bytes()
        request = urllib.request.Request(f"http://{address}/store?default", content, headers, method="POST")
        urllib.request.urlopen(request, timeout=600).close()

    command = [program("oxigraph"), "serve", "--bind", address]
    return Server(OXIGRAPH_MEMORY, command, f"http://{address}/query", data.folder / "oxigraph-serve", load=load)


def _rdflib_endpoint(data: Data) -> Server:
    port = free_port()
    command = [program("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(data.n_triples)]
    return Server(RDFLIB_ENDPOINT, command, f"http://127.0.0.1:{port}/", data.folder / "rdflib-endpoint")


def _virtuoso(data: Data) -> Server:
    return virtuoso(VIRTUOSO, data.folder / "virtuoso", data.n_triples, program("virtuoso-t"), program("isql-vt"))


@dataclass(frozen=True)
class Peer:
    """How an engine is made, what it needs, and where that comes from."""

    make: Callable[[Data], Server]
    needs: tuple[str, ...] = ()
    source: str = ""


ENGINES: Final = {
    OURS: Peer(_ours),
    OXIGRAPH_DISK: Peer(_oxigraph_disk, ("oxigraph",), "PyPI oxigraph"),
    OXIGRAPH_MEMORY: Peer(_oxigraph_memory, ("oxigraph",), "PyPI oxigraph"),
    VIRTUOSO: Peer(_virtuoso, ("virtuoso-t", "isql-vt"), "Debian virtuoso-opensource-7-bin"),
    RDFLIB_ENDPOINT: Peer(_rdflib_endpoint, ("rdflib-endpoint",), "PyPI rdflib-endpoint[cli]"),
}


def make(name: str, data: Data) -> Server:
    """The engine, not started yet; raises `StartError` where a program is missing or the data do not load."""
    peer = ENGINES[name]
    missing = [needed for needed in peer.needs if not program(needed)]
    if missing:
        raise StartError(f"{name} is not installed: {', '.join(missing)} is missing ({peer.source})")
    try:
        return peer.make(data)
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartError(f"{name} does not take the data: {error}") from None
