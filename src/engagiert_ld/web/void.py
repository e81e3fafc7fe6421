"""The dataset in numbers: the VoID description of the release, as data and as a page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, serialise
from engagiert_ld.metadata.void import COUNTS, DOCUMENT, VOID
from engagiert_ld.namespaces import prefixed_name, prefixes
from engagiert_ld.terms import iri_of
from engagiert_ld.web.answers import answer
from engagiert_ld.web.operations import DATASET, Negotiated, Operation, described
from engagiert_ld.web.pages import Value, render_page, value_of
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import METADATA_FORMATS, Link, Resource, Variant
from engagiert_ld.web.site import Site, site

NO_LANGUAGE: Final = "zxx"
"""No linguistic content (BCP 47; ISO 639-2)."""

blueprint = Blueprint("void", __name__)


def void_link(here: Site) -> Link:
    """Where the numbers are."""
    return Link(here.url(DOCUMENT), "describedby")


@blueprint.get(f"/{DOCUMENT}")
@described(
    Operation(
        "void",
        f"/{DOCUMENT}",
        DATASET,
        Message("Der Datensatz in Zahlen", "The dataset in numbers"),
        Message(
            "Die Beschreibung nach VoID: Klassen, Eigenschaften und Graphen mit ihren Anzahlen, Verweise auf andere Datensätze,"
            " Beispiele, Downloads.",
            "The VoID description: classes, properties and graphs with their counts, links to other datasets, examples, downloads.",
        ),
        Negotiated(METADATA_FORMATS, by_extension=False),
        refusals=(404,),
    )
)
def numbers() -> Response:
    """The VoID description (VoID, section 7.2; RFC 8615, section 3); 404 where the release was made without."""
    if not site().release.void:
        raise unknown(DOCUMENT)

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _page(variant)
        dataset = NamedNode(site().iri("dataset"))
        return serialise(_statements(site(), dataset), variant.fmt, site().base_iri, first=dataset)

    links = (Link(site().url(f"dataset/{site().release.version}"), "describes"),)
    return answer(Resource(DOCUMENT, METADATA_FORMATS, render, links, by_parameter=True))


def _statements(here: Site, dataset: NamedNode) -> tuple[Quad, ...]:
    """What the release says, and where this server answers queries."""
    return (*here.release.void, Quad(dataset, NamedNode(f"{VOID}sparqlEndpoint"), NamedNode(here.url("sparql"))))


def _page(variant: Variant) -> bytes:
    told: dict[str, dict[str, list[str]]] = {}
    for quad in site().release.void:
        value = quad.object.value if isinstance(quad.object, Literal) else iri_of(quad.object)
        told.setdefault(iri_of(quad.subject), {}).setdefault(quad.predicate.value.removeprefix(VOID), []).append(value)
    dataset = told[site().iri("dataset")]
    subsets = {iri: told[iri] for iri in sorted(dataset["subset"])}
    linksets = [facts for facts in subsets.values() if "linkPredicate" in facts]
    tables: dict[str, Any] = {
        "whole": _counts(dataset),
        "graphs": [(iri, _address(iri), _counts(facts)) for iri, facts in subsets.items() if facts not in linksets],
        "classes": _partitions(told, dataset, "class", ("entities",), variant.language),
        "properties": _partitions(told, dataset, "property", ("triples", *COUNTS[4:]), variant.language),
        "linksets": [_linkset(told, facts, variant.language) for facts in linksets],
    }
    formats = [fmt for fmt in METADATA_FORMATS if fmt is not HTML]
    return render_page("void.html", variant, path=DOCUMENT, formats=formats, **tables)


def _address(graph: str) -> str:
    """Where a graph is served; empty for one with a name that its file gave it."""
    return site().href(graph) if graph.startswith(site().iri("graph/")) else ""


def _counts(facts: Mapping[str, list[str]]) -> list[str]:
    return [facts[name][0] for name in COUNTS]


def _partitions(
    told: Mapping[str, Mapping[str, list[str]]],
    dataset: Mapping[str, list[str]],
    kind: str,
    counts: tuple[str, ...],
    language: str,
) -> list[tuple[str, Value, list[str]]]:
    """Fragment, class or property, and counts; the most frequent first."""
    rows = []
    for part in dataset.get(f"{kind}Partition", ()):
        facts = told[part]
        rows.append((part.partition("#")[2], _term(facts[kind][0], language), [facts[name][0] for name in counts]))
    return sorted(rows, key=lambda row: (-int(row[2][0]), row[0]))


def _linkset(
    told: Mapping[str, Mapping[str, list[str]]], facts: Mapping[str, list[str]], language: str
) -> tuple[str, Value, str]:
    """Where the links lead, by which property, and how many there are."""
    target = told[facts["objectsTarget"][0]]["uriSpace"][0]
    return target, _term(facts["linkPredicate"][0], language), facts["triples"][0]


def _term(iri: str, language: str) -> Value:
    """A class or property by its label, else as a query may write it, else whole."""
    value = value_of(NamedNode(iri), language)
    if site().descriptions.is_named(iri):
        return value
    return replace(value, text=prefixed_name(iri, prefixes(site().base_iri)) or iri, language=NO_LANGUAGE)
