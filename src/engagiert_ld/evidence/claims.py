"""A claim as its record says it, and the published form of it: both without blank nodes.

The record holds what only a person can say: subject, predicate, object, certainty, quotation, the kind of passage, and
the place in the source. What follows from that is added when the dataset is read: identifier, source, target and
selectors (Web Annotation Data Model, sections 4.2.4 and 4.2.5).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from engagiert_ld.namespaces import DCTERMS, OA, PROV, RDF, XSD
from engagiert_ld.records import Record
from engagiert_ld.terms import Term, iri_of

TYPE: Final = NamedNode(f"{RDF}type")
START: Final = f"{OA}start"
END: Final = f"{OA}end"
PREFIX: Final = f"{OA}prefix"
SUFFIX: Final = f"{OA}suffix"
QUOTED_FROM: Final = f"{PROV}wasQuotedFrom"
HANDED_ON: Final = frozenset({START, END, PREFIX, SUFFIX})
"""Properties of a selector that the record of a claim may carry; they are published at the selector."""

_Graph = NamedNode | DefaultGraph


@dataclass(frozen=True)
class Claim:
    """One record. `statement` is None where it is incomplete or contradicts itself; `source` and `certainty` are IRIs or empty.

    `start` and `end` count the code points of the source, zero-based, `end` exclusive, `line` its lines from 1; None where
    they are not known.
    `sha256` is the checksum of the source, empty where it is not known.
    """

    iri: str
    graph: _Graph
    statement: Triple | None
    certainty: str
    quotation: Literal | None
    kind: NamedNode | None
    source: str
    sha256: str
    sources_at_hand: int
    start: int | None
    end: int | None
    prefix: str
    suffix: str
    line: int | None


class _Vocabulary:
    """The own terms that concern evidence, below the base IRI."""

    def __init__(self, base_iri: str) -> None:
        self.claim = NamedNode(f"{base_iri}def#Claim")
        self.archived_source = NamedNode(f"{base_iri}def#ArchivedSource")
        self.certainty = f"{base_iri}def#certainty"
        self.line = f"{base_iri}def#line"
        self.quotation = f"{base_iri}def#quotation"
        self.passage_kind = NamedNode(f"{base_iri}def#passageKind")
        self.sha256 = f"{base_iri}def#sha256"
        self.running_text = NamedNode(f"{base_iri}id/concept/passage-running-text")
        self.rights = NamedNode(f"{base_iri}id/concept/quotation-rights")


def read_claims(quads: Iterable[Quad], base_iri: str) -> tuple[Claim, ...]:
    """The claims of a dataset, by their IRI."""
    stated = tuple(quads)
    terms = _Vocabulary(base_iri)
    sources = _sources(stated, terms)
    records = _records(stated, terms.claim)
    return tuple(_claim(iri, graph, records[iri, graph], sources, terms) for iri, graph in sorted(records, key=str))


def published(quads: Iterable[Quad], claims: Sequence[Claim], base_iri: str) -> tuple[Quad, ...]:
    """The dataset with each claim in its published form."""
    records = {(claim.iri, claim.graph) for claim in claims}
    kept = (quad for quad in quads if not _handed_on(quad, records))
    terms = _Vocabulary(base_iri)
    return tuple(dict.fromkeys((*kept, *(quad for claim in claims for quad in _added(claim, terms)))))


def _handed_on(quad: Quad, records: set[tuple[str, _Graph]]) -> bool:
    return quad.predicate.value in HANDED_ON and (iri_of(quad.subject), quad.graph_name) in records


def archived_sources(quads: Iterable[Quad], base_iri: str) -> Mapping[NamedNode | DefaultGraph, Mapping[str, str]]:
    """The archived sources of each graph by IRI, with their checksums (SHA-256, hexadecimal; empty where not stated)."""
    return _sources(tuple(quads), _Vocabulary(base_iri))


def _sources(quads: Sequence[Quad], terms: _Vocabulary) -> Mapping[_Graph, Mapping[str, str]]:
    """The archived sources of each graph by IRI, with their checksums."""
    found: dict[_Graph, dict[str, str]] = {}
    for quad in quads:
        if quad.predicate == TYPE and quad.object == terms.archived_source:
            found.setdefault(_graph_of(quad), {})[iri_of(quad.subject)] = ""
    for quad in quads:
        known = found.get(_graph_of(quad), {})
        if quad.predicate.value == terms.sha256 and iri_of(quad.subject) in known and isinstance(quad.object, Literal):
            known[iri_of(quad.subject)] = quad.object.value
    return found


def _graph_of(quad: Quad) -> _Graph:
    return quad.graph_name if isinstance(quad.graph_name, NamedNode) else DefaultGraph()


def _records(quads: Sequence[Quad], claim: NamedNode) -> dict[tuple[str, _Graph], Record]:
    records = {
        (iri_of(quad.subject), _graph_of(quad)): Record()
        for quad in quads
        if quad.predicate == TYPE and quad.object == claim and iri_of(quad.subject)
    }
    for quad in quads:
        record = records.get((iri_of(quad.subject), _graph_of(quad)))
        if record is not None:
            record.add(quad)
    return records


def _claim(
    iri: str,
    graph: _Graph,
    record: Record,
    sources: Mapping[_Graph, Mapping[str, str]],
    terms: _Vocabulary,
) -> Claim:
    at_hand = sources.get(graph, {})
    named = iri_of(record.only(QUOTED_FROM))
    source = named or (next(iter(at_hand)) if len(at_hand) == 1 else "")
    kind = record.only(terms.passage_kind.value)
    quotation = record.only(terms.quotation)
    return Claim(
        iri=iri,
        graph=graph,
        statement=_statement(record),
        certainty=iri_of(record.only(terms.certainty)),
        quotation=quotation if isinstance(quotation, Literal) else None,
        kind=kind if isinstance(kind, NamedNode) else None,
        source=source,
        sha256=at_hand.get(source, ""),
        sources_at_hand=len(at_hand),
        start=record.number(START),
        end=record.number(END),
        prefix=record.text(PREFIX),
        suffix=record.text(SUFFIX),
        line=record.number(terms.line),
    )


def _statement(record: Record) -> Triple | None:
    subject, predicate = record.only(f"{RDF}subject"), record.only(f"{RDF}predicate")
    value = record.only(f"{RDF}object")
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
        return Triple(subject, predicate, value)
    return None


def _added(claim: Claim, terms: _Vocabulary) -> Iterator[Quad]:
    """What the published form has beyond the record."""
    target = f"{claim.iri}#target"
    yield _quad(claim, claim.iri, TYPE.value, NamedNode(f"{RDF}Statement"))
    yield _quad(claim, claim.iri, f"{DCTERMS}identifier", Literal(claim.iri.rpartition("/")[2]))
    yield _quad(claim, claim.iri, f"{DCTERMS}rights", terms.rights)
    yield _quad(claim, claim.iri, f"{OA}hasTarget", NamedNode(target))
    yield _quad(claim, claim.iri, terms.passage_kind.value, claim.kind or terms.running_text)
    yield _quad(claim, target, TYPE.value, NamedNode(f"{OA}SpecificResource"))
    yield _quad(claim, target, terms.passage_kind.value, claim.kind or terms.running_text)
    if claim.source:
        yield _quad(claim, claim.iri, QUOTED_FROM, NamedNode(claim.source))
        yield _quad(claim, target, f"{OA}hasSource", NamedNode(claim.source))
    yield from _quote_selector(claim, target)
    yield from _position_selector(claim, target)


def _quote_selector(claim: Claim, target: str) -> Iterator[Quad]:
    if claim.quotation is None:
        return
    selector = f"{claim.iri}#quote"
    yield _quad(claim, target, f"{OA}hasSelector", NamedNode(selector))
    yield _quad(claim, selector, TYPE.value, NamedNode(f"{OA}TextQuoteSelector"))
    yield _quad(claim, selector, f"{OA}exact", claim.quotation)
    for prop, text in ((PREFIX, claim.prefix), (SUFFIX, claim.suffix)):
        if text:
            yield _quad(claim, selector, prop, Literal(text))


def _position_selector(claim: Claim, target: str) -> Iterator[Quad]:
    if claim.start is None or claim.end is None:
        return
    selector = f"{claim.iri}#position"
    yield _quad(claim, target, f"{OA}hasSelector", NamedNode(selector))
    yield _quad(claim, selector, TYPE.value, NamedNode(f"{OA}TextPositionSelector"))
    for prop, number in ((START, claim.start), (END, claim.end)):
        yield _quad(claim, selector, prop, Literal(str(number), datatype=NamedNode(f"{XSD}integer")))


def _quad(claim: Claim, subject: str, predicate: str, value: Term) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value, claim.graph)
