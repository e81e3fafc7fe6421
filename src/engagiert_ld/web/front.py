"""In front of the framework: finished answers are sent from memory, and every answer gets the fields that all have."""

from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from engagiert_ld.errors import EngagiertError
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.dated import FAILURE, DatedSites, dated_version
from engagiert_ld.web.delivery import Fields, Reply, Representation, deliver
from engagiert_ld.web.kept import Kept
from engagiert_ld.web.prefix import StartResponse, WsgiApp, inside
from engagiert_ld.web.querying import PATH
from engagiert_ld.web.refusals import RefusalError
from engagiert_ld.web.representations import select
from engagiert_ld.web.results import Results
from engagiert_ld.web.site import Site

STATUS_LINES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REQUEST_FIELDS: Final = (
    "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range,"
    " If-Unmodified-Since, Range"
)
EXPOSED: Final = (
    "Link, ETag, Memento-Datetime, Location, Content-Location, Content-Profile, Content-Range, Accept-Ranges, Accept-Query, Repr-Digest,"
    " Retry-After"
)
EVERYWHERE: Final[Fields] = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
]
"""Anyone may read everything from anywhere (Fetch, CORS protocol and `Cross-Origin-Resource-Policy`)."""

ON_PAGES: Final[Fields] = [
    ("Content-Security-Policy", PAGE_POLICY),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
"""Pages run nothing but themselves (CSP), use no device of the reader, and share no window with others (HTML, COOP)."""
BY_TYPE: Final[dict[str, Fields]] = {
    "text/html": ON_PAGES,
    "image/svg+xml": [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")],
}
"""Fields by the beginning of `Content-Type`; a picture opened by itself is no page: it has its looks inside, and runs nothing."""


class Front:
    """Answers from memory what was made before, by the rules that hold inside of the framework; `app` does the rest."""

    def __init__(self, app: WsgiApp, here: Site, kept: Kept, results: Results, dated: DatedSites) -> None:
        self._app = app
        self._kept = kept
        self._prefix = _latin(here.deployment.prefix)
        outer = _latin(here.current.deployment.prefix) if here.current else ""
        self._short_prefix = self._prefix.removeprefix(outer)
        """The same without what a proxy may have taken away."""
        self.here = here
        self.results = results
        self.dated = dated

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """WSGI: answer one request."""
        environ = self.inside(environ)
        if version := self.dated_version(environ["PATH_INFO"]):
            try:
                opened = self.dated.open(version)
            except EngagiertError as error:
                opened, environ = None, environ | {FAILURE: error}
            if opened:
                return opened.app.wsgi_app(self.below(environ), start_response)
        reply = self.ready(Asked(environ))
        if reply is None:
            return self.framework(environ, start_response)
        start_response(STATUS_LINES[reply.status], reply.fields)
        return [reply.body]

    def inside(self, environ: dict[str, Any]) -> dict[str, Any]:
        """The environment of a request without the path under which this site is reached."""
        within = inside(environ, self._prefix)
        return within if within.get("SCRIPT_NAME") or not self.here.current else inside(environ, self._short_prefix)

    def dated_version(self, path: str) -> str:
        """The version whose site a path leads to; empty where it is this one."""
        return "" if self.here.current else dated_version(path)

    def below(self, environ: dict[str, Any]) -> dict[str, Any]:
        """The environment as the site of a version expects it, whether or not a proxy takes the path of this site away."""
        return environ | {"PATH_INFO": self._prefix + environ["PATH_INFO"], "SCRIPT_NAME": ""}

    def ready(self, asked: Asked) -> Reply | None:
        """The answer, where it is at hand; refusals are worded inside of the framework."""
        if not asked.is_reading:
            return None
        if asked.path == PATH and asked.query:
            return self.finished(self.results.of_request(asked), asked)
        entry = self._kept[asked.path]
        if entry is None or not asked.is_usual:
            return None
        if isinstance(entry, Reply):
            return None if asked.query else _complete(asked.method, _of_method(entry, asked.method))
        try:
            key = select(entry.resource, asked, entry.extension, self.here).key
        except RefusalError:
            return None
        return self.finished(entry.made.get(key), asked)

    def finished(self, made: Representation | None, asked: Asked) -> Reply | None:
        """The answer with a representation; None where there is none, or another answer is due."""
        try:
            return _complete(asked.method, deliver(made, asked)) if made else None
        except RefusalError:
            return None

    def framework(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """WSGI: have it answered by the framework; `environ` is one from `inside`."""
        environ.pop("HTTP_UPGRADE", None)  # no other protocol is offered (RFC 9110 7.8)
        return self._app(environ, _completing(environ["REQUEST_METHOD"], start_response))


def _latin(path: str) -> str:
    """A path as WSGI hands it on: each character is a byte (PEP 3333)."""
    return path.encode().decode("latin-1")


def _of_method(reply: Reply, method: str) -> Reply:
    return replace(reply, body=b"") if method == "HEAD" else reply


def _complete(method: str, reply: Reply) -> Reply:
    return Reply(reply.status, reply.fields + _further(method, reply.fields), reply.body)


def _completing(method: str, start_response: StartResponse) -> StartResponse:
    def start(status: str, fields: Fields, *arguments: Any) -> Any:
        fields = [(name, _in_order(value) if name == "Allow" else value) for name, value in fields]
        return start_response(status, fields + _further(method, fields), *arguments)

    return start


def _in_order(methods: str) -> str:
    """The methods by name: the framework has them in another order in each process."""
    return ", ".join(sorted(methods.split(", ")))


def _further(method: str, fields: Fields) -> Fields:
    """The fields that an answer has beside its own."""
    media_type = next((value for name, value in fields if name == "Content-Type"), "")
    further = EVERYWHERE + next((more for start, more in BY_TYPE.items() if media_type.startswith(start)), [])
    return further + _preflight(fields) if method == "OPTIONS" else further


def _preflight(fields: Fields) -> Fields:
    """What a script of another origin may send (Fetch, CORS-preflight request)."""
    allowed = next((value for name, value in fields if name == "Allow"), "GET, HEAD, OPTIONS")
    return [
        ("Access-Control-Allow-Methods", allowed),
        ("Access-Control-Allow-Headers", REQUEST_FIELDS),
        ("Access-Control-Max-Age", "86400"),
    ]
