"""The words of the pages, in both languages."""

from typing import Final

from engagiert_ld.errors import Message
from engagiert_ld.metadata.catalogue import RDF12_CONTENT

SAMPLE_QUERY: Final = """\
PREFIX eng: <def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?network ?label WHERE {{
  ?network a eng:Network ;
    skos:prefLabel ?label .
  FILTER (lang(?label) = "{language}")
}}
ORDER BY ?label"""

TEXTS: Final[dict[str, Message]] = {
    "skip": Message("Zum Inhalt springen", "Skip to content"),
    "home": Message("Startseite", "Home"),
    "menu": Message("Hauptmenü", "Main menu"),
    "language": Message("English", "Deutsch"),
    "language.label": Message("Sprache wechseln", "Change language"),
    "gone.title": Message("Diese Seite wurde zurückgezogen", "This page was withdrawn"),
    "gone.lead": Message(
        "Unter dieser Adresse war etwas veröffentlicht, das nicht mehr beschrieben wird. Die Adresse wird nicht neu vergeben.",
        "What was published at this address is no longer described. The address is not given to anything else.",
    ),
    "gone.address": Message("Adresse", "Address"),
    "gone.date": Message("Zurückgezogen am", "Withdrawn on"),
    "gone.reason": Message("Grund", "Reason"),
    "gone.successor": Message("An seine Stelle tritt", "Replaced by"),
    "profile": Message("Profil", "Profile"),
    "profile.all": Message("Alle Profile", "All profiles"),
    "profile.how": Message(
        "So wird ein Dokument in diesem Profil verlangt:", "How to ask for a document in this profile:"
    ),
    "vocabulary": Message("Vokabular", "Vocabulary"),
    "vocabulary.title": Message("Eigenes Vokabular", "Own vocabulary"),
    "vocabulary.contents": Message("Inhalt", "Contents"),
    "vocabulary.classes": Message("Klassen", "Classes"),
    "vocabulary.properties": Message("Eigenschaften", "Properties"),
    "vocabulary.others": Message("Weitere Begriffe", "Further terms"),
    "vocabulary.namespace": Message("Namensraum", "Namespace"),
    "vocabulary.prefix": Message("Präfix", "Prefix"),
    "vocabulary.version": Message("Fassung", "Version"),
    "vocabulary.deprecated": Message("veraltet", "deprecated"),
    "vocabulary.instead": Message("Stattdessen:", "Use instead:"),
    "vocabulary.undefined": Message("Für diesen Begriff fehlt eine Definition.", "This term has no definition."),
    "vocabulary.subclasses": Message("Unterklassen", "subclasses"),
    "vocabulary.subproperties": Message("engere Eigenschaften", "subproperties"),
    "vocabulary.inverse": Message("in Gegenrichtung", "in the other direction"),
    "vocabulary.rejected": Message("verworfene Alternative", "rejected alternative"),
    "uses": Message("Verwendung", "use"),
    "uses.none": Message("In den Daten kommt dieser Begriff nicht vor.", "The data do not use this term."),
    "uses.one": Message("eine Aussage in den Daten", "one statement in the data"),
    "uses.many": Message("{count} Aussagen in den Daten", "{count} statements in the data"),
    "uses.class.none": Message("In den Daten kommt dieser Begriff nicht vor.", "The data do not use this term."),
    "uses.class.one": Message("ein Ding dieser Art in den Daten", "one thing of this kind in the data"),
    "uses.class.many": Message("{count} Dinge dieser Art in den Daten", "{count} things of this kind in the data"),
    "uses.example": Message("Beispiel", "example"),
    "uses.examples": Message("Beispiele", "examples"),
    "schemes": Message("Begriffsverzeichnisse", "Concept schemes"),
    "schemes.lead": Message(
        "Aus diesen Verzeichnissen kommen die Werte vieler Eigenschaften; jedes hat eine Seite mit allen Begriffen.",
        "The values of many properties come from these schemes; each has a page with all of its concepts.",
    ),
    "schemes.size.none": Message("noch keine Begriffe", "no concepts yet"),
    "schemes.size.one": Message("ein Begriff", "one concept"),
    "schemes.size.many": Message("{count} Begriffe", "{count} concepts"),
    "scheme.concepts": Message("Begriffe dieses Verzeichnisses", "Concepts of this scheme"),
    "scheme.repeated": Message("(Unterbegriffe siehe weiter oben)", "(narrower concepts: see above)"),
    "scheme.empty": Message("Dieses Verzeichnis enthält noch keine Begriffe.", "This scheme has no concepts yet."),
    "vocabulary.lead": Message(
        "Die eigenen Begriffe dieser Daten. Alles Übrige folgt verbreiteten Vokabularen wie ORG, SKOS und Dublin Core.",
        "The terms of these data’s own. Everything else follows common vocabularies such as ORG, SKOS and Dublin Core.",
    ),
    "sparql": Message("Abfragen", "Query"),
    "sparql.title": Message("Daten abfragen (SPARQL)", "Query the data (SPARQL)"),
    "sparql.query": Message("Abfrage", "Query"),
    "sparql.run": Message("Ausführen", "Run"),
    "sparql.format": Message("Ergebnis als", "Result as"),
    "sparql.of.page": Message("Seite", "Page"),
    "sparql.of.table": Message("Tabelle (SELECT, ASK)", "Table (SELECT, ASK)"),
    "sparql.of.graph": Message("Graph (CONSTRUCT, DESCRIBE)", "Graph (CONSTRUCT, DESCRIBE)"),
    "sparql.hint": Message(
        "Erlaubt sind SELECT, ASK, CONSTRUCT und DESCRIBE nach SPARQL 1.1. Änderungen, SERVICE und fremde Graphen werden abgelehnt.",
        "SELECT, ASK, CONSTRUCT and DESCRIBE of SPARQL 1.1 are allowed. Updates, SERVICE and foreign graphs are refused.",
    ),
    "sparql.example": Message(
        SAMPLE_QUERY.format(language="de"),
        SAMPLE_QUERY.format(language="en"),
    ),
    "sparql.graph.default": Message("Standardgraph aus", "Default graph made of"),
    "sparql.graph.named": Message("Benannter Graph", "Named graph"),
    "sparql.result": Message("Ergebnis", "Result"),
    "sparql.error": Message("Die Abfrage wird so nicht beantwortet", "The query is not answered as it stands"),
    "sparql.true": Message("Ja, das trifft zu (true).", "Yes, this is so (true)."),
    "sparql.false": Message("Nein, das trifft nicht zu (false).", "No, this is not so (false)."),
    "sparql.rows.none": Message("Keine Zeile: dazu steht nichts in den Daten", "No row: the data say nothing of this"),
    "sparql.rows.one": Message("Eine Zeile", "One row"),
    "sparql.rows.many": Message("{count} Zeilen", "{count} rows"),
    "sparql.rows.shown": Message(
        "Diese Seite zeigt die ersten {shown} von {total} Zeilen. Alle:",
        "This page shows the first {shown} of {total} rows. All of them:",
    ),
    "sparql.lines.none": Message("Kein Tripel", "No triple"),
    "sparql.lines.one": Message("Turtle, eine Zeile", "Turtle, one line"),
    "sparql.lines.many": Message("Turtle, {count} Zeilen", "Turtle, {count} lines"),
    "sparql.lines.shown": Message(
        "Diese Seite zeigt die ersten {shown} von {total} Zeilen des Textes. Alle:",
        "This page shows the first {shown} of {total} lines of the text. All of them:",
    ),
    "sparql.page.rows": Message(
        "Seite {page} von {pages}; das ganze Ergebnis hat {total} Zeilen.",
        "Page {page} of {pages}; the whole result has {total} rows.",
    ),
    "sparql.page.triples": Message(
        "Seite {page} von {pages}; das ganze Ergebnis hat {total} Tripel.",
        "Page {page} of {pages}; the whole result has {total} triples.",
    ),
    "sparql.pages": Message("Seiten des Ergebnisses", "Pages of the result"),
    "sparql.first": Message("Erste Seite", "First page"),
    "sparql.prev": Message("Vorige Seite", "Previous page"),
    "sparql.next": Message("Nächste Seite", "Next page"),
    "sparql.saved": Message("Dieses Ergebnis als", "This result as"),
    "sparql.long": Message(
        "Für andere Formate bitte oben eines wählen und noch einmal ausführen: die Abfrage ist zu lang für eine Adresse.",
        "For other formats, choose one above and run the query again: it is too long for an address.",
    ),
    "openapi": Message("Schnittstelle", "Interface"),
    "openapi.title": Message("Die Schnittstelle", "The interface"),
    "openapi.link": Message("Alle Adressen mit Formaten und Beispielen", "All addresses with formats and examples"),
    "openapi.contents": Message("Adressen", "Addresses"),
    "openapi.formats": Message("Formate", "Formats"),
    "openapi.content": Message("Inhalt der Anfrage", "Request content"),
    "openapi.details": Message("Parameter und Antworten", "Parameters and responses"),
    "openapi.fields": Message("Header-Felder der Anfrage", "Request header fields"),
    "openapi.responses": Message("Antworten", "Responses"),
    "openapi.example": Message("zum Beispiel", "for example"),
    "data": Message("Daten", "Data"),
    "data.title": Message("Datensatz und Downloads", "Dataset and downloads"),
    "data.version": Message("Version", "Version"),
    "data.modified": Message("Stand", "As of"),
    "data.statements": Message("Aussagen", "statements"),
    "validation": Message("Prüfbericht zu dieser Ausgabe", "Validation report of this release"),
    "data.file": Message("Datei", "File"),
    "data.format": Message("Format", "Format"),
    "data.size": Message("Größe in Byte", "Size in bytes"),
    "data.checksum": Message("SHA-256", "SHA-256"),
    "data.rdf12": RDF12_CONTENT,
    "dated": Message(
        "Sie sehen diese Seite, wie sie war, aus der Ausgabe", "You see this page as it was, from release"
    ),
    "dated.current": Message("Zur aktuellen Seite", "To the current page"),
    "status.title": Message("Stand und Nachweise", "State and proofs"),
    "status.lead": Message(
        "Welche Ausgabe hier gilt, und was beim Erstellen nachgerechnet wurde. Stimmte etwas davon nicht, wäre sie nicht erschienen.",
        "Which release is served here, and what was computed again when it was built. If any of it did not hold, there would be no release.",
    ),
    "status.hash": Message("SHA-256 des Datensatzes (RDFC-1.0)", "SHA-256 of the dataset (RDFC-1.0)"),
    "status.software": Message("Erstellt mit", "Made with"),
    "status.doors": Message("Drei Wege zu denselben Aussagen", "Three doors to the same statements"),
    "status.doors.lead": Message(
        "Download, Abfrage und die Seiten aller Dinge zusammen enthalten genau dieselben Aussagen, verglichen eine für eine.",
        "The dump, a query and the pages of all things together hold exactly the same statements, compared one by one.",
    ),
    "status.door": Message("Weg", "Door"),
    "status.dump": Message("Download", "Dump"),
    "status.query": Message("Abfrage nach allem (CONSTRUCT)", "Query for everything (CONSTRUCT)"),
    "status.documents": Message(
        "{documents} Dokumente, Vokabular und Prüfregeln", "{documents} documents, vocabulary and shapes"
    ),
    "status.elsewhere": Message(
        "Weitere {number} Aussagen sind über Dinge mit Namen von anderswo, die hier kein Dokument haben.",
        "Another {number} statements are about things named elsewhere, which have no document here.",
    ),
    "status.forms": Message(
        "{number} Werte geben Abfragen in anderer Schreibweise wieder; der Prüfbericht nennt sie.",
        "Queries answer {number} values in another form; the report of the check names them.",
    ),
    "status.counts": Message(
        "Die Zahlen von VoID stimmen für das Ganze und {graphs} Graphen, Größen und Prüfsummen des Katalogs für {files} Dateien.",
        "The numbers of VoID are right for the whole and {graphs} graphs, sizes and checksums of the catalogue for {files} files.",
    ),
    "status.verify": Message("Nachrechnen kann das jede und jeder:", "Anybody can compute it again:"),
    "catalogue.title": Message("Katalog", "Catalogue"),
    "catalogue.lead": Message(
        "Was hier veröffentlicht ist, in der Form, in der Portale es einsammeln (DCAT-AP.de 3.0).",
        "What is published here, in the form in which portals harvest it (DCAT-AP.de 3.0).",
    ),
    "catalogue.datasets": Message("Datensätze", "Datasets"),
    "catalogue.none": Message("Seit diesem Tag hat sich nichts geändert.", "Nothing has changed since that day."),
    "catalogue.pages": Message("Seiten des Katalogs", "Pages of the catalogue"),
    "catalogue.page": Message("Seite {number} von {pages}", "Page {number} of {pages}"),
    "catalogue.prev": Message("vorige Seite", "previous page"),
    "catalogue.next": Message("nächste Seite", "next page"),
    "catalogue.service": Message("SPARQL-Schnittstelle", "SPARQL endpoint"),
    "catalogue.harvest": Message("Für Portale", "For portals"),
    "catalogue.harvest.lead": Message(
        "Diese Adresse gehört in CKAN, udata oder einen anderen Harvester:",
        "The address for CKAN, udata or another harvester:",
    ),
    "cite": Message("Zitieren", "Cite"),
    "cite.files": Message("Für Literaturverwaltungen:", "For reference managers:"),
    "examples.title": Message("Beispielabfragen", "Example queries"),
    "examples.lead": Message(
        "Fragen an die Daten, jede mit ihrer Antwort. Als Vorlage für eigene Abfragen gedacht.",
        "Questions to the data, each with its answer. Meant as patterns for queries of your own.",
    ),
    "examples.show": Message("Ergebnis als Tabelle ansehen", "See the result as a table"),
    "examples.release": Message("Beantwortet von der Ausgabe", "Answered by release"),
    "examples.open": Message("Im Abfrageformular öffnen und verändern", "Open in the query form and change"),
    "changes.title": Message("Was sich geändert hat", "What has changed"),
    "changes.lead": Message(
        "Die letzten Ausgaben, jede verglichen mit der davor. Als Feed lässt sich das abonnieren.",
        "The last releases, each compared with the one before. Subscribe to the feed for news.",
    ),
    "changes.first": Message("Älteste aufbewahrte Ausgabe:", "Oldest release that is kept:"),
    "participation.members": Message("Wer beteiligt ist oder war", "Who takes or took part"),
    "participation.memberships": Message("Beteiligungen", "Participations"),
    "participation.who": Message("Beteiligt", "Participant"),
    "participation.what": Message("An", "In"),
    "participation.role": Message("Rolle", "Role"),
    "participation.when": Message("Zeit", "Time"),
    "participation.more": Message("Näheres", "Details"),
    "participation.link": Message("Angaben und Belege", "facts and proofs"),
    "timeline": Message("Zeitleiste der Netzwerke", "Timeline of the networks"),
    "timeline.description": Message(
        "Breite Balken: wie lange ein Netzwerk besteht. Schmale Balken: wer wann beteiligt war. Gestrichelt: ungewiss. Pfeil:"
        " ohne Ende. Die Tabelle darunter sagt dasselbe.",
        "Broad bars: how long a network has been active. Thin bars: who took part when. Dashed: uncertain. Arrow: without an"
        " end. The table below says the same.",
    ),
    "overview": Message("Die Netzwerke auf einen Blick", "The networks at a glance"),
    "overview.network": Message("Netzwerk", "Network"),
    "overview.when": Message("Wann", "When"),
    "overview.organiser": Message("Organisiert von", "Organised by"),
    "overview.members": Message("Beteiligt", "Participants"),
    "overview.more": Message("und {number} weitere", "and {number} more"),
    "overview.unknown": Message("nicht angegeben", "not stated"),
    "overview.all": Message("Alle {total} Netzwerke", "All {total} networks"),
    "proof": Message("Beleg", "Proof"),
    "proof.for": Message("für:", "of:"),
    "proof.line": Message("Zeile", "line"),
    "proof.claim": Message("Aussage", "claim"),
    "history.title": Message("Verlauf", "History"),
    "history.lead": Message(
        "Die Ausgaben, die etwas änderten, die neueste zuerst.",
        "The releases that changed something, the newest first.",
    ),
    "history.then": Message("Das Dokument von damals", "The document as it was"),
    "history.now": Message("Das Dokument von heute", "The document today"),
    "history.of": Message("Was sich daran wann geändert hat", "What changed about it, and when"),
    "changes.stream": Message(
        "Für Programme, die eine Kopie der Daten aktuell halten:",
        "For programs that keep a copy of the data up to date:",
    ),
    "changes.stream.link": Message("Ereignisstrom (LDES)", "event stream (LDES)"),
    "changes.all": Message("Alle Änderungen", "All changes"),
    "data.sums": Message("Prüfsummen aller Dateien dieser Ausgabe", "checksums of all files of this release"),
    "data.tables": Message("Tabellen", "Tables"),
    "data.table": Message("Tabelle", "Table"),
    "data.tables.lead": Message(
        "Die Dinge als Tabellen (CSV), mit deutschen Namen neben den Adressen. „Excel“ hat Semikolons und öffnet sich mit einem"
        " Klick. Was die Spalten bedeuten:",
        "The things as tables (CSV), with German names beside the addresses. “Excel” has semicolons and opens with a click. What"
        " the columns mean:",
    ),
    "data.superseded": Message("Das ist eine frühere Ausgabe.", "This is an earlier release."),
    "data.latest": Message("Zur aktuellen Ausgabe", "To the current release"),
    "data.versions": Message("Alle Ausgaben", "All releases"),
    "data.this": Message("diese", "this one"),
    "void.title": Message("Der Datensatz in Zahlen", "The dataset in numbers"),
    "void.lead": Message(
        "Jede Aussage zählt einmal, auch wenn sie in mehreren Graphen steht. Die Zahlen nach Klassen und Eigenschaften gibt es als"
        " Daten (VoID) auch für jeden Graphen.",
        "Each statement counts once, even if it stands in several graphs. The numbers by class and property are also there for"
        " each graph, as data (VoID).",
    ),
    "void.whole": Message("Alle Graphen zusammen", "All graphs together"),
    "void.graph": Message("Graph", "Graph"),
    "void.graphs": Message("Nach Graphen", "By graph"),
    "void.triples": Message("Aussagen", "Statements"),
    "void.entities": Message("Eigene Dinge", "Own things"),
    "void.subjects": Message("Verschiedene Subjekte", "Distinct subjects"),
    "void.objects": Message("Verschiedene Werte", "Distinct values"),
    "void.class": Message("Klasse", "Class"),
    "void.by-class": Message("Nach Klassen", "By class"),
    "void.by-property": Message("Nach Eigenschaften", "By property"),
    "void.instances": Message("Dinge dieser Klasse", "Instances"),
    "void.links": Message("Verweise auf andere Datensätze", "Links to other datasets"),
    "void.target": Message("Anfang der Adressen", "Addresses begin with"),
    "entities": Message("Was beschrieben wird", "What is described"),
    "count": Message("Anzahl", "Number"),
    "developers": Message("Für Entwicklerinnen und Entwickler", "For developers"),
    "examples": Message("Beispielabfragen", "Example queries"),
    "facts": Message("Angaben", "Facts"),
    "property": Message("Eigenschaft", "Property"),
    "value": Message("Wert", "Value"),
    "backlinks": Message("Kommt vor in", "Occurs in"),
    "backlinks.more": Message(
        "… insgesamt {total}; alle in den Daten", "… {total} in all; every one of them in the data"
    ),
    "inverse": Message("{label} (von)", "{label} (of)"),
    "formats": Message("Diese Seite als Daten", "This page as data"),
    "iri": Message("Dauerhafte Adresse", "Permanent address"),
    "definition": Message("Definition", "Definition"),
    "licence": Message("Lizenz der Daten", "Licence of the data"),
    "licence.software": Message("Lizenz der Software", "Licence of the software"),
    "publisher": Message("Veröffentlicht von", "Published by"),
    "contact": Message("Kontakt", "Contact"),
    "problem.home": Message("Zur Startseite", "To the home page"),
    "problem.400": Message("Die Anfrage ist fehlerhaft", "The request is malformed"),
    "problem.403": Message("Das ist nicht erlaubt", "This is not allowed"),
    "problem.404": Message("Das gibt es hier nicht", "There is no such thing here"),
    "problem.405": Message("Diese Methode gibt es hier nicht", "This method is not offered here"),
    "problem.406": Message("Keine der gewünschten Formen ist vorhanden", "None of the forms asked for is available"),
    "problem.413": Message("Die Anfrage oder ihr Ergebnis ist zu groß", "The request or its result is too large"),
    "problem.415": Message("Diese Art von Inhalt wird nicht angenommen", "This type of content is not accepted"),
    "problem.500": Message("Ein Fehler dieser Software", "A fault of this software"),
    "problem.503": Message("Vorübergehend nicht verfügbar", "Not available for the moment"),
}

