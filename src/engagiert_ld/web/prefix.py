"""Behind a proxy: the path of `site_url` stands before every path, whether or not the proxy takes it away.

An empty path is the root (RFC 9110 4.2.3); the framework would redirect there, to the host that the request names.
"""

from collections.abc import Callable, Iterable
from typing import Any

StartResponse = Callable[..., Any]
WsgiApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def inside(environ: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The environment with `prefix`, where it is still there, moved from `PATH_INFO` to `SCRIPT_NAME` (PEP 3333)."""
    path = environ.get("PATH_INFO", "")
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        path = path.removeprefix(prefix)
        environ = environ | {"PATH_INFO": path, "SCRIPT_NAME": prefix}
    return environ if path else environ | {"PATH_INFO": "/"}
