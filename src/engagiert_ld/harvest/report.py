"""What a rehearsal found, for people in German and English, and for programs."""

from collections.abc import Iterator
from typing import Any

from engagiert_ld.errors import Message
from engagiert_ld.harvest.harvesters import Harvester, Outcome
from engagiert_ld.harvest.indicators import TOTAL
from engagiert_ld.harvest.quality import Score
from engagiert_ld.harvest.rehearsal import Rehearsal

WORDS = {
    "created": Message("neu", "created"),
    "updated": Message("geändert", "updated"),
    "unchanged": Message("unverändert", "unchanged"),
}
REFUSED = Message("abgelehnt", "refused")
WARNING = Message("Hinweis", "warning")


def as_text(rehearsal: Rehearsal, language: str) -> str:
    """All of it, as lines."""
    return "".join(f"{line}\n" for line in _lines(rehearsal, language))


def as_document(rehearsal: Rehearsal) -> dict[str, Any]:
    """All of it, as plain values; messages are there in both languages."""
    return {
        "catalogue": rehearsal.url,
        "harvesters": {harvester.name: _outcome(outcome) for harvester, outcome in rehearsal.outcomes},
        "unstable": list(rehearsal.unstable),
        "distributions": {
            "answering": sorted(rehearsal.checked.answering),
            "problems": {
                address: [message._asdict() for message in found]
                for address, found in sorted(rehearsal.checked.problems.items())
            },
        },
        "quality": _score(rehearsal.score) if rehearsal.score else None,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    named = {name: sorted(getattr(outcome, name)) for name in (*WORDS, "deleted")}
    refusals = {
        key: [{"dataset": one.name, **one.reason._asdict()} for one in found]
        for key, found in (("refused", outcome.refused), ("warnings", outcome.warnings))
    }
    return {**named, **refusals, "fault": outcome.fault._asdict() if outcome.fault else None}


def _score(score: Score) -> dict[str, Any]:
    missing = [
        {"indicator": one.name, "points": round(one.points * (1 - score.shares[one.name]), 2), **one.remedy._asdict()}
        for one in score.missing
    ]
    return {
        "points": round(score.points, 2),
        "of": TOTAL,
        "percent": round(score.percent, 2),
        "rating": score.rating,
        "indicators": {name: round(share, 4) for name, share in score.shares.items()},
        "missing": missing,
    }


def _lines(rehearsal: Rehearsal, language: str) -> Iterator[str]:
    yield rehearsal.url
    for harvester, outcome in rehearsal.outcomes:
        yield from ("", *_of_outcome(harvester, outcome, language))
    if rehearsal.unstable:
        told = Message("Nicht zweimal dieselben Bytes", "Not the same bytes twice").in_language(language)
        yield from ("", *(f"{told}: {url}" for url in rehearsal.unstable))
    yield from ("", *_of_distributions(rehearsal, language))
    if rehearsal.score:
        yield from ("", *_of_score(rehearsal.score, language))


def _of_outcome(harvester: Harvester, outcome: Outcome, language: str) -> Iterator[str]:
    gone, refused = harvester.gone.in_language(language), REFUSED.in_language(language)
    counts = [f"{len(getattr(outcome, name))} {word.in_language(language)}" for name, word in WORDS.items()]
    counts += [f"{len(outcome.deleted)} {gone}", f"{len({one.name for one in outcome.refused})} {refused}"]
    yield f"{harvester.label}: {', '.join(counts)}"
    if outcome.fault:
        stopped = Message("abgebrochen, nichts wird gelöscht", "stopped, nothing is deleted").in_language(language)
        yield f"  {stopped}: {outcome.fault.in_language(language)}"
    for name, word in WORDS.items():
        if name != "unchanged":
            for dataset in getattr(outcome, name):
                yield f"  {word.in_language(language)}: {outcome.state[dataset].title} <{dataset}>"
    yield from (f"  {gone}: <{dataset}>" for dataset in outcome.deleted)
    yield from (f"  {refused}: <{one.name}>: {one.reason.in_language(language)}" for one in outcome.refused)
    warning = WARNING.in_language(language)
    yield from (f"  {warning}: <{one.name}>: {one.reason.in_language(language)}" for one in outcome.warnings)


def _of_distributions(rehearsal: Rehearsal, language: str) -> Iterator[str]:
    checked = rehearsal.checked
    count = len(checked.answering | set(checked.problems))
    head = Message(
        f"Distributionen: {count} Adressen, {len(checked.problems)} mit Fehlern",
        f"Distributions: {count} addresses, {len(checked.problems)} with faults",
    )
    yield head.in_language(language)
    for address, found in sorted(checked.problems.items()):
        for message in found:
            text = message.in_language(language)
            yield f"  {text}" if text.startswith(address) else f"  {address}: {text}"


def _of_score(score: Score, language: str) -> Iterator[str]:
    head = Message(
        f"Metadatenqualität (MQA): {score.points:g} von {TOTAL} Punkten ({score.percent:.1f} %), „{score.rating}“",
        f"Metadata quality (MQA): {score.points:g} of {TOTAL} points ({score.percent:.1f} %), “{score.rating}”",
    )
    yield head.in_language(language)
    still = Message("noch zu holen", "still to be won").in_language(language)
    for one in score.missing:
        yield f"  {still}: {one.points * (1 - score.shares[one.name]):g}, {one.name}: {one.remedy.in_language(language)}"
