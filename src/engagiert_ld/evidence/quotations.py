"""Quotations against the local copy of their source: verbatim, at the stated place, and findable again.

Only white space is normalised, so that a line break in the source does not break a quotation. Positions count the code
points of the text as stored, zero-based, end exclusive (Web Annotation Data Model, section 4.2.5).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from engagiert_ld.errors import Message
from engagiert_ld.evidence.claims import END, QUOTED_FROM, START, Claim
from engagiert_ld.evidence.copies import Copies
from engagiert_ld.findings import Finding, Severity
from engagiert_ld.namespaces import XSD

CONTEXT: Final = 60
"""Code points of the source that a finding shows around a place."""


class Span(NamedTuple):
    """A place in a text."""

    start: int
    end: int


@dataclass(frozen=True)
class Verification:
    """What the comparison found; of `quotations`, so many were `verified` against a copy."""

    findings: tuple[Finding, ...]
    quotations: int
    verified: int


def verify(claims: Sequence[Claim], copies: Copies) -> Verification:
    """Compare the quotations of `claims` with the copies at hand.

    A claim without a quotation is left to the shapes. Findings: S15 not verbatim, S20 wrong or missing position,
    S21 not unique, S33 no source.
    """
    quoted = [claim for claim in claims if claim.quotation is not None]
    compared = {claim: list(_compare(claim, copies)) for claim in quoted}
    sourceless = [_without_source(claim) for claim in claims if not claim.source]
    wrong = {claim for claim, found in compared.items() if any(f.severity is Severity.VIOLATION for f in found)}
    at_hand = [claim for claim in quoted if copies.text(claim.sha256) is not None]
    findings = [finding for found in compared.values() for finding in found]
    return Verification((*findings, *sourceless), len(quoted), sum(claim not in wrong for claim in at_hand))


def located(claim: Claim, copies: Copies) -> Claim:
    """The claim with its position, searched in the copy where the record has none and the quotation is unique."""
    text = copies.text(claim.sha256)
    if text is None or claim.start is not None or claim.end is not None:
        return claim
    found = _spans_of(claim, text)
    return replace(claim, start=found[0].start, end=found[0].end) if len(found) == 1 else claim


def spans(quotation: str, text: str, prefix: str = "", suffix: str = "") -> list[Span]:
    """The places in `text` where the quotation stands, just behind `prefix` and just before `suffix`."""
    if not quotation.strip():
        return []
    overlapping = re.finditer(f"(?=({_spaced(quotation)}))", text)
    found = [Span(*match.span(1)) for match in overlapping]
    if not (prefix or suffix):
        return found
    return [span for span in found if _surrounded(span, text, prefix, suffix)]


def _spans_of(claim: Claim, text: str) -> list[Span]:
    words = claim.quotation.value if claim.quotation else ""
    return spans(words, text, claim.prefix, claim.suffix)


def line_of(span: Span, text: str) -> int:
    """The line of the text in which a place begins, counted from 1."""
    return text.count("\n", 0, span.start) + 1


def _spaced(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in words.split())


def _surrounded(span: Span, text: str, prefix: str, suffix: str) -> bool:
    before, after = " ".join(text[: span.start].split()), " ".join(text[span.end :].split())
    return before.endswith(" ".join(prefix.split())) and after.startswith(" ".join(suffix.split()))


def _compare(claim: Claim, copies: Copies) -> Iterator[Finding]:
    text = copies.text(claim.sha256)
    if text is None:
        if claim.start is None or claim.end is None:
            yield _position_unknown(claim)
        return
    found = _spans_of(claim, text)
    if not found:
        yield _not_verbatim(claim)
        return
    if len(found) > 1 and not (claim.prefix or claim.suffix):
        yield _not_unique(claim, found)
    if claim.start is None or claim.end is None:
        if len(found) == 1:
            yield _position_missing(claim, found[0])
    elif Span(claim.start, claim.end) not in found:
        yield _position_wrong(claim, text, found)
    if claim.line is not None and claim.line not in [line_of(span, text) for span in found]:
        yield _line_wrong(claim, line_of(found[0], text))


def _not_verbatim(claim: Claim) -> Finding:
    return _about_quotation(
        claim,
        "S15",
        Severity.VIOLATION,
        Message(
            "Das Zitat steht so nicht in der Quelle. Bitte Zeichen für Zeichen übernehmen, auch Anführungszeichen und Schreibfehler"
            " (und ebenso oa:prefix und oa:suffix).",
            "The quotation does not stand in the source like this. Copy it character by character, with quotation marks and"
            " misprints (and likewise oa:prefix and oa:suffix).",
        ),
    )


def _not_unique(claim: Claim, found: Sequence[Span]) -> Finding:
    return _about_quotation(
        claim,
        "S21",
        Severity.WARNING,
        Message(
            f"Das Zitat kommt in der Quelle {len(found)}-mal vor. Bitte mehr Wörter zitieren, oder mit oa:prefix oder oa:suffix"
            " die Wörter davor oder dahinter nennen.",
            f"The quotation occurs {len(found)} times in the source. Quote more words, or name the words before or after it with oa:prefix or oa:suffix.",
        ),
    )


def _about_quotation(claim: Claim, code: str, severity: Severity, message: Message) -> Finding:
    value = str(claim.quotation)
    prop = f"{claim.iri.partition('id/')[0]}def#quotation"
    return Finding(code, severity, message, claim.iri, prop, value, local=True)


def _position_wrong(claim: Claim, text: str, found: Sequence[Span]) -> Finding:
    there = " ".join(text[claim.start : claim.end].split())[:CONTEXT]
    right = _in_turtle(found[0])
    return _about_position(
        claim,
        Severity.VIOLATION,
        Message(
            f"An der angegebenen Stelle steht nicht das Zitat, sondern „{there}“. Bitte berichtigen: {right}",
            f"At the stated place the source does not have the quotation but “{there}”. Correct it: {right}",
        ),
    )


def _line_wrong(claim: Claim, line: int) -> Finding:
    prop = f"{claim.iri.partition('id/')[0]}def#line"
    value = f'"{claim.line}"^^<{XSD}integer>'
    return Finding(
        "S20",
        Severity.VIOLATION,
        Message(
            f"Das Zitat steht nicht in dieser Zeile der Quelle. Bitte berichtigen: eng:line {line} ;",
            f"The quotation does not stand in this line of the source. Correct it: eng:line {line} ;",
        ),
        claim.iri,
        prop,
        value,
        local=True,
    )


def _position_missing(claim: Claim, span: Span) -> Finding:
    return _about_position(
        claim,
        Severity.INFO,
        Message(
            "Die Stelle des Zitats ist nicht angegeben; sie wurde gesucht. Bitte ergänzen, damit sie auch ohne Kopie der Quelle"
            f" veröffentlicht wird: {_in_turtle(span)}",
            "The place of the quotation is not stated; it was searched. Add it, so that it is published also where there is no"
            f" copy of the source: {_in_turtle(span)}",
        ),
    )


def _position_unknown(claim: Claim) -> Finding:
    return _about_position(
        claim,
        Severity.INFO,
        Message(
            "Die Stelle des Zitats ist nicht angegeben und lässt sich nicht suchen: keine Kopie der Quelle mit dieser Prüfsumme ist zur Hand (--sources).",
            "The place of the quotation is not stated and cannot be searched: no copy of the source with this checksum is at hand (--sources).",
        ),
    )


def _about_position(claim: Claim, severity: Severity, message: Message) -> Finding:
    prop = START if claim.start is not None or claim.end is None else END
    value = "" if claim.start is None else f'"{claim.start}"^^<{XSD}integer>'
    return Finding("S20", severity, message, claim.iri, prop, value, local=True)


def _without_source(claim: Claim) -> Finding:
    many = claim.sources_at_hand > 1
    return Finding(
        "S33",
        Severity.VIOLATION,
        Message(
            "Aus welcher Quelle das Zitat stammt, ist offen: der Ordner enthält mehrere Quellen. Bitte prov:wasQuotedFrom angeben.",
            "Which source the quotation comes from is open: the folder holds several sources. Give prov:wasQuotedFrom.",
        )
        if many
        else Message(
            "Aus welcher Quelle das Zitat stammt, ist offen: der Ordner enthält keine Quelle. Bitte eine eng:ArchivedSource mit eng:sha256 anlegen.",
            "Which source the quotation comes from is open: the folder holds no source. Add an eng:ArchivedSource with eng:sha256.",
        ),
        claim.iri,
        QUOTED_FROM,
    )


def _in_turtle(span: Span) -> str:
    return f"oa:start {span.start} ; oa:end {span.end} ;"
