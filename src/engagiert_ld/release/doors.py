"""Three doors, one truth: dump, query and documents give the same statements, and catalogue and VoID count right.

It is proven for each release while it is built; what does not hold keeps it from being published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import EngagiertError
from engagiert_ld.formats import NTRIPLES
from engagiert_ld.metadata.catalogue import Dump
from engagiert_ld.namespaces import DCAT, EXTERNAL_PREFIXES
from engagiert_ld.sources.dumps import read_content
from engagiert_ld.store.embedded import EmbeddedStore, as_kept
from engagiert_ld.terms import iri_of

DOORS: Final = "doors.json"
"""The file of a release that says what was compared."""

EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
VOID_TRIPLES: Final = "http://rdfs.org/ns/void#triples"
BYTE_SIZE: Final = f"{DCAT}byteSize"
CHECKSUM_VALUE: Final = f"{EXTERNAL_PREFIXES['spdx']}checksumValue"


def proven(
    quads: Sequence[Quad],
    base_iri: str,
    descriptions: Descriptions,
    catalogue: Iterable[Quad],
    void: Iterable[Quad],
    dumps: Iterable[Dump],
) -> Mapping[str, Any]:
    """What was compared, as it stands in the release. Raises `EngagiertError` where two doors differ.

    Statements about what is named elsewhere need no document here: dumps, queries and their graph have them. Where the engine
    keeps a literal in another form, of which the check has warned, queries are compared with that form.
    """
    dump = {quad.triple for quad in quads}
    query = constructed(quads, base_iri)
    documents, described = documented(quads, base_iri, descriptions)
    elsewhere = {triple for triple in dump - documents if not _is_ours(triple, base_iri)}
    kept = as_kept(quads)
    for name, door, wanted in (("CONSTRUCT", query, kept), ("documents", documents | elsewhere, dump)):
        if door != wanted:
            raise _differ(name, wanted - door, door - wanted)
    counts = _counted(catalogue, void, dumps, quads, base_iri)
    return {
        "triples": {"dump": len(dump), "query": len(query), "documents": len(documents)},
        "documents": described,
        "without_document": len(elsewhere),
        "other_form_in_queries": len(dump - kept),
        "graphs": counts["graphs"],
        "files": counts["files"],
    }


def constructed(quads: Iterable[Quad], base_iri: str) -> set[Triple]:
    """What a query for everything gives."""
    content = EmbeddedStore(quads, base_iri, {}).answer(EVERYTHING, NTRIPLES)
    return {quad.triple for quad in read_content(content, NTRIPLES)}


def documented(quads: Iterable[Quad], base_iri: str, descriptions: Descriptions) -> tuple[set[Triple], int]:
    """The statements of all documents together, and how many documents there are.

    Things and nodes without a name in the source have documents; vocabulary and shapes are documents as a whole.
    """
    found: set[Triple] = set()
    subjects = {iri_of(quad.subject) for quad in quads}
    wholes = {iri.partition("#")[0] for iri in subjects if iri.startswith(_starts(base_iri))}
    for iri in wholes:
        found.update(quad.triple for quad in descriptions.statements(iri))
    for graph in ("ontology", "shapes"):
        found.update(quad.triple for quad in quads if iri_of(quad.graph_name) == f"{base_iri}graph/{graph}")
    return found, len(wholes)


def _starts(base_iri: str) -> tuple[str, ...]:
    """What the names of everything start with that has a document of its own."""
    return f"{base_iri}id/", f"{base_iri}.well-known/genid/"


def _is_ours(triple: Triple, base_iri: str) -> bool:
    return iri_of(triple.subject).startswith((*_starts(base_iri), f"{base_iri}def"))


def _counted(
    catalogue: Iterable[Quad], void: Iterable[Quad], dumps: Iterable[Dump], quads: Sequence[Quad], base_iri: str
) -> Mapping[str, int]:
    """How many graphs and files were found to be counted right. Raises `EngagiertError`."""
    real = dict(_real_counts(quads, base_iri))
    told = {iri_of(quad.subject): _number(quad) for quad in void if quad.predicate.value == VOID_TRIPLES}
    wrong = {iri for iri, number in real.items() if told.get(iri) != number}
    sizes = {dump.name: str(dump.size_bytes) for dump in dumps}
    sums = {dump.name: dump.sha256 for dump in dumps}
    stated = {(_file(quad), quad.predicate.value): _text(quad) for quad in catalogue}
    wrong |= {name for name, size in sizes.items() if stated.get((name, BYTE_SIZE)) != size}
    wrong |= {name for name, digest in sums.items() if stated.get((f"{name}#checksum", CHECKSUM_VALUE)) != digest}
    if wrong:
        raise EngagiertError(
            f"Katalog oder VoID zählen anders als die Daten: {', '.join(sorted(wrong))}.",
            f"Catalogue or VoID count otherwise than the data: {', '.join(sorted(wrong))}.",
        )
    return {"graphs": len(real) - 1, "files": len(sizes)}


def _real_counts(quads: Sequence[Quad], base_iri: str) -> Iterator[tuple[str, int]]:
    yield f"{base_iri}dataset", len({quad.triple for quad in quads})
    graphs: dict[str, int] = {}
    for quad in quads:
        graphs[iri_of(quad.graph_name)] = graphs.get(iri_of(quad.graph_name), 0) + 1
    yield from graphs.items()


def _file(quad: Quad) -> str:
    return iri_of(quad.subject).rpartition("/")[2]


def _number(quad: Quad) -> int:
    return int(_text(quad))


def _text(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Literal | NamedNode) else ""


def _differ(door: str, missing: set[Triple], extra: set[Triple]) -> EngagiertError:
    example = next(iter(sorted(map(str, missing | extra))), "")
    return EngagiertError(
        f"Nicht alle Wege führen zu denselben Aussagen ({door}: {len(missing)} fehlen, {len(extra)} zu viel), etwa: {example}",
        f"Not all doors lead to the same statements ({door}: {len(missing)} missing, {len(extra)} extra), for instance: {example}",
    )
