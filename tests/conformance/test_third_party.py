"""Checks that others have written, run as they are against the running server."""

import subprocess
import sys

import pytest

from running import SHARED, Server

pytestmark = pytest.mark.shared

CHECKS = {
    "the SPARQL protocol": ("sparql_protocol_check.py", "--update-refused"),
    "SPARQL and linked data clients": ("clients_check.py", "--entity", "/id/network/civitas"),
    "DCAT-AP.de 3.0": ("dcat_ap_de_check.py", "--profile", "de3"),
}


@pytest.mark.parametrize(("script", "arguments"), [(name, rest) for name, *rest in CHECKS.values()], ids=CHECKS)
def test_passes(server: Server, script: str, arguments: list[str]) -> None:
    command = [sys.executable, str(SHARED / "conformance" / "checks" / script), server.url, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
