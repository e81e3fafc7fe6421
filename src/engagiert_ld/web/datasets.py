"""The dataset, its versions, dumps and catalogue: bytes of the release, as they are."""

import json
from collections.abc import Mapping
from typing import Final, cast

from flask import Blueprint, Response, request

from engagiert_ld.codings import CODINGS
from engagiert_ld.errors import Message
from engagiert_ld.formats import CSV, DOWNLOAD_FORMATS, DUMP_FORMATS, HTML, TURTLE, Format, by_extension, serialise
from engagiert_ld.metadata.catalogue import Dump, has_versions
from engagiert_ld.metadata.citation import as_text
from engagiert_ld.metadata.schema_org import dataset_schema_org, script_text
from engagiert_ld.metadata.tables import METADATA_FILE, as_excel
from engagiert_ld.namespaces import SCHEMA
from engagiert_ld.release.manifest import ABOUT_FILES, VERSION_ENTRY, Release, StoredFile
from engagiert_ld.web.answers import answer, answer_once, found
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.citations import WHOLE_FORMATS, citation_of_version
from engagiert_ld.web.delivery import Content
from engagiert_ld.web.operations import (
    DATASET,
    Negotiated,
    Operation,
    PathParameter,
    Redirection,
    Single,
    described,
)
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.representations import (
    IMMUTABLE,
    METADATA_FORMATS,
    MOVING,
    Link,
    Resource,
    Variant,
    known_extension,
    require_extension,
)
from engagiert_ld.web.site import site
from engagiert_ld.web.void import void_link

REPORT: Final = "validation.json"
DIALECT: Final = "dialect"
EXCEL: Final = "excel-de"

blueprint = Blueprint("datasets", __name__)


def _files() -> list[str]:
    """The files that can be had, the dump in Turtle first."""
    names = (*site().release.files, *ABOUT_FILES)
    found = [name for name in names if _content_type(site().release, name)]
    return sorted(found, key=lambda name: (name != f"all.{TURTLE.extension}", name))


VERSION: Final = PathParameter(
    "version",
    Message("Die Version der Ausgabe.", "The version of the release."),
    lambda: site().archive.versions[::-1],
    closed=True,
)
FILE: Final = PathParameter("file", Message("Name der Datei.", "Name of the file."), _files, closed=True)


@blueprint.get("/dataset", defaults={"extension": ""})
@blueprint.get("/dataset.<extension>")
@described(
    Operation(
        "dataset",
        "/dataset",
        DATASET,
        Message("Der Datensatz", "The dataset"),
        Message(
            "Der Katalogeintrag (DCAT-AP.de) mit allen Downloads und Versionen, als Daten oder als Seite.",
            "The catalogue entry (DCAT-AP.de) with all downloads and versions, as data or as a page.",
        ),
        Negotiated(METADATA_FORMATS),
    )
)
def dataset(extension: str) -> Response:
    """The entry of the dataset, with the versions that are kept."""
    require_extension("dataset", extension, METADATA_FORMATS)
    release = site().release

    def render(variant: Variant) -> Content:
        if variant.fmt is HTML:
            return _page(release, "dataset", variant)
        stated = (*release.catalogue, *has_versions(release.publication, site().archive.versions))
        return serialise(stated, variant.fmt, site().base_iri)

    return answer(Resource("dataset", METADATA_FORMATS, render, _links(release)), extension)


@blueprint.get("/dataset/<version>")
@described(
    Operation(
        "datasetVersion",
        "/dataset/{version}",
        DATASET,
        Message("Eine Version des Datensatzes", "A version of the dataset"),
        Message(
            "Der Katalogeintrag einer Version; er ändert sich nicht.",
            "The catalogue entry of a version; it does not change.",
        ),
        Negotiated(METADATA_FORMATS),
        (VERSION,),
        refusals=(410,),
    )
)
def dated(version: str) -> Response:
    """The catalogue entry of one version."""
    stem, extension = known_extension(version, METADATA_FORMATS)
    return _version(kept_release(stem), extension)


