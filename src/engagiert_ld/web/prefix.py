"""Behind a proxy: the path of `site_url` stands before every path, whether or not the proxy takes it away.

An empty path is the root (RFC 9110 4.2.3); the framework would redirect there, to the host that the request names.
"""

from collections.abc import Callable, Iterable
from typing import Any

StartResponse = Callable[..., Any]
WsgiApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class PrefixMiddleware:
    """WSGI: removes `prefix` from `PATH_INFO` where it is still there (PEP 3333, SCRIPT_NAME)."""

    def __init__(self, app: WsgiApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix.encode().decode("latin-1")

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if self._prefix and (path == self._prefix or path.startswith(f"{self._prefix}/")):
            path = path.removeprefix(self._prefix)
            environ = environ | {"PATH_INFO": path, "SCRIPT_NAME": self._prefix}
        if not path:
            environ = environ | {"PATH_INFO": "/"}
        return self._app(environ, start_response)
