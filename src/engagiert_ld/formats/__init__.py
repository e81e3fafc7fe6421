"""The formats of RDF and of query results: one table, and one writer for each RDF format.

Every writer gives the same bytes for the same set of quads, whatever their order.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pyoxigraph import NamedNode, Quad, RdfFormat
from pyoxigraph import serialize as write_lines

from engagiert_ld.errors import EngagiertError
from engagiert_ld.formats import jsonld
from engagiert_ld.formats.rdfxml import rdfxml
from engagiert_ld.formats.terms import refuse_rdf12, union, with_safe_labels
from engagiert_ld.formats.turtle import trig, turtle, turtle12
from engagiert_ld.namespaces import prefixes

__all__ = [
    "ATOM",
    "BIBTEX",
    "CFF",
    "CSL",
    "CSV",
    "CSVW",
    "DOWNLOAD_FORMATS",
    "DUMP_FORMATS",
    "FORMATS",
    "GEXF",
    "GRAPHML",
    "HTML",
    "JSON",
    "JSONLD",
    "LINKSET",
    "NQUADS",
    "NTRIPLES",
    "OPENAPI",
    "RDF12_NQUADS",
    "RDF12_TURTLE",
    "RDFXML",
    "RDF_FORMATS",
    "RDF_PATCH",
    "RESULT_FORMATS",
    "RIS",
    "SRJ",
    "SRX",
    "SVG",
    "TRIG",
    "TSV",
    "TURTLE",
    "Format",
    "by_extension",
    "by_media_type",
    "by_parameter",
    "serialise",
    "serialise_document",
]

_EU_FILE_TYPE: Final = "http://publications.europa.eu/resource/authority/file-type/"


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table.

    `also` holds other extensions and media types under which the format is accepted, `has_graphs` tells whether it
    keeps named graphs, `eu_file_type` is the IRI in the file type authority table of the European Union. A format of
    RDF 1.2 has a `version`, the label of RDF 1.2 Concepts, 2.1, and the IRI of its `specification`.
    """

    name: str
    label: str
    media_type: str
    extension: str
    eu_file_type: str
    kind: Literal["rdf", "page", "results", "links"]
    also: tuple[str, ...] = ()
    has_graphs: bool = False
    version: str = ""
    specification: str = ""

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def content_type(self) -> str:
        """The value of the `Content-Type` header.

        Only the registrations of `text/*` types ask for a charset, only RDF 1.2 for a version (RDF 1.2 Concepts, 1.10).
        """
        charset = "; charset=utf-8" if self.media_type.startswith("text/") else ""
        version = f"; version={self.version}" if self.version else ""
        return f"{self.media_type}{charset}{version}"


