"""Load by wrk: texts that are all different, or one text again and again."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from connection import targets
from servers import Server

CONNECTIONS: Final = 8
"""Enough to keep a few cores busy, and few enough to come from one address."""

TIMEOUT_S: Final = 60
SCRIPT: Final = """\
local texts, tail, number = {texts}, {tail}, {number}
local at = 0
function request()
  number = number + {step}
  at = at % #texts + 1
  return "GET " .. table.concat(texts[at], number) .. tail
end
function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format('RESULT {{"answers": %d, "refused": %d, "broken": %d, "seconds": %f, "p99_ms": %f}}',
    summary.requests, errors.status, errors.connect + errors.read + errors.write, summary.duration / 1e6,
    latency:percentile(99) / 1e3))
end
"""
_numbers = count(1)


@dataclass(frozen=True)
class Measured:
    """What one round gave: good answers a second; answers that were refusals; connections that broke."""

    rate: float
    refused: int = 0
    broken: int = 0


def rate(server: Server, texts: Sequence[str], accept: str, seconds: int, *, distinct: bool) -> Measured:
    """Ask `texts` in turn with as many connections; with `distinct`, each text gets a number of its own."""
    parts = urlsplit(server.url)
    tail = f" HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {accept}\r\n\r\n"
    pieces = [targets(server.url, text) if text else [parts.path] for text in texts]
    script = SCRIPT.format(
        texts="{" + ",".join("{" + ",".join(map(_lua, piece)) + "}" for piece in pieces) + "}",
        tail=_lua(tail),
        number=next(_numbers) * 10_000_000,
        step=int(distinct),
    )
    path = Path(server.folder) / "load.lua"
    path.write_text(script)
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"--timeout={TIMEOUT_S}s", "-s", str(path)]
    out = subprocess.run(["wrk", *options, server.url], capture_output=True, text=True, check=True).stdout
    result = json.loads(next(line for line in out.splitlines() if line.startswith("RESULT")).removeprefix("RESULT"))
    good = result["answers"] - result["refused"]
    return Measured(good / result["seconds"], result["refused"], result["broken"])


def _lua(text: str) -> str:
    """A string of Lua; JSON writes the few characters that occur in the same way."""
    return json.dumps(text)
