"""The thin web layer: answers every request from one release and its store; never loads, validates or writes."""

from typing import Final

from flask import Flask, request

from engagiert_ld.describe import Descriptions
from engagiert_ld.publication import Deployment
from engagiert_ld.release.manifest import Release
from engagiert_ld.store import Store
from engagiert_ld.web import (
    datasets,
    entities,
    examples,
    openapi,
    problems,
    profiles,
    sparql,
    start,
    validation,
    vocabulary,
    void,
)
from engagiert_ld.web.front import Front
from engagiert_ld.web.kept import KEPT_KEY, RESULTS_KEY, Kept
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.results import Results
from engagiert_ld.web.site import EXTENSION_KEY, Site

ENCODED: Final = 3
"""A byte of a query takes at most so many in a form, percent-encoded."""

BYTES_OF_FORM: Final = 64 * 1024
"""What a form may hold beside the query."""


def create_app(release: Release, store: Store, deployment: Deployment) -> Flask:
    """The application for one release; nothing is taken from the environment or from the `Host` header."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BYTES_OF_FORM + ENCODED * deployment.limits.max_query_bytes
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    descriptions = Descriptions.of(release.quads, release.publication.languages)
    here = Site(release, store, deployment, descriptions)
    kept, results = Kept(deployment.limits.kept_bytes), Results(deployment.limits.kept_bytes)
    app.extensions |= {EXTENSION_KEY: here, KEPT_KEY: kept, RESULTS_KEY: results}
    for module in (start, openapi, entities, profiles, vocabulary, datasets, sparql, examples, validation, void):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    app.before_request(_refuse_empty_segment)
    app.wsgi_app = Front(app.wsgi_app, here, kept, results)  # type: ignore[method-assign]
    return app


def _refuse_empty_segment() -> None:
    """`//def` is another path than `/def` (RFC 3986 3.3), which the framework does not tell apart."""
    path: str = request.environ.get("PATH_INFO", "")
    if path.startswith("//"):
        raise unknown(path)
