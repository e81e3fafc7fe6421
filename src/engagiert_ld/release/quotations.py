"""`quotations = "none"`: what is published of a quotation when its wording is not."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.namespaces import OA

DROPPED: Final = (f"{OA}prefix", f"{OA}suffix")
"""Words around a quotation: with its position known, a checksum of them would tell nothing."""


def withhold_quotations(quads: Iterable[Quad], base_iri: str) -> Iterator[Quad]:
    """The quads, with the SHA-256 (hexadecimal, of the UTF-8 text) in the place of each quotation.

    Positions stay, so whoever holds the source can still find the passage and compare it; the words around a quotation go.
    """
    withheld = {f"{OA}exact", f"{base_iri}def#quotation"}
    for quad in quads:
        if quad.predicate.value in DROPPED:
            continue
        if quad.predicate.value in withheld and isinstance(quad.object, Literal):
            digest = hashlib.sha256(quad.object.value.encode()).hexdigest()
            yield Quad(quad.subject, NamedNode(f"{base_iri}def#sha256"), Literal(digest), quad.graph_name)
        else:
            yield quad
