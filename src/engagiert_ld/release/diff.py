"""What changed from one release to another: by thing, in words and as a patch.

Names last, so a thing is the same in both releases if its IRI is; statements about parts of a thing count as its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, Quad, Triple

from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import Message
from engagiert_ld.release.manifest import Release
from engagiert_ld.terms import iri_of
from engagiert_ld.withdrawals import Kind as WithdrawalKind
from engagiert_ld.withdrawals import Withdrawal, read_withdrawals

Label = Callable[[str, str], str]

CLAIM: Final = "id/claim/"
SHORT_TEXT: Final = 80
"""Longer texts are cut in words; the patch has them whole."""


class Kind(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


WORDS: Final = {
    Kind.ADDED: Message("neu", "new"),
    Kind.CHANGED: Message("geändert", "changed"),
    Kind.RENAMED: Message("umbenannt", "renamed"),
    Kind.WITHDRAWN: Message("zurückgezogen", "withdrawn"),
    Kind.REMOVED: Message("entfallen", "removed"),
}


@dataclass(frozen=True)
class Change:
    """What happened to one thing: the statements that came and went, in order; `successor` is the IRI that replaces it."""

    iri: str
    kind: Kind
    added: tuple[Triple, ...]
    removed: tuple[Triple, ...]
    successor: str = ""


@dataclass(frozen=True)
class Difference:
    """From `before` to `after`: `changes` of things by IRI, and how many statements came and went elsewhere."""

    before: Release
    after: Release

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The things that are not the same in both, claims among them."""
        added, removed = self._by_thing(self._come), self._by_thing(self._gone)
        things = sorted((set(added) | set(removed)) - {""})
        return tuple(self._change(iri, added.get(iri, []), removed.get(iri, [])) for iri in things)

    @property
    def things(self) -> tuple[Change, ...]:
        """The changes without those of claims, which are the evidence for others."""
        return tuple(change for change in self.changes if not self._is_claim(change.iri))

    @property
    def claims(self) -> tuple[Change, ...]:
        """The changes of claims."""
        return tuple(change for change in self.changes if self._is_claim(change.iri))

    @cached_property
    def elsewhere(self) -> tuple[int, int]:
        """How many statements came and went that are about no thing: of vocabulary, shapes, or what is named elsewhere."""
        return len(self._by_thing(self._come).get("", [])), len(self._by_thing(self._gone).get("", []))

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self._come and not self._gone

    def label(self, iri: str, language: str) -> str:
        """What a thing is called, in the later release if it is there."""
        described = self._after if self._after.is_named(iri) else self._before
        return described.label(iri, language).value

    def lines(self, change: Change, language: str) -> Iterator[str]:
        """What came and went of a thing that is in both, a line for each property."""
        return lines(change, language, self.label)

    def patch(self) -> bytes:
        """The difference as an RDF Patch (Apache Jena, text format), with graphs: deletions before additions."""
        base_iri = self.after.publication.base_iri
        before, after = (f"<{base_iri}dataset/{release.version}>" for release in (self.before, self.after))
        old, new = set(self.before.quads), set(self.after.quads)
        lines = [f"H id {after} .", f"H prev {before} .", "TX ."]
        lines += [f"D {_quad(quad)}" for quad in sorted(old - new, key=str)]
        lines += [f"A {_quad(quad)}" for quad in sorted(new - old, key=str)]
        return "".join(f"{line}\n" for line in [*lines, "TC ."]).encode()

    @cached_property
    def _come(self) -> set[Triple]:
        return _triples(self.after) - _triples(self.before)

    @cached_property
    def _gone(self) -> set[Triple]:
        return _triples(self.before) - _triples(self.after)

    @cached_property
    def _before(self) -> Descriptions:
        return Descriptions.of(self.before.quads, self.before.publication.languages)

    @cached_property
    def _after(self) -> Descriptions:
        return Descriptions.of(self.after.quads, self.after.publication.languages)

    @cached_property
    def _withdrawals(self) -> Mapping[str, Withdrawal]:
        return read_withdrawals(self.after.quads, self.after.publication.base_iri)

    def _by_thing(self, triples: Iterable[Triple]) -> Mapping[str, list[Triple]]:
        start = f"{self.after.publication.base_iri}id/"
        found: defaultdict[str, list[Triple]] = defaultdict(list)
        for triple in triples:
            whole = iri_of(triple.subject).partition("#")[0]
            found[whole if whole.startswith(start) else ""].append(triple)
        return {iri: sorted(found[iri], key=str) for iri in found}

    def _change(self, iri: str, added: list[Triple], removed: list[Triple]) -> Change:
        kind, successor = self._kind(iri)
        return Change(iri, kind, tuple(added), tuple(removed), successor)

    def _kind(self, iri: str) -> tuple[Kind, str]:
        if withdrawal := self._withdrawals.get(iri):
            renamed = withdrawal.kind is WithdrawalKind.RENAMED
            return (Kind.RENAMED if renamed else Kind.WITHDRAWN), withdrawal.successor
        if iri not in self._before:
            return Kind.ADDED, ""
        return (Kind.CHANGED if iri in self._after else Kind.REMOVED), ""

    def _is_claim(self, iri: str) -> bool:
        return iri.startswith(f"{self.after.publication.base_iri}{CLAIM}")


