"""Content negotiation (RFC 9110, section 12): pure functions of header values, without Flask."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from engagiert_ld.formats import Format

MAX_RANGES: Final = 100
"""Members of a header that are looked at; what stands behind them has no effect."""

_QUALITY: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LIST_MEMBER: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PARAMETER: Final = re.compile(r';\s*([^\s;=,"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)')


class Preference(NamedTuple):
    """One member of `Accept` or `Accept-Language`: what is wanted, in lower case, and how much (0 to 1)."""

    wanted: str
    quality: float


def preferences(header: str) -> list[Preference]:
    """The members of a header; one that is malformed counts as not sent, as does one with a malformed weight."""
    members = _LIST_MEMBER.findall(header)[:MAX_RANGES]
    return [found for found in map(_preference, members) if found]


def choose_format(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """The format to answer with; None where nothing that is offered is acceptable.

    `offered` is in the server's order of preference. Without a header, or with one that holds nothing valid, it is the
    first (12.5.1). A more specific range takes precedence over a less specific one; between equal weights the more
    specific match wins, then the server's order. Parameters such as `charset` or `profile` do not prevent a match, and
    media types under which a format is known as well (`application/json` for JSON-LD) match after its own.
    """
    wanted = [preference for preference in preferences(accept or "") if preference.wanted.count("/") == 1]
    if not wanted:
        return offered[0]
    rated = [(*_rating(wanted, fmt), -index, fmt) for index, fmt in enumerate(offered)]
    acceptable = [row for row in rated if row[0] > 0]
    return max(acceptable)[3] if acceptable else None


def choose_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """The language to answer in (RFC 4647 3.3.1, basic filtering by the first subtag); the first offered without a match."""
    rated = dict.fromkeys(offered, 0.0)
    wanted = preferences(accept_language or "")
    named = {preference.wanted.partition("-")[0] for preference in wanted}
    for tag, quality in wanted:
        language = tag.partition("-")[0]
        for candidate in offered if language == "*" else (language,):
            if candidate in rated and (language != "*" or candidate not in named):
                rated[candidate] = max(rated[candidate], quality)
    return max(offered, key=lambda language: (rated[language], -list(offered).index(language)))


def _preference(member: str) -> Preference | None:
    wanted = member.partition(";")[0].strip().lower()
    if not all(_TOKEN.fullmatch(part) for part in wanted.split("/")):
        return None
    weights = [value for name, value in _PARAMETER.findall(member) if name.lower() == "q"]
    if not weights:
        return Preference(wanted, 1.0)
    return Preference(wanted, float(weights[0])) if _QUALITY.fullmatch(weights[0]) else None


def _rating(wanted: list[Preference], fmt: Format) -> tuple[float, int]:
    """Weight and specificity (3 type, 2 other name of it, 1 subtype wildcard, 0 any) of the range that decides."""
    main_type = fmt.media_type.partition("/")[0]
    for specificity, patterns in ((3, (fmt.media_type,)), (2, fmt.also), (1, (f"{main_type}/*",)), (0, ("*/*",))):
        weights = [preference.quality for preference in wanted if preference.wanted in patterns]
        if weights:
            return max(weights), specificity
    return 0.0, 0
