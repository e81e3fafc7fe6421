"""The thin web layer: answers every request from one release and its store; never loads, validates or writes."""

from flask import Flask

from engagiert_ld.describe import Descriptions
from engagiert_ld.publication import Deployment
from engagiert_ld.release.manifest import Release
from engagiert_ld.store import Store
from engagiert_ld.web import datasets, entities, problems, profiles, sparql, start, validation, vocabulary
from engagiert_ld.web.front import Front
from engagiert_ld.web.kept import KEPT_KEY, Kept
from engagiert_ld.web.prefix import PrefixMiddleware
from engagiert_ld.web.site import EXTENSION_KEY, Site


def create_app(release: Release, store: Store, deployment: Deployment) -> Flask:
    """The application for one release; nothing is taken from the environment or from the `Host` header."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    descriptions = Descriptions(release.quads, release.publication.languages)
    here = Site(release, store, deployment, descriptions)
    app.extensions |= {EXTENSION_KEY: here, KEPT_KEY: Kept(deployment.limits.kept_bytes)}
    for module in (start, entities, profiles, vocabulary, datasets, sparql, validation):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    front = Front(app.wsgi_app, here, app.extensions[KEPT_KEY])
    app.wsgi_app = PrefixMiddleware(front, deployment.prefix)  # type: ignore[method-assign]
    return app
