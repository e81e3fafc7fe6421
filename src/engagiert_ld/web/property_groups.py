"""In which groups, and in which order, a page shows what is said of a thing: `sh:group` and `sh:order` of the shapes (SHACL 2.3.2)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from engagiert_ld.namespaces import SH
from engagiert_ld.records import Record, by_subject
from engagiert_ld.terms import iri_of
from engagiert_ld.web.site import Site, once

SHAPES_GRAPH: Final = "graph/shapes"
LAST: Final = Decimal("Infinity")


class Path(NamedTuple):
    """A property, read from the subject, or (`inverse`) from the value."""

    iri: str
    inverse: bool = False


class Place(NamedTuple):
    """Where a property stands: in which group, by its order and IRI, and where in it. Comparable."""

    group_order: Decimal
    group: str
    order: Decimal


NOWHERE: Final = Place(LAST, "", LAST)
"""The place of what is in no group: behind all others."""


def place(here: Site, path: Path) -> Place:
    """The place of a property; `NOWHERE` where no shape puts it into a group."""
    return _places(here).get(path, NOWHERE)


@once
def _places(here: Site) -> Mapping[Path, Place]:
    """The places that the shapes give; where several give one, the first counts."""
    shapes = here.iri(SHAPES_GRAPH)
    records = by_subject(quad for quad in here.release.quads if iri_of(quad.graph_name) == shapes)
    found: dict[Path, Place] = {}
    for record in records.values():
        group = iri_of(record.only(f"{SH}group"))
        if group in records:
            where = Place(_order(records[group]), group, _order(record))
            for path in _paths(record, here):
                found[path] = min(where, found.get(path, where))
    return found


def _paths(record: Record, here: Site) -> Iterable[Path]:
    for value in record.values(f"{SH}path"):
        yield Path(iri_of(value))
    for value in record.values(here.iri("shapes#inverse")):
        yield Path(iri_of(value), inverse=True)


def _order(record: Record) -> Decimal:
    """The value of `sh:order`, a decimal or whole number; what has none, or another text, comes last."""
    try:
        order = Decimal(record.text(f"{SH}order") or LAST)
    except InvalidOperation:
        return LAST
    return order if order.is_finite() else LAST
