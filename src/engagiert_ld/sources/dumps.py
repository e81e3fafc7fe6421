"""What was written in a format of RDF → quads and terms."""

from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

from engagiert_ld.errors import DamagedReleaseError, InputError
from engagiert_ld.formats import (
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDF12_NQUADS,
    RDF12_TURTLE,
    RDFXML,
    TRIG,
    TURTLE,
    Format,
)
from engagiert_ld.terms import Term

_PARSED: Final = {
    TURTLE: RdfFormat.TURTLE,
    TRIG: RdfFormat.TRIG,
    NTRIPLES: RdfFormat.N_TRIPLES,
    NQUADS: RdfFormat.N_QUADS,
    RDFXML: RdfFormat.RDF_XML,
    JSONLD: RdfFormat.JSON_LD,
    RDF12_TURTLE: RdfFormat.TURTLE,
    RDF12_NQUADS: RdfFormat.N_QUADS,
}


def read_content(content: bytes, fmt: Format, base_iri: str | None = None) -> set[Quad]:
    """The quads that `content` says in a format of RDF; relative IRIs are relative to `base_iri`.

    Raises `InputError` where it is not well-formed.
    """
    try:
        return set(parse(content, format=_PARSED[fmt], base_iri=base_iri))
    except SyntaxError as error:
        raise InputError(f"nicht lesbar als {fmt.label}: {error}", f"not readable as {fmt.label}: {error}") from None


def read_dump(path: Path) -> tuple[Quad, ...]:
    """The quads of an N-Quads file in file order; raises `DamagedReleaseError` where it cannot be read."""
    try:
        return tuple(parse(path=path, format=RdfFormat.N_QUADS))
    except (OSError, SyntaxError) as error:
        raise DamagedReleaseError(f"{path} ist nicht lesbar: {error}.", f"{path} cannot be read: {error}.") from None


def term_of(text: str) -> Term:
    """The term that `text` writes in N-Triples syntax; raises `SyntaxError` for anything else."""
    (quad,) = parse(f"<x:s> <x:p> {text} .", format=RdfFormat.N_TRIPLES)
    term: Term = quad.object
    return term
