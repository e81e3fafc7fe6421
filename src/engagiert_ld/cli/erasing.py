"""A fact that must not be told any more is erased from all kept releases."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Quad

from engagiert_ld.cli.project import Project
from engagiert_ld.errors import DeploymentError, InputError, Message, UsageError
from engagiert_ld.formats import NTRIPLES
from engagiert_ld.release.erasure import Fact, erase, without
from engagiert_ld.release.shelf import Erased
from engagiert_ld.sources.dumps import read_content
from engagiert_ld.terms import iri_of

CACHES: Final = Message(
    "Was andere heruntergeladen oder zwischengespeichert haben, ist damit nicht gelöscht; wer die Daten führt, ist zu benachrichtigen.",
    "What others have downloaded or cached is not erased by this; whoever holds the data has to be told.",
)


def fact_of(project: Project, target: str) -> Fact:
    """The fact that `target` names: a statement in N-Triples, with or without its dot, or a thing by its IRI or path.

    Raises `UsageError` where it is none of these.
    """
    if target.startswith("<") and " " in target:
        return Fact(statement=_statement(target))
    base_iri = project.publication.base_iri
    iri = target if target.startswith(base_iri) else base_iri + target
    if not iri.startswith(f"{base_iri}id/"):
        raise UsageError(
            f"{target} ist weder ein Ding (id/…) noch eine Aussage in N-Triples (<…> <…> …).",
            f"{target} is neither a thing (id/…) nor a statement in N-Triples (<…> <…> …).",
        )
    return Fact(iri=iri)


def erase_fact(project: Project, fact: Fact) -> tuple[Erased, ...]:
    """Issue the releases again that have the fact. Raises `UsageError` while it is in the sources or in the current release."""
    if stated := _gone(project.sources.quads, fact):
        raise UsageError(*_still_there(project, stated[0]))
    if _gone(project.shelf.newest()[0].quads, fact):
        raise UsageError(
            "Die aktuelle Ausgabe enthält es noch. Bitte erst mit „engagiert-ld build“ eine neue ohne diese Aussagen erstellen.",
            "The current release still has it. First build a new one without these statements: engagiert-ld build.",
        )
    try:
        return erase(project.shelf, fact, project.publication.modified)
    except OSError as error:
        raise DeploymentError(
            f"Die Ausgaben sind nicht zu schreiben: {error}.", f"The releases cannot be written: {error}."
        ) from None


def _gone(quads: Iterable[Quad], fact: Fact) -> list[Quad]:
    """The statements that the fact takes with it."""
    stated = tuple(quads)
    kept = set(without(stated, fact))
    return [quad for quad in stated if quad not in kept]


def _still_there(project: Project, quad: Quad) -> Message:
    places = project.sources.locate(iri_of(quad.subject), quad.predicate.value, str(quad.object))
    place = f"{places[0]}: " if places else ""
    return Message(
        f"{place}Das steht noch in den Quellen. Bitte dort entfernen (siehe „engagiert-ld withdraw“), dann neu veröffentlichen.",
        f"{place}this is still in the sources. Remove it there (see “engagiert-ld withdraw”), and publish again.",
    )


def _statement(text: str) -> str:
    try:
        (quad,) = read_content(f"{text.rstrip(' .')} .".encode(), NTRIPLES)
    except (InputError, ValueError):
        raise UsageError(f"{text} ist keine Aussage in N-Triples.", f"{text} is no statement in N-Triples.") from None
    return f"{quad.subject} {quad.predicate} {quad.object}"
