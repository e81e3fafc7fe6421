"""`publication.toml` → frozen settings; every problem is named by its key, with what is allowed.

A setting is one row of `SETTINGS`. Rows marked `deployment` say how this server runs and may be overridden by the
environment; all others describe what is published and are kept, as they were, with each release.
"""

import datetime
import math
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from pyoxigraph import NamedNode

from engagiert_ld.errors import InputError, Message, SettingError, UsageError
from engagiert_ld.toml_places import line_of

FILE_NAME: Final = "publication.toml"
STORE_USER: Final = "ENGAGIERT_LD_STORE_USER"
STORE_PASSWORD: Final = "ENGAGIERT_LD_STORE_PASSWORD"
LANGUAGES: Final = ("de", "en")
EMBEDDED: Final = "embedded"
DATA_LICENCE: Final = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"

Texts = Mapping[str, str]
"""One text per language tag."""


@dataclass(frozen=True)
class Limits:
    """What this server accepts: `max_query_bytes` of one SPARQL query, `backlinks_shown` per property on a page.

    Finished answers of `kept_bytes` in all, with their codings, stay in memory. A query may run for `query_seconds`, take
    `query_memory_bytes` and give `result_bytes` and `result_rows` (0: any number) in one answer. At once `query_workers`
    queries run and `waiting_queries` wait. So many `earlier_releases` are shown at once.
    """

    max_query_bytes: int
    backlinks_shown: int
    kept_bytes: int
    query_seconds: float
    query_memory_bytes: int
    result_bytes: int
    result_rows: int
    query_workers: int
    waiting_queries: int
    earlier_releases: int


