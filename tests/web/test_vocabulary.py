"""The vocabulary documents itself: terms, versions, and concept schemes as trees."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5rdf
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDFS, SKOS, Namespace

from running import Server

from .asking import BROWSER, Answer, ask, query

BASE = "https://w3id.org/engagiert-ld/"
ENG = Namespace(f"{BASE}def#")
VOCABULARY = URIRef(f"{BASE}def")
CITY = "https://stadt.example/"
LANGUAGES = ("de", "en")
EXAMPLES = {"beispiel", "beispiele", "example", "examples"}


def page(server: Server, path: str, language: str) -> Element:
    answer = ask(server.url, path, BROWSER, headers={"Accept-Language": language})
    assert answer.status == 200, path
    root = html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    assert isinstance(root, Element)
    return root


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def found(element: Element, path: str) -> Element:
    inside = element.find(path)
    assert inside is not None, path
    return inside


def term(root: Element, name: str) -> Element:
    """The part of the page that a browser goes to for `def#{name}`."""
    return found(root, f".//*[@id='{name}']")


def rows(element: Element) -> dict[str, list[Element]]:
    """The values under each heading of a description list."""
    return {text(found(row, "dt")): row.findall("dd") for row in element.findall(".//dl/div")}


def shown(element: Element) -> dict[str, list[str]]:
    return {heading: [text(value) for value in values] for heading, values in rows(element).items()}


def hrefs(elements: list[Element]) -> list[str]:
    return [link.get("href", "") for element in elements for link in element.iter("a")]


def headings(root: Element) -> Iterator[int]:
    for element in root.iter():
        if re.fullmatch("h[1-6]", str(element.tag)):
            yield int(element.tag[1])


@pytest.fixture(scope="module")
def graph(server: Server) -> Graph:
    return ask(server.url, "/def.ttl").graph


def own_terms(graph: Graph) -> set[URIRef]:
    return {URIRef(str(iri)) for iri in graph.subjects(RDF.type) if str(iri).startswith(str(ENG))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_own_term_is_described_in_the_language_of_the_reader(server: Server, graph: Graph, language: str) -> None:
    root = page(server, "/def", language)
    described = root.findall(".//section[@class='term']")
    assert {element.get("id") for element in described} == {iri.removeprefix(str(ENG)) for iri in own_terms(graph)}
    for iri in own_terms(graph):
        element = term(root, iri.removeprefix(str(ENG)))
        assert Literal(text(found(element, "h3")), lang=language) in graph.objects(iri, RDFS.label)
        assert Literal(text(found(element, "p[@class='definition']")), lang=language) in set(
            graph.objects(iri, SKOS.definition)
        )
        codes = [text(code) for code in element.iter("code")]
        assert f"eng:{iri.removeprefix(str(ENG))}" == codes[0]
        assert str(iri) == codes[1]


def sort_key(label: str) -> str:
    """What German dictionaries sort by: no marks, no case."""
    letters = unicodedata.normalize("NFD", label.replace("ß", "ss"))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn").lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_list_classes_and_properties_by_label(server: Server, graph: Graph, language: str) -> None:
    root = page(server, "/def", language)
    contents = found(root, ".//nav[@class='contents']")
    classes, properties = contents.findall("ul")
    in_order = [element.get("id") for element in root.findall(".//section[@class='term']")]
    assert [href.removeprefix("#") for href in hrefs([classes, properties])] == in_order
    assert {href.removeprefix("#") for href in hrefs([classes])} == {
        iri.removeprefix(str(ENG)) for iri in own_terms(graph) if (iri, RDF.type, OWL.Class) in graph
    }
    for entries in (classes, properties):
        labels = [text(entry) for entry in entries]
        assert labels == sorted(labels, key=sort_key)
        assert len(labels) > 10
    assert any(label != label.lower() for label in labels), "case plays a part"


@pytest.mark.parametrize("path", ["/def", "/doc/concept/roles", "/doc/concept/empty"])
def test_headings_go_down_one_level_at_a_time(server: Server, own_vocabulary: Server, path: str) -> None:
    levels = list(headings(page(own_vocabulary, path, "de")))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_property_tells_what_it_relates_and_what_was_rejected(server: Server) -> None:
    german = rows(term(page(server, "/def", "de"), "host"))
    assert text(german["engere Eigenschaft als"][0]) == "organisiert von eng:organiser"
    assert hrefs(german["engere Eigenschaft als"]) == ["#organiser"]
    assert text(german["Werte aus"][0]) == "Organisation org:Organization"
    assert hrefs(german["Werte aus"]) == ["http://www.w3.org/ns/org#Organization"]
    assert hrefs(german["siehe auch"]) == ["/doc/role/host"]
    assert shown(term(page(server, "/def", "de"), "host"))["in Gegenrichtung"] == ["lädt ein zu"]
    rejected = german["verworfene Alternative"][0]
    assert text(rejected).startswith("schema:organizer was rejected")
    assert [part.get("lang") for part in rejected] == ["en"]


def test_an_english_note_needs_no_mark_on_an_english_page(server: Server) -> None:
    rejected = rows(term(page(server, "/def", "en"), "host"))["rejected alternative"][0]
    assert not [part for part in rejected.iter() if part.get("lang")]


def test_a_class_leads_to_its_superclasses_and_subclasses(server: Server) -> None:
    report = rows(term(page(server, "/def", "en"), "Report"))
    assert [text(value) for value in report["subclass of"]] == [
        "publication eng:Publication",
        "report (BIBO) bibo:Report",
        "report (schema.org) schema:Report",
    ]
    assert hrefs(rows(term(page(server, "/def", "en"), "Network"))["subclasses"]) == [
        "#ExchangeProgramme",
        "#NetworkNode",
        "#WorkingGroup",
    ]


def test_a_domain_and_a_datatype_are_named(server: Server) -> None:
    assert shown(term(page(server, "/def", "de"), "earliestStart"))["Werte aus"] == ["Jahr xsd:gYear"]
    assert shown(term(page(server, "/def", "de"), "certainty"))["gilt für"] == ["Aussage eng:Claim"]


def counts(server: Server) -> dict[str, int]:
    """How many statements use each property, and how many instances each class has: what the endpoint says."""
    asked = """SELECT ?term (COUNT(*) AS ?uses) {
        { SELECT DISTINCT ?term ?s ?o { ?s ?term ?o } } UNION { SELECT DISTINCT ?term ?s { ?s a ?term } }
        FILTER(STRSTARTS(STR(?term), CONCAT(STR(<>), "def#"))) } GROUP BY ?term"""
    bindings = query(server.url, asked).json["results"]["bindings"]
    return {row["term"]["value"]: int(row["uses"]["value"]) for row in bindings}


def test_the_page_counts_what_the_endpoint_counts(server: Server, graph: Graph) -> None:
    counted = counts(server)
    root = page(server, "/def", "en")
    for iri in own_terms(graph):
        (said,) = shown(term(root, iri.removeprefix(str(ENG))))["use"]
        number = {"The": 0, "one": 1}.get(said.split()[0]) if not said[0].isdigit() else int(said.split()[0])
        assert number == counted.get(str(iri), 0), iri


def named_by(href: str) -> URIRef:
    """What a link on the page of the vocabulary stands for."""
    if href.startswith("#"):
        return ENG[href.removeprefix("#")]
    return URIRef(href.replace("/doc/", f"{BASE}id/", 1) if href.startswith("/") else href)


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_are_statements_of_the_data(server: Server, graph: Graph, language: str) -> None:
    data = ask(server.url, ask(server.url, "/dumps/latest/all.nt").headers["Location"]).graph
    root, without = page(server, "/def", language), set()
    for iri in own_terms(graph):
        parts = rows(term(root, iri.removeprefix(str(ENG))))
        examples = [example for heading, values in parts.items() if heading.lower() in EXAMPLES for example in values]
        without |= set() if examples else {iri}
        for example in examples:
            subject, *value = map(named_by, hrefs([example]))
            if (iri, RDF.type, OWL.Class) in graph:
                assert (subject, RDF.type, iri) in data
            elif value:
                assert (subject, iri, value[0]) in data
            else:
                shown_value = text(example).partition(" → ")[2]
                texts = [said for said in data.objects(subject, iri) if isinstance(said, Literal)]
                readable = [said for said in texts if said.language in (None, language)]
                assert shown_value in [" ".join(said.split()) for said in readable or texts]
    assert without == {iri for iri in own_terms(graph) if str(iri) not in counts(server)}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "Allianz Vielfältige Demokratie → Bertelsmann Stiftung"),
        ("en", "Allianz Vielfältige Demokratie (alliance for diverse democracy) → Bertelsmann Stiftung"),
    ],
)
def test_an_example_reads_as_a_statement(server: Server, language: str, expected: str) -> None:
    parts = shown(term(page(server, "/def", language), "organiser"))
    assert expected in parts["Beispiele" if language == "de" else "examples"]


def test_a_term_that_the_data_do_not_use_says_so(own_vocabulary: Server) -> None:
    for language, heading, sentence in (
        ("de", "Verwendung", "In den Daten kommt dieser Begriff nicht vor."),
        ("en", "use", "The data do not use this term."),
    ):
        parts = shown(term(page(own_vocabulary, "/def", language), "byteSize"))
        assert parts[heading] == [sentence]
        assert not EXAMPLES & {row.lower() for row in parts}


def test_the_page_says_which_vocabulary_it_is(server: Server, graph: Graph) -> None:
    for language in LANGUAGES:
        root = page(server, "/def", language)
        titles = {str(title) for title in graph.objects(VOCABULARY, URIRef("http://purl.org/dc/terms/title"))}
        assert text(found(root, ".//h1")) in titles
        head = shown(found(root, ".//main"))
        assert head["Namensraum" if language == "de" else "Namespace"] == [str(ENG)]
        assert head["Präfix" if language == "de" else "Prefix"] == ["eng"]
        info, iri = graph.value(VOCABULARY, OWL.versionInfo), graph.value(VOCABULARY, OWL.versionIRI)
        assert head["Fassung" if language == "de" else "Version"] == [str(info), str(iri)]


def version_path(graph: Graph) -> str:
    return "/" + str(graph.value(VOCABULARY, OWL.versionIRI)).removeprefix(BASE)


@pytest.mark.parametrize("extension", ["", ".ttl", ".jsonld", ".nt", ".nq", ".trig", ".rdf", ".xml"])
def test_the_version_iri_gives_the_vocabulary_for_ever(server: Server, graph: Graph, extension: str) -> None:
    path = version_path(graph)
    answer, current = ask(server.url, path + extension), ask(server.url, f"/def{extension}")
    assert (answer.status, answer.content_type) == (200, current.content_type)
    assert answer.body == current.body
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in current.headers["Cache-Control"]
    assert answer.linked("canonical") == answer.linked("cite-as") == [BASE + path.removeprefix("/")]
    assert answer.linked("latest-version") == [f"{server.url}def"]
    again = ask(server.url, path + extension, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


def main(answer: Answer) -> str:
    content = re.search("<h1>.*(?=<section aria-labelledby=.formats)", answer.text, re.DOTALL)
    assert content
    return content[0]


def test_the_page_of_the_version_counts_uses_and_is_asked_for_again(server: Server, graph: Graph) -> None:
    path = version_path(graph)
    for asked, accept in ((path, BROWSER), (f"{path}.html", None)):
        answer = ask(server.url, asked, accept)
        assert (answer.status, answer.media_type) == (200, "text/html")
        assert main(answer) == main(ask(server.url, "/def.html"))
        assert "immutable" not in answer.headers["Cache-Control"]
        again = ask(server.url, asked, accept, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status, again.headers["Cache-Control"]) == (304, answer.headers["Cache-Control"])


def test_the_version_is_the_one_that_the_data_state(own_vocabulary: Server) -> None:
    """Its name may end like a file name."""
    root = page(own_vocabulary, "/def", "de")
    head = rows(found(root, ".//main"))
    assert [text(value) for value in head["Fassung"]] == ["7 (Entwurf)", f"{CITY}def/2030/7.ttl"]
    assert hrefs(head["Fassung"]) == ["/def/2030/7.ttl"]
    assert ask(own_vocabulary.url, "/def/2030/7.ttl", "text/html").media_type == "text/html"
    assert ask(own_vocabulary.url, "/def/2030/7.ttl.nt").body == ask(own_vocabulary.url, "/def.nt").body
    for path in ("/def/1.0.0", "/def/2030/7", "/def/2030"):
        refused = ask(own_vocabulary.url, path)
        assert refused.status == 404
        assert "the current one is 7 (Entwurf)" in refused.json["detail"]


def test_a_deprecated_term_stays_with_its_mark_and_its_replacement(own_vocabulary: Server) -> None:
    for language, mark, instead in (
        ("de", "veraltet", "Stattdessen: organisiert von eng:organiser"),
        ("en", "deprecated", "Use instead: organised by eng:organiser"),
    ):
        root = page(own_vocabulary, "/def", language)
        deprecated = term(root, "runBy")
        assert mark in text(found(deprecated, "p[@class='kinds']"))
        assert text(found(deprecated, "p[@class='instead']")) == instead
        assert hrefs([found(deprecated, "p[@class='instead']")]) == ["#organiser"]
        entries = [text(entry) for entry in root.findall(".//nav[@class='contents']/ul/li")]
        assert [entry for entry in entries if mark in entry] == [
            f"{'betrieben von' if language == 'de' else 'run by'} ({mark})"
        ]
    assert (URIRef(f"{CITY}def#runBy"), OWL.deprecated, Literal(True)) in ask(own_vocabulary.url, "/def").graph


def test_a_term_that_a_project_adds_is_shown_with_all_that_is_said_of_it(own_vocabulary: Server) -> None:
    german, english = (term(page(own_vocabulary, "/def", language), "zoning") for language in LANGUAGES)
    said = shown(german)
    assert said["gleichbedeutende Eigenschaft"] == ["schema:areaServed"]
    assert said["Anmerkung"] == ["Anmerkung der Stadt"]
    assert shown(english)["comment"] == ["comment of the city"]
    assert said["verworfene Alternative"] == ["<b>schema:areaServed</b> passte nicht"]
    assert said["siehe auch"] == ["https://elsewhere.example/#x", "eng:gone"]
    assert hrefs(rows(german)["siehe auch"]) == ["https://elsewhere.example/#x", f"{CITY}def#gone"]
    assert said["Beispiel"] == ["Beispielnetz → am Rand"]
    assert shown(english)["example"] == ["Example network → on the outskirts"]
    assert "fehlt eine Definition" in text(german)


def test_labels_with_umlauts_stand_among_those_without(own_vocabulary: Server) -> None:
    contents = page(own_vocabulary, "/def", "de").findall(".//nav[@class='contents']/ul")[1]
    labels = [text(entry) for entry in contents]
    assert labels.index("Art der Textstelle") < labels.index("Äußere Lage") < labels.index("begleitet von")


def test_what_is_neither_class_nor_property_has_a_place_too(server: Server, own_vocabulary: Server) -> None:
    assert "Weitere Begriffe" not in [text(element) for element in page(server, "/def", "de").iter("h2")]
    root = page(own_vocabulary, "/def", "de")
    assert [text(entry) for entry in root.findall(".//nav[@class='contents']/ul")[2]] == ["immer"]
    assert shown(term(root, "Always"))["Verwendung"] == ["eine Aussage in den Daten"]
    assert "Weitere Begriffe" in [text(element) for element in root.iter("h2")]


SCHEMES = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?scheme (COUNT(DISTINCT ?concept) AS ?size) { ?scheme a skos:ConceptScheme .
OPTIONAL { ?concept skos:inScheme|skos:topConceptOf|^skos:hasTopConcept ?scheme } } GROUP BY ?scheme"""


