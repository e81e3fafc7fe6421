"""Things and the dataset as schema.org describes them: what a page embeds for search engines and other readers.

The documents are JSON-LD (schema.org, Data model). They name the context of schema.org, which its readers know without a
request. Texts are value objects with their languages (JSON-LD 1.1, section 4.2.4), as schema.org has them for names in
several languages. Only what the data state is written; what corresponds to what stands in `schema_org_terms`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.metadata.catalogue import QUOTATION_RIGHTS, Dump
from engagiert_ld.metadata.schema_org_terms import (
    BETWEEN,
    CLASSES,
    ONE_SOURCE,
    POINTING,
    STATED,
    THING,
    Kind,
    Row,
    is_a,
)
from engagiert_ld.namespaces import DCAT, OWL, RDF, RDFS, SCHEMA, XSD, prefixes
from engagiert_ld.publication import Publication, Texts
from engagiert_ld.terms import Term, iri_of

CONTEXT: Final = "https://schema.org"
BROADER_CLASS: Final = (f"{RDFS}subClassOf", f"{OWL}equivalentClass")
BROADER_PROPERTY: Final = (f"{RDFS}subPropertyOf", f"{OWL}equivalentProperty")
DATES: Final = frozenset(f"{XSD}{name}" for name in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth"))
NUMBERS: Final = frozenset(
    f"{XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")
)

_ISO_8601: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
_WEB_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_TERM: Final = re.compile(rf"(?:{re.escape(SCHEMA)}|http://schema\.org/)([A-Za-z]+)")
_UNSAFE: Final = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&'\u2028\u2029"})

Json = dict[str, Any]
_Index = dict[str, dict[str, set[Term]]]
"""IRI → property → the terms at its other end."""


def script_text(document: Mapping[str, Any]) -> str:
    """Write a document so that it can stand in `<script type="application/ld+json">` of an HTML page as it is.

    No text of the data can end the element or begin a comment in it (HTML Standard, section 4.12.1.3): the characters
    that could are escaped as JSON does it, so it is still the same JSON. Keys stay in their order.
    """
    return json.dumps(document, ensure_ascii=False, indent=1).translate(_UNSAFE)


class SchemaOrg:
    """Describes the things of one dataset; made once, as it keeps an index of the `quads`."""

    def __init__(self, quads: Iterable[Quad], publication: Publication) -> None:
        self._publication = publication
        self._stated: _Index = {}
        self._pointing: _Index = {}
        for quad in quads:
            subject, predicate, value = iri_of(quad.subject), quad.predicate.value, quad.object
            self._stated.setdefault(subject, {}).setdefault(predicate, set()).add(value)
            if isinstance(value, NamedNode) and value.value != subject:
                self._pointing.setdefault(value.value, {}).setdefault(predicate, set()).add(quad.subject)

    def thing(self, iri: str, page_url: str) -> Json:
        """The description of `iri` for the page at the address `page_url`.

        A thing of which nothing is known is a `Thing` with its IRI. Things that it relates to carry IRI, type and name.
        """
        document: Json = {"@context": CONTEXT, **self._described(iri, frozenset())}
        if additional := self._additional_types(iri):
            document["additionalType"] = _one_or_list(additional)
        if page_url != iri:
            document["mainEntityOfPage"] = self._page(page_url)
        return document

    def _page(self, url: str) -> Json:
        """The page: it, and not the thing, has a licence and a date and is a part of the dataset."""
        publication = self._publication
        return {
            "@id": url,
            "@type": "WebPage",
            "url": url,
            "inLanguage": _one_or_list(publication.languages),
            "dateModified": publication.modified.isoformat(),
            "sdLicense": publication.data_licence,
            "sdPublisher": _publisher(publication),
            "isPartOf": _dataset(publication),
        }

    def _described(self, iri: str, within: frozenset[str]) -> Json:
        """IRI, type and all that is stated; `within` are the things in whose descriptions this one stands."""
        types = self.types(iri)
        found: dict[str, list[Any]] = {}
        for row, values in self._rows(iri):
            if _fits(types, row.domains) and not (row.term in ONE_SOURCE and row.term in found):
                made = [made for value in values for made in self._values(row, value, within | {iri})]
                found[row.term] = [*found.get(row.term, ()), *made]
        facts = {term: _one_or_list(_distinct(values)) for term, values in found.items() if values}
        return {"@id": iri, "@type": _one_or_list(types), **facts}

    def _node(self, iri: str, within: frozenset[str]) -> Json:
        """Another thing in the description of one: IRI, type and name; with all that it relates where it does only that."""
        if iri in within:
            return {"@id": iri}
        types = self.types(iri)
        if _fits(types, BETWEEN):
            return {term: value for term, value in self._described(iri, within).items() if term != "description"}
        names = self._names(iri)
        return {"@id": iri, "@type": _one_or_list(types), **({"name": _one_or_list(names)} if names else {})}

    def _rows(self, iri: str) -> Iterator[tuple[Row, Sequence[Term]]]:
        """The rows of the tables with the values that the data have for them, then further properties of schema.org."""
        stated = self._by_known_property(self._stated.get(iri, {}))
        for row in self._stated_rows:
            if row.property in stated:
                yield row, sorted(stated[row.property], key=self._order)
        pointing = self._by_known_property(self._pointing.get(iri, {}))
        for row in self._pointing_rows:
            if row.property in pointing:
                yield row, sorted(pointing[row.property], key=self._order)
        for known in sorted(stated.keys() - {row.property for row in self._stated_rows}):
            if term := _term(known):
                yield Row(known, term, Kind.ANY), sorted(stated[known], key=self._order)

    def _by_known_property(self, statements: Mapping[str, set[Term]]) -> dict[str, set[Term]]:
        """The terms by the property of the tables or of schema.org that is meant by theirs or broader than it."""
        found: dict[str, set[Term]] = {}
        for predicate, terms in statements.items():
            for known in self._nearest(predicate, self._properties, BROADER_PROPERTY):
                found.setdefault(known, set()).update(terms)
        return found

    def _values(self, row: Row, value: Term, within: frozenset[str]) -> Iterator[Any]:
        """What a value becomes in a row: mostly one value, none where it does not fit."""
        if isinstance(value, Literal):
            yield from self._of_literal(row.kind, value)
        elif isinstance(value, NamedNode):
            yield from self._of_iri(row, value.value, within)

    def _of_literal(self, kind: Kind, value: Literal) -> Iterator[Any]:
        match kind:
            case Kind.TEXT | Kind.ANY:
                yield _text(value)
            case Kind.URL if _WEB_ADDRESS.match(value.value):
                yield value.value
            case Kind.DATE if value.datatype.value in DATES and _ISO_8601.fullmatch(value.value):
                yield value.value
            case Kind.CODE:
                yield self._code(value)
            case Kind.QUOTATION:
                yield {"@type": "Quotation", "text": _text(value)}
            case Kind.BYTES:
                yield f"{value.value} B"

    def _of_iri(self, row: Row, iri: str, within: frozenset[str]) -> Iterator[Any]:
        match row.kind:
            case Kind.URL if _WEB_ADDRESS.match(iri):
                yield iri
            case Kind.NODE | Kind.ANY:
                yield from self._nodes(row, iri, within)
            case Kind.NAME:
                yield from self._names(iri)
            case Kind.AUDIENCE if names := self._names(iri):
                yield {"@type": "Audience", "audienceType": _one_or_list(names)}
            case Kind.START | Kind.END | Kind.POINT:
                yield from self._dates(iri, row.kind)

    def _nodes(self, row: Row, iri: str, within: frozenset[str]) -> Iterator[Json]:
        if not self._is_published(iri):
            if not row.ranges:
                yield {"@id": iri}
        elif _fits(self.types(iri), row.ranges):
            yield self._node(iri, within)

    def _dates(self, period: str, kind: Kind) -> Iterator[str]:
        """Begin or end of a period, as far as they are certain: bounds of either are stated by other properties."""
        start, end = (
            [value for term in self._objects(period, (f"{DCAT}{name}",)) for value in self._date(term)]
            for name in ("startDate", "endDate")
        )
        if kind is Kind.POINT:
            yield from start if start == end else ()
        else:
            yield from start if kind is Kind.START else end

    def _date(self, term: Term) -> Iterator[Any]:
        if isinstance(term, Literal):
            yield from self._of_literal(Kind.DATE, term)

    def _code(self, value: Literal) -> Any:
        """An identifier: a text, or a code with the register whose datatype it has (`schema:PropertyValue`)."""
        register = value.datatype.value
        if not self._is_published(register):
            return _text(value)
        names = self._names(register)
        named = {"name": _one_or_list(names)} if names else {}
        return {"@type": "PropertyValue", **named, "propertyID": register, "value": value.value}

    def _names(self, iri: str) -> list[Any]:
        """The names of a thing in all languages."""
        for row in self._stated_rows:
            if row.term == "name" and (found := self._objects(iri, (row.property,))):
                return [_text(name) for name in found if isinstance(name, Literal)]
        return []

    def types(self, iri: str) -> list[str]:
        """The narrowest types of schema.org that the classes of a thing amount to."""
        classes = (iri_of(stated) for stated in self._objects(iri, (f"{RDF}type",)))
        known = {found for stated in classes for found in self._nearest(stated, self._classes, BROADER_CLASS)}
        types = {self._classes.get(found) or _term(found) for found in known} - {""}
        narrowest = [one for one in types if not any(other != one and is_a(other, one) for other in types)]
        return sorted(narrowest) or [THING]

    def _additional_types(self, iri: str) -> list[str]:
        """The narrowest classes of other vocabularies that a thing is stated to be in."""
        classes = {iri_of(stated) for stated in self._objects(iri, (f"{RDF}type",))}
        wider = {iri_of(broader) for stated in classes for broader in self._objects(stated, BROADER_CLASS[:1])}
        return sorted(stated for stated in classes - wider if stated and not _term(stated))

    def _nearest(self, iri: str, known: Mapping[str, Any], broader: Sequence[str]) -> list[str]:
        """`iri` itself where it is in `known` or of schema.org; else the nearest broader terms that are."""
        terms, seen = {iri}, {iri}
        while terms:
            if found := sorted(term for term in terms if term in known or _term(term)):
                return found
            terms = {iri_of(value) for term in terms for value in self._objects(term, broader)} - seen - {""}
            seen |= terms
        return []

    def _is_published(self, iri: str) -> bool:
        return iri.startswith(self._publication.base_iri) and bool(self._objects(iri, (f"{RDF}type",)))

    def _objects(self, iri: str, properties: Sequence[str]) -> list[Term]:
        stated = self._stated.get(iri, {})
        return sorted({value for name in properties for value in stated.get(name, ())}, key=self._order)

    def _order(self, term: Term) -> tuple[int, str]:
        """Texts by language, in the order of the publication; everything else by its characters."""
        languages = self._publication.languages
        tag = (term.language or "") if isinstance(term, Literal) else ""
        return languages.index(tag) if tag in languages else len(languages), str(term)

    @cached_property
    def _classes(self) -> Mapping[str, str]:
        return {self._expanded(name): term for name, term in CLASSES.items()}

    @cached_property
    def _stated_rows(self) -> tuple[Row, ...]:
        return tuple(row._replace(property=self._expanded(row.property)) for row in STATED)

    @cached_property
    def _pointing_rows(self) -> tuple[Row, ...]:
        return tuple(row._replace(property=self._expanded(row.property)) for row in POINTING)

    @cached_property
    def _properties(self) -> Mapping[str, None]:
        return dict.fromkeys(row.property for row in (*self._stated_rows, *self._pointing_rows))

    def _expanded(self, name: str) -> str:
        """The IRI of a prefixed name; an IRI as it is."""
        prefix, _, local = name.partition(":")
        return name if local.startswith("//") else prefixes(self._publication.base_iri)[prefix] + local


def dataset_schema_org(
    publication: Publication, version: str, dumps: Iterable[Dump], url: Callable[[str], str], path: str = "dataset"
) -> Json:
    """The dataset, or one version of it, as `schema:Dataset`: what the catalogue says, in the words of schema.org.

    `path` is `dataset` or `dataset/{version}`; `url` gives the address where people reach a path below the base IRI.
    """
    iri = publication.base_iri + path
    return {
        "@context": CONTEXT,
        **_dataset(publication),
        "@id": iri,
        "description": _texts(publication.description, publication),
        "url": url(path),
        "identifier": iri,
        "version": version,
        "inLanguage": _one_or_list(publication.languages),
        "dateModified": publication.modified.isoformat(),
        "license": publication.data_licence,
        "copyrightNotice": _texts(QUOTATION_RIGHTS._asdict(), publication),
        "publisher": _publisher(publication),
        "includedInDataCatalog": {
            "@id": f"{publication.base_iri}catalog",
            "@type": "DataCatalog",
            "name": _texts(publication.title, publication),
            "url": url("catalog"),
        },
        "distribution": [_distribution(publication, version, dump, url) for dump in dumps],
    }


def _dataset(publication: Publication) -> Json:
    name = _texts(publication.title, publication)
    return {"@id": f"{publication.base_iri}dataset", "@type": "Dataset", "name": name}


def _publisher(publication: Publication) -> Json:
    """Whoever publishes; schema.org expects a person or an organisation, and publishers of a city are the latter."""
    agent: Json = {"@id": f"{publication.base_iri}catalog#publisher", "@type": "Organization"}
    agent["name"] = _texts(publication.publisher_name, publication)
    if publication.publisher_homepage:
        agent["url"] = publication.publisher_homepage
    return agent


def _distribution(publication: Publication, version: str, dump: Dump, url: Callable[[str], str]) -> Json:
    path = f"dataset/{version}/{dump.name}"
    return {
        "@id": publication.base_iri + path,
        "@type": "DataDownload",
        "name": dump.name,
        "contentUrl": url(path),
        "encodingFormat": dump.format.media_type,
        "contentSize": f"{dump.size_bytes} B",
        "sha256": dump.sha256,
        "license": publication.data_licence,
    }


def _texts(texts: Texts, publication: Publication) -> Any:
    """A text of the settings in the languages of the publication."""
    return _one_or_list([{"@language": tag, "@value": texts[tag]} for tag in publication.languages])


def _text(value: Literal) -> Any:
    """A literal as a value of JSON-LD: with its language; numbers and truth values as JSON has them, if they keep their form."""
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype.value in NUMBERS and re.fullmatch(r"0|-?[1-9]\d{0,14}", value.value):
        return int(value.value)
    if value.datatype.value == f"{XSD}boolean" and value.value in ("true", "false"):
        return value.value == "true"
    return value.value


def _term(iri: str) -> str:
    """The local name of a term of schema.org, which has two namespaces; an empty text for any other IRI."""
    found = _TERM.fullmatch(iri)
    return found.group(1) if found else ""


def _fits(types: Iterable[str], wanted: Sequence[str]) -> bool:
    return not wanted or any(is_a(one, other) for one in types for other in wanted)


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Each value once; some are no keys of a dict."""
    return list({json.dumps(value, sort_keys=True): value for value in reversed(list(values))}.values())[::-1]


def _one_or_list(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)
