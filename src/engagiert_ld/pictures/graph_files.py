"""A network as files that Gephi and other programs open: GraphML, GEXF, and a table of its edges."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter


@dataclass(frozen=True)
class Vertex:
    """A node: its IRI, what it is called, and the name of its kind."""

    iri: str
    label: str
    kind: str


@dataclass(frozen=True)
class Arc:
    """A directed edge between two IRIs: what it is called, its kind, and its time as it is written."""

    source: str
    target: str
    label: str
    kind: str
    time: str


def graphml(vertices: Iterable[Vertex], arcs: Iterable[Arc]) -> bytes:
    """GraphML (http://graphml.graphdrawing.org/), nodes by IRI; the same bytes for the same network."""
    lines = nx.generate_graphml(_graph(vertices, arcs), named_key_ids=True)
    return "".join(f"{line}\n" for line in ('<?xml version="1.0" encoding="utf-8"?>', *lines)).encode()


def gexf(vertices: Iterable[Vertex], arcs: Iterable[Arc], modified: datetime.date) -> bytes:
    """GEXF 1.2 (https://gexf.net/), nodes by IRI; `modified` is the date that it tells."""
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(_graph(vertices, arcs))
    for meta in writer.xml.iter("meta"):
        meta.set("lastmodifieddate", modified.isoformat())  # instead of today's, which would change the bytes
    ElementTree.indent(writer.xml)
    content: bytes = ElementTree.tostring(writer.xml, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def edge_table(vertices: Iterable[Vertex], arcs: Iterable[Arc]) -> bytes:
    """CSV with the columns that Gephi imports as edges, and with the labels of both ends."""
    labels = {vertex.iri: vertex.label for vertex in vertices}
    table = io.StringIO()
    lines = csv.writer(table, lineterminator="\r\n")
    lines.writerow(["Source", "Target", "Type", "Label", "Kind", "Time", "SourceLabel", "TargetLabel"])
    for arc in arcs:
        ends = labels[arc.source], labels[arc.target]
        lines.writerow([arc.source, arc.target, "Directed", arc.label, arc.kind, arc.time, *ends])
    return table.getvalue().encode()


def _graph(vertices: Iterable[Vertex], arcs: Iterable[Arc]) -> "nx.MultiDiGraph":
    graph = nx.MultiDiGraph()
    for vertex in vertices:
        graph.add_node(vertex.iri, label=_xml(vertex.label), kind=_xml(vertex.kind))
    for arc in arcs:
        graph.add_edge(arc.source, arc.target, label=_xml(arc.label), kind=_xml(arc.kind), time=_xml(arc.time))
    return graph


def _xml(text: str) -> str:
    """Without the characters that XML 1.0 does not have (2.2)."""
    return "".join(letter for letter in text if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff"))
