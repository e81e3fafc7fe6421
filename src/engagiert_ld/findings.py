"""What a check finds: one frozen record for SHACL results and for the checks made by program."""

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    `code` is the short name of the rule (`S06`), `focus` the IRI of the entity, `path` the IRI of the property and
    `value` the offending value in N-Triples syntax; `locations` are the statements that the curator has to look at.
    """

    code: str
    severity: Severity
    message: Message
    focus: str = ""
    path: str = ""
    value: str = ""
    locations: tuple[Location, ...] = field(default=())


def ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in a stable order: by entity, then gravest first, then by rule."""
    return tuple(sorted(findings, key=lambda f: (f.focus, f.severity, f.code, f.path, f.value, f.locations)))
