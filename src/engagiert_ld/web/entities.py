"""Things and their documents: `/id/…` answers 303, `/doc/…` describes (Cool URIs for the Semantic Web, section 4)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from flask import Blueprint, Response
from pyoxigraph import Literal, Quad

from engagiert_ld.describe import Description, Text
from engagiert_ld.errors import Message
from engagiert_ld.formats import CSV, HTML, JSON, TURTLE, serialise_document
from engagiert_ld.metadata.citation import as_text
from engagiert_ld.metadata.documents import document_statements
from engagiert_ld.metadata.schema_org import script_text
from engagiert_ld.namespaces import DCTERMS, RDF, RDFS, SCHEMA, SKOS
from engagiert_ld.terms import iri_of
from engagiert_ld.web.answers import answer, see_other
from engagiert_ld.web.citations import PART_FORMATS, citation_of_document
from engagiert_ld.web.concept_trees import branches
from engagiert_ld.web.operations import THINGS, Negotiated, Operation, PathParameter, Redirection, described
from engagiert_ld.web.pages import Proofs, Value, backlinks, facts, render_page, value_of
from engagiert_ld.web.participations import OTHER_END, Participations, participations
from engagiert_ld.web.profiles import PROFILES
from engagiert_ld.web.proofs import Proof, key_of, proofs
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import DOCUMENT_FORMATS, Link, Resource, Variant, known_extension, memento_links
from engagiert_ld.web.site import site
from engagiert_ld.web.texts import type_name
from engagiert_ld.web.tombstones import document_no_longer_here, thing_no_longer_here

LEAD: Final = f"{DCTERMS}description"
"""What a page begins with, where it is there in the reader's language."""

LIST_FORMATS: Final = (HTML, CSV, JSON, TURTLE)

blueprint = Blueprint("entities", __name__)


def _types() -> list[str]:
    """The type segments that occur, that of the example first."""
    found = {_entity_type(iri) for iri in site().descriptions.instances(site().iri("id/"))} - {""}
    return sorted(found, key=lambda name: (name != _entity_type(site().example), name))


def _slugs() -> list[str]:
    """The last segment of the example."""
    return [site().example.removeprefix(site().iri("id/")).partition("/")[2]] if site().example else []


def _unnamed() -> list[str]:
    """The hash of a node without a name, if there is one."""
    prefix = site().iri(".well-known/genid/")
    found = (iri_of(quad.subject) for quad in site().release.quads)
    return [min((iri.removeprefix(prefix) for iri in found if iri.startswith(prefix)), default="")]


TYPE: Final = PathParameter("type", Message("Art des Dings.", "Type of the thing."), _types, closed=True)
NAME: Final = (TYPE, PathParameter("slug", Message("Name innerhalb der Art.", "Name within the type."), _slugs))


@blueprint.get("/id/<path:name>")
@described(
    Operation(
        "thing",
        "/id/{type}/{slug}",
        THINGS,
        Message("Ein Ding", "A thing"),
        Message(
            "Die dauerhafte Adresse eines Dings. Sie führt zu dem Dokument, das es beschreibt; eine Abfrage der Adresse geht mit."
            " Namen haben hier die Form Art/Name; andere Veröffentlichungen können andere haben.",
            "The permanent address of a thing. It leads to the document that describes it; a query of the address goes along."
            " Names have the form type/name here; other publications may have others.",
        ),
        Redirection(
            303,
            Message("Zu dem Dokument, das das Ding beschreibt.", "To the document that describes the thing."),
            linked=True,
        ),
        NAME,
        refusals=(410,),
        instead=(308,),
    )
)
def thing(name: str) -> Response:
    """303 to the document that describes the thing, in one hop (RFC 9110 15.4.4)."""
    iri = site().known(f"id/{name}")
    if not iri:
        raise unknown(site().iri(f"id/{name}"))
    if iri in site().withdrawals:
        return thing_no_longer_here(site().withdrawals[iri])
    path = site().document_path(iri)
    return see_other(path, (Link(site().url(path), "describedby"),))


@blueprint.get("/doc/<path:name>")
@described(
    Operation(
        "document",
        "/doc/{type}/{slug}",
        THINGS,
        Message("Das Dokument über ein Ding", "The document about a thing"),
        Message(
            "Die Aussagen über ein Ding und was auf es verweist, als Daten oder als Seite. Das Profil sagt, wie viel davon.",
            "The statements about a thing and what points to it, as data or as a page. The profile says how much of it.",
        ),
        Negotiated(DOCUMENT_FORMATS, tuple(PROFILES)),
        NAME,
        refusals=(410,),
        instead=(308,),
    )
)
def document(name: str) -> Response:
    """The document about a thing."""
    return _described(f"id/{name}")