TURTLE: Final = Format("turtle", "Turtle", "text/turtle", "ttl", f"{_EU_FILE_TYPE}RDF_TURTLE", "rdf")
JSONLD: Final = Format(
    "jsonld", "JSON-LD", "application/ld+json", "jsonld", f"{_EU_FILE_TYPE}JSON_LD", "rdf", ("application/json",)
)
NTRIPLES: Final = Format("ntriples", "N-Triples", "application/n-triples", "nt", f"{_EU_FILE_TYPE}RDF_N_TRIPLES", "rdf")
NQUADS: Final = Format(
    "nquads", "N-Quads", "application/n-quads", "nq", f"{_EU_FILE_TYPE}RDF_N_QUADS", "rdf", has_graphs=True
)
TRIG: Final = Format("trig", "TriG", "application/trig", "trig", f"{_EU_FILE_TYPE}RDF_TRIG", "rdf", has_graphs=True)
RDFXML: Final = Format(
    "rdfxml",
    "RDF/XML",
    "application/rdf+xml",
    "rdf",
    f"{_EU_FILE_TYPE}RDF_XML",
    "rdf",
    ("xml", "application/xml", "text/xml"),
)
RDF12_TURTLE: Final = Format(
    "rdf12-turtle",
    "RDF 1.2 Turtle",
    "text/turtle",
    "rdf12.ttl",
    f"{_EU_FILE_TYPE}RDF_TURTLE",
    "rdf",
    version="1.2",
    specification="https://www.w3.org/TR/rdf12-turtle/",
)
RDF12_NQUADS: Final = Format(
    "rdf12-nquads",
    "RDF 1.2 N-Quads",
    "application/n-quads",
    "rdf12.nq",
    f"{_EU_FILE_TYPE}RDF_N_QUADS",
    "rdf",
    has_graphs=True,
    version="1.2",
    specification="https://www.w3.org/TR/rdf12-n-quads/",
)
HTML: Final = Format(
    "html", "HTML", "text/html", "html", f"{_EU_FILE_TYPE}HTML", "page", ("htm", "application/xhtml+xml")
)
LINKSET: Final = Format("linkset", "Linkset", "application/linkset+json", "linkset", f"{_EU_FILE_TYPE}JSON", "links")
JSON: Final = Format("json", "JSON", "application/json", "json", f"{_EU_FILE_TYPE}JSON", "page")
OPENAPI: Final = Format(
    "openapi",
    "OpenAPI",
    "application/json",
    "json",
    f"{_EU_FILE_TYPE}JSON",
    "page",
    ("application/openapi+json", "application/vnd.oai.openapi+json"),
)
SRJ: Final = Format(
    "srj",
    "JSON",
    "application/sparql-results+json",
    "srj",
    f"{_EU_FILE_TYPE}JSON",
    "results",
    ("json", "application/json"),
)
SRX: Final = Format(
    "srx",
    "XML",
    "application/sparql-results+xml",
    "srx",
    f"{_EU_FILE_TYPE}XML",
    "results",
    ("xml", "application/xml", "text/xml"),
)
CSV: Final = Format("csv", "CSV", "text/csv", "csv", f"{_EU_FILE_TYPE}CSV", "results")
CSVW: Final = Format("csvw", "CSVW", "application/csvm+json", "csv-metadata.json", f"{_EU_FILE_TYPE}JSON", "links")
BIBTEX: Final = Format("bibtex", "BibTeX", "application/x-bibtex", "bib", f"{_EU_FILE_TYPE}TXT", "links")
CSL: Final = Format(
    "csl", "CSL-JSON", "application/vnd.citationstyles.csl+json", "csl", f"{_EU_FILE_TYPE}JSON", "links"
)
RIS: Final = Format("ris", "RIS", "application/x-research-info-systems", "ris", f"{_EU_FILE_TYPE}TXT", "links")
CFF: Final = Format("cff", "CITATION.cff", "application/yaml", "cff", f"{_EU_FILE_TYPE}TXT", "links")
ATOM: Final = Format("atom", "Atom", "application/atom+xml", "atom", f"{_EU_FILE_TYPE}ATOM", "links")
RDF_PATCH: Final = Format("rdf-patch", "RDF Patch", "application/rdf-patch", "rdfp", f"{_EU_FILE_TYPE}TXT", "links")
SVG: Final = Format("svg", "SVG", "image/svg+xml", "svg", f"{_EU_FILE_TYPE}SVG", "links")
GRAPHML: Final = Format("graphml", "GraphML", "application/graphml+xml", "graphml", f"{_EU_FILE_TYPE}XML", "links")
GEXF: Final = Format("gexf", "GEXF", "application/gexf+xml", "gexf", f"{_EU_FILE_TYPE}XML", "links")
TSV: Final = Format("tsv", "TSV", "text/tab-separated-values", "tsv", f"{_EU_FILE_TYPE}TSV", "results")

RDF_FORMATS: Final = (TURTLE, JSONLD, NTRIPLES, NQUADS, TRIG, RDFXML)
RESULT_FORMATS: Final = (SRJ, SRX, CSV, TSV)
FORMATS: Final = (*RDF_FORMATS, HTML, JSON, *RESULT_FORMATS)

# RDF 1.2 shares its media types with RDF 1.1, so it is for files with a name of their own and never negotiated.
DUMP_FORMATS: Final = (*RDF_FORMATS, RDF12_TURTLE, RDF12_NQUADS)
DOWNLOAD_FORMATS: Final = (*DUMP_FORMATS, CSV, CSVW)
"""What whole datasets can be had in: the dumps, and tables with what their columns mean."""


def by_extension(extension: str, among: Iterable[Format] = FORMATS) -> Format | None:
    """Find the format for a file extension without its dot, upper or lower case, or None.

    `among` are the formats to choose from. A proper extension wins over an accepted one, then the first in line: `xml`
    is RDF/XML unless `among` holds formats of results only.
    """
    name = extension.lower()
    offered = tuple(among)
    proper = (fmt for fmt in offered if fmt.extension == name)
    accepted = (fmt for fmt in offered if name in fmt.also and "/" not in name)
    return next(proper, None) or next(accepted, None)


def by_media_type(media_type: str, among: Iterable[Format] = FORMATS) -> Format | None:
    """Find the format for a media type, or None; case and parameters do not matter (RFC 9110, section 8.3.1).

    `among` and the order of choice are those of `by_extension`.
    """
    name = media_type.partition(";")[0].strip().lower()
    offered = tuple(among)
    proper = (fmt for fmt in offered if fmt.media_type == name)
    accepted = (fmt for fmt in offered if name in fmt.also and "/" in name)
    return next(proper, None) or next(accepted, None)


def by_parameter(value: str, among: Iterable[Format] = FORMATS) -> Format | None:
    """Find the format for a value of `?format=`, an extension or a media type, or None.

    A `+` that was not percent-encoded arrives as a space, and is read as the `+` that was meant.
    """
    offered = tuple(among)
    name = value.strip()
    return by_media_type(name.replace(" ", "+"), offered) if "/" in name else by_extension(name, offered)


