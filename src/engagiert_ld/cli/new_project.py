"""`engagiert-ld init`: a project folder that can be published at once, to be filled by a city."""

import hashlib
import shutil
from pathlib import Path
from typing import Final

from engagiert_ld.errors import DeploymentError, UsageError
from engagiert_ld.publication.notices import FOLDER as NOTICES_FOLDER

SETTINGS_FILE: Final = """\
# Wie die Dinge heißen: eine Adresse, die Ihnen gehört und die mit „/“ endet.
# What things are called: an address of yours that ends with “/”.
base_iri = "https://example.org/engagement/"

# Das Datum dieser Ausgabe. / The date of this release.
modified = 2026-01-01

languages = ["de", "en"]

[title]
de = "Netzwerke unserer Stadt"
en = "Networks of our city"

[description]
de = "Netzwerke und Beteiligungen unserer Stadt als verknüpfte Daten."
en = "Networks and participations of our city as linked data."

[publisher]
name.de = "Unsere Stadt"
name.en = "Our city"

[contact]
name.de = "Unsere Stadt"
name.en = "Our city"
"""

NETWORKS_FILE: Final = """\
# Ein Beispiel zum Überschreiben. Ein Ordner unter data/ ist eine Quelle.
# An example to write over. One folder below data/ is one source.
@prefix eng: <def#> .
@prefix network: <id/network/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

network:beispielnetz
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "Beispielnetz"@de ;
    skos:prefLabel "Example network"@en ;
    # Die Quelle nennt keinen Organisator. / The source names no organiser.
    eng:notStated eng:organiser ;
    .
"""

QUOTATION: Final = "Das Beispielnetz ist ein Netzwerk von Städten"
SOURCE_TEXT: Final = f"{QUOTATION}.\n"

SOURCE_FILE: Final = f"""\
# Die Quelle: ihr Text liegt unter sources/ und wird nicht veröffentlicht; an der Prüfsumme wird er erkannt.
# The source: its text lies below sources/ and is not published; it is recognised by its checksum.
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eng: <def#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <id/source/> .

source:beispiel
    a eng:ArchivedSource ;
    a prov:Entity ;
    skos:prefLabel "Beispieltext"@de ;
    skos:prefLabel "Example text"@en ;
    dcterms:language "de" ;
    eng:sha256 "{hashlib.sha256(SOURCE_TEXT.encode()).hexdigest()}" ;
    .
"""

CLAIMS_HEAD: Final = """\
# Belege: zu jeder Aussage das Zitat, das sie stützt. „engagiert-ld new claim“ schreibt sie.
# Evidence: the quotation for each statement. “engagiert-ld new claim” writes it.
@prefix certainty: <id/concept/certainty-> .
@prefix claim: <id/claim/> .
@prefix eng: <def#> .
@prefix network: <id/network/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""

CLAIMS: Final = (
    ("c001", "rdf:type", "eng:Network", "explicit"),
    ("c002", "skos:prefLabel", '"Beispielnetz"@de', "explicit"),
    ("c003", "eng:notStated", "eng:organiser", "absent"),
)

CLAIM: Final = """
claim:{number}
    a eng:Claim ;
    rdf:subject network:beispielnetz ;
    rdf:predicate {predicate} ;
    rdf:object {value} ;
    eng:certainty certainty:{certainty} ;
    eng:quotation "{quotation}"@de ;
    oa:start 0 ;
    oa:end {end} ;
    .
"""


def _claims_file() -> str:
    records = (
        CLAIM.format(
            number=number,
            predicate=predicate,
            value=value,
            certainty=certainty,
            quotation=QUOTATION,
            end=len(QUOTATION),
        )
        for number, predicate, value, certainty in CLAIMS
    )
    return CLAIMS_HEAD + "".join(records)


TEMPLATES: Final = Path(__file__).parent / "pages"
"""Texts that a site owes its readers, to be filled in."""

FILES: Final = {
    "publication.toml": SETTINGS_FILE,
    "data/beispiel/networks.ttl": NETWORKS_FILE,
    "data/beispiel/source.ttl": SOURCE_FILE,
    "data/beispiel/claims.ttl": _claims_file(),
    "sources/beispiel.txt": SOURCE_TEXT,
}


def write_project(folder: Path) -> None:
    """Write the files of a new project; raises `UsageError` where the folder holds something already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} ist nicht leer. Bitte einen neuen Ordner nennen.", f"{folder} is not empty. Name a new folder."
        )
    try:
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        shutil.copytree(TEMPLATES, folder / NOTICES_FOLDER)
    except OSError as error:
        raise DeploymentError(
            f"{folder} kann nicht angelegt werden: {error.strerror}.", f"{folder} cannot be made: {error.strerror}."
        ) from None
