"""What is cited, and in which formats: for the box on pages and for files."""

from typing import Final

from engagiert_ld.formats import BIBTEX, CFF, CSL, RIS
from engagiert_ld.metadata.citation import Citation
from engagiert_ld.release.manifest import Release
from engagiert_ld.web.site import site

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
