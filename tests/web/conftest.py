"""Publications of other places: another base, other languages, names and texts that set traps."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

import pytest

from calls import call
from engagiert_ld.publication import load_deployment
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store import Store
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.web import create_app
from running import REPOSITORY, MadeOnce, ProjectFolder, Server, copy_project, serving

from .asking import InProcess, OverSocket, Site

BEHIND_PROXY = "https://daten.example.org/beteiligung/"

TRAPS = """\
@prefix eng: <def#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<id/network/bürgerräte>
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "Bürgerräte"@de ;
    skos:prefLabel "Citizens’ assemblies"@en ;
    eng:notStated eng:organiser ;
    .

<id/network/%C3%BCbersicht>
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "Übersicht"@de ;
    skos:prefLabel "Overview"@en ;
    eng:notStated eng:organiser ;
    .

<id/network/łódź-€>
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "Partnerstadt"@de ;
    skos:prefLabel "Twin town"@en ;
    eng:notStated eng:organiser ;
    .

<id/network/fallen>
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "<script>alert(1)</script> \\"x\\" 'y' &amp; {{ 7*7 }}"@de ;
    skos:prefLabel "</title><img src=x onerror=alert(2)>"@en ;
    skos:altLabel "nur auf Französisch"@fr ;
    rdfs:seeAlso <javascript:alert(3)> ;
    rdfs:seeAlso <data:text/html,x> ;
    rdfs:seeAlso <https://example.com/?a=1&b='2'> ;
    schema:url "javascript:alert(4)"^^xsd:anyURI ;
    eng:notStated eng:organiser ;
    dcterms:isPartOf [ rdfs:label "ohne Namen"@de ; rdfs:label "without a name"@en ] ;
    .

<id/ohne-art>
    a rdfs:Resource ;
    rdfs:label "Ein Name ohne Art"@de ;
    rdfs:label "A name without type segment"@en ;
    .
"""
OWN_GROUPS = """\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <shapes#> .

shapes:Group-own a sh:PropertyGroup ;
    rdfs:label "Was <uns> angeht"@de , "What <we> care for"@en ;
    sh:order 0.5 .

shapes:own-url a sh:PropertyShape ; sh:path schema:url ; sh:group shapes:Group-own ; sh:order 2 .
shapes:own-see a sh:PropertyShape ; sh:path rdfs:seeAlso ; sh:group shapes:Group-own ; sh:order 1.5 .
shapes:own-odd a sh:PropertyShape ; sh:path rdfs:comment ; sh:group shapes:Group-own ; sh:order "first" .
shapes:own-none a sh:PropertyShape ; sh:path rdfs:label ; sh:group shapes:Group-none .
"""
WITHDRAWN = """\
@prefix eng: <def#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<id/network/frueher>
    a eng:Renamed ;
    dcterms:date "2026-05-01"^^xsd:date ;
    dcterms:isReplacedBy <id/network/noch-frueher> ;
    .

<id/network/noch-frueher>
    a eng:Renamed ;
    dcterms:date "2026-06-01"^^xsd:date ;
    dcterms:isReplacedBy <id/network/bürgerräte> ;
    .

<id/network/irrtum>
    a eng:Withdrawn ;
    dcterms:date "2026-06-30"^^xsd:date ;
    dcterms:isReplacedBy <id/network/fallen> ;
    eng:reason "Das Netz gab es <b>nie</b>."@de ;
    eng:reason "The network never existed."@en ;
    .
"""
CLAIM = """
<id/claim/c{number}>
    a eng:Claim ;
    rdf:subject <{network}> ;
    rdf:predicate eng:notStated ;
    rdf:object eng:organiser ;
    eng:certainty <id/concept/certainty-absent> ;
    eng:quotation "Das Beispielnetz ist ein Netzwerk von Städten"@de ;
    .
"""
VOCABULARY = """\
@prefix eng: <def#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

eng:runBy
    a owl:ObjectProperty ;
    rdfs:label "betrieben von"@de ;
    rdfs:label "run by"@en ;
    skos:definition "Die Stelle, die etwas betreibt."@de ;
    skos:definition "The body that runs something."@en ;
    owl:deprecated true ;
    dcterms:isReplacedBy eng:organiser ;
    .

eng:zoning
    a owl:DatatypeProperty ;
    rdfs:label "Äußere Lage"@de ;
    rdfs:label "zoning"@en ;
    owl:equivalentProperty schema:areaServed ;
    rdfs:seeAlso <https://elsewhere.example/#x> ;
    rdfs:seeAlso eng:gone ;
    rdfs:comment "Anmerkung der Stadt"@de ;
    rdfs:comment "comment of the city"@en ;
    skos:editorialNote "<b>schema:areaServed</b> passte nicht"@de ;
    skos:editorialNote "<b>schema:areaServed</b> did not fit"@en ;
    .

