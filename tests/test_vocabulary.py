"""A vocabulary from its dataset: terms and their kinds, versions, uses and examples."""

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.namespaces import DCTERMS, OWL, RDF, RDFS, SKOS, XSD
from engagiert_ld.vocabulary import Kind, OwnTerm, Use, Vocabulary

BASE = "https://ex.org/"
DEF = f"{BASE}def#"
ONTOLOGY, DATA = f"{BASE}graph/ontology", f"{BASE}graph/source/x"
TYPE, LABEL = f"{RDF}type", f"{SKOS}prefLabel"


def quad(subject: str, predicate: str, value: str | Literal, graph: str = DATA) -> Quad:
    term = NamedNode(value) if isinstance(value, str) else value
    return Quad(NamedNode(subject), NamedNode(predicate), term, NamedNode(graph))


def stated(subject: str, predicate: str, value: str | Literal) -> Quad:
    return quad(subject, predicate, value, ONTOLOGY)


def text(value: str, language: str = "de") -> Literal:
    return Literal(value, language=language)


def thing(name: str) -> str:
    return f"{BASE}id/thing/{name}"


def named(name: str) -> Quad:
    return quad(thing(name), LABEL, text(name))


def use(name: str, value: str | Literal) -> Use:
    return Use(NamedNode(thing(name)), NamedNode(value) if isinstance(value, str) else value)


CLASS = stated(f"{DEF}Network", TYPE, f"{OWL}Class")
PROPERTY = stated(f"{DEF}knows", TYPE, f"{OWL}ObjectProperty")


def the(quads: list[Quad], name: str) -> OwnTerm:
    return next(term for term in Vocabulary(quads, BASE).terms if term.iri == DEF + name)


def test_terms_are_what_the_vocabulary_types_by_iri() -> None:
    quads = [
        PROPERTY,
        CLASS,
        stated(f"{DEF}untyped", f"{RDFS}label", text("ohne Art")),
        stated("https://other.org/def#x", TYPE, f"{OWL}Class"),
        quad(f"{DEF}elsewhere", TYPE, f"{OWL}Class"),
    ]
    vocabulary = Vocabulary(quads, BASE)
    assert [term.iri for term in vocabulary.terms] == [f"{DEF}Network", f"{DEF}knows"]
    assert f"{DEF}knows" in vocabulary
    assert f"{DEF}untyped" not in vocabulary


def test_any_type_of_class_or_property_tells_the_kind() -> None:
    kinds = {
        f"{RDFS}Class": Kind.CLASS,
        f"{OWL}Class": Kind.CLASS,
        f"{RDF}Property": Kind.PROPERTY,
        f"{OWL}AnnotationProperty": Kind.PROPERTY,
        f"{OWL}DatatypeProperty": Kind.PROPERTY,
        f"{OWL}SymmetricProperty": Kind.PROPERTY,
        f"{OWL}NamedIndividual": Kind.OTHER,
        f"{DEF}Own": Kind.OTHER,
    }
    for iri, kind in kinds.items():
        assert the([stated(f"{DEF}x", TYPE, iri)], "x").kind is kind, iri


def test_uses_are_counted_once_whatever_graphs_state_them() -> None:
    quads = [
        CLASS,
        PROPERTY,
        quad(thing("a"), TYPE, f"{DEF}Network"),
        stated(thing("a"), TYPE, f"{DEF}Network"),
        quad(thing("b"), TYPE, f"{DEF}Network"),
        quad(thing("a"), f"{DEF}knows", thing("b")),
        quad(thing("a"), f"{DEF}knows", thing("c")),
        stated(thing("a"), f"{DEF}knows", thing("c")),
    ]
    assert set(the(quads, "Network").uses) == {use("a", f"{DEF}Network"), use("b", f"{DEF}Network")}
    assert set(the(quads, "knows").uses) == {use("a", thing("b")), use("a", thing("c"))}


def test_to_speak_of_a_term_is_not_to_use_it() -> None:
    quads = [
        CLASS,
        PROPERTY,
        stated(f"{DEF}knows", f"{RDFS}domain", f"{DEF}Network"),
        quad(thing("a"), f"{DEF}notStated", f"{DEF}knows"),
    ]
    assert the(quads, "Network").uses == the(quads, "knows").uses == ()


def test_a_term_that_is_neither_class_nor_property_is_used_as_a_value() -> None:
    quads = [
        PROPERTY,
        stated(f"{DEF}Red", TYPE, f"{OWL}NamedIndividual"),
        quad(thing("a"), f"{DEF}knows", f"{DEF}Red"),
    ]
    assert the(quads, "Red").uses == the(quads, "knows").uses == (use("a", f"{DEF}Red"),)


