"""Dumps of a release → quads."""

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from engagiert_ld.errors import DamagedReleaseError


def read_dump(path: Path) -> tuple[Quad, ...]:
    """The quads of an N-Quads file in file order; raises `DamagedReleaseError` where it cannot be read."""
    try:
        return tuple(parse(path=path, format=RdfFormat.N_QUADS))
    except (OSError, SyntaxError) as error:
        raise DamagedReleaseError(f"{path} ist nicht lesbar: {error}.", f"{path} cannot be read: {error}.") from None
