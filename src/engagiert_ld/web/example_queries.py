"""The example queries of a release: what they are called, and what they ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from pyoxigraph import Literal, Quad

from engagiert_ld.formats import RESULT_FORMATS, Format
from engagiert_ld.metadata.examples import EXECUTABLES
from engagiert_ld.namespaces import RDFS, SCHEMA, SH
from engagiert_ld.terms import iri_of
from engagiert_ld.web.pages import alphabetical
from engagiert_ld.web.querying import GRAPH_FORMATS
from engagiert_ld.web.site import Site, once


@dataclass(frozen=True)
class Example:
    """A query with its `name`, its `form`, its whole text, what it is called and does, and what it is about, by language."""

    name: str
    form: str
    text: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    topics: Mapping[str, str]
    quads: tuple[Quad, ...]

    def title(self, language: str) -> str:
        """What it is called, its name where nothing is said."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.name)

    @property
    def formats(self) -> tuple[Format, ...]:
        """What its result can be had in."""
        return RESULT_FORMATS if self.form in ("SELECT", "ASK") else GRAPH_FORMATS


@once
def examples_of(here: Site) -> Mapping[str, Example]:
    """The queries of the release by name, in that order."""
    by_iri: dict[str, list[Quad]] = {}
    for quad in here.release.examples:
        by_iri.setdefault(iri_of(quad.subject), []).append(quad)
    found = (_read(iri, quads) for iri, quads in by_iri.items())
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


def by_topic(here: Site, language: str) -> list[tuple[str, list[Example]]]:
    """The queries by topic, both in the order of what they are called; those without a topic last, under an empty text."""
    found: dict[str, list[Example]] = {}
    for one in sorted(examples_of(here).values(), key=lambda one: alphabetical(one.title(language))):
        found.setdefault(one.topics.get(language, ""), []).append(one)
    return sorted(found.items(), key=lambda row: (not row[0], alphabetical(row[0])))


def _read(iri: str, quads: list[Quad]) -> Example:
    forms = {f"{SH}{prop}": form for form, (_, prop) in EXECUTABLES.items()}
    form, text = next((forms[quad.predicate.value], _text(quad)) for quad in quads if quad.predicate.value in forms)
    titles, descriptions, topics = (
        _by_language(quads, prop) for prop in (f"{RDFS}label", f"{RDFS}comment", f"{SCHEMA}keywords")
    )
    return Example(unquote(iri.partition("#")[2]), form, text, titles, descriptions, topics, tuple(quads))


def _by_language(quads: list[Quad], prop: str) -> Mapping[str, str]:
    texts = (quad.object for quad in quads if quad.predicate.value == prop)
    return {text.language or "": text.value for text in texts if isinstance(text, Literal)}


def _text(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Literal) else ""
