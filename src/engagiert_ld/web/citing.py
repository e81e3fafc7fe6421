"""How to cite the dataset, a version of it, or a document: text for a box on pages, and files for reference managers."""

from flask import Blueprint, Response

from engagiert_ld.errors import Message
from engagiert_ld.formats import Format
from engagiert_ld.metadata.citation import WRITERS, Citation
from engagiert_ld.release.manifest import Release
from engagiert_ld.web.answers import answer
from engagiert_ld.web.citations import PART_FORMATS, WHOLE_FORMATS, citation_of_document, citation_of_version
from engagiert_ld.web.datasets import VERSION, kept_release
from engagiert_ld.web.entities import NAME
from engagiert_ld.web.operations import DATASET, THINGS, Negotiated, Operation, described
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Link, Resource, Variant, known_extension, require_extension
from engagiert_ld.web.site import site

blueprint = Blueprint("citing", __name__)


@blueprint.get("/cite/dataset", defaults={"extension": ""})
@blueprint.get("/cite/dataset.<extension>")
@described(
    Operation(
        "citeDataset",
        "/cite/dataset",
        DATASET,
        Message("Den Datensatz zitieren", "Cite the dataset"),
        Message("Die aktuelle Version, für Literaturverwaltungen.", "The current version, for reference managers."),
        Negotiated(WHOLE_FORMATS),
    )
)
def cite_dataset(extension: str) -> Response:
    """The citation of the current version."""
    require_extension("cite/dataset", extension, WHOLE_FORMATS)
    return _version(site().release, "cite/dataset", extension)


@blueprint.get("/cite/dataset/<version>")
@described(
    Operation(
        "citeVersion",
        "/cite/dataset/{version}",
        DATASET,
        Message("Eine Version zitieren", "Cite a version"),
        Message("Genau diese Ausgabe, für Literaturverwaltungen.", "Just this release, for reference managers."),
        Negotiated(WHOLE_FORMATS),
        (VERSION,),
        refusals=(410,),
    )
)
def cite_version(version: str) -> Response:
    """The citation of a version."""
    stem, extension = known_extension(version, WHOLE_FORMATS)
    return _version(kept_release(stem), f"cite/dataset/{stem}", extension)


@blueprint.get("/cite/doc/<path:name>")
@described(
    Operation(
        "citeDocument",
        "/cite/doc/{type}/{slug}",
        THINGS,
        Message("Ein Dokument zitieren", "Cite a document"),
        Message(
            "Was die aktuelle Ausgabe über ein Ding sagt, für Literaturverwaltungen.",
            "What the current release says about a thing, for reference managers.",
        ),
        Negotiated(PART_FORMATS),
        NAME,
    )
)
def cite_document(name: str) -> Response:
    """The citation of a document. Raises `RefusalError` (404)."""
    stem, extension = known_extension(f"id/{name}", PART_FORMATS)
    iri = site().known(stem)
    if not iri or not site().has_document(iri):
        raise unknown(f"cite/doc/{name}")
    found = citation_of_document(iri, site().release.publication.languages[0])
    path = f"cite/{site().document_path(iri)}"
    return _cited(found, path, PART_FORMATS, extension)


def _version(release: Release, path: str, extension: str) -> Response:
    found = citation_of_version(release, release.publication.languages[0])
    return _cited(found, path, WHOLE_FORMATS, extension)


def _cited(found: Citation, path: str, formats: tuple[Format, ...], extension: str) -> Response:
    def render(variant: Variant) -> bytes:
        return WRITERS[variant.fmt](found)

    about = (Link(found.iri, "describes"), Link(found.iri, "cite-as"))
    return answer(Resource(path, formats, render, about, modified=found.date), extension)
