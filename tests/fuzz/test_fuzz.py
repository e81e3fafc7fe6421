"""Thousands of requests that nobody would send: none is a server error, and the server goes on.

`make fuzz` sends 100,000. The same requests are sent each time; another number in ENGAGIERT_LD_FUZZ_SEED gives others.
"""

import os
from random import Random
from typing import Final
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from running import ProjectFolder, Server

from .generating import Sent, drawn
from .sending import Connection

REQUESTS: Final = int(os.environ.get("ENGAGIERT_LD_FUZZ_REQUESTS", "5000"))
SEED: Final = int(os.environ.get("ENGAGIERT_LD_FUZZ_SEED", "1"))
AT_ONCE: Final = 50


def test_no_request_makes_a_server_error(
    server: Server, built: ProjectFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    address = urlsplit(server.url)
    connection = Connection(address.hostname or "", address.port or 0)
    version = built.current.name.encode()

    @seed(SEED)
    @settings(
        max_examples=REQUESTS // AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=True))
    def send_all(rng: Random) -> None:
        for one in (drawn(rng) for _ in range(AT_ONCE)):
            sent = Sent(one.method, one.raw.replace(b"VERSION", version), one.broken)
            status = connection.send(sent)
            assert status < 500, f"{status}: {sent.replay(connection.host, connection.port)}"

    try:
        send_all()
        assert connection.send(Sent("GET", b"GET /health HTTP/1.1\r\nHost: fuzz\r\n\r\n", False)) == 200
    finally:
        connection.close()
        with capsys.disabled():
            print(f"\n{connection.report}")
