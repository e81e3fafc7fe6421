"""Kept releases → what happened to each thing, step by step, for whoever keeps a copy of the dataset."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from pyoxigraph import Triple

from engagiert_ld.metadata.event_stream import Act, Event, Step
from engagiert_ld.release.archive import Archive
from engagiert_ld.release.manifest import Release
from engagiert_ld.terms import iri_of

DAY: Final = len("2026-11-22")
"""A version begins with its date."""


def steps(archive: Archive) -> tuple[Step, ...]:
    """The steps that can be told: to the first release, and from each kept release to the next one."""
    kept = _kept(archive)
    first = tuple(step for step in kept[:1] if step.number == 1)
    later = (
        Step(step.number, step.version, before.version, step.since)
        for before, step in pairwise(kept)
        if before.version != step.version
    )
    return (*first, *later)


def beginning(archive: Archive) -> Step | None:
    """The first release that is kept, where earlier ones are not: what led to it is not told."""
    return next((step for step in _kept(archive)[:1] if step.number > 1), None)


def events(before: Release | None, after: Release) -> tuple[Event, ...]:
    """What happened to each thing from a release to the next, by IRI; the dataset itself is the last one.

    A thing is what statements are about, with its parts (IRIs that differ by a fragment only), in this publication or elsewhere.
    """
    old, new = _by_thing(before), _by_thing(after)
    things = (thing for thing in sorted(old.keys() | new.keys()) if old.get(thing) != new.get(thing))
    happened = (_event(thing, thing in old, new.get(thing, set())) for thing in things)
    dataset = f"{after.publication.base_iri}dataset"
    return (*happened, Event(dataset, Act.UPDATE if before else Act.CREATE))


def _kept(archive: Archive) -> tuple[Step, ...]:
    versions, found = archive.history, []
    since = date.min
    for number, version in enumerate(versions, 1):
        since = max(since, date.fromisoformat(version[:DAY]))
        if archive.is_kept(version):
            found.append(Step(number, version, "", since))
    return tuple(found)


def _event(thing: str, was_there: bool, said: Iterable[Triple]) -> Event:
    triples = tuple(sorted(said, key=str))
    act = Act.DELETE if not triples else Act.UPDATE if was_there else Act.CREATE
    return Event(thing, act, triples)


def _by_thing(release: Release | None) -> Mapping[str, set[Triple]]:
    found: dict[str, set[Triple]] = {}
    for quad in release.quads if release else ():
        found.setdefault(iri_of(quad.subject).partition("#")[0], set()).add(quad.triple)
    return found
