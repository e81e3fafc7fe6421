"""What all pictures share: names in lines, links, and how a picture becomes a file that stands alone."""

import textwrap
from collections.abc import Iterable
from html import escape
from typing import Final

LETTER: Final = 8
"""About as wide is a letter of what is written, rather too much than too little."""

LINE: Final = 19
"""From one line of a name to the next."""

CUT: Final = " …"
"""What stands for the rest of a name."""

STYLE: Final = (
    "text{font:16px 'Fira Sans',system-ui,sans-serif;fill:#1a1a1a}"
    ".title,.name{font-weight:600;fill:#2044aa}.year,.note{font-size:15px;fill:#4a4a5a}"
    ".tick{stroke:#ccc}.bar{fill:#2044aa;stroke:#2044aa}.part{fill:#55556a;stroke:#55556a}"
    ".link{fill:none;stroke:#77778a;stroke-width:1.5}.link.strong{stroke:#2044aa;stroke-width:4}"
    ".centre{fill:#2044aa}.in-centre{fill:#fff;font-weight:600}"
    ".dot{fill:#55556a}.unsure{fill:none;stroke-dasharray:4 3}.link.unsure{stroke-dasharray:7 5}"
)
"""The looks of a file, which takes part in no page: dark on white, to be printed and put into texts."""


def opening(kind: str, width: int, height: int, title: str, description: str) -> str:
    """The beginning of a picture: its size, and what it shows, for those who hear it. It is a group, as its names are links."""
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group"'
        f' aria-labelledby="{kind}-title {kind}-description">'
        f'<title id="{kind}-title">{escape(title)}</title><desc id="{kind}-description">{escape(description)}</desc>'
    )


def in_lines(name: str, letters: int, most: int = 2) -> list[str]:
    """A name in lines of so many letters, no more than `most`; what is left out is told by three dots."""
    return textwrap.wrap(name, letters, max_lines=most, placeholder=CUT) or [name[:letters]]


def cut(name: str, lines: list[str]) -> str:
    """The name, where the lines do not hold all of it; else an empty text."""
    return name if lines[-1].endswith(CUT) else ""


def text(lines: Iterable[str], x: int, y: int, kind: str, anchor: str = "start") -> str:
    """Lines of text below each other, the first with its base at `y`."""
    spans = (f'<tspan x="{x}" y="{y + LINE * number}">{escape(line)}</tspan>' for number, line in enumerate(lines))
    return f'<text class="{kind}" text-anchor="{anchor}">{"".join(spans)}</text>'


def linked(href: str, inside: str, language: str = "", whole: str = "") -> str:
    """What leads somewhere; `language` is that of its name if it is another one, `whole` the name where it is cut inside."""
    tag, attributes = ("a", f' href="{escape(href)}"') if href else ("g", "")
    attributes += f' lang="{escape(language)}"' if language else ""
    told = f"<title>{escape(whole)}</title>" if whole else ""
    return f"<{tag}{attributes}>{told}{inside}</{tag}>"


def standalone(picture: str) -> bytes:
    """A picture as a file of its own, with its looks."""
    head, _, body = picture.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{STYLE}</style>{body}\n'.encode()
