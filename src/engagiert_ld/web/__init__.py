"""The thin web layer: answers every request from one release and its store; never loads, validates or writes."""

from typing import Final

from flask import Flask, request

from engagiert_ld.describe import Descriptions
from engagiert_ld.publication import Deployment
from engagiert_ld.release.manifest import Release
from engagiert_ld.store import Store
from engagiert_ld.web import (
    catalogue,
    changes,
    citing,
    datasets,
    dated,
    discovery,
    entities,
    events,
    examples,
    history,
    lists,
    memento,
    notices,
    openapi,
    pictures,
    problems,
    profiles,
    sparql,
    start,
    static_files,
    status,
    terms,
    validation,
    vocabulary,
    void,
)
from engagiert_ld.web.dated import DatedPath, DatedSites, StoreOf
from engagiert_ld.web.front import Front
from engagiert_ld.web.kept import KEPT_KEY, RESULTS_KEY, Kept
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.results import Results
from engagiert_ld.web.site import EXTENSION_KEY, Site

ENCODED: Final = 3
"""A byte of a query takes at most so many in a form, percent-encoded."""

BYTES_OF_FORM: Final = 64 * 1024
"""What a form may hold beside the query."""


def create_app(
    release: Release,
    store: Store,
    deployment: Deployment,
    current: Site | None = None,
    store_of: StoreOf | None = None,
) -> Flask:
    """The application for one release; nothing is taken from the environment or from the `Host` header.

    With `current`, it is the application below the version of the release, and not that of the current site. The latter opens
    the others when they are asked for, with the store that `store_of` gives.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BYTES_OF_FORM + ENCODED * deployment.limits.max_query_bytes
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    app.url_map.converters["dated"] = DatedPath
    here = Site(release, store, deployment, _descriptions(release, current), current)
    kept, results = Kept(deployment.limits.kept_bytes), Results(deployment.limits.kept_bytes)
    app.extensions |= {EXTENSION_KEY: here, KEPT_KEY: kept, RESULTS_KEY: results}
    for module in (
        start,
        static_files,
        openapi,
        entities,
        profiles,
        vocabulary,
        catalogue,
        datasets,
        sparql,
        examples,
        validation,
        void,
        status,
        discovery,
        changes,
        events,
        citing,
        memento,
        history,
        lists,
        notices,
        terms,
        pictures,
        dated,
    ):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    app.before_request(_refuse_empty_segment)
    sites = DatedSites(here, create_app, store_of)
    app.wsgi_app = Front(app.wsgi_app, here, kept, results, sites)  # type: ignore[method-assign]
    return app


def _refuse_empty_segment() -> None:
    """`//def` is another path than `/def` (RFC 3986 3.3), which the framework does not tell apart."""
    path: str = request.environ.get("PATH_INFO", "")
    if path.startswith("//"):
        raise unknown(path)


def _descriptions(release: Release, current: Site | None) -> Descriptions:
    if current and current.release is release:
        return current.descriptions
    return Descriptions.of(release.quads, release.publication.languages)