def schemes(server: Server) -> dict[str, int]:
    """The documents of the schemes with the number of concepts, as the endpoint tells."""
    bindings = query(server.url, SCHEMES).json["results"]["bindings"]
    return {row["scheme"]["value"].partition("/id/")[2]: int(row["size"]["value"]) for row in bindings}


def test_the_vocabulary_leads_to_every_concept_scheme(server: Server) -> None:
    sizes = schemes(server)
    assert len(sizes) > 8
    listed = found(page(server, "/def", "en"), ".//dl[@class='facts schemes']")
    for row in listed:
        path = hrefs([row])[0].removeprefix("/doc/")
        size = sizes.pop(path)
        assert text(row.findall("dd")[-1]) == (f"{size} concepts" if size > 1 else "one concept")
    assert sizes == {}


def tree(root: Element) -> Element:
    return found(root, ".//ul[@class='tree']")


def drawn(branch: Element) -> list[object]:
    """The labels, with those below in lists of their own."""
    entries: list[object] = []
    for entry in branch:
        entries.append(text(found(entry, "a")))
        entries += [drawn(below) for below in entry.findall("ul")]
    return entries


def test_every_scheme_shows_all_of_its_concepts(server: Server) -> None:
    for path, size in schemes(server).items():
        links = hrefs([tree(page(server, f"/doc/{path}", "de"))])
        assert len(links) == len(set(links)) == size
        for link in links:
            assert ask(server.url, link).status == 200


