"""Conforming dataset → release folder: the same input gives the same bytes, whatever the machine or the clock.

A release is made beside the others under a name that starts with a dot and renamed when it is whole, so a build that is
stopped at any moment leaves nothing that could be taken for a release.
"""

import datetime
import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize

from engagiert_ld import __version__
from engagiert_ld.codings import CODINGS, SMALLEST
from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import DamagedReleaseError, DeploymentError, Message
from engagiert_ld.findings import Finding, Location, Severity
from engagiert_ld.formats import (
    CSV,
    DOWNLOAD_FORMATS,
    DUMP_FORMATS,
    JSON,
    JSONLD,
    NTRIPLES,
    RDFXML,
    TURTLE,
    Format,
    by_extension,
    serialise,
)
from engagiert_ld.formats.jsonld import context_document, context_for
from engagiert_ld.metadata.catalogue import Dump, catalogue, version_entry
from engagiert_ld.metadata.documents import document_statements
from engagiert_ld.metadata.quality import quality_statements
from engagiert_ld.metadata.tables import METADATA_FILE, TableWriter, tables
from engagiert_ld.metadata.void import void_description
from engagiert_ld.namespaces import prefixes
from engagiert_ld.publication import FILE_NAME, Publication
from engagiert_ld.release.doors import DOORS, proven
from engagiert_ld.release.manifest import (
    CHECKSUMS,
    CONTEXT,
    MANIFEST,
    SETTINGS,
    VOID,
    Release,
    open_release,
)
from engagiert_ld.release.quotations import withhold_quotations
from engagiert_ld.release.reifiers import with_reifiers
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.terms import iri_of
from engagiert_ld.validation import Report, published_report
from engagiert_ld.validation.wording import document

HASH_DIGITS: Final = 12
STAGED: Final = ".building-"
SET_ASIDE: Final = ".damaged-"
CATALOGUE_FORMATS: Final = (TURTLE, RDFXML, JSONLD, NTRIPLES)


@dataclass(frozen=True)
class Edition:
    """What is to be published: the settings, the dataset, the canonical form it is named by, and example queries as RDF."""

    publication: Publication
    quads: tuple[Quad, ...]
    canonical: bytes
    examples: tuple[Quad, ...] = ()

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical N-Quads, hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def version(self) -> str:
        """`modified` and the first digits of the hash."""
        return f"{self.publication.modified.isoformat()}-{self.sha256[:HASH_DIGITS]}"


def edition(publication: Publication, quads: Iterable[Quad], examples: tuple[Quad, ...] = ()) -> Edition:
    """The dataset as it will be published; canonical form: RDF Dataset Canonicalization 1.0, section 5.

    `examples` are no part of the dataset and have no say in the name of the version.
    """
    published = quads if publication.quotations == "full" else withhold_quotations(quads, publication.base_iri)
    dataset = Dataset(published)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return Edition(publication, tuple(sorted(dataset, key=str)), b"".join(sorted(lines)), examples)


def is_published(wanted: Edition, release: Release) -> bool:
    """Whether `release` holds just this edition, made by this version of the software."""
    return (
        release.manifest["dataset"]["sha256"] == wanted.sha256
        and release.manifest["software"]["version"] == __version__
        and dict(release.publication.content) == dict(wanted.publication.content)
        and set(release.examples) == set(wanted.examples)
        and VOID in release.files
    )


def date_findings(wanted: Edition, last: Release | None, place: Location) -> Iterator[Finding]:
    """What is wrong with the date of this edition, compared with the last release of the same base IRI; stated at `place`."""
    if last is None or last.publication.base_iri != wanted.publication.base_iri:
        return
    date, before = wanted.publication.modified, last.publication.modified
    if date < before:
        yield Finding(
            "K05",
            Severity.VIOLATION,
            Message(
                f"{FILE_NAME}: modified = {date} liegt vor dem Datum der letzten Veröffentlichung ({before}). Bitte ein späteres Datum eintragen.",
                f"{FILE_NAME}: modified = {date} is before the date of the last release ({before}). Enter a later date.",
            ),
            locations=(place,),
            local=True,
        )
    elif date == before and last.manifest["dataset"]["sha256"] != wanted.sha256:
        yield Finding(
            "K04",
            Severity.WARNING,
            Message(
                f"Die Daten haben sich geändert, {FILE_NAME} nennt aber noch das Datum der letzten Veröffentlichung ({before}). Bitte modified anpassen.",
                f"The data have changed, but {FILE_NAME} still names the date of the last release ({before}). Adjust modified.",
            ),
            locations=(place,),
            local=True,
        )


