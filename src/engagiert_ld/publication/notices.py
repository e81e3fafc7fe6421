"""Texts that a site owes its readers, as Markdown in the project folder: `pages/{language}/{name}.md`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from engagiert_ld.errors import InputError, Message

FOLDER: Final = "pages"

PLACEHOLDER: Final = re.compile(r"\[\[([^\[\]\n]+)\]\]")
"""What is still to be filled in, as templates write it."""


@dataclass(frozen=True)
class Notice:
    """A text: its name in files and addresses, what it is called, and whether the law asks for it."""

    name: str
    title: Message
    is_required: bool


NOTICES: Final = (
    Notice("accessibility", Message("Erklärung zur Barrierefreiheit", "Accessibility statement"), is_required=True),
    Notice("imprint", Message("Impressum", "Imprint"), is_required=True),
    Notice("privacy", Message("Datenschutz", "Privacy"), is_required=True),
    Notice("easy-language", Message("Leichte Sprache", "Easy language"), is_required=False),
    Notice("sign-language", Message("Gebärdensprache", "Sign language"), is_required=False),
)
"""As BITV 2.0 (sections 4 and 7), DDG (section 5) and GDPR (article 13) want them; for cities the law of the state applies."""

Notices = Mapping[str, Mapping[str, str]]
"""Markdown by name and language."""


def notice_path(name: str, language: str) -> str:
    """Where a text is expected, relative to the project folder."""
    return f"{FOLDER}/{language}/{name}.md"


def read_notices(project: Path, languages: tuple[str, ...]) -> Notices:
    """The texts that are there. Raises `InputError` for what is no text."""
    found: dict[str, dict[str, str]] = {}
    for notice in NOTICES:
        for language in languages:
            path = notice_path(notice.name, language)
            if (project / path).is_file():
                found.setdefault(notice.name, {})[language] = _text(project, path)
    return MappingProxyType(found)


def shown_notices(notices: Notices) -> list[Notice]:
    """The texts that are there; one that nobody is obliged to have only when nothing in it is still to be filled in."""
    there = (one for one in NOTICES if one.name in notices)
    return [one for one in there if one.is_required or not any(map(PLACEHOLDER.search, notices[one.name].values()))]


def _text(project: Path, path: str) -> str:
    try:
        return (project / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} ist nicht lesbar: {error}. Erwartet wird Text in UTF-8.",
            f"{path} cannot be read: {error}. It has to be text in UTF-8.",
        ) from None