def test_a_scheme_browses_as_a_tree(server: Server) -> None:
    roles = tree(page(server, "/doc/concept/roles", "de"))
    top, below = drawn(roles)
    assert top == "Beteiligte Stelle"
    assert isinstance(below, list)
    assert {"Mitglied", "Organisatorin"} <= set(below)
    assert below == sorted(below, key=sort_key)
    definition = text(found(roles, "li/p"))
    assert definition == "Die Stelle nimmt teil; Näheres sagt die Quelle nicht oder sagt eine engere Rolle."


def test_a_scheme_does_not_say_twice_what_it_contains(server: Server) -> None:
    root = page(server, "/doc/concept/roles", "de")
    assert [href for href in hrefs([root]) if href == "/doc/role/participant"] == ["/doc/role/participant"]
    statements = ask(server.url, "/doc/concept/roles.ttl").graph
    assert len(set(statements.subjects(SKOS.inScheme, URIRef(f"{BASE}id/concept/roles")))) > 10


def test_strays_and_circles_are_in_the_tree(own_vocabulary: Server) -> None:
    german, english = (tree(page(own_vocabulary, "/doc/concept/offers", language)) for language in LANGUAGES)
    assert drawn(german) == ["Beratung", ["Gespräch"], "Übung", ["Zirkel", ["Übung"]]]
    assert drawn(english) == ["circle", ["practice", ["circle"]], "zz advice", ["talk"]]
    assert "Zirkel Übung (Unterbegriffe siehe weiter oben)" in text(german)


def test_a_definition_in_another_language_says_so(own_vocabulary: Server) -> None:
    english = tree(page(own_vocabulary, "/doc/concept/offers", "en"))
    (definition,) = english.iter("p")
    assert text(definition) == "Ein <Gespräch> unter vier Augen."
    assert [part.get("lang") for part in definition] == ["de"]


def test_a_scheme_without_concepts_says_so(own_vocabulary: Server) -> None:
    root = page(own_vocabulary, "/doc/concept/empty", "de")
    assert root.find(".//ul[@class='tree']") is None
    assert "Dieses Verzeichnis enthält noch keine Begriffe." in text(root)


def test_a_concept_is_marked_in_the_tree_of_its_scheme(server: Server) -> None:
    root = page(server, "/doc/role/participant", "de")
    marked = [text(one) for one in root.findall(".//ul[@class='tree']//b[@aria-current='true']")]
    assert marked == ["Beteiligte Stelle"]


def test_what_is_in_no_scheme_has_no_tree(server: Server) -> None:
    assert page(server, "/doc/network/civitas", "de").find(".//ul[@class='tree']") is None
