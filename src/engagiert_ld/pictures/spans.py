"""Years of a period as they are written in EDTF (ISO 8601-2), with open and uncertain ends."""

import re
from dataclasses import dataclass
from typing import Final

OPEN: Final = ".."
_YEAR: Final = re.compile(r"-?[0-9]{4}")


@dataclass(frozen=True)
class Span:
    """From a year to a year. `begin_by` is later than `begin` where the beginning is uncertain; likewise `end_from` and `end`.

    `end` is None where it is open (`is_open`) or not known.
    """

    begin: int
    begin_by: int
    end_from: int | None
    end: int | None
    is_open: bool = False


def span_of(edtf: str) -> Span | None:
    """The years of an EDTF interval or year such as `1999/2014`, `2015/..`, `[2004,2005]/`; None where no beginning is known."""
    first, slash, last = edtf.partition("/")
    begins, ends = _years(first), _years(last if slash else first)
    if not begins:
        return None
    return Span(min(begins), max(begins), min(ends, default=None), max(ends, default=None), last == OPEN)


def _years(text: str) -> list[int]:
    """The years that one side names; several where one of them is meant, none where it is open or not known."""
    return [int(year) for year in _YEAR.findall(text)]