@blueprint.get("/.well-known/genid/<name>")
@described(
    Operation(
        "unnamed",
        "/.well-known/genid/{hash}",
        THINGS,
        Message("Ein Knoten ohne eigenen Namen", "A node without a name of its own"),
        Message(
            "Die Aussagen über einen Knoten, der in der Quelle keinen Namen hatte.",
            "The statements about a node that had no name in the source.",
        ),
        Negotiated(DOCUMENT_FORMATS, tuple(PROFILES)),
        (PathParameter("hash", Message("Prüfsumme seiner Aussagen.", "Hash of its statements."), _unnamed),),
    )
)
def unnamed(name: str) -> Response:
    """The statements of a node that had no name in the source (RDF 1.1 Concepts 3.5)."""
    return _described(f".well-known/genid/{name}")


@blueprint.get("/list/<entity_type>")
@described(
    Operation(
        "list",
        "/list/{type}",
        THINGS,
        Message("Alle Dinge einer Art", "All things of a type"),
        Message(
            "Namen und Adressen, als Seite, Tabelle oder Daten.", "Names and addresses, as a page, a table or data."
        ),
        Negotiated(LIST_FORMATS, json="Listing"),
        (TYPE,),
    )
)
def listing(entity_type: str) -> Response:
    """All things of a type."""
    stem, extension = known_extension(entity_type, LIST_FORMATS)
    found = site().descriptions.instances(site().iri(f"id/{stem}/"))
    if not found:
        raise unknown(site().iri(f"id/{stem}/…"))

    def render(variant: Variant) -> bytes:
        return _list(stem, found, variant)

    return answer(Resource(f"list/{stem}", LIST_FORMATS, render), extension)


def _described(name: str) -> Response:
    """The document about the thing that the data call `name`, a path below the base IRI; an extension may follow."""
    stem, extension = (name, "") if site().known(name) else known_extension(name, DOCUMENT_FORMATS)
    iri = site().known(stem)
    if not iri:
        raise unknown(site().iri(name))
    if iri in site().withdrawals:
        return document_no_longer_here(site().withdrawals[iri], extension)
    path = site().document_path(iri)

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _page(iri, path, variant)
        return _document(iri, path, variant)

    return answer(Resource(path, DOCUMENT_FORMATS, render, _links(iri, path), profiles=tuple(PROFILES)), extension)


def _document(iri: str, path: str, variant: Variant) -> bytes:
    """The description as the profile wants it, and what the document says of itself."""
    description = site().descriptions.describe(iri)
    profile = PROFILES[variant.profile]
    evidence = site().descriptions.evidence(description) if profile.with_evidence else ()
    quads = [*description.own, *description.backlinks, *evidence]
    if profile.with_labels:
        quads += [*description.labels, *site().descriptions.labels_for(evidence)]
    document = site().iri(path)
    about = () if document == iri else document_statements(site().release.publication, document, iri)
    return serialise_document(
        [*quads, *about], variant.fmt, site().base_iri, site().release.context, description.subject
    )


def _links(iri: str, path: str) -> tuple[Link, ...]:
    history = site().history_path(path)
    return (
        Link(iri, "describes"),
        Link(iri, "cite-as"),
        Link(f"{SCHEMA}AboutPage", "type"),
        *(Link(SCHEMA + name, "type") for name in site().schema_org.types(iri)),
        Link(site().release.publication.data_licence, "license"),
        Link(site().url("dataset"), "collection"),
        *(memento_links(site(), path) if path.startswith("doc/") else ()),
        *((Link(site().url(history), "version-history"),) if history else ()),
    )


def _page(iri: str, path: str, variant: Variant) -> bytes:
    description, language = site().descriptions.describe(iri), variant.language
    in_tree = _IN_TREE if iri in site().concept_schemes.iris else ()
    proven = proofs(site().descriptions.evidence(description), site(), language)
    own = [quad for quad in description.own if quad.subject == description.subject]
    lead = _lead(own, language, proven)
    below = [quad for quad in own if not (lead and _is_above(quad, lead))]
    tables = participations(description, site(), language, proven)
    pointing = list(_pointing(description, proven, tables))
    return render_page(
        "entity.html",
        variant,
        iri=iri,
        path=path,
        label=site().descriptions.label(iri, language),
        lead=lead,
        stated=_stated(own, language),
        entity_type=_entity_type(iri),
        groups=facts((quad for quad in below if quad.predicate.value not in in_tree), language, proven),
        tree=branches(site(), iri, language) if in_tree else None,
        participations=tables,
        parts=_parts(description, language, proven),
        backlinks=backlinks((quad for quad in pointing if quad.predicate.value not in in_tree), language, proven),
        formats=[fmt for fmt in DOCUMENT_FORMATS if fmt is not HTML],
        schema_org=script_text(site().schema_org.thing(iri, site().iri(path))),
        citation=as_text(citation_of_document(iri, language)) if path.startswith("doc/") else "",
        citation_formats=PART_FORMATS,
        history=site().history_path(path),
    )


