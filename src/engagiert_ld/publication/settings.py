"""The settings, one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from engagiert_ld.errors import Message
from engagiert_ld.publication.values import (
    EMBEDDED,
    absolute_iri,
    date,
    email,
    folder_iri,
    iris,
    keywords,
    languages,
    not_negative,
    one_of,
    optional_date,
    optional_iri,
    optional_service,
    positive,
    seconds,
    some_of,
    store,
    style_sheet,
    text,
    true_or_false,
)

THEMES: Final = ("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN")
FREQUENCIES: Final = (
    *(
        "ANNUAL",
        "ANNUAL_2",
        "ANNUAL_3",
        "BIENNIAL",
        "BIMONTHLY",
        "BIWEEKLY",
        "CONT",
        "DAILY",
        "DAILY_2",
        "IRREG",
        "MONTHLY",
    ),
    *(
        "MONTHLY_2",
        "MONTHLY_3",
        "NEVER",
        "OTHER",
        "QUARTERLY",
        "TRIENNIAL",
        "UNKNOWN",
        "UPDATE_CONT",
        "WEEKLY",
        "WEEKLY_2",
    ),
    "WEEKLY_3",
)
AVAILABILITIES: Final = ("AVAILABLE", "EXPERIMENTAL", "STABLE", "TEMPORARY")
"""Codes of the authority tables of the Publications Office of the European Union."""

GEOCODING_LEVELS: Final = (
    *("administrativeDistrict", "european", "federal", "international", "municipality", "state"),
)
"""Codes of DCAT-AP.de (http://dcat-ap.de/def/politicalGeocoding/Level)."""

DATA_LICENCE: Final = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"


@dataclass(frozen=True)
class Setting:
    """One row: dotted key, how a value is read, its default (`...` = required), what it means."""

    key: str
    parse: Callable[[Any], Any]
    default: Any
    help: Message
    deployment: bool = False
    variable: str = ""


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("base_iri", folder_iri, ..., Message("wie die Dinge heißen", "what things are called")),
    Setting("modified", date, ..., Message("Datum der Ausgabe", "date of the release")),
    Setting("languages", languages, ["de", "en"], Message("Sprachen, bevorzugte zuerst", "languages, preferred first")),
    Setting("title.de", text, ..., Message("Titel", "title in German")),
    Setting("title.en", text, ..., Message("Titel auf Englisch", "title")),
    Setting("description.de", text, ..., Message("Beschreibung", "description in German")),
    Setting("description.en", text, ..., Message("Beschreibung auf Englisch", "description")),
    Setting("publisher.name.de", text, ..., Message("wer veröffentlicht", "who publishes, in German")),
    Setting("publisher.name.en", text, ..., Message("wer veröffentlicht, auf Englisch", "who publishes")),
    Setting("publisher.homepage", optional_iri, "", Message("Webseite dazu", "its home page")),
    Setting("contact.name.de", text, ..., Message("Ansprechstelle", "contact, in German")),
    Setting("contact.name.en", text, ..., Message("Ansprechstelle auf Englisch", "contact")),
    Setting("contact.email", email, "", Message("E-Mail der Ansprechstelle", "e-mail of the contact")),
    Setting("contact.url", optional_iri, "", Message("Webseite der Ansprechstelle", "page of the contact")),
    Setting("licence.data", absolute_iri, DATA_LICENCE, Message("Lizenz der Daten (IRI)", "licence of the data (IRI)")),
    Setting(
        "licence.software", text, "EUPL-1.2", Message("Lizenz der Software (SPDX)", "licence of the software (SPDX)")
    ),
    Setting(
        "catalogue.themes",
        some_of(*THEMES),
        [],
        Message("Themen (EU-Liste data-theme)", "themes (EU authority table data-theme)"),
    ),
    Setting("catalogue.keywords.de", keywords, [], Message("Schlagwörter", "keywords in German")),
    Setting("catalogue.keywords.en", keywords, [], Message("Schlagwörter auf Englisch", "keywords")),
    Setting("catalogue.spatial", iris, [], Message("Orte, um die es geht (IRIs)", "places it is about (IRIs)")),
    Setting("catalogue.temporal.start", optional_date, "", Message("ab wann die Daten gelten", "when the data begin")),
    Setting("catalogue.temporal.end", optional_date, "", Message("bis wann die Daten gelten", "when the data end")),
    Setting("catalogue.issued", optional_date, "", Message("erste Veröffentlichung", "first publication")),
    Setting(
        "catalogue.frequency",
        one_of("", *FREQUENCIES),
        "",
        Message("wie oft es Neues gibt (EU-Liste frequency)", "how often there is news (EU authority table frequency)"),
    ),
    Setting(
        "catalogue.availability",
        one_of("", *AVAILABILITIES),
        "",
        Message(
            "wie verlässlich das Angebot ist (EU-Liste planned-availability)",
            "how reliable the offer is (EU authority table planned-availability)",
        ),
    ),
    Setting("catalogue.contributor_id", optional_iri, "", Message("Kennung bei GovData", "ID given by GovData")),
    Setting(
        "catalogue.geocoding_level",
        one_of("", *GEOCODING_LEVELS),
        "",
        Message("Ebene des Verwaltungsgebiets (DCAT-AP.de)", "level of administrative geography (DCAT-AP.de)"),
    ),
    Setting(
        "catalogue.geocoding",
        iris,
        [],
        Message(
            "politicalGeocodingURI, veraltet, für die Lieferung an GovData",
            "politicalGeocodingURI, deprecated, for delivery to GovData",
        ),
    ),
    Setting(
        "catalogue.versions",
        true_or_false,
        False,
        Message("aufbewahrte Ausgaben als eigene Datensätze nennen", "list kept releases as datasets of their own"),
        deployment=True,
    ),
    Setting(
        "quotations",
        one_of("full", "none"),
        "full",
        Message("Wortlaut der Zitate veröffentlichen", "publish the wording of quotations"),
    ),
    Setting(
        "keep_releases",
        not_negative,
        0,
        Message("Ausgaben, die aufbewahrt werden; 0: alle", "releases that are kept; 0: all"),
        deployment=True,
    ),
    Setting(
        "site_url",
        folder_iri,
        None,
        Message("wo dieser Server erreichbar ist", "where this server is reached"),
        deployment=True,
        variable="ENGAGIERT_LD_SITE_URL",
    ),
    Setting(
        "store",
        store,
        EMBEDDED,
        Message("womit Abfragen beantwortet werden", "what answers queries"),
        deployment=True,
        variable="ENGAGIERT_LD_STORE",
    ),
    Setting(
        "behind_proxy",
        true_or_false,
        False,
        Message("steht hinter einem Proxy, der X-Forwarded-For setzt", "is behind a proxy that sets X-Forwarded-For"),
        deployment=True,
    ),
    Setting(
        "graph_store",
        optional_service,
        "",
        Message("wohin „push“ Ausgaben schickt", "where “push” sends releases"),
        deployment=True,
        variable="ENGAGIERT_LD_GRAPH_STORE",
    ),
    Setting(
        "theme",
        style_sheet,
        "",
        Message(
            "Farben dieser Stadt: eine CSS-Datei im Projektordner",
            "colours of this city: a CSS file in the project folder",
        ),
        deployment=True,
    ),
    Setting("limits.max_query_bytes", positive, 100_000, Message("längste Abfrage", "longest query"), deployment=True),
    Setting(
        "limits.backlinks_shown",
        positive,
        100,
        Message("Rückverweise je Eigenschaft auf einer Seite", "backlinks per property on a page"),
        deployment=True,
    ),
    Setting(
        "limits.kept_bytes",
        not_negative,
        64 * 1024 * 1024,
        Message("Speicher für fertige Antworten in Byte", "memory for finished answers in bytes"),
        deployment=True,
    ),
    Setting(
        "limits.query_seconds",
        seconds,
        10,
        Message("längste Dauer einer Abfrage in Sekunden", "longest time of a query in seconds"),
        deployment=True,
    ),
    Setting(
        "limits.query_memory_bytes",
        positive,
        256 * 1024 * 1024,
        Message("Arbeitsspeicher einer Abfrage in Byte", "memory of a query in bytes"),
        deployment=True,
    ),
    Setting(
        "limits.result_bytes",
        positive,
        64 * 1024 * 1024,
        Message("größtes Ergebnis einer Abfrage in Byte", "largest result of a query in bytes"),
        deployment=True,
    ),
    Setting(
        "limits.result_rows",
        not_negative,
        100_000,
        Message(
            "Zeilen oder Tripel einer Antwort, mehr gibt es in Seiten; 0: beliebig viele",
            "rows or triples of one answer, more come in pages; 0: any number",
        ),
        deployment=True,
    ),
    Setting(
        "limits.query_workers",
        not_negative,
        0,
        Message(
            "Abfragen, die zugleich laufen; 0: eine mehr als Prozessorkerne",
            "queries that run at once; 0: one more than there are cores",
        ),
        deployment=True,
    ),
    Setting(
        "limits.waiting_queries",
        not_negative,
        200,
        Message("Abfragen, die höchstens warten", "queries that wait at most"),
        deployment=True,
    ),
    Setting(
        "limits.catalogue_datasets",
        positive,
        100,
        Message("Datensätze auf einer Seite des Katalogs", "datasets on a page of the catalogue"),
        deployment=True,
    ),
    Setting(
        "limits.earlier_releases",
        not_negative,
        2,
        Message("frühere Ausgaben, die zugleich gezeigt werden", "earlier releases that are shown at once"),
        deployment=True,
    ),
)
