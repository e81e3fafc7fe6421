"""Where a key stands in a TOML file: the parser of the standard library does not tell."""

import re
from typing import Final

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY: Final = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE: Final = re.compile(rf"[ \t]*\[[ \t]*({_KEY})[ \t]*\]")
_VALUE: Final = re.compile(rf"[ \t]*({_KEY})[ \t]*=")


def line_of(text: str, key: str) -> int:
    """The line (from 1) where the dotted `key` gets its value in a file that parses; 0 where no line says so by itself.

    A value within an inline table has no line of its own.
    """
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := _TABLE.match(line):
            table = f"{_plain(head[1])}."
        elif (found := _VALUE.match(line)) and table + _plain(found[1]) == key:
            return number
    return 0


def _plain(key: str) -> str:
    return ".".join(part.strip("\"'") for part in re.findall(_PART, key))
