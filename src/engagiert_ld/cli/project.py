"""One project folder on the command line: from sources to report to release."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engagiert_ld.errors import DamagedReleaseError, NoReleaseError
from engagiert_ld.findings import Location
from engagiert_ld.publication import FILE_NAME, Deployment, Publication, load_publication
from engagiert_ld.release.build import Edition, date_findings, edition, is_published
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.sources import Sources, read_sources
from engagiert_ld.validation import Report, validate


@dataclass(frozen=True)
class Project:
    """What a project folder holds, read step by step when it is needed; each step raises the errors of its module."""

    folder: Path
    releases: Path
    environ: Mapping[str, str]

    @cached_property
    def settings(self) -> tuple[Publication, Deployment]:
        """What is published and how this server runs."""
        return load_publication(self.folder, self.environ)

    @property
    def publication(self) -> Publication:
        """What is published."""
        return self.settings[0]

    @property
    def shelf(self) -> Shelf:
        """The releases."""
        return Shelf(self.releases)

    @cached_property
    def sources(self) -> Sources:
        """All statements with their places."""
        return read_sources(self.folder, self.publication.base_iri)

    @cached_property
    def edition(self) -> Edition:
        """The dataset as it would be published."""
        return edition(self.publication, self.sources.quads)

    @cached_property
    def report(self) -> Report:
        """Everything that a check finds."""
        dates = date_findings(self.edition, self._last_release(), Location(FILE_NAME, self._line_of("modified"), 1))
        found_before = [*self.sources.findings, *dates]
        return validate(
            self.sources.quads, f"{self.publication.base_iri}graph/shapes", self.sources.locate, found_before
        )

    @property
    def published(self) -> Release | None:
        """The current release, if it is just what would be published now."""
        last = self._last_release()
        return last if last is not None and is_published(self.edition, last) else None

    def _last_release(self) -> Release | None:
        try:
            return self.shelf.newest()[0]
        except (NoReleaseError, DamagedReleaseError):
            return None

    def _line_of(self, key: str) -> int:
        """The line of `publication.toml` with a setting of the top table."""
        text = (self.folder / FILE_NAME).read_text(encoding="utf-8")
        found = re.search(rf"^\s*{re.escape(key)}\s*=", text, re.MULTILINE)
        return text.count("\n", 0, found.end()) + 1 if found else 1