TYPE_NAMES: Final[dict[str, Message]] = {
    "claim": Message("Aussagen", "Claims"),
    "concept": Message("Begriffe", "Concepts"),
    "event": Message("Ereignisse", "Events"),
    "link": Message("Nachweise von Kennungen", "Records of identifiers"),
    "network": Message("Netzwerke", "Networks"),
    "org": Message("Organisationen", "Organisations"),
    "page": Message("Seiten", "Pages"),
    "participation": Message("Beteiligungen", "Participations"),
    "period": Message("Zeiträume", "Periods"),
    "photo": Message("Fotos", "Photos"),
    "place": Message("Orte", "Places"),
    "publication": Message("Veröffentlichungen", "Publications"),
    "representation": Message("Vertretungen", "Representations"),
    "role": Message("Rollen", "Roles"),
    "source": Message("Quellen", "Sources"),
    "topic": Message("Themen", "Topics"),
    "waiver": Message("Ausnahmen", "Waivers"),
}


def counted(key: str, count: int, language: str) -> str:
    """How many there are, in words: the text `{key}.none`, `.one` or `.many`."""
    number = "many" if count > 1 else ("none", "one")[count]
    return TEXTS[f"{key}.{number}"].in_language(language).format(count=count)


def type_name(entity_type: str, language: str) -> str:
    """The plural name of an entity type; the type segment itself for one that a project has added."""
    return TYPE_NAMES[entity_type].in_language(language) if entity_type in TYPE_NAMES else entity_type
