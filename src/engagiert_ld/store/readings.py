"""What a short query asks for: as much as is needed before it is answered, decided as `tokens` decides it.

Most queries of programs hold no text, no comment and no word that could be refused. For them a look at the whole, which is
quick, gives the same as a look at each token.
"""

import re
from collections.abc import Container
from typing import Final, NamedTuple

from engagiert_ld.store.tokens import (
    FOREIGN,
    VOLATILE,
    checked_form,
    described_iri,
    is_volatile,
    normalised,
    shape,
    tokens,
)

_IRI: Final = r'<[^\x00-\x20<>"{}|^`\\]*>'
_PLAIN: Final = re.compile(
    rf"(?:\s*(?:PREFIX\s+[\w.-]*:\s*{_IRI}|BASE\s*{_IRI}))*\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b([^\"'\\#]*)",
    re.IGNORECASE | re.ASCII,
)
_NAME: Final = re.compile(rf"{_IRI}|[?$]\w+|\w*:[\w.-]*|[0-9][0-9.]*")
_DECLARED: Final = re.compile(r"PREFIX\s+([\w.-]*):\s*<([^<>]*)>", re.IGNORECASE | re.ASCII)
_ONE_NAME: Final = re.compile(rf"({_IRI})|(\w*):(\w[\w-]*)", re.ASCII)
_ABSOLUTE: Final = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
_TELLING: Final = (*FOREIGN, *VOLATILE)


class Reading(NamedTuple):
    """What is known of a query: its form, whether its answer may be another one each time, and the IRI it describes, if any.

    `text` is the same for queries that differ in what means nothing, such as white space, `shape` for those that differ in
    constants and names of variables as well.
    """

    form: str
    text: str
    shape: str
    is_volatile: bool
    described: str


def read(query: str, base_iri: str, graphs: Container[str]) -> Reading:
    """Read a query; parameters and errors are those of `checked_form`, but the engine refuses some that are malformed."""
    plain = _plain(query)
    described = _described(plain) if plain else None
    if plain and described is not None:
        text, shape_of_body = " ".join(query.split()), " ".join(_NAME.sub("_", plain[2]).split())
        return Reading(plain[1].upper(), text, f"{plain[1].upper()} {shape_of_body}", False, described)
    found = tokens(query)
    form = checked_form(found, base_iri, graphs)
    return Reading(form, normalised(found), shape(found), is_volatile(found), described_iri(found, base_iri))


def is_plain(query: str) -> bool:
    """Whether a look at the whole is enough: there is no text, no comment, no escape, and no word that tells anything."""
    return _plain(query) is not None


def _plain(query: str) -> re.Match[str] | None:
    found = _PLAIN.fullmatch(query)
    if not found:
        return None
    capitals = query.upper()
    return None if any(word in capitals for word in _TELLING) else found


def _described(plain: re.Match[str]) -> str | None:
    """The IRI of a query that describes nothing else, empty for others; None where tokens have to tell."""
    if plain[1].upper() != "DESCRIBE":
        return ""
    name = _ONE_NAME.fullmatch(plain[2].strip())
    if not name:
        return None
    iri = name[1][1:-1] if name[1] else dict(_DECLARED.findall(plain[0])).get(name[2], "") + name[3]
    return iri if _ABSOLUTE.match(iri) else None
