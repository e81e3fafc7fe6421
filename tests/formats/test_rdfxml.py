"""RDF/XML: its form, and what it refuses."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from engagiert_ld.errors import NotExpressibleError
from engagiert_ld.formats.rdfxml import rdfxml
from engagiert_ld.namespaces import RDF, XSD, prefixes

PREFIXES = prefixes("https://data.example/")
NODE = NamedNode("https://data.example/id/network/a")

WRITTEN = """\
<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
    xmlns:eng="https://data.example/def#"
    xmlns:ns-1="http://other.example/?a=1&amp;b="
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="https://data.example/id/network/a">
    <rdf:type rdf:resource="http://other.example/class/123"/>
    <ns-1:c rdf:nodeID="x"/>
    <eng:founded rdf:datatype="http://www.w3.org/2001/XMLSchema#gYear">1999</eng:founded>
    <eng:label xml:lang="de">1 &lt; 2 &amp; 3&#xD;&#xA;</eng:label>
  </rdf:Description>
</rdf:RDF>
"""


def test_the_written_form() -> None:
    quads = [
        Quad(NODE, NamedNode("https://data.example/def#label"), Literal("1 < 2 & 3\r\n", language="de")),
        Quad(NODE, NamedNode("https://data.example/def#founded"), Literal("1999", datatype=NamedNode(f"{XSD}gYear"))),
        Quad(NODE, NamedNode("http://other.example/?a=1&b=c"), BlankNode("x")),
        Quad(NODE, NamedNode(f"{RDF}type"), NamedNode("http://other.example/class/123")),
    ]
    assert rdfxml(quads, PREFIXES).decode() == WRITTEN
    assert set(parse(WRITTEN, format=RdfFormat.RDF_XML)) != set()


@pytest.mark.parametrize(
    "predicate",
    [
        "http://other.example/",
        "http://other.example/p#",
        "http://other.example/123",
        "http://other.example/p#1",
        "http://other.example/a%20",
        f"{RDF}li",
        f"{RDF}Description",
        f"{RDF}about",
        "http://www.w3.org/2000/xmlns/x",
    ],
)
def test_a_predicate_that_is_no_xml_name_is_refused(predicate: str) -> None:
    with pytest.raises(NotExpressibleError, match="as an XML name") as caught:
        rdfxml([Quad(NODE, NamedNode(predicate), NODE)], PREFIXES)
    assert predicate in caught.value.message.de


@pytest.mark.parametrize("character", ["\0", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_does_not_have_is_refused(character: str) -> None:
    with pytest.raises(NotExpressibleError, match=f"U\\+{ord(character):04X}"):
        rdfxml([Quad(NODE, NamedNode("http://other.example/p"), Literal(f"a{character}b"))], PREFIXES)


@pytest.mark.parametrize("local", ["_1", "type", "bürger", "x1", "1x", "a.b-c", "Seq"])
def test_a_predicate_that_ends_in_an_xml_name_is_written(local: str) -> None:
    quad = Quad(NODE, NamedNode(f"{RDF}{local}"), NODE)
    assert set(parse(rdfxml([quad], PREFIXES), format=RdfFormat.RDF_XML)) == {quad}
