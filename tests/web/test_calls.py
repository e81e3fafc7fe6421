"""The calls that the start page shows work as they are pasted."""

import html
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from running import Server

from .asking import BROWSER, ask


def call(server: Server, name: str) -> str:
    """The text of a call, as it is copied from the page."""
    page = ask(server.url, "/", BROWSER).text
    found = re.search(rf'<pre [^>]*aria-labelledby="call-{name}"[^>]*><code[^>]*>(.*?)</code>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def printed(command: list[str], text: str, folder: Path) -> str:
    done = subprocess.run(command, input=text, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_calls_of_curl(server: Server, tmp_path: Path) -> None:
    out = printed(["bash", "-e"], call(server, "curl"), tmp_path)
    assert "eng:Network" in out
    assert "https://w3id.org/engagiert-ld/def#Network,12" in out
    assert (tmp_path / "all.ttl").read_text(encoding="utf-8").startswith("@prefix")


def test_the_call_of_python(server: Server, tmp_path: Path) -> None:
    out = printed([sys.executable, "-"], call(server, "Python"), tmp_path)
    assert "https://w3id.org/engagiert-ld/def#Network 12" in out


@pytest.mark.r
def test_the_call_of_r(server: Server, tmp_path: Path) -> None:
    out = printed(["Rscript", "-"], call(server, "R"), tmp_path)
    assert "https://w3id.org/engagiert-ld/id/network/civitas" in out
    assert re.search(r"def#Network\s+12", out)


ODD = """\
SELECT ?text WHERE { # it's "odd" \\ `$HOME` $(id) %s {x}
  VALUES ?text { "it's \\"quoted\\" \\\\ äöü €" }
}"""


def calls_of(server: Server, query: str) -> dict[str, str]:
    page = ask(server.url, f"/sparql?{urlencode({'query': query})}", BROWSER).text
    found = re.findall(r'<pre [^>]*aria-labelledby="call-(\w+)"[^>]*><code[^>]*>(.*?)</code>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("curl", ["bash", "-e"]),
        ("Python", [sys.executable, "-X", "utf8", "-"]),
        pytest.param("R", ["Rscript", "--encoding=UTF-8", "-"], marks=pytest.mark.r),
    ],
)
def test_a_query_is_sent_as_it_is_whatever_is_in_it(
    server: Server, tmp_path: Path, name: str, command: list[str]
) -> None:
    out = printed(command, calls_of(server, ODD)[name], tmp_path)
    assert [line.strip() for line in out.splitlines() if line.strip()] == ["text", '"it\'s ""quoted"" \\ äöü €"']


def test_a_query_for_triples_is_sent_for_triples(server: Server, tmp_path: Path) -> None:
    calls = calls_of(server, "DESCRIBE <id/network/civitas>")
    assert "eng:Network" in printed(["bash", "-e"], calls["curl"], tmp_path)