def build(wanted: Edition, report: Report, shelf: Shelf, keep: int = 0) -> Release:
    """Make the release with the report of its check, switch to it, and return it; where the same bytes are there already, nothing is written again.

    Of all releases, the latest `keep` stay on the shelf; 0: all.

    Other bytes for the same version (another version of the software, other titles) stand beside the old folder as
    `{version}-r2`, `-r3` …: a published folder is never written over. Raises `DeploymentError` where the disk refuses.
    """
    with shelf.locked():
        try:
            _sweep(shelf)
            version = issue(wanted, report, shelf)
            shelf.switch_to(version)
            shelf.retain(keep)
        except OSError as error:
            raise DeploymentError(
                f"Die Veröffentlichung konnte nicht geschrieben werden: {error}.",
                f"The release could not be written: {error}.",
            ) from None
    return open_release(shelf.path / version)


def issue(wanted: Edition, report: Report, shelf: Shelf) -> str:
    """Put the release on the shelf, which has to be locked, and tell the version that it got. Raises `OSError`."""
    return next(name for name in _names(wanted.version) if _settle(wanted, report, name, shelf.path))


def _names(version: str) -> Iterator[str]:
    return itertools.chain([version], (f"{version}-r{number}" for number in itertools.count(2)))


def _sweep(shelf: Shelf) -> None:
    """Remove what builds and erasures left that were stopped; only one of them runs at a time."""
    for left_over in shelf.path.glob(f"{STAGED}*"):
        shutil.rmtree(left_over)
    for erased in shelf.erased():
        if erased.version not in shelf.history():
            shutil.rmtree(shelf.path / erased.version, ignore_errors=True)


def _settle(wanted: Edition, report: Report, name: str, folder: Path) -> bool:
    """Put the release down under `name`; False where an intact release with other bytes has that name."""
    staged, final = folder / f"{STAGED}{name}", folder / name
    _write_files(wanted, report, name, staged)
    if final.is_dir() and _intact(final):
        same = _content(staged) == _content(final)
        shutil.rmtree(staged)
        return same
    if final.exists():
        shutil.rmtree(folder / f"{SET_ASIDE}{name}", ignore_errors=True)
        final.rename(folder / f"{SET_ASIDE}{name}")
    staged.rename(final)
    return True


def _intact(path: Path) -> bool:
    try:
        open_release(path)
    except DamagedReleaseError:
        return False
    return True


def _content(path: Path) -> list[str]:
    """The checksums of everything but the manifest, which names the software that wrote the rest."""
    lines = (path / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.endswith(f"  {MANIFEST}")]


def _write_files(wanted: Edition, report: Report, name: str, folder: Path) -> None:
    folder.mkdir()
    contents = _with_codings(_contents(wanted, name) | _report_files(wanted, report, name))
    contents[MANIFEST] = _json(_manifest(wanted, name, contents))
    sums = {file: hashlib.sha256(content).hexdigest() for file, content in contents.items()}
    contents[CHECKSUMS] = "".join(f"{sums[file]}  {file}\n" for file in sorted(sums)).encode()
    for file, content in contents.items():
        _write(folder / file, content)
    _stamp(folder, wanted.publication.modified)


