"""What can be asked for, declared beside each view; the description of the interface follows from these rows.

A template of the framework such as `/doc/<path:name>` takes any name; a row says what names look like as they are used.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from engagiert_ld.errors import Message
from engagiert_ld.formats import LINKSET, Format


@dataclass(frozen=True)
class Tag:
    """A group of operations: its name in the description, and its title."""

    name: str
    title: Message


THINGS: Final = Tag("things", Message("Dinge und ihre Dokumente", "Things and their documents"))
QUERY: Final = Tag("query", Message("Abfragen (SPARQL)", "Queries (SPARQL)"))
DATASET: Final = Tag("dataset", Message("Datensatz und Downloads", "Dataset and downloads"))
VOCABULARY: Final = Tag("vocabulary", Message("Vokabular, Regeln und Graphen", "Vocabulary, shapes and graphs"))
SITE: Final = Tag("site", Message("Über dieses Angebot", "About this site"))

TAGS: Final = (THINGS, QUERY, DATASET, VOCABULARY, SITE)
"""In the order in which people read them."""


@dataclass(frozen=True)
class PathParameter:
    """A part of a path; `values` gives real ones of the release at hand, the first is the example.

    `closed` says that these are all there are.
    """

    name: str
    description: Message
    values: Callable[[], Sequence[str]]
    closed: bool = False


@dataclass(frozen=True)
class Negotiated:
    """Representations to choose from: `formats` and `profiles` are what the view gives to its `Resource`.

    Each has an address of its own that ends in an extension, unless `by_extension` is off. `json` is the schema of
    `application/json`, where that is one of the formats.
    """

    formats: tuple[Format, ...]
    profiles: tuple[str, ...] = ()
    by_extension: bool = True
    json: str = ""

    @property
    def offered(self) -> tuple[Format, ...]:
        """The formats and the links as a document of their own, as `Resource.offered`."""
        return (*self.formats, LINKSET)


@dataclass(frozen=True)
class Single:
    """The only representation there is; `media_types` has several where they depend on the path."""

    media_types: Callable[[], Sequence[str]]
    schema: str = "Text"
    ranges: bool = False
    validated: bool = True
    """Whether it has validators."""


@dataclass(frozen=True)
class Redirection:
    """A reference to another address; `linked` says that a `Link` goes with it."""

    status: int
    description: Message
    linked: bool = False


@dataclass(frozen=True)
class QueryResult:
    """The result of a query in one of `formats`; `without_query` is what is there where the request has none."""

    formats: tuple[Format, ...]
    without_query: Negotiated | None = None


Answers = Negotiated | Single | Redirection | QueryResult


@dataclass(frozen=True)
class Operation:
    """One row. `path` is a path template of OpenAPI 3.1, `name` is unique.

    `also` are methods that do the same, for which OpenAPI 3.1 has no place (Path Item Object).
    `refusals` are status codes beside those that follow from the rest: 404 where the path has parameters, what is
    negotiated, preconditions, parts. `instead` are status codes of references to another address that may take the place of
    the answer.
    """

    name: str
    path: str
    tag: Tag
    summary: Message
    description: Message
    answers: Answers
    parameters: tuple[PathParameter, ...] = ()
    method: str = "get"
    also: tuple[str, ...] = ()
    refusals: tuple[int, ...] = ()
    instead: tuple[int, ...] = ()


View = TypeVar("View", bound=Callable[..., Any])

_DECLARED: Final[dict[Callable[..., Any], tuple[Operation, ...]]] = {}


def described(*operations: Operation) -> Callable[[View], View]:
    """Declare what a view answers; the view stays as it is."""

    def declare(view: View) -> View:
        _DECLARED[view] = operations
        return view

    return declare


def operations_of(view: Callable[..., Any]) -> tuple[Operation, ...]:
    """What was declared for a view, nothing where it was not."""
    return _DECLARED.get(view, ())
