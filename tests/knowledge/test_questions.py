"""The competency questions: each is a query with the answer that the source supports, and the data carry that answer."""

import json
import re
from typing import Any, Final

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from engagiert_ld.formats import SRJ
from engagiert_ld.store.embedded import EmbeddedStore
from running import REPOSITORY, SHARED, ProjectFolder

BASE: Final = "https://w3id.org/engagiert-ld/"
ORG: Final = "http://www.w3.org/ns/org#"
CERTAINTY: Final = NamedNode(f"{BASE}def#certainty")
INFERRED: Final = NamedNode(f"{BASE}id/concept/certainty-inferred")
AMBIGUOUS: Final = NamedNode(f"{BASE}id/concept/certainty-ambiguous")
QUERIES: Final = REPOSITORY / "queries"
QUESTIONS: Final = tuple(f"q{number:02}" for number in range(1, 26))
HEADER: Final = re.compile(
    r"# title@de: (?P<de>.+)\n# title@en: (?P<en>.+)\n# description@de: .+\n# description@en: .+\n"
    r"# SPDX-FileCopyrightText: engagiert-ld contributors\n# SPDX-License-Identifier: DL-DE-ZERO-2\.0\n"
    r"# topic@de: .+\n# topic@en: .+\n\n"
)
PREFIXES: Final = f"""
@base <{BASE}> .
@prefix eng: <def#> .
@prefix concept: <id/concept/> .
@prefix event: <id/event/> .
@prefix network: <id/network/> .
@prefix orgn: <id/org/> .
@prefix page: <id/page/> .
@prefix part: <id/participation/> .
@prefix period: <id/period/> .
@prefix photo: <id/photo/> .
@prefix publication: <id/publication/> .
@prefix role: <id/role/> .
@prefix topic: <id/topic/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
"""

FACTS: Final = {
    "q01": "part:stadt-essen--civitas org:memberDuring period:y1999--2014",
    "q02": "part:stadt-essen--engagiert-in-nrw org:role role:member",
    "q03": "network:allianz-vielfaeltige-demokratie eng:organiser orgn:bertelsmann-stiftung",
    "q04": "topic:innovationsdialog-buergerbeteiligung--08 schema:position 8",
    "q05": "publication:buerger-beteiligen eng:summarisesResultsOf network:innovationsdialog-buergerbeteiligung",
    "q06": "publication:leitbild-buergerkommune dcterms:publisher orgn:kgst",
    "q07": "concept:buergerkommune eng:constitutiveElement concept:transparenz",
    "q08": "network:b2 eng:scientificPartner orgn:lehrstuhl-planungstheorie-rwth",
    "q09": "network:bbe-ag4 org:subOrganizationOf network:bbe",
    "q10": "part:civitas-botschafter--bbe org:memberDuring period:y2005--2013",
    "q11": "network:netzknoten-qualifikationsangebote org:subOrganizationOf network:civitas",
    "q12": "publication:handbuch-stadtteilentwicklung eng:notStated dcterms:title",
    "q13": "publication:essen-auf-dem-weg eng:targetGroup concept:group-nachwuchskraefte",
    "q14": "part:stadt-essen--civitas org:memberDuring period:y1999--2014",
    "q15": "event:civitas-projektphasen eng:accompaniedBy orgn:bertelsmann-stiftung",
    "q16": "photo:civitas-viernheim eng:notStated dcterms:created",
    "q17": "page:essen-engagiert--breadcrumb-03 schema:item page:essen-de--aemter",
    "q18": "orgn:stadt-essen eng:pursuesTopic concept:buergerorientierung",
    "q19": 'network:engagiert-in-nrw eng:means "Bearbeitung gemeinsamer aktueller Themen"@de',
    "q20": "network:netzwerk-buergerbeteiligung eng:governmentLevel concept:level-land",
    "q21": "publication:standards-buergerbeteiligung eng:notStated dcterms:publisher",
    "q22": "part:stadt-essen--innovationsdialog-buergerbeteiligung org:member orgn:stadt-essen",
    "q23": 'network:civitas-botschafter eng:activity "andere Kommunen in Deutschland beraten"@de',
    "q24": "network:allianz-vielfaeltige-demokratie eng:activeDuring period:y2015--",
    "q25": "network:innovationsdialog-buergerbeteiligung eng:host orgn:bertelsmann-stiftung",
}
"""For each question a fact on which its answer rests, in Turtle: without it, the answer must be another."""

