"""Blank nodes and the IRIs they get."""

import pytest
from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from engagiert_ld.sources.blank_nodes import CircleError, Skolemiser

BASE = "https://example.org/"
GENID = f"{BASE}.well-known/genid/"


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE, base_iri=BASE)]


def named(text: str) -> set[Triple]:
    found = triples(text)
    names = Skolemiser(found, BASE)
    return {names.named(triple) for triple in found}


def test_labels_and_order_do_not_matter() -> None:
    first = "<a> <p> _:x . _:x <q> 1 , 2 ; <r> _:y . _:y <s> 'z' ."
    second = "_:two <s> 'z' . _:one <r> _:two ; <q> 2 , 1 . <a> <p> _:one ."
    assert named(first) == named(second)


def test_brackets_and_labels_say_the_same() -> None:
    assert named("<a> <p> [ <q> [ <r> 1 ] ] .") == named("<a> <p> _:x . _:x <q> _:y . _:y <r> 1 .")


def test_a_changed_statement_changes_the_iri_of_its_node_and_of_those_above() -> None:
    before, after = named("<a> <p> [ <q> [ <r> 1 ] ] ."), named("<a> <p> [ <q> [ <r> 2 ] ] .")
    assert before.isdisjoint(after)


def test_no_blank_node_is_left() -> None:
    found = named("<a> <p> ( 1 [ <q> () ] _:x ) . _:x a <X> . [] <y> <z> .")
    assert not [term for triple in found for term in (triple.subject, triple.object) if isinstance(term, BlankNode)]
    assert all(GENID in str(triple) for triple in found if "#type" not in str(triple.predicate))


def test_statements_without_blank_nodes_stay_as_they_are() -> None:
    assert named("<a> <p> <b> , 'c'@de .") == set(triples("<a> <p> <b> , 'c'@de ."))


@pytest.mark.parametrize(
    "text", ["_:a <p> _:a .", "_:a <p> _:b . _:b <p> _:a .", "<x> <y> _:a . _:a <p> [ <q> _:a ] ."]
)
def test_a_circle_of_blank_nodes_is_refused(text: str) -> None:
    with pytest.raises(CircleError):
        named(text)


def test_two_ways_to_one_node_are_no_circle() -> None:
    assert len(named("_:a <p> _:b , _:c . _:b <p> _:d . _:c <p> _:d ; <q> 1 . _:d <r> _:e . _:e <s> 1 .")) == 7


def test_nodes_that_say_the_same_share_an_iri() -> None:
    found = triples("<a> <p> [ <q> 1 ] . <b> <p> [ <q> 1 ] . <c> <p> [ <q> 2 ] .")
    assert sorted(len(nodes) for nodes in Skolemiser(found, BASE).nodes().values()) == [1, 2]


def test_lists_with_the_same_members_are_the_same_list() -> None:
    found = triples("<a> <p> ( 1 2 ) . <b> <p> ( 1 2 ) .")
    assert Skolemiser(found, BASE).nodes() == {}
    assert len(named("<a> <p> ( 1 2 ) . <b> <p> ( 1 2 ) .")) == 6


def test_a_list_may_be_long() -> None:
    assert len(named(f"<a> <p> ( {' '.join(map(str, range(5000)))} ) .")) == 10_001
