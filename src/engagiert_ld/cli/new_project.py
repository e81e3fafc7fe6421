"""`engagiert-ld init`: a project folder that can be published at once, to be filled by a city."""

from pathlib import Path
from typing import Final

from engagiert_ld.errors import DeploymentError, UsageError

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

DATA_FILE: Final = """\
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

FILES: Final = {"publication.toml": SETTINGS_FILE, "data/beispiel/networks.ttl": DATA_FILE}


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
    except OSError as error:
        raise DeploymentError(
            f"{folder} kann nicht angelegt werden: {error.strerror}.", f"{folder} cannot be made: {error.strerror}."
        ) from None
