"""What is cited, and in which formats: for the box on pages and for files."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal

from engagiert_ld.formats import BIBTEX, CFF, CSL, RIS
from engagiert_ld.metadata.citation import Citation
from engagiert_ld.namespaces import DCTERMS, RDF
from engagiert_ld.pictures.spans import Span, span_of
from engagiert_ld.release.manifest import Release
from engagiert_ld.terms import iri_of
from engagiert_ld.web.site import site
from engagiert_ld.web.texts import TEXTS

PART_FORMATS: Final = (CSL, BIBTEX, RIS)
WHOLE_FORMATS: Final = (*PART_FORMATS, CFF)
"""A file in the format of CITATION.cff is about a whole dataset."""


def citation_of_version(release: Release, language: str) -> Citation:
    """How to cite a release."""
    publication = release.publication
    return Citation(
        publication.title[language],
        publication.publisher_name[language],
        publication.modified,
        release.version,
        f"{publication.base_iri}dataset/{release.version}",
        publication.data_licence,
        language,
        abstract=publication.description[language],
    )


def citation_of_document(iri: str, language: str) -> Citation:
    """How to cite what the release that is served says about a thing, under the address that keeps it."""
    whole = citation_of_version(site().release, language)
    return Citation(
        site().descriptions.label(iri, language).value,
        whole.author,
        whole.date,
        whole.version,
        f"{whole.iri}/{site().document_path(iri)}",
        whole.licence,
        language,
        container=whole.title,
    )


def citation_of_work(iri: str, language: str) -> str:
    """How to cite a publication itself, with what is known of it: who, year, title, publisher; empty for other things."""
    here = site()
    if not any(iri_of(kind) == here.iri("def#Publication") for kind in here.descriptions.objects(iri, f"{RDF}type")):
        return ""
    makers, publishers = (
        ", ".join(_names(iri, props, language))
        for props in ((f"{DCTERMS}creator", f"{DCTERMS}contributor"), (f"{DCTERMS}publisher",))
    )
    titles = here.descriptions.texts_in(iri, f"{DCTERMS}title", language) or (here.descriptions.label(iri, language),)
    subtitles = here.descriptions.texts_in(iri, here.iri("def#subtitle"), language)
    year = next((f"{span.begin}" for span in _spans(iri)), TEXTS["cite.undated"].in_language(language))
    title = ". ".join(text.value.rstrip(".") for text in (*titles[:1], *subtitles[:1]))
    named = f"{makers} ({year}): {title}." if makers else f"{title} ({year})."
    return f"{named} {publishers}." if publishers else named


def _names(iri: str, props: Iterable[str], language: str) -> Iterator[str]:
    """What the values of properties are called, in that order."""
    for prop in props:
        for term in site().descriptions.objects(iri, prop):
            yield site().descriptions.label(iri_of(term), language).value if iri_of(term) else str(term)


def _spans(iri: str) -> Iterator[Span]:
    """When a work was issued, as far as a year is told."""
    for term in site().descriptions.objects(iri, f"{DCTERMS}issued"):
        if isinstance(term, Literal) and (span := span_of(term.value)):
            yield span
