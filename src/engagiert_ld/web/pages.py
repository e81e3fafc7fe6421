"""HTML pages: templates filled with facts; every text is escaped, every label says its language."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from flask import render_template, request
from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.describe import Descriptions, Text
from engagiert_ld.metadata.catalogue import QUOTATION_RIGHTS, licence_names
from engagiert_ld.namespaces import XSD
from engagiert_ld.publication.notices import shown_notices
from engagiert_ld.terms import Term
from engagiert_ld.web.asked import MAX_PARAMETERS, USUAL_PARAMETERS
from engagiert_ld.web.proofs import Key, Proof, key_of
from engagiert_ld.web.property_groups import Path, Place, place
from engagiert_ld.web.quantities import day, number, size
from engagiert_ld.web.representations import Variant
from engagiert_ld.web.site import Site, site
from engagiert_ld.web.static_files import style_sheets
from engagiert_ld.web.texts import TEXTS, type_name

Proofs = Mapping[Key, tuple[Proof, ...]]
NOTHING_PROVEN: Final[Proofs] = MappingProxyType({})


@dataclass(frozen=True)
class Value:
    """One value as a page shows it: a text with its language, and the address it leads to, if any.

    `kind` is the kind of a code, which its digits alone do not tell; `proofs` prove that it is so.
    """

    text: str
    language: str = ""
    href: str = ""
    iri: str = ""
    kind: "Value | None" = None
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Group:
    """A property with its values; `total` counts the values that there are, also those not shown.

    `is_inverse` where it is read from its value, so that the values are the subjects.
    """

    label: Text
    iri: str
    href: str
    values: tuple[Value, ...]
    total: int
    is_inverse: bool = False

    def part(self, number: int, size: int) -> "Group":
        """With no more than `size` values, from the part with a number, from 1."""
        return replace(self, values=self.values[(number - 1) * size : number * size])

    def readable(self, language: str) -> tuple[Value, ...]:
        """The values without those in other languages, unless there are no others."""
        return tuple(value for value in self.values if value.language in ("", language)) or self.values

    def others(self, language: str) -> tuple[Value, ...]:
        """The values that `readable` leaves out."""
        readable = self.readable(language)
        return tuple(value for value in self.values if value not in readable)


def render_page(template: str, variant: Variant, **facts: Any) -> bytes:
    """The page of a template in the language of `variant`, with its links in the head."""
    language = variant.language
    words = {key: message.in_language(language) for key, message in TEXTS.items()}
    common = {
        "site": site(),
        "language": language,
        "links": variant.links,
        "t": words,
        "other": _other_language(language),
        "type_name": type_name,
        "style_sheets": style_sheets(site()),
        "notices": shown_notices(site().deployment.notices),
        "number": partial(number, language=language),
        "size": partial(size, language=language),
        "day": partial(day, language=language),
    }
    rights = {
        "quotation_rights": QUOTATION_RIGHTS.in_language(language),
        "licences": list(licence_names(site().release.publication)),
    }
    return render_template(template, **common, **rights, **facts).encode()


def facts(quads: Iterable[Quad], language: str, proofs: Proofs = NOTHING_PROVEN) -> list[Group]:
    """Statements of one subject grouped by property, in the order of reading, each with its proofs."""
    groups: dict[str, dict[Term, Value]] = {}
    for quad in quads:
        shown_as = replace(value_of(quad.object, language), proofs=proofs.get(key_of(quad), ()))
        groups.setdefault(quad.predicate.value, {})[quad.object] = shown_as
    return _in_order(_group(iri, found.values(), language) for iri, found in groups.items())


def backlinks(quads: Iterable[Quad], language: str, proofs: Proofs = NOTHING_PROVEN) -> list[Group]:
    """Statements that point to one entity, grouped by property under its inverse label."""
    groups: dict[str, dict[Term, Value]] = {}
    for quad in quads:
        shown_as = replace(value_of(quad.subject, language), proofs=proofs.get(key_of(quad), ()))
        groups.setdefault(quad.predicate.value, {})[quad.subject] = shown_as
    return _in_order(_backlink_group(iri, found.values(), language) for iri, found in groups.items())


def value_of(term: Term, language: str) -> Value:
    """A term as a page shows it: IRIs by their labels, literals as they are, codes with their kind."""
    here = site()
    if isinstance(term, NamedNode):
        name = _name_of(term.value, language, here)
        return Value(name.value, name.language, _page_of(term.value, here), term.value)
    if isinstance(term, Literal):
        href = term.value if term.datatype.value == f"{XSD}anyURI" and re.match(r"https?://", term.value) else ""
        kind = value_of(term.datatype, language) if term.datatype.value.startswith(here.base_iri) else None
        return Value(term.value, term.language or "", href, kind=kind)
    return Value(str(term))


def foreign(value: Value, language: str) -> str:
    """The language of a value, where it is not that of the page."""
    return value.language if value.language != language else ""


def alphabetical(text: str) -> str:
    """What a label is sorted by: letters with marks stand among the letters without (DIN 5007-1), case does not count."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "".join(letters).casefold()


