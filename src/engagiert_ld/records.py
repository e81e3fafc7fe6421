"""What is stated about one subject, by property: how a record in the data is read."""

from collections.abc import Iterable

from pyoxigraph import Literal, Quad, Triple

from engagiert_ld.terms import Term, iri_of


class Record:
    """The values of one subject. Of a property with several values where one is meant, none counts."""

    def __init__(self, quads: Iterable[Quad | Triple] = ()) -> None:
        self._values: dict[str, list[Term]] = {}
        for quad in quads:
            self.add(quad)

    def add(self, quad: Quad | Triple) -> None:
        """Take in a statement about the subject."""
        self._values.setdefault(quad.predicate.value, []).append(quad.object)

    def values(self, prop: str) -> list[Term]:
        """All values of a property."""
        return self._values.get(prop, [])

    def only(self, prop: str) -> Term | None:
        """The value of a property that has just one."""
        values = self.values(prop)
        return values[0] if len(values) == 1 else None

    def text(self, prop: str) -> str:
        """The text of a property that has one literal; else an empty text."""
        value = self.only(prop)
        return value.value if isinstance(value, Literal) else ""

    def number(self, prop: str) -> int | None:
        """The whole number, not negative, of a property that has one."""
        text = self.text(prop)
        return int(text) if text.isascii() and text.isdigit() else None


def by_subject(quads: Iterable[Quad | Triple]) -> dict[str, Record]:
    """What is stated about each subject, by its IRI; what has none, under an empty text."""
    records: dict[str, Record] = {}
    for quad in quads:
        records.setdefault(iri_of(quad.subject), Record()).add(quad)
    return records
