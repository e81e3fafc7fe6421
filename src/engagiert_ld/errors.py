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
    ├── RefusedQueryError well-formed, but asks for what is not offered (SERVICE, update, foreign graphs)
    └── QueryLimitError   in order, but more than one query may have; names the limit
        ├── QueryTimeoutError     takes too long (over HTTP 503)
        ├── QueryMemoryError      needs too much memory (over HTTP 503)
        ├── ResultTooLargeError   its result is too large (over HTTP 413)
        └── QueueFullError        too many queries wait already (over HTTP 503)
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
    """A setting is missing, misspelt or ill-typed; `key` is its dotted name, `place` the file and line, if there is one."""

    def __init__(self, key: str, de: str, en: str, place: str = "") -> None:
        self.key, self.said = key, Message(de, en)
        before = f"{place}: " if place else ""
        super().__init__(f"{before}Einstellung „{key}“: {de}", f"{before}setting “{key}”: {en}")


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


class ReleaseNotOpenError(DeploymentError):
    """The site of an earlier release is not to be had now; its files are."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Die Ausgabe {version} ist zurzeit nur als Download zu haben",
            f"release {version} is to be had as a download only at the moment",
        )


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


class QueryLimitError(QueryError):
    """A query met a limit: `limit` is the name of its setting, `value` what it is set to, `hint` says what to try.

    `elapsed_s` tells how long the query ran, or waited.
    """

    def __init__(self, limit: str, value: float, elapsed_s: float, reason: Message, hint: Message) -> None:
        self.limit, self.value, self.elapsed_s, self.hint = limit, value, round(elapsed_s, 3), hint
        shown = f"{limit} = {value:g}" if isinstance(value, float) else f"{limit} = {value}"
        super().__init__(f"{reason.de} ({shown}).", f"{reason.en} ({shown}).")


class QueryTimeoutError(QueryLimitError):
    """A query takes longer than `seconds`."""

    def __init__(self, seconds: float, elapsed_s: float) -> None:
        super().__init__(
            "limits.query_seconds",
            seconds,
            elapsed_s,
            Message("Die Abfrage dauert zu lange und wurde abgebrochen", "The query takes too long and was stopped"),
            Message(
                "Die Abfrage eingrenzen: Teile, die keine Variable gemeinsam haben, ergeben alle Kombinationen; früh filtern; LIMIT"
                " setzen. Für Auswertungen über alles den Download nehmen.",
                "Narrow the query: parts that share no variable give all combinations; filter early; set a LIMIT. For analyses of"
                " everything take the dump.",
            ),
        )


class QueryMemoryError(QueryLimitError):
    """A query needs more memory than `max_bytes`."""

    def __init__(self, max_bytes: int, elapsed_s: float) -> None:
        super().__init__(
            "limits.query_memory_bytes",
            max_bytes,
            elapsed_s,
            Message(
                "Die Abfrage braucht zu viel Arbeitsspeicher und wurde abgebrochen",
                "The query needs too much memory and was stopped",
            ),
            Message(
                "Weniger auf einmal sortieren, gruppieren oder mit DISTINCT vergleichen; die Abfrage eingrenzen.",
                "Sort, group or compare (DISTINCT) less at a time; narrow the query.",
            ),
        )


class ResultTooLargeError(QueryLimitError):
    """A result has more than `max_bytes`."""

    def __init__(self, max_bytes: int, elapsed_s: float) -> None:
        super().__init__(
            "limits.result_bytes",
            max_bytes,
            elapsed_s,
            Message("Das Ergebnis ist zu groß", "The result is too large"),
            Message(
                "Mit ORDER BY, LIMIT und OFFSET in Teilen abfragen, CSV statt XML wählen oder den Download nehmen.",
                "Ask for it in parts with ORDER BY, LIMIT and OFFSET, choose CSV instead of XML, or take the dump.",
            ),
        )


class TooManyRowsError(QueryLimitError):
    """A result has more than `max_rows` rows, or triples."""

    def __init__(self, max_rows: int, elapsed_s: float) -> None:
        super().__init__(
            "limits.result_rows",
            max_rows,
            elapsed_s,
            Message("Das Ergebnis hat zu viele Zeilen oder Tripel", "The result has too many rows or triples"),
            Message(
                "Das Ergebnis in Seiten abrufen: mit page=1 in der Adresse oder im Formular beginnen und den Links rel=next folgen."
                " Oder die Abfrage eingrenzen, LIMIT setzen oder den Download nehmen.",
                "Take the result in pages: begin with page=1 in the address or in the form, and follow the links rel=next. Or"
                " narrow the query, set a LIMIT, or take the dump.",
            ),
        )


class QueueFullError(QueryLimitError):
    """`waiting` queries wait already, or this one has waited too long."""

    def __init__(self, waiting: int, elapsed_s: float) -> None:
        super().__init__(
            "limits.waiting_queries",
            waiting,
            elapsed_s,
            Message("Zurzeit warten zu viele Abfragen", "Too many queries are waiting at the moment"),
            Message("Die Abfrage später noch einmal senden.", "Send the query again later."),
        )


class TooManyQueriesError(QueryLimitError):
    """One client has as many queries waiting as one may: `share` of the `waiting` that may wait."""

    def __init__(self, waiting: int, share: int) -> None:
        super().__init__(
            "limits.waiting_queries",
            waiting,
            0,
            Message(
                f"Von dieser Adresse warten schon {share} Abfragen, mehr dürfen es nicht sein",
                f"{share} queries from this address are waiting already, which is as many as may",
            ),
            Message(
                "Weniger Abfragen gleichzeitig senden und die Antworten abwarten.",
                "Send fewer queries at once, and wait for the answers.",
            ),
        )
