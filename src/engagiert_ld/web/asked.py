"""A request as far as an answer depends on it: read from the WSGI environment, whoever handles it."""

import datetime
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Final
from urllib.parse import parse_qs, quote

from werkzeug.http import parse_date

MAX_PARAMETERS: Final = 100
"""Parameters of an address that are read; what stands behind them has no effect."""

MAX_FIELD_CHARS: Final = 16 * 1024
"""Characters of a header field that are read; what stands behind them has no effect, so that no field takes long."""

IN_QUERY: Final = "/:@!$&'()*+,;=-._~%?[]"

READING: Final = ("GET", "HEAD")
USUAL_PARAMETERS: Final = frozenset({"lang", "_profile"})


@lru_cache(maxsize=1024)
def environ_key(name: str) -> str:
    """Where the environment has a header field (PEP 3333)."""
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


_CONDITIONS: Final = frozenset(
    map(environ_key, ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"))
)


class Asked:
    """Method, path, parameters and fields of one request (PEP 3333); the `Host` field is never read."""

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO", "")
        self.query: str = environ.get("QUERY_STRING", "")

    @property
    def content_type(self) -> str:
        """The `Content-Type` of what was sent, empty where there is none."""
        return self.field("Content-Type") or ""

    def field(self, name: str) -> str | None:
        """The value of a header field, None where it was not sent; several of one name arrive joined by commas."""
        value: str | None = self._environ.get(environ_key(name))
        return value if value is None else value[:MAX_FIELD_CHARS]

    def date(self, name: str) -> datetime.datetime | None:
        """The date in a header field; None where it was not sent or is none (RFC 9110 5.6.7), for then it is ignored."""
        try:
            return parse_date(self.field(name))
        except OverflowError:  # a time zone of years
            return None

    def parameter(self, name: str) -> str:
        """The first value of a parameter of the address, empty where there is none."""
        return self._parameters[name][0] if self.query and name in self._parameters else ""

    @property
    def uri_query(self) -> str:
        """The query as it has to stand in a URI: bytes beyond ASCII, which arrive as Latin-1 (PEP 3333), are encoded."""
        return quote(self.query.encode("latin-1"), safe=IN_QUERY)

    @property
    def is_conditional(self) -> bool:
        """Whether there is a precondition (RFC 9110 13.1)."""
        return not _CONDITIONS.isdisjoint(self._environ)

    @property
    def is_reading(self) -> bool:
        """Whether the method is GET or HEAD."""
        return self.method in READING

    @property
    def is_safe(self) -> bool:
        """Whether the method changes nothing and its answer can be validated: GET, HEAD, QUERY (RFC 10008, section 2.6)."""
        return self.is_reading or self.method == "QUERY"

    @property
    def is_usual(self) -> bool:
        """Whether the address has no parameters but those that choose among kept answers."""
        return not self.query or (
            self.query.count("&") < MAX_PARAMETERS and self._parameters.keys() <= USUAL_PARAMETERS
        )

    @cached_property
    def _parameters(self) -> Mapping[str, list[str]]:
        members = self.query.split("&", MAX_PARAMETERS)[:MAX_PARAMETERS]
        return parse_qs("&".join(members), keep_blank_values=True, errors="replace")