eng:Always
    a owl:NamedIndividual ;
    rdfs:label "immer"@de ;
    rdfs:label "always"@en ;
    .
"""
SCHEMES = """\
@prefix eng: <def#> .
@prefix concept: <id/concept/> .
@prefix network: <id/network/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

concept:offers
    a skos:ConceptScheme ;
    skos:prefLabel "Angebote"@de ;
    skos:prefLabel "offers"@en ;
    skos:definition "Was es gibt."@de ;
    skos:definition "What there is."@en ;
    skos:hasTopConcept concept:advice ;
    .

concept:advice
    a skos:Concept ;
    skos:prefLabel "Beratung"@de ;
    skos:prefLabel "zz advice"@en ;
    skos:narrower concept:talk ;
    .

concept:talk
    a skos:Concept ;
    skos:prefLabel "Gespräch"@de ;
    skos:prefLabel "talk"@en ;
    skos:definition "Ein <Gespräch> unter vier Augen."@de ;
    skos:inScheme concept:offers ;
    .

concept:practice
    a skos:Concept ;
    skos:prefLabel "Übung"@de ;
    skos:prefLabel "practice"@en ;
    skos:inScheme concept:offers ;
    skos:broader concept:circle ;
    .

concept:circle
    a skos:Concept ;
    skos:prefLabel "Zirkel"@de ;
    skos:prefLabel "circle"@en ;
    skos:inScheme concept:offers ;
    skos:broader concept:practice ;
    .

concept:empty
    a skos:ConceptScheme ;
    skos:prefLabel "Leer"@de ;
    skos:prefLabel "empty"@en ;
    .

network:beispielnetz
    eng:runBy network:beispielnetz ;
    eng:zoning "am Rand"@de ;
    eng:zoning "on the outskirts"@en ;
    eng:focus eng:Always ;
    .
"""
SUB_GROUP = """
<id/network/gruppe-{number}>
    a eng:Network ;
    a org:Organization ;
    skos:prefLabel "Gruppe {number}"@de ;
    skos:prefLabel "Group {number}"@en ;
    org:subOrganizationOf <id/network/beispielnetz> ;
    eng:notStated eng:organiser ;
    .
"""


def new_project(folder: ProjectFolder, base_iri: str) -> ProjectFolder:
    done = call(folder, "init", str(folder.path))
    assert done.code == 0, done.err
    folder.replace("publication.toml", "https://example.org/engagement/", base_iri)
    return folder


def in_process(folder: ProjectFolder, site_url: str, store: Store | None = None, kept_bytes: int = 0) -> InProcess:
    """The application for the newest release of a folder, in this process."""
    release, _ = Shelf(folder.path / "releases").newest()
    base_iri = release.publication.base_iri
    deployment = load_deployment(folder.path, base_iri, {"ENGAGIERT_LD_SITE_URL": site_url})
    limits = replace(deployment.limits, kept_bytes=kept_bytes)
    store = store or EmbeddedStore(release.quads, base_iri, release.context)
    return InProcess(site_url, create_app(release, store, replace(deployment, limits=limits)))


@pytest.fixture(scope="session")
def client(built: ProjectFolder, server: Server) -> InProcess:
    """Essen's publication without a server in between; it says that it is reached where `server` is."""
    return in_process(built, server.url)


@pytest.fixture(params=["server", "client"], scope="session")
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Essen's publication, asked in both ways."""
    if request.param == "client":
        yield request.getfixturevalue("client")
        return
    with closing(OverSocket(request.getfixturevalue("server").url)) as over_socket:
        yield over_socket


@pytest.fixture(scope="session")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Essen's data under a base IRI with a path; people reach the server by yet another address with a path."""
    folder = copy_project(tmp_path_factory.mktemp("behind-proxy") / "essen")
    folder.replace(
        "publication.toml", 'base_iri = "https://w3id.org/engagiert-ld/"', 'base_iri = "http://example.org/a/b/"'
    )
    with serving(folder, ENGAGIERT_LD_SITE_URL=BEHIND_PROXY) as running:
        yield running


def make_traps(folder: ProjectFolder) -> None:
    new_project(folder, "http://daten.example.org/")
    with (folder.path / "publication.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[limits]\nbacklinks_shown = 2\nmax_query_bytes = 2000\n")
    text = TRAPS + "".join(SUB_GROUP.format(number=number) for number in range(5))
    networks = re.findall(r"^<(id/network/[^>]+)>", text, re.MULTILINE)
    claims = "".join(CLAIM.format(number=101 + number, network=iri) for number, iri in enumerate(networks))
    (folder.path / "data/beispiel/traps.ttl").write_text(text + claims, encoding="utf-8")
    (folder.path / "shapes").mkdir(exist_ok=True)
    (folder.path / "shapes/own-groups.ttl").write_text(OWN_GROUPS, encoding="utf-8")
    (folder.path / "data/withdrawn.ttl").write_text(WITHDRAWN, encoding="utf-8")
    done = call(folder, "build")
    assert done.code == 0, done.err


