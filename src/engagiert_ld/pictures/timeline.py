"""A timeline as SVG: a row for each thing with its name above, a bar for its time, thin bars for what belongs to it.

An uncertain edge is dashed, an open end has an arrow: nothing is told by colour alone. Names are links. The table that says the same
stands beside the picture, so it is one for the eyes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from engagiert_ld.pictures.drawing import LETTER, linked, opening
from engagiert_ld.pictures.spans import Span

WIDTH: Final = 1000
MARGIN: Final = 20
NAME_HEIGHT: Final = 30
BAR_HEIGHT: Final = 14
PART_HEIGHT: Final = 32
GAP: Final = 14
AXIS_HEIGHT: Final = 36
TICKS: Final = 12
"""At most so many years are written below."""
STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
ARROW: Final = 12


@dataclass(frozen=True)
class Bar:
    """A time, and what is written beside it."""

    span: Span
    text: str


@dataclass(frozen=True)
class Row:
    """A thing: its name, where that leads to, its time if it is known, and the times of what belongs to it."""

    name: str
    href: str
    bar: Bar | None
    parts: tuple[Bar, ...]
    language: str = ""
    """That of the name, where it is not that of the picture."""

    @property
    def bars(self) -> tuple[Bar, ...]:
        """All of them."""
        return (*((self.bar,) if self.bar else ()), *self.parts)


def timeline(rows: Sequence[Row], title: str, description: str) -> str:
    """The picture; empty where no row has a time. `title` and `description` say what it shows."""
    shown = [row for row in rows if row.bars]
    spans = [bar.span for row in shown for bar in row.bars]
    if not spans:
        return ""
    scale = _Scale(min(span.begin for span in spans), max(max(span.begin_by, span.end or 0) for span in spans) + 1)
    body: list[str] = []
    height = GAP
    for row in shown:
        body += _row(row, height, scale)
        height += NAME_HEIGHT + (BAR_HEIGHT + 6 if row.bar else 0) + PART_HEIGHT * len(row.parts) + GAP
    whole = height + AXIS_HEIGHT
    head = opening("timeline", WIDTH, whole, title, description)
    return "".join([head, *_axis(scale, height), *body, "</svg>"])


@dataclass(frozen=True)
class _Scale:
    first: int
    last: int

    def x(self, year: int) -> int:
        """Where a year begins."""
        return MARGIN + (WIDTH - 2 * MARGIN) * (year - self.first) // max(self.last - self.first, 1)

    def end(self, span: Span) -> int:
        """Where a time ends: with its last year, or with the picture."""
        return self.x(self.last if span.end is None else span.end + 1)

    def ticks(self) -> Iterable[int]:
        """The years that are written."""
        step = next((one for one in STEPS if (self.last - self.first) // one <= TICKS), STEPS[-1])
        return range(-(-self.first // step) * step, self.last + 1, step)


def _axis(scale: _Scale, height: int) -> Iterator[str]:
    for year in scale.ticks():
        x = scale.x(year)
        yield f'<line class="tick" x1="{x}" y1="0" x2="{x}" y2="{height}"/>'
        yield f'<text class="year" x="{x}" y="{height + 24}" text-anchor="middle">{year}</text>'


def _row(row: Row, top: int, scale: _Scale) -> Iterator[str]:
    name = f'<text class="title" x="{MARGIN}" y="{top + 18}">{escape(row.name)}</text>'
    yield linked(row.href, name, row.language)
    top += NAME_HEIGHT
    if row.bar:
        yield from _bar(row.bar.span, top, BAR_HEIGHT, "bar", scale)
        yield _beside(row.bar, top + BAR_HEIGHT, scale)
        top += BAR_HEIGHT + 6
    for part in row.parts:
        x = max(min(scale.x(part.span.begin), WIDTH - MARGIN - LETTER * len(part.text)), MARGIN)
        yield f'<text class="note" x="{x}" y="{top + 14}">{escape(part.text)}</text>'
        yield from _bar(part.span, top + 19, BAR_HEIGHT // 2, "part", scale)
        top += PART_HEIGHT


def _bar(span: Span, top: int, height: int, kind: str, scale: _Scale) -> Iterator[str]:
    begin, sure, end = scale.x(span.begin), scale.x(span.begin_by), scale.end(span)
    if span.end is None:
        end -= ARROW
    sure_to = end if span.end_from in (None, span.end) else max(scale.x(span.end_from + 1), sure)
    for first, last in ((begin, sure), (sure_to, end)):
        if last > first:
            yield f'<rect class="{kind} unsure" x="{first}" y="{top}" width="{last - first}" height="{height}"/>'
    yield f'<rect class="{kind}" x="{sure}" y="{top}" width="{max(sure_to - sure, 4)}" height="{height}"/>'
    if span.end is None:
        middle = top + height // 2
        unsure = "" if span.is_open else " unsure"
        yield f'<path class="{kind}{unsure}" d="M{end} {top - 3}L{end + ARROW} {middle}L{end} {top + height + 3}Z"/>'


def _beside(bar: Bar, base: int, scale: _Scale) -> str:
    """What is written behind the bar, or before it where there is no room."""
    begin, end, width = scale.x(bar.span.begin) - 8, scale.end(bar.span) + 8, LETTER * len(bar.text)
    if end + width > WIDTH and begin - width >= 0:
        return f'<text class="note" x="{begin}" y="{base}" text-anchor="end">{escape(bar.text)}</text>'
    return f'<text class="note" x="{min(end, WIDTH - width)}" y="{base}">{escape(bar.text)}</text>'
