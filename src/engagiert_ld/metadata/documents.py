"""What a document says of itself."""

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.namespaces import DCTERMS, FOAF, RDF, XSD
from engagiert_ld.publication import Publication


def document_statements(publication: Publication, document_iri: str, topic_iri: str) -> tuple[Quad, ...]:
    """Topic, licence and date of a document; these statements are no part of the dataset."""
    document = NamedNode(document_iri)
    statements: dict[str, NamedNode | Literal] = {
        f"{RDF}type": NamedNode(f"{FOAF}Document"),
        f"{FOAF}primaryTopic": NamedNode(topic_iri),
        f"{DCTERMS}license": NamedNode(publication.data_licence),
        f"{DCTERMS}modified": Literal(publication.modified.isoformat(), datatype=NamedNode(f"{XSD}date")),
        f"{DCTERMS}isPartOf": NamedNode(f"{publication.base_iri}dataset"),
    }
    return tuple(Quad(document, NamedNode(predicate), value) for predicate, value in statements.items())
