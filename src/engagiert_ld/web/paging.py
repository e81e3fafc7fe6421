"""Results in pages: which page is asked for, and how a walk stays with one release and one result."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from engagiert_ld.store.rows import Part
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.refusals import RefusalError

PAGE: Final = "page"
NAMES: Final = (PAGE, "release", "digest")
"""Parameters: which page, of which release, of the result with which digest; without the first, the others have no effect."""

_NUMBER: Final = re.compile("[1-9][0-9]{0,8}")


class Paging(NamedTuple):
    """The page that is asked for, counted from 1; 0 is the whole result. Empty texts ask for no certain release or result."""

    page: int = 0
    release: str = ""
    digest: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        given = zip(NAMES, (str(self.page or ""), self.release, self.digest), strict=True)
        return {name: value for name, value in given if value}

    def check_release(self, version: str) -> None:
        """Raise `RefusalError` (410) where `version` is served, and not what the page is asked of."""
        if self.release and self.release != version:
            raise RefusalError(
                410,
                f"Diese Seite gehört zur Ausgabe {self.release}, jetzt gilt {version}. Bitte bei page=1 neu beginnen",
                f"this page is of release {self.release}, and {version} is served now: begin again at page=1",
            )

    def check(self, part: Part) -> None:
        """Raise `RefusalError`: 410 where the result is not that of the other pages, 404 behind the last page."""
        if self.digest and self.digest != part.digest:
            raise RefusalError(
                410,
                "Das Ergebnis ist ein anderes als das, zu dem diese Seite gehört. Bitte bei page=1 neu beginnen",
                "the result is not the one that this page is of: begin again at page=1",
            )
        require_page(self.page, part.pages)

    def others(self, part: Part, version: str) -> Iterator[tuple[str, "Paging"]]:
        """Where a walk goes on from here, by link relation (IANA): to the same result of the same release."""
        near = {"next": self.page + 1, "prev": self.page - 1, "first": 1}
        for relation, page in near.items():
            if 1 <= page <= part.pages:
                yield relation, Paging(page, version, part.digest)


def read_page(asked: Asked) -> int:
    """The number of the page that the address asks for, from 1, which is the default. Raises `RefusalError` (400)."""
    number = asked.parameter(PAGE) or "1"
    if not _NUMBER.fullmatch(number):
        raise RefusalError(400, f"{PAGE} ist eine ganze Zahl ab 1", f"{PAGE} is a whole number from 1")
    return int(number)


def page_query(asked: Asked) -> str:
    """The query of an address that asks for a page, as it stands there; empty where it asks for none."""
    page = asked.parameter(PAGE)
    return urlencode({PAGE: page}) if page else ""


def page_count(total: int, size: int) -> int:
    """How many pages of `size` there are; one, even of nothing."""
    return max(-(-total // size), 1)


def require_page(number: int, pages: int) -> None:
    """Raise `RefusalError` (404) behind the last page."""
    if number > pages:
        raise RefusalError(
            404,
            f"Seite {number} gibt es nicht; die letzte ist {pages}",
            f"there is no page {number}; the last is {pages}",
        )


WHOLE: Final = Paging()


def read_paging(parameters: Sequence[tuple[str, str]]) -> Paging:
    """The page that the parameters of a request ask for. Raises `RefusalError` (400)."""
    given = {name: [value for key, value in parameters if key == name] for name in NAMES}
    pages = given[PAGE]
    if not pages:
        return WHOLE
    if any(len(values) > 1 for values in given.values()) or not _NUMBER.fullmatch(pages[0]):
        raise RefusalError(
            400,
            "page ist eine ganze Zahl ab 1, und page, release und digest stehen höchstens einmal da",
            "page is a whole number from 1, and page, release and digest are given once at most",
        )
    return Paging(int(pages[0]), *("".join(given[name]) for name in NAMES[1:]))
