"""How the value of a setting is read: each function gives what is meant, or says what is allowed."""

import datetime
import math
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from pyoxigraph import NamedNode

from engagiert_ld.errors import Message

STORE_USER: Final = "ENGAGIERT_LD_STORE_USER"
STORE_PASSWORD: Final = "ENGAGIERT_LD_STORE_PASSWORD"
LANGUAGES: Final = ("de", "en")
EMBEDDED: Final = "embedded"

KEYWORD: Final = re.compile(r"[\w \-.]{2,100}")
"""What CKAN takes as a tag (`tag_name_validator`, `tag_length_validator`)."""


class NotAllowedError(Exception):
    """What a value should have been."""

    def __init__(self, de: str, en: str) -> None:
        self.allowed = Message(de, en)


def text(value: Any) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise NotAllowedError("ein Text, der nicht leer ist", "a text that is not empty")
    return value


def one_of(*allowed: str) -> Callable[[Any], str]:
    """Reads one of a few names."""
    listed = ", ".join(f'"{name}"' for name in allowed)

    def parse(value: Any) -> str:
        if value not in allowed:
            raise NotAllowedError(f"einer der Werte {listed}", f"one of the values {listed}")
        return str(value)

    return parse


def absolute_iri(value: Any) -> str:
    """An absolute IRI (RFC 3987)."""
    try:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:.+", value):
            raise ValueError
        return NamedNode(value).value  # refuses what RFC 3987 does not allow
    except (TypeError, ValueError):
        raise NotAllowedError(
            "eine absolute IRI wie https://example.org/x", "an absolute IRI such as https://example.org/x"
        ) from None


def http_parts(value: Any) -> SplitResult:
    """The parts of an http(s) address; raises `ValueError` for anything else."""
    try:
        parts = urlsplit(absolute_iri(value))
    except NotAllowedError:
        raise ValueError from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError
    return parts


def folder_iri(value: Any) -> str:
    """An http(s) IRI to which relative IRIs can be appended (RFC 3986 5.2): no query, no fragment, ends with `/`."""
    problem = NotAllowedError(
        "eine http(s)-Adresse, die mit „/“ endet, ohne „?“ und „#“, z. B. https://daten.example.org/beteiligung/",
        "an http(s) address that ends with “/”, without “?” and “#”, e.g. https://data.example.org/participation/",
    )
    try:
        parts = http_parts(value)
    except ValueError:
        raise problem from None
    if parts.query or parts.fragment or "?" in value or "#" in value or not value.endswith("/"):
        raise problem
    if any(segment in (".", "..") for segment in parts.path.split("/")):
        raise problem
    return str(value)


def service(value: Any) -> str:
    """The http(s) address of a service; a user in it would end up in messages."""
    problem = NotAllowedError(
        "eine http(s)-Adresse wie https://example.org/sparql, ohne „#“ und ohne Zugangsdaten (diese gehören in"
        f" {STORE_USER} und {STORE_PASSWORD})",
        "an http(s) address such as https://example.org/sparql, without “#” and without credentials (these belong in"
        f" {STORE_USER} and {STORE_PASSWORD})",
    )
    try:
        parts = http_parts(value)
    except ValueError:
        raise problem from None
    if "@" in parts.netloc or "#" in value or not value.isascii():
        raise problem
    return str(value)


def store(value: Any) -> str:
    """`EMBEDDED`, or the address of a service."""
    if value == EMBEDDED:
        return EMBEDDED
    try:
        return service(value)
    except NotAllowedError as problem:
        raise NotAllowedError(
            f'{problem.allowed.de}, oder "{EMBEDDED}"', f'{problem.allowed.en}, or "{EMBEDDED}"'
        ) from None


def style_sheet(value: Any) -> str:
    """The name of a style sheet in the project folder, or an empty text."""
    if value != "" and not (isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]+\.css", value)):
        raise NotAllowedError(
            "eine CSS-Datei im Projektordner wie theme.css", "a CSS file in the project folder such as theme.css"
        )
    return str(value)


