"""Concept schemes as pages show them: a list of all, and each as a tree."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from engagiert_ld.describe import Text
from engagiert_ld.namespaces import DCTERMS, SKOS
from engagiert_ld.web.pages import Value, alphabetical, value_of
from engagiert_ld.web.site import Site, once, site
from engagiert_ld.web.texts import counted


@dataclass(frozen=True)
class ShownScheme:
    """A concept scheme with its definition and the number of its concepts in words."""

    value: Value
    definitions: tuple[Text, ...]
    size: str


@dataclass(frozen=True)
class ShownBranch:
    """A concept in its tree; `repeated` where what is below it stands further up."""

    value: Value
    definitions: tuple[Text, ...]
    depth: int
    repeated: bool


def schemes(language: str) -> tuple[ShownScheme, ...]:
    """All concept schemes, by label."""
    shown = (_scheme(iri, language) for iri in site().concept_schemes.iris)
    return tuple(sorted(shown, key=lambda scheme: (alphabetical(scheme.value.text), scheme.value.iri)))


@once
def branches(here: Site, scheme: str, language: str) -> tuple[ShownBranch, ...]:
    """The tree of a concept scheme, from top to bottom; made once for each release, that is for each site `here`."""

    def order(iri: str) -> str:
        return alphabetical(here.descriptions.label(iri, language).value)

    return tuple(
        ShownBranch(value_of(NamedNode(iri), language), _definitions(iri, language), depth, repeated)
        for iri, depth, repeated in here.concept_schemes.tree(scheme, order)
    )


def _scheme(iri: str, language: str) -> ShownScheme:
    size = counted("schemes.size", len(site().concept_schemes.concepts(iri)), language)
    return ShownScheme(value_of(NamedNode(iri), language), _definitions(iri, language), size)


def _definitions(iri: str, language: str) -> tuple[Text, ...]:
    """The definition; where there is none, the description."""
    texts = site().descriptions.texts_in
    return texts(iri, f"{SKOS}definition", language) or texts(iri, f"{DCTERMS}description", language)
