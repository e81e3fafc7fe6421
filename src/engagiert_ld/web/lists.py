"""All things of a type: narrowed down by facets and by name, sorted, in pages; as a table, as data, and as a page that says the same."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from engagiert_ld.describe import Text
from engagiert_ld.errors import Message
from engagiert_ld.formats import CSV, HTML, JSON, TURTLE, serialise
from engagiert_ld.namespaces import RDF, RDFS, SKOS
from engagiert_ld.web.answers import answer
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.facets import FACETS, TIME, Row, chosen, columns, facets, iri_of_key, rows, shared, shown_as
from engagiert_ld.web.operations import THINGS, Negotiated, Operation, PathParameter, described
from engagiert_ld.web.pages import Value, alphabetical, render_page
from engagiert_ld.web.paging import page_count, read_page, require_page
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.representations import Resource, Variant, known_extension
from engagiert_ld.web.site import Site, once, site
from engagiert_ld.web.texts import type_name

LIST_FORMATS: Final = (HTML, CSV, JSON, TURTLE)

SHOWN: Final = 100
"""A page shows so many things; data hold all."""

COLUMNS: Final = (
    "type",
    "organiser",
    "participant",
    TIME,
    "property",
    "certainty",
    "network",
    "role",
    "topic",
    "place",
    "scheme",
    "confidence",
)
"""Columns of the page, the most telling first; data have all."""

MOST_COLUMNS: Final = 4
MOST_VALUES: Final = 3

NAME: Final = "q"
SORT: Final = "sort"
SORTS: Final = ("name", "time", "-time")

SEPARATOR: Final = "|"
"""Between several values in a cell of CSV."""

LISTED: Final = (f"{RDF}type", f"{RDFS}label", f"{SKOS}prefLabel")
"""What Turtle says of the things."""

blueprint = Blueprint("lists", __name__)


@dataclass(frozen=True)
class Selection:
    """What an address asks for: the values of facets, a part of the name, an order."""

    choices: Mapping[str, str]
    name: str
    sort: str

    def query(self, without: str = "") -> str:
        """As it stands in an address, without one of its parts."""
        parts = {NAME: self.name, **self.choices, SORT: "" if self.sort == SORTS[0] else self.sort}
        return urlencode({name: value for name, value in parts.items() if value and name != without})


def entity_types() -> list[str]:
    """The type segments that occur, that of the example first."""
    return sorted(site().entity_counts, key=lambda name: (name != site().entity_type(site().example), name))


@blueprint.get("/list/<entity_type>")
@described(
    Operation(
        "list",
        "/list/{type}",
        THINGS,
        Message("Alle Dinge einer Art", "All things of a type"),
        Message(
            "Namen, Adressen und Merkmale, als Seite, Tabelle oder Daten. Mit q nur die, deren Name den Text enthält, mit dem Namen eines"
            " Merkmals (wie topic, role, decade) nur die mit diesem Wert; sort ist name, time oder -time.",
            "Names, addresses and facets, as a page, a table or data. With q those whose name contains the text, with the name of a"
            " facet (such as topic, role, decade) those with that value; sort is name, time or -time.",
        ),
        Negotiated(LIST_FORMATS, json="Listing"),
        (PathParameter("type", Message("Art des Dings.", "Type of the thing."), entity_types, closed=True),),
    )
)
def listing(entity_type: str) -> Response:
    """All things of a type that are asked for. Raises `RefusalError`: 404 for an unknown type, 400 for another order."""
    stem, extension = known_extension(entity_type, LIST_FORMATS)
    if stem not in site().entity_counts:  # before anything is remembered of it
        raise unknown(site().iri(f"id/{stem}/…"))
    asked = Asked(request.environ)
    selection = _selection(asked)

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _page(stem, selection, read_page(asked), variant)
        return _data(_selected(site(), stem, selection, site().release.publication.languages[0]), variant)

    return answer(Resource(f"list/{stem}", LIST_FORMATS, render, query=selection.query()), extension)


def _selection(asked: Asked) -> Selection:
    sort = asked.parameter(SORT) or SORTS[0]
    if sort not in SORTS:
        named = ", ".join(SORTS)
        raise RefusalError(400, f"{SORT} ist eines von {named}", f"{SORT} is one of {named}")
    given = {name: asked.parameter(name) for name in FACETS}
    return Selection({name: key for name, key in given.items() if key}, asked.parameter(NAME).strip(), sort)


def _selected(here: Site, entity_type: str, selection: Selection, language: str) -> list[Row]:
    """The things that are asked for, in order; names are looked at in all languages, and sorted in one."""
    found = chosen(rows(here, entity_type), selection.choices)
    if wanted := alphabetical(selection.name):
        spoken = [_names(here, entity_type, tag) for tag in here.release.publication.languages]
        found = [row for row in found if any(wanted in names[row.iri] for names in spoken)]
    in_order = _names(here, entity_type, language)
    found.sort(key=lambda row: (in_order[row.iri], row.iri))
    if selection.sort == "time":
        found.sort(key=lambda row: row.begin)
    if selection.sort == "-time":
        found.sort(key=lambda row: -row.begin)
    return found


@once
def _names(here: Site, entity_type: str, language: str) -> Mapping[str, str]:
    """What the things of a type are called, as it is sorted and looked for; made once for each release."""
    return {row.iri: alphabetical(here.descriptions.label(row.iri, language).value) for row in rows(here, entity_type)}


@dataclass(frozen=True)
class _Cell:
    """The first values of a facet, and how many more there are."""

    values: Sequence[Value]
    more: int


@dataclass(frozen=True)
class _Entry:
    """A line of the table: the thing, and its values by facet."""

    label: Text
    href: str
    cells: Sequence[_Cell]


def _page(entity_type: str, selection: Selection, page: int, variant: Variant) -> bytes:
    here, language = site(), variant.language
    found = _selected(here, entity_type, selection, language)
    pages = page_count(len(found), SHOWN)
    require_page(page, pages)
    offered = facets(here, entity_type, selection.choices, language)
    told = _told(columns(rows(here, entity_type)), [facet.name for facet in offered])
    entries = [_entry(row, told, here, language) for row in found[(page - 1) * SHOWN : page * SHOWN]]
    path = f"list/{entity_type}"
    query = selection.query()
    return render_page(
        "list.html",
        variant,
        path=path,
        title=type_name(entity_type, language),
        selection=selection,
        choices=[(name, shown_as(here, name, key, language)) for name, key in selection.choices.items()],
        facets=offered,
        columns=told,
        sorts=SORTS,
        entries=entries,
        total=len(found),
        everything=len(rows(here, entity_type)),
        page=page,
        pages=pages,
        formats=LIST_FORMATS[1:],
        query=f"?{query}" if query else "",
        noindex=bool(query),
    )


def _told(there: Sequence[str], offered: Sequence[str]) -> list[str]:
    """The columns of the page: the first that there are, without those whose values are all alike."""
    return [name for name in COLUMNS if name in there and (name == TIME or name in offered)][:MOST_COLUMNS]


def _entry(row: Row, told: Sequence[str], here: Site, language: str) -> _Entry:
    return _Entry(
        here.descriptions.label(row.iri, language),
        here.link(here.document_path(row.iri)),
        [_cell(row, name, here, language) for name in told],
    )


def _cell(row: Row, name: str, here: Site, language: str) -> _Cell:
    common = shared(here, here.entity_type(row.iri), name)
    keys = [key for key in row.values.get(name, ()) if key not in common]
    values = [shown_as(here, name, key, language) for key in keys[:MOST_VALUES]]
    return _Cell(values, len(keys) - len(values))


def _data(found: list[Row], variant: Variant) -> bytes:
    here = site()
    if variant.fmt is TURTLE:
        about = (quad for row in found for quad in here.descriptions.describe(row.iri).own)
        return serialise((quad for quad in about if quad.predicate.value in LISTED), TURTLE, here.base_iri)
    languages, told = here.release.publication.languages, columns(found)
    records = [_record(here, row, told) for row in found]
    if variant.fmt is JSON:
        return (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode()
    table = io.StringIO()
    labels = [f"label_{tag}" for tag in languages]
    lines = csv.writer(table, lineterminator="\r\n")
    lines.writerow(["iri", *labels, *(column for name in told for column in (name, f"{name}_{languages[0]}"))])
    for record in records:
        cells = [_cells(record.get(name, []), labels[0]) for name in told]
        lines.writerow(
            [record["iri"], *(record[label] for label in labels), *(cell for pair in cells for cell in pair)]
        )
    return table.getvalue().encode()


def _record(here: Site, row: Row, told: Sequence[str]) -> dict[str, Any]:
    """A thing as data: its labels, and its values by facet with theirs; a date stands for itself."""
    values = {name: [_datum(here, key) for key in row.values[name]] for name in told if name in row.values}
    return _labelled(here, row.iri) | values


def _datum(here: Site, key: str) -> dict[str, str] | str:
    iri = iri_of_key(here, key)
    return _labelled(here, iri) if iri else key


def _labelled(here: Site, iri: str) -> dict[str, str]:
    languages = here.release.publication.languages
    return {"iri": iri} | {f"label_{tag}": here.descriptions.label(iri, tag).value for tag in languages}


def _cells(values: Sequence[dict[str, str] | str], label: str) -> tuple[str, str]:
    """The addresses of values, and what they are called."""
    pairs = [(value, value) if isinstance(value, str) else (value["iri"], value[label]) for value in values]
    return SEPARATOR.join(address for address, _ in pairs), SEPARATOR.join(name for _, name in pairs)