def optional_service(value: Any) -> str:
    """The address of a service, or an empty text."""
    return "" if value == "" else service(value)


def date(value: Any) -> datetime.date:
    """A date, of TOML or as text (ISO 8601)."""
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            value = None
    if type(value) is not datetime.date:
        raise NotAllowedError("ein Datum wie 2026-11-22", "a date such as 2026-11-22")
    return value


def languages(value: Any) -> tuple[str, ...]:
    """Languages, the preferred one first."""
    if (
        not isinstance(value, list)
        or not value
        or any(language not in LANGUAGES for language in value)
        or len(set(value)) < len(value)
    ):
        raise NotAllowedError(
            'eine Liste aus "de" und "en", die bevorzugte zuerst', 'a list of "de" and "en", the preferred one first'
        )
    return tuple(value)


def email(value: Any) -> str:
    """An e-mail address, or an empty text."""
    problem = NotAllowedError("eine E-Mail-Adresse oder nichts", "an e-mail address or nothing")
    if value == "":
        return ""
    if not isinstance(value, str) or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", value):
        raise problem
    try:
        absolute_iri(f"mailto:{value}")
    except NotAllowedError:
        raise problem from None
    return value


def optional_iri(value: Any) -> str:
    """An absolute IRI, or an empty text."""
    return "" if value == "" else absolute_iri(value)


def true_or_false(value: Any) -> bool:
    """A truth value."""
    if not isinstance(value, bool):
        raise NotAllowedError("einer der Werte true, false", "one of the values true, false")
    return value


def positive(value: Any) -> int:
    """A whole number from 1."""
    if type(value) is not int or value < 1:
        raise NotAllowedError("eine ganze Zahl ab 1", "a whole number from 1")
    return value


def seconds(value: Any) -> float:
    """A number of seconds above 0."""
    if type(value) not in (int, float) or not 0 < value < math.inf:
        raise NotAllowedError("eine Zahl über 0", "a number above 0")
    return float(value)


def not_negative(value: Any) -> int:
    """A whole number from 0."""
    if type(value) is not int or value < 0:
        raise NotAllowedError("eine ganze Zahl ab 0", "a whole number from 0")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts, each once."""
    if not isinstance(value, list) or any(not isinstance(one, str) or not one.strip() for one in value):
        raise NotAllowedError("eine Liste von Texten", "a list of texts")
    return tuple(dict.fromkeys(value))


def keywords(value: Any) -> tuple[str, ...]:
    """A list of keywords as CKAN takes them, each once; one that it does not take would keep the whole dataset out."""
    found = texts(value)
    if any(not KEYWORD.fullmatch(keyword) for keyword in found):
        raise NotAllowedError(
            "eine Liste von Schlagwörtern, jedes mit 2 bis 100 Zeichen: Buchstaben, Ziffern, Leerzeichen, Punkte, Binde- und Unterstriche",
            "a list of keywords, each with 2 to 100 characters: letters, digits, spaces, dots, hyphens and underscores",
        )
    return found


def iris(value: Any) -> tuple[str, ...]:
    """A list of absolute IRIs, each once."""
    if not isinstance(value, list):
        raise NotAllowedError("eine Liste von IRIs", "a list of IRIs")
    return tuple(dict.fromkeys(absolute_iri(one) for one in value))


def some_of(*allowed: str) -> Callable[[Any], tuple[str, ...]]:
    """Reads a list of some of these names."""
    listed = ", ".join(f'"{name}"' for name in allowed)

    def parse(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or any(one not in allowed for one in value):
            raise NotAllowedError(f"eine Liste aus {listed}", f"a list of some of {listed}")
        return tuple(dict.fromkeys(value))

    return parse


def optional_date(value: Any) -> datetime.date | None:
    """A date, or None for an empty text."""
    return None if value == "" else date(value)
