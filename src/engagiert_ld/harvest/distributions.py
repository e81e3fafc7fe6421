"""Every distribution is where the catalogue says, and is what the catalogue says (DCAT 3; SPDX for checksums)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engagiert_ld.errors import Message
from engagiert_ld.harvest.catalogue import Page, Statements
from engagiert_ld.harvest.client import Client, FileAnswer, NotHadError
from engagiert_ld.harvest.harvesters import DISTRIBUTION
from engagiert_ld.namespaces import DCAT, EXTERNAL_PREFIXES
from engagiert_ld.terms import Term

SPDX: Final = EXTERNAL_PREFIXES["spdx"]
SHA256: Final = "checksumalgorithm_sha256"
"""The algorithm as its IRI ends, lower case: the one that is compared."""

MEDIA_TYPES: Final = "http://www.iana.org/assignments/media-types/"
"""What the IRIs of media types begin with."""

Problems = dict[str, list[Message]]


@dataclass(frozen=True)
class Checked:
    """What was asked for: the addresses that answer, and what is wrong with each of the others, and with files."""

    answering: frozenset[str]
    problems: Problems


def check_distributions(client: Client, pages: Iterable[Page]) -> Checked:
    """Ask for every address of every distribution with HEAD and GET; compare size, checksum and media type of files."""
    answering: set[str] = set()
    problems: Problems = {}
    for page in pages:
        for distribution in distributions(page.statements):
            for address, is_file in _addresses(page.statements, distribution).items():
                try:
                    told = (
                        _about(client, address, page.statements, distribution) if is_file else _answers(client, address)
                    )
                    found = list(told)
                    answering.add(address)
                except NotHadError as error:
                    found = [error.message]
                if found:
                    problems.setdefault(address, []).extend(found)
    return Checked(frozenset(answering), problems)


def distributions(statements: Statements) -> list[Term]:
    """The distributions of all datasets of a page, each once."""
    found = (
        value for node in statements.instances(f"{DCAT}Dataset") for value in statements.values(node, DISTRIBUTION)
    )
    return list(dict.fromkeys(found))


def media_type_of(statements: Statements, distribution: Term) -> str:
    """The media type that the catalogue tells, empty where it tells none."""
    texts = statements.texts(distribution, f"{DCAT}mediaType")
    return texts[0].removeprefix(MEDIA_TYPES).lower() if texts else ""


def _addresses(statements: Statements, distribution: Term) -> dict[str, bool]:
    """Each address, and whether it is that of the file itself."""
    pages = dict.fromkeys(statements.texts(distribution, f"{DCAT}accessURL"), False)
    return pages | dict.fromkeys(statements.texts(distribution, f"{DCAT}downloadURL"), True)


def _answers(client: Client, address: str) -> Iterator[Message]:
    """Whether both methods are answered. Raises `NotHadError` where one is not."""
    _require_success(address, "HEAD", client.head(address).status)
    _require_success(address, "GET", client.get_file(address).status)
    yield from ()


def _about(client: Client, address: str, statements: Statements, distribution: Term) -> Iterator[Message]:
    """What is wrong with a file. Raises `NotHadError` where it is not to be had."""
    head, got = client.head(address), client.get_file(address)
    _require_success(address, "HEAD", head.status)
    _require_success(address, "GET", got.status)
    if head.length is not None and head.length != got.size:
        yield _differs(f"HEAD nennt {head.length} Bytes", f"HEAD tells {head.length} bytes", str(got.size))
    for size in statements.texts(distribution, f"{DCAT}byteSize"):
        if size != str(got.size):
            yield _differs(f"dcat:byteSize {size}", f"dcat:byteSize {size}", str(got.size))
    yield from _of_checksum(statements, distribution, got)
    told = media_type_of(statements, distribution)
    if told and told != got.media_type:
        yield _differs(f"dcat:mediaType {told}", f"dcat:mediaType {told}", got.media_type or "–")


def _of_checksum(statements: Statements, distribution: Term, got: FileAnswer) -> Iterator[Message]:
    for checksum in statements.values(distribution, f"{SPDX}checksum"):
        algorithms = statements.texts(checksum, f"{SPDX}algorithm")
        for value in statements.texts(checksum, f"{SPDX}checksumValue"):
            if any(name.lower().endswith(SHA256) for name in algorithms) and value.lower() != got.sha256:
                yield _differs(f"spdx:checksum {value}", f"spdx:checksum {value}", got.sha256)


def _require_success(address: str, method: str, status: int) -> None:
    if not 200 <= status < 300:
        raise NotHadError(address, f"{method} wird mit {status} beantwortet", f"{method} is answered with {status}")


def _differs(de: str, en: str, found: str) -> Message:
    return Message(f"{de}, es ist {found}", f"{en}, it is {found}")
