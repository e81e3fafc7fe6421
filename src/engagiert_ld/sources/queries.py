"""Example queries of a project: `queries/*.rq`, each with its titles, descriptions and topics in comments at its head."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engagiert_ld.errors import InputError

FOLDER: Final = "queries"

_HEAD: Final = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*")
_TOLD: Final = re.compile(r"^# (title|description|topic)@([a-z]+): (.+?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class ExampleQuery:
    """A query as text, without the comments at its head; `titles`, `descriptions` and `topics` by language.

    `name` is the name of the file without its extension, `line` the line on which the text begins.
    """

    name: str
    text: str
    line: int
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    topics: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file in the project folder."""
        return f"{FOLDER}/{self.name}.rq"


def read_queries(project: Path) -> tuple[ExampleQuery, ...]:
    """The example queries of a project folder in the order of their names; none where it has no folder for them.

    Raises `InputError` for a file that cannot be read.
    """
    return tuple(_read(path) for path in sorted((project / FOLDER).glob("*.rq")) if not path.name.startswith("."))


def _read(path: Path) -> ExampleQuery:
    try:
        whole = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} ist nicht lesbar: {error}.", f"{path} cannot be read: {error}.") from None
    head = _HEAD.match(whole)
    start = head.end() if head else 0
    told: dict[str, dict[str, str]] = {"title": {}, "description": {}, "topic": {}}
    for kind, language, text in _TOLD.findall(whole[:start]):
        told[kind][language] = text
    line = whole.count("\n", 0, start) + 1
    return ExampleQuery(path.stem, whole[start:].rstrip(), line, told["title"], told["description"], told["topic"])