def _group(iri: str, found: Iterable[Value], language: str) -> Group:
    values = sorted(found, key=lambda value: _value_order(value, language))
    return Group(site().descriptions.label(iri, language), iri, _page_of(iri, site()), tuple(values), len(values))


def _backlink_group(iri: str, found: Iterable[Value], language: str) -> Group:
    label = _inverse_label(iri, language, site().descriptions)
    return replace(_group(iri, found, language), label=label, is_inverse=True)


def _in_order(groups: Iterable[Group]) -> list[Group]:
    """As the shapes order the properties; what they do not name comes last, by its label."""

    def order(group: Group) -> tuple[Place, str, str]:
        return place(site(), Path(group.iri, group.is_inverse)), alphabetical(group.label.value), group.iri

    return sorted(groups, key=order)


def _inverse_label(iri: str, language: str, descriptions: Descriptions) -> Text:
    texts = descriptions.texts(iri, site().iri("def#inverseLabel"))
    if language in texts:
        return Text(texts[language], language)
    label = descriptions.label(iri, language)
    return Text(TEXTS["inverse"].in_language(language).format(label=label.value), language)


def _page_of(iri: str, here: Site) -> str:
    """Where a link on a page leads; only http(s) and our own addresses become links (RDF is not trusted)."""
    if iri.startswith(here.base_iri) and iri in here.descriptions:
        return here.link(here.document_path(iri))
    return iri if re.match(r"https?://", iri) else ""


def _name_of(iri: str, language: str, here: Site) -> Text:
    """The label of an IRI. Of an address elsewhere without one, the whole: `Q64` alone does not tell whose number it is."""
    elsewhere = re.match(r"https?://(.+)", iri) if not iri.startswith(here.base_iri) else None
    if elsewhere and not here.descriptions.is_named(iri):
        return Text(elsewhere[1], "")
    return here.descriptions.label(iri, language)


def _value_order(value: Value, language: str) -> tuple[bool, str, str, str]:
    """Texts in the reader's language first."""
    return (value.language not in ("", language), value.language, value.text.casefold(), value.iri)


def _other_language(language: str) -> str:
    """The reference to this page in the other language; nothing where the publication has one language."""
    others = [other for other in site().release.publication.languages if other != language]
    if not others:
        return ""
    kept = (item for item in request.args.items(multi=True) if item[0] not in USUAL_PARAMETERS)
    arguments = list(islice(kept, MAX_PARAMETERS))
    return "?" + urlencode([*arguments, ("lang", others[0])])


def entity_counts(language: str) -> Iterator[tuple[str, str, int]]:
    """Entity types with plural name and number, for those that occur, in the order of their names."""
    counts = site().entity_counts.items()
    rows = ((entity_type, type_name(entity_type, language), count) for entity_type, count in counts)
    yield from sorted(rows, key=lambda row: row[1].casefold())
