"""Concept schemes as trees, from statements in either direction, and from statements that make no tree."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from engagiert_ld.concept_schemes import Branch, ConceptSchemes
from engagiert_ld.namespaces import RDF, SKOS

BASE = "https://ex.org/"
SCHEME, OTHER = f"{BASE}scheme", f"{BASE}other"


def iri(name: str) -> str:
    return f"{BASE}id/concept/{name}"


def quad(subject: str, predicate: str, value: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), NamedNode(value), NamedNode(f"{BASE}graph"))


def said(*statements: str) -> list[Quad]:
    """`a broader b`, with names for concepts and `scheme` and `other` for the two schemes."""
    schemes = {"scheme": SCHEME, "other": OTHER}
    words = (statement.split() for statement in statements)
    return [quad(schemes.get(s, iri(s)), SKOS + p, schemes.get(o, iri(o))) for s, p, o in words]


def by_name(concept: str) -> str:
    return concept


def drawn(quads: list[Quad], scheme: str = SCHEME) -> str:
    """The tree in one line: a dash for each level, a star where it goes on further up."""
    branches = ConceptSchemes(quads).tree(scheme, by_name)
    return " ".join(
        "-" * branch.depth + branch.iri.removeprefix(iri("")) + "*" * branch.repeated for branch in branches
    )


def test_the_schemes_are_what_is_typed_as_one() -> None:
    typed = [quad(OTHER, f"{RDF}type", f"{SKOS}ConceptScheme"), quad(SCHEME, f"{RDF}type", f"{SKOS}ConceptScheme")]
    schemes = ConceptSchemes([*typed, quad(iri("a"), f"{RDF}type", f"{SKOS}Concept"), *said("a inScheme x")])
    assert schemes.iris == (OTHER, SCHEME)


def test_each_direction_of_each_statement_makes_the_same_tree() -> None:
    for top in ("scheme hasTopConcept a", "a topConceptOf scheme"):
        for link in ("b broader a", "a narrower b"):
            assert drawn(said(top, link, "a inScheme scheme", "b inScheme scheme")) == "a -b"
            assert drawn(said(top, link, "b inScheme scheme")) == "a -b"


def test_the_concepts_are_those_in_the_scheme_and_at_its_top() -> None:
    schemes = ConceptSchemes(
        said("scheme hasTopConcept a", "b topConceptOf scheme", "c inScheme scheme", "d inScheme other")
    )
    assert schemes.concepts(SCHEME) == {iri("a"), iri("b"), iri("c")}
    assert schemes.concepts(BASE) == frozenset()


def test_every_level_is_in_the_order_asked_for() -> None:
    quads = said(*(f"{name} topConceptOf scheme" for name in "acb"), *(f"{name} broader b" for name in "zxy"))
    assert drawn(quads) == "a b -x -y -z c"
    labels = {iri(name): label for name, label in zip("abcxyz", "cbazyx", strict=True)}
    named = ConceptSchemes(quads).tree(SCHEME, lambda concept: labels[concept])
    assert [branch.iri.removeprefix(iri("")) for branch in named] == ["c", "b", "z", "y", "x", "a"]


def test_what_no_top_concept_reaches_is_at_the_top_with_what_is_below_it() -> None:
    stray = said("c inScheme scheme", "d inScheme scheme", "d broader c", "a inScheme scheme")
    assert drawn([*said("b topConceptOf scheme"), *stray]) == "a b c -d"
    assert drawn(stray) == "a c -d"


def test_a_circle_ends_and_none_of_it_is_lost() -> None:
    circle = said(
        *(f"{name} inScheme scheme" for name in "abcd"), "b broader a", "c broader b", "a broader c", "d broader c"
    )
    assert drawn(circle) == "a -b --c ---a* ---d"
    assert drawn([*circle, *said("c topConceptOf scheme")]) == "c -a --b ---c* -d"
    assert drawn(said("a inScheme scheme", "a broader a")) == "a -a*"


def test_a_concept_with_two_broader_ones_is_below_both_and_goes_on_once() -> None:
    quads = said("a topConceptOf scheme", "b topConceptOf scheme", "c broader a", "c broader b", "d broader c")
    assert drawn(quads) == "a -c --d b -c*"
    assert drawn(said("a topConceptOf scheme", "b topConceptOf scheme", "c broader a", "c broader b")) == "a -c b -c"


def test_a_concept_of_another_scheme_stays_there() -> None:
    quads = said("a topConceptOf scheme", "b broader a", "b inScheme other", "c broader a", "c broader b")
    assert drawn(quads) == "a -c"
    assert drawn(quads, OTHER) == "b -c"


def test_a_scheme_without_concepts_has_no_tree() -> None:
    assert drawn(said("a inScheme other")) == ""


def test_deep_and_tangled_schemes_are_no_trouble() -> None:
    """5000 levels; and 60 levels of two concepts each, which can be gone through in 2⁶⁰ ways."""
    chain = [quad(iri(f"{n:04}"), f"{SKOS}broader", iri(f"{n - 1:04}")) for n in range(1, 5000)]
    branches = ConceptSchemes([*chain, *said("0000 topConceptOf scheme")]).tree(SCHEME, by_name)
    assert branches[-1] == Branch(iri("4999"), 4999, False)
    tangle = said(*(f"{a}{n} broader {b}{n - 1}" for n in range(1, 60) for a in "ab" for b in "ab"))
    branches = ConceptSchemes([*tangle, *said("a0 topConceptOf scheme", "b0 topConceptOf scheme")]).tree(
        SCHEME, by_name
    )
    assert len(branches) == 2 + 4 * 59


NAMES = st.sampled_from("abcdef")


@given(st.sets(NAMES), st.sets(NAMES), st.lists(st.tuples(NAMES, st.sampled_from(["broader", "narrower"]), NAMES)))
def test_any_statements_give_a_tree_with_every_concept(
    tops: set[str], members: set[str], links: list[tuple[str, str, str]]
) -> None:
    quads = said(
        *(f"{name} topConceptOf scheme" for name in sorted(tops)),
        *(f"{name} inScheme scheme" for name in sorted(members)),
        *(" ".join(link) for link in links),
    )
    branches = ConceptSchemes(quads).tree(SCHEME, by_name)
    assert tops | members <= {branch.iri[-1] for branch in branches}
    assert [branch.depth for branch in branches[:1]] in ([], [0])
    assert all(after.depth <= before.depth + 1 for before, after in itertools.pairwise(branches))
    written = [branch.iri for branch, after in itertools.pairwise(branches) if after.depth > branch.depth]
    assert len(written) == len(set(written)), "a concept goes on twice"
    random.Random(0).shuffle(quads)
    assert ConceptSchemes(quads).tree(SCHEME, by_name) == branches
