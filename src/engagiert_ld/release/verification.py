"""A release is what it says: everything that it tells of itself is computed again from its files.

Checksums alone prove little, as whoever changes a file can change them as well. So the version is computed from the dataset,
each file is compared with the dataset, and every count is counted again.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, Quad

from engagiert_ld.codings import CODINGS, Coding
from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import DamagedReleaseError, EngagiertError, InputError, Message
from engagiert_ld.formats import CSV, DOWNLOAD_FORMATS, DUMP_FORMATS, NQUADS, Format, by_extension
from engagiert_ld.metadata.catalogue import Dump
from engagiert_ld.metadata.tables import IRI, METADATA_FILE, TableWriter, tables
from engagiert_ld.metadata.void import void_description
from engagiert_ld.publication import Publication, publication_from_content
from engagiert_ld.release.build import HASH_DIGITS, edition
from engagiert_ld.release.doors import BYTE_SIZE, CHECKSUM_VALUE, DOORS, proven
from engagiert_ld.release.manifest import (
    CATALOGUE,
    CHECKSUMS,
    MANIFEST,
    QUADS,
    SETTINGS,
    VERSION_ENTRY,
    VOID,
    listed_checksums,
    sha256_of,
)
from engagiert_ld.release.reifiers import with_reifiers
from engagiert_ld.sources.dumps import read_content
from engagiert_ld.terms import iri_of

COUNTED: Final = "http://www.w3.org/2001/XMLSchema#integer"

DIFFERENT: Final = Message("anderer Inhalt, als die Prüfsumme sagt", "content differs from its checksum")
MISSING: Final = Message("fehlt", "missing")
LEFT_OVER: Final = Message("überzählig", "left over")


@dataclass(frozen=True)
class Discrepancy:
    """What does not fit: the file, and in what way."""

    file: str
    message: Message


def verify(folder: Path, without: Iterable[str] = ()) -> Iterator[Discrepancy]:
    """All that is wrong with the release in a folder; nothing where it is as it was published.

    `without` are extensions of files that could not be had, and are not missed.
    """
    left_out = tuple(f".{extension}" for extension in without)
    try:
        expected = {
            name: digest
            for name, digest in listed_checksums(folder).items()
            if not (left_out and name.endswith(left_out))
        }
    except DamagedReleaseError:
        yield Discrepancy(CHECKSUMS, Message("fehlt oder ist unlesbar", "missing or unreadable"))
        return
    yield from _against_checksums(folder, expected)
    try:
        contents = {name: (folder / name).read_bytes() for name in expected if (folder / name).is_file()}
        release = _Contents(folder.name, contents, left_out)
        yield from release.discrepancies()
    except EngagiertError as error:
        yield Discrepancy(QUADS, error.message)
    except (ValueError, KeyError, TypeError) as error:
        yield Discrepancy(MANIFEST, Message(f"unlesbar ({error!r})", f"unreadable ({error!r})"))


def _against_checksums(folder: Path, expected: Mapping[str, str]) -> Iterator[Discrepancy]:
    present = {entry.name for entry in folder.iterdir()} - {CHECKSUMS}
    for name in sorted(present | set(expected)):
        if name not in expected:
            yield Discrepancy(name, LEFT_OVER)
        elif name not in present:
            yield Discrepancy(name, MISSING)
        elif sha256_of(folder, name) != expected[name]:
            yield Discrepancy(name, DIFFERENT)


@dataclass(frozen=True)
class _Contents:
    """What is in the files of a release, and what follows from it."""

    version: str
    contents: Mapping[str, bytes]
    left_out: tuple[str, ...]

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        manifest: Mapping[str, Any] = json.loads(self.contents[MANIFEST])
        return manifest

    @cached_property
    def publication(self) -> Publication:
        return publication_from_content(json.loads(self.contents[SETTINGS]))

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        return tuple(sorted(read_content(self.contents[QUADS], NQUADS), key=str))

    @cached_property
    def dumps(self) -> list[Dump]:
        """The files that the catalogue describes, as they are."""
        found = []
        for name, content in sorted(self.contents.items()):
            fmt = by_extension(name.partition(".")[2], (*DUMP_FORMATS, CSV))
            if fmt and (name.startswith("all.") or fmt is CSV):
                found.append(Dump(name, fmt, len(content), _sha256(content)))
        return found

    def discrepancies(self) -> Iterator[Discrepancy]:
        """All there are, in order of the files that they are about."""
        yield from self._of_manifest()
        yield from self._of_version()
        yield from self._of_codings()
        yield from self._of_dumps()
        yield from self._of_tables()
        yield from self._of_catalogue()
        yield from self._of_void()
        yield from self._of_doors()

    def _of_manifest(self) -> Iterator[Discrepancy]:
        entries = {entry["path"]: entry for entry in self.manifest["files"]}
        for name in sorted(set(entries) | set(self.contents) - {MANIFEST}):
            if name not in entries or name not in self.contents:
                if not (self.left_out and name.endswith(self.left_out)):
                    yield _wrong(MANIFEST, f"nennt {name} nicht richtig", f"does not name {name} rightly")
                continue
            content, entry = self.contents[name], entries[name]
            if (entry["bytes"], entry["sha256"]) != (len(content), _sha256(content)):
                yield _wrong(
                    MANIFEST, f"andere Größe oder Prüfsumme für {name}", f"another size or checksum for {name}"
                )
            if entry["media_type"] != _media_type(name, entry["media_type"]):
                yield _wrong(MANIFEST, f"anderer Medientyp für {name}", f"another media type for {name}")
        counts: dict[str, int] = {}
        for quad in self.quads:
            counts[iri_of(quad.graph_name)] = counts.get(iri_of(quad.graph_name), 0) + 1
        stated = self.manifest["dataset"]
        if (stated["quads"], stated["graphs"]) != (len(self.quads), counts):
            yield _wrong(MANIFEST, "zählt die Aussagen anders", "counts the statements otherwise")

    def _of_version(self) -> Iterator[Discrepancy]:
        made = edition(self.publication, self.quads)
        name = self.manifest["version"]
        if self.manifest["dataset"]["sha256"] != made.sha256:
            yield _wrong(QUADS, "andere Prüfsumme der kanonischen Form", "another checksum of the canonical form")
        if name != self.version or not name.startswith(f"{self.publication.modified}-{made.sha256[:HASH_DIGITS]}"):
            yield _wrong(
                MANIFEST, f"die Daten gehören nicht zur Version {name}", f"the data are not those of version {name}"
            )

    def _of_codings(self) -> Iterator[Discrepancy]:
        for name, content in self.contents.items():
            coding, plain = _coding_of(name)
            if coding and self._decoded(coding, content) != self.contents.get(plain):
                yield _wrong(name, f"enthält nicht {plain}", f"does not hold {plain}")

    def _decoded(self, coding: Coding, content: bytes) -> bytes | None:
        try:
            return coding.decode(content)
        except ValueError:
            return None

    def _of_dumps(self) -> Iterator[Discrepancy]:
        reified = set(with_reifiers(self.quads, self.publication.base_iri))
        for fmt in DUMP_FORMATS:
            name = f"all.{fmt.extension}"
            wanted = reified if fmt.version else set(self.quads)
            if name not in self.contents:
                yield Discrepancy(name, MISSING)
                continue
            try:
                found = read_content(self.contents[name], fmt)
            except InputError as error:
                yield Discrepancy(name, error.message)
                continue
            if _as_written(found, fmt) != _as_written(wanted, fmt):
                yield _wrong(name, "sagt anderes als der Datensatz", "says something else than the dataset")

    def _of_tables(self) -> Iterator[Discrepancy]:
        descriptions = Descriptions.of(self.quads, self.publication.languages)
        writer = TableWriter(descriptions, self.publication)
        made = tables(self.quads, self.publication)
        for name in sorted({table.file for table in made} ^ {d.name for d in self.dumps if d.format is CSV}):
            yield _wrong(name, "gehört nicht zu den Tabellen der Daten", "is none of the tables of the data")
        for table in made:
            content = self.contents.get(table.file, b"")
            if _cells(content) != _cells(writer.csv(table)):
                yield _wrong(table.file, "sagt anderes als der Datensatz", "says something else than the dataset")
        group = f"{self.publication.base_iri}dataset/{self.version}/{METADATA_FILE}"
        if json.loads(self.contents.get(METADATA_FILE, b"{}")) != json.loads(writer.metadata(made, group)):
            yield _wrong(METADATA_FILE, "beschreibt andere Tabellen", "describes other tables")

    def _of_catalogue(self) -> Iterator[Discrepancy]:
        for name in (CATALOGUE, VERSION_ENTRY):
            quads = read_content(self.contents[name], by_format(name))
            yield from self._of_distributions(name, quads)
            yield from self._same_in_all_formats(name.partition(".")[0], quads)

    def _of_distributions(self, name: str, quads: set[Quad]) -> Iterator[Discrepancy]:
        start = f"{self.publication.base_iri}dataset/{self.version}/"
        told = {
            (iri_of(quad.subject).removeprefix(start), quad.predicate.value): quad.object.value
            for quad in quads
            if isinstance(quad.object, Literal)
        }
        for dump in self.dumps:
            size, digest = told.get((dump.name, BYTE_SIZE)), told.get((f"{dump.name}#checksum", CHECKSUM_VALUE))
            if (size, digest) != (str(dump.size_bytes), dump.sha256):
                yield _wrong(
                    name, f"andere Größe oder Prüfsumme für {dump.name}", f"another size or checksum for {dump.name}"
                )

    def _same_in_all_formats(self, stem: str, quads: set[Quad]) -> Iterator[Discrepancy]:
        for name, content in self.contents.items():
            fmt = by_extension(name.removeprefix(f"{stem}."), DUMP_FORMATS) if name.startswith(f"{stem}.") else None
            if fmt and read_content(content, fmt) != quads:
                yield _wrong(name, f"sagt anderes als {stem}.nt", f"says something else than {stem}.nt")

    def _of_void(self) -> Iterator[Discrepancy]:
        stated = _counts(read_content(self.contents[VOID], by_format(VOID)))
        real = _counts(void_description(self.publication, self.version, self.dumps, self.quads))
        for about in sorted({about for about, _ in stated ^ real}):
            yield _wrong(VOID, f"zählt anders: {about}", f"counts otherwise: {about}")

    def _of_doors(self) -> Iterator[Discrepancy]:
        descriptions = Descriptions.of(self.quads, self.publication.languages)
        catalogue = read_content(self.contents[CATALOGUE], by_format(CATALOGUE))
        void = read_content(self.contents[VOID], by_format(VOID))
        try:
            real = proven(self.quads, self.publication.base_iri, descriptions, catalogue, void, self.dumps)
        except EngagiertError as error:
            yield Discrepancy(DOORS, error.message)
            return
        if json.loads(self.contents[DOORS]) != real:
            yield _wrong(DOORS, "sagt anderes, als der Vergleich ergibt", "says something else than the comparison")


def by_format(name: str) -> Format:
    """The format of a file of metadata, which is one of RDF."""
    fmt = by_extension(name.rpartition(".")[2], DUMP_FORMATS)
    assert fmt
    return fmt


def _coding_of(name: str) -> tuple[Coding | None, str]:
    """The coding of a file and the name of what is coded."""
    stem, _, extension = name.rpartition(".")
    return next((coding for coding in CODINGS if coding.extension == extension), None), stem


def _media_type(name: str, stated: str) -> str:
    coding, plain = _coding_of(name)
    fmt = by_extension((plain if coding else name).partition(".")[2], DOWNLOAD_FORMATS)
    return fmt.media_type if fmt else stated


def _as_written(quads: Iterable[Quad], fmt: Format) -> set[Quad]:
    return set(quads) if fmt.has_graphs else {Quad(*quad.triple) for quad in quads}


def _cells(content: bytes) -> set[tuple[str, str, str]]:
    """Row, column and cell of all that is said in a table; which order rows and columns have says nothing."""
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return {("", "", "")}
    return {(row[IRI], column, cell) for row in rows for column, cell in row.items() if cell}


def _counts(quads: Iterable[Quad]) -> set[tuple[str, str]]:
    """What is counted, by subject and predicate, with the number."""
    return {
        (f"{iri_of(quad.subject)} {quad.predicate.value.rpartition('#')[2]}", quad.object.value)
        for quad in quads
        if isinstance(quad.object, Literal) and quad.object.datatype.value == COUNTED
    }


def _wrong(file: str, de: str, en: str) -> Discrepancy:
    return Discrepancy(file, Message(de, en))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
