"""The own terms as a page shows them, each composed for a reader."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.describe import Text
from engagiert_ld.namespaces import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, prefixed_name, prefixes
from engagiert_ld.terms import Term
from engagiert_ld.vocabulary import Kind, OwnTerm, Use
from engagiert_ld.web.pages import Value, alphabetical, facts, value_of
from engagiert_ld.web.site import SAFE_IN_PATH, site
from engagiert_ld.web.texts import TEXTS, counted

SECTIONS: Final = ((Kind.CLASS, "classes"), (Kind.PROPERTY, "properties"), (Kind.OTHER, "others"))
"""The order of the page, and what TEXTS calls the parts."""

FIRST_ROWS: Final = (
    f"{RDFS}domain",
    f"{RDFS}range",
    f"{RDFS}subClassOf",
    f"{RDFS}subPropertyOf",
    f"{OWL}equivalentClass",
    f"{OWL}equivalentProperty",
)
"""How a term begins; what else is said of it follows in the order of its labels."""

NO_ROWS: Final = (
    f"{RDF}type",
    f"{RDFS}label",
    f"{RDFS}isDefinedBy",
    f"{SKOS}definition",
    f"{SKOS}editorialNote",
    f"{OWL}deprecated",
    f"{DCTERMS}isReplacedBy",
)
"""What has a place of its own on the page."""


@dataclass(frozen=True)
class Reference:
    """A value of a term; `name` is its prefixed name where it is a term of a vocabulary itself."""

    value: Value
    name: str = ""


@dataclass(frozen=True)
class Row:
    """What is said of a term under one heading."""

    label: Text
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class ShownTerm:
    """A term in the language of a reader.

    `kinds` are its types, but for `owl:Class`, of which its section speaks; `examples` are subject and value, for a class
    the instance alone.
    """

    iri: str
    anchor: str
    href: str
    name: str
    label: Text
    kinds: tuple[Value, ...]
    definitions: tuple[Text, ...]
    deprecated: bool
    replacements: tuple[Reference, ...]
    rows: tuple[Row, ...]
    examples: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Section:
    """The classes, the properties or the other terms, by label."""

    name: str
    terms: tuple[ShownTerm, ...]


@dataclass(frozen=True)
class Heading:
    """What the vocabulary says of itself; empty where it says nothing."""

    titles: tuple[Text, ...]
    descriptions: tuple[Text, ...]
    namespace: str
    prefixes: tuple[Text, ...]
    versions: tuple[str, ...]
    version_iris: tuple[str, ...]


def heading(language: str) -> Heading:
    """The head of the page."""
    iri, texts, vocabulary = site().iri("def"), site().descriptions.texts_in, site().vocabulary
    return Heading(
        texts(iri, f"{DCTERMS}title", language),
        texts(iri, f"{DCTERMS}description", language),
        f"{iri}#",
        texts(iri, f"{VANN}preferredNamespacePrefix", language),
        vocabulary.versions,
        vocabulary.version_iris,
    )


def sections(language: str) -> tuple[Section, ...]:
    """The parts of the page that have terms."""
    shown: dict[Kind, list[ShownTerm]] = {kind: [] for kind, _ in SECTIONS}
    for term in site().vocabulary.terms:
        shown[term.kind].append(_shown(term, language))
    return tuple(Section(name, tuple(sorted(shown[kind], key=_order))) for kind, name in SECTIONS if shown[kind])


def _order(term: ShownTerm) -> tuple[str, str]:
    return alphabetical(term.label.value), term.iri


def _shown(term: OwnTerm, language: str) -> ShownTerm:
    descriptions = site().descriptions
    return ShownTerm(
        iri=term.iri,
        anchor=_anchor(term.iri),
        href=_in_page(term.iri),
        name=_name(term.iri),
        label=descriptions.label(term.iri, language),
        kinds=tuple(value_of(NamedNode(iri), language) for iri in term.types if iri != f"{OWL}Class"),
        definitions=descriptions.texts_in(term.iri, f"{SKOS}definition", language),
        deprecated=term.deprecated,
        replacements=_references(map(NamedNode, term.replacements), language),
        rows=tuple(row for row in _rows(term, language) if row.references),
        examples=tuple(_example(use, term, language) for use in site().vocabulary.examples(term.iri, language)),
    )


def _rows(term: OwnTerm, language: str) -> Iterator[Row]:
    """What a term is related to, what it is called from the other end, what was rejected for it, and how often it is used."""
    yield from _stated_rows(term, language)
    narrower = "vocabulary.subclasses" if term.kind is Kind.CLASS else "vocabulary.subproperties"
    yield Row(_word(narrower, language), _references(map(NamedNode, term.narrower), language))
    for word, prop in (("inverse", site().iri("def#inverseLabel")), ("rejected", f"{SKOS}editorialNote")):
        texts = site().descriptions.texts_in(term.iri, prop, language)
        yield Row(_word(f"vocabulary.{word}", language), tuple(Reference(Value(*text)) for text in texts))
    count = counted("uses.class" if term.kind is Kind.CLASS else "uses", len(term.uses), language)
    yield Row(_word("uses", language), (Reference(Value(count)),))


def _stated_rows(term: OwnTerm, language: str) -> list[Row]:
    """One row for each property that has no place of its own."""
    elsewhere = (*NO_ROWS, site().iri("def#inverseLabel"))
    groups = facts(
        (quad for quad in _readable(term.statements, language) if quad.predicate.value not in elsewhere), language
    )
    order = {iri: rank for rank, iri in enumerate(FIRST_ROWS)}
    groups.sort(key=lambda group: order.get(group.iri, len(order)))
    return [Row(group.label, tuple(_reference(value) for value in group.values)) for group in groups]


def _readable(statements: Iterable[Quad], language: str) -> Iterator[Quad]:
    """The statements without texts in other languages of which there is one in the reader's."""
    statements = tuple(statements)
    translated = {quad.predicate for quad in statements if _language(quad.object) == language}
    for quad in statements:
        if quad.predicate not in translated or _language(quad.object) in ("", language):
            yield quad


def _language(term: Term) -> str:
    return term.language or "" if isinstance(term, Literal) else ""


def _example(use: Use, term: OwnTerm, language: str) -> tuple[Value, ...]:
    terms = (use.subject,) if term.kind is Kind.CLASS else (use.subject, use.value)
    return tuple(_reference(value_of(shown, language)).value for shown in terms)


def _references(terms: Iterable[Term], language: str) -> tuple[Reference, ...]:
    references = (_reference(value_of(term, language)) for term in terms)
    return tuple(sorted(references, key=lambda reference: (alphabetical(reference.value.text), reference.value.iri)))


def _reference(value: Value) -> Reference:
    """A value with its prefixed name, which stands in for a missing label, as its IRI does where it has none."""
    name = _name(value.iri)
    if value.iri and not site().descriptions.is_named(value.iri):
        value = replace(value, text=name or value.iri)
    return Reference(replace(value, href=_in_page(value.iri) or value.href), name)


def _name(iri: str) -> str:
    """The prefixed name of a term; things of the data are known by their labels."""
    return "" if iri.startswith(site().iri("id/")) else prefixed_name(iri, prefixes(site().base_iri))


def _anchor(iri: str) -> str:
    return iri.partition("#")[2]


def _in_page(iri: str) -> str:
    """The fragment that leads to an own term; empty for all others."""
    return f"#{quote(_anchor(iri), safe=SAFE_IN_PATH)}" if iri in site().vocabulary else ""


def _word(key: str, language: str) -> Text:
    return Text(TEXTS[key].in_language(language), language)
