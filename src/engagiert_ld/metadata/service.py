"""SPARQL 1.1 Service Description: what the endpoint offers."""

from collections.abc import Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.namespaces import DCTERMS, EXTERNAL_PREFIXES, RDF, XSD
from engagiert_ld.publication import Limits, Publication

SD: Final = EXTERNAL_PREFIXES["sd"]
VOID: Final = EXTERNAL_PREFIXES["void"]
FORMATS_NS: Final = "http://www.w3.org/ns/formats/"
RESULT_FORMAT_NAMES: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
"""Of the W3C list of unique IRIs for file formats."""


MIB: Final = 1024 * 1024


def limits_text(limits: Limits) -> Message:
    """What a query may take, in a sentence; no vocabulary has terms for it."""
    memory, result = f"{limits.query_memory_bytes / MIB:.4g} MiB", f"{limits.result_bytes / MIB:.4g} MiB"
    return Message(
        f"Eine Abfrage darf {limits.query_seconds:g} Sekunden dauern, {limits.max_query_bytes} Byte lang sein, {memory} Arbeitsspeicher"
        f" brauchen und {result} als Ergebnis haben. Was mehr braucht, wird abgelehnt; kein Ergebnis wird gekürzt.",
        f"A query may run for {limits.query_seconds:g} seconds, be {limits.max_query_bytes} bytes long, take {memory} of memory"
        f" and have a result of {result}. What needs more is refused; no result is ever cut.",
    )


def service_description(
    endpoint: str, publication: Publication, graphs: Mapping[str, int], limits: Limits
) -> tuple[Quad, ...]:
    """The description of the service at the address `endpoint`; `graphs` are the named graphs with their sizes."""
    service, dataset = NamedNode(endpoint), NamedNode(f"{publication.base_iri}dataset")
    triples: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (service, f"{RDF}type", NamedNode(f"{SD}Service")),
        (service, f"{SD}endpoint", service),
        (service, f"{SD}supportedLanguage", NamedNode(f"{SD}SPARQL11Query")),
        (service, f"{SD}feature", NamedNode(f"{SD}UnionDefaultGraph")),
        (service, f"{SD}defaultDataset", dataset),
        (service, f"{DCTERMS}license", NamedNode(publication.data_licence)),
        (dataset, f"{RDF}type", NamedNode(f"{SD}Dataset")),
    ]
    triples += [(service, f"{SD}resultFormat", NamedNode(FORMATS_NS + name)) for name in RESULT_FORMAT_NAMES]
    triples += [(service, f"{DCTERMS}title", Literal(text, language=tag)) for tag, text in publication.title.items()]
    triples += [
        (service, f"{DCTERMS}description", Literal(text, language=tag))
        for tag, text in limits_text(limits)._asdict().items()
    ]
    for graph, size in graphs.items():
        named = NamedNode(f"{graph}#named")
        triples += [
            (dataset, f"{SD}namedGraph", named),
            (named, f"{RDF}type", NamedNode(f"{SD}NamedGraph")),
            (named, f"{SD}name", NamedNode(graph)),
            (named, f"{SD}graph", NamedNode(graph)),
            (NamedNode(graph), f"{RDF}type", NamedNode(f"{SD}Graph")),
            (NamedNode(graph), f"{VOID}triples", Literal(str(size), datatype=NamedNode(f"{XSD}integer"))),
        ]
    return tuple(Quad(subject, NamedNode(predicate), value) for subject, predicate, value in triples)
