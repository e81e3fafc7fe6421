"""`engagiert-ld new`: files and records that a curator fills in, checked before they are written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from engagiert_ld.cli.notation import Names, declared_prefixes, typed_iri, typed_iri_or_nothing, write_whole
from engagiert_ld.cli.project import Project
from engagiert_ld.errors import UsageError
from engagiert_ld.evidence.claims import archived_sources
from engagiert_ld.evidence.quotations import Span, line_of, spans
from engagiert_ld.namespaces import DCTERMS, RDF
from engagiert_ld.slugs import slug
from engagiert_ld.sources import LINKS_FOLDER
from engagiert_ld.terms import Term, iri_of

CERTAINTIES: Final = ("explicit", "inferred", "ambiguous", "absent")
PASSAGES: Final = ("navigation", "heading", "caption", "alternative-text")
CLAIMS_FILE: Final = "claims.ttl"
_NUMBER: Final = re.compile(r"/id/claim/c([0-9]+)$")

CLAIMS_HEAD: Final = """\
# Belege: zu jeder Aussage das Zitat, das sie stützt, mit der Stelle im Text der Quelle und dem Grad der Gewissheit.
# English: the evidence for every statement.

@prefix certainty: <id/concept/certainty-> .
@prefix claim: <id/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eng: <def#> .
@prefix network: <id/network/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgn: <id/org/> .
@prefix participation: <id/participation/> .
@prefix passage: <id/concept/passage-> .
@prefix publication: <id/publication/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""

NETWORK_FILE: Final = """\
# {name}
#
# Was auszufüllen ist, steht hinter „#“: das Zeichen am Zeilenanfang wegnehmen, den Wert eintragen. Danach zu jeder Aussage
# den Beleg schreiben lassen, zum Beispiel:
#   engagiert-ld new claim network:{slug} a eng:Network --quote "…"
# Wie alles zusammenhängt, steht in docs/authoring.md.
# English: remove the # at the beginning of a line and enter the value; then add a claim for each statement.

@prefix concept: <id/concept/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eng: <def#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix network: <id/network/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgn: <id/org/> .
@prefix participation: <id/participation/> .
@prefix period: <id/period/> .
@prefix place: <id/place/> .
@prefix publication: <id/publication/> .
@prefix role: <id/role/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

network:{slug}
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel {label} ;
#   skos:prefLabel "…"@en ;
#   dcterms:description "Ein Satz in eigenen Worten."@de ;
#   dcterms:description "A sentence in our own words."@en ;
#   eng:organiser orgn:… ;
    eng:notStated eng:organiser ;   # streichen, wenn die Quelle eine Stelle nennt / remove if the source names a body
#   eng:activeDuring period:y2012--2014 ;
#   dcterms:spatial place:… ;
#   dcterms:subject concept:… ;
    .

# Ein Zeitraum, eine Organisation, soweit es sie noch nicht gibt. / A period, an organisation, if they do not exist yet.
#period:y2012--2014
#    a dcterms:PeriodOfTime ;
#    skos:prefLabel "2012 bis 2014"@de ;
#    skos:prefLabel "2012 to 2014"@en ;
#    dcat:startDate "2012"^^xsd:gYear ;
#    dcat:endDate "2014"^^xsd:gYear ;
#    eng:edtf "2012/2014" ;
#    .
#orgn:WER
#    a org:Organization ;
#    skos:prefLabel "…"@de ;
#    skos:prefLabel "…"@en ;
#    .

# Eine Beteiligung: wer, in welcher Rolle, wann. / A participation: who, in which role, when.
#participation:WER--{slug}
#    a eng:Participation ;
#    a org:Membership ;
#    skos:prefLabel "… im {text}"@de ;
#    skos:prefLabel "… in …"@en ;
#    org:member orgn:WER ;
#    org:organization network:{slug} ;
#    org:role role:member ;
#    org:memberDuring period:y2012--2014 ;
#    .

# Eine Veröffentlichung. / A publication.
#publication:KURZNAME
#    a eng:Publication ;
#    a schema:CreativeWork ;
#    a foaf:Document ;
#    skos:prefLabel "…"@de ;
#    skos:prefLabel "…"@en ;
#    dcterms:title "…"@de ;
#    eng:producedIn network:{slug} ;
#    eng:notStated dcterms:publisher ;
#    eng:notStated dcterms:issued ;
#    .
"""


