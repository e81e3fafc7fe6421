"""By what a list of things can be narrowed down: kind, topic, role, organiser, decade, place, certainty and others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from engagiert_ld.namespaces import DCTERMS, ORG, RDF, SCHEMA, SKOS
from engagiert_ld.pictures.spans import span_of
from engagiert_ld.terms import Term, iri_of
from engagiert_ld.web.overview import LAST, span_in
from engagiert_ld.web.pages import Value, alphabetical, value_of
from engagiert_ld.web.site import Site, once
from engagiert_ld.web.texts import TEXTS

DECADE: Final = "decade"
TIME: Final = "time"
"""No facet, as nearly each thing has a value of its own: periods and dates, as they are."""

FACETS: Final[Mapping[str, tuple[str, ...]]] = {
    "type": (f"{RDF}type",),
    "network": (f"{ORG}organization", "eng:eventOf", "eng:producedIn", f"{ORG}subOrganizationOf"),
    "participant": (f"{ORG}member",),
    "role": (f"{ORG}role", f"^{ORG}member {ORG}role", f"^{ORG}organization {ORG}role"),
    "organiser": ("eng:organiser",),
    "topic": (f"{DCTERMS}subject", "eng:focus", "eng:pursuesTopic"),
    "scheme": (f"{SKOS}inScheme", f"{SKOS}topConceptOf"),
    "place": (f"{DCTERMS}spatial", f"{SCHEMA}location", f"{SCHEMA}contentLocation"),
    DECADE: (),
    "property": (f"{RDF}predicate",),
    "certainty": ("eng:certainty",),
    "confidence": ("eng:confidence",),
}
"""The properties whose values a facet has; with `^`, first what points here by it, then the values of the second property."""

PERIODS: Final = ("eng:activeDuring", f"{ORG}memberDuring", "eng:during")
DATES: Final = (f"{DCTERMS}issued", f"{DCTERMS}created")


@dataclass(frozen=True)
class Row:
    """A thing of a list: the keys of its values by facet, and of `TIME`; and its first year (`LAST` where none is known)."""

    iri: str
    values: Mapping[str, tuple[str, ...]]
    begin: int


@dataclass(frozen=True)
class Option:
    """A value of a facet: what it is in an address, what it is called, and how many things have it."""

    key: str
    value: Value
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet with the values that there are to choose from."""

    name: str
    options: tuple[Option, ...]


@once
def rows(here: Site, entity_type: str) -> tuple[Row, ...]:
    """All things of a type with the values of their facets; looked up once for each release."""
    return tuple(_row(iri, here) for iri in here.descriptions.instances(here.iri(f"id/{entity_type}/")))


def columns(found: Iterable[Row]) -> list[str]:
    """The facets that have values in any of the rows, and `TIME` likewise in the place of decades."""
    there = {name for row in found for name in row.values}
    return [TIME if name == DECADE else name for name in FACETS if (TIME if name == DECADE else name) in there]


def chosen(found: Iterable[Row], choices: Mapping[str, str]) -> list[Row]:
    """The rows that have all values that are chosen, by facet."""
    return [row for row in found if all(key in row.values.get(name, ()) for name, key in choices.items())]


def facets(here: Site, entity_type: str, choices: Mapping[str, str], language: str) -> list[Facet]:
    """The facets that tell the things of a type apart, with the numbers that there are beside the other choices."""
    everything = rows(here, entity_type)
    shown = []
    for name in FACETS:
        others = {other: key for other, key in choices.items() if other != name}
        counts = Counter(key for row in chosen(everything, others) for key in row.values.get(name, ()))
        wanted = choices.get(name, "")
        common = shared(here, entity_type, name)
        keys = {key for key in counts if key not in common} | ({wanted} & _keys_of(everything, name))
        if keys:
            options = (Option(key, shown_as(here, name, key, language), counts[key], key == wanted) for key in keys)
            shown.append(Facet(name, tuple(sorted(options, key=lambda one: _order(name, one)))))
    return shown


@once
def shared(here: Site, entity_type: str, name: str) -> frozenset[str]:
    """The values of a facet that all things of a type have, so that they tell nothing apart."""
    found = [frozenset(row.values.get(name, ())) for row in rows(here, entity_type)]
    return frozenset.intersection(*found) if found else frozenset()


def _keys_of(found: Iterable[Row], name: str) -> set[str]:
    return {key for row in found for key in row.values.get(name, ())}


def shown_as(here: Site, name: str, key: str, language: str) -> Value:
    """A value of a facet as a page shows it."""
    if name == DECADE:
        return Value(TEXTS["facet.decade.of"].in_language(language).format(year=key))
    iri = iri_of_key(here, key)
    return value_of(NamedNode(iri), language) if iri else Value(key)


def iri_of_key(here: Site, key: str) -> str:
    """The IRI of the value that a key stands for; empty for a decade or a date."""
    if ":" in key:
        return key
    return here.iri(key) if key.startswith(("id/", "def#")) else ""


def _order(name: str, option: Option) -> tuple[str, str]:
    return ("" if name == DECADE else alphabetical(option.value.text)), option.key


def _row(iri: str, here: Site) -> Row:
    spans = list(_spans(iri, here))
    decades = {year // 10 * 10 for begin, end in spans for year in (*range(begin, end, 10), end)}
    values = {name: tuple(dict.fromkeys(_keys(iri, paths, here))) for name, paths in FACETS.items() if paths}
    values[DECADE] = tuple(map(str, sorted(decades)))
    values[TIME] = tuple(_times(iri, here))
    begin = min((begin for begin, _ in spans), default=LAST)
    return Row(iri, {name: keys for name, keys in values.items() if keys}, begin)


def _times(iri: str, here: Site) -> Iterator[str]:
    yield from (iri_of(term).removeprefix(here.base_iri) for term in _values(iri, PERIODS, here))
    yield from (term.value for term in _values(iri, DATES, here) if isinstance(term, Literal))


def _keys(iri: str, paths: Iterable[str], here: Site) -> Iterator[str]:
    """The values at the end of the paths: IRIs, those of ours without the base."""
    for path in paths:
        first, _, then = path.partition(" ")
        starts = here.descriptions.subjects(first[1:], iri) if then else (iri,)
        for start in starts:
            for term in here.descriptions.objects(start, _full(then or first, here)):
                if found := iri_of(term):
                    yield found.removeprefix(here.base_iri)


def _spans(iri: str, here: Site) -> Iterator[tuple[int, int]]:
    """First and last year of what is known of the time of a thing, of its memberships, or of the thing itself, if it is a period."""
    periods = [iri, *map(iri_of, _values(iri, PERIODS, here))]
    for end in (f"{ORG}organization", f"{ORG}member"):
        for membership in here.descriptions.subjects(end, iri):
            periods += map(iri_of, here.descriptions.objects(membership, f"{ORG}memberDuring"))
    dates = (span_of(term.value) for term in _values(iri, DATES, here) if isinstance(term, Literal))
    for span in (*(span_in(period, here) for period in periods), *dates):
        if span:
            yield span.begin, span.end or span.begin_by


def _values(iri: str, props: Iterable[str], here: Site) -> Iterator[Term]:
    """The values of several properties, in that order."""
    for prop in props:
        yield from here.descriptions.objects(iri, _full(prop, here))


def _full(name: str, here: Site) -> str:
    return here.iri(f"def#{name.removeprefix('eng:')}") if name.startswith("eng:") else name
