"""Descriptions: what is said about an IRI, what points to it, and the labels needed to read both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.describe import Descriptions, Text, local_name
from engagiert_ld.terms import iri_of

BASE = "https://ex.org/"
RDFS, SKOS, DCTERMS = (
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://purl.org/dc/terms/",
)
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NET, PART, ORG, OTHER = (f"{BASE}id/{name}" for name in ("network/a", "network/a#claim", "org/b", "org/c"))
KNOWS = f"{BASE}def#knows"


def quad(subject: str, predicate: str, value: str | Literal, graph: str = f"{BASE}graph/x") -> Quad:
    term = NamedNode(value) if isinstance(value, str) else value
    return Quad(NamedNode(subject), NamedNode(predicate), term, NamedNode(graph))


def text(value: str, language: str) -> Literal:
    return Literal(value, language=language)


QUADS = [
    quad(NET, TYPE, f"{BASE}def#Network"),
    quad(NET, f"{SKOS}prefLabel", text("Netz", "de")),
    quad(NET, f"{SKOS}prefLabel", text("network", "en")),
    quad(NET, KNOWS, ORG),
    quad(PART, KNOWS, NET),
    quad(PART, f"{RDFS}label", text("Teil", "de")),
    quad(ORG, TYPE, f"{BASE}def#Org"),
    quad(ORG, f"{RDFS}label", text("Träger", "de")),
    quad(ORG, f"{DCTERMS}title", text("not the best label", "en")),
    quad(OTHER, KNOWS, NET),
    quad(OTHER, KNOWS, PART),
    quad(OTHER, f"{SKOS}prefLabel", text("autre", "fr")),
    quad(OTHER, f"{DCTERMS}description", text("not asked for", "de")),
    quad(f"{BASE}def#Network", f"{RDFS}label", text("Netzwerk", "de")),
    quad(f"{BASE}def#Org", f"{RDFS}label", Literal("plain")),
    quad(f"{BASE}def#Network", TYPE, "http://www.w3.org/2002/07/owl#Class"),
]


@pytest.fixture
def descriptions() -> Descriptions:
    return Descriptions.of(QUADS, ("de", "en"))


def test_own_statements_are_those_of_the_thing_and_of_its_parts(descriptions: Descriptions) -> None:
    own = descriptions.describe(NET).own
    assert set(own) == {found for found in QUADS if iri_of(found.subject) in (NET, PART)}


def test_backlinks_come_from_elsewhere(descriptions: Descriptions) -> None:
    assert set(descriptions.describe(NET).backlinks) == {quad(OTHER, KNOWS, NET), quad(OTHER, KNOWS, PART)}


def test_labels_are_the_best_of_what_is_mentioned_in_every_language(descriptions: Descriptions) -> None:
    labels = set(descriptions.describe(NET).labels)
    assert labels == {
        quad(ORG, f"{RDFS}label", text("Träger", "de")),
        quad(OTHER, f"{SKOS}prefLabel", text("autre", "fr")),
        quad(f"{BASE}def#Network", f"{RDFS}label", text("Netzwerk", "de")),
    }


def test_the_order_of_the_dataset_does_not_matter(descriptions: Descriptions) -> None:
    assert Descriptions.of(reversed(QUADS), ("de", "en")).describe(NET) == descriptions.describe(NET)


def test_no_statement_is_given_twice(descriptions: Descriptions) -> None:
    quads = descriptions.describe(NET).quads
    assert len(quads) == len(set(quads))


def test_hash_namespaces_are_no_parts_of_a_document(descriptions: Descriptions) -> None:
    assert descriptions.describe(f"{BASE}def").own == ()


@pytest.mark.parametrize(
    ("iri", "language", "expected"),
    [
        (NET, "de", Text("Netz", "de")),
        (NET, "en", Text("network", "en")),
        (ORG, "en", Text("Träger", "de")),
        (OTHER, "en", Text("autre", "fr")),
        (f"{BASE}def#Org", "de", Text("plain", "")),
        (KNOWS, "de", Text("knows", "")),
        (f"{BASE}id/none", "de", Text("none", "")),
    ],
)
def test_a_label_falls_back_to_the_next_language_then_to_the_name(
    descriptions: Descriptions, iri: str, language: str, expected: Text
) -> None:
    assert descriptions.label(iri, language) == expected


def test_texts_of_a_property(descriptions: Descriptions) -> None:
    assert descriptions.texts(NET, f"{SKOS}prefLabel") == {"de": "Netz", "en": "network"}
    assert descriptions.texts(NET, KNOWS) == {}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", (Text("eins", "de"), Text("zwei", "de"))),
        ("en", (Text("one", "en"),)),
        ("it", (Text("eins", "de"), Text("zwei", "de"))),
    ],
)
def test_all_texts_of_a_property_in_the_language_or_the_next_there_is(
    language: str, expected: tuple[Text, ...]
) -> None:
    notes = [("zwei", "de"), ("un", "fr"), ("one", "en"), ("eins", "de")]
    quads = [quad(NET, f"{SKOS}note", text(value, tag)) for value, tag in notes]
    assert Descriptions.of(quads, ("de", "en")).texts_in(NET, f"{SKOS}note", language) == expected


def test_texts_without_a_language_stand_in(descriptions: Descriptions) -> None:
    assert descriptions.texts_in(f"{BASE}def#Org", f"{RDFS}label", "en") == (Text("plain", ""),)
    assert descriptions.texts_in(NET, KNOWS, "de") == ()


def test_instances_are_typed_and_in_order(descriptions: Descriptions) -> None:
    assert descriptions.instances(f"{BASE}id/") == [NET, ORG]
    assert descriptions.instances(f"{BASE}id/org/") == [ORG]
    assert descriptions.instances(f"{BASE}none/") == []


def test_what_is_withdrawn_or_renamed_is_known_but_no_instance() -> None:
    gone, source = f"{BASE}graph/withdrawn", f"{BASE}graph/source/withdrawn"
    quads = [
        quad(NET, TYPE, f"{BASE}def#Withdrawn", gone),
        quad(ORG, TYPE, f"{BASE}def#Org", source),
        quad(OTHER, TYPE, f"{BASE}def#Renamed", gone),
    ]
    descriptions = Descriptions.of(quads, ("de",))
    assert descriptions.instances(f"{BASE}id/") == [ORG]
    assert NET in descriptions


@pytest.mark.parametrize(
    ("iri", "known"), [(NET, True), (PART, True), (f"{BASE}id/none", False), ("", False), ("no iri", False)]
)
def test_what_has_statements_is_known(descriptions: Descriptions, iri: str, known: bool) -> None:
    assert (iri in descriptions) is known


@given(st.text())
def test_any_text_can_be_asked_for(iri: str) -> None:
    assert (BASE + iri in Descriptions.of(QUADS, ("de",))) in (True, False)


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://a/b/c", "c"),
        ("https://a/b#c", "c"),
        ("https://a/b/", "https://a/b/"),
        ("urn:x:y", "urn:x:y"),
        ("", ""),
    ],
)
def test_the_local_name(iri: str, name: str) -> None:
    assert local_name(iri) == name
