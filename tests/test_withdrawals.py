"""What is withdrawn or renamed: read from its graph, chains followed, and found where it does not belong."""

import datetime
from types import MappingProxyType

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from engagiert_ld.findings import Severity
from engagiert_ld.withdrawals import Kind, Withdrawal, misplaced, read_withdrawals

BASE = "https://ex.org/"
WITHDRAWN, SOURCE = f"{BASE}graph/withdrawn", f"{BASE}graph/source/x"
PREFIXES = f"""
PREFIX eng: <{BASE}def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX n: <{BASE}id/network/>
"""


def quads(turtle: str, graph: str = WITHDRAWN) -> list[Quad]:
    return list(parse(f"{PREFIXES} GRAPH <{graph}> {{ {turtle} }}", format=RdfFormat.TRIG))


def renamed(old: str, new: str) -> str:
    return f'n:{old} a eng:Renamed ; dcterms:date "2026-07-01"^^xsd:date ; dcterms:isReplacedBy n:{new} .\n'


def withdrawn(name: str, more: str = "") -> str:
    return f'n:{name} a eng:Withdrawn ; dcterms:date "2026-07-01"^^xsd:date ; eng:reason "x"@de , "y"@en {more} .\n'


def thing(name: str) -> str:
    return f"{BASE}id/network/{name}"


def successors(turtle: str) -> dict[str, str]:
    found = read_withdrawals(quads(turtle), BASE)
    return {iri.removeprefix(thing("")): one.successor.removeprefix(thing("")) for iri, one in found.items()}


def test_a_record_tells_kind_day_reasons_and_successor() -> None:
    found = read_withdrawals(quads(withdrawn("a", "; dcterms:isReplacedBy n:b") + renamed("c", "d")), BASE)
    assert isinstance(found, MappingProxyType)
    day = datetime.date(2026, 7, 1)
    assert found[thing("a")] == Withdrawal(thing("a"), Kind.WITHDRAWN, day, {"de": "x", "en": "y"}, thing("b"))
    assert found[thing("c")] == Withdrawal(thing("c"), Kind.RENAMED, day, {}, thing("d"))
    assert found.get(thing("b")) is None


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        (renamed("a", "b") + renamed("b", "c"), {"a": "c", "b": "c"}),
        (renamed("a", "b") + withdrawn("b"), {"a": "b", "b": ""}),
        (renamed("a", "b") + withdrawn("b", "; dcterms:isReplacedBy n:c"), {"a": "b", "b": "c"}),
        (withdrawn("a", "; dcterms:isReplacedBy n:b") + renamed("b", "c"), {"a": "c", "b": "c"}),
        (renamed("a", "a"), {"a": ""}),
        (withdrawn("a", "; dcterms:isReplacedBy n:b") + renamed("b", "a"), {"a": "", "b": "a"}),
        (renamed("a", "b") + renamed("b", "c") + renamed("c", "b"), {"a": "", "b": "", "c": ""}),
    ],
    ids=[
        "renamed twice",
        "renamed, then withdrawn",
        "a successor stays one",
        "successor renamed",
        "itself",
        "back",
        "circle",
    ],
)
def test_new_names_are_followed_to_the_last_one(turtle: str, expected: dict[str, str]) -> None:
    assert successors(turtle) == expected


def test_a_long_chain_is_followed_without_recursion() -> None:
    chain = "".join(renamed(f"x{number}", f"x{number + 1}") for number in range(2000))
    assert successors(chain)["x0"] == "x2000"


@pytest.mark.parametrize(
    "turtle",
    [
        "n:a a eng:Withdrawn .",
        'n:a a eng:Withdrawn ; dcterms:date "neulich" .',
        'n:a a eng:Withdrawn , eng:Renamed ; dcterms:date "2026-07-01"^^xsd:date .',
        'n:a dcterms:date "2026-07-01"^^xsd:date .',
    ],
)
def test_incomplete_and_contradictory_records_are_left_to_the_shapes(turtle: str) -> None:
    assert read_withdrawals(quads(turtle), BASE) == {}


def test_a_day_may_have_a_time_zone() -> None:
    found = read_withdrawals(quads('n:a a eng:Withdrawn ; dcterms:date "2026-07-01+02:00"^^xsd:date .'), BASE)
    assert found[thing("a")].date == datetime.date(2026, 7, 1)


def test_other_graphs_withdraw_nothing() -> None:
    assert read_withdrawals(quads(withdrawn("a"), SOURCE), BASE) == {}


@pytest.mark.parametrize(
    ("here", "elsewhere", "focus", "says"),
    [
        (withdrawn("a"), "n:b a eng:Network .", [], ""),
        (withdrawn("a") + "n:b eng:means 1 .", "", ["b"], "lists only what is withdrawn or renamed"),
        ("", "n:a a eng:Withdrawn .", ["a"], "stated in data/withdrawn.ttl only"),
        (withdrawn("a"), 'n:a eng:reason "x"@de .', ["a"], "stated in data/withdrawn.ttl only"),
        (withdrawn("a"), f"<{thing('a#part')}> eng:means 1 .", ["a#part"], "A part of a thing"),
    ],
    ids=["in order", "another thing in the file", "another file", "reason in another file", "part"],
)
def test_what_stands_in_the_wrong_file_is_a_violation(here: str, elsewhere: str, focus: list[str], says: str) -> None:
    found = list(misplaced([*quads(here), *quads(elsewhere, SOURCE)], BASE))
    assert [one.focus for one in found] == [thing(name) for name in focus]
    assert all((one.code, one.severity) == ("S45", Severity.VIOLATION) for one in found)
    assert all(says in one.message.en and one.message.de != one.message.en for one in found)
