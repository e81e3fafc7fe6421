"""The catalogue: dataset, its version and its distributions (DCAT 3), as quads in the default graph."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import Format
from engagiert_ld.namespaces import DCAT, DCTERMS, EXTERNAL_PREFIXES, FOAF, RDF, XSD
from engagiert_ld.publication import Publication, Texts

SPDX = EXTERNAL_PREFIXES["spdx"]
VCARD = EXTERNAL_PREFIXES["vcard"]

QUOTATION_RIGHTS = Message(
    "Die Datenlizenz umfasst Fakten, Bezeichnungen und unsere Beschreibungen. Die Rechte an den Zitaten bleiben bei ihren Urheberinnen und Urhebern.",
    "The data licence covers facts, labels and our descriptions. The rights in the quotations stay with their authors.",
)

RDF12_CONTENT = Message(
    "Wie die Dateien ohne „rdf12“ im Namen, dazu zu jeder Aussage ihr Tripel: Die IRI der Aussage ist dessen Reifizierer (rdf:reifies).",
    "Like the files without “rdf12” in their names, and for each claim its triple: the IRI of the claim is its reifier (rdf:reifies).",
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


def catalogue(publication: Publication, version: str, dumps: list[Dump]) -> tuple[Quad, ...]:
    """Describe the dataset, this version and its dumps; all IRIs start with the base IRI. Nothing depends on the clock."""
    writer = _Writer(publication)
    writer.catalogue()
    writer.dataset("dataset")
    writer.link("dataset", f"{DCAT}hasVersion", f"dataset/{version}")
    writer.dataset(f"dataset/{version}")
    writer.text(f"dataset/{version}", f"{DCAT}version", version)
    writer.link(f"dataset/{version}", f"{DCAT}isVersionOf", "dataset")
    for dump in dumps:
        writer.distribution(version, dump)
    return tuple(writer.quads)


class _Writer:
    """Collects the triples; subjects are given relative to the base IRI."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._base = publication.base_iri
        self.quads: list[Quad] = []

    def catalogue(self) -> None:
        self.type("catalog", f"{DCAT}Catalog")
        self._titles("catalog")
        self.link("catalog", f"{DCAT}dataset", "dataset")
        self._agent()
        self._contact()

    def dataset(self, subject: str) -> None:
        self.type(subject, f"{DCAT}Dataset")
        self._titles(subject)
        self.text(subject, f"{DCTERMS}identifier", self._base + subject)
        self.iri(subject, f"{DCTERMS}license", self._publication.data_licence)
        self.texts(subject, f"{DCTERMS}rights", QUOTATION_RIGHTS._asdict())
        self.link(subject, f"{DCAT}contactPoint", "catalog#contact")

    def distribution(self, version: str, dump: Dump) -> None:
        subject = f"dataset/{version}/{dump.name}"
        for dataset in ("dataset", f"dataset/{version}"):
            self.link(dataset, f"{DCAT}distribution", subject)
        self.type(subject, f"{DCAT}Distribution")
        for language, title in (dump.title or self._publication.title).items():
            self.text(subject, f"{DCTERMS}title", f"{title} ({dump.format.label})", language=language)
        self.link(subject, f"{DCAT}accessURL", subject)
        self.link(subject, f"{DCAT}downloadURL", subject)
        self.iri(subject, f"{DCAT}mediaType", f"http://www.iana.org/assignments/media-types/{dump.format.media_type}")
        self.iri(subject, f"{DCTERMS}format", dump.format.eu_file_type)
        self.iri(subject, f"{DCTERMS}license", self._publication.data_licence)
        self.text(subject, f"{DCAT}byteSize", str(dump.size_bytes), datatype="nonNegativeInteger")
        self._checksum(subject, dump.sha256)
        if dump.format.version:  # which the registered media type does not tell
            self.texts(subject, f"{DCTERMS}description", RDF12_CONTENT._asdict())
            self.iri(subject, f"{DCTERMS}conformsTo", dump.format.specification)

    def _checksum(self, subject: str, digest: str) -> None:
        self.link(subject, f"{SPDX}checksum", f"{subject}#checksum")
        self.type(f"{subject}#checksum", f"{SPDX}Checksum")
        self.iri(f"{subject}#checksum", f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
        self.text(f"{subject}#checksum", f"{SPDX}checksumValue", digest, datatype="hexBinary")

    def _titles(self, subject: str) -> None:
        self.texts(subject, f"{DCTERMS}title", self._publication.title)
        self.texts(subject, f"{DCTERMS}description", self._publication.description)
        self.link(subject, f"{DCTERMS}publisher", "catalog#publisher")
        self.text(subject, f"{DCTERMS}modified", self._publication.modified.isoformat(), datatype="date")

    def _agent(self) -> None:
        self.type("catalog#publisher", f"{FOAF}Agent")
        self.texts("catalog#publisher", f"{FOAF}name", self._publication.publisher_name)
        if self._publication.publisher_homepage:
            self.iri("catalog#publisher", f"{FOAF}homepage", self._publication.publisher_homepage)

    def _contact(self) -> None:
        self.type("catalog#contact", f"{VCARD}Kind")
        language = self._publication.languages[0]  # DCAT-AP.de allows one vcard:fn
        self.text("catalog#contact", f"{VCARD}fn", self._publication.contact_name[language], language=language)
        if self._publication.contact_email:
            self.iri("catalog#contact", f"{VCARD}hasEmail", f"mailto:{self._publication.contact_email}")
        if self._publication.contact_url:
            self.iri("catalog#contact", f"{VCARD}hasURL", self._publication.contact_url)

    def type(self, subject: str, iri: str) -> None:
        self.iri(subject, f"{RDF}type", iri)

    def link(self, subject: str, predicate: str, target: str) -> None:
        self.iri(subject, predicate, self._base + target)

    def iri(self, subject: str, predicate: str, target: str) -> None:
        self._add(subject, predicate, NamedNode(target))

    def texts(self, subject: str, predicate: str, texts: Texts) -> None:
        for language, value in texts.items():
            self.text(subject, predicate, value, language=language)

    def text(self, subject: str, predicate: str, value: str, *, language: str = "", datatype: str = "") -> None:
        if language:
            self._add(subject, predicate, Literal(value, language=language))
        else:
            self._add(subject, predicate, Literal(value, datatype=NamedNode(f"{XSD}{datatype or 'string'}")))

    def _add(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        self.quads.append(Quad(NamedNode(self._base + subject), NamedNode(predicate), value))


def licence_names(publication: Publication) -> Iterator[str]:
    """The licences by their short names, for people: data first, then software."""
    yield {"http://dcat-ap.de/def/licenses/dl-zero-de/2.0": "DL-DE Zero 2.0"}.get(
        publication.data_licence, publication.data_licence
    )
    yield publication.software_licence
