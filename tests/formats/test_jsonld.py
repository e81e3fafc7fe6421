"""JSON-LD: the context of a release, and documents that read like JSON written by hand."""

import json
import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld as pyld
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from engagiert_ld.errors import NotExpressibleError
from engagiert_ld.formats import JSONLD, serialise
from engagiert_ld.formats.jsonld import compact, context_document, context_for, dumps
from engagiert_ld.namespaces import RDF, XSD, prefixes

BASE = "https://data.example/"
PREFIXES = prefixes(BASE)

SOURCE = (
    "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    + """
network:civitas a eng:Network, org:Organization ;
    skos:prefLabel "Civitas-Netzwerk bürgerorientierter Kommunen"@de, "Civitas network"@en ;
    skos:altLabel "Civitas"@de, "Netzwerk Civitas"@de ;
    eng:activeDuring <https://data.example/id/period/y1999--2014> ;
    dcterms:source <https://other.example/a> .
<https://data.example/id/participation/stadt-essen--civitas> a eng:Participation ;
    org:member orgn:stadt-essen ; org:organization network:civitas ; org:role role:member, role:host .
<https://data.example/id/period/y1999--2014> a dcterms:PeriodOfTime ;
    dcat:startDate "1999"^^xsd:gYear ; eng:edtf "1999/2014" ; eng:mixed "a", "b"@de, 5, role:host .
"""
)

WRITTEN = """\
{
  "@context": {
    "@version": 1.1,
    "id": "@id",
    "type": "@type",
    "graph": "@graph",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eng": "https://data.example/def#",
    "network": "https://data.example/id/network/",
    "org": "http://www.w3.org/ns/org#",
    "orgn": "https://data.example/id/org/",
    "participation": "https://data.example/id/participation/",
    "period": "https://data.example/id/period/",
    "role": "https://data.example/id/role/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "Network": "eng:Network",
    "Organization": "org:Organization",
    "Participation": "eng:Participation",
    "PeriodOfTime": "dcterms:PeriodOfTime",
    "activeDuring": {
      "@id": "eng:activeDuring",
      "@type": "@id"
    },
    "altLabel": {
      "@id": "skos:altLabel",
      "@container": "@language"
    },
    "dcterms:source": {
      "@id": "http://purl.org/dc/terms/source",
      "@type": "@id"
    },
    "edtf": "eng:edtf",
    "member": {
      "@id": "org:member",
      "@type": "@id"
    },
    "mixed": "eng:mixed",
    "org:role": {
      "@id": "http://www.w3.org/ns/org#role",
      "@type": "@id"
    },
    "organization": {
      "@id": "org:organization",
      "@type": "@id"
    },
    "prefLabel": {
      "@id": "skos:prefLabel",
      "@container": "@language"
    },
    "startDate": {
      "@id": "dcat:startDate",
      "@type": "xsd:gYear"
    }
  },
  "graph": [
    {
      "id": "network:civitas",
      "type": [
        "Organization",
        "Network"
      ],
      "prefLabel": {
        "de": "Civitas-Netzwerk bürgerorientierter Kommunen",
        "en": "Civitas network"
      },
      "altLabel": {
        "de": [
          "Civitas",
          "Netzwerk Civitas"
        ]
      },
      "activeDuring": "period:y1999--2014",
      "dcterms:source": "https://other.example/a"
    },
    {
      "id": "participation:stadt-essen--civitas",
      "type": "Participation",
      "member": "orgn:stadt-essen",
      "org:role": [
        "role:host",
        "role:member"
      ],
      "organization": "network:civitas"
    },
    {
      "id": "period:y1999--2014",
      "type": "PeriodOfTime",
      "edtf": "1999/2014",
      "mixed": [
        {
          "id": "role:host"
        },
        {
          "type": "xsd:integer",
          "@value": "5"
        },
        "a",
        {
          "@language": "de",
          "@value": "b"
        }
      ],
      "startDate": "1999"
    }
  ]
}
"""


def quads_of(text: str) -> set[Quad]:
    return set(parse(text, format=RdfFormat.TURTLE))


def read(data: bytes) -> set[Quad]:
    return set(parse(data, format=RdfFormat.JSON_LD))


def test_the_written_form() -> None:
    assert serialise(quads_of(SOURCE), JSONLD, BASE).decode() == WRITTEN


def test_a_single_subject_is_the_document_itself() -> None:
    quads = quads_of(SOURCE)
    context = context_for(quads, PREFIXES)
    civitas = {quad for quad in quads if str(quad.subject).endswith("/civitas>")}
    document = compact(civitas, context)
    assert list(document) == ["@context", *json.loads(WRITTEN)["graph"][0]]
    assert document["@context"] == context
    assert read(dumps(document)) == civitas


def test_the_node_asked_for_comes_first() -> None:
    quads = quads_of(SOURCE)
    period = NamedNode(f"{BASE}id/period/y1999--2014")
    nodes = compact(quads, context_for(quads, PREFIXES), first=period)["graph"]
    assert [node["id"].partition(":")[0] for node in nodes] == ["period", "network", "participation"]
    assert compact(quads, context_for(quads, PREFIXES), first=NamedNode("http://absent.example/"))["graph"]


def test_no_subject_is_an_empty_graph() -> None:
    assert compact([], {"graph": "@graph"}) == {"@context": {"graph": "@graph"}, "graph": []}


def test_the_context_document_holds_the_context_of_the_answers() -> None:
    context = context_for(quads_of(SOURCE), PREFIXES)
    assert json.loads(context_document(context)) == {"@context": json.loads(WRITTEN)["@context"]}


def coerced(*values: NamedNode | BlankNode | Literal) -> Any:
    subject, predicate = NamedNode(f"{BASE}id/network/a"), NamedNode(f"{BASE}def#p")
    return context_for([Quad(subject, predicate, value) for value in values], PREFIXES)["p"]


GYEAR = NamedNode(f"{XSD}gYear")


@pytest.mark.parametrize(
    ("values", "definition"),
    [
        ([NamedNode("urn:a"), BlankNode("b")], {"@id": "eng:p", "@type": "@id"}),
        ([Literal("a", language="de"), Literal("a", language="en")], {"@id": "eng:p", "@container": "@language"}),
        ([Literal("1999", datatype=GYEAR)], {"@id": "eng:p", "@type": "xsd:gYear"}),
        ([Literal("a", datatype=NamedNode("urn:t"))], {"@id": "eng:p", "@type": "urn:t"}),
        ([Literal("a"), Literal("b")], "eng:p"),
        ([Literal("a"), Literal("b", language="de")], "eng:p"),
        ([Literal("a"), NamedNode("urn:a")], "eng:p"),
        ([Literal("1999", datatype=GYEAR), Literal(5)], "eng:p"),
    ],
)
def test_a_term_is_coerced_to_what_all_values_are(values: list[Any], definition: object) -> None:
    assert coerced(*values) == definition


def terms_for(*iris: str, kind: str = "property") -> dict[str, Any]:
    node, rdf_type = NamedNode("urn:x:a"), NamedNode(f"{RDF}type")
    quads = [
        Quad(node, NamedNode(iri), node) if kind == "property" else Quad(node, rdf_type, NamedNode(iri)) for iri in iris
    ]
    context = context_for(quads, PREFIXES)
    skipped = {"@version", "id", "type", "graph", *PREFIXES}
    return {
        term: value["@id"] if isinstance(value, dict) else value
        for term, value in context.items()
        if term not in skipped
    }


DCTERMS, FOAF, SCHEMA = PREFIXES["dcterms"], PREFIXES["foaf"], PREFIXES["schema"]


def test_a_shared_local_name_goes_to_the_first_vocabulary() -> None:
    assert terms_for(f"{FOAF}title", f"{DCTERMS}title", "http://a.example/title") == {
        "title": "dcterms:title",
        "foaf:title": f"{FOAF}title",
    }
    assert terms_for(f"{SCHEMA}Role", f"{PREFIXES['org']}Role", f"{BASE}def#Role", kind="class") == {"Role": "eng:Role"}
    assert terms_for("http://b.example/x", "http://a.example/x") == {"x": "http://a.example/x"}
    assert terms_for(f"{PREFIXES['void']}x", f"{PREFIXES['bibo']}x")["x"] == "bibo:x"


def test_aliases_prefixes_and_schemes_are_no_terms() -> None:
    assert terms_for(f"{DCTERMS}type", f"{SCHEMA}id", f"{SCHEMA}graph", f"{DCTERMS}source", f"{SCHEMA}urn") == {
        "dcterms:type": f"{DCTERMS}type",
        "schema:id": f"{SCHEMA}id",
        "schema:graph": f"{SCHEMA}graph",
        "dcterms:source": f"{DCTERMS}source",
        "schema:urn": f"{SCHEMA}urn",
    }


def test_the_name_of_an_unused_prefix_stays_free_so_that_terms_do_not_change_when_it_comes_into_use() -> None:
    assert "bibo" not in terms_for(f"{SCHEMA}bibo")


def test_an_iri_whose_scheme_is_a_prefix_is_written_in_full() -> None:
    time = PREFIXES["time"]
    quads = {Quad(NamedNode("time:now"), NamedNode(f"{time}p"), NamedNode(f"{time}x"))}
    data = serialise(quads, JSONLD, BASE)
    assert "time" not in json.loads(data)["@context"]
    assert read(data) == quads


@pytest.mark.parametrize("iri", ["eng:x", f"{BASE}def#//x"])
def test_an_iri_that_a_given_context_would_garble_is_refused(iri: str) -> None:
    context = context_for(quads_of(SOURCE), PREFIXES)
    node = NamedNode(iri)
    other = NamedNode("urn:x:a")
    for quad in (Quad(node, other, other), Quad(other, node, other), Quad(other, other, node)):
        with pytest.raises(NotExpressibleError, match="JSON-LD"):
            compact([quad], context)


def no_network(*_args: object, **_options: object) -> socket.socket:
    raise AssertionError("a connection was attempted")


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", no_network)
    monkeypatch.setattr(socket, "create_connection", no_network)
    quads = quads_of(SOURCE)
    assert serialise(quads, JSONLD, BASE)
    with pytest.raises(NotExpressibleError):
        compact(quads, {"graph": "@graph", "@import": "https://other.example/context.jsonld"})


def test_a_language_that_reads_like_an_alias_is_a_language() -> None:
    quads = {
        Quad(NamedNode("urn:x:a"), NamedNode(f"{BASE}def#p"), Literal("teks", language=tag)) for tag in ("id", "graph")
    }
    assert json.loads(serialise(quads, JSONLD, BASE))["p"] == {"graph": "teks", "id": "teks"}
    assert read(serialise(quads, JSONLD, BASE)) == quads


values = st.one_of(
    st.sampled_from([NamedNode("urn:x:b"), NamedNode(f"{BASE}def#Network"), NamedNode(f"{BASE}id/org/a")]),
    st.builds(Literal, st.text(max_size=5)),
    st.builds(lambda text, tag: Literal(text, language=tag), st.text(max_size=5), st.sampled_from(["de", "en"])),
    st.builds(lambda text, iri: Literal(text, datatype=iri), st.text(max_size=5), st.sampled_from([GYEAR])),
)
properties = st.sampled_from(["def#p", "def#q", "def#edtf", "def#activeDuring", "def#mixed", "x#role"])
foreign = st.sets(
    st.builds(
        lambda subject, name, value: Quad(NamedNode(f"{BASE}id/network/{subject}"), NamedNode(f"{BASE}{name}"), value),
        st.sampled_from("ab"),
        properties,
        values,
    )
    | st.builds(
        lambda name, value: Quad(NamedNode(f"{BASE}id/network/a"), NamedNode(name), value),
        st.sampled_from([f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['dcat']}startDate", f"{PREFIXES['org']}role"]),
        values,
    ),
    max_size=8,
)
CONTEXT = context_for(quads_of(SOURCE), PREFIXES)


@settings(deadline=None)
@given(quads=foreign)
def test_the_context_of_a_release_does_for_other_data_too(quads: set[Quad]) -> None:
    data = dumps(compact(quads, CONTEXT))
    assert read(data) == quads
    lines = pyld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    assert set(parse(lines, format=RdfFormat.N_QUADS)) == quads
