"""`engagiert-ld withdraw` and `rename`: records of what was published and is so no more, and what is left to do by hand."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from engagiert_ld.cli.notation import Names, declared_prefixes, typed_iri, write_whole
from engagiert_ld.cli.project import Project
from engagiert_ld.errors import Message, UsageError
from engagiert_ld.findings import Location
from engagiert_ld.namespaces import RDF, WITHDRAWN_GRAPH, XSD, prefixed_name, prefixes
from engagiert_ld.sources import WITHDRAWN_FILE
from engagiert_ld.sources.turtle import TurtleError, positioned_triples
from engagiert_ld.terms import Term, iri_of
from engagiert_ld.withdrawals import DATE, REPLACED_BY, REPLACES, TYPE, Kind, classes, final_address

HEAD: Final = """\
# Was veröffentlicht war und es so nicht mehr ist: zurückgezogene Dinge (eng:Withdrawn) und Dinge mit neuer Adresse
# (eng:Renamed). „engagiert-ld withdraw“ und „engagiert-ld rename“ schreiben die Einträge; sie bleiben für immer stehen, damit
# jede Adresse, die einmal galt, eine Antwort gibt.
# English: what was published and is so no more. The entries stay for ever, so that each address that was once in use is answered.

@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eng: <def#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LEFT: Final = {
    Kind.WITHDRAWN: Message(
        "Noch zu streichen sind diese Aussagen und Verweise:", "These statements and links are left to remove:"
    ),
    Kind.RENAMED: Message(
        "Noch auf die neue Adresse umzuschreiben sind diese Aussagen und Verweise:",
        "These statements and links are left to rewrite to the new address:",
    ),
}
NOTHING_LEFT: Final = Message(
    "In den Daten ist nichts mehr darüber zu ändern.", "There is nothing about it left to change in the data."
)
THEN: Final = Message(
    "Danach in publication.toml modified anpassen und „engagiert-ld check“ aufrufen.",
    "Then adjust modified in publication.toml and call “engagiert-ld check”.",
)


@dataclass(frozen=True)
class Gone:
    """What the command line says: names as typed, the new one or the successor (may be empty), the day (None: `modified`), reasons by language."""

    kind: Kind
    names: tuple[str, ...]
    successor: str
    date: datetime.date | None
    reasons: tuple[tuple[str, str], ...] = ()


class Place(NamedTuple):
    """Where a thing is still described or linked, and by which statement, in short."""

    location: Location
    statement: str


@dataclass(frozen=True)
class Recorded:
    """The records as they are written, their file, and where the things are still described or linked.

    `missing` is the path of a new address at which nothing is described yet, else empty.
    """

    text: str
    path: Path
    places: tuple[Place, ...]
    missing: str


def record(project: Project, gone: Gone) -> Recorded:
    """Add records to `data/withdrawn.ttl`; nothing else is changed. With a withdrawn thing go the claims about it.

    Raises `UsageError` for a name that was never published or is listed already, and for a successor that cannot be one,
    `SourceSyntaxError` for data that cannot be read, `DeploymentError` where the file cannot be written.
    """
    base_iri = project.publication.base_iri
    iris = tuple(dict.fromkeys(_thing(name, base_iri) for name in gone.names))
    successor = _thing(gone.successor, base_iri) if gone.successor else ""
    for iri in iris:
        _refuse_unpublished(project, iri)
        _refuse_listed(project, iri)
    typed = {iri_of(quad.subject) for quad in project.sources.quads if quad.predicate.value == TYPE}
    missing = "" if successor in typed else successor.removeprefix(base_iri)
    if missing and gone.kind is Kind.WITHDRAWN:
        raise UsageError(f"{missing} gibt es in den Daten nicht.", f"There is no {missing} in the data.")
    _refuse_circle(project, iris, successor)
    claims = _claims(project, iris) if gone.kind is Kind.WITHDRAWN else ()
    path = project.folder / "data" / WITHDRAWN_FILE
    records = [tuple(_statements(iri, gone, successor, project)) for iri in iris]
    records += [tuple(_statements(iri, gone, "", project)) for iri in claims]
    text = _append(path, records, base_iri)
    return Recorded(text, path, tuple(sorted(set(_places(project, (*iris, *claims))))), missing)


def _thing(typed: str, base_iri: str) -> str:
    """The IRI of a whole thing, which may be typed as the path of its address."""
    iri = typed_iri(typed.removeprefix("/"), base_iri)
    try:
        valid = NamedNode(iri).value.startswith(f"{base_iri}id/") and "#" not in iri
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(
            f"„{typed}“ ist kein Ding dieser Veröffentlichung. Erwartet wird eine Adresse wie id/network/….",
            f"“{typed}” is no thing of this publication. An address such as id/network/… is expected.",
        )
    return iri


def _refuse_unpublished(project: Project, iri: str) -> None:
    if iri not in project.published_names:
        path = iri.removeprefix(project.publication.base_iri)
        raise UsageError(
            f"{path} steht in keinem Veröffentlichungsstand unter {project.releases}. Was nie veröffentlicht war, wird einfach gestrichen oder umbenannt.",
            f"{path} is in no release in {project.releases}. What was never published is simply removed or renamed.",
        )


