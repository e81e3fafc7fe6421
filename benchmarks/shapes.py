"""Ten shapes of queries, each with constants that vary and a number that makes every text another one.

The number is part of the name of a variable or of a prefix: a cache that leaves white space and comments aside still meets
each text for the first time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain import FIRST_YEAR, NARROWER, PLACES, PREFIXES, WORDS, YEARS, Domain, name, pick

NUMBER: Final = "@@"
"""Stands for the number in a text."""

CONSTANT: Final = "%%"
"""Stands for the constant in a template."""

PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples, text/turtle;q=0.9"
"""rdflib-endpoint has no N-Triples."""


@dataclass(frozen=True)
class Shape:
    """One shape: `constant` gives what stands for `CONSTANT` in `template`, by size of the data and number of the variant.

    `ordered`: the rows have one order only. `subject_only`: what a description holds is left to the service (SPARQL 1.1
    Query 16.4); only what is said of the subject has to agree.
    """

    key: str
    title: str
    template: str
    constant: Callable[[Domain, int], str]
    ordered: bool = False
    subject_only: bool = False

    @property
    def accept(self) -> str:
        """The media type to ask for."""
        return JSON if "SELECT" in self.template else N_TRIPLES

    def text(self, domain: Domain, variant: int) -> str:
        """The query; `NUMBER` stands where a number belongs."""
        return PROLOGUE + self.template.replace(CONSTANT, self.constant(domain, variant))


def _network(domain: Domain, variant: int) -> str:
    return name("network", pick(domain.networks, variant, 71))


def _place(_: Domain, variant: int) -> str:
    return name("place", pick(PLACES, variant, 72))


def _topic(domain: Domain, variant: int) -> str:
    """One that has narrower ones below it, where the data are large enough."""
    return name("topic", 1 + pick(max(NARROWER, domain.topics // NARROWER**2), variant, 73))


def _year(_: Domain, variant: int) -> str:
    return str(FIRST_YEAR + pick(YEARS - 5, variant, 74))


def _word(_: Domain, variant: int) -> str:
    return WORDS[pick(len(WORDS), variant, 75)].lower()


SHAPES: Final = (
    Shape("q01", "point", "SELECT ?p@@ ?o@@ WHERE { %% ?p@@ ?o@@ }", _network),
    Shape("q02", "describe", "PREFIX p@@: <urn:x-number:@@> DESCRIBE %%", _network, subject_only=True),
    Shape(
        "q03",
        "join",
        "SELECT ?network@@ ?member ?label WHERE { ?network@@ dcterms:spatial %% ."
        " ?m org:organization ?network@@ ; org:member ?member . ?member skos:prefLabel ?label }",
        _place,
    ),
    Shape(
        "q04",
        "optional",
        "SELECT ?network@@ ?label ?organiser ?page WHERE { ?network@@ dcterms:spatial %% ; a eng:Network ; skos:prefLabel ?label"
        ' FILTER(LANG(?label) = "de") OPTIONAL { ?network@@ eng:organiser ?organiser }'
        " OPTIONAL { ?network@@ foaf:homepage ?page } }",
        _place,
    ),
    Shape(
        "q05",
        "group",
        "SELECT ?role@@ (COUNT(?m) AS ?count) WHERE { ?network dcterms:spatial %% ."
        " ?m org:organization ?network ; org:role ?role@@ } GROUP BY ?role@@",
        _place,
    ),
    Shape(
        "q06",
        "path",
        "SELECT DISTINCT ?network@@ WHERE { ?topic skos:broader* %% . ?network@@ dcterms:subject ?topic ; a eng:Network }",
        _topic,
    ),
    Shape(
        "q07",
        "regex",
        'SELECT ?publication@@ ?title WHERE { ?publication@@ dcterms:title ?title FILTER REGEX(?title, "^bericht .*%%$", "i") }',
        _word,
    ),
    Shape(
        "q08",
        "order",
        "SELECT ?publication@@ ?issued WHERE { ?publication@@ dcterms:issued ?issued ; dcterms:title ?title"
        ' FILTER(?issued >= "%%-01-01"^^xsd:date) } ORDER BY DESC(?issued) ?publication@@ LIMIT 20',
        _year,
        ordered=True,
    ),
    Shape(
        "q09",
        "contains",
        "SELECT ?claim@@ ?quotation WHERE { ?claim@@ eng:quotation ?quotation"
        ' FILTER CONTAINS(LCASE(STR(?quotation)), "%% forum") }',
        _word,
    ),
    Shape(
        "q10",
        "construct",
        "CONSTRUCT { ?m@@ org:member ?org . ?org skos:prefLabel ?label } WHERE { ?m@@ org:organization %% ; org:member ?org ."
        " ?org skos:prefLabel ?label }",
        _network,
    ),
)
ATTACKS: Final = (
    "SELECT (COUNT(*) AS ?count@@) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT ?a ?f@@ WHERE { ?a ?b ?c . ?d ?e ?f@@ } ORDER BY ?c ?f@@ LIMIT 10",
)
"""Cartesian products that end on no machine: counted, and sorted."""
