"""Refusals: a request that is not answered as asked, with the reason in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from engagiert_ld.errors import Message


class RefusalError(Exception):
    """Ends a request with a `status` of the 4xx class; `message` says why, `fields` are further header fields."""

    def __init__(self, status: int, de: str, en: str, fields: Mapping[str, str] = MappingProxyType({})) -> None:
        self.status = status
        self.message = Message(de, en)
        self.fields = fields
        super().__init__(en)


def unknown(what: str) -> RefusalError:
    """404: `what` is not here."""
    return RefusalError(404, f"{what} gibt es hier nicht", f"{what} is unknown here")