@blueprint.get("/dataset/<version>/<file>")
@described(
    Operation(
        "dump",
        "/dataset/{version}/{file}",
        DATASET,
        Message("Ein Download", "A download"),
        Message(
            "Die ganzen Daten oder eine Tabelle (CSV) als Datei, auf Wunsch in Teilen. Gepackte Dateien sind eigene Dateien. Tabellen gibt es"
            " mit ?dialect=excel-de auch mit Semikolon, wie ein deutsches Excel sie öffnet. SHA256SUMS hat alle Prüfsummen.",
            "All data or a table (CSV) as a file, in parts if you like. Packed files are files of their own. Tables can also be had with"
            " semicolons, as a German Excel opens them (?dialect=excel-de). SHA256SUMS has all checksums.",
        ),
        Single(
            lambda: sorted({_content_type(site().release, name).partition(";")[0] for name in _files()}), ranges=True
        ),
        (VERSION, FILE),
        refusals=(410,),
    )
)
def dump(version: str, file: str) -> Response:
    """A file of one version."""
    release = kept_release(version)
    content_type = _content_type(release, file)
    if not content_type:
        raise unknown(f"dataset/{version}/{file}")
    links = (
        Link(site().url(f"dataset/{version}"), "collection"),
        Link(site().url(f"dataset/{version}.ttl"), "describedby", TURTLE.media_type),
        Link(release.publication.data_licence, "license"),
    )
    content = _in_dialect(release.stored(file), _format_of(file))
    return answer_once(content, content_type, IMMUTABLE, links, ranges=True, modified=release.publication.modified)


def _in_dialect(content: StoredFile, fmt: Format | None) -> Content:
    """A table as the address asks for it. Raises `RefusalError` (400)."""
    dialect = Asked(request.environ).parameter(DIALECT)
    if not dialect or fmt is not CSV:
        return content
    if dialect != EXCEL:
        raise RefusalError(400, f"{DIALECT} ist {EXCEL} oder fehlt", f"{DIALECT} is {EXCEL}, or is left out")
    return as_excel(bytes(content))


@blueprint.get("/dumps/latest/<file>")
@described(
    Operation(
        "latestDump",
        "/dumps/latest/{file}",
        DATASET,
        Message("Der neueste Download", "The latest download"),
        Message(
            "Immer dieselbe Adresse, für Skripte und Lesezeichen.",
            "Always the same address, for scripts and bookmarks.",
        ),
        Redirection(302, Message("Zur Datei der aktuellen Version.", "To the file of the current version.")),
        (FILE,),
    )
)
def latest(file: str) -> Response:
    """302 to the same file of the current version."""
    if not _content_type(site().release, file):
        raise unknown(f"dumps/latest/{file}")
    return found(f"dataset/{site().release.version}/{file}")


def _format_of(file: str) -> Format | None:
    return by_extension(file.partition(".")[2], DOWNLOAD_FORMATS)


def _content_type(release: Release, file: str) -> str:
    """The media type of a file; empty where there is none. A packed file is a file of its own (RFC 9110 8.4)."""
    media_type = release.media_type(file)
    coding = next((coding for coding in CODINGS if file.endswith(f".{coding.extension}")), None)
    if coding or not media_type:
        return coding.media_type if coding and media_type else ""
    fmt = _format_of(file)
    if fmt:
        return fmt.content_type
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def kept_release(version: str) -> Release:
    """The release with this version. Raises `RefusalError` (404), and `DamagedReleaseError` where it cannot be read."""
    release = site().archive.release(version)
    if release is None and version in site().archive.successors:
        successor = site().archive.successors[version]
        raise RefusalError(
            410,
            f"Aus der Version {version} wurde etwas gelöscht; an ihrer Stelle steht {successor}",
            f"something was erased from version {version}; {successor} stands in its place",
            fields={"Link": str(Link(site().url(f"dataset/{successor}"), "successor-version"))},
        )
    if release is None and version in site().archive.published:
        raise RefusalError(
            410,
            f"Die Version {version} wird nicht mehr aufbewahrt; aktuell ist {site().release.version}",
            f"version {version} is no longer kept; the current one is {site().release.version}",
            fields={"Link": str(Link(site().url("dataset"), "latest-version"))},
        )
    if release is None:
        current = site().release.version
        raise RefusalError(
            404,
            f"Die Version {version} gibt es hier nicht; aktuell ist {current}",
            f"version {version} is unknown here; the current one is {current}",
        )
    return release