def _lead(own: Iterable[Quad], language: str, proven: Proofs) -> Value | None:
    """What the page begins with: the description in the reader's language, if there is one."""
    for group in facts((quad for quad in own if quad.predicate.value == LEAD), language, proven):
        return next((value for value in group.values if value.language == language), None)
    return None


class Stated(NamedTuple):
    """What a claim says, and what proves it."""

    parts: tuple[Value, ...]
    proof: Proof


def _stated(own: list[Quad], language: str) -> Stated | None:
    """What the thing states, where it is a claim with a quotation."""
    proven = proofs(own, site(), language)
    if len(proven) != 1:
        return None
    ((proof,),) = proven.values()
    values = {quad.predicate.value: quad.object for quad in own}
    parts = tuple(value_of(values[f"{RDF}{name}"], language) for name in ("subject", "predicate", "object"))
    return Stated(parts, proof) if proof.quotation else None


def _is_above(quad: Quad, lead: Value) -> bool:
    """Whether a statement is what the page begins with, or says the same in the language of another page."""
    if quad.predicate.value != LEAD or not isinstance(quad.object, Literal):
        return False
    return quad.object.language != lead.language or quad.object.value == lead.text


def _pointing(description: Description, proven: Proofs, tables: Iterable[Participations]) -> Iterator[Quad]:
    """What points here, without what the page shows elsewhere: proofs, and memberships that are in a table."""
    shown = _claims_shown(description, proven)
    tabled = {membership for table in tables for membership in table.memberships}
    for quad in description.backlinks:
        subject = iri_of(quad.subject)
        if subject not in shown and not (quad.predicate.value in OTHER_END and subject in tabled):
            yield quad


def _claims_shown(description: Description, proven: Proofs) -> set[str]:
    """The claims that the page shows beside the facts that they state; they need not be listed again."""
    stated = (key_of(quad) for quad in (*description.own, *description.backlinks))
    return {proof.claim for key in stated for proof in proven.get(key, ())}


def _entity_type(iri: str) -> str:
    """The type segment of `id/{type}/{slug}`; empty for a name of another build."""
    entity_type, slash, _ = iri.removeprefix(site().iri("id/")).partition("/")
    return entity_type if slash and iri.startswith(site().iri("id/")) else ""


def _parts(description: Description, language: str, proven: Proofs) -> list[tuple[str, Text, object]]:
    """The parts of a thing (IRIs with a fragment): fragment, name, statements."""
    parts: dict[str, list[Quad]] = {}
    for quad in description.own:
        if quad.subject != description.subject:
            parts.setdefault(iri_of(quad.subject), []).append(quad)
    return [
        (iri.partition("#")[2], site().descriptions.label(iri, language), facts(quads, language, proven))
        for iri, quads in sorted(parts.items())
    ]


def _list(entity_type: str, iris: list[str], variant: Variant) -> bytes:
    fmt, language = variant.fmt, variant.language
    if fmt is TURTLE:
        labels = (
            quad for iri in iris for quad in site().descriptions.describe(iri).own if quad.predicate.value in _LISTED
        )
        return serialise_document(labels, fmt, site().base_iri)
    languages = site().release.publication.languages
    rows = [
        {"iri": iri} | {f"label_{tag}": site().descriptions.label(iri, tag).value for tag in languages} for iri in iris
    ]
    if fmt is JSON:
        return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()
    if fmt is CSV:
        table = io.StringIO()
        writer = csv.DictWriter(table, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        return table.getvalue().encode()
    entries = sorted(
        ((site().descriptions.label(iri, language), iri) for iri in iris), key=lambda entry: entry[0].value.casefold()
    )
    title = type_name(entity_type, language)
    return render_page(
        "list.html", variant, title=title, path=f"list/{entity_type}", entries=entries, formats=LIST_FORMATS[1:]
    )


_IN_TREE: Final = (f"{SKOS}hasTopConcept", f"{SKOS}topConceptOf", f"{SKOS}inScheme")
"""What the tree of a concept scheme shows."""

_LISTED: Final = (f"{RDF}type", f"{RDFS}label", f"{SKOS}prefLabel")
