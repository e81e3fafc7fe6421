"""How something published is cited: as text, and in the formats of reference managers.

Nothing depends on the clock: when it was read, only the reader knows.
"""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from engagiert_ld.errors import Message
from engagiert_ld.formats import BIBTEX, CFF, CSL, RIS, Format

_SPDX: Final = {"http://dcat-ap.de/def/licenses/dl-zero-de/2.0": "DL-DE-ZERO-2.0"}
"""Licences of data by their names in the SPDX list, which CITATION.cff wants."""

_BIBTEX_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: f"\\{character}" for character in "&%$#_"}


@dataclass(frozen=True)
class Citation:
    """What is cited: `iri` is its lasting address; `container` is the dataset where it is a part of one."""

    title: str
    author: str
    date: datetime.date
    version: str
    iri: str
    licence: str
    language: str
    container: str = ""
    abstract: str = ""

    @property
    def key(self) -> str:
        """A name for a list of references: letters, digits and hyphens."""
        path = re.sub(r"^https?://[^/]*/", "", self.iri)
        return re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-")


def as_text(citation: Citation) -> str:
    """For people, in the order of ISO 690 for data on the web: who, what, version, when, where."""
    words = {
        "version": Message("Version", "Version"),
        "in": Message("In", "In"),
        "data": Message("Datensatz", "Data set"),
    }
    told = {name: word.in_language(citation.language) for name, word in words.items()}
    container = f" {told['in']}: {citation.container}." if citation.container else ""
    return (
        f"{citation.author}: {citation.title}.{container} {told['data']}, {told['version']} {citation.version},"
        f" {citation.date.isoformat()}. {citation.iri}"
    )


def bibtex(citation: Citation) -> bytes:
    """BibTeX: `@misc`, which every style knows; UTF-8, special characters escaped, capitals kept."""
    container = {"howpublished": f"In: {citation.container}"} if citation.container else {}
    fields = {
        "author": f"{{{_tex(citation.author)}}}",
        "title": f"{{{_tex(citation.title)}}}",
        "year": str(citation.date.year),
        "month": str(citation.date.month),
        "version": _tex(citation.version),
        "publisher": f"{{{_tex(citation.author)}}}",
        **{name: _tex(value) for name, value in container.items()},
        "note": _tex(f"Licence: {citation.licence}"),
        "url": citation.iri,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}\n}}\n".encode()


def csl(citation: Citation) -> bytes:
    """CSL-JSON (schema of the Citation Style Language 1.0.2): a list of one item."""
    item = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": citation.author}],
        "publisher": citation.author,
        "issued": {"date-parts": [[citation.date.year, citation.date.month, citation.date.day]]},
        "version": citation.version,
        "URL": citation.iri,
        "language": citation.language,
        "note": f"Licence: {citation.licence}",
    }
    container = {"container-title": citation.container} if citation.container else {}
    return (json.dumps([item | container], ensure_ascii=False, indent=2) + "\n").encode()


def ris(citation: Citation) -> bytes:
    """RIS: one reference of type `DATA`, a tag on each line."""
    rows = [
        ("TY", "DATA"),
        ("AU", citation.author),
        ("TI", citation.title),
        *([("T2", citation.container)] if citation.container else []),
        ("PY", str(citation.date.year)),
        ("DA", citation.date.strftime("%Y/%m/%d")),
        ("ET", citation.version),
        ("PB", citation.author),
        ("LA", citation.language),
        ("N1", f"Licence: {citation.licence}"),
        ("UR", citation.iri),
        ("ID", citation.key),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in rows).encode()


def cff(citation: Citation) -> bytes:
    """Citation File Format 1.2.0; texts are written as JSON strings, which YAML 1.2 reads."""
    licence = {"license": _SPDX[citation.licence]} if citation.licence in _SPDX else {"license-url": citation.licence}
    fields = {
        "cff-version": "1.2.0",
        "message": "Cite the data with this version.",
        "type": "dataset",
        "title": citation.title,
        "abstract": citation.abstract or citation.title,
        "version": citation.version,
        "date-released": citation.date.isoformat(),
        **licence,
        "url": citation.iri,
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    lines += ["authors:", f"  - name: {json.dumps(citation.author, ensure_ascii=False)}"]
    return "".join(f"{line}\n" for line in lines).encode()


WRITERS: Final[Mapping[Format, Callable[[Citation], bytes]]] = {BIBTEX: bibtex, CSL: csl, RIS: ris, CFF: cff}


def _tex(text: str) -> str:
    return "".join(_BIBTEX_SPECIAL.get(character, character) for character in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