def _version(release: Release, extension: str) -> Response:
    path = f"dataset/{release.version}"
    stem = "version" if VERSION_ENTRY in release.files else "catalogue"

    def render(variant: Variant) -> Content:
        if variant.fmt is HTML:
            return _page(release, path, variant)
        return release.stored(f"{stem}.{variant.fmt.extension}")

    links, modified = _links(release), release.publication.modified
    resource = Resource(path, METADATA_FORMATS, render, links, IMMUTABLE, page_cache=MOVING, modified=modified)
    return answer(resource, extension)


def _links(release: Release) -> tuple[Link, ...]:
    """The licence, and the dumps as the content that the page stands for (FAIR Signposting, `item`)."""
    version = f"dataset/{release.version}"
    dumps = (Link(site().url(f"{version}/{name}"), "item", fmt.media_type) for name, fmt in _dumps(release))
    licence = Link(release.publication.data_licence, "license")
    types = (Link(f"{SCHEMA}{name}", "type") for name in ("AboutPage", "Dataset"))
    numbers = [void_link(site())] if release is site().release else []
    return (*types, Link(site().iri(version), "cite-as"), licence, *numbers, *_version_links(release), *dumps)


def _version_links(release: Release) -> tuple[Link, ...]:
    """The moving address, and the version before, whose place in the order never changes (RFC 5829)."""
    published = site().archive.published
    before = published[: published.index(release.version)][-1:]
    links = [Link(site().url("dataset"), "latest-version")]
    return (*links, *(Link(site().url(f"dataset/{version}"), "predecessor-version") for version in before))


def _dumps(release: Release) -> list[tuple[str, Format]]:
    """The dumps that are not packed: file name and format."""
    found = ((name, _format_of(name)) for name in sorted(release.files) if name.startswith("all."))
    return [(name, fmt) for name, fmt in found if fmt in DUMP_FORMATS]


def _tables(release: Release) -> list[tuple[str, Format]]:
    """The tables that are not packed, as `_dumps`."""
    return [(name, CSV) for name in sorted(release.files) if _format_of(name) is CSV]


def _page(release: Release, path: str, variant: Variant) -> bytes:
    dumps = _dumps(release)
    entries = [(release.files[name], fmt) for name, fmt in dumps]
    tables = [release.files[name] for name, _ in _tables(release)]
    formats = [fmt for fmt in METADATA_FORMATS if fmt is not HTML]
    described = dataset_schema_org(
        release.publication,
        release.version,
        (_as_dump(release, *dump) for dump in (*dumps, *_tables(release))),
        site().iri,
        path,
    )
    page = {
        "path": path,
        "release": release,
        "dumps": entries,
        "checked": _checked(release),
        "tables": tables,
        "about_tables": METADATA_FILE,
        "formats": formats,
        "versions": site().archive.versions[::-1],
        "schema_org": script_text(described),
        "citation": as_text(citation_of_version(release, variant.language)),
        "citation_formats": WHOLE_FORMATS,
    }
    return render_page("dataset.html", variant, **page)


def _checked(release: Release) -> Mapping[str, int]:
    """How many findings of each kind the check of a release had."""
    report = json.loads(bytes(release.stored(REPORT))) if REPORT in release.files else {}
    return cast(Mapping[str, int], report.get("counts", {}))


def _as_dump(release: Release, name: str, fmt: Format) -> Dump:
    entry = release.files[name]
    return Dump(name, fmt, entry["bytes"], entry["sha256"])
