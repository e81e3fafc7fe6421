"""Serving: the port claimed for us alone, then granian."""

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from engagiert_ld.errors import DeploymentError

APPLICATION: Final = "engagiert_ld.rsgi:create"


@contextmanager
def claimed_port(host: str, port: int) -> Iterator[None]:
    """Hold the port against other instances of ours.

    granian binds with SO_REUSEPORT, so that two servers would silently share the requests. Raises `DeploymentError`
    where anything else listens there, or the address is not one of this machine.
    """
    with socket.socket(socket.AF_UNIX) as claim:
        try:
            if sys.platform == "linux":
                claim.bind(f"\0engagiert-ld/port/{port}")  # abstract: gone with the process, one per network namespace
            _probe(host, port)
        except OSError as error:
            raise DeploymentError(
                f"{host}:{port} ist nicht zu haben ({error.strerror or error}). Bitte einen anderen Port wählen, etwa"
                f" PORT={port + 1} make serve.",
                f"{host}:{port} is not available ({error.strerror or error}). Choose another port, for instance"
                f" PORT={port + 1} make serve.",
            ) from None
        yield


def _probe(host: str, port: int) -> None:
    """Bind and let go: fails where somebody listens, shared or not."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def run(host: str, port: int, variables: Mapping[str, str]) -> None:
    """Serve until SIGTERM or SIGINT; `variables` tell `engagiert_ld.rsgi` which release to serve."""
    os.environ.update(variables)
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        factory=True,
        workers=1,
        loop=Loops.uvloop,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