@dataclass(frozen=True)
class Asked:
    """What the command line says of claims: terms as typed, the quotation and what stands around it.

    Without `value`, or without `predicate` too, all statements that fit and have no evidence yet are meant. Without
    `certainty` a statement is explicit, or absent where it says that something is not stated.
    """

    subject: str
    predicate: str
    value: str
    quotation: str
    prefix: str
    suffix: str
    certainty: str
    passage: str


@dataclass(frozen=True)
class Records:
    """Records as they are written: their text, the file, and whether the quotation was compared with the source."""

    text: str
    path: Path
    verified: bool


def new_network(project: Project, name: str, folder: str) -> Path:
    """Write a file for a network, ready to be filled in; gives its path.

    Raises `UsageError` for a name without letters or one that is taken, `DeploymentError` where the file cannot be written.
    """
    short = slug(name)
    if not short:
        raise UsageError(
            f"„{name}“ enthält keinen Buchstaben und keine Ziffer.", f"“{name}” has no letter and no digit."
        )
    iri = f"{project.publication.base_iri}id/network/{short}"
    path = project.folder / "data" / _source_folder(project, folder) / f"network-{short}.ttl"
    places = project.sources.locate(iri)
    if places or path.exists():
        raise UsageError(
            f"id/network/{short} gibt es schon ({places[0] if places else path}). Bitte dem Namen ein unterscheidendes Wort hinzufügen.",
            f"id/network/{short} exists already ({places[0] if places else path}). Add a distinguishing word to the name.",
        )
    label = str(Literal(name, language="de"))
    write_whole(path, NETWORK_FILE.format(name=_one_line(name), text=_one_line(name), slug=short, label=label))
    return path


def new_claims(project: Project, asked: Asked, folder: str, dry_run: bool) -> Records:
    """Write the records of claims with the next numbers behind the others of their source.

    The statements must be in the data, and the quotation in the copy of the source, where one is at hand.
    Raises `UsageError` that says what does not fit, `DeploymentError` where the file cannot be written.
    """
    base_iri = project.publication.base_iri
    source_folder = _source_folder(project, folder)
    graph = f"{base_iri}graph/source/{source_folder}"
    stated = [quad for quad in project.sources.quads if iri_of(quad.graph_name) == graph]
    facts = _facts(stated, project.evidence.missing, asked, base_iri)
    span, text = _place(project, stated, asked, graph)
    path = project.folder / "data" / source_folder / CLAIMS_FILE
    before = path.read_text(encoding="utf-8") if path.exists() else CLAIMS_HEAD
    names = Names(declared_prefixes(before, base_iri), base_iri)
    writer = _Writer(names, asked, _language(stated), span, line_of(span, text) if span else 0)
    numbered = enumerate(facts, _next_number(project))
    records = "\n\n".join("\n".join(writer.record(number, fact)) for number, fact in numbered)
    if not dry_run:
        write_whole(path, f"{before.rstrip()}\n\n{records}\n")
    return Records(records, path, span is not None)


def _source_folder(project: Project, named: str) -> str:
    """The folder below `data/` that is meant: the one named, or the only one there is."""
    folders = sorted(
        path.name for path in (project.folder / "data").iterdir() if path.is_dir() and path.name != LINKS_FOLDER
    )
    if named in folders:
        return named
    if not named and len(folders) == 1:
        return folders[0]
    listed = ", ".join(folders)
    raise UsageError(
        f"Bitte mit --in sagen, in welchem Ordner unter data/: {listed}.",
        f"Say with --in which folder below data/ is meant: {listed}.",
    )


def _facts(stated: Sequence[Quad], missing: Sequence[Triple], asked: Asked, base_iri: str) -> list[Triple]:
    """The statements that are meant, in a stable order."""
    subject = typed_iri(asked.subject, base_iri)
    about = [quad.triple for quad in stated if iri_of(quad.subject) == subject]
    if asked.predicate:
        predicate = typed_iri(asked.predicate, base_iri)
        about = [triple for triple in about if triple.predicate.value == predicate]
    if asked.value:
        return [_meant(about, asked.value, base_iri)]
    open_ones = sorted(set(about) & set(missing), key=str)
    if open_ones:
        return open_ones
    raise UsageError(
        "Hier fehlt kein Beleg: entweder hat jede dieser Aussagen einen, oder keine steht in den Daten.",
        "No evidence is missing here: either each of these statements has some, or none of them is in the data.",
    )


