"""Calls of the interface to be pasted into a shell, into Python or into R, with the addresses of this site."""

import json
import shlex
from collections.abc import Iterable
from typing import Final, NamedTuple

from engagiert_ld.formats import Format
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


CURL_QUERY: Final = "curl -H 'Accept: {media_type}' --data-urlencode query={query} {endpoint}"

PYTHON_QUERY: Final = """\
# pip install sparqlwrapper
from SPARQLWrapper import {name}, SPARQLWrapper

endpoint = SPARQLWrapper("{endpoint}")
endpoint.setQuery({query})
endpoint.setMethod("POST")
endpoint.setReturnFormat({name})
print(endpoint.query().convert().decode())"""

R_QUERY: Final = """\
query <- {query}
address <- paste0("{endpoint}?format={extension}&query=", URLencode(query, reserved = TRUE))
cat(readLines(address, encoding = "UTF-8"), sep = "\\n")"""


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


def calls_of_query(query: str, fmt: Format, here: Site) -> list[Call]:
    """The calls that send a query, whatever is in it, and print its result in a format."""
    words = {
        "endpoint": here.url("sparql"),
        "media_type": fmt.media_type,
        "extension": fmt.extension,
        "name": fmt.name.upper(),
    }
    return [
        Call("curl", CURL_QUERY.format(query=shlex.quote(query), **words)),
        Call("Python", PYTHON_QUERY.format(query=_python(query), **words)),
        Call("R", R_QUERY.format(query=json.dumps(query, ensure_ascii=False), **words)),
    ]


def _python(query: str) -> str:
    """A query as Python writes it, with its lines as they are where that is safe."""
    lines = query.strip("\n")
    return repr(query) if "\\" in query or '"""' in query or query.endswith('"') else f'"""{lines}"""'
