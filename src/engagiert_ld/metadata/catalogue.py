"""The catalogue: dataset, versions, distributions and service (DCAT-AP.de 3.0), as quads in the default graph."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import SRJ, Format
from engagiert_ld.namespaces import DCAT, DCTERMS, EXTERNAL_PREFIXES, FOAF, RDF, RDFS, XSD
from engagiert_ld.publication import Publication, Texts

SPDX = EXTERNAL_PREFIXES["spdx"]
VCARD = EXTERNAL_PREFIXES["vcard"]
ADMS = EXTERNAL_PREFIXES["adms"]
DCATAP = EXTERNAL_PREFIXES["dcatap"]
DCATDE = EXTERNAL_PREFIXES["dcatde"]
AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
PUBLIC: Final = f"{AUTHORITY}access-right/PUBLIC"
EU_LANGUAGES: Final = {"de": "DEU", "en": "ENG"}

DATASET: Final = "dataset"
ENDPOINT: Final = "sparql"
PUBLISHER: Final = "catalog#publisher"
CONTACT: Final = "catalog#contact"
SERVICE: Final = "catalog#sparql"
QUERIED: Final = "dataset#sparql"
RIGHTS: Final = "catalog#rights"
"""What is described, relative to the base IRI."""

QUOTATION_RIGHTS = Message(
    "Die Datenlizenz umfasst Fakten, Bezeichnungen und unsere Beschreibungen. Die Rechte an den Zitaten bleiben bei ihren Urheberinnen und Urhebern.",
    "The data licence covers facts, labels and our descriptions. The rights in the quotations stay with their authors.",
)

RDF12_CONTENT = Message(
    "Wie die Dateien ohne „rdf12“ im Namen, dazu zu jeder Aussage ihr Tripel: Die IRI der Aussage ist dessen Reifizierer (rdf:reifies).",
    "Like the files without “rdf12” in their names, and for each claim its triple: the IRI of the claim is its reifier (rdf:reifies).",
)


WHOLE_CONTENT: Final = Message("Der ganze Datensatz als eine Datei.", "The whole dataset as one file.")
TABLE_CONTENT: Final = Message(
    "Die Dinge einer Art als Tabelle in UTF-8; was die Spalten bedeuten, sagt tables.csv-metadata.json (CSVW) daneben.",
    "The things of one kind as a table in UTF-8; tables.csv-metadata.json (CSVW) beside it says what the columns mean.",
)
SERVICE_TITLE: Final = Message("SPARQL-Schnittstelle", "SPARQL endpoint")
SERVICE_CONTENT: Final = Message(
    "Abfragen an den Datensatz nach SPARQL 1.1, ohne Anmeldung. Antworten sind vollständig oder werden mit Grund abgelehnt.",
    "Queries of the dataset with SPARQL 1.1, without registration. Answers are complete, or are refused with a reason.",
)


@dataclass(frozen=True)
class Dump:
    """One dump file: `name` such as `all.ttl`, its format, its size in bytes, its SHA-256 in hexadecimal.

    What holds a part of the dataset only has a `title` of its own, by language.
    """

    name: str
    format: Format
    size_bytes: int
    sha256: str
    title: Texts = field(default_factory=dict)


def catalogue(publication: Publication, version: str, dumps: Iterable[Dump]) -> tuple[Quad, ...]:
    """Describe the catalogue, the dataset with the dumps of this version, and the service that answers queries.

    All IRIs start with the base IRI; nothing depends on the clock or on other releases. Versions are left out: whoever harvests
    takes each `dcat:Dataset` for a dataset, and would have a new one with each release.
    """
    writer = _Writer(publication)
    writer.catalogue()
    writer.dataset(DATASET, version)
    writer.distributions(DATASET, version, dumps)
    writer.service()
    return tuple(writer.quads)


def version_entry(publication: Publication, version: str, dumps: Iterable[Dump]) -> tuple[Quad, ...]:
    """Describe one version of the dataset with its dumps; see `catalogue`."""
    writer = _Writer(publication)
    subject = f"{DATASET}/{version}"
    writer.dataset(subject, version)
    writer.link(subject, f"{DCAT}isVersionOf", DATASET)
    writer.distributions(subject, version, dumps)
    writer.agents()
    return tuple(writer.quads)


def has_versions(publication: Publication, versions: Iterable[str]) -> tuple[Quad, ...]:
    """That the dataset has these versions."""
    writer = _Writer(publication)
    for version in versions:
        writer.link(DATASET, f"{DCAT}hasVersion", f"{DATASET}/{version}")
        writer.type(f"{DATASET}/{version}", f"{DCAT}Dataset")
    return tuple(writer.quads)


class _Writer:
    """Collects the triples; subjects are given relative to the base IRI."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._entry = publication.catalogue
        self._base = publication.base_iri
        self.quads: list[Quad] = []

    def catalogue(self) -> None:
        self.type("catalog", f"{DCAT}Catalog")
        self._texts_of("catalog")
        self._dates("catalog")
        self._languages("catalog")
        self.iri("catalog", f"{DCTERMS}license", self._publication.data_licence)
        self.iri("catalog", f"{DCAT}themeTaxonomy", f"{AUTHORITY}data-theme")
        self.iri("catalog", f"{FOAF}homepage", self._base)
        self.type("", f"{FOAF}Document")
        self._places("catalog")
        self.link("catalog", f"{DCAT}dataset", DATASET)
        self.link("catalog", f"{DCAT}service", SERVICE)
        self.agents()

    def dataset(self, subject: str, version: str) -> None:
        self.type(subject, f"{DCAT}Dataset")
        self._texts_of(subject)
        self._dates(subject)
        self._languages(subject)
        self.text(subject, f"{DCTERMS}identifier", self._base + subject)
        self.text(subject, f"{DCAT}version", version)
        self._terms_of_use(subject)
        self.iri(subject, f"{DCTERMS}accessRights", PUBLIC)
        self.link(subject, f"{DCAT}contactPoint", CONTACT)
        self.link(subject, f"{DCTERMS}creator", PUBLISHER)
        self.link(subject, f"{DCTERMS}conformsTo", "def")
        self.link(subject, f"{DCAT}landingPage", f"{subject}.html")
        self.type(f"{subject}.html", f"{FOAF}Document")
        self._subjects(subject)
        self._coverage(subject)
        self._german(subject)

    def _subjects(self, subject: str) -> None:
        """What it is about, in words and by theme."""
        for theme in self._entry.themes:
            self.iri(subject, f"{DCAT}theme", f"{AUTHORITY}data-theme/{theme}")
        for language, keywords in self._entry.keywords.items():
            for keyword in keywords:
                self.text(subject, f"{DCAT}keyword", keyword, language=language)

    def _coverage(self, subject: str) -> None:
        """Where and when, and how often there is news."""
        self._places(subject)
        times = {"startDate": self._entry.start, "endDate": self._entry.end}
        if any(times.values()):
            self.link(subject, f"{DCTERMS}temporal", f"{subject}#temporal")
            self.type(f"{subject}#temporal", f"{DCTERMS}PeriodOfTime")
        for name, date in times.items():
            if date:
                self.text(f"{subject}#temporal", f"{DCAT}{name}", date.isoformat(), datatype="date")
        if self._entry.frequency:
            self.iri(subject, f"{DCTERMS}accrualPeriodicity", f"{AUTHORITY}frequency/{self._entry.frequency}")

    def _places(self, subject: str) -> None:
        for place in self._entry.spatial:
            self.iri(subject, f"{DCTERMS}spatial", place)
            self._add(NamedNode(place), f"{RDF}type", NamedNode(f"{DCTERMS}Location"))

    def _german(self, subject: str) -> None:
        """What DCAT-AP.de 3.0 adds."""
        if self._entry.contributor_id:
            self.iri(subject, f"{DCATDE}contributorID", self._entry.contributor_id)
        if self._entry.geocoding_level:
            level = f"http://dcat-ap.de/def/politicalGeocoding/Level/{self._entry.geocoding_level}"
            self.iri(subject, f"{DCATDE}politicalGeocodingLevelURI", level)
        for place in self._entry.geocoding:
            self.iri(subject, f"{DCATDE}politicalGeocodingURI", place)

    def distributions(self, dataset: str, version: str, dumps: Iterable[Dump]) -> None:
        for dump in dumps:
            self._distribution(dataset, f"{DATASET}/{version}/{dump.name}", dump)
        self.type(RIGHTS, f"{DCTERMS}RightsStatement")
        self.texts(RIGHTS, f"{RDFS}label", QUOTATION_RIGHTS._asdict())

    def _distribution(self, dataset: str, subject: str, dump: Dump) -> None:
        self._offer(dataset, subject, subject)
        self.link(subject, f"{DCAT}downloadURL", subject)
        for language, title in (dump.title or self._publication.title).items():
            self.text(subject, f"{DCTERMS}title", f"{title} ({dump.format.label})", language=language)
        self._format(subject, dump.format)
        self.text(subject, f"{DCAT}byteSize", str(dump.size_bytes), datatype="nonNegativeInteger")
        self._checksum(subject, dump.sha256)
        content = RDF12_CONTENT if dump.format.version else TABLE_CONTENT if dump.title else WHOLE_CONTENT
        self.texts(subject, f"{DCTERMS}description", content._asdict())
        if dump.format.specification:
            self.iri(subject, f"{DCTERMS}conformsTo", dump.format.specification)

    def _offer(self, dataset: str, subject: str, access: str) -> None:
        """What all distributions have."""
        self.link(dataset, f"{DCAT}distribution", subject)
        self.type(subject, f"{DCAT}Distribution")
        self.link(subject, f"{DCAT}accessURL", access)
        self.type(access, f"{RDFS}Resource")
        self._dates(subject, self._publication.modified)
        self._languages(subject)
        self._terms_of_use(subject)
        self.iri(subject, f"{ADMS}status", f"{AUTHORITY}distribution-status/COMPLETED")
        if self._entry.availability:
            availability = f"{AUTHORITY}planned-availability/{self._entry.availability}"
            self.iri(subject, f"{DCATAP}availability", availability)

    def _format(self, subject: str, fmt: Format) -> None:
        self.iri(subject, f"{DCAT}mediaType", f"http://www.iana.org/assignments/media-types/{fmt.media_type}")
        self.iri(subject, f"{DCTERMS}format", fmt.eu_file_type)

    def _checksum(self, subject: str, digest: str) -> None:
        self.link(subject, f"{SPDX}checksum", f"{subject}#checksum")
        self.type(f"{subject}#checksum", f"{SPDX}Checksum")
        self.iri(f"{subject}#checksum", f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
        self.text(f"{subject}#checksum", f"{SPDX}checksumValue", digest, datatype="hexBinary")

    def service(self) -> None:
        """The endpoint, and that the dataset can be had through it."""
        self.type(SERVICE, f"{DCAT}DataService")
        self.texts(SERVICE, f"{DCTERMS}title", self._suffixed(SERVICE_TITLE))
        self.texts(SERVICE, f"{DCTERMS}description", SERVICE_CONTENT._asdict())
        self.text(SERVICE, f"{DCTERMS}identifier", self._base + SERVICE)
        self.link(SERVICE, f"{DCAT}endpointURL", ENDPOINT)
        self.link(SERVICE, f"{DCAT}endpointDescription", "openapi.json")
        self.type("openapi.json", f"{RDFS}Resource")
        self.link(SERVICE, f"{DCAT}servesDataset", DATASET)
        self.iri(SERVICE, f"{DCTERMS}conformsTo", "https://www.w3.org/TR/sparql11-protocol/")
        self.iri(SERVICE, f"{DCTERMS}accessRights", PUBLIC)
        self.iri(SERVICE, f"{DCTERMS}license", self._publication.data_licence)
        self.link(SERVICE, f"{DCTERMS}publisher", PUBLISHER)
        self.link(SERVICE, f"{DCAT}contactPoint", CONTACT)
        self._subjects(SERVICE)
        self._offer(DATASET, QUERIED, ENDPOINT)
        self.texts(QUERIED, f"{DCTERMS}title", self._suffixed(SERVICE_TITLE))
        self.texts(QUERIED, f"{DCTERMS}description", SERVICE_CONTENT._asdict())
        self.link(QUERIED, f"{DCAT}accessService", SERVICE)
        self._format(QUERIED, SRJ)

    def _suffixed(self, text: Message) -> Texts:
        return {
            language: f"{title} ({text.in_language(language)})" for language, title in self._publication.title.items()
        }

    def _texts_of(self, subject: str) -> None:
        self.texts(subject, f"{DCTERMS}title", self._publication.title)
        self.texts(subject, f"{DCTERMS}description", self._publication.description)
        self.link(subject, f"{DCTERMS}publisher", PUBLISHER)

    def _dates(self, subject: str, issued: datetime.date | None = None) -> None:
        self.text(subject, f"{DCTERMS}modified", self._publication.modified.isoformat(), datatype="date")
        if first := issued or self._entry.issued:
            self.text(subject, f"{DCTERMS}issued", first.isoformat(), datatype="date")

    def _languages(self, subject: str) -> None:
        for language in self._publication.languages:
            self.iri(subject, f"{DCTERMS}language", f"{AUTHORITY}language/{EU_LANGUAGES[language]}")

    def _terms_of_use(self, subject: str) -> None:
        self.iri(subject, f"{DCTERMS}license", self._publication.data_licence)
        self.link(subject, f"{DCTERMS}rights", RIGHTS)

    def agents(self) -> None:
        """Publisher and contact."""
        self.type(PUBLISHER, f"{FOAF}Agent")
        self.texts(PUBLISHER, f"{FOAF}name", self._publication.publisher_name)
        if self._publication.publisher_homepage:
            self.iri(PUBLISHER, f"{FOAF}homepage", self._publication.publisher_homepage)
        self.type(CONTACT, f"{VCARD}Kind")
        language = self._publication.languages[0]  # DCAT-AP.de allows one vcard:fn
        self.text(CONTACT, f"{VCARD}fn", self._publication.contact_name[language], language=language)
        if self._publication.contact_email:
            self.iri(CONTACT, f"{VCARD}hasEmail", f"mailto:{self._publication.contact_email}")
        if self._publication.contact_url:
            self.iri(CONTACT, f"{VCARD}hasURL", self._publication.contact_url)

    def type(self, subject: str, iri: str) -> None:
        self.iri(subject, f"{RDF}type", iri)

    def link(self, subject: str, predicate: str, target: str) -> None:
        self.iri(subject, predicate, self._base + target)

    def iri(self, subject: str, predicate: str, target: str) -> None:
        self._add(NamedNode(self._base + subject), predicate, NamedNode(target))

    def texts(self, subject: str, predicate: str, texts: Texts) -> None:
        for language, value in texts.items():
            self.text(subject, predicate, value, language=language)

    def text(self, subject: str, predicate: str, value: str, *, language: str = "", datatype: str = "") -> None:
        if language:
            self._add(NamedNode(self._base + subject), predicate, Literal(value, language=language))
        else:
            self._add(
                NamedNode(self._base + subject),
                predicate,
                Literal(value, datatype=NamedNode(f"{XSD}{datatype or 'string'}")),
            )

    def _add(self, subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        self.quads.append(Quad(subject, NamedNode(predicate), value))


def licence_names(publication: Publication) -> Iterator[str]:
    """The licences by their short names, for people: data first, then software."""
    yield {"http://dcat-ap.de/def/licenses/dl-zero-de/2.0": "DL-DE Zero 2.0"}.get(
        publication.data_licence, publication.data_licence
    )
    yield publication.software_licence
