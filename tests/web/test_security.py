"""What keeps readers safe on pages, and whom to tell of a weakness (RFC 9116)."""

import datetime
from typing import Final

import pytest

from running import Server

from .asking import BROWSER, ask

ANSWERS: Final = ["/", "/doc/network/civitas.html", "/id/network/none", "/sparql?query=x", "/def", "/validation"]


@pytest.mark.parametrize("path", ANSWERS)
def test_pages_use_no_device_and_share_no_window_also_where_they_tell_of_an_error(path: str, server: Server) -> None:
    answer = ask(server.url, path, BROWSER)
    assert answer.media_type == "text/html"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", [*ANSWERS, "/dumps/latest/all.ttl", "/static/style.css", "/health"])
def test_everything_may_be_embedded_anywhere(path: str, server: Server) -> None:
    assert ask(server.url, path, "*/*").headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_security_txt_names_contact_and_a_year(server: Server) -> None:
    answer = ask(server.url, "/.well-known/security.txt")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "https://w3id.org/engagiert-ld/"
    assert fields["Canonical"] == f"{server.url}.well-known/security.txt"
    assert fields["Preferred-Languages"] == "de, en"
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    assert expires.tzinfo is not None
    assert expires.date() == datetime.date(2027, 11, 22)


def test_without_a_contact_there_is_no_security_txt(german: Server) -> None:
    assert ask(german.url, "/.well-known/security.txt").status == 404
