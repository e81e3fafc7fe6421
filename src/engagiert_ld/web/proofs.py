"""What proves a fact: the sentence of the source, where it stands, and how clearly it says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.describe import Text
from engagiert_ld.namespaces import PROV, RDF
from engagiert_ld.records import Record, by_subject
from engagiert_ld.terms import Term, iri_of
from engagiert_ld.web.site import Site, once

QUOTED_FROM: Final = f"{PROV}wasQuotedFrom"
CERTAINTY: Final = "id/concept/certainty-"
PLAIN: Final = ("", "explicit")
"""Certain enough to need no word: nothing is told of it, or the source says it in so many words."""

STATED: Final = (f"{RDF}subject", f"{RDF}predicate", f"{RDF}object")

Key = tuple[str, str, str]
"""Subject, predicate and object of a statement, in N-Triples."""


@dataclass(frozen=True)
class Source:
    """Where a quotation is from: what the source is called, and where it is described."""

    label: Text
    href: str


@dataclass(frozen=True)
class Proof:
    """A claim as a page shows it beside the fact that it states.

    `name` is what it is called, `certainty` the end of the name of the degree of certainty, such as `explicit`, and `degree` what that is called. `line`
    is that of the source, empty where it is not known.
    """

    claim: str
    name: Text
    href: str
    quotation: Text | None
    certainty: str
    degree: Text
    sources: tuple[Source, ...]
    line: str

    @property
    def is_plain(self) -> bool:
        """Whether the source says it in so many words, or no degree is told."""
        return self.certainty in PLAIN


def key_of(quad: Quad) -> Key:
    """What a statement is looked up by."""
    return str(quad.subject), str(quad.predicate), str(quad.object)


def proofs(evidence: Iterable[Quad], here: Site, language: str) -> Mapping[Key, tuple[Proof, ...]]:
    """The proofs of statements, where `evidence` are claims in full; in the order of their names."""
    triples = {quad.triple for quad in evidence}  # a claim may stand in several graphs
    records = by_subject(triple for triple in triples if "#" not in iri_of(triple.subject))
    found: dict[Key, list[Proof]] = {}
    for claim in sorted(records):
        if key := _stated(records[claim]):
            found.setdefault(key, []).append(_proof(claim, records[claim], here, language))
    return {key: tuple(values) for key, values in found.items()}


@once
def unsure(here: Site) -> frozenset[Key]:
    """The statements that no claim says in so many words, though some claim is there; looked up once for each release."""
    wanted = {*STATED, here.iri("def#certainty")}
    plain: dict[Key, bool] = {}
    for record in by_subject({quad.triple for quad in here.release.quads if quad.predicate.value in wanted}).values():
        if key := _stated(record):
            plain[key] = plain.get(key, False) or _certainty(record, here) in PLAIN
    return frozenset(key for key, is_plain in plain.items() if not is_plain)


def _stated(record: Record) -> Key | None:
    """The statement that a claim makes; None where it makes none, or several."""
    subject, predicate, value = (record.only(prop) for prop in STATED)
    return (str(subject), str(predicate), str(value)) if subject and predicate and value else None


def _certainty(record: Record, here: Site) -> str:
    """The end of the name of the degree of certainty of a claim; empty where it tells none."""
    return iri_of(record.only(here.iri("def#certainty"))).removeprefix(here.iri(CERTAINTY))


def _proof(claim: str, record: Record, here: Site, language: str) -> Proof:
    degree = iri_of(record.only(here.iri("def#certainty")))
    quotation = record.only(here.iri("def#quotation"))
    return Proof(
        claim,
        here.descriptions.label(claim, language),
        here.link(here.document_path(claim)),
        Text(quotation.value, quotation.language or "") if isinstance(quotation, Literal) else None,
        _certainty(record, here),
        here.descriptions.label(degree, language) if degree else Text("", ""),
        tuple(_source(value, here, language) for value in record.values(QUOTED_FROM)),
        record.text(here.iri("def#line")),
    )


def _source(term: Term, here: Site, language: str) -> Source:
    iri = term.value if isinstance(term, NamedNode) else ""
    return Source(here.descriptions.label(iri, language), here.link(here.document_path(iri)))