def serialise(
    quads: Iterable[Quad],
    fmt: Format,
    base_iri: str,
    context: Mapping[str, Any] | None = None,
    first: NamedNode | None = None,
) -> bytes:
    """Write the dataset in an RDF format, the same bytes for the same set of quads.

    Formats without graphs get the union of all graphs. `base_iri` decides on the prefixes. `context` is for JSON-LD,
    a context made by `jsonld.context_for`; without it, one is made from `quads`. In Turtle and JSON-LD the subject
    `first` stands before all others.
    Raises `NotExpressibleError` for terms of RDF 1.2 in a format of RDF 1.1 and for what the format cannot write, and
    `EngagiertError` for a format that is not one of RDF.
    """
    write = _WRITERS.get(fmt)
    if write is None:
        raise EngagiertError(
            f"{fmt.label} ist kein RDF-Format und hat keinen Schreiber.",
            f"{fmt.label} is no RDF format and has no writer.",
        )
    return write(set(quads), prefixes(base_iri), context, first)


def serialise_result(
    quads: set[Quad],
    fmt: Format,
    base_iri: str,
    context: Mapping[str, Any] | None = None,
    first: NamedNode | None = None,
) -> bytes:
    """Write what a query gives, triples of the default graph; parameters and errors are those of `serialise`.

    Turtle and N-Triples are written by the engine, which is fast, in the same order each time.
    """
    if fmt not in (TURTLE, NTRIPLES):
        return serialise(quads, fmt, base_iri, context, first)
    lines = {str(quad): quad for quad in quads}
    if any(mark in line for line in lines for mark in _NOT_AS_IT_IS):
        return serialise(quads, fmt, base_iri, context, first)
    in_order = sorted(lines)
    text = " .\n".join([*in_order, ""])
    if fmt is NTRIPLES:
        return text.encode()
    begin, end = bisect_left(in_order, f"{first} "), bisect_left(in_order, f"{first}!")
    written = [lines[line] for line in (*in_order[begin:end], *in_order[:begin], *in_order[end:])]
    used = {prefix: namespace for prefix, namespace in prefixes(base_iri).items() if namespace in text}
    declarations = "".join(f"@prefix {prefix}: <{used[prefix]}> .\n" for prefix in sorted(used))
    turtle_text = write_lines(written, format=RdfFormat.TURTLE, prefixes=used) or b""
    return declarations.encode() + turtle_text.split(b"\n", len(used))[-1]  # the engine's declarations are in any order


_NOT_AS_IT_IS: Final = ("_:", "<<(", "--ltr", "--rtl")
"""What may be the mark of a blank node, whose label has to be safe, or of a term that only RDF 1.2 has."""


def serialise_document(
    quads: Iterable[Quad],
    fmt: Format,
    base_iri: str,
    context: Mapping[str, Any] | None = None,
    first: NamedNode | None = None,
) -> bytes:
    """Write a part of the dataset as a document of its own; parameters and errors are those of `serialise`.

    In a format with graphs, the default graph holds all statements and the named graphs tell where they are from, as in
    the dataset that is queried: whoever reads documents reads their default graphs.
    """
    stated = set(quads)
    if fmt.has_graphs:
        stated |= {Quad(*quad.triple) for quad in stated}
    return serialise(stated, fmt, base_iri, context, first)


_Writer = Callable[[set[Quad], dict[str, str], Mapping[str, Any] | None, NamedNode | None], bytes]


def _ntriples(quads: set[Quad]) -> bytes:
    """Canonical N-Triples, sorted by code point (N-Triples 1.1, section 4)."""
    refuse_rdf12(quads, NTRIPLES.label)
    return write_lines(sorted(union(map(with_safe_labels, quads)), key=str), format=RdfFormat.N_TRIPLES) or b""


def _nquads(quads: set[Quad]) -> bytes:
    """Canonical N-Quads, sorted by code point (RDF Dataset Canonicalization 1.0, section 5)."""
    refuse_rdf12(quads, NQUADS.label)
    return _nquads12(quads)


def _nquads12(quads: set[Quad]) -> bytes:
    """Canonical N-Quads, sorted by code point; they announce no version (RDF 1.2 N-Quads, section 3)."""
    return write_lines(sorted(map(with_safe_labels, quads), key=str), format=RdfFormat.N_QUADS) or b""


def _jsonld(
    quads: set[Quad], table: dict[str, str], context: Mapping[str, Any] | None, first: NamedNode | None
) -> bytes:
    chosen = jsonld.context_for(quads, table) if context is None else context
    return jsonld.dumps(jsonld.compact(quads, chosen, first))


_WRITERS: Final[dict[Format, _Writer]] = {
    TURTLE: lambda quads, table, _context, first: turtle(quads, table, first),
    JSONLD: _jsonld,
    NTRIPLES: lambda quads, _table, _context, _first: _ntriples(quads),
    NQUADS: lambda quads, _table, _context, _first: _nquads(quads),
    TRIG: lambda quads, table, _context, _first: trig(quads, table),
    RDFXML: lambda quads, table, _context, _first: rdfxml(quads, table),
    RDF12_TURTLE: lambda quads, table, _context, first: turtle12(quads, table, first),
    RDF12_NQUADS: lambda quads, _table, _context, _first: _nquads12(quads),
}
