"""SPARQL 1.1 Service Description: what the endpoint offers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import (
    CSV,
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    SRJ,
    SRX,
    TRIG,
    TSV,
    TURTLE,
    Format,
)
from engagiert_ld.metadata.void import COUNTS, PARTITIONS, VOID
from engagiert_ld.namespaces import DCTERMS, EXTERNAL_PREFIXES, RDF, RDFS, XSD
from engagiert_ld.publication import EMBEDDED, Deployment, Publication
from engagiert_ld.terms import iri_of

SD: Final = EXTERNAL_PREFIXES["sd"]
SIMPLE_ENTAILMENT: Final = "http://www.w3.org/ns/entailment/Simple"
FORMATS_NS: Final = "http://www.w3.org/ns/formats/"
FORMAT_NAMES: Final[Mapping[Format, str]] = {
    SRJ: "SPARQL_Results_JSON",
    SRX: "SPARQL_Results_XML",
    CSV: "SPARQL_Results_CSV",
    TSV: "SPARQL_Results_TSV",
    TURTLE: "Turtle",
    NTRIPLES: "N-Triples",
    NQUADS: "N-Quads",
    TRIG: "TriG",
    RDFXML: "RDF_XML",
    JSONLD: "JSON-LD",
}
"""Of the W3C list of unique IRIs for file formats, which has none for a page."""

FEATURES: Final = ("UnionDefaultGraph",)
"""No others hold: nothing is dereferenced or asked elsewhere, no dataset need be named, and empty graphs are not kept."""

DESCRIBE: Final = Message(
    "DESCRIBE mit genau einer IRI und ohne weitere Angaben liefert für ein veröffentlichtes Ding, was sein Dokument sagt: die"
    " Aussagen über das Ding und seine Teile, was auf sie verweist, und die Bezeichnungen von allem, was dabei vorkommt; nicht"
    " aber, was das Dokument über sich selbst sagt. Jede andere Form von DESCRIBE liefert die Aussagen, deren Subjekt das"
    " Beschriebene ist.",
    "DESCRIBE with just one IRI and nothing else gives, for a published thing, what its document says: the statements about"
    " the thing and its parts, what points to them, and the labels of everything that occurs in these; but not what the"
    " document says of itself. Every other form of DESCRIBE gives the statements whose subject is what is described.",
)

Triple = tuple[NamedNode, str, NamedNode | Literal]


MIB: Final = 1024 * 1024


def limits_text(deployment: Deployment) -> Message:
    """What a query may take, in a sentence; no vocabulary has terms for it. The memory of another service is not ours to bound."""
    limits = deployment.limits
    memory, result = f"{limits.query_memory_bytes / MIB:.4g} MiB", f"{limits.result_bytes / MIB:.4g} MiB"
    rows = _rows_text(limits.result_rows) if limits.result_rows else Message("", "")
    de, en = (
        (f" {memory} Arbeitsspeicher brauchen", f" take {memory} of memory")
        if deployment.store == EMBEDDED
        else ("", "")
    )
    return Message(
        f"Eine Abfrage darf {limits.query_seconds:g} Sekunden dauern, Warten eingeschlossen, {limits.max_query_bytes} Byte lang sein,{de}"
        f" und {result} als Ergebnis haben. Was mehr braucht, wird abgelehnt; kein Ergebnis wird gekürzt.{rows.de}",
        f"A query may run for {limits.query_seconds:g} seconds, waiting included, be {limits.max_query_bytes} bytes long,{en}"
        f" and have a result of {result}. What needs more is refused; no result is ever cut.{rows.en}",
    )


def _rows_text(most: int) -> Message:
    return Message(
        f" Eine Antwort hat höchstens {most} Zeilen oder Tripel; größere Ergebnisse gibt es in Seiten (page=1, dann die Links"
        " rel=next).",
        f" An answer has at most {most} rows or triples; larger results come in pages (page=1, then the links rel=next).",
    )


def service_description(
    endpoint: str,
    publication: Publication,
    graphs: Mapping[str, int],
    size: int,
    formats: Iterable[Format],
    examples: str,
    deployment: Deployment,
    numbers: Collection[Quad],
) -> tuple[Quad, ...]:
    """The description of the service at the address `endpoint`, which answers in `formats`; `examples` is where queries are.

    `graphs` are the named graphs with their numbers of triples, `size` is that of their union, the default graph.
    `numbers` is the VoID description of the dataset: its counts and partitions are told of the default graph, and the
    counts of each named graph.
    """
    service, dataset = NamedNode(endpoint), NamedNode(f"{publication.base_iri}dataset")
    triples = [*_service(service, publication, formats), *_dataset(dataset, graphs, size)]
    triples.append((service, f"{SD}defaultDataset", dataset))
    triples.append((service, f"{RDFS}seeAlso", NamedNode(examples)))
    triples += [
        (service, f"{DCTERMS}description", Literal(text, language=tag))
        for tag, text in limits_text(deployment)._asdict().items()
    ]
    described = tuple(Quad(subject, NamedNode(predicate), value) for subject, predicate, value in triples)
    return (*described, *_numbers(numbers, dataset, graphs))


def _service(service: NamedNode, publication: Publication, formats: Iterable[Format]) -> Iterator[Triple]:
    yield service, f"{RDF}type", NamedNode(f"{SD}Service")
    yield service, f"{SD}endpoint", service
    yield service, f"{SD}supportedLanguage", NamedNode(f"{SD}SPARQL11Query")
    yield service, f"{SD}defaultEntailmentRegime", NamedNode(SIMPLE_ENTAILMENT)
    yield service, f"{DCTERMS}license", NamedNode(publication.data_licence)
    for name in FEATURES:
        yield service, f"{SD}feature", NamedNode(SD + name)
    for fmt in formats:
        if fmt in FORMAT_NAMES:
            yield service, f"{SD}resultFormat", NamedNode(FORMATS_NS + FORMAT_NAMES[fmt])
    for language in publication.languages:
        yield service, f"{DCTERMS}title", Literal(publication.title[language], language=language)
        yield service, f"{RDFS}comment", Literal(DESCRIBE.in_language(language), language=language)


def _default_graph(dataset: NamedNode) -> NamedNode:
    return NamedNode(f"{dataset.value}#default-graph")


def _dataset(dataset: NamedNode, graphs: Mapping[str, int], size: int) -> Iterator[Triple]:
    default = _default_graph(dataset)
    yield dataset, f"{RDF}type", NamedNode(f"{SD}Dataset")
    yield dataset, f"{SD}defaultGraph", default
    yield from _graph(default, size)
    for iri, triples in graphs.items():
        graph, named = NamedNode(iri), NamedNode(f"{dataset.value}#named-{quote(iri, safe='')}")
        yield dataset, f"{SD}namedGraph", named
        yield named, f"{RDF}type", NamedNode(f"{SD}NamedGraph")
        yield named, f"{SD}name", graph
        yield named, f"{SD}graph", graph
        yield from _graph(graph, triples)


def _numbers(numbers: Collection[Quad], dataset: NamedNode, graphs: Collection[str]) -> Iterator[Quad]:
    counts = {f"{VOID}{name}" for name in COUNTS}
    parts = {quad.object for quad in numbers if quad.subject == dataset and quad.predicate.value in PARTITIONS}
    for quad in numbers:
        predicate = quad.predicate.value
        if quad.subject == dataset and predicate in counts | PARTITIONS:
            yield Quad(_default_graph(dataset), quad.predicate, quad.object)
        elif quad.subject in parts or (iri_of(quad.subject) in graphs and predicate in counts):
            yield quad


def _graph(graph: NamedNode, triples: int) -> Iterator[Triple]:
    yield graph, f"{RDF}type", NamedNode(f"{SD}Graph")
    yield graph, f"{RDF}type", NamedNode(f"{VOID}Dataset")
    yield graph, f"{VOID}triples", Literal(str(triples), datatype=NamedNode(f"{XSD}integer"))
