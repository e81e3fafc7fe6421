"""Content negotiation (RFC 9110, section 12): pure functions of header values, without Flask."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, wraps
from typing import Final, NamedTuple, TypeVar

from engagiert_ld.formats import Format

MAX_RANGES: Final = 100
"""Members of a header that are looked at; what stands behind them has no effect."""

USUAL_LENGTH: Final = 512
"""The longest header for which the choice is remembered."""

IDENTITY: Final = "identity"
"""No coding at all (12.5.3)."""

_QUALITY: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LIST_MEMBER: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PROFILE_MEMBER: Final = re.compile(r"(?:[^,<]|<[^>]*>?)+")
_PROFILE: Final = re.compile(r'<([^<>"\s]+)>|([^\s<>";,]+)')
_PARAMETER: Final = re.compile(r';\s*([^\s;=,"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)')


_Offered = TypeVar("_Offered", bound=tuple[object, ...])
_Chosen = TypeVar("_Chosen")


class Preference(NamedTuple):
    """One member of `Accept` or its like: what is wanted, in lower case, how much (0 to 1), and its `profile` parameter."""

    wanted: str
    quality: float
    profile: str = ""


def preferences(header: str) -> list[Preference]:
    """The members of a header; one that is malformed counts as not sent, as does one with a malformed weight."""
    members = _LIST_MEMBER.findall(header)[:MAX_RANGES]
    return [found for found in map(_preference, members) if found]


def remembered(choose: Callable[[str | None, _Offered], _Chosen]) -> Callable[[str | None, _Offered], _Chosen]:
    """Remember the choice for headers of usual length: browsers and libraries send the same few over and over."""
    known = lru_cache(maxsize=1024)(choose)

    @wraps(choose)
    def chosen(header: str | None, offered: _Offered) -> _Chosen:
        return (known if header is None or len(header) <= USUAL_LENGTH else choose)(header, offered)

    return chosen


@remembered
def choose_format(accept: str | None, offered: tuple[Format, ...]) -> Format | None:
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


@remembered
def choose_language(accept_language: str | None, offered: tuple[str, ...]) -> str:
    """The language to answer in (RFC 4647 3.3.1, basic filtering by the first subtag); the first offered without a match."""
    rated = dict.fromkeys(offered, 0.0)
    wanted = preferences(accept_language or "")
    named = {preference.wanted.partition("-")[0] for preference in wanted}
    for tag, quality, _ in wanted:
        language = tag.partition("-")[0]
        for candidate in offered if language == "*" else (language,):
            if candidate in rated and (language != "*" or candidate not in named):
                rated[candidate] = max(rated[candidate], quality)
    return max(offered, key=lambda language: (rated[language], -offered.index(language)))


@remembered
def choose_coding(accept_encoding: str | None, offered: tuple[str, ...]) -> str | None:
    """The content coding to answer in, `identity` for none; None where not even that is acceptable (12.5.3).

    `offered` is in the server's order of preference. What the header does not name is not acceptable, except
    `identity`, which is the answer where nothing else fits, unless it is refused.
    """
    if accept_encoding is None:
        return IDENTITY
    weights: dict[str, float] = {}
    for name, quality, _ in preferences(accept_encoding):
        name = "gzip" if name == "x-gzip" else name  # 8.4.1.3
        weights[name] = max(quality, weights.get(name, 0.0))
    rated = [(weights.get(name, weights.get("*", 0.0)), -index, name) for index, name in enumerate(offered)]
    identity = weights.get(IDENTITY, 0.0 if weights.get("*") == 0 else 1e-4)
    best = max(rated, default=(0.0, 0, ""))
    if best[0] > 0 and best[0] >= identity:
        return best[2]
    return IDENTITY if identity > 0 else None


def profile_preferences(accept_profile: str) -> list[Preference]:
    """The members of `Accept-Profile`: IRIs in angle brackets, or tokens, as they are, with their weights.

    Content Negotiation by Profile, section "get resource by profile"; malformed members count as not sent.
    """
    members = _PROFILE_MEMBER.findall(accept_profile)[:MAX_RANGES]
    return [found for found in map(_profile_preference, members) if found]


def accepted_profiles(accept: str | None, fmt: Format) -> list[str]:
    """What the `profile` parameter names where `fmt` is asked for (RFC 6906 3.1): IRIs, the most wanted first."""
    if "profile" not in (accept or "").lower():
        return []
    names = (fmt.media_type, *fmt.also)
    rated = [preference for preference in preferences(accept or "") if preference.wanted in names]
    rated.sort(key=lambda preference: -preference.quality)
    return [iri for preference in rated if preference.quality for iri in preference.profile.split()]


def best_of(wanted: Iterable[Preference], offered: Sequence[str]) -> str:
    """The most wanted of `offered`; `*` stands for those that are not named. Empty where nothing of it is wanted."""
    weights = {preference.wanted: preference.quality for preference in wanted}
    rated = [(weights.get(name, weights.get("*", 0.0)), -index, name) for index, name in enumerate(offered)]
    best = max(rated, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else ""


def _preference(member: str) -> Preference | None:
    wanted = member.partition(";")[0].strip().lower()
    if not all(_TOKEN.fullmatch(part) for part in wanted.split("/")):
        return None
    quality = _weight(member)
    profile = (_parameter(member, "profile") or "").strip('"')
    return None if quality is None else Preference(wanted, quality, profile)


def _profile_preference(member: str) -> Preference | None:
    named = _PROFILE.match(member.strip())
    quality = _weight(member)
    return Preference(named[1] or named[2], quality) if named and quality is not None else None


def _weight(member: str) -> float | None:
    """The weight of a member (12.4.2): 1 without one, None for a malformed one."""
    value = _parameter(member, "q")
    if value is None:
        return 1.0
    return float(value) if _QUALITY.fullmatch(value) else None


def _parameter(member: str, wanted: str) -> str | None:
    found = _PARAMETER.findall(member) if ";" in member else ()
    return next((value for name, value in found if name.lower() == wanted), None)


def _rating(wanted: list[Preference], fmt: Format) -> tuple[float, int]:
    """Weight and specificity (3 type, 2 other name of it, 1 subtype wildcard, 0 any) of the range that decides."""
    main_type = fmt.media_type.partition("/")[0]
    for specificity, patterns in ((3, (fmt.media_type,)), (2, fmt.also), (1, (f"{main_type}/*",)), (0, ("*/*",))):
        weights = [preference.quality for preference in wanted if preference.wanted in patterns]
        if weights:
            return max(weights), specificity
    return 0.0, 0
