"""What is missing in the texts that a site owes its readers."""

from collections.abc import Iterator

from engagiert_ld.errors import Message
from engagiert_ld.findings import Finding, Location, Severity
from engagiert_ld.publication.notices import NOTICES, PLACEHOLDER, Notice, Notices, notice_path


def notice_findings(notices: Notices, language: str) -> Iterator[Finding]:
    """Texts that are missing in `language`, the first of the publication, and placeholders in any; about this place, not the data."""
    for notice in NOTICES:
        if language not in notices.get(notice.name, {}):
            yield _missing(notice, language)
        for tag, text in notices.get(notice.name, {}).items():
            yield from _unfilled(notice_path(notice.name, tag), text)


def _missing(notice: Notice, language: str) -> Finding:
    path = notice_path(notice.name, language)
    return Finding(
        "T01" if notice.is_required else "T02",
        Severity.WARNING if notice.is_required else Severity.INFO,
        Message(
            f"{notice.title.de}: dieser Text fehlt. Bitte {path} schreiben; „engagiert-ld init“ legt Vorlagen an.",
            f"{notice.title.en}: this text is missing. Write {path}; “engagiert-ld init” makes templates.",
        ),
        locations=(Location(path, 1, 1),),
        local=True,
    )


def _unfilled(path: str, text: str) -> Iterator[Finding]:
    found = list(PLACEHOLDER.finditer(text))
    if not found:
        return
    named = "; ".join(dict.fromkeys(one[1] for one in found))
    places = (_place(path, text, one.start()) for one in found)
    yield Finding(
        "T03",
        Severity.WARNING,
        Message(
            f"In diesem Text ist noch etwas einzutragen: {named}. Bitte jede Stelle in [[…]] ersetzen.",
            f"Something is still to be filled in: {named}. Replace each place in [[…]].",
        ),
        locations=tuple(places),
        local=True,
    )


def _place(path: str, text: str, offset: int) -> Location:
    before = text[:offset]
    return Location(path, before.count("\n") + 1, offset - before.rfind("\n"))
