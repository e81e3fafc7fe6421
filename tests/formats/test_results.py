"""Results of queries are written by the engine: the same statements, in the same order, as our own writers have them."""

import pytest
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from engagiert_ld.errors import NotExpressibleError
from engagiert_ld.formats import NTRIPLES, TURTLE, serialise, serialise_result

BASE = "https://example.org/x/"
SUBJECT, OTHER, PROPERTY = NamedNode(f"{BASE}id/network/b"), NamedNode(f"{BASE}id/network/a"), NamedNode("urn:p")
TEXTS = [
    'a"b',
    "\\",
    "\n",
    "\r",
    "\t",
    "\x01\x1f\x7f\x80",
    "e\u0301",
    "😀",
    "\u2028",
    "\ufffe",
    "'",
    "<<(",
    "_:x",
    "--ltr",
]
LITERALS = [
    literal
    for text in TEXTS
    for literal in (
        Literal(text),
        Literal(text, language="de-AT"),
        Literal(text, datatype=NamedNode(f"{BASE}id/concept/ä")),
    )
]
STATED = {Quad(subject, PROPERTY, literal) for subject in (SUBJECT, OTHER) for literal in LITERALS}


@pytest.mark.parametrize("quads", [STATED, {quad for quad in STATED if "_:" not in str(quad)}, set()])
def test_n_triples_are_those_of_our_writer(quads: set[Quad]) -> None:
    assert serialise_result(quads, NTRIPLES, BASE) == serialise(quads, NTRIPLES, BASE)


def test_turtle_says_the_same_and_begins_with_the_subject_that_is_wanted() -> None:
    quads = {quad for quad in STATED if not any(mark in str(quad) for mark in ("_:", "<<(", "--ltr"))}
    written = serialise_result(quads, TURTLE, BASE, first=SUBJECT)
    assert {Quad(*quad.triple) for quad in parse(written, format=RdfFormat.TURTLE)} == quads
    declarations, _, rest = written.decode().partition("> .\nnetwork:")
    assert rest.startswith("b ")
    assert sorted(declarations.splitlines()) == declarations.splitlines()
    assert written == serialise_result(set(quads), TURTLE, BASE, first=SUBJECT)


@pytest.mark.parametrize("fmt", [TURTLE, NTRIPLES])
def test_labels_of_blank_nodes_are_safe_and_terms_of_rdf_12_refused(fmt: object) -> None:
    odd = {Quad(BlankNode("0.x"), PROPERTY, Literal("x"))}
    assert serialise_result(odd, TURTLE, BASE) == serialise(odd, TURTLE, BASE)
    for term in (Triple(SUBJECT, PROPERTY, OTHER), Literal("x", language="de", direction=BaseDirection.RTL)):
        with pytest.raises(NotExpressibleError):
            serialise_result({Quad(SUBJECT, PROPERTY, term)}, fmt, BASE)  # type: ignore[arg-type]
