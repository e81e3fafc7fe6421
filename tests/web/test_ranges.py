"""Parts of dumps (RFC 9110, section 14), and the digest of the whole (RFC 9530)."""

import base64
import hashlib
from typing import Final

import pytest

from running import ProjectFolder, Server

from .asking import Answer, ask

FILE: Final = "all.nt"


@pytest.fixture(scope="module")
def path(built: ProjectFolder) -> str:
    return f"/dataset/{built.current.name}/{FILE}"


@pytest.fixture(scope="module")
def whole(built: ProjectFolder) -> bytes:
    return (built.current / FILE).read_bytes()


def part(server: Server, path: str, value: str, **headers: str) -> Answer:
    return ask(
        server.url, path, headers={"Range": value} | {name.replace("_", "-"): text for name, text in headers.items()}
    )


def test_a_dump_offers_ranges_and_tells_its_digest(
    server: Server, path: str, whole: bytes, built: ProjectFolder
) -> None:
    answer = ask(server.url, path)
    assert answer.headers["Accept-Ranges"] == "bytes"
    digest = hashlib.sha256(whole)
    assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    sums = (built.current / "SHA256SUMS").read_text(encoding="utf-8")
    assert f"{digest.hexdigest()}  {FILE}\n" in sums


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-100", 100, 100), ("bytes=-50", -50, None), ("Bytes=0-9", 0, 9)],
)
def test_one_range_is_answered_by_206_with_the_bytes_and_their_place(
    value: str, first: int, last: int | None, server: Server, path: str, whole: bytes
) -> None:
    answer = part(server, path, value)
    expected = whole[first:] if last is None else whole[first : last + 1]
    start = first % len(whole)
    assert (answer.status, answer.body) == (206, expected)
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(len(expected))
    assert answer.headers["ETag"] == ask(server.url, path).headers["ETag"]
    assert answer.headers["Repr-Digest"] == ask(server.url, path).headers["Repr-Digest"]


def test_a_range_without_an_end_goes_to_the_end_and_joins_to_the_whole(server: Server, path: str, whole: bytes) -> None:
    half = len(whole) // 2
    parts = [part(server, path, f"bytes=0-{half - 1}").body, part(server, path, f"bytes={half}-").body]
    assert b"".join(parts) == whole


@pytest.mark.parametrize("value", ["bytes=999999999-", "bytes=999999999-1000000000", "bytes=-0"])
def test_a_range_behind_the_end_is_416_with_the_length(value: str, server: Server, path: str, whole: bytes) -> None:
    answer = part(server, path, value)
    assert answer.status == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize(
    "value",
    [
        "items=0-5",
        "bytes=0-1,5-6",
        "bytes",
        "bytes=",
        "bytes=a-b",
        "bytes=5",
        "bytes 0-5",
        ",",
        "bytes=--5",
        "bytes=5-2",
        f"bytes={'9' * 5000}-",
    ],
    ids=lambda value: value[:12],
)
def test_other_units_several_ranges_and_nonsense_are_ignored(
    value: str, server: Server, path: str, whole: bytes
) -> None:
    answer = part(server, path, value)
    assert (answer.status, answer.body) == (200, whole)


def test_if_range_with_the_present_tag_gives_the_part_and_with_another_the_whole(
    server: Server, path: str, whole: bytes
) -> None:
    tag = ask(server.url, path).headers["ETag"]
    assert part(server, path, "bytes=0-9", If_Range=tag).status == 206
    assert part(server, path, "bytes=0-9", If_Range='"another"').body == whole
    assert part(server, path, "bytes=999999999-", If_Range='"another"').status == 200


def test_a_precondition_goes_before_a_range(server: Server, path: str) -> None:
    tag = ask(server.url, path).headers["ETag"]
    assert part(server, path, "bytes=0-9", If_None_Match=tag).status == 304
    assert part(server, path, "bytes=999999999-", If_None_Match=tag).status == 304


def test_head_ignores_ranges(server: Server, path: str, whole: bytes) -> None:
    answer = ask(server.url, path, method="HEAD", headers={"Range": "bytes=0-9"})
    assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(whole)))


def test_documents_offer_no_ranges(server: Server) -> None:
    answer = part(server, "/doc/network/civitas.ttl", "bytes=0-9")
    assert answer.status == 200
    assert "Accept-Ranges" not in answer.headers
