"""`publication.toml` → frozen settings; every problem is named by its key, with what is allowed.

A setting is one row of `SETTINGS`. Rows marked `deployment` say how this server runs and may be overridden by the
environment; all others describe what is published and are kept, as they were, with each release.
"""

import datetime
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from engagiert_ld.errors import InputError, SettingError, UsageError
from engagiert_ld.publication.notices import Notices, read_notices
from engagiert_ld.publication.settings import SETTINGS, Setting
from engagiert_ld.publication.values import EMBEDDED, LANGUAGES, STORE_PASSWORD, STORE_USER, NotAllowedError
from engagiert_ld.toml_places import line_of

__all__ = [
    "EMBEDDED",
    "FILE_NAME",
    "LANGUAGES",
    "SETTINGS",
    "STORE_PASSWORD",
    "STORE_USER",
    "CatalogueEntry",
    "Credentials",
    "Deployment",
    "Limits",
    "Publication",
    "Setting",
    "Texts",
    "check_environment",
    "find_project",
    "load_deployment",
    "load_publication",
    "publication_from_content",
    "store_credentials",
]

FILE_NAME: Final = "publication.toml"

Texts = Mapping[str, str]
"""One text per language tag."""


@dataclass(frozen=True)
class Limits:
    """What this server accepts: `max_query_bytes` of one SPARQL query, `backlinks_shown` per property on a page.

    Finished answers of `kept_bytes` in all, with their codings, stay in memory. A query may run for `query_seconds`, take
    `query_memory_bytes` and give `result_bytes` and `result_rows` (0: any number) in one answer. At once `query_workers`
    queries run and `waiting_queries` wait. So many `earlier_releases` are shown at once. A page
    of the catalogue has `catalogue_datasets`.
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
    catalogue_datasets: int


@dataclass(frozen=True)
class Credentials:
    """What the query service is told where it asks who is there; never shown."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Deployment:
    """How this server runs: where it is reached, which store answers, which limits hold.

    With `behind_proxy`, clients are whom the last proxy names in `X-Forwarded-For`.
    The latest `keep_releases` stay on the shelf (0: all). With `lists_versions`, the catalogue has kept releases as datasets of their own.
    `store` is `EMBEDDED` or the address of a SPARQL service, `graph_store` where releases are sent to it. `notices` are the texts
    that the site owes its readers, `theme` is the style sheet with the colours of the city.
    """

    site_url: str
    store: str
    graph_store: str
    behind_proxy: bool
    limits: Limits
    lists_versions: bool = False
    keep_releases: int = 0
    notices: Notices = field(default_factory=dict)
    theme: str = ""

    @property
    def prefix(self) -> str:
        """The path of `site_url` without its last slash: what stands before each path behind a proxy."""
        return urlsplit(self.site_url).path.rstrip("/")


@dataclass(frozen=True)
class CatalogueEntry:
    """What the catalogue says of the dataset beside title and contact; what is empty is not said.

    `themes`, `frequency` and `availability` are codes of authority tables of the European Union, `geocoding_level` is one of
    DCAT-AP.de; `spatial`, `geocoding` and `contributor_id` are IRIs.
    """

    themes: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    spatial: tuple[str, ...]
    start: datetime.date | None
    end: datetime.date | None
    issued: datetime.date | None
    frequency: str
    availability: str
    contributor_id: str
    geocoding_level: str
    geocoding: tuple[str, ...]


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
    catalogue: CatalogueEntry
    content: Mapping[str, Any]


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
    return _publication(values), _deployment(values, project)


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
    return _deployment(
        {row.key: _value(row, flat) for row in SETTINGS if row.deployment or row.key == "base_iri"}, None
    )


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
    except NotAllowedError as problem:
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
    if value is None:
        return ""
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
        catalogue=_catalogue_entry(values),
        content=MappingProxyType(content),
    )


def _catalogue_entry(values: Mapping[str, Any]) -> CatalogueEntry:
    own = {key.removeprefix("catalogue."): value for key, value in values.items() if key.startswith("catalogue.")}
    return CatalogueEntry(
        own["themes"],
        MappingProxyType({language: own[f"keywords.{language}"] for language in LANGUAGES}),
        own["spatial"],
        own["temporal.start"],
        own["temporal.end"],
        own["issued"],
        own["frequency"],
        own["availability"],
        own["contributor_id"],
        own["geocoding_level"],
        own["geocoding"],
    )


def _deployment(values: Mapping[str, Any], project: Path | None) -> Deployment:
    limits = {key.removeprefix("limits."): value for key, value in values.items() if key.startswith("limits.")}
    limits["query_workers"] = limits["query_workers"] or len(os.sched_getaffinity(0)) + 1
    return Deployment(
        values["site_url"] or values["base_iri"],
        values["store"],
        values["graph_store"],
        values["behind_proxy"],
        Limits(**limits),
        values["catalogue.versions"],
        values["keep_releases"],
        read_notices(project, values["languages"]) if project else {},
        _theme(project, values["theme"]) if project else "",
    )


def _theme(project: Path, name: str) -> str:
    """The style sheet with the colours of the city. Raises `SettingError` where it is not there, or asks others for something."""
    if not name:
        return ""
    try:
        text = (project / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingError("theme", f"{name} ist nicht lesbar.", f"{name} cannot be read.") from None
    if "//" in text or "@import" in text:
        raise SettingError(
            "theme",
            f"{name} lädt etwas nach: „//“ und „@import“ sind nicht erlaubt, damit keine Seite andere Server anfragt.",
            f"{name} loads something: “//” and “@import” are not allowed, so that no page asks other servers.",
        )
    return text