@pytest.fixture(scope="session")
def traps_folder(made_once: MadeOnce) -> ProjectFolder:
    """A base IRI without a path; names with umlauts, and texts that would be markup if they were not escaped. Published."""
    return made_once("traps", make_traps)


@pytest.fixture(scope="session")
def traps(traps_folder: ProjectFolder) -> Iterator[Server]:
    """The folder with the traps, served."""
    with serving(traps_folder, "--no-build") as running:
        yield running


@pytest.fixture(params=["server", "client"], scope="session")
def traps_site(request: pytest.FixtureRequest, traps: Server, traps_folder: ProjectFolder) -> Iterator[Site]:
    """The folder with the traps, asked in both ways."""
    if request.param == "client":
        yield in_process(traps_folder, traps.url)
        return
    with closing(OverSocket(traps.url)) as over_socket:
        yield over_socket


MANY_NETWORKS: Final = 900
MANY_ACTORS: Final = 300


def make_many(folder: ProjectFolder) -> None:
    """A project with many networks: each has an organiser, a beginning, and up to three that take part."""
    new_project(folder, "http://daten.example.org/")
    lines = TRAPS.partition("<id/network/")[0].splitlines()
    for actor in range(MANY_ACTORS):
        lines.append(
            f'<id/org/o{actor}> a org:Organization ; skos:prefLabel "Organisation {actor}"@de, "Org {actor}"@en .'
        )
    for year in range(1990, 2020):
        name = f'skos:prefLabel "ab {year}"@de, "from {year}"@en'
        lines.append(f'<id/period/y{year}--> a dcterms:PeriodOfTime ; {name} ; eng:edtf "{year}/.." .')
    for number in range(MANY_NETWORKS):
        iri = f"id/network/n{number}"
        lines.append(
            f'<{iri}> a eng:Network, org:Organization ; skos:prefLabel "Netzwerk {number}"@de, "Network {number}"@en ;'
            f" eng:organiser <id/org/o{number * number % 17}> ; eng:activeDuring <id/period/y{1990 + number % 30}--> ;"
            " eng:notStated dcterms:subject ."
        )
        for place in range(number % 4):
            actor = (number * 7 + place) % MANY_ACTORS
            lines.append(
                f"<id/participation/o{actor}--n{number}> a eng:Participation, org:Membership ; org:member <id/org/o{actor}> ;"
                f' org:organization <{iri}> ; skos:prefLabel "Beteiligung {actor} {number}"@de, "Part {actor} {number}"@en ;'
                " org:role <id/role/participant> ."
            )
        claim = CLAIM.replace("eng:organiser ;", "dcterms:subject ;")
        lines.append(claim.format(number=1000 + number, network=iri))
    (folder.path / "data/beispiel/many.ttl").write_text("\n".join(lines), encoding="utf-8")
    done = call(folder, "build")
    assert done.code == 0, done.err[:2000]


@pytest.fixture(scope="session")
def many(made_once: MadeOnce) -> Iterator[Server]:
    """A publication with 900 networks, served."""
    with serving(made_once("many", make_many), "--no-build") as running:
        yield running


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A publication in one language."""
    folder = new_project(ProjectFolder(tmp_path_factory.mktemp("german") / "stadt"), "https://stadt.example/")
    folder.replace("publication.toml", 'languages = ["de", "en"]', 'languages = ["de"]')
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="session")
def own_vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A project that states another version of the vocabulary, adds terms, one of them deprecated, and adds schemes."""
    folder = new_project(ProjectFolder(tmp_path_factory.mktemp("own-vocabulary") / "stadt"), "https://stadt.example/")
    (folder.path / "ontology").mkdir()
    shipped = (REPOSITORY / "ontology/def.ttl").read_text(encoding="utf-8")
    stated = re.sub(r"(?m)(?<=owl:version)(Info) .*;$", 'Info "7 (Entwurf)" ;', shipped)
    stated = re.sub(r"<def/[^>]*>", "<def/2030/7.ttl>", stated)
    (folder.path / "ontology/def.ttl").write_text(stated, encoding="utf-8")
    (folder.path / "ontology/stadt.ttl").write_text(VOCABULARY, encoding="utf-8")
    (folder.path / "data/beispiel/schemes.ttl").write_text(SCHEMES, encoding="utf-8")
    with serving(folder) as running:
        yield running
