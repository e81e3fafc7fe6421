"""Refusals: a request that is not answered as asked, with the reason in both languages."""

from engagiert_ld.errors import Message


class RefusalError(Exception):
    """Ends a request with a `status` of the 4xx class; `message` says why."""

    def __init__(self, status: int, de: str, en: str) -> None:
        self.status = status
        self.message = Message(de, en)
        super().__init__(en)


def unknown(what: str) -> RefusalError:
    """404: `what` is not here."""
    return RefusalError(404, f"{what} gibt es hier nicht", f"{what} is unknown here")
