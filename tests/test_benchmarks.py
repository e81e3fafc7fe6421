"""The data and queries of the benchmarks: the same everywhere, and answered by our store as the data have it."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from domain import BASE, PREFIXES, SIZES, Domain
from engagiert_ld.formats import NTRIPLES, SRJ
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.store.tokens import tokens
from project import write_project
from shapes import ATTACKS, NUMBER, PROLOGUE, SHAPES, Shape

DOMAIN = Domain(SIZES[0])
VARIANTS = 3
SHA256 = "9acc4deae65706d24a898b145add17dad0a60b15565cc6b73b2473c33b6d04fd"
"""Of the N-Quads of the smallest size: figures of different days are about the same data."""

Triple = tuple[str, str, str]


def triples_of(quads: list[Quad]) -> list[Triple]:
    """Prefixed predicates; subjects and objects as N-Triples has them."""
    short = {f"<{iri}": f"{prefix}:" for prefix, iri in PREFIXES.items()}

    def shortened(iri: str) -> str:
        start, prefix = max((pair for pair in short.items() if iri.startswith(pair[0])), key=lambda pair: len(pair[0]))
        return prefix + iri[len(start) : -1]

    return [(str(quad.subject), shortened(str(quad.predicate)), str(quad.object)) for quad in quads]


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return list(parse("".join(DOMAIN.n_quads()), format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def triples(quads: list[Quad]) -> list[Triple]:
    return triples_of(quads)


@pytest.fixture(scope="module")
def store(quads: list[Quad]) -> EmbeddedStore:
    return EmbeddedStore(quads, BASE, {})


def test_the_data_are_the_same_on_every_machine() -> None:
    assert hashlib.sha256("".join(DOMAIN.n_quads()).encode()).hexdigest() == SHA256


@pytest.mark.parametrize("size", SIZES[:2])
def test_there_are_as_many_triples_as_asked_for(size: int) -> None:
    lines = list(Domain(size).n_triples())
    assert len(lines) == len(set(lines)) == size


def test_the_release_can_be_opened(tmp_path: Path, quads: list[Quad]) -> None:
    write_project(tmp_path, DOMAIN)
    release, refused = Shelf(tmp_path / "releases").newest()
    assert not refused
    assert set(release.quads) == set(quads)
    assert sum(release.manifest["dataset"]["graphs"].values()) == len(quads)


@pytest.mark.parametrize("text", [*(shape.text(DOMAIN, 0) for shape in SHAPES), *(PROLOGUE + text for text in ATTACKS)])
def test_the_number_makes_another_query_of_a_text(text: str) -> None:
    """Not only other white space or another comment, which a cache may leave aside."""
    one, other = ([token.text for token in tokens(text.replace(NUMBER, number))] for number in ("1", "2"))
    assert one != other


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.key)
def test_our_store_answers_what_the_data_say(store: EmbeddedStore, triples: list[Triple], shape: Shape) -> None:
    for variant in range(VARIANTS):
        expected = EXPECTED[shape.key](triples, shape.constant(DOMAIN, variant))
        assert answered(store, shape, variant) == expected > 0


def answered(store: EmbeddedStore, shape: Shape, variant: int) -> int:
    """How many rows or triples."""
    text = shape.text(DOMAIN, variant).replace(NUMBER, "1")
    if "SELECT" in shape.template:
        return len(json.loads(store.answer(text, SRJ))["results"]["bindings"])
    return store.answer(text, NTRIPLES).count(b"\n")


def subjects(triples: list[Triple], predicate: str, wanted: str) -> set[str]:
    return {subject for subject, prop, term in triples if prop == predicate and term == wanted}


def objects(triples: list[Triple], predicate: str, subject: str) -> set[str]:
    return {term for subj, prop, term in triples if prop == predicate and subj == subject}


def about(triples: list[Triple], constant: str) -> int:
    return sum(subject == constant for subject, _, _ in triples)


def memberships_in(triples: list[Triple], place: str) -> set[str]:
    networks = subjects(triples, "dcterms:spatial", place)
    return {one for network in networks for one in subjects(triples, "org:organization", network)}


def roles_in(triples: list[Triple], place: str) -> int:
    return len({role for one in memberships_in(triples, place) for role in objects(triples, "org:role", one)})


def networks_in(triples: list[Triple], place: str) -> int:
    return sum("/network/" in subject for subject in subjects(triples, "dcterms:spatial", place))


def networks_below(triples: list[Triple], topic: str) -> int:
    topics = [topic]
    for one in topics:
        topics += subjects(triples, "skos:broader", one)
    found = {thing for one in topics for thing in subjects(triples, "dcterms:subject", one)}
    return sum("/network/" in thing for thing in found)


def matching(predicate: str, pattern: str) -> Callable[[list[Triple], str], int]:
    def count(triples: list[Triple], constant: str) -> int:
        wanted = re.compile(pattern.replace("%%", constant), re.IGNORECASE)
        return sum(prop == predicate and bool(wanted.search(term)) for _, prop, term in triples)

    return count


def members_of(triples: list[Triple], network: str) -> int:
    """Each membership, and the name of each member once."""
    one = subjects(triples, "org:organization", network)
    members = {member for membership in one for member in objects(triples, "org:member", membership)}
    return len(one) + len(members)


EXPECTED: dict[str, Callable[[list[Triple], str], int]] = {
    "q01": about,
    "q02": about,
    "q03": lambda triples, place: len(memberships_in(triples, place)),
    "q04": networks_in,
    "q05": roles_in,
    "q06": networks_below,
    "q07": matching("dcterms:title", '"bericht .*%%"'),
    "q08": lambda _triples, _year: 20,
    "q09": matching("eng:quotation", "%% forum"),
    "q10": members_of,
}
"""How many rows or triples there have to be, counted without SPARQL; an order is cut after 20."""
