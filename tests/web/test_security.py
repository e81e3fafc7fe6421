"""Whom to tell of a weakness (RFC 9116)."""

import datetime

from running import Server

from .asking import ask


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
