"""The indicators of the Metadata Quality Assessment of data.europa.eu: what each is worth, and when it is met.

Indicators and points are those of its methodology (data.europa.eu/mqa/methodology), the lists of formats its vocabularies
`edp-machine-readable-format` and `edp-non-proprietary-format`. Its check with SHACL is approximated by what DCAT-AP makes
mandatory, as the shapes are not part of this software.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Final, NamedTuple

from engagiert_ld.errors import Message
from engagiert_ld.harvest.catalogue import Statements
from engagiert_ld.harvest.distributions import MEDIA_TYPES
from engagiert_ld.harvest.harvesters import DESCRIPTION, DISTRIBUTION, KEYWORD, TITLE, Node
from engagiert_ld.namespaces import DCAT, DCTERMS
from engagiert_ld.terms import Term

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
FILE_TYPE: Final = f"{AUTHORITY}file-type/"
# fmt: off
MACHINE_READABLE: Final = frozenset(
    (
        "CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS",
        "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML",
    )
)
NON_PROPRIETARY: Final = frozenset(
    (
        "BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF",
        "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "RTF", "TAR",
        "TIFF", "TSV", "TXT", "WMS_SRVC", "XML", "ZIP",
    )
)
# fmt: on


class Dimension(Enum):
    """What is judged, after the FAIR principles."""

    FINDABILITY = "findability"
    ACCESSIBILITY = "accessibility"
    INTEROPERABILITY = "interoperability"
    REUSABILITY = "reusability"
    CONTEXTUALITY = "contextuality"


class Judged(NamedTuple):
    """What an indicator looks at: the statements, a dataset, one of its distributions, and the addresses that answer."""

    statements: Statements
    dataset: Node
    distribution: Term | None
    answering: frozenset[str]

    def of_dataset(self, name: str) -> list[str]:
        """The values of a property of the dataset, by full IRI."""
        return self.statements.texts(self.dataset, name)

    def of_distribution(self, name: str) -> list[str]:
        """The values of a property of the distribution, by full IRI."""
        return self.statements.texts(self.distribution, name) if self.distribution else []


@dataclass(frozen=True)
class Indicator:
    """One row of the methodology: what it is worth, when it is met, and what to do where it is not."""

    name: str
    dimension: Dimension
    points: int
    is_met: Callable[[Judged], bool]
    remedy: Message


def _dataset_has(name: str, judged: Judged) -> bool:
    return bool(judged.statements.values(judged.dataset, name))


def _distribution_has(name: str, judged: Judged) -> bool:
    return bool(judged.statements.values(judged.distribution, name))


def _either_has(name: str, judged: Judged) -> bool:
    return _dataset_has(name, judged) or _distribution_has(name, judged)


def _answers(name: str, judged: Judged) -> bool:
    return any(address in judged.answering for address in judged.of_distribution(f"{DCAT}{name}"))


def _format_in(formats: frozenset[str], judged: Judged) -> bool:
    return any(iri.removeprefix(FILE_TYPE) in formats for iri in judged.of_distribution(f"{DCTERMS}format"))


def _from_vocabulary(judged: Judged) -> bool:
    formats, types = judged.of_distribution(f"{DCTERMS}format"), judged.of_distribution(f"{DCAT}mediaType")
    return any(iri.startswith(FILE_TYPE) for iri in formats) or any(iri.startswith(MEDIA_TYPES) for iri in types)


def _known_licence(judged: Judged) -> bool:
    return any(iri.startswith(f"{AUTHORITY}licence/") for iri in judged.of_distribution(f"{DCTERMS}license"))


def _known_access_right(judged: Judged) -> bool:
    return any(iri.startswith(f"{AUTHORITY}access-right/") for iri in judged.of_dataset(f"{DCTERMS}accessRights"))


def _has_what_is_mandatory(judged: Judged) -> bool:
    """Title and description of the dataset, and an address of each distribution (DCAT-AP 3.0)."""
    each = judged.statements.values(judged.dataset, DISTRIBUTION)
    addressed = all(judged.statements.values(one, f"{DCAT}accessURL") for one in each)
    return addressed and all(judged.of_dataset(name) for name in (TITLE, DESCRIPTION))


def _row(name: str, dimension: Dimension, points: int, is_met: Callable[[Judged], bool], de: str, en: str) -> Indicator:
    return Indicator(name, dimension, points, is_met, Message(de, en))


_F, _A, _I, _R, _C = Dimension

INDICATORS: Final = (
    _row("keyword", _F, 30, partial(_dataset_has, KEYWORD), "Schlagwörter angeben", "give keywords"),
    _row("theme", _F, 30, partial(_dataset_has, f"{DCAT}theme"), "Themen angeben", "give themes"),
    _row("spatial", _F, 20, partial(_dataset_has, f"{DCTERMS}spatial"), "den Raum angeben", "give the place"),
    _row("temporal", _F, 20, partial(_dataset_has, f"{DCTERMS}temporal"), "den Zeitraum angeben", "give the period"),
    _row(
        "accessURL answers",
        _A,
        50,
        partial(_answers, "accessURL"),
        "die Zugangsadresse muss antworten",
        "the access address has to answer",
    ),
    _row(
        "downloadURL",
        _A,
        20,
        partial(_distribution_has, f"{DCAT}downloadURL"),
        "eine Adresse zum Herunterladen angeben",
        "give an address for download",
    ),
    _row(
        "downloadURL answers",
        _A,
        30,
        partial(_answers, "downloadURL"),
        "die Adresse zum Herunterladen muss antworten",
        "the address for download has to answer",
    ),
    _row(
        "format", _I, 20, partial(_distribution_has, f"{DCTERMS}format"), "das Dateiformat angeben", "give the format"
    ),
    _row(
        "mediaType",
        _I,
        10,
        partial(_distribution_has, f"{DCAT}mediaType"),
        "den Medientyp angeben",
        "give the media type",
    ),
    _row(
        "format and mediaType from vocabulary",
        _I,
        10,
        _from_vocabulary,
        "Format aus der EU-Liste file-type, Medientyp aus der Liste der IANA",
        "take the format from the EU list file-type, the media type from the list of IANA",
    ),
    _row(
        "non-proprietary",
        _I,
        20,
        partial(_format_in, NON_PROPRIETARY),
        "ein offenes Format anbieten",
        "offer an open format",
    ),
    _row(
        "machine-readable",
        _I,
        20,
        partial(_format_in, MACHINE_READABLE),
        "ein maschinenlesbares Format anbieten",
        "offer a machine-readable format",
    ),
    _row(
        "DCAT-AP",
        _I,
        30,
        _has_what_is_mandatory,
        "Titel, Beschreibung und Zugangsadressen ergänzen; mit den Formen der EU prüfen",
        "add title, description and access addresses; check with the shapes of the EU",
    ),
    _row("licence", _R, 20, partial(_distribution_has, f"{DCTERMS}license"), "die Lizenz angeben", "give the licence"),
    _row(
        "licence from vocabulary",
        _R,
        10,
        _known_licence,
        "eine Lizenz der EU-Liste licence; Lizenzen von DCAT-AP.de zählen dort nicht",
        "a licence of the EU list licence; those of DCAT-AP.de do not count there",
    ),
    _row(
        "accessRights",
        _R,
        10,
        partial(_dataset_has, f"{DCTERMS}accessRights"),
        "sagen, ob die Daten öffentlich sind",
        "say whether the data are public",
    ),
    _row(
        "accessRights from vocabulary",
        _R,
        5,
        _known_access_right,
        "ein Wert der EU-Liste access-right",
        "a value of the EU list access-right",
    ),
    _row(
        "contactPoint",
        _R,
        20,
        partial(_dataset_has, f"{DCAT}contactPoint"),
        "eine Kontaktstelle angeben",
        "give a contact",
    ),
    _row(
        "publisher",
        _R,
        10,
        partial(_dataset_has, f"{DCTERMS}publisher"),
        "den Herausgeber angeben",
        "give the publisher",
    ),
    _row("rights", _C, 5, partial(_distribution_has, f"{DCTERMS}rights"), "die Rechte angeben", "give the rights"),
    _row("byteSize", _C, 5, partial(_distribution_has, f"{DCAT}byteSize"), "die Größe angeben", "give the size"),
    _row("issued", _C, 5, partial(_either_has, f"{DCTERMS}issued"), "sagen, seit wann", "say since when"),
    _row("modified", _C, 5, partial(_either_has, f"{DCTERMS}modified"), "den Stand angeben", "say how recent it is"),
)

TOTAL: Final = sum(one.points for one in INDICATORS)
