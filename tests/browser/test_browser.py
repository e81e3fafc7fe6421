"""Pages in a real browser: the reader's language, a quiet console, and no sideways scrolling."""

import html
import json
import re
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from running import Server

pytestmark = pytest.mark.chromium

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--v=0",
    "--dump-dom",
]
PAGES = [
    "/",
    "/id/network/civitas",
    "/doc/page/essen-engagiert",
    "/doc/concept/roles",
    "/list/participation",
    "/def",
    "/sparql",
    "/sparql?query=SELECT*{?s%20?p%20?o}",
    "/sparql?query=CONSTRUCT%20WHERE{?s%20?p%20?o}",
    "/openapi",
    "/dataset",
    "/id/none",
]
WIDTHS = (360, 1280)
WIDE = "/a-page-that-is-too-wide"
STYLED = "/a-page-with-inline-style"
MEASURED = "/measured"


class Shown(NamedTuple):
    """The page as the browser has it after loading, and what it said on its console."""

    dom: str
    console: list[str]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


def show(url: str, profile: Path, *flags: str) -> Shown:
    command = ["chromium", *FLAGS, f"--user-data-dir={profile}", *flags, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return Shown(done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE:" in line])


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("de", "Civitas-Netzwerk bürgerorientierter Kommunen"),
        ("en", "Civitas network of citizen-oriented municipalities"),
    ],
)
def test_the_address_of_a_thing_gives_its_page_in_the_language_of_the_browser(
    server: Server, profile: Path, language: str, name: str
) -> None:
    shown = show(f"{server.url}id/network/civitas", profile, f"--accept-lang={language}")
    assert f'<html lang="{language}">' in shown.dom
    assert f"<h1>{name}</h1>" in shown.dom


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/id/none"])
def test_the_console_stays_silent(server: Server, profile: Path, page: str) -> None:
    """Nothing is refused by the content security policy, nothing is missing."""
    shown = show(server.url + page.removeprefix("/"), profile)
    assert "</footer>" in shown.dom
    assert shown.console == []


def test_the_console_tells_what_the_policy_refuses(server: Server, profile: Path) -> None:
    """The test before this one would notice."""
    with stage(server) as url:
        console = show(url + STYLED, profile).console
    assert any("Content Security Policy" in line for line in console)


def test_no_page_scrolls_sideways(server: Server, profile: Path) -> None:
    with stage(server) as url:
        dom = show(url + MEASURED, profile).dom
    found = re.search(r'<pre id="measured">(.*?)</pre>', dom, re.DOTALL)
    assert found
    measured = {(page, width): overflow for page, width, overflow in json.loads(html.unescape(found[1]))}
    assert measured.keys() == {(page, width) for page in [*PAGES, WIDE] for width in WIDTHS}
    assert measured.pop((WIDE, 360)) > 0, "the measuring does not measure"
    assert {place: overflow for place, overflow in measured.items() if overflow} == {}


# The pages allow neither frames nor scripts. To measure them they are shown, as they come from the server but for the
# policy, in frames of each width on a page of our own.

MEASURING = """<!doctype html>
<title>measured</title>
<pre id="measured"></pre>
{frames}
<script>
onload = () => {{
  const rows = [...document.querySelectorAll("iframe")].map(frame => {{
    const root = frame.contentDocument.documentElement;
    return [frame.dataset.page, Number(frame.width), root.scrollWidth - root.clientWidth];
  }});
  document.getElementById("measured").textContent = JSON.stringify(rows);
}};
</script>
"""
FRAME = '<iframe data-page="{page}" src="{page}" width="{width}" height="800" style="border: 0"></iframe>'
TOO_WIDE = '<!doctype html><title>wide</title><div style="width: 1000px">wide</div>'


@contextmanager
def stage(server: Server) -> Iterator[str]:
    """The address of a server for one test, without a slash at its end."""

    class Stage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own = {MEASURED: measuring_page(), WIDE: TOO_WIDE, STYLED: TOO_WIDE}
            if self.path in own:
                self.answer(200, "text/html; charset=utf-8", own[self.path].encode())
            else:
                self.answer(*passed_on(server, self.path, self.headers["Accept"]))

        def answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            if self.path == STYLED:
                self.send_header("Content-Security-Policy", "default-src 'none'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    staged = ThreadingHTTPServer(("127.0.0.1", 0), Stage)
    threading.Thread(target=staged.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{staged.server_port}"
    finally:
        staged.shutdown()
        staged.server_close()


def measuring_page() -> str:
    frames = (FRAME.format(page=page, width=width) for page in [*PAGES, WIDE] for width in WIDTHS)
    return MEASURING.format(frames="\n".join(frames))


def passed_on(server: Server, path: str, accept: str) -> tuple[int, str, bytes]:
    request = urllib.request.Request(server.url + path.removeprefix("/"), headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return 200, response.headers["Content-Type"], response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read()
