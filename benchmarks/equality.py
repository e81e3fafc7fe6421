"""Whether engines give the same answer: rows as a multiset, in order where there is one; triples as a set."""

import json
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from pyoxigraph import RdfFormat, parse

from domain import Domain
from servers import Server
from shapes import NUMBER, Shape

TIMEOUT_S: Final = 120
VARIANTS: Final = 3
XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def differences(servers: Sequence[Server], shape: Shape, domain: Domain) -> tuple[list[int], list[str]]:
    """The sizes of the answers of the first server, and in words where others differ from it, or do not answer."""
    sizes, different = [], []
    for variant in range(VARIANTS):
        first = answer(servers[0], shape, domain, variant)
        sizes.append(size(first))
        for other in servers[1:]:
            try:
                found = answer(other, shape, domain, variant)
            except (OSError, ValueError, SyntaxError) as error:
                different.append(f"{other.title}, variant {variant}: {error}")
                continue
            if found != first:
                different.append(f"{other.title}, variant {variant}: {size(found)} against {sizes[-1]}")
    return sizes, different


def answer(server: Server, shape: Shape, domain: Domain, variant: int) -> Any:
    """The answer in a form that can be compared."""
    text = shape.text(domain, variant).replace(NUMBER, str(variant))
    address = f"{server.url}?{urllib.parse.urlencode({'query': text})}"
    with urllib.request.urlopen(
        urllib.request.Request(address, headers={"Accept": shape.accept}), timeout=TIMEOUT_S
    ) as response:
        content = response.read()
        kind = response.headers.get_content_type()
    if "SELECT" in shape.template:
        rows = _rows(json.loads(content))
        return rows if shape.ordered else Counter(rows)
    triples = {str(quad.triple) for quad in parse(content, format=_format(kind, content))}
    if shape.subject_only:
        subject = shape.constant(domain, variant)
        return {triple for triple in triples if triple.startswith(f"{subject} ")}
    return triples


def _format(media_type: str, content: bytes) -> RdfFormat:
    """rdflib-endpoint sends descriptions as RDF/XML and calls them a result."""
    if content.startswith(b"<?xml"):
        return RdfFormat.RDF_XML
    return RdfFormat.from_media_type(media_type) or RdfFormat.TURTLE


def size(found: Any) -> int:
    """Rows or triples."""
    return found.total() if isinstance(found, Counter) else len(found)


def _rows(document: Any) -> list[tuple[Any, ...]]:
    """Each row as the terms of all variables, unbound ones as nothing."""
    names = document["head"]["vars"]
    return [tuple(_term(binding.get(name)) for name in names) for binding in document["results"]["bindings"]]


def _term(written: Any) -> tuple[str, str, str] | None:
    """Kind of IRI or literal, value, and language or datatype; Virtuoso names typed literals as the draft of 2007 did."""
    if written is None:
        return None
    kind = "literal" if written["type"] == "typed-literal" else written["type"]
    datatype = written.get("datatype", "").replace(XSD_STRING, "")
    return kind, written["value"], written.get("xml:lang", "").lower() or datatype
