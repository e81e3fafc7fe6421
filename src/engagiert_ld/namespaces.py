"""Namespaces and prefixes: the published ones are relative to the base IRI, the others are fixed."""

from collections.abc import Mapping
from typing import Final

DCAT: Final = "http://www.w3.org/ns/dcat#"
DCTERMS: Final = "http://purl.org/dc/terms/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
OA: Final = "http://www.w3.org/ns/oa#"
ORG: Final = "http://www.w3.org/ns/org#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
PROF: Final = "http://www.w3.org/ns/dx/prof/"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
VANN: Final = "http://purl.org/vocab/vann/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

EXTERNAL_PREFIXES: Final[dict[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "bibo": "http://purl.org/ontology/bibo/",
    "dcat": DCAT,
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dcterms": DCTERMS,
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": FOAF,
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "ldes": "https://w3id.org/ldes#",
    "m8g": "http://data.europa.eu/m8g/",
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prof": PROF,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": SH,
    "skos": SKOS,
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "tree": "https://w3id.org/tree#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}

ENTITY_TYPES: Final[tuple[str, ...]] = (
    "claim",
    "concept",
    "event",
    "link",
    "network",
    "org",
    "page",
    "participation",
    "period",
    "photo",
    "place",
    "publication",
    "representation",
    "role",
    "source",
    "topic",
    "waiver",
)
"""The type segments of `{base_iri}id/{type}/{slug}` that the shipped vocabulary knows."""

WITHDRAWN_GRAPH: Final = "graph/withdrawn"
"""The graph, below the base IRI, of what was published once and is withdrawn or renamed."""

LABEL_PROPERTIES: Final = (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title")
"""Where a label is looked for, the best first."""

PREFIX_OF_ENTITY_TYPE: Final[dict[str, str]] = {name: name for name in ENTITY_TYPES} | {"org": "orgn"}
"""`org:` is the W3C ORG ontology, so entities under `id/org/` are written `orgn:`."""


def prefixes(base_iri: str) -> dict[str, str]:
    """All prefixes used in what is published below `base_iri`, as prefix → namespace IRI."""
    own = {PREFIX_OF_ENTITY_TYPE[name]: f"{base_iri}id/{name}/" for name in ENTITY_TYPES}
    own |= {"eng": f"{base_iri}def#", "shapes": f"{base_iri}shapes#"}
    return dict(sorted((EXTERNAL_PREFIXES | own).items()))


def prefixed_name(iri: str, namespaces: Mapping[str, str]) -> str:
    """`iri` with the prefix of the longest of `namespaces` (prefix → namespace IRI) that fits; an empty text if none does."""
    names = [
        (len(start), f"{prefix}:{iri[len(start) :]}")
        for prefix, start in namespaces.items()
        if iri.startswith(start) and iri != start
    ]
    return max(names, default=(0, ""))[1]
