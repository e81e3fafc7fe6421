"""A request as far as an answer depends on it: read from the WSGI environment, whoever handles it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qs

MAX_PARAMETERS: Final = 100
"""Parameters of an address that are read; what stands behind them has no effect."""

USUAL_PARAMETERS: Final = frozenset({"lang", "_profile"})


class Asked:
    """Method, path, parameters and fields of one request (PEP 3333); the `Host` field is never read."""

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO", "")
        self.query: str = environ.get("QUERY_STRING", "")

    def field(self, name: str) -> str | None:
        """The value of a header field, None where it was not sent; several of one name arrive joined by commas."""
        value: str | None = self._environ.get("HTTP_" + name.upper().replace("-", "_"))
        return value

    def parameter(self, name: str) -> str:
        """The first value of a parameter of the address, empty where there is none."""
        return self._parameters[name][0] if self.query and name in self._parameters else ""

    @property
    def is_usual(self) -> bool:
        """Whether the address has no parameters but those that choose among kept answers."""
        return not self.query or self._parameters.keys() <= USUAL_PARAMETERS

    @cached_property
    def _parameters(self) -> Mapping[str, list[str]]:
        members = self.query.split("&", MAX_PARAMETERS)[:MAX_PARAMETERS]
        return parse_qs("&".join(members), keep_blank_values=True, errors="replace")
