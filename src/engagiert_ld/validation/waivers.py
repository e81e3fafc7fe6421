"""Waivers: findings that somebody has accepted, why, and until when. They are data, not settings.

A waiver names a rule and a thing (`eng:waivedRule`, `sh:focusNode`), and where that is needed the property and the value
(`sh:resultPath`, `sh:value`). It holds to its last day (`dcterms:valid`), compared with the date of the publication: there
is no other date.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.findings import Finding, Locate, Severity
from engagiert_ld.namespaces import DCTERMS, RDF, SH
from engagiert_ld.records import Record
from engagiert_ld.terms import iri_of

EXPIRED: Final = "S38"
UNUSED: Final = "S39"
VALID: Final = f"{DCTERMS}valid"


@dataclass(frozen=True)
class Waiver:
    """One waiver; `path` and `value` (N-Triples syntax) are empty where it is for all of them."""

    iri: str
    rule: str
    focus: str
    path: str
    value: str
    reason: Message
    granted_by: str
    valid: datetime.date

    def accepts(self, finding: Finding) -> bool:
        """Whether the finding is one that the waiver is for."""
        return (
            (finding.code, finding.focus) == (self.rule, self.focus)
            and self.path in ("", finding.path)
            and self.value in ("", finding.value)
        )


def read_waivers(quads: Iterable[Quad], base_iri: str) -> tuple[Waiver, ...]:
    """The complete waivers of a dataset, by their IRI; incomplete ones are left to the shapes."""
    waiver = NamedNode(f"{base_iri}def#Waiver")
    stated = tuple(quads)
    records = {
        iri_of(quad.subject): Record()
        for quad in stated
        if quad.predicate.value == f"{RDF}type" and quad.object == waiver
    }
    for quad in stated:
        if iri_of(quad.subject) in records:
            records[iri_of(quad.subject)].add(quad)
    found = (_waiver(iri, records[iri], f"{base_iri}def#") for iri in sorted(records))
    return tuple(one for one in found if one is not None)


def judge(
    findings: Iterable[Finding], waivers: Iterable[Waiver], today: datetime.date, locate: Locate
) -> Iterator[Finding]:
    """The findings, each with the waiver that accepts it on the day `today`; then what is to be said of the waivers."""
    found, known = list(findings), tuple(waivers)
    used: set[str] = set()
    for finding in found:
        fitting = [waiver for waiver in known if waiver.accepts(finding)]
        used |= {waiver.iri for waiver in fitting}
        valid = [waiver for waiver in fitting if waiver.valid >= today]
        yield replace(finding, waiver=valid[0].iri) if valid else finding
    for waiver in known:
        if waiver.valid < today:
            yield _expired(waiver).located(locate)
        elif waiver.iri not in used:
            yield _unused(waiver).located(locate)


def _waiver(iri: str, record: Record, own: str) -> Waiver | None:
    rule, focus = record.text(f"{own}waivedRule"), iri_of(record.only(f"{SH}focusNode"))
    try:
        valid = datetime.date.fromisoformat(record.text(VALID))
    except ValueError:
        return None
    reasons = {term.language or "": term.value for term in record.values(f"{own}reason") if isinstance(term, Literal)}
    if not (rule and focus and reasons):
        return None
    any_reason = next(iter(reasons.values()))
    value = record.only(f"{SH}value")
    return Waiver(
        iri=iri,
        rule=rule,
        focus=focus,
        path=iri_of(record.only(f"{SH}resultPath")),
        value=str(value) if value is not None else "",
        reason=Message(reasons.get("de", any_reason), reasons.get("en", any_reason)),
        granted_by=record.text(f"{own}grantedBy"),
        valid=valid,
    )


def _expired(waiver: Waiver) -> Finding:
    return Finding(
        EXPIRED,
        Severity.WARNING,
        Message(
            f"Die Ausnahme galt bis {waiver.valid} und ist abgelaufen. Bitte den Befund beheben, oder die Ausnahme mit neuem Datum bestätigen lassen.",
            f"The waiver was valid until {waiver.valid} and has expired. Mend the finding, or have the waiver confirmed with a new date.",
        ),
        waiver.iri,
        VALID,
    )


def _unused(waiver: Waiver) -> Finding:
    return Finding(
        UNUSED,
        Severity.INFO,
        Message(
            "Die Ausnahme trifft auf keinen Befund zu. Ist er behoben, bitte die Ausnahme streichen.",
            "The waiver fits no finding. If the finding is mended, remove the waiver.",
        ),
        waiver.iri,
    )
