"""What became of one thing, from release to release, as far as they are kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Quad, Triple

from engagiert_ld.release.archive import Archive
from engagiert_ld.release.diff import Change, Kind
from engagiert_ld.release.events import DAY
from engagiert_ld.withdrawals import Kind as WithdrawalKind
from engagiert_ld.withdrawals import read_withdrawals


@dataclass(frozen=True)
class Stage:
    """A release that changed a thing.

    `is_first` says that it is the oldest release that is kept and not the first one: how the thing came to be what it was is not
    known then.
    """

    version: str
    change: Change
    is_first: bool

    @property
    def on(self) -> date:
        """The date of the release."""
        return date.fromisoformat(self.version[:DAY])


def history(archive: Archive, iri: str) -> tuple[Stage, ...]:
    """The kept releases that changed what is said of a thing or of its parts, the oldest first; nothing for an unknown one."""
    return tuple(_stages(archive, iri))


def _stages(archive: Archive, iri: str) -> Iterator[Stage]:
    before: frozenset[Quad] = frozenset()
    for version in archive.versions:
        after = archive.statements(version, iri)
        added, removed = _triples(after) - _triples(before), _triples(before) - _triples(after)
        if added or removed:
            kind, successor = _kind(before, after, iri, archive.last.publication.base_iri)
            change = Change(iri, kind, _sorted(added), _sorted(removed), successor)
            yield Stage(version, change, version == archive.versions[0] != archive.history[0])
        before = after


def _kind(before: Iterable[Quad], after: Iterable[Quad], iri: str, base_iri: str) -> tuple[Kind, str]:
    if withdrawal := read_withdrawals(after, base_iri).get(iri):
        return (Kind.RENAMED if withdrawal.kind is WithdrawalKind.RENAMED else Kind.WITHDRAWN), withdrawal.successor
    return (Kind.REMOVED if not after else Kind.CHANGED if before else Kind.ADDED), ""


def _triples(quads: Iterable[Quad]) -> set[Triple]:
    return {quad.triple for quad in quads}


def _sorted(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(sorted(triples, key=str))
