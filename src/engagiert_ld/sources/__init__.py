"""Folders of Turtle, TriG and N-Quads → RDF dataset; every statement remembers its file and line.

Each folder below `data/` is one source and becomes one named graph; named graphs in TriG and N-Quads keep their own names.
Relative IRIs are resolved against the base IRI
(RFC 3986 5.1.1). `data/withdrawn.ttl` lists what was published once and is so no more; it is a graph of its own, and no
other file stands directly in `data/`. Vocabulary (`ontology/`) and shapes (`shapes/`) come with the package; a project folder may add files,
and a file of the same name takes the place of the shipped one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from engagiert_ld.errors import EngagiertError, InputError, Message, SourceSyntaxError
from engagiert_ld.findings import Finding, Location, Severity
from engagiert_ld.formats import NQUADS, TRIG, TURTLE, Format
from engagiert_ld.namespaces import WITHDRAWN_GRAPH
from engagiert_ld.sources.blank_nodes import CircleError, Skolemiser
from engagiert_ld.sources.turtle import Position, PositionedTriple, TurtleError, positioned_triples
from engagiert_ld.terms import iri_of

SHIPPED: Final = ("ontology", "shapes")
LINKS_FOLDER: Final = "links"
FORMATS: Final[Mapping[str, Format]] = {".ttl": TURTLE, ".trig": TRIG, ".nq": NQUADS}
PARSERS: Final[Mapping[Format, RdfFormat]] = {
    TURTLE: RdfFormat.TURTLE,
    TRIG: RdfFormat.TRIG,
    NQUADS: RdfFormat.N_QUADS,
}
WITHDRAWN_FILE: Final = "withdrawn.ttl"
PACKAGE: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Sources:
    """All statements of a project: `quads` without duplicates, in order; where each stands; what the reading found."""

    quads: tuple[Quad, ...]
    findings: tuple[Finding, ...]
    _places: Mapping[tuple[str, str, str], tuple[Location, ...]]

    def locate(self, subject: str, predicate: str = "", value: str = "") -> tuple[Location, ...]:
        """Where a statement stands; without one that fits, all of the property; else where the entity begins.

        `subject` and `predicate` are IRIs, `value` is a term in N-Triples syntax. What is stated nowhere about a part of
        a thing (an IRI with a fragment) is looked for at the thing.
        """
        keys = [(subject, predicate, value), (subject, predicate, "")] if predicate else []
        whole = subject.partition("#")[0]
        for key in [*keys, (subject, "", ""), (whole, "", "")]:
            if key in self._places:
                return self._places[key]
        return ()


@dataclass(frozen=True)
class _File:
    """`graph` is where the statements of its default graph go."""

    path: Path
    shown: str
    graph: str

    @property
    def format(self) -> Format:
        return FORMATS[self.path.suffix]

    def quad(self, triple: Triple, graph: NamedNode | BlankNode | Triple | DefaultGraph | None) -> Quad:
        """The triple in its graph, or in that of the file where it has none."""
        return Quad(triple.subject, triple.predicate, triple.object, NamedNode(iri_of(graph) or self.graph))


def read_sources(project: Path, base_iri: str) -> Sources:
    """Read `data/`, `ontology/` and `shapes/` of a project folder.

    Raises `InputError` for a folder or file that cannot be read or that holds nothing, `SourceSyntaxError` for a syntax error.
    """
    reading = _Reading(base_iri)
    data_files = list(_data_files(project, base_iri, reading.findings))
    for file in data_files:
        reading.read(file)
    if not reading.quads:
        data = project / "data"
        raise InputError(
            f"In {data} steht keine einzige Aussage. Legen Sie einen Ordner je Quelle an, mit Turtle-Dateien (.ttl) darin.",
            f"There is not a single statement in {data}. Make one folder for each source, with Turtle files (.ttl) in it.",
        )
    for file in _vocabulary_files(project, base_iri):
        reading.read(file)
    return reading.sources()


def shipped_folder(name: str) -> Path:
    """The folder `ontology` or `shapes` that comes with the package, in a wheel or beside the sources of a checkout."""
    in_wheel = PACKAGE / name
    return in_wheel if in_wheel.is_dir() else PACKAGE.parents[1] / name


class _Reading:
    """Collects the statements of file after file."""

    def __init__(self, base_iri: str) -> None:
        self.base_iri = base_iri
        self.quads: dict[Quad, None] = {}
        self.findings: list[Finding] = []
        self._places: dict[tuple[str, str, str], list[Location]] = {}
        self._blank_nodes: dict[str, list[Location]] = {}

    def read(self, file: _File) -> None:
        text = _text_of(file)
        parsed = _parse(text, file, self.base_iri)
        stated = self._note_places(file, _positioned(text, file, self.base_iri))
        names = Skolemiser([quad.triple for quad in parsed], self.base_iri)
        quads = {file.quad(names.named(quad.triple), quad.graph_name) for quad in parsed}
        self.quads |= dict.fromkeys(quads)
        if stated != quads:
            raise EngagiertError(
                f"{file.shown}: Zeilen und Aussagen passen nicht zusammen. Das ist ein Fehler dieser Software; bitte melden Sie ihn.",
                f"{file.shown}: lines and statements do not agree. This is a fault of this software; please report it.",
            )

    def _note_places(self, file: _File, positioned: list[PositionedTriple]) -> set[Quad]:
        """Note where each statement stands; gives the statements."""
        self.findings += _wrong_graphs(file, positioned, self.base_iri)
        blank_nodes = _first_places(file, positioned)
        names = Skolemiser([Triple(item.subject, item.predicate, item.object) for item in positioned], self.base_iri)
        stated = set()
        try:
            for item in positioned:
                triple = names.named(Triple(item.subject, item.predicate, item.object))
                stated.add(file.quad(triple, item.graph))
                self._note(triple, _location(file, item.position), _location(file, item.subject_position))
        except CircleError as circle:
            place = blank_nodes[circle.node]
            raise InputError(
                f"{place}: Leere Knoten beschreiben einander im Kreis und lassen sich nicht unterscheiden. Bitte einem davon eine IRI geben.",
                f"{place}: Blank nodes describe each other in a circle and cannot be told apart. Give one of them an IRI.",
            ) from None
        for iri, nodes in names.nodes().items():
            self._blank_nodes.setdefault(iri, []).extend(blank_nodes[node] for node in nodes)
        return stated

    def _note(self, triple: Triple, place: Location, start: Location) -> None:
        subject, predicate, value = iri_of(triple.subject), triple.predicate.value, str(triple.object)
        self._places.setdefault((subject, predicate, value), []).append(place)
        self._places.setdefault((subject, predicate, ""), []).append(place)
        self._places.setdefault((subject, "", ""), [start])

    def sources(self) -> Sources:
        places = {key: tuple(dict.fromkeys(found)) for key, found in self._places.items()}
        alike = [_alike(iri, found) for iri, found in self._blank_nodes.items() if len(found) > 1]
        return Sources(tuple(sorted(self.quads, key=str)), (*self.findings, *alike), places)


def _data_files(project: Path, base_iri: str, findings: list[Finding]) -> Iterator[_File]:
    for folder in _entries(project / "data"):
        if folder.name == WITHDRAWN_FILE and (folder.is_file() or folder.is_symlink()):
            yield _File(folder, folder.relative_to(project).as_posix(), base_iri + WITHDRAWN_GRAPH)
            continue
        if not folder.is_dir():
            findings += _ignored(project, folder)
            continue
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder.name):
            raise InputError(
                f"Der Ordner {folder} gibt seinem Graphen den Namen: bitte nur a–z, 0–9 und einzelne Bindestriche.",
                f"The folder {folder} names its graph: use only a–z, 0–9 and single hyphens.",
            )
        graph = "graph/links" if folder.name == LINKS_FOLDER else f"graph/source/{folder.name}"
        for path in _entries(folder):
            if path.suffix in FORMATS and (path.is_file() or path.is_symlink()):  # a link to nowhere is an error
                yield _File(path, path.relative_to(project).as_posix(), base_iri + graph)
            else:
                findings += _ignored(project, path)


def _vocabulary_files(project: Path, base_iri: str) -> Iterator[_File]:
    for name in SHIPPED:
        shipped, own = shipped_folder(name), project / name
        files = {path.name: path for path in _entries(shipped)}
        files |= {path.name: path for path in _entries(own)} if own.is_dir() else {}
        for path in (files[key] for key in sorted(files) if key.endswith(".ttl")):
            shown = path.relative_to(project).as_posix() if path.is_relative_to(project) else f"{name}/{path.name}"
            yield _File(path, shown, f"{base_iri}graph/{name}")


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError(
            f"Der Ordner {folder} ist nicht lesbar: {error.strerror}. Erwartet wird ein Ordner „data“ mit einem Ordner je Quelle.",
            f"The folder {folder} cannot be read: {error.strerror}. A folder “data” with one folder for each source is expected.",
        ) from None


def _location(file: _File, position: Position) -> Location:
    return Location(file.shown, position.line, position.column)


def _first_places(file: _File, positioned: list[PositionedTriple]) -> dict[BlankNode, Location]:
    """Where each blank node is mentioned first."""
    places: dict[BlankNode, Location] = {}
    for item in positioned:
        for term, position in ((item.subject, item.subject_position), (item.object, item.position)):
            if isinstance(term, BlankNode):
                places.setdefault(term, _location(file, position))
    return places


def _wrong_graphs(file: _File, positioned: list[PositionedTriple], base_iri: str) -> Iterator[Finding]:
    """One finding for each graph of a file that has a name which this software gives itself.

    Raises `SourceSyntaxError` for a graph that is named by a blank node, under which nobody could ask for it.
    """
    found: dict[str, Location] = {}
    for item in positioned:
        place = _location(file, item.subject_position)
        if isinstance(item.graph, BlankNode):
            raise SourceSyntaxError(
                file.shown,
                place.line,
                place.column,
                "a named graph needs an IRI / ein benannter Graph braucht eine IRI",
            )
        if iri_of(item.graph).startswith(f"{base_iri}graph/"):
            found.setdefault(iri_of(item.graph), place)
    for iri, place in found.items():
        yield Finding(
            "K07",
            Severity.VIOLATION,
            Message(
                f"Der Graph <{iri}> heißt wie einer, dessen Namen die Ordner vergeben (graph/…). Bitte einen anderen Namen wählen oder"
                " die Aussagen außerhalb eines Graphen in den passenden Ordner schreiben.",
                f"The graph <{iri}> is called like one that is named by the folders (graph/…). Choose another name, or write the"
                " statements outside of any graph in the folder that is meant.",
            ),
            focus=iri,
            locations=(place,),
        )


def _alike(iri: str, places: list[Location]) -> Finding:
    return Finding(
        "K01",
        Severity.VIOLATION,
        Message(
            "Leere Knoten sagen dasselbe und lassen sich nicht unterscheiden. Bitte jedem eine eigene IRI geben.",
            "Blank nodes say the same and cannot be told apart. Give each of them an IRI of its own.",
        ),
        focus=iri,
        locations=tuple(places),
    )


def _ignored(project: Path, path: Path) -> Iterable[Finding]:
    """A hint for a file that looks like data but is not read; notes in Markdown or plain text are left in peace."""
    if path.is_file() and path.suffix in (".md", ".txt"):
        return
    shown = path.relative_to(project).as_posix()
    yield Finding(
        "K02",
        Severity.WARNING,
        Message(
            f"{shown} wird nicht gelesen: veröffentlicht werden Turtle (.ttl), TriG (.trig) und N-Quads (.nq) in einem Ordner unmittelbar unter data/, dazu"
            f" data/{WITHDRAWN_FILE}.",
            f"{shown} is not read: Turtle (.ttl), TriG (.trig) and N-Quads (.nq) in a folder directly below data/ are published, and"
            f" data/{WITHDRAWN_FILE}.",
        ),
        locations=(Location(shown, 1, 1),),
        local=True,
    )


def _text_of(file: _File) -> str:
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{file.shown} ist nicht lesbar: {error.strerror}.", f"{file.shown} cannot be read: {error.strerror}."
        ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise SourceSyntaxError(
            file.shown, line, column, "not UTF-8; save the file as UTF-8 / bitte als UTF-8 speichern"
        ) from None


def _parse(text: str, file: _File, base_iri: str) -> list[Quad]:
    # N-Quads has absolute IRIs alone
    base = None if file.format is NQUADS else base_iri
    try:
        return list(parse(text, format=PARSERS[file.format], base_iri=base))
    except SyntaxError as error:
        detail = re.sub(r"^Parser error at line \d+ (between columns \d+ and \d+|column \d+): ", "", error.msg)
        raise SourceSyntaxError(file.shown, error.lineno or 0, error.offset or 0, detail) from None


def _positioned(text: str, file: _File, base_iri: str) -> list[PositionedTriple]:
    """The statements with their places; the text has passed the parser, which also knows RDF 1.2."""
    try:
        return positioned_triples(text, base_iri, file.format)
    except TurtleError as error:
        name = file.format.label
        detail = f"{error.detail}; {name} 1.1 is read, without RDF 1.2 / gelesen wird {name} 1.1, ohne RDF 1.2"
        raise SourceSyntaxError(file.shown, error.line, error.column, detail) from None