def lines(change: Change, language: str, label: Label) -> Iterator[str]:
    """What came and went of a thing, a line for each property; `label` gives what an IRI is called in a language."""
    gone, come = _by_property(change.removed), _by_property(change.added)
    for predicate in sorted(set(gone) | set(come)):
        name = label(predicate, language)
        old, new = (_values(found.get(predicate, []), language, label) for found in (gone, come))
        yield f"{name}: {old} → {new}" if old and new else f"{name}: + {new}" if new else f"{name}: − {old}"


def in_words(difference: Difference, language: str) -> str:
    """The difference as text for people, in German (`de`) or English."""
    lines = [f"{difference.before.version} → {difference.after.version}", summary(difference, language), ""]
    for change in difference.things:
        successor = f" → {difference.label(change.successor, language)}" if change.successor else ""
        name = difference.label(change.iri, language)
        lines.append(f"{WORDS[change.kind].in_language(language)}: {name}{successor} <{change.iri}>")
        if change.kind is Kind.CHANGED:
            lines += [f"  {line}" for line in difference.lines(change, language)]
    return "\n".join(lines).rstrip() + "\n"


def summary(difference: Difference, language: str) -> str:
    """How much changed, in a sentence."""
    if difference.is_empty:
        return Message("Nichts hat sich geändert.", "Nothing has changed.").in_language(language)
    counts = {kind: sum(1 for change in difference.things if change.kind is kind) for kind in Kind}
    parts = [f"{number} {WORDS[kind].in_language(language)}" for kind, number in counts.items() if number]
    if difference.claims:
        parts.append(
            Message(f"{len(difference.claims)} Belege", f"{len(difference.claims)} claims").in_language(language)
        )
    come, gone = difference.elsewhere
    if come or gone:
        parts.append(
            Message(
                f"{come + gone} Aussagen von Vokabular und Regeln", f"{come + gone} statements of vocabulary and shapes"
            ).in_language(language)
        )
    return f"{', '.join(parts)}."


def as_document(difference: Difference) -> dict[str, Any]:
    """The difference for programs, as plain values."""
    return {
        "before": difference.before.version,
        "after": difference.after.version,
        "changes": [
            {
                "iri": change.iri,
                "kind": change.kind.value,
                "added": [str(triple) for triple in change.added],
                "removed": [str(triple) for triple in change.removed],
            }
            | ({"successor": change.successor} if change.successor else {})
            for change in difference.changes
        ],
        "elsewhere": dict(zip(("added", "removed"), difference.elsewhere, strict=True)),
    }


def _triples(release: Release) -> set[Triple]:
    return {quad.triple for quad in release.quads}


def _by_property(triples: Iterable[Triple]) -> Mapping[str, list[Triple]]:
    found: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        found[triple.predicate.value].append(triple)
    return found


def _values(triples: Iterable[Triple], language: str, label: Label) -> str:
    return ", ".join(sorted(_value(triple, language, label) for triple in triples))


def _value(triple: Triple, language: str, label: Label) -> str:
    value = triple.object
    if not isinstance(value, Literal):
        return label(iri_of(value), language)
    short = value.value if len(value.value) <= SHORT_TEXT else f"{value.value[: SHORT_TEXT - 1]}…"
    tag = f" ({value.language})" if value.language else ""
    return f"„{short}“{tag}" if language == "de" else f"“{short}”{tag}"


def _quad(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name} ."
