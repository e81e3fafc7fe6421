"""Evidence: every statement with the words that support it, where they stand, and how sure the reading is.

A curator writes a claim as a short record (`claims`); the words are compared with a local copy of the source
(`quotations`); and each statement that needs evidence is counted (`coverage`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Quad, Triple

from engagiert_ld.errors import Message
from engagiert_ld.evidence.claims import TYPE, Claim, published, read_claims
from engagiert_ld.evidence.copies import Copies
from engagiert_ld.evidence.coverage import coverage, uncovered
from engagiert_ld.evidence.quotations import located, verify
from engagiert_ld.findings import Figures, Finding, Locate, Severity

__all__ = ["Claim", "Copies", "Evidence", "gather"]

REPEATED = "S36"


@dataclass(frozen=True)
class Evidence:
    """The dataset with its claims in the published form; what was found; what was counted.

    `missing` are the statements that need evidence and have none. `repeated` are the IRIs of claims whose number is given
    twice: what else is found about them follows from that.
    """

    quads: tuple[Quad, ...]
    findings: tuple[Finding, ...]
    figures: Figures
    missing: tuple[Triple, ...]
    repeated: frozenset[str]


def gather(quads: Iterable[Quad], base_iri: str, copies: Copies, locate: Locate) -> Evidence:
    """Complete the claims of a dataset and check them.

    `quads` are the statements as written, `copies` the local copies of sources, `locate` tells where a statement
    stands. A position that a record leaves out is searched in the copy, where there is one.
    """
    stated = tuple(quads)
    claims: Sequence[Claim] = read_claims(stated, base_iri)
    twice = tuple(_repeated(claims, base_iri, locate))
    checked = verify(claims, copies)
    measured = coverage(stated, claims, base_iri)
    found = (*checked.findings, *uncovered(measured, claims, stated))
    figures = Figures(
        claims=dict(sorted(Counter(claim.certainty.rpartition("-")[2] for claim in claims).items())),
        quotations=checked.quotations,
        verified=checked.verified,
        required=measured.required,
        proven=measured.proven,
        left_aside=measured.left_aside,
    )
    return Evidence(
        quads=published(stated, [located(claim, copies) for claim in claims], base_iri),
        findings=(*twice, *(finding.located(locate) for finding in found)),
        figures=figures,
        missing=measured.missing,
        repeated=frozenset(finding.focus for finding in twice),
    )


def _repeated(claims: Sequence[Claim], base_iri: str, locate: Locate) -> Iterator[Finding]:
    """One finding for each number that two records have."""
    for claim in claims:
        places = locate(claim.iri, TYPE.value, f"<{base_iri}def#Claim>")
        if len(places) > 1:
            yield Finding(
                REPEATED,
                Severity.VIOLATION,
                Message(
                    "Diese Nummer ist mehrfach vergeben. Bitte dem jüngeren Beleg die nächste freie Nummer geben.",
                    "This number is given more than once. Give the later claim the next free number.",
                ),
                claim.iri,
                locations=places,
            )