@dataclass(frozen=True)
class Credentials:
    """What the query service is told where it asks who is there; never shown."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Deployment:
    """How this server runs: where it is reached, which store answers, which limits hold.

    With `behind_proxy`, clients are whom the last proxy names in `X-Forwarded-For`.
    `store` is `EMBEDDED` or the address of a SPARQL service, `graph_store` where releases are sent to it.
    """

    site_url: str
    store: str
    graph_store: str
    behind_proxy: bool
    limits: Limits

    @property
    def prefix(self) -> str:
        """The path of `site_url` without its last slash: what stands before each path behind a proxy."""
        return urlsplit(self.site_url).path.rstrip("/")


@dataclass(frozen=True)
class Publication:
    """What is published; `content` are the settings as plain values, as they go into a release."""

    base_iri: str
    modified: datetime.date
    languages: tuple[str, ...]
    title: Texts
    description: Texts
    publisher_name: Texts
    publisher_homepage: str
    contact_name: Texts
    contact_email: str
    contact_url: str
    data_licence: str
    software_licence: str
    quotations: str
    content: Mapping[str, Any]

    @property
    def base_path(self) -> str:
        """The path of `base_iri`; it ends with a slash."""
        return urlsplit(self.base_iri).path


class _NotAllowedError(Exception):
    """What a value should have been."""

    def __init__(self, de: str, en: str) -> None:
        self.allowed = Message(de, en)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _NotAllowedError("ein Text, der nicht leer ist", "a text that is not empty")
    return value


def _optional_text(value: Any) -> str:
    return "" if value == "" else _text(value)


def _one_of(*allowed: str) -> Callable[[Any], str]:
    listed = ", ".join(f'"{name}"' for name in allowed)

    def parse(value: Any) -> str:
        if value not in allowed:
            raise _NotAllowedError(f"einer der Werte {listed}", f"one of the values {listed}")
        return str(value)

    return parse


def _absolute_iri(value: Any) -> str:
    try:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:.+", value):
            raise ValueError
        return NamedNode(value).value  # refuses what RFC 3987 does not allow
    except (TypeError, ValueError):
        raise _NotAllowedError(
            "eine absolute IRI wie https://example.org/x", "an absolute IRI such as https://example.org/x"
        ) from None


def _http_parts(value: Any) -> SplitResult:
    """The parts of an http(s) address; raises `ValueError` for anything else."""
    try:
        parts = urlsplit(_absolute_iri(value))
    except _NotAllowedError:
        raise ValueError from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError
    return parts


def _folder_iri(value: Any) -> str:
    """An http(s) IRI to which relative IRIs can be appended (RFC 3986 5.2): no query, no fragment, ends with `/`."""
    problem = _NotAllowedError(
        "eine http(s)-Adresse, die mit „/“ endet, ohne „?“ und „#“, z. B. https://daten.example.org/beteiligung/",
        "an http(s) address that ends with “/”, without “?” and “#”, e.g. https://data.example.org/participation/",
    )
    try:
        parts = _http_parts(value)
    except ValueError:
        raise problem from None
    if parts.query or parts.fragment or "?" in value or "#" in value or not value.endswith("/"):
        raise problem
    if any(segment in (".", "..") for segment in parts.path.split("/")):
        raise problem
    return str(value)


def _service(value: Any) -> str:
    """The http(s) address of a service; a user in it would end up in messages."""
    problem = _NotAllowedError(
        "eine http(s)-Adresse wie https://example.org/sparql, ohne „#“ und ohne Zugangsdaten (diese gehören in"
        f" {STORE_USER} und {STORE_PASSWORD})",
        "an http(s) address such as https://example.org/sparql, without “#” and without credentials (these belong in"
        f" {STORE_USER} and {STORE_PASSWORD})",
    )
    try:
        parts = _http_parts(value)
    except ValueError:
        raise problem from None
    if "@" in parts.netloc or "#" in value or not value.isascii():
        raise problem
    return str(value)


def _store(value: Any) -> str:
    if value == EMBEDDED:
        return EMBEDDED
    try:
        return _service(value)
    except _NotAllowedError as problem:
        raise _NotAllowedError(
            f'{problem.allowed.de}, oder "{EMBEDDED}"', f'{problem.allowed.en}, or "{EMBEDDED}"'
        ) from None


def _optional_service(value: Any) -> str:
    return "" if value == "" else _service(value)


def _date(value: Any) -> datetime.date:
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            value = None
    if type(value) is not datetime.date:
        raise _NotAllowedError("ein Datum wie 2026-11-22", "a date such as 2026-11-22")
    return value


def _languages(value: Any) -> tuple[str, ...]:
    if (
        not isinstance(value, list)
        or not value
        or any(language not in LANGUAGES for language in value)
        or len(set(value)) < len(value)
    ):
        raise _NotAllowedError(
            'eine Liste aus "de" und "en", die bevorzugte zuerst', 'a list of "de" and "en", the preferred one first'
        )
    return tuple(value)


def _email(value: Any) -> str:
    problem = _NotAllowedError("eine E-Mail-Adresse oder nichts", "an e-mail address or nothing")
    if value == "":
        return ""
    if not isinstance(value, str) or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", value):
        raise problem
    try:
        _absolute_iri(f"mailto:{value}")
    except _NotAllowedError:
        raise problem from None
    return value


def _optional_iri(value: Any) -> str:
    return "" if value == "" else _absolute_iri(value)


def _true_or_false(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _NotAllowedError("einer der Werte true, false", "one of the values true, false")
    return value


def _positive(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise _NotAllowedError("eine ganze Zahl ab 1", "a whole number from 1")
    return value


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value < math.inf:
        raise _NotAllowedError("eine Zahl über 0", "a number above 0")
    return float(value)


def _not_negative(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise _NotAllowedError("eine ganze Zahl ab 0", "a whole number from 0")
    return value


@dataclass(frozen=True)
class Setting:
    """One row: dotted key, how a value is read, its default (`...` = required), what it means."""

    key: str
    parse: Callable[[Any], Any]
    default: Any
    help: Message
    deployment: bool = False
    variable: str = ""


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("base_iri", _folder_iri, ..., Message("wie die Dinge heißen", "what things are called")),
    Setting("modified", _date, ..., Message("Datum der Ausgabe", "date of the release")),
    Setting(
        "languages", _languages, ["de", "en"], Message("Sprachen, bevorzugte zuerst", "languages, preferred first")
    ),
    Setting("title.de", _text, ..., Message("Titel", "title in German")),
    Setting("title.en", _text, ..., Message("Titel auf Englisch", "title")),
    Setting("description.de", _text, ..., Message("Beschreibung", "description in German")),
    Setting("description.en", _text, ..., Message("Beschreibung auf Englisch", "description")),
    Setting("publisher.name.de", _text, ..., Message("wer veröffentlicht", "who publishes, in German")),
    Setting("publisher.name.en", _text, ..., Message("wer veröffentlicht, auf Englisch", "who publishes")),
    Setting("publisher.homepage", _optional_iri, "", Message("Webseite dazu", "its home page")),
    Setting("contact.name.de", _text, ..., Message("Ansprechstelle", "contact, in German")),
    Setting("contact.name.en", _text, ..., Message("Ansprechstelle auf Englisch", "contact")),
    Setting("contact.email", _email, "", Message("E-Mail der Ansprechstelle", "e-mail of the contact")),
    Setting("contact.url", _optional_iri, "", Message("Webseite der Ansprechstelle", "page of the contact")),
    Setting(
        "licence.data", _absolute_iri, DATA_LICENCE, Message("Lizenz der Daten (IRI)", "licence of the data (IRI)")
    ),
    Setting(
        "licence.software", _text, "EUPL-1.2", Message("Lizenz der Software (SPDX)", "licence of the software (SPDX)")
    ),
    Setting(
        "quotations",
        _one_of("full", "none"),
        "full",
        Message("Wortlaut der Zitate veröffentlichen", "publish the wording of quotations"),
    ),
    Setting(
        "site_url",
        _folder_iri,
        None,
        Message("wo dieser Server erreichbar ist", "where this server is reached"),
        deployment=True,
        variable="ENGAGIERT_LD_SITE_URL",
    ),
    Setting(
        "store",
        _store,
        EMBEDDED,
        Message("womit Abfragen beantwortet werden", "what answers queries"),
        deployment=True,
        variable="ENGAGIERT_LD_STORE",
    ),
    Setting(
        "behind_proxy",
        _true_or_false,
        False,
        Message("steht hinter einem Proxy, der X-Forwarded-For setzt", "is behind a proxy that sets X-Forwarded-For"),
        deployment=True,
    ),
    Setting(
        "graph_store",
        _optional_service,
        "",
        Message("wohin „push“ Ausgaben schickt", "where “push” sends releases"),
        deployment=True,
        variable="ENGAGIERT_LD_GRAPH_STORE",
    ),
    Setting("limits.max_query_bytes", _positive, 100_000, Message("längste Abfrage", "longest query"), deployment=True),
    Setting(
        "limits.backlinks_shown",
        _positive,
        100,
        Message("Rückverweise je Eigenschaft auf einer Seite", "backlinks per property on a page"),
        deployment=True,
    ),
    Setting(
        "limits.kept_bytes",
        _not_negative,
        64 * 1024 * 1024,
        Message("Speicher für fertige Antworten in Byte", "memory for finished answers in bytes"),
        deployment=True,
    ),
    Setting(
        "limits.query_seconds",
        _seconds,
        10,
        Message("längste Dauer einer Abfrage in Sekunden", "longest time of a query in seconds"),
        deployment=True,
    ),
    Setting(
        "limits.query_memory_bytes",
        _positive,
        256 * 1024 * 1024,
        Message("Arbeitsspeicher einer Abfrage in Byte", "memory of a query in bytes"),
        deployment=True,
    ),
    Setting(
        "limits.result_bytes",
        _positive,
        64 * 1024 * 1024,
        Message("größtes Ergebnis einer Abfrage in Byte", "largest result of a query in bytes"),
        deployment=True,
    ),
    Setting(
        "limits.result_rows",
        _not_negative,
        100_000,
        Message(
            "Zeilen oder Tripel einer Antwort, mehr gibt es in Seiten; 0: beliebig viele",
            "rows or triples of one answer, more come in pages; 0: any number",
        ),
        deployment=True,
    ),
    Setting(
        "limits.query_workers",
        _not_negative,
        0,
        Message(
            "Abfragen, die zugleich laufen; 0: eine mehr als Prozessorkerne",
            "queries that run at once; 0: one more than there are cores",
        ),
        deployment=True,
    ),
    Setting(
        "limits.waiting_queries",
        _not_negative,
        200,
        Message("Abfragen, die höchstens warten", "queries that wait at most"),
        deployment=True,
    ),
    Setting(
        "limits.earlier_releases",
        _not_negative,
        2,
        Message("frühere Ausgaben, die zugleich gezeigt werden", "earlier releases that are shown at once"),
        deployment=True,
    ),
)


def find_project(start: Path) -> Path:
    """The project folder: `start` if it holds a `publication.toml`.

    Raises `UsageError` with the way to make one.
    """
    if (start / FILE_NAME).is_file():
        return start
    raise UsageError(
        f"{start} ist kein Projektordner: dort liegt keine {FILE_NAME}. Mit --project ORDNER einen anderen Ordner"
        " angeben oder mit „engagiert-ld init ORDNER“ einen neuen anlegen.",
        f"{start} is no project folder: there is no {FILE_NAME} in it. Name another folder with --project DIR, or make"
        " a new one with “engagiert-ld init DIR”.",
    )


def load_publication(project: Path, environ: Mapping[str, str]) -> tuple[Publication, Deployment]:
    """Read the settings of a project folder; `environ` overrides the deployment rows by their variables.

    Raises `UsageError` outside a project, `InputError` for an unreadable file, `SettingError` for a wrong setting.
    """
    text, raw = _read_toml(find_project(project) / FILE_NAME)
    flat = _flatten(raw)
    overriding = {row.key: environ[row.variable] for row in SETTINGS if row.variable and environ.get(row.variable)}
    try:
        _refuse_unknown(flat)
        values = {row.key: _value(row, flat | overriding) for row in SETTINGS}
    except SettingError as error:
        line = 0 if error.key in overriding else line_of(text, error.key)
        raise SettingError(error.key, *error.said, f"{FILE_NAME}:{line}" if line else "") from None
    return _publication(values), _deployment(values)


def publication_from_content(content: Mapping[str, Any]) -> Publication:
    """The publication of a release from the `content` kept with it; raises `SettingError`."""
    return _publication({row.key: _value(row, content) for row in SETTINGS if not row.deployment})


def check_environment(environ: Mapping[str, str]) -> None:
    """Raise `SettingError` for a wrong setting of the environment."""
    for row in SETTINGS:
        if environ.get(row.variable):
            _value(row, {row.key: environ[row.variable]})
    store_credentials(environ)


def store_credentials(environ: Mapping[str, str]) -> Credentials | None:
    """User and password for the store; raises `SettingError` where only one of them is set, or what HTTP may not carry."""
    user, password = environ.get(STORE_USER, ""), environ.get(STORE_PASSWORD, "")
    if not user and not password:
        return None
    if not user or not password or ":" in user or not _is_plain(user + password):
        raise SettingError(
            STORE_USER if not user or password else STORE_PASSWORD,
            f"{STORE_USER} und {STORE_PASSWORD} werden beide gebraucht, in druckbarem ASCII, der Name ohne „:“.",
            f"{STORE_USER} and {STORE_PASSWORD} are both needed, in printable ASCII, the name without “:”.",
        )
    return Credentials(user, password)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def load_deployment(project: Path, base_iri: str, environ: Mapping[str, str]) -> Deployment:
    """How this server runs, for a release with this base IRI.

    A faulty `publication.toml` does not keep a release from being served: then the environment alone says how.
    Raises `SettingError` as `check_environment` does.
    """
    try:
        return load_publication(project, environ)[1]
    except (InputError, UsageError):
        return _deployment_without_file(base_iri, environ)


def _deployment_without_file(base_iri: str, environ: Mapping[str, str]) -> Deployment:
    flat = {"base_iri": base_iri} | {
        r.key: environ[r.variable] for r in SETTINGS if r.variable and environ.get(r.variable)
    }
    return _deployment({row.key: _value(row, flat) for row in SETTINGS if row.deployment or row.key == "base_iri"})


def _read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        raise InputError(
            f"{path} ist nicht lesbar: {error.strerror}.", f"{path} cannot be read: {error.strerror}."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} ist kein gültiges TOML: {error}.", f"{path} is not valid TOML: {error}.") from None


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return flat


def _refuse_unknown(flat: Mapping[str, Any]) -> None:
    known = [row.key for row in SETTINGS]
    for key in flat:
        if key not in known:
            raise SettingError(
                key,
                f"unbekannt. Bekannt sind: {', '.join(known)}.",
                f"unknown. Known settings: {', '.join(known)}.",
            )


def _value(row: Setting, flat: Mapping[str, Any]) -> Any:
    if row.key not in flat:
        if row.default is ...:
            raise SettingError(row.key, f"fehlt ({row.help.de}).", f"is missing ({row.help.en}).")
        return row.default if row.default is None else row.parse(row.default)
    try:
        return row.parse(flat[row.key])
    except _NotAllowedError as problem:
        shown = _shown(flat[row.key])
        origin = f" ({row.variable})" if row.variable else ""
        raise SettingError(
            row.key,
            f"{shown} ist nicht erlaubt; erlaubt ist {problem.allowed.de}{origin}.",
            f"{shown} is not allowed; allowed is {problem.allowed.en}{origin}.",
        ) from None


def _shown(value: Any) -> str:
    """A value of TOML as a person would write it, but for credentials in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    shown = str(value) if isinstance(value, datetime.date | datetime.time) else repr(value)
    return re.sub(r"//[^/]*@", "//…@", shown)