def _with_codings(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each file that is served, and beside it one file for each content coding, where that is worth while."""
    served = {
        file: content for file, content in contents.items() if file not in (SETTINGS, VOID) and len(content) >= SMALLEST
    }
    coded = {
        f"{file}.{coding.extension}": coding.encode(content) for file, content in served.items() for coding in CODINGS
    }
    return dict(contents) | coded


def _contents(wanted: Edition, name: str) -> dict[str, bytes]:
    base_iri = wanted.publication.base_iri
    itself = document_statements(wanted.publication, f"{base_iri}doc", base_iri)
    context = context_for((*wanted.quads, *itself), prefixes(base_iri))
    descriptions = Descriptions.of(wanted.quads, wanted.publication.languages)
    contents, dumps = _data_files(wanted, name, context, descriptions)
    described = catalogue(wanted.publication, name, dumps)
    numbers = void_description(wanted.publication, name, dumps, wanted.quads)
    contents[DOORS] = _json(proven(wanted.quads, base_iri, descriptions, described, numbers, dumps))
    contents |= _metadata_files("catalogue", described, base_iri)
    contents |= _metadata_files("version", version_entry(wanted.publication, name, dumps), base_iri)
    contents |= _metadata_files("queries", wanted.examples, base_iri)
    contents[VOID] = serialise(numbers, NTRIPLES, base_iri)
    contents[CONTEXT] = context_document(context)
    contents[SETTINGS] = _json(wanted.publication.content)
    return contents


def _data_files(
    wanted: Edition, name: str, context: Mapping[str, Any], descriptions: Descriptions
) -> tuple[dict[str, bytes], list[Dump]]:
    """The dataset in each format, and the things as tables, by name of the file; and what the catalogue says of them."""
    publication = wanted.publication
    reified = tuple(with_reifiers(wanted.quads, publication.base_iri))
    contents = {
        f"all.{fmt.extension}": serialise(reified if fmt.version else wanted.quads, fmt, publication.base_iri, context)
        for fmt in DUMP_FORMATS
    }
    made, writer = tables(wanted.quads, publication), TableWriter(descriptions, publication)
    contents |= {table.file: writer.csv(table) for table in made}
    contents[METADATA_FILE] = writer.metadata(made, f"{publication.base_iri}dataset/{name}/{METADATA_FILE}")
    dumps = [_dump(f"all.{fmt.extension}", fmt, contents) for fmt in DUMP_FORMATS]
    dumps += [_dump(file, CSV, contents, title) for file, title in writer.titles(made).items()]
    return contents, dumps


def _report_files(wanted: Edition, report: Report, name: str) -> dict[str, bytes]:
    """The report of the check without what depends on this machine: copies of sources, lines of files."""
    base_iri = wanted.publication.base_iri
    public = published_report(report)
    statements = quality_statements(public, base_iri, f"{base_iri}dataset/{name}")
    return _metadata_files("validation", statements, base_iri) | {"validation.json": _json(document(public))}


def _metadata_files(stem: str, statements: Iterable[Quad], base_iri: str) -> dict[str, bytes]:
    """Statements that are no part of the dataset, as files with a context of their own."""
    stated = tuple(statements)
    context = context_for(stated, prefixes(base_iri))
    return {f"{stem}.{fmt.extension}": serialise(stated, fmt, base_iri, context) for fmt in CATALOGUE_FORMATS}


def _dump(
    file: str, fmt: Format, contents: Mapping[str, bytes], title: Mapping[str, str] = MappingProxyType({})
) -> Dump:
    content = contents[file]
    return Dump(file, fmt, len(content), hashlib.sha256(content).hexdigest(), title)


def _manifest(wanted: Edition, name: str, contents: Mapping[str, bytes]) -> Mapping[str, Any]:
    counts: dict[str, int] = {}
    for quad in wanted.quads:
        graph = iri_of(quad.graph_name)
        counts[graph] = counts.get(graph, 0) + 1
    return {
        "version": name,
        "base_iri": wanted.publication.base_iri,
        "modified": wanted.publication.modified.isoformat(),
        "software": {"name": "engagiert-ld", "version": __version__},
        "dataset": {
            "canonicalisation": "RDFC-1.0",
            "sha256": wanted.sha256,
            "quads": len(wanted.quads),
            "graphs": counts,
        },
        "files": [_entry(file, contents[file]) for file in sorted(contents)],
    }


def _entry(file: str, content: bytes) -> dict[str, Any]:
    stem, _, last = file.rpartition(".")
    coding = next((coding for coding in CODINGS if coding.extension == last), None)
    fmt = by_extension((stem if coding else file).partition(".")[2], DOWNLOAD_FORMATS) or JSON
    entry = {
        "path": file,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "media_type": fmt.media_type,
    }
    return entry | ({"coding": coding.name} if coding else {})


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(dict(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _stamp(folder: Path, modified: datetime.date) -> None:
    """Give files and folder the date of the release, so that archives of it are the same everywhere."""
    midnight = datetime.datetime(modified.year, modified.month, modified.day, tzinfo=datetime.UTC).timestamp()
    for path in (*folder.iterdir(), folder):
        os.utime(path, (midnight, midnight))
