"""Numbers, sizes and days as people read them in their language."""

import datetime
from typing import Final

from engagiert_ld.errors import Message

UNITS: Final = ("kB", "MB", "GB", "TB")
"""Of a thousand each (IEC 80000-13 leaves the binary ones other names)."""

MONTHS: Final = (
    Message("Januar", "January"),
    Message("Februar", "February"),
    Message("März", "March"),
    Message("April", "April"),
    Message("Mai", "May"),
    Message("Juni", "June"),
    Message("Juli", "July"),
    Message("August", "August"),
    Message("September", "September"),
    Message("Oktober", "October"),
    Message("November", "November"),
    Message("Dezember", "December"),
)


def number(value: int, language: str) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}".replace(",", "." if language == "de" else ",")


def size(count: int, language: str) -> str:
    """A number of bytes in the largest unit that fits, with two digits at least."""
    value, unit = float(count), "Byte" if language == "de" else "bytes"
    for larger in UNITS:
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    text = f"{value:.1f}" if unit in UNITS and value < 9.95 else f"{value:.0f}"
    return f"{text.replace('.', ',') if language == 'de' else text} {unit}"


def day(date: datetime.date, language: str) -> str:
    """A date with the name of its month."""
    month = MONTHS[date.month - 1].in_language(language)
    return f"{date.day}{'.' if language == 'de' else ''} {month} {date.year}"