def test_narrower_terms_are_own_terms_stated_to_be_so() -> None:
    quads = [
        CLASS,
        PROPERTY,
        *(stated(f"{DEF}{name}", TYPE, f"{OWL}Class") for name in ("B", "A")),
        *(stated(f"{DEF}{name}", f"{RDFS}subClassOf", f"{DEF}Network") for name in ("B", "A", "Network")),
        stated("https://other.org/x", f"{RDFS}subClassOf", f"{DEF}Network"),
        stated(f"{DEF}hosts", TYPE, f"{RDF}Property"),
        stated(f"{DEF}hosts", f"{RDFS}subPropertyOf", f"{DEF}knows"),
    ]
    assert the(quads, "Network").narrower == (f"{DEF}A", f"{DEF}B")
    assert the(quads, "knows").narrower == (f"{DEF}hosts",)
    assert the(quads, "A").narrower == ()


def test_a_term_is_deprecated_where_that_is_stated_to_be_true() -> None:
    def deprecated(value: Literal) -> bool:
        return the([CLASS, stated(f"{DEF}Network", f"{OWL}deprecated", value)], "Network").deprecated

    boolean = NamedNode(f"{XSD}boolean")
    assert deprecated(Literal("true", datatype=boolean))
    assert deprecated(Literal("1", datatype=boolean))
    assert not deprecated(Literal("false", datatype=boolean))
    assert not deprecated(Literal("true"))
    assert not the([CLASS], "Network").deprecated


def test_a_term_names_its_replacements() -> None:
    replaced = stated(f"{DEF}Network", f"{DCTERMS}isReplacedBy", f"{DEF}Circle")
    assert the([CLASS, replaced], "Network").replacements == (f"{DEF}Circle",)
    assert the([CLASS], "Network").replacements == ()


def test_the_version_is_the_one_stated_of_the_vocabulary() -> None:
    vocabulary = Vocabulary(
        [
            stated(f"{BASE}def", f"{OWL}versionInfo", Literal("2.1")),
            stated(f"{BASE}def", f"{OWL}versionIRI", f"{BASE}def/2.1"),
            quad(f"{BASE}def", f"{OWL}versionIRI", f"{BASE}def/9"),
            stated(f"{BASE}other", f"{OWL}versionInfo", Literal("8")),
        ],
        BASE,
    )
    assert (vocabulary.versions, vocabulary.version_iris) == (("2.1",), (f"{BASE}def/2.1",))
    assert Vocabulary([CLASS], BASE).versions == Vocabulary([CLASS], BASE).version_iris == ()


def knowing(*values: tuple[str, str | Literal]) -> list[Quad]:
    return [PROPERTY, *(quad(thing(name), f"{DEF}knows", value) for name, value in values)]


def test_examples_are_two_with_different_subjects_whatever_the_order_of_the_dataset() -> None:
    quads = knowing(("c", thing("x")), ("b", thing("y")), ("b", thing("x")), ("a", thing("x")))
    expected = (use("a", thing("x")), use("b", thing("x")))
    assert Vocabulary(quads, BASE).examples(f"{DEF}knows", "de") == expected
    assert Vocabulary(reversed(quads), BASE).examples(f"{DEF}knows", "de") == expected


def test_a_term_without_uses_has_no_examples() -> None:
    assert Vocabulary([CLASS], BASE).examples(f"{DEF}Network", "de") == ()


def test_examples_are_told_in_the_language_of_the_reader() -> None:
    vocabulary = Vocabulary(knowing(("a", text("ja", "de")), ("a", text("yes", "en")), ("b", text("oui", "fr"))), BASE)
    assert vocabulary.examples(f"{DEF}knows", "de")[0] == use("a", text("ja", "de"))
    assert vocabulary.examples(f"{DEF}knows", "en") == (use("a", text("yes", "en")), use("b", text("oui", "fr")))


def test_examples_prefer_things_with_a_name_published_here_and_texts_that_are_short() -> None:
    long = text("ein sehr langer Text " * 20)
    quads = [
        *knowing(("a", text("ohne Namen")), ("b", long), ("c", text("kurz"))),
        quad("https://a.other.org/x", f"{DEF}knows", text("anderswo")),
        quad("https://a.other.org/x", LABEL, text("x")),
        named("b"),
        named("c"),
    ]
    chosen = Vocabulary(quads, BASE).examples(f"{DEF}knows", "de")
    assert chosen == (use("c", text("kurz")), use("b", long))


def test_an_example_of_a_class_is_no_instance_of_a_narrower_one_if_there_is_another() -> None:
    quads = [
        CLASS,
        stated(f"{DEF}Group", TYPE, f"{OWL}Class"),
        stated(f"{DEF}Group", f"{RDFS}subClassOf", f"{DEF}Network"),
        quad(thing("a"), TYPE, f"{DEF}Group"),
        *(quad(thing(name), TYPE, f"{DEF}Network") for name in ("a", "b", "c")),
    ]
    vocabulary = Vocabulary(quads, BASE)
    assert [found.subject.value for found in vocabulary.examples(f"{DEF}Network", "de")] == [thing("b"), thing("c")]  # type: ignore[union-attr]
    assert vocabulary.examples(f"{DEF}Group", "de") == (use("a", f"{DEF}Group"),)
