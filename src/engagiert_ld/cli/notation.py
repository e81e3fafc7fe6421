"""How a curator types IRIs, how records are written with the prefixes of their file, and the writing itself."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from engagiert_ld.errors import DeploymentError, UsageError
from engagiert_ld.namespaces import OA, RDF, XSD, prefixes
from engagiert_ld.terms import Term

_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def typed_iri(typed: str, base_iri: str) -> str:
    """The IRI of `a`, a prefixed name, `<…>` or a path below the base; raises `UsageError` for anything else."""
    found = typed_iri_or_nothing(typed, base_iri)
    if not found:
        known = ", ".join(prefixes(base_iri))
        raise UsageError(
            f"„{typed}“ ist keine IRI. Erwartet wird ein Name mit Präfix ({known}) oder <id/…>.",
            f"“{typed}” is no IRI. A name with a prefix ({known}) or <id/…> is expected.",
        )
    return found


def typed_iri_or_nothing(typed: str, base_iri: str) -> str:
    """The same; an empty text for anything else."""
    if typed == "a":
        return f"{RDF}type"
    prefix, colon, local = typed.partition(":")
    known = prefixes(base_iri)
    if colon and prefix in known and not local.startswith("//"):
        return known[prefix] + local
    path = typed.removeprefix("<").removesuffix(">")
    if re.match(r"https?://\S+$", path):
        return path
    return base_iri + path if re.match(r"(id/|def#)\S+$", path) else ""


class Names:
    """Writes IRIs with the prefixes that a file declares, and relative to the base where it declares none."""

    def __init__(self, declared: Mapping[str, str], base_iri: str) -> None:
        self.base_iri = base_iri
        self._declared = sorted(declared.items(), key=lambda item: -len(item[1]))

    def iri(self, iri: str) -> str:
        """An IRI in Turtle."""
        for prefix, namespace in self._declared:
            if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri.removeprefix(self.base_iri)}>"

    def thing(self, path: str) -> str:
        """The thing `id/{path}` in Turtle."""
        return self.iri(f"{self.base_iri}id/{path}")

    def own(self, name: str) -> str:
        """A term of the own vocabulary in Turtle."""
        return self.iri(f"{self.base_iri}def#{name}")

    def oa(self, name: str) -> str:
        """A term of the Web Annotation vocabulary in Turtle."""
        return self.iri(OA + name)

    def term(self, term: Term) -> str:
        """An IRI or a literal in Turtle."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal) and term.language is None and term.datatype.value != f"{XSD}string":
            return f"{Literal(term.value)}^^{self.iri(term.datatype.value)}"
        return str(term)


def declared_prefixes(text: str, base_iri: str) -> dict[str, str]:
    """The prefixes of a Turtle file by name, with namespaces below the base made whole."""
    found = re.findall(r"^\s*@prefix\s+([A-Za-z][\w-]*):\s*<([^>]*)>", text, re.MULTILINE)
    return {prefix: iri if re.match(r"[a-z]+:", iri) else base_iri + iri for prefix, iri in found}


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all; raises `DeploymentError`."""
    beside = path.with_name(f".{path.name}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise DeploymentError(
            f"{path} kann nicht geschrieben werden: {error.strerror}.", f"{path} cannot be written: {error.strerror}."
        ) from None