def _refuse_listed(project: Project, iri: str) -> None:
    listed = [quad for quad in _listed(project) if iri_of(quad.subject) == iri]
    if listed:
        places = (project.sources.locate(iri, quad.predicate.value, str(quad.object))[0] for quad in listed)
        place, path = min(places), iri.removeprefix(project.publication.base_iri)
        raise UsageError(f"{path} ist schon vermerkt: {place}.", f"{path} is listed already: {place}.")


def _listed(project: Project) -> list[Quad]:
    graph = project.publication.base_iri + WITHDRAWN_GRAPH
    return [quad for quad in project.sources.quads if iri_of(quad.graph_name) == graph]


def _refuse_circle(project: Project, iris: Sequence[str], successor: str) -> None:
    listed = (quad for quad in _listed(project) if quad.predicate.value == REPLACED_BY)
    following = {iri_of(quad.subject): iri_of(quad.object) for quad in listed}
    if successor and not final_address(successor, following | dict.fromkeys(iris, successor)):
        raise UsageError(
            "Der Nachfolger führt zu dem Ding selbst zurück. Bitte das Ding nennen, das jetzt beschrieben ist.",
            "The successor leads back to the thing itself. Name the thing that is described now.",
        )


def _claims(project: Project, iris: Sequence[str]) -> tuple[str, ...]:
    """The published claims about things, which nothing supports any more; those that are named themselves are left out."""
    about = {
        iri_of(quad.subject)
        for quad in project.sources.quads
        if quad.predicate.value == f"{RDF}subject" and iri_of(quad.object) in iris
    }
    claim = f"{project.publication.base_iri}id/claim/"
    known = {*iris, *(iri_of(quad.subject) for quad in _listed(project))}
    return tuple(iri for iri in sorted(about - known) if iri.startswith(claim) and iri in project.published_names)


def _statements(iri: str, gone: Gone, successor: str, project: Project) -> Iterator[Triple]:
    """One record."""
    base_iri = project.publication.base_iri
    date = gone.date or project.publication.modified
    (class_iri,) = (name for name, kind in classes(base_iri).items() if kind is gone.kind)
    yield _triple(iri, TYPE, NamedNode(class_iri))
    yield _triple(iri, DATE, Literal(date.isoformat(), datatype=NamedNode(f"{XSD}date")))
    for language, reason in gone.reasons:
        yield _triple(iri, f"{base_iri}def#reason", Literal(_sentence(reason), language=language))
    if successor:
        yield _triple(iri, REPLACED_BY, NamedNode(successor))


def _triple(subject: str, predicate: str, value: Term) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), value)


def _sentence(typed: str) -> str:
    words = " ".join(typed.split())
    if not words:
        raise UsageError("Der Grund ist leer.", "The reason is empty.")
    return words


def _append(path: Path, records: Sequence[Sequence[Triple]], base_iri: str) -> str:
    """Write the records behind what stands in the file, byte for byte; gives their text."""
    before = path.read_bytes().decode("utf-8") if path.exists() else ""
    head = before if before.strip() else HEAD
    names = Names(declared_prefixes(head, base_iri), base_iri)
    text = "\n\n".join("\n".join(_lines(statements, names)) for statements in records)
    whole = f"{head}{'' if head.endswith(chr(10)) else chr(10)}\n{text}\n"
    added = {statement for statements in records for statement in statements}
    if not _adds(head, whole, added, base_iri):
        raise UsageError(
            f"{path} gibt Präfixen oder relativen Adressen eine andere Bedeutung (@base). Bitte das ändern und den Befehl wiederholen.",
            f"{path} gives prefixes or relative addresses another meaning (@base). Change that and repeat the command.",
        )
    write_whole(path, whole)
    return text


def _adds(before: str, after: str, added: set[Triple], base_iri: str) -> bool:
    """Whether one text says the same as the other and the statements added, no more and no less."""
    try:
        return _triples(after, base_iri) == _triples(before, base_iri) | added
    except TurtleError:
        return False


def _triples(text: str, base_iri: str) -> set[Triple]:
    read = positioned_triples(text.removeprefix("\ufeff"), base_iri)
    return {Triple(item.subject, item.predicate, item.object) for item in read}


def _lines(statements: Sequence[Triple], names: Names) -> Iterator[str]:
    yield names.term(statements[0].subject)
    for statement in statements:
        predicate = "a" if statement.predicate.value == TYPE else names.iri(statement.predicate.value)
        yield f"    {predicate} {names.term(statement.object)} ;"
    yield "    ."


def _places(project: Project, iris: Sequence[str]) -> Iterator[Place]:
    """Each statement about one of the things or its parts, and each link to it."""
    graph = project.publication.base_iri + WITHDRAWN_GRAPH
    for quad in project.sources.quads:
        if iri_of(quad.graph_name) == graph or quad.predicate.value in (REPLACED_BY, REPLACES):
            continue
        if any(iri_of(term).partition("#")[0] in iris for term in (quad.subject, quad.object)):
            statement = _short(quad, project.publication.base_iri)
            for location in project.sources.locate(iri_of(quad.subject), quad.predicate.value, str(quad.object)):
                yield Place(location, statement)


def _short(quad: Quad, base_iri: str) -> str:
    """Subject and property of a statement, and its value if that is a thing."""
    names = prefixes(base_iri)
    iris = (iri_of(quad.subject), quad.predicate.value, iri_of(quad.object))
    return " ".join(prefixed_name(iri, names) or f"<{iri.removeprefix(base_iri)}>" for iri in iris if iri)
