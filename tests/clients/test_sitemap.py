"""A reader of sitemaps and the schema of sitemaps.org, both from a package of others."""

import json
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from running import REPOSITORY, Server
from web.asking import ask

pytestmark = pytest.mark.javascript

CLIENTS = REPOSITORY / "tests/clients"


def read(content: bytes) -> list[dict[str, str]]:
    done = subprocess.run(
        ["node", str(CLIENTS / "sitemap.mjs")], input=content, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def test_the_sitemap_is_what_the_schema_asks_for(server: Server) -> None:
    schema = etree.XMLSchema(etree.parse(Path(CLIENTS / "node_modules/sitemap/schema/sitemap.xsd")))
    schema.assertValid(etree.fromstring(ask(server.url, "/sitemap.xml").body))
    broken = etree.fromstring(ask(server.url, "/sitemap.xml").body.replace(b"2026-11-22", b"22.11.2026"))
    assert not schema.validate(broken)


def test_a_reader_of_others_finds_all_pages_and_the_date(server: Server) -> None:
    content = ask(server.url, "/sitemap.xml").body
    entries = read(content)
    assert len(entries) == content.count(b"<url>") > 300
    assert all(entry["url"].startswith(server.url) for entry in entries)
    assert {entry["lastmod"][:10] for entry in entries} == {"2026-11-22"}
