"""What a check finds: one frozen record for SHACL results and for the checks made by program."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple

from engagiert_ld.errors import Message


class Severity(IntEnum):
    """SHACL severities (SHACL 2.1.4), ordered so that the gravest sorts first."""

    VIOLATION = 0
    WARNING = 1
    INFO = 2


class Location(NamedTuple):
    """Where a statement stands; `path` is relative to the project folder, `line` and `column` count from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


Locate = Callable[[str, str, str], tuple[Location, ...]]
"""Subject IRI, predicate IRI, value in N-Triples syntax → where that is stated."""


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    `code` is the short name of the rule (`S06`), `focus` the IRI of the entity, `path` the IRI of the property and
    `value` the offending value in N-Triples syntax; `locations` are the statements that the curator has to look at.
    `shape` is the IRI of the SHACL shape and `component` that of its constraint component (SHACL 3.6.2.1), both empty
    where the check is made by program. `waiver` is the IRI of the waiver that accepts the finding, empty without one.
    `local` tells that the finding is about this place (copies of sources, other files, earlier releases) and not about
    the data, so that it is not published.
    """

    code: str
    severity: Severity
    message: Message
    focus: str = ""
    path: str = ""
    value: str = ""
    locations: tuple[Location, ...] = field(default=())
    shape: str = ""
    component: str = ""
    waiver: str = ""
    local: bool = False

    def located(self, locate: Locate) -> "Finding":
        """The finding with the places of the statement that it is about."""
        return replace(self, locations=locate(self.focus, self.path, self.value))


@dataclass(frozen=True)
class Figures:
    """What a check counts beside its findings.

    `claims` counts them by certainty (the last part of its IRI: `explicit`, `inferred`, …). Of `quotations`, so many were
    `verified` against a local copy; None where that is not told. Of the statements that need evidence (`required`), `proven` have it; `left_aside` counts
    those that need none by reason.
    """

    claims: Mapping[str, int] = field(default_factory=dict)
    quotations: int = 0
    verified: int | None = 0
    required: int = 0
    proven: int = 0
    left_aside: Mapping[str, int] = field(default_factory=dict)

    @property
    def coverage(self) -> float:
        """The part of the statements that need evidence and have it, 0 to 1; 1 where none needs any."""
        return self.proven / self.required if self.required else 1.0


@dataclass(frozen=True)
class HeldBack:
    """A thing that is not published: because of its `findings`, or because it points to `target` (an IRI), which is not."""

    iri: str
    target: str
    findings: tuple[Finding, ...]


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in a stable order: by entity, then gravest first, then by rule."""
    return tuple(sorted(findings, key=lambda f: (f.focus, f.severity, f.code, f.path, f.value, f.locations)))
