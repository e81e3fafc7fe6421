"""The thin web layer: answers every request from one release and its store; never loads, validates or writes."""

from flask import Flask, Response, request

from engagiert_ld.describe import Descriptions
from engagiert_ld.publication import Deployment
from engagiert_ld.release.manifest import Release
from engagiert_ld.store import Store
from engagiert_ld.web import datasets, entities, problems, sparql, start, validation, vocabulary
from engagiert_ld.web.prefix import PrefixMiddleware
from engagiert_ld.web.site import EXTENSION_KEY, Site

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
REQUEST_HEADERS = "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, If-Range, Range"
EXPOSED = "Link, ETag, Location, Content-Location, Content-Range, Accept-Ranges, Repr-Digest, Retry-After"


def create_app(release: Release, store: Store, deployment: Deployment) -> Flask:
    """The application for one release; nothing is taken from the environment or from the `Host` header."""
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    descriptions = Descriptions(release.quads, release.publication.languages)
    app.extensions[EXTENSION_KEY] = Site(release, store, deployment, descriptions)
    for module in (start, entities, vocabulary, datasets, sparql, validation):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    app.after_request(_common_headers)
    app.wsgi_app = PrefixMiddleware(app.wsgi_app, deployment.prefix)  # type: ignore[method-assign]
    return app


def _common_headers(response: Response) -> Response:
    """Anyone may read everything from anywhere (Fetch, CORS protocol and `Cross-Origin-Resource-Policy`).

    Pages run nothing but themselves (CSP), use no device of the reader, and share no window with others (HTML, COOP).
    """
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
        response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response
