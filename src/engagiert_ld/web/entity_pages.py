"""The page about a thing: composed of what is said of it, of what points to it, and of the proofs of both."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pyoxigraph import Literal, Quad

from engagiert_ld.describe import Description, Text, local_name
from engagiert_ld.formats import HTML
from engagiert_ld.metadata.citation import as_text
from engagiert_ld.metadata.schema_org import script_text
from engagiert_ld.namespaces import DCTERMS, RDF, SKOS
from engagiert_ld.terms import iri_of
from engagiert_ld.web.citations import PART_FORMATS, citation_of_document, citation_of_work
from engagiert_ld.web.concept_trees import ShownBranch, branches
from engagiert_ld.web.ego import ego_of
from engagiert_ld.web.pages import Group, Proofs, Value, backlinks, facts, render_page, value_of
from engagiert_ld.web.paging import page_count, require_page
from engagiert_ld.web.participations import OTHER_END, Participations, participations
from engagiert_ld.web.passages import surroundings
from engagiert_ld.web.proofs import Proof, key_of, proofs
from engagiert_ld.web.property_groups import Path, place
from engagiert_ld.web.quantities import size
from engagiert_ld.web.query_links import about
from engagiert_ld.web.representations import DOCUMENT_FORMATS, Variant
from engagiert_ld.web.site import Site, site
from engagiert_ld.web.texts import TEXTS

LEAD: Final = f"{DCTERMS}description"
"""What a page begins with, where it is there in the reader's language."""

LARGEST_TREE: Final = 60
"""The page of a concept shows its scheme as a tree, if that has no more concepts."""

IN_TREE: Final = (f"{SKOS}hasTopConcept", f"{SKOS}topConceptOf", f"{SKOS}inScheme")
"""What the tree of a concept scheme shows."""


@dataclass(frozen=True)
class Section:
    """A part of a page under one heading: properties with their values, and tables of who took part."""

    heading: Text
    fragment: str
    groups: tuple[Group, ...]
    tables: tuple[Participations, ...] = ()


class Stated(NamedTuple):
    """What a claim says, and what proves it."""

    parts: tuple[Value, ...]
    proof: Proof


def entity_page(iri: str, path: str, variant: Variant, page: int, sizes: Mapping[str, int]) -> bytes:
    """The page about `iri`, whose document is `path`. Of what points to it, the part with the number `page`, from 1.

    `sizes` are those of its data, in bytes, by the name of the format. Raises `RefusalError` (404) behind the last page.
    """
    here, language = site(), variant.language
    description = here.descriptions.describe(iri)
    proven = proofs(here.descriptions.evidence(description), here, language)
    own = [quad for quad in description.own if quad.subject == description.subject]
    lead = _lead(own, language, proven)
    tables = participations(description, here, language, proven)
    tree = _tree(iri, own, here, language)
    stated = _stated(own, language)
    hidden = {*(IN_TREE if tree is not None else ()), *(_told_above(here) if stated else ())}
    below = (quad for quad in own if not (lead and _is_above(quad, lead)) and quad.predicate.value not in hidden)
    pointing = (quad for quad in _pointing(description, proven, tables) if quad.predicate.value not in hidden)
    groups = facts(below, language, proven) if page == 1 else []
    occurrences = backlinks(pointing, language, proven)
    cut = here.deployment.limits.backlinks_shown
    totals = [*(one.total for one in occurrences), *(one.total for one in tables)]
    pages = page_count(max(totals, default=0), cut)
    require_page(page, pages)
    shown = [group.part(page, cut) for group in occurrences]
    return render_page(
        "entity.html",
        variant,
        iri=iri,
        path=path,
        label=here.descriptions.label(iri, language),
        lead=lead,
        stated=stated,
        surroundings=surroundings(iri, here) if stated else None,
        entity_type=here.entity_type(iri),
        picture=ego_of(description, proven, tables, here, language) if path.startswith("doc/") and page == 1 else "",
        sections=_sections([*groups, *shown], [table.part(page, cut) for table in tables], here, language),
        tree=tree,
        parts=_parts(description, language, proven),
        page=page,
        pages=pages,
        noindex=page > 1,
        **_reuse(iri, path, sizes, language),
    )


