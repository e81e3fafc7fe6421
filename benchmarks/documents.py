"""Documents over HTTP, side by side: this software (from memory, and through Flask each time), nginx, a bare WSGI server.

    python benchmarks/documents.py [--seconds 2] [--rounds 3]

Needs `wrk` and `nginx` (Debian packages). All servers run on 127.0.0.1 on the same cores as the load; the rounds take turns,
and what counts is the ratio within a round. Prints a table in Markdown.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from servers import Server, bare, free_port, ours, started

REPOSITORY = Path(__file__).parents[1]
CONNECTIONS = 16
DOCUMENT = "doc/network/civitas"
NGINX = """\
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 256; }}
http {{
  access_log off; keepalive_requests 1000000; types {{ text/turtle ttl; }}
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def ours_with(folder: Path, kept_bytes: int) -> Server:
    """A project folder with Essen's data that keeps so many bytes; `url` is the document's address."""
    shutil.copytree(REPOSITORY / "data", folder / "data")
    settings = (REPOSITORY / "publication.toml").read_text(encoding="utf-8")
    limits = f"\n[limits]\nkept_bytes = {kept_bytes}\n" if "[limits]" not in settings else ""
    (folder / "publication.toml").write_text(settings + limits, encoding="utf-8")
    server = ours(folder)
    return replace(server, url=f"{server.url}{DOCUMENT}")


def nginx(folder: Path, content: bytes) -> Server:
    """The same bytes as a file."""
    port = free_port()
    folder.mkdir(mode=0o755)
    (folder / "document.ttl").write_bytes(content)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return Server("nginx", command, f"http://127.0.0.1:{port}/document.ttl", folder)


def rate(url: str, seconds: int, headers: dict[str, str]) -> float:
    """Answers in a second."""
    fields = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *fields, url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if not found or "Socket errors" in out:
        sys.exit(f"{url}: {out}")
    return float(found[1])


def etag_of(url: str, headers: dict[str, str]) -> str:
    """The validator of what is sent for these headers."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
        return str(response.headers["ETag"])


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--seconds", type=int, default=2)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        root = Path(name)
        root.chmod(0o755)

        kept = stack.enter_context(started(ours_with(root / "kept", 64 * 1024 * 1024))).url
        flask = stack.enter_context(started(ours_with(root / "flask", 0))).url
        content = urllib.request.urlopen(kept).read()
        static = stack.enter_context(started(nginx(root / "nginx", content))).url
        hello = stack.enter_context(started(bare(root / "hello"))).url
        turtle = {"Accept": "text/turtle;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"}
        rows = {
            "nginx, file": (static, {}),
            "nginx, 304": (static, {"If-None-Match": etag_of(static, {})}),
            "bare WSGI application": (hello, {}),
            "document, from memory": (kept, turtle),
            "document, from memory, br": (kept, turtle | {"Accept-Encoding": "gzip, br, zstd"}),
            "document, from memory, 304": (kept, turtle | {"If-None-Match": etag_of(kept, turtle)}),
            "thing, 303": (kept.replace("/doc/", "/id/"), turtle),
            "document, made each time": (flask, turtle),
        }
        measured: dict[str, list[float]] = {title: [] for title in rows}
        for _ in range(chosen.rounds):
            for title, (url, headers) in rows.items():
                measured[title].append(rate(url, chosen.seconds, headers))
    print(f"{len(content)} bytes, {chosen.rounds} rounds of {chosen.seconds} s, {CONNECTIONS} connections\n")
    print("| | answers/s | of nginx | of the bare application |\n|---|---:|---:|---:|")
    for title, rates in measured.items():
        peers = [measured["nginx, 304" if "304" in title else "nginx, file"], measured["bare WSGI application"]]
        ratios = [statistics.median(a / b for a, b in zip(rates, peer, strict=True)) for peer in peers]
        print(f"| {title} | {statistics.median(rates):.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")


if __name__ == "__main__":
    main()