def _texts(values: Mapping[str, Any], key: str) -> Texts:
    return MappingProxyType({language: values[f"{key}.{language}"] for language in LANGUAGES})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _publication(values: Mapping[str, Any]) -> Publication:
    content = {row.key: _plain(values[row.key]) for row in SETTINGS if not row.deployment}
    return Publication(
        base_iri=values["base_iri"],
        modified=values["modified"],
        languages=values["languages"],
        title=_texts(values, "title"),
        description=_texts(values, "description"),
        publisher_name=_texts(values, "publisher.name"),
        publisher_homepage=values["publisher.homepage"],
        contact_name=_texts(values, "contact.name"),
        contact_email=values["contact.email"],
        contact_url=values["contact.url"],
        data_licence=values["licence.data"],
        software_licence=values["licence.software"],
        quotations=values["quotations"],
        content=MappingProxyType(content),
    )


def _deployment(values: Mapping[str, Any]) -> Deployment:
    limits = {key.removeprefix("limits."): value for key, value in values.items() if key.startswith("limits.")}
    limits["query_workers"] = limits["query_workers"] or len(os.sched_getaffinity(0)) + 1
    return Deployment(
        values["site_url"] or values["base_iri"],
        values["store"],
        values["graph_store"],
        values["behind_proxy"],
        Limits(**limits),
    )
