"""The table of kinds of identifiers: each row accepts what its comment calls right, and no row what it calls wrong."""

import re
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Namespace

TABLE: Final = Path(__file__).parents[2] / "ontology" / "identifier-kinds.ttl"
BASE: Final = "https://example.org/"
ENG: Final = Namespace(f"{BASE}def#")
CONCEPT: Final = Namespace(f"{BASE}id/concept/")
ROW: Final = re.compile(r"^# richtig/right: (\S+)\n# falsch/wrong:  (.+)\nconcept:(identifier-[a-z-]+)\n", re.MULTILINE)


class Kind(NamedTuple):
    """A row of the table with the examples of its comment."""

    right: str
    wrong: str
    name: str


TEXT: Final = TABLE.read_text(encoding="utf-8")
GRAPH: Final = Graph().parse(data=TEXT, format="turtle", publicID=BASE)
KINDS: Final = [Kind(*found.groups()) for found in ROW.finditer(TEXT)]


def matching(example: str) -> set[str]:
    """The kinds that accept an example: an IRI by the patterns of IRIs, anything else by those of codes."""
    prop = ENG.iriPattern if example.startswith("http") else ENG.codePattern
    return {
        str(kind).removeprefix(str(CONCEPT))
        for kind, pattern in GRAPH.subject_objects(prop)
        if re.search(str(pattern), example)
    }


def test_every_row_has_examples() -> None:
    rows = {str(kind).removeprefix(str(CONCEPT)) for kind in GRAPH.subjects(SKOS.inScheme, CONCEPT.identifiers)}
    assert {kind.name for kind in KINDS} == rows
    assert len(KINDS) == len(rows)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_right_example_is_of_this_kind_and_no_other(kind: Kind) -> None:
    assert matching(kind.right) == {kind.name}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_wrong_example_is_not_of_this_kind(kind: Kind) -> None:
    assert kind.name not in matching(kind.wrong)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_pattern_tests_the_whole_identifier(kind: Kind) -> None:
    """Nothing may stand before or behind: one more character at the end or the beginning is no longer of the kind."""
    for longer in (f"{kind.right} ", f"{kind.right}/?", f" {kind.right}"):
        assert kind.name not in matching(longer)


def test_a_kind_is_a_datatype_just_if_it_has_codes() -> None:
    assert set(GRAPH.subjects(RDF.type, RDFS.Datatype)) == set(GRAPH.subjects(ENG.codePattern))
