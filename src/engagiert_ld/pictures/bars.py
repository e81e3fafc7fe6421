"""Numbers as bars, one below the other, each with its name and its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engagiert_ld.pictures.drawing import LINE, cut, in_lines, linked, opening, text

WIDTH: Final = 1000
NAMES: Final = 330
"""Where names end."""

NUMBERS: Final = 90
"""Room for a number behind the longest bar."""

LETTERS: Final = 38
ROW: Final = 32
BAR: Final = 20


@dataclass(frozen=True)
class Measure:
    """A number with what it is of, where that leads to, and how the number is written; `language` is that of the name if it is another."""

    name: str
    href: str
    number: float
    written: str
    language: str = ""


def bar_chart(measures: Sequence[Measure], title: str, description: str) -> str:
    """The measures in the order that is given, from zero; empty where there is none, or one is negative."""
    if not measures or any(one.number < 0 for one in measures):
        return ""
    most = max(one.number for one in measures) or 1
    height = ROW * len(measures) + LINE
    body = [opening("bars", WIDTH, height, title, description)]
    for number, one in enumerate(measures):
        middle = number * ROW + ROW // 2 + LINE // 2
        lines = in_lines(one.name, LETTERS, 1)
        body.append(linked(one.href, text(lines, NAMES, middle + 6, "name", "end"), one.language, cut(one.name, lines)))
        width = round((WIDTH - NAMES - NUMBERS) * one.number / most)
        top = middle - BAR // 2
        body.append(f'<rect class="bar" x="{NAMES + 12}" y="{top}" width="{max(width, 1)}" height="{BAR}"/>')
        body.append(text([one.written], NAMES + 20 + width, middle + 6, "note"))
    return "".join([*body, "</svg>"])
