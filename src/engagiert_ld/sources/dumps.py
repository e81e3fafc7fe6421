"""What was written in N-Quads or N-Triples → quads and terms."""

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from engagiert_ld.errors import DamagedReleaseError
from engagiert_ld.terms import Term


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
