"""What the description of the interface promises, tried out against a running server by a tool that reads it."""

import os
import subprocess
import sys
from pathlib import Path

from running import Server

HERE = Path(__file__).parent


def test_the_server_does_what_its_description_says(server: Server, tmp_path: Path) -> None:
    schemathesis, settings = str(Path(sys.executable).with_name("schemathesis")), str(HERE / "interface.toml")
    command = [schemathesis, "--config-file", settings, "run", f"{server.url}openapi.json", "--no-color"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