def _meant(values: Sequence[Triple], typed: str, base_iri: str) -> Triple:
    """The statement whose object is typed as a term or as its bare text."""
    wanted = typed_iri_or_nothing(typed, base_iri)
    fitting = [one for one in values if typed in _spellings(one.object) or iri_of(one.object) == wanted != ""]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(str(one.object).replace(f"<{base_iri}", "<") for one in fitting or values)
    if fitting:
        raise UsageError(
            f"Mehrere Werte heißen so; bitte genau angeben: {listed}.",
            f"Several values read like that; give one exactly: {listed}.",
        )
    hint = (f" Angegeben ist: {listed}.", f" Stated is: {listed}.") if values else ("", "")
    raise UsageError(
        f"Diese Aussage steht nicht in den Daten. Bitte zuerst die Tatsache in ihre Datei schreiben.{hint[0]}",
        f"This statement is not in the data. Write the fact into its file first.{hint[1]}",
    )


def _spellings(term: Term) -> set[str]:
    """How a value may be typed: as a term of Turtle, or its text alone."""
    if isinstance(term, Literal):
        return {str(term), term.value, f"{term.value}@{term.language}" if term.language else term.value}
    return {str(term)}


def _place(project: Project, stated: Sequence[Quad], asked: Asked, graph: str) -> tuple[Span | None, str]:
    """Where the quotation stands, and the text of the source; no place where no copy is at hand."""
    known = archived_sources(stated, project.publication.base_iri).get(NamedNode(graph), {})
    if len(known) != 1:
        raise UsageError(
            f"In diesem Ordner stehen {len(known)} Quellen (eng:ArchivedSource); gebraucht wird eine.",
            f"There are {len(known)} sources (eng:ArchivedSource) in this folder; one is needed.",
        )
    text = project.copies.text(next(iter(known.values())))
    if text is None:
        return None, ""
    found = spans(asked.quotation, text, asked.prefix, asked.suffix)
    if len(found) == 1:
        return found[0], text
    raise UsageError(
        "Das Zitat steht so nicht in der Quelle. Bitte Zeichen für Zeichen übernehmen."
        if not found
        else f"Das Zitat kommt {len(found)}-mal vor. Bitte mehr Wörter zitieren oder --before oder --after angeben.",
        "The quotation does not stand in the source like this. Copy it character by character."
        if not found
        else f"The quotation occurs {len(found)} times. Quote more words, or give --before or --after.",
    )


def _language(stated: Sequence[Quad]) -> str:
    """The language of the source; German where it is not stated."""
    languages = {
        quad.object.value
        for quad in stated
        if quad.predicate.value == f"{DCTERMS}language" and isinstance(quad.object, Literal)
    }
    return languages.pop() if len(languages) == 1 else "de"


def _next_number(project: Project) -> int:
    found = (_NUMBER.search(iri_of(quad.subject)) for quad in project.sources.quads)
    return max((int(match[1]) for match in found if match), default=0) + 1


@dataclass(frozen=True)
class _Writer:
    """Writes records that share a quotation."""

    names: Names
    asked: Asked
    language: str
    span: Span | None
    line: int

    def record(self, number: int, fact: Triple) -> Iterator[str]:
        """The lines of one record."""
        names = self.names
        yield names.thing(f"claim/c{number:03}")
        yield f"    a {names.own('Claim')} ;"
        for prop, term in (("subject", fact.subject), ("predicate", fact.predicate), ("object", fact.object)):
            yield f"    {names.iri(RDF + prop)} {names.term(term)} ;"
        yield f"    {names.own('certainty')} {names.thing(f'concept/certainty-{self._certainty(fact)}')} ;"
        if self.asked.passage:
            yield f"    {names.own('passageKind')} {names.thing(f'concept/passage-{self.asked.passage}')} ;"
        yield f"    {names.own('quotation')} {Literal(self.asked.quotation, language=self.language)} ;"
        yield from self._place()
        yield "    ."

    def _certainty(self, fact: Triple) -> str:
        absence = fact.predicate.value == f"{self.names.base_iri}def#notStated"
        return self.asked.certainty or ("absent" if absence else "explicit")

    def _place(self) -> Iterator[str]:
        for prop, words in (("prefix", self.asked.prefix), ("suffix", self.asked.suffix)):
            if words:
                yield f"    {self.names.oa(prop)} {Literal(words)} ;"
        if self.span is not None:
            yield f"    {self.names.own('line')} {self.line} ;"
            yield f"    {self.names.oa('start')} {self.span.start} ;"
            yield f"    {self.names.oa('end')} {self.span.end} ;"


def _one_line(name: str) -> str:
    return " ".join(name.split()).replace('"', "'")
