"""One project folder on the command line: from sources to report to release."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import Quad

from engagiert_ld.errors import DamagedReleaseError, NoReleaseError
from engagiert_ld.evidence import REPEATED, Evidence, gather
from engagiert_ld.evidence.copies import Copies, read_copies
from engagiert_ld.findings import HeldBack, Location, ordered
from engagiert_ld.publication import FILE_NAME, Deployment, Publication, load_publication
from engagiert_ld.release.build import Edition, date_findings, edition, is_published
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.sources import Sources, read_sources
from engagiert_ld.validation import Report, validate
from engagiert_ld.validation.holding import leaves_something, to_hold_back, without
from engagiert_ld.validation.waivers import judge, read_waivers


@dataclass(frozen=True)
class Project:
    """What a project folder holds, read step by step when it is needed; each step raises the errors of its module.

    `sources_folder` holds local copies of the sources, in place of the usual folders. With `hold_back`, things in violation
    are left out, and the rest is published.
    """

    folder: Path
    releases: Path
    environ: Mapping[str, str]
    sources_folder: Path | None = None
    hold_back: bool = False

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
    def _checked(self) -> tuple[Evidence, Report]:
        """What is to be published, and everything that a check finds in it.

        The shapes see the statements as they are written, so each finding has its line.
        """
        quads = self.sources.quads
        base_iri = self.publication.base_iri
        evidence, report = self._check(quads)
        held: dict[str, HeldBack] = {}
        while self.hold_back and not report.conforms:
            more = to_hold_back(quads, report.findings, base_iri)
            rest = without(quads, more)
            if not more or not leaves_something(rest, base_iri):
                break
            held, quads = held | more, rest
            evidence, report = self._check(quads)
        return evidence, replace(report, held_back=tuple(held[iri] for iri in sorted(held)))

    def _check(self, quads: tuple[Quad, ...]) -> tuple[Evidence, Report]:
        publication, locate = self.publication, self.sources.locate
        evidence = gather(quads, publication.base_iri, self.copies, locate)
        place = Location(FILE_NAME, self._line_of("modified"), 1)
        dates = date_findings(edition(publication, evidence.quads), self._last_release(), place)
        shapes_graph = f"{publication.base_iri}graph/shapes"
        found = validate(quads, shapes_graph, locate, [*self.sources.findings, *evidence.findings, *dates]).findings
        telling = [one for one in found if one.focus not in evidence.repeated or one.code == REPEATED]
        waivers = read_waivers(quads, publication.base_iri)
        judged = ordered(judge(telling, waivers, publication.modified, locate))
        return evidence, Report(judged, evidence.figures, waivers)

    @cached_property
    def copies(self) -> Copies:
        """The local copies of the sources."""
        usual = (self.folder / "sources", self.folder.parent / "shared" / "source")
        return read_copies([self.sources_folder] if self.sources_folder else filter(Path.is_dir, usual))

    @cached_property
    def edition(self) -> Edition:
        """The dataset as it would be published."""
        return edition(self.publication, self.evidence.quads)

    @cached_property
    def evidence(self) -> Evidence:
        """The claims complete; without a check where nothing can be held back and none has been made."""
        if self.hold_back or "_checked" in vars(self):
            return self._checked[0]
        return gather(self.sources.quads, self.publication.base_iri, self.copies, self.sources.locate)

    @property
    def report(self) -> Report:
        """Everything that a check finds."""
        return self._checked[1]

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
