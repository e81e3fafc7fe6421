"""One project folder on the command line: from sources to report to release."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Quad

from engagiert_ld.errors import DamagedReleaseError, NoReleaseError
from engagiert_ld.evidence import REPEATED, Evidence, gather
from engagiert_ld.evidence.copies import Copies, read_copies
from engagiert_ld.findings import Finding, HeldBack, Location, ordered
from engagiert_ld.metadata.examples import example_statements
from engagiert_ld.publication import FILE_NAME, Deployment, Publication, load_publication
from engagiert_ld.release.build import Edition, date_findings, edition, is_published
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.names import published_names, removal_findings
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.sources import Sources, read_sources
from engagiert_ld.sources.queries import read_queries
from engagiert_ld.toml_places import line_of
from engagiert_ld.validation import Report, validate
from engagiert_ld.validation.holding import leaves_something, to_hold_back, without
from engagiert_ld.validation.notices import notice_findings
from engagiert_ld.validation.waivers import judge, read_waivers
from engagiert_ld.withdrawals import misplaced


class _Prepared(NamedTuple):
    """Statements as they are written, their evidence, and what would be published of them."""

    stated: tuple[Quad, ...]
    evidence: Evidence
    edition: Edition


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
    def _as_written(self) -> _Prepared:
        """All there is, whether or not it conforms."""
        return self._prepared(self.sources.quads)

    @cached_property
    def _checked(self) -> tuple[_Prepared, Report]:
        """What is to be published, and everything that a check finds in it."""
        base_iri = self.publication.base_iri
        prepared = self._as_written
        report = self._check(prepared)
        held: dict[str, HeldBack] = {}
        while self.hold_back and not report.conforms:
            more = to_hold_back(prepared.stated, report.findings, base_iri)
            rest = without(prepared.stated, more)
            if not more or not leaves_something(rest, base_iri):
                break
            held, prepared = held | more, self._prepared(rest)
            report = self._check(prepared)
        return prepared, replace(report, held_back=tuple(held[iri] for iri in sorted(held)))

    def _prepared(self, stated: tuple[Quad, ...]) -> _Prepared:
        evidence = gather(stated, self.publication.base_iri, self.copies, self.sources.locate)
        return _Prepared(stated, evidence, edition(self.publication, evidence.quads, self._examples))

    @cached_property
    def _examples(self) -> tuple[Quad, ...]:
        return example_statements(read_queries(self.folder), self.publication.base_iri)

    def _check(self, prepared: _Prepared) -> Report:
        """The shapes see the statements as they are written, so each finding has its line."""
        publication, locate = self.publication, self.sources.locate
        stated, evidence, wanted = prepared
        place = Location(FILE_NAME, self._line_of("modified"), 1)
        dates = date_findings(wanted, self._last_release(), place)
        wrongly_placed = (finding.located(locate) for finding in misplaced(stated, publication.base_iri))
        before = [*self.sources.findings, *evidence.findings, *dates, *wrongly_placed, *self._removals]
        found = validate(stated, f"{publication.base_iri}graph/shapes", locate, before).findings
        telling = [one for one in found if one.focus not in evidence.repeated or one.code == REPEATED]
        waivers = read_waivers(stated, publication.base_iri)
        judged = ordered(judge(telling, waivers, publication.modified, locate))
        return Report(judged, evidence.figures, waivers)

    @cached_property
    def published_names(self) -> Mapping[str, str]:
        """The things that releases of this base IRI describe, each with the latest release that does."""
        return published_names(self.shelf, self.publication.base_iri)

    @cached_property
    def _removals(self) -> tuple[Finding, ...]:
        """Published things that the sources do not mention; what is held back is in the sources."""
        return tuple(removal_findings(self.sources.quads, self.published_names, self.publication.base_iri))

    @cached_property
    def copies(self) -> Copies:
        """The local copies of the sources."""
        usual = (self.folder / "sources", self.folder.parent / "shared" / "source")
        return read_copies([self.sources_folder] if self.sources_folder else filter(Path.is_dir, usual))

    @property
    def _to_publish(self) -> _Prepared:
        """What would be published; nothing is checked where nothing can be held back."""
        return self._checked[0] if self.hold_back else self._as_written

    @property
    def edition(self) -> Edition:
        """The dataset as it would be published."""
        return self._to_publish.edition

    @property
    def evidence(self) -> Evidence:
        """The claims complete, and what was counted."""
        return self._to_publish.evidence

    @property
    def report(self) -> Report:
        """Everything that a check finds."""
        return self._checked[1]

    @property
    def notice_findings(self) -> tuple[Finding, ...]:
        """What is missing in the texts that the site owes its readers; they are no data, so nothing is held back for them."""
        return tuple(notice_findings(self.settings[1].notices, self.publication.languages[0]))

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
        """The line of `publication.toml` with a setting."""
        return line_of((self.folder / FILE_NAME).read_text(encoding="utf-8"), key) or 1
