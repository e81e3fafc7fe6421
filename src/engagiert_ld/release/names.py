"""Names that releases have published: none of them may vanish without a word."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import Quad

from engagiert_ld.errors import Message
from engagiert_ld.findings import Finding, Severity
from engagiert_ld.namespaces import RDF
from engagiert_ld.release.shelf import Shelf, names_in
from engagiert_ld.terms import iri_of

TYPE: Final = f"{RDF}type"


def published_names(shelf: Shelf, base_iri: str) -> Mapping[str, str]:
    """The things with a class that releases of this base IRI describe or describe as withdrawn, each with the latest of these releases.

    Parts of things (with a fragment) are left out. Of a release that is no longer kept, the names are; one that cannot be read tells nothing.
    """
    names: dict[str, str] = {}
    for version in reversed(list(dict.fromkeys(shelf.history()))):
        for name in names_in(shelf.path / version, f"{base_iri}id/".encode()):
            names.setdefault(name.decode(), version)
    for iri, version in shelf.gone_names().items():
        if iri.startswith(f"{base_iri}id/"):
            names.setdefault(iri, version)
    return MappingProxyType(names)


def removal_findings(quads: Iterable[Quad], published: Mapping[str, str], base_iri: str) -> Iterator[Finding]:
    """One finding (K06) for each published name that the statements neither describe nor list as withdrawn or renamed."""
    present = {iri_of(quad.subject) for quad in quads if quad.predicate.value == TYPE}
    for iri in sorted(set(published) - present):
        path, version = iri.removeprefix(base_iri), published[iri]
        name = shlex.quote(path)
        yield Finding(
            "K06",
            Severity.VIOLATION,
            Message(
                f"{path} war veröffentlicht (zuletzt in {version}) und fehlt jetzt. Bitte wieder beschreiben oder in data/withdrawn.ttl vermerken,"
                f' was daraus geworden ist: engagiert-ld withdraw {name} --reason-de "…" --reason-en "…"'
                f" oder, wenn nur die Adresse eine andere ist, engagiert-ld rename {name} NEU.",
                f"{path} was published (last in {version}) and is missing now. Describe it again, or say in data/withdrawn.ttl"
                f' what became of it: engagiert-ld withdraw {name} --reason-de "…" --reason-en "…"'
                f" or, if only its address has changed, engagiert-ld rename {name} NEW.",
            ),
            focus=iri,
            local=True,
        )
