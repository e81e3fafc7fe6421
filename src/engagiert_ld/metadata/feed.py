"""News as a feed that readers subscribe to (Atom, RFC 4287); the same bytes whenever it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True)
class Entry:
    """One piece of news: an `id` that never changes, the address of its page, and the day."""

    id: str
    title: str
    summary: str
    link: str
    updated: date


@dataclass(frozen=True)
class Feed:
    """A feed with its `entries`, the newest first; `itself` is its address, `page` that of the page for people."""

    id: str
    title: str
    author: str
    language: str
    itself: str
    page: str
    rights: str
    updated: date
    entries: tuple[Entry, ...]


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document (RFC 4287, section 4)."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(feed.language)}>',
        f"  <id>{escape(feed.id)}</id>",
        f"  <title>{escape(feed.title)}</title>",
        f"  <updated>{_midnight(feed.updated)}</updated>",
        f"  <author><name>{escape(feed.author)}</name></author>",
        f"  <rights>{escape(feed.rights)}</rights>",
        f'  <link rel="self" type="application/atom+xml" href={quoteattr(feed.itself)}/>',
        f'  <link rel="alternate" type="text/html" href={quoteattr(feed.page)}/>',
        *_entries(feed.entries),
        "</feed>",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _entries(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        yield "  <entry>"
        yield f"    <id>{escape(entry.id)}</id>"
        yield f"    <title>{escape(entry.title)}</title>"
        yield f"    <updated>{_midnight(entry.updated)}</updated>"
        yield f'    <link rel="alternate" type="text/html" href={quoteattr(entry.link)}/>'
        yield f"    <summary>{escape(entry.summary)}</summary>"
        yield "  </entry>"


def _midnight(day: date) -> str:
    """Releases have a day and no hour."""
    return f"{day.isoformat()}T00:00:00Z"
