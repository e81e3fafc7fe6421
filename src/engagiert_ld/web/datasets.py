"""The dataset, its versions, dumps and catalogue: bytes of the release, as they are."""

from typing import Final

from flask import Blueprint, Response, redirect

from engagiert_ld.formats import DUMP_FORMATS, HTML, JSONLD, NTRIPLES, RDFXML, TURTLE, Format, by_extension
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.representations import IMMUTABLE, MOVING, Link, Resource, answer, finish, known_extension
from engagiert_ld.web.site import site

CATALOGUE_FORMATS: Final = (TURTLE, HTML, JSONLD, RDFXML, NTRIPLES)

blueprint = Blueprint("datasets", __name__)


@blueprint.get("/catalog", defaults={"path": "catalog"})
@blueprint.get("/dataset", defaults={"path": "dataset"})
@blueprint.get(
    "/<any('catalog.ttl', 'catalog.html', 'catalog.jsonld', 'catalog.rdf', 'catalog.xml', 'catalog.nt'):path>"
)
@blueprint.get(
    "/<any('dataset.ttl', 'dataset.html', 'dataset.jsonld', 'dataset.rdf', 'dataset.xml', 'dataset.nt'):path>"
)
def catalogue(path: str) -> Response:
    """The catalogue entry of the dataset."""
    stem, extension = known_extension(path, CATALOGUE_FORMATS)
    return _catalogue(stem, extension, MOVING)


@blueprint.get("/dataset/<version>")
def dated(version: str) -> Response:
    """The catalogue entry of one version."""
    stem, extension = known_extension(version, CATALOGUE_FORMATS)
    _known_version(stem)
    return _catalogue(f"dataset/{stem}", extension, IMMUTABLE)


@blueprint.get("/dataset/<version>/<file>")
def dump(version: str, file: str) -> Response:
    """A file of one version."""
    _known_version(version)
    release = site().release
    if file not in release.files or not file.startswith("all."):
        raise unknown(f"dataset/{version}/{file}")
    fmt = _format_of(file)
    content_type = fmt.content_type if fmt else "application/octet-stream"
    response = Response((release.path / file).read_bytes(), content_type=content_type)
    response.headers["Link"] = (
        f'<{site().url(f"dataset/{version}")}>; rel="collection", <{release.publication.data_licence}>; rel="license"'
    )
    return finish(response, IMMUTABLE, ranges=True)


@blueprint.get("/dumps/latest/<file>")
def latest(file: str) -> Response:
    """302 to the same file of the current version."""
    if file not in site().release.files or not file.startswith("all."):
        raise unknown(f"dumps/latest/{file}")
    response = redirect(site().link(f"dataset/{site().release.version}/{file}"), 302)
    response.headers["Cache-Control"] = MOVING
    return response  # type: ignore[return-value]


def _format_of(file: str) -> Format | None:
    return by_extension(file.partition(".")[2], DUMP_FORMATS)


def _known_version(version: str) -> None:
    current = site().release.version
    if version != current:
        raise RefusalError(
            404,
            f"Die Version {version} gibt es hier nicht; aktuell ist {current}",
            f"version {version} is unknown here; the current one is {current}",
        )


def _catalogue(path: str, extension: str, cache: str) -> Response:
    def render(fmt: Format, language: str) -> bytes:
        if fmt is HTML:
            return _page(path, language)
        return (site().release.path / f"catalogue.{fmt.extension}").read_bytes()

    licence = Link(site().release.publication.data_licence, "license")
    return answer(Resource(path, CATALOGUE_FORMATS, render, (licence,), cache), extension)


def _page(path: str, language: str) -> bytes:
    files = [entry for name, entry in sorted(site().release.files.items()) if name.startswith("all.")]
    dumps = [(entry, _format_of(entry["path"])) for entry in files]
    formats = [fmt for fmt in CATALOGUE_FORMATS if fmt is not HTML]
    return render_page("dataset.html", language, path=path, dumps=dumps, formats=formats)