NAMED_BY_THE_QUESTION: Final = {
    "q17": {"essen.de": "the question asks for the navigation of essen.de, which is also its first step"},
}
"""Values of an answer that the text of its query may contain, and why."""

MARKERS: Final = re.compile(r"[\w ,]+ / [\w ,]+")
"""Words of the queries themselves, German and English ("offen / open"): no value of the data has this form."""


def text_of(question: str) -> str:
    return (QUERIES / f"{question}.rq").read_text(encoding="utf-8")


def expected(question: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((QUERIES / f"{question}.srj").read_text(encoding="utf-8"))
    return content


def fact(question: str) -> Triple:
    (quad,) = parse(f"{PREFIXES}{FACTS[question]} .", format=RdfFormat.TURTLE)
    triple: Triple = quad.triple
    return triple


@pytest.fixture(scope="module")
def quads(built: ProjectFolder) -> tuple[Quad, ...]:
    return tuple(parse(path=built.current / "all.nq", format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def store(quads: tuple[Quad, ...]) -> EmbeddedStore:
    return EmbeddedStore(quads, BASE, {})


@pytest.fixture(scope="module")
def dump(built: ProjectFolder) -> rdflib.Graph:
    """The Turtle dump, read by another library than the one that wrote it."""
    return rdflib.Graph().parse(built.current / "all.ttl", format="turtle")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_titled_and_described_in_both_languages(question: str) -> None:
    assert HEADER.match(text_of(question))


@pytest.mark.shared
def test_the_queries_are_the_twenty_five_questions_in_their_order() -> None:
    asked = (SHARED / "knowledge" / "questions.md").read_text(encoding="utf-8")
    titles = [(found["de"], found["en"]) for question in QUESTIONS if (found := HEADER.match(text_of(question)))]
    assert titles == re.findall(r"^- \*\*DE:\*\* (.+)\n- \*\*EN:\*\* (.+)$", asked, re.MULTILINE)


def test_every_question_has_an_answer_and_a_fact_and_nothing_else_has() -> None:
    assert sorted(path.stem for path in QUERIES.glob("*.srj")) == list(QUESTIONS)
    assert list(FACTS) == list(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_store_gives_the_expected_answer(question: str, store: EmbeddedStore) -> None:
    answer = json.loads(store.answer(text_of(question), SRJ))
    assert answer == expected(question)
    assert answer["results"]["bindings"]


def test_the_command_line_gives_the_expected_answer(built: ProjectFolder) -> None:
    done = built.run("query", str(QUERIES / "q01.rq"), "--format", "srj")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == expected("q01")


@pytest.mark.parametrize("question", QUESTIONS)
def test_another_engine_gives_the_same_answer_from_the_turtle_dump(question: str, dump: rdflib.Graph) -> None:
    answer = dump.query(text_of(question), base=BASE).serialize(format="json")
    assert answer is not None
    assert json.loads(answer) == expected(question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_one_of_its_facts_a_question_is_answered_otherwise(question: str, quads: tuple[Quad, ...]) -> None:
    """The answer comes from the data, not from the text of the query."""
    removed = fact(question)
    kept = [quad for quad in quads if quad.triple != removed]
    assert len(kept) == len(quads) - 1
    answer = json.loads(EmbeddedStore(kept, BASE, {}).answer(text_of(question), SRJ))
    assert answer["results"] != expected(question)["results"]


@pytest.mark.parametrize("question", ["q01", "q09", "q11", "q24"])
def test_how_certain_an_answer_is_follows_from_the_claims(question: str, quads: tuple[Quad, ...]) -> None:
    less_certain = [
        Quad(quad.subject, CERTAINTY, AMBIGUOUS, quad.graph_name)
        if (quad.predicate, quad.object) == (CERTAINTY, INFERRED)
        else quad
        for quad in quads
    ]
    before = column(expected(question), "certaintyEn")
    after = column(json.loads(EmbeddedStore(less_certain, BASE, {}).answer(text_of(question), SRJ)), "certaintyEn")
    assert "inferred" in before
    assert sorted(after) == sorted(word.replace("inferred", "ambiguous") for word in before)


def test_what_is_undated_is_open_and_not_denied(quads: tuple[Quad, ...]) -> None:
    """Also where nothing records that the time is not stated: the networks left out for their years come in as open."""
    times = {f"{ORG}memberDuring", f"{BASE}def#notStated"}
    undated = [
        quad
        for quad in quads
        if not (quad.predicate.value in times and str(quad.subject).startswith(f"<{BASE}id/participation/"))
    ]
    answer = json.loads(EmbeddedStore(undated, BASE, {}).answer(text_of("q01"), SRJ))
    participations = [row for row in answer["results"]["bindings"] if row["involvementEn"]["value"] == "participation"]
    assert len({row["network"]["value"] for row in participations}) == 8
    assert {row["answer"]["value"] for row in participations} == {"offen, undatiert / open, undated"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_does_not_name_what_it_asks_for(question: str) -> None:
    text = re.sub(r"PREFIX \w+: <https?:.*>\n", "", text_of(question))
    values = {
        form
        for row in expected(question)["results"]["bindings"]
        for term in row.values()
        for form in (iri_forms(term["value"], text) if term["type"] == "uri" else [term["value"]])
        if len(form) > 3 and not MARKERS.fullmatch(form)
    }
    assert {value for value in values if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text)} == set(
        NAMED_BY_THE_QUESTION.get(question, {})
    )


@pytest.mark.parametrize(
    ("query", "name", "values"),
    [
        ("abbreviations", "abbreviation", ["KGSt", "NRW", "RWTH", "BBE", "vhw"]),
        ("abbreviations", "neverSpeltOut", ["true", "false"]),
        (
            "ambiguous-claims",
            "claim",
            [f"{BASE}id/claim/{claim}" for claim in ("c039", "c062", "c137", "c142", "c149", "c150", "c253")],
        ),
        (
            "outside-running-text",
            "passageKindEn",
            ["alternative text of a picture", "caption", "navigation", "heading"],
        ),
        (
            "active-networks",
            "answer",
            ["ja / yes", "offen / open"],
        ),
        (
            "active-networks",
            "tookPartDuring",
            ["2006–2008", "2005–2013", "2004 oder 2005 – 2014", "1999–2014"],
        ),
    ],
)
def test_further_questions_are_answered(query: str, name: str, values: list[str], store: EmbeddedStore) -> None:
    answer = json.loads(store.answer(text_of(query), SRJ))
    assert list(dict.fromkeys(column(answer, name))) == values


def column(answer: dict[str, Any], name: str) -> list[str]:
    return [row[name]["value"] for row in answer["results"]["bindings"] if name in row]


def iri_forms(iri: str, query: str) -> list[str]:
    """An IRI as a query may write it: whole, relative to the base, or with a prefix of its own."""
    relative = iri.removeprefix(BASE)
    prefixed = [
        f"{prefix}:{relative.removeprefix(namespace)}"
        for prefix, namespace in re.findall(r"PREFIX (\w+): <(.*)>", query)
        if relative.startswith(namespace)
    ]
    return [iri, relative, *prefixed]
