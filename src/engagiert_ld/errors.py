"""The exception tree; every message exists in German and in English.

EngagiertError            our own fault unless a subclass says otherwise (exit code 70)
├── UsageError            wrong call: not a project folder, wrong setting (2)
│   └── SettingError      a key of publication.toml or of the environment (2)
├── InputError            a source that cannot be read (3)
│   └── SourceSyntaxError syntax error with file, line and column (3)
├── DeploymentError       the surroundings: port, disk (4)
│   ├── NoReleaseError    nothing has been published yet (4)
│   ├── DamagedReleaseError   a release folder that differs from its checksums (4)
│   └── StoreError        the store cannot answer although the query is in order (4, over HTTP 503)
├── NotExpressibleError   RDF that the format asked for cannot write (1 on the command line, 406 over HTTP)
└── QueryError            a query that is not answered (1 on the command line, 4xx over HTTP)
    ├── QuerySyntaxError  malformed, with line and column
    └── RefusedQueryError well-formed, but asks for what is not offered (SERVICE, update, foreign graphs)
"""

from pathlib import Path
from typing import NamedTuple


class Message(NamedTuple):
    """One text in both languages of the project."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` (`de` or `en`); German for anything else."""
        return self.en if language == "en" else self.de


class EngagiertError(Exception):
    """Base of all errors of this package.

    `message` is the text in both languages, `exit_code` the status of the command line.
    """

    exit_code = 70

    def __init__(self, de: str, en: str) -> None:
        self.message = Message(de, en)
        super().__init__(en)


class UsageError(EngagiertError):
    """The call or the place it was made from is wrong."""

    exit_code = 2


class SettingError(UsageError):
    """A setting is missing, misspelt or ill-typed; `key` is its dotted name."""

    def __init__(self, key: str, de: str, en: str) -> None:
        self.key = key
        super().__init__(f"Einstellung „{key}“: {de}", f"setting “{key}”: {en}")


class InputError(EngagiertError):
    """A source cannot be read."""

    exit_code = 3


class SourceSyntaxError(InputError):
    """A syntax error in a source; `line` and `column` count from 1, 0 means unknown."""

    def __init__(self, path: Path | str, line: int, column: int, detail: str) -> None:
        self.path, self.line, self.column, self.detail = path, line, column, detail
        place = f"{path}:{line}:{column}"
        super().__init__(
            f"{place}: Syntaxfehler: {detail}. Bitte die Stelle berichtigen; bis dahin wird nichts veröffentlicht.",
            f"{place}: syntax error: {detail}. Mend this place; nothing is published until then.",
        )


class DeploymentError(EngagiertError):
    """The surroundings do not allow it: port, disk, permissions."""

    exit_code = 4


class NoReleaseError(DeploymentError):
    """There is no release to serve."""


class DamagedReleaseError(DeploymentError):
    """A release folder is incomplete or differs from its checksums."""


class StoreError(DeploymentError):
    """The store failed; this says nothing about whether something exists."""


class NotExpressibleError(EngagiertError):
    """The triples are fine, but the format asked for has no way to write them."""

    exit_code = 1


class QueryError(EngagiertError):
    """A query is not answered."""

    exit_code = 1


class QuerySyntaxError(QueryError):
    """A malformed query; `line` and `column` count from 1, 0 means unknown."""

    def __init__(self, detail: str, line: int = 0, column: int = 0) -> None:
        self.detail, self.line, self.column = detail, line, column
        super().__init__(
            f"Die Abfrage ist fehlerhaft (Zeile {line}, Spalte {column}): {detail}",
            f"The query is malformed (line {line}, column {column}): {detail}",
        )


class RefusedQueryError(QueryError):
    """A query that asks for what this endpoint does not offer."""
