"""`quotations = "none"`: what is published of a quotation when its wording is not."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.namespaces import OA

ALWAYS_WITHHELD: Final = (f"{OA}exact", f"{OA}prefix", f"{OA}suffix")


def withhold_quotations(quads: Iterable[Quad], base_iri: str) -> Iterator[Quad]:
    """The quads, with the SHA-256 (hexadecimal, of the UTF-8 text) in the place of each quotation.

    Positions stay, so whoever holds the source can still find the passage and compare it.
    """
    withheld = {*ALWAYS_WITHHELD, f"{base_iri}def#quotation"}
    for quad in quads:
        if quad.predicate.value in withheld and isinstance(quad.object, Literal):
            digest = hashlib.sha256(quad.object.value.encode()).hexdigest()
            yield Quad(quad.subject, NamedNode(f"{base_iri}def#sha256"), Literal(digest), quad.graph_name)
        else:
            yield quad
