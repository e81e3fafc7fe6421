"""Documents by time: a client of RFC 7089 finds the state that it asks for."""

import re

import pytest

from .asking import ask
from .test_versions import Kept, kept

__all__ = ["kept"]

THING = "doc/network/beispielnetz"


def at(kept: Kept, moment: str) -> str:
    answer = ask(kept.server.url, f"/timegate/{THING}", headers={"Accept-Datetime": moment})
    assert (answer.status, answer.headers["Vary"]) == (302, "Accept-Datetime")
    return answer.headers["Location"]


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("Sat, 01 Jan 2000 00:00:00 GMT", 1),
        ("Sun, 01 Nov 2026 00:00:00 GMT", 1),
        ("Mon, 02 Nov 2026 23:59:59 GMT", 2),
        ("Tue, 03 Nov 2026 00:00:00 GMT", 3),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 3),
    ],
)
def test_a_time_leads_to_the_document_as_it_was_then(kept: Kept, moment: str, number: int) -> None:
    location = at(kept, moment)
    assert location == f"/dataset/{kept.versions[number - 1]}/{THING}"
    memento = ask(kept.server.url, location, "application/n-triples")
    assert f'"erste {number}"@de' in memento.text
    day = {1: "Sun, 01", 2: "Mon, 02", 3: "Tue, 03"}[number]
    assert memento.headers["Memento-Datetime"] == f"{day} Nov 2026 00:00:00 GMT"


def test_without_a_time_the_latest_is_meant_and_a_wrong_one_is_refused(kept: Kept) -> None:
    answer = ask(kept.server.url, f"/timegate/{THING}")
    assert answer.headers["Location"] == f"/dataset/{kept.versions[-1]}/{THING}"
    wrong = ask(kept.server.url, f"/timegate/{THING}", headers={"Accept-Datetime": "yesterday"})
    assert wrong.status == 400
    assert ask(kept.server.url, "/timegate/doc/network/none").status == 404
    assert ask(kept.server.url, "/timemap/doc/network/none").status == 404


def test_now_and_then_lead_to_each_other(kept: Kept) -> None:
    url = kept.server.url
    for path in (f"/{THING}.ttl", f"/dataset/{kept.versions[0]}/{THING}.ttl"):
        answer = ask(url, path)
        assert answer.linked("original") == [f"{url}{THING}"]
        assert answer.linked("timegate") == [f"{url}timegate/{THING}"]
        assert answer.linked("timemap") == [f"{url}timemap/{THING}"]
    assert "Memento-Datetime" not in ask(url, f"/{THING}.ttl").headers


def test_the_timemap_has_every_state(kept: Kept) -> None:
    answer = ask(kept.server.url, f"/timemap/{THING}")
    assert answer.content_type == "application/link-format"
    found = re.findall(r'<([^>]*)>; rel="memento"; datetime="([^"]*)"', answer.text)
    assert [address for address, _ in found] == [f"{kept.server.url}dataset/{one}/{THING}" for one in kept.versions]
    for address, moment in found:
        assert at(kept, moment) == address.removeprefix(kept.server.url.rstrip("/"))
