"""Calls of the interface to be pasted into a shell, into Python or into R, with the addresses of this site."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from engagiert_ld.web.site import Site

CURL: Final = """\
# {thing}
curl -L -H 'Accept: text/turtle' {example}

# {everything}
curl -L -O {dump}

# {query}
curl -H 'Accept: text/csv' --data-urlencode 'query={sparql}' {endpoint}"""

PYTHON: Final = """\
# pip install rdflib
from rdflib import Graph

graph = Graph().parse("{dump}")
for row in graph.query("{sparql}"):
    print(*row)"""

R: Final = """\
table <- read.csv("{listing}", encoding = "UTF-8")
print(table[, 1:2])

query <- "{sparql}"
result <- read.csv(paste0("{endpoint}?format=csv&query=", URLencode(query, reserved = TRUE)))
print(result)"""

SPARQL: Final = "SELECT ?class (COUNT(*) AS ?things) { ?thing a ?class } GROUP BY ?class"


class Call(NamedTuple):
    """A call: the name of the language that it is written in, and the text."""

    name: str
    text: str


def calls(here: Site) -> Iterable[Call]:
    """One call for each language; what they ask for is there in every release."""
    example = here.example or here.iri("dataset")
    kind = here.entity_type(here.example)
    words = {
        "thing": "one thing",
        "everything": "everything",
        "query": "what a query finds",
        "example": here.url(example.removeprefix(here.base_iri)),
        "dump": here.url("dumps/latest/all.ttl"),
        "endpoint": here.url("sparql"),
        "listing": here.url(f"list/{kind}.csv"),
        "sparql": SPARQL,
    }
    found = (("curl", CURL), ("Python", PYTHON), *((("R", R),) if kind else ()))
    return [Call(name, text.format(**words)) for name, text in found]
