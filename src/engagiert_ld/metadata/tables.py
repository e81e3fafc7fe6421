"""The things as tables: one CSV file for each kind of thing, and what their columns mean (CSV on the Web).

A kind is the part of the address after `id/`, so each thing is in one table only; its classes are in a column. Facts about
parts of things and about nodes without a name are in the dumps.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, Quad

from engagiert_ld.describe import Descriptions, local_name
from engagiert_ld.namespaces import RDF, XSD, prefixed_name, prefixes
from engagiert_ld.publication import Publication
from engagiert_ld.terms import iri_of

METADATA_FILE: Final = "tables.csv-metadata.json"
"""Metadata Vocabulary for Tabular Data, 5.3; where a reader of CSV looks for it says Model for Tabular Data, 5.3."""

IRI: Final = "iri"
"""The first column of each table: what the row is about."""

SEPARATORS: Final = ("|", "¦", "‖", "␟", "␞")
"""What stands between several values in a cell: the first that is in none of the values."""

BOM: Final = "\ufeff"

TYPE: Final = f"{RDF}type"

_TEXT: Final = (f"{XSD}string", f"{RDF}langString")
_BUILT_IN: Final = frozenset(
    (
        *("anyURI", "boolean", "date", "dateTime", "decimal", "double", "duration", "float", "gYear", "gYearMonth"),
        *("integer", "nonNegativeInteger", "positiveInteger", "time"),
    )
)
"""Datatypes of XML Schema by their names there (Metadata Vocabulary for Tabular Data, 5.11.1)."""

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Table:
    """A kind of thing: its name in addresses, and the statements whose subject is of that kind."""

    kind: str
    quads: tuple[Quad, ...]

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.kind}.csv"

    @cached_property
    def subjects(self) -> list[str]:
        """What the rows are about, in order."""
        return sorted({iri_of(quad.subject) for quad in self.quads})

    @property
    def classes(self) -> Iterator[str]:
        """The classes of the rows, each as often as a row has it."""
        return (iri_of(quad.object) for quad in self.quads if quad.predicate.value == TYPE)


@dataclass(frozen=True)
class _Column:
    """A property with values of one sort: IRIs, or literals with one language or datatype."""

    name: str
    predicate: str
    language: str
    datatype: str
    separator: str
    cells: Mapping[str, tuple[str, ...]]

    def cell(self, subject: str) -> str:
        return self.separator.join(self.cells.get(subject, ()))


def tables(quads: Iterable[Quad], publication: Publication) -> tuple[Table, ...]:
    """The tables of a dataset, by kind; a statement that is in several graphs counts once."""
    start = f"{publication.base_iri}id/"
    found: dict[str, dict[str, Quad]] = {}
    for quad in quads:
        kind, slash, slug = iri_of(quad.subject).removeprefix(start).partition("/")
        if iri_of(quad.subject).startswith(start) and slash and "#" not in slug and not isinstance(quad.object, Quad):
            found.setdefault(kind, {})[str(quad.triple)] = quad
    return tuple(Table(kind, tuple(found[kind][key] for key in sorted(found[kind]))) for kind in sorted(found))


class TableWriter:
    """Writes tables with the labels of what they mention, in the first language of the publication."""

    def __init__(self, descriptions: Descriptions, publication: Publication) -> None:
        self._descriptions = descriptions
        self._publication = publication
        self._prefixes = prefixes(publication.base_iri)

    def titles(self, made: Iterable[Table]) -> Mapping[str, Mapping[str, str]]:
        """What each table is called, by file and language: after the rarest class that at least half of its rows have."""
        classes = {table: Counter(table.classes) for table in made}
        everywhere = sum(classes.values(), Counter[str]())
        return {table.file: self._title(table, counts, everywhere) for table, counts in classes.items()}

    def _title(self, table: Table, counts: Counter[str], everywhere: Counter[str]) -> Mapping[str, str]:
        common = [iri for iri in counts if 2 * counts[iri] >= len(table.subjects)]
        common = common or [iri for iri, _ in counts.most_common(1)]
        own = f"{self._publication.base_iri}def#"
        ranked = sorted(common, key=lambda iri: (not iri.startswith(own), everywhere[iri], iri))
        words = {"de": "Tabelle", "en": "Table"}
        return {
            language: f"{words.get(language, 'CSV')}: "
            + (self._descriptions.label(ranked[0], language).value if ranked else table.kind)
            for language in self._publication.languages
        }

    def csv(self, table: Table) -> bytes:
        """The table (RFC 4180) in UTF-8, a row for each thing."""
        columns = self._columns(table)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([IRI, *(name for column in columns for name in self._names(column))])
        for subject in table.subjects:
            writer.writerow([subject, *(cell for column in columns for cell in self._cells(column, subject))])
        return text.getvalue().encode()

    def metadata(self, made: Iterable[Table], group: str) -> bytes:
        """What the columns of all tables mean; `group` is the IRI of the version that the tables are of."""
        publication = self._publication
        document = {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": publication.languages[0]}],
            "@id": group,
            "dc:title": _texts(publication.title),
            "dc:license": {"@id": publication.data_licence},
            "dc:modified": {"@value": publication.modified.isoformat(), "@type": "xsd:date"},
            "dialect": {"encoding": "utf-8", "delimiter": ",", "lineTerminators": ["\r\n"], "header": True},
            "tables": [self._described(table) for table in made],
        }
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()

    def _described(self, table: Table) -> Json:
        first = {"name": IRI, "titles": IRI, "datatype": "anyURI", "required": True, "suppressOutput": True}
        columns = [one for column in self._columns(table) for one in self._column_descriptions(column)]
        return {
            "url": table.file,
            "tableSchema": {"columns": [first, *columns], "primaryKey": IRI, "aboutUrl": f"{{+{IRI}}}"},
        }

    # Columns

    def _columns(self, table: Table) -> list[_Column]:
        """Name and other labels first, then by property."""
        sorts: dict[tuple[str, str, str], dict[str, list[str]]] = {}
        for quad in table.quads:
            cells = sorts.setdefault((quad.predicate.value, *_sort_of(quad.object)), {})
            cells.setdefault(iri_of(quad.subject), []).append(_value(quad.object))
        names = self._named(sorts)
        ordered = sorted(sorts, key=lambda sort: (not names[sort].startswith("prefLabel"), names[sort]))
        return [self._column(names[sort], sort, sorts[sort]) for sort in ordered]

    def _column(self, name: str, sort: tuple[str, str, str], cells: Mapping[str, list[str]]) -> _Column:
        values = [value for found in cells.values() for value in found]
        several = any(len(found) > 1 for found in cells.values())
        unused = (mark for mark in SEPARATORS if not any(mark in value for value in values))
        separator = next(unused) if several else ""
        return _Column(name, *sort, separator, {subject: tuple(sorted(found)) for subject, found in cells.items()})

    def _named(self, sorts: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
        """A short name for each column, and a longer one where two would have the same."""
        wanted = list(sorts)
        short = {sort: _short_name(local_name(sort[0]), sort) for sort in wanted}
        taken = Counter(short.values())
        return {sort: name if taken[name] == 1 else self._long_name(sort) for sort, name in short.items()}

    def _long_name(self, sort: tuple[str, str, str]) -> str:
        predicate, language, datatype = sort
        prefixed = (prefixed_name(predicate, self._prefixes) or predicate).replace(":", "_")
        plain = _short_name(prefixed, sort)
        return plain if language else f"{plain}_{local_name(datatype)}" if datatype else f"{plain}_iri"

    def _names(self, column: _Column) -> list[str]:
        return [column.name, _label_name(column.name)] if self._has_labels(column) else [column.name]

    def _cells(self, column: _Column, subject: str) -> list[str]:
        if not self._has_labels(column):
            return [column.cell(subject)]
        language = self._publication.languages[0]
        labels = (self._descriptions.label(iri, language).value for iri in column.cells.get(subject, ()))
        return [column.cell(subject), "; ".join(labels)]

    def _has_labels(self, column: _Column) -> bool:
        """Whether the column holds IRIs of which at least one has a name."""
        if column.language or column.datatype:
            return False
        return any(self._descriptions.is_named(iri) for found in column.cells.values() for iri in found)

    def _column_descriptions(self, column: _Column) -> Iterator[Json]:
        described: Json = {"name": column.name, "titles": column.name, "propertyUrl": column.predicate}
        titles = [
            {"@value": self._descriptions.label(column.predicate, language).value, "@language": language}
            for language in self._publication.languages
        ]
        described["dc:title"] = titles
        if column.language:
            described["lang"] = column.language
        elif column.datatype:
            described["datatype"] = _datatype(column.datatype)
        elif column.separator:
            described["datatype"] = "anyURI"  # a template cannot make several IRIs of one cell
        else:
            described["valueUrl"] = f"{{+{column.name}}}"
        if column.separator:
            described["separator"] = column.separator
        yield described
        if self._has_labels(column):
            yield {
                "name": _label_name(column.name),
                "titles": _label_name(column.name),
                "lang": self._publication.languages[0],
                "suppressOutput": True,
            }


def as_excel(content: bytes) -> bytes:
    """A table as a German Excel opens it by a click: `;` between cells, and a mark that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows(csv.reader(io.StringIO(content.decode(), newline="")))
    return (BOM + text.getvalue()).encode()


def _sort_of(value: object) -> tuple[str, str]:
    """Language and datatype of a literal, both empty for an IRI."""
    if not isinstance(value, Literal):
        return "", ""
    return value.language or "", "" if value.language else value.datatype.value


def _value(value: object) -> str:
    return value.value if isinstance(value, Literal) else iri_of(value)  # type: ignore[arg-type]


def _short_name(name: str, sort: tuple[str, str, str]) -> str:
    """Names of columns are letters, digits and `_` (Metadata Vocabulary for Tabular Data, 5.6; RFC 6570, 2.3)."""
    plain = "".join(character if character.isascii() and character.isalnum() else "_" for character in name)
    return f"{plain}_{sort[1].replace('-', '_')}" if sort[1] else plain


def _label_name(name: str) -> str:
    return f"{name}_label"


def _datatype(iri: str) -> str | Json:
    name = iri.removeprefix(XSD)
    if iri in _TEXT:
        return "string"
    return name if iri.startswith(XSD) and name in _BUILT_IN else {"base": "string", "@id": iri}


def _texts(texts: Mapping[str, str]) -> list[Json]:
    return [{"@value": value, "@language": language} for language, value in texts.items()]