def _reuse(iri: str, path: str, sizes: Mapping[str, int], language: str) -> dict[str, Any]:
    """What helps to use the page elsewhere: data with their sizes, citations, the history, a query."""
    here = site()
    return {
        "sizes": {name: size(count, language) for name, count in sizes.items()},
        "formats": [fmt for fmt in DOCUMENT_FORMATS if fmt is not HTML],
        "schema_org": script_text(here.schema_org.thing(iri, here.iri(path))),
        "citation": as_text(citation_of_document(iri, language)) if path.startswith("doc/") else "",
        "work": citation_of_work(iri, language),
        "citation_formats": PART_FORMATS,
        "history": here.history_path(path),
        "query": about(iri, here),
    }


def _sections(
    groups: Iterable[Group], tables: Iterable[Participations], here: Site, language: str
) -> tuple[Section, ...]:
    """The sections in their order: those of the shapes, then what is in no group, facts before what points here."""
    parts: dict[_Heading, tuple[list[Group], list[Participations]]] = {}
    for group in groups:
        parts.setdefault(_heading(here, Path(group.iri, group.is_inverse)), ([], []))[0].append(group)
    for table in tables:
        parts.setdefault(_heading(here, Path(table.predicate, inverse=True)), ([], []))[1].append(table)
    return tuple(_section(heading, *parts[heading], here, language) for heading in sorted(parts) if any(parts[heading]))


class _Heading(NamedTuple):
    """A section, in the order in which they stand: by its order, then what points here behind the rest, then by group."""

    order: Decimal
    is_inverse: bool
    group: str


def _heading(here: Site, path: Path) -> _Heading:
    where = place(here, path)
    return _Heading(where.group_order, path.inverse and not where.group, where.group)


def _section(
    heading: _Heading, groups: list[Group], tables: list[Participations], here: Site, language: str
) -> Section:
    if heading.group:
        label, fragment = here.descriptions.label(heading.group, language), local_name(heading.group)
    else:
        fragment = "backlinks" if heading.is_inverse else "facts"
        label = Text(TEXTS[fragment].in_language(language), language)
    return Section(label, fragment, tuple(groups), tuple(tables))


def _tree(iri: str, own: Iterable[Quad], here: Site, language: str) -> tuple[ShownBranch, ...] | None:
    """The tree of a concept scheme; on the page of a concept, that of its scheme, if it is not large; None for other things."""
    if iri in here.concept_schemes.iris:
        return branches(here, iri, language)
    schemes = {iri_of(quad.object) for quad in own if quad.predicate.value in IN_TREE[1:]}
    if len(schemes) != 1 or len(here.concept_schemes.concepts(*schemes)) > LARGEST_TREE:
        return None
    return branches(here, schemes.pop(), language)


def _lead(own: Iterable[Quad], language: str, proven: Proofs) -> Value | None:
    """What the page begins with: the description in the reader's language, if there is one."""
    for group in facts((quad for quad in own if quad.predicate.value == LEAD), language, proven):
        return next((value for value in group.values if value.language == language), None)
    return None


def _stated(own: list[Quad], language: str) -> Stated | None:
    """What the thing states, where it is a claim with a quotation."""
    proven = proofs(own, site(), language)
    if len(proven) != 1:
        return None
    ((proof,),) = proven.values()
    values = {quad.predicate.value: quad.object for quad in own}
    parts = tuple(value_of(values[f"{RDF}{name}"], language) for name in ("subject", "predicate", "object"))
    return Stated(parts, proof) if proof.quotation else None


def _told_above(here: Site) -> Iterator[str]:
    """The properties of a claim that its page begins with."""
    yield from (f"{RDF}{name}" for name in ("subject", "predicate", "object"))
    yield here.iri("def#quotation")


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
