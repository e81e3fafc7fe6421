"""Made-up data shaped like a city's: networks, members, publications, quotations. The same triples on every machine.

No chance is involved: each value follows from its numbers alone, so that two runs, or two engines, have the same data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

BASE: Final = "https://data.example.org/engagement/"
SIZES: Final = (5_000, 100_000, 1_000_000)
PLACES: Final = 50
ROLES: Final = 8
TRIPLES_OF_A_TOPIC: Final = 250
LEAST_TOPICS: Final = 21
NARROWER: Final = 4
MEMBERS: Final = 4
PUBLICATIONS: Final = 2
CLAIMS: Final = 4
FULL_NETWORK: Final = 9 + 4 + 5 * MEMBERS + 6 * PUBLICATIONS + 6 * CLAIMS
"""The triples of a network with all that belongs to it and nothing missing."""

FIRST_YEAR: Final = 1990
YEARS: Final = 35
# fmt: off
WORDS: Final = (
    "Ehrenamt", "Nachbarschaft", "Quartier", "Beteiligung", "Stadtteil", "Forum", "Werkstatt", "Verein", "Stiftung",
    "Jugend", "Alter", "Kultur", "Sport", "Umwelt", "Bildung", "Integration", "Teilhabe", "Dialog", "Planung",
    "Haushalt", "Garten", "Schule", "Museum", "Theater", "Wasser", "Energie", "Verkehr", "Wohnen", "Pflege",
    "Familie", "Kirche", "Gewerkschaft", "Handwerk", "Handel", "Chor", "Orchester", "Bücherei", "Spielplatz",
    "Fahrrad", "Klima", "Konferenz", "Beirat",
)
# fmt: on
PREFIXES: Final = {
    "dcterms": "http://purl.org/dc/terms/",
    "eng": f"{BASE}def#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
QUOTATIONS: Final = f"{BASE}graph/source/quotations"
EVERYTHING_ELSE: Final = f"{BASE}graph/source/networks"
MASK: Final = 2**64 - 1


def pick(count: int, *numbers: int) -> int:
    """A number below `count` that follows from `numbers` and looks like chance."""
    value = 0
    for number in numbers:
        value = (value ^ number + 1) * 0x9E3779B97F4A7C15 & MASK
        value ^= value >> 29
    return value % count


def words(count: int, *numbers: int) -> str:
    """A text of so many words."""
    return " ".join(WORDS[pick(len(WORDS), position, *numbers)] for position in range(count))


def name(kind: str, number: int) -> str:
    """The IRI of a thing, in brackets."""
    return f"<{BASE}id/{kind}/{number}>"


@dataclass(frozen=True)
class Domain:
    """Data of `size` triples."""

    size: int

    @property
    def topics(self) -> int:
        """How many topics there are, each but the first below another one."""
        return max(LEAST_TOPICS, self.size // TRIPLES_OF_A_TOPIC)

    @property
    def networks(self) -> int:
        """At least so many networks are there with all that belongs to them."""
        return (self.size - 2 * ROLES - 4 * PLACES - 3 * self.topics) // FULL_NETWORK

    def quads(self) -> Iterator[tuple[str, str]]:
        """Each triple as a line of N-Triples without its end, and the name of its graph."""
        return islice(self._all(), self.size)

    def n_triples(self) -> Iterator[str]:
        """The lines of the data, all in the default graph."""
        return (f"{triple} .\n" for triple, _ in self.quads())

    def n_quads(self) -> Iterator[str]:
        """The lines of the data in their named graphs."""
        return (f"{triple} <{graph}> .\n" for triple, graph in self.quads())

    def _all(self) -> Iterator[tuple[str, str]]:
        for triple in (*_roles(), *_places(), *_topics(self.topics)):
            yield triple, EVERYTHING_ELSE
        number = 0
        while True:
            for triple in (*_network(number, self.topics), *_members(number), *_publications(number, self.topics)):
                yield triple, EVERYTHING_ELSE
            for triple in _claims(number):
                yield triple, QUOTATIONS
            number += 1


def _iri(prefixed: str) -> str:
    prefix, local = prefixed.split(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _statements(subject: str, *pairs: tuple[str, str]) -> Iterator[str]:
    return (f"{subject} {_iri(predicate)} {term}" for predicate, term in pairs if term)


def _integer(value: int) -> str:
    return f'"{value}"^^{_iri("xsd:integer")}'


def _roles() -> Iterator[str]:
    for number in range(ROLES):
        yield from _statements(
            name("role", number), ("rdf:type", _iri("skos:Concept")), ("skos:prefLabel", f'"Rolle {number}"@de')
        )


def _places() -> Iterator[str]:
    for number in range(PLACES):
        yield from _statements(
            name("place", number),
            ("rdf:type", _iri("eng:Place")),
            ("skos:prefLabel", f'"Stadt {WORDS[pick(len(WORDS), number, 11)]} {number}"@de'),
            ("dcterms:identifier", f'"05{number:06}"'),
            ("eng:population", _integer(10_000 + pick(600_000, number, 12))),
        )


def _topics(count: int) -> Iterator[str]:
    for number in range(count):
        yield from _statements(
            name("topic", number),
            ("rdf:type", _iri("skos:Concept")),
            ("skos:prefLabel", f'"{words(2, number, 21)} {number}"@de'),
            ("skos:broader", name("topic", (number - 1) // NARROWER) if number else ""),
        )


def _network(number: int, topics: int) -> Iterator[str]:
    place, page = name("place", pick(PLACES, number, 31)), f"<https://www.example.org/{number}/"
    yield from _statements(
        name("network", number),
        ("rdf:type", _iri("eng:Network")),
        ("skos:prefLabel", f'"Netzwerk {words(2, number, 32)} {number}"@de'),
        ("skos:prefLabel", f'"Network {words(2, number, 32)} {number}"@en'),
        ("dcterms:spatial", place),
        ("dcterms:subject", name("topic", pick(topics, number, 33))),
        ("eng:foundedIn", _integer(FIRST_YEAR + pick(YEARS, number, 34))),
        ("dcterms:description", f'"{words(14, number, 35)}"@de'),
        ("eng:organiser", name("org", number) if pick(3, number, 36) else ""),
        ("foaf:homepage", f"{page}network>" if pick(5, number, 37) < 2 else ""),
    )
    yield from _statements(
        name("org", number),
        ("rdf:type", _iri("org:Organization")),
        ("skos:prefLabel", f'"Träger {words(2, number, 38)} {number}"@de'),
        ("dcterms:spatial", place),
        ("foaf:homepage", f"{page}org>" if pick(2, number, 39) else ""),
    )


def _members(network: int) -> Iterator[str]:
    for number in range(network * MEMBERS, (network + 1) * MEMBERS):
        yield from _statements(
            name("participation", number),
            ("rdf:type", _iri("org:Membership")),
            ("org:member", name("org", pick(network + 1, number, 41))),
            ("org:organization", name("network", network)),
            ("org:role", name("role", pick(ROLES, number, 42))),
            ("eng:since", _integer(FIRST_YEAR + pick(YEARS, number, 43))),
        )


def _publications(network: int, topics: int) -> Iterator[str]:
    for number in range(network * PUBLICATIONS, (network + 1) * PUBLICATIONS):
        year, month, day = FIRST_YEAR + pick(YEARS, number, 51), 1 + pick(12, number, 52), 1 + pick(28, number, 53)
        yield from _statements(
            name("publication", number),
            ("rdf:type", _iri("eng:Publication")),
            ("dcterms:title", f'"Bericht {words(5, number, 54)}"@de'),
            ("dcterms:issued", f'"{year}-{month:02}-{day:02}"^^{_iri("xsd:date")}'),
            ("dcterms:publisher", name("org", pick(network + 1, number, 55))),
            ("dcterms:references", name("network", network)),
            ("dcterms:subject", name("topic", pick(topics, number, 56))),
        )


def _claims(network: int) -> Iterator[str]:
    for number in range(network * CLAIMS, (network + 1) * CLAIMS):
        yield from _statements(
            name("claim", number),
            ("rdf:type", _iri("eng:Claim")),
            ("rdf:subject", name("network", network)),
            ("rdf:predicate", _iri("dcterms:spatial")),
            ("rdf:object", name("place", pick(PLACES, network, 31))),
            ("eng:quotation", f'"{words(12, number, 61)}"@de'),
            ("eng:certainty", name("certainty", pick(3, number, 62))),
        )
