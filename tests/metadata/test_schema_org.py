"""What pages say in the words of schema.org: only what the data state, in terms that exist, and harmless in HTML."""

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import extruct
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.namespace import SDO

from engagiert_ld.formats import DUMP_FORMATS, by_extension
from engagiert_ld.metadata.catalogue import Dump
from engagiert_ld.metadata.schema_org import SchemaOrg, dataset_schema_org, script_text
from engagiert_ld.metadata.schema_org_terms import CLASSES, POINTING, STATED, SUPERTYPES, is_a
from engagiert_ld.namespaces import DCAT, DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS, XSD, prefixes
from engagiert_ld.publication import Publication
from engagiert_ld.release.manifest import Release, open_release
from running import ProjectFolder

ESSEN = "https://w3id.org/engagiert-ld/"
PAGE = "https://data.example/doc/x"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def release(built: ProjectFolder) -> Release:
    return open_release(built.current)


@pytest.fixture(scope="module")
def essen(release: Release) -> SchemaOrg:
    return SchemaOrg(release.quads, release.publication)


@pytest.fixture(scope="module")
def documents(release: Release, essen: SchemaOrg) -> Mapping[str, Json]:
    """The description of each published thing, by its IRI."""
    subjects = {quad.subject.value for quad in release.quads if isinstance(quad.subject, NamedNode)}
    iris = sorted(iri for iri in subjects if iri.startswith(f"{ESSEN}id/") and "#" not in iri)
    return {iri: essen.thing(iri, iri.replace("/id/", "/doc/")) for iri in iris}


def nodes(value: Any) -> Iterator[Json]:
    """The things that a document describes; texts are no things."""
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict) and "@value" not in value:
        yield value
        for one in value.values():
            yield from nodes(one)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def exists(name: str) -> bool:
    """Whether schema.org has a type or property of this name."""
    return SCHEMA + name in SDO


def page_with(document: Json) -> str:
    return f'<!doctype html><title>x</title><script type="application/ld+json">{script_text(document)}</script><p>end'


def extracted(page: str) -> list[Json]:
    found: list[Json] = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    return found


def schema_org_context(url: str, options: object) -> Json:
    """Stands for the context that schema.org publishes: its names, and which of them hold addresses."""
    assert url == "https://schema.org"
    addresses = ("additionalType", "license", "mainEntityOfPage", "sameAs", "sdLicense", "url", "usageInfo")
    context = {"@vocab": SCHEMA} | {name: {"@id": SCHEMA + name, "@type": "@id"} for name in addresses}
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": context}}


# ---- all of Essen


def test_each_thing_has_a_description(documents: Mapping[str, Json]) -> None:
    assert len(documents) == 604
    for iri, document in documents.items():
        assert document["@context"] == "https://schema.org"
        assert document["@id"] == iri
        assert document["mainEntityOfPage"]["@id"] == iri.replace("/id/", "/doc/")


def test_every_type_and_property_exists(documents: Mapping[str, Json]) -> None:
    types = {
        name for document in documents.values() for node in nodes(document) for name in listed(node.get("@type", []))
    }
    terms = {name for document in documents.values() for node in nodes(document) for name in node if name[0] != "@"}
    assert "Consortium" in types
    assert "roleName" in terms
    assert [name for name in types | terms if not exists(name)] == []


def test_everything_that_is_mentioned_has_the_type_that_its_own_description_gives(
    documents: Mapping[str, Json],
) -> None:
    for document in documents.values():
        for node in nodes(document):
            if node.get("@id") in documents and "@type" in node:
                assert node["@type"] == documents[node["@id"]]["@type"]
                assert node.get("name") == documents[node["@id"]].get("name")


def test_html_readers_find_the_same_document(documents: Mapping[str, Json]) -> None:
    for document in documents.values():
        assert extracted(page_with(document)) == [document]


def test_it_is_json_ld_whose_subject_is_the_thing(documents: Mapping[str, Json]) -> None:
    for iri, document in documents.items():
        (expanded,) = jsonld.expand(document, {"documentLoader": schema_org_context})
        assert expanded["@id"] == iri
        assert expanded["@type"] == [SCHEMA + name for name in listed(document["@type"])]


def test_names_come_in_both_languages(documents: Mapping[str, Json]) -> None:
    for document in documents.values():
        if "name" in document:
            assert [text["@language"] for text in document["name"]] == ["de", "en"]


def test_only_claims_with_a_number_have_no_name(documents: Mapping[str, Json]) -> None:
    unnamed = [document for document in documents.values() if "name" not in document]
    assert {(document["@type"], document["additionalType"]) for document in unnamed} == {("Claim", f"{ESSEN}def#Claim")}


def test_what_has_no_better_type_is_a_thing(documents: Mapping[str, Json]) -> None:
    segments = {iri.split("/")[-2] for iri, document in documents.items() if document["@type"] == "Thing"}
    assert segments == {"period", "representation"}


def test_the_page_has_the_licence_and_not_the_thing(documents: Mapping[str, Json]) -> None:
    for document in documents.values():
        assert "license" not in document
        assert document["mainEntityOfPage"]["sdLicense"] == "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
        assert document["mainEntityOfPage"]["isPartOf"]["@id"] == f"{ESSEN}dataset"


# ---- single things of Essen


def both(de: str, en: str) -> list[Json]:
    return [{"@language": "de", "@value": de}, {"@language": "en", "@value": en}]


def thing(name: str, kind: str, de: str, en: str) -> Json:
    return {"@id": f"{ESSEN}id/{name}", "@type": kind, "name": both(de, en)}


CITY = thing("org/stadt-essen", "GovernmentOrganization", "Stadt Essen", "City of Essen")
FOUNDATION = thing("org/bertelsmann-stiftung", "Organization", "Bertelsmann Stiftung", "Bertelsmann Stiftung")
AMBASSADORS = thing(
    "network/civitas-botschafter",
    "Consortium",
    "Civitas Botschafterinnen und Botschafter",
    "Civitas Botschafterinnen und Botschafter (Civitas ambassadors)",
)
EXPECTED: dict[str, Json] = {
    "network/civitas-botschafter": {
        "@type": "Consortium",
        "name": AMBASSADORS["name"],
        "member": {
            **thing(
                "participation/stadt-essen--civitas-botschafter",
                "OrganizationRole",
                "Stadt Essen bei den Civitas Botschafterinnen und Botschaftern",
                "City of Essen among the Civitas ambassadors",
            ),
            "member": CITY,
            "memberOf": {"@id": AMBASSADORS["@id"]},
            "roleName": both("Botschafterin", "ambassador"),
            "endDate": "2014",  # the begin is uncertain
        },
        "additionalType": ["http://www.w3.org/ns/org#OrganizationalCollaboration", f"{ESSEN}def#Network"],
    },
    "org/rwth-aachen": {
        "@type": "Organization",
        "name": both("RWTH Aachen", "RWTH Aachen"),
        "sameAs": ["http://www.wikidata.org/entity/Q273263", "https://ror.org/04xfq0f34"],
        "subOrganization": thing(
            "org/lehrstuhl-planungstheorie-rwth",
            "Organization",
            "Lehrstuhl für Planungstheorie und Stadtentwicklung",
            "Chair of Planning Theory and Urban Development",
        ),
        "additionalType": "http://www.w3.org/ns/org#FormalOrganization",
    },
    "publication/leitbild-buergerkommune": {
        "@type": "Report",
        "alternativeHeadline": both(
            "Entwicklungschancen und Umsetzungsstrategie",
            "Opportunities for development and a strategy for putting it into practice",
        ),
        "about": [
            thing("concept/buergerkommune", "DefinedTerm", "Bürgerkommune", "citizens' municipality"),
            thing(
                "concept/leitbild",
                "DefinedTerm",
                "Leitbild der Bürgerkommune",
                "guiding model of the citizens' municipality",
            ),
        ],
        "publisher": thing("org/kgst", "Organization", "KGSt", "KGSt"),
        "datePublished": "2014",
        "additionalType": f"{ESSEN}def#Report",
    },
    "publication/essen-auf-dem-weg": {"@type": "CreativeWork", "dateCreated": None},  # 1999/2004 is no date
    "publication/standards-buergerbeteiligung": {
        "@type": "CreativeWork",
        "contributor": CITY,
        "audience": {
            "@type": "Audience",
            "audienceType": both("Projektverantwortliche", "those responsible for projects"),
        },
    },
    "participation/bertelsmann-stiftung--civitas": {
        "@type": "OrganizationRole",
        "member": FOUNDATION,
        "memberOf": thing(
            "network/civitas",
            "Consortium",
            "Civitas-Netzwerk bürgerorientierter Kommunen",
            "Civitas network of citizen-oriented municipalities",
        ),
        "roleName": both("begleitende Stelle", "accompanying body"),
        "startDate": "1999",
        "endDate": "2004",
        "additionalType": f"{ESSEN}def#Participation",
    },
    "participation/stadt-essen--allianz-vielfaeltige-demokratie": {"startDate": "2015", "endDate": None},  # open
    "participation/stadt-essen--engagiert-in-nrw": {"startDate": None, "endDate": None},  # not stated
    "event/treffen-berlin-2012": {
        "@type": "Event",
        "startDate": "2012",
        "endDate": "2012",
        "location": thing("place/berlin", "Place", "Berlin", "Berlin"),
        "organizer": None,
    },
    "event/civitas-projektphasen": {"startDate": None, "endDate": None},  # somewhere between 1999 and 2004
    "concept/certainty-explicit": {
        "@type": "DefinedTerm",
        "name": both("ausdrücklich", "explicit"),
        "inDefinedTermSet": thing(
            "concept/certainty", "DefinedTermSet", "Grade der Gewissheit", "degrees of certainty"
        ),
        "position": None,  # schema:position is for works and list items
    },
    "concept/certainty": {
        "@type": "DefinedTermSet",
        "hasDefinedTerm": [
            thing("concept/certainty-absent", "DefinedTerm", "nicht angegeben", "absent"),
            thing("concept/certainty-ambiguous", "DefinedTerm", "mehrdeutig", "ambiguous"),
            thing("concept/certainty-explicit", "DefinedTerm", "ausdrücklich", "explicit"),
            thing("concept/certainty-inferred", "DefinedTerm", "erschlossen", "inferred"),
        ],
    },
    "claim/c001": {
        "@type": "Claim",
        "name": None,
        "identifier": "c001",
        "mainEntity": thing(
            "page/essen-engagiert",
            "WebPage",
            "Essen.engagiert: Regionaler und überregionaler Austausch",
            "Essen.engagiert: regional and supra-regional exchange",
        ),
        "mentions": thing("page/essen-de", "WebSite", "essen.de", "essen.de"),
        "citation": {
            "@type": "Quotation",
            "text": {
                "@language": "de",
                "@value": "essen.de > Rathaus > Ämter > StadtAgentur > Bürgerengagement",
            },
        },
        "isBasedOn": thing(
            "source/essen-engagiert",
            "MediaObject",
            "Essen.engagiert: Regionaler und überregionaler Austausch (Textkopie)",
            "Essen.engagiert: regional and supra-regional exchange (copy of the text)",
        ),
        "usageInfo": f"{ESSEN}id/concept/quotation-rights",
    },
    "org/stadt-essen": {
        "@type": "GovernmentOrganization",
        "name": CITY["name"],
        "areaServed": thing("place/essen", "Place", "Essen", "Essen"),
        "subOrganization": thing(
            "org/stadtagentur", "GovernmentOrganization", "StadtAgentur", "StadtAgentur (city agency)"
        ),
        "knowsAbout": None,
        "mainEntityOfPage": {
            "@id": f"{ESSEN}doc/org/stadt-essen",
            "@type": "WebPage",
            "url": f"{ESSEN}doc/org/stadt-essen",
            "inLanguage": ["de", "en"],
            "dateModified": "2026-11-22",
            "sdLicense": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            "sdPublisher": {
                "@id": f"{ESSEN}catalog#publisher",
                "@type": "Organization",
                "name": both("Projekt engagiert-ld", "engagiert-ld project"),
                "url": ESSEN,
            },
            "isPartOf": {
                "@id": f"{ESSEN}dataset",
                "@type": "Dataset",
                "name": both(
                    "Essen.engagiert: Austausch zu Bürgerengagement und Beteiligung",
                    "Essen.engagiert: exchange on civic engagement and participation",
                ),
            },
        },
    },
    "place/essen": {
        "@type": "Place",
        "sameAs": [
            "http://sws.geonames.org/2928810/",
            "http://www.wikidata.org/entity/Q2066",
            "https://nwbib.de/spatial#Q2066",
        ],
        "spatialCoverage": None,
    },
    "source/essen-engagiert": {
        "@type": "MediaObject",
        "inLanguage": "de",
        "encodingFormat": "text/plain",
        "contentSize": "6269 B",
        "sha256": "c42ec483acebe549f7d240bb2fba024bf34247e35a57cd6c9f7f8698b8f6490d",
        "url": None,
    },
    "photo/civitas-viernheim": {
        "@type": "ImageObject",
        "about": AMBASSADORS,
        "caption": both(
            "Die Civitas Botschafterinnen und Botschafter in Viernheim", "The Civitas ambassadors in Viernheim"
        ),
        "contentLocation": thing("place/viernheim", "Place", "Viernheim", "Viernheim"),
    },
    "page/essen-engagiert": {"@type": "WebPage", "inLanguage": "de", "slogan": None},  # pages have no slogan
    "representation/stadt-essen--civitas-botschafter--bbe": {
        "@type": "Thing",
        "additionalType": f"{ESSEN}def#Representation",
        "member": None,
        "memberOf": None,
    },
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_thing_of_essen(name: str, documents: Mapping[str, Json]) -> None:
    """None stands for what is not said."""
    document = documents[f"{ESSEN}id/{name}"]
    assert {term: document.get(term) for term in EXPECTED[name]} == EXPECTED[name]


def test_a_code_names_its_register(documents: Mapping[str, Json]) -> None:
    assert documents[f"{ESSEN}id/place/essen"]["identifier"][0] == {
        "@type": "PropertyValue",
        "name": both("Amtlicher Gemeindeschlüssel (AGS)", "official municipality key (AGS)"),
        "propertyID": f"{ESSEN}id/concept/identifier-ags",
        "value": "05113000",
    }


def test_essen_is_no_member_of_the_bbe(documents: Mapping[str, Json]) -> None:
    members = listed(documents[f"{ESSEN}id/network/bbe"]["member"])
    assert CITY["@id"] not in {role["member"]["@id"] for role in members}
    related = documents[f"{ESSEN}id/org/stadt-essen"]["memberOf"]
    assert len(related) == 8
    assert f"{ESSEN}id/network/bbe" not in {role["memberOf"]["@id"] for role in related}


def test_a_path_names_its_stations(documents: Mapping[str, Json]) -> None:
    stations = documents[f"{ESSEN}id/page/essen-engagiert--breadcrumb"]["itemListElement"]
    assert [station["position"] for station in stations] == [1, 2, 3, 4, 5]
    assert stations[1]["item"]["name"] == both("Rathaus", "Rathaus (town hall)")


# ---- other cities: small datasets

BASE = "https://stadt.example/"
NET, OTHER, ROLE, PERIOD = (f"{BASE}id/{name}" for name in ("network/a", "org/b", "participation/c", "period/d"))


@pytest.fixture(scope="module")
def publication(release: Release) -> Publication:
    return release.publication.__class__(**{**vars(release.publication), "base_iri": BASE})


def quad(subject: str, predicate: str, value: str | Literal) -> Quad:
    term = NamedNode(value) if isinstance(value, str) else value
    return Quad(NamedNode(subject), NamedNode(predicate), term, NamedNode(f"{BASE}graph/x"))


def typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + datatype))


def described(publication: Publication, *quads: Quad, iri: str = NET) -> Json:
    document = SchemaOrg(quads, publication).thing(iri, PAGE)
    return {term: value for term, value in document.items() if term not in ("@context", "@id", "mainEntityOfPage")}


def test_own_terms_are_followed_to_broader_ones(publication: Publication) -> None:
    quads = [
        quad(NET, f"{RDF}type", f"{BASE}def#Club"),
        quad(f"{BASE}def#Club", f"{RDFS}subClassOf", f"{BASE}def#Group"),
        quad(f"{BASE}def#Group", f"{OWL}equivalentClass", "https://schema.org/NGO"),
        quad(NET, f"{BASE}def#motto", Literal("Mut!", language="de")),
        quad(f"{BASE}def#motto", f"{RDFS}subPropertyOf", f"{SCHEMA}slogan"),
        quad(NET, f"{BASE}def#unrelated", Literal("nothing")),
    ]
    assert described(publication, *quads) == {
        "@type": "NGO",
        "slogan": {"@language": "de", "@value": "Mut!"},
        "additionalType": f"{BASE}def#Club",
    }


def test_circles_of_broader_terms_end(publication: Publication) -> None:
    circle = [
        quad(NET, f"{RDF}type", f"{BASE}def#A"),
        quad(f"{BASE}def#A", f"{RDFS}subClassOf", f"{BASE}def#B"),
        quad(f"{BASE}def#B", f"{RDFS}subClassOf", f"{BASE}def#A"),
    ]
    assert described(publication, *circle) == {"@type": "Thing", "additionalType": f"{BASE}def#A"}


def test_only_the_narrowest_types_are_given(publication: Publication) -> None:
    stated = ("https://schema.org/CreativeWork", "http://schema.org/Report", "https://schema.org/Place")
    document = described(publication, *(quad(NET, f"{RDF}type", iri) for iri in stated))
    assert document == {"@type": ["Place", "Report"]}


def test_further_properties_of_schema_org_are_kept(publication: Publication) -> None:
    quads = [
        quad(NET, f"{RDF}type", f"{SCHEMA}Event"),
        quad(NET, f"{SCHEMA}isAccessibleForFree", typed("true", "boolean")),
        quad(NET, "http://schema.org/maximumAttendeeCapacity", typed("120", "integer")),
        quad(NET, f"{SCHEMA}startDate", typed("2026-05-01", "date")),
        quad(NET, f"{SCHEMA}sponsor", "https://elsewhere.example/x"),
        quad(NET, f"{SCHEMA}organizer", OTHER),
        quad(OTHER, f"{RDF}type", f"{SCHEMA}Organization"),
    ]
    assert described(publication, *quads) == {
        "@type": "Event",
        "startDate": "2026-05-01",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": 120,
        "organizer": {"@id": OTHER, "@type": "Organization"},
        "sponsor": {"@id": "https://elsewhere.example/x"},
    }


def test_a_relation_to_something_of_another_type_is_not_stated(publication: Publication) -> None:
    quads = [
        quad(NET, f"{RDF}type", "http://www.w3.org/ns/org#Organization"),
        quad(NET, "http://www.w3.org/ns/org#subOrganizationOf", OTHER),
        quad(NET, f"{DCTERMS}spatial", "https://elsewhere.example/region"),
        quad(OTHER, f"{RDF}type", f"{SCHEMA}Place"),
    ]
    assert set(described(publication, *quads)) == {"@type", "additionalType"}


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (
            {"startDate": ("2001", "gYear"), "endDate": ("2003-04", "gYearMonth")},
            {"startDate": "2001", "endDate": "2003-04"},
        ),
        ({"startDate": ("2001-02-03", "date")}, {"startDate": "2001-02-03"}),
        ({"startDate": ("2001-02-03T04:05:06+01:00", "dateTime")}, {"startDate": "2001-02-03T04:05:06+01:00"}),
        ({"startDate": ("2001Z", "gYear"), "endDate": ("-0044", "gYear")}, {}),
        ({"startDate": ("about 2001", "string"), "endDate": ("2001", "string")}, {}),
        ({}, {}),
    ],
)
def test_only_certain_dates_of_iso_8601_are_dates(
    dates: Mapping[str, tuple[str, str]], expected: Json, publication: Publication
) -> None:
    quads = [
        quad(ROLE, f"{RDF}type", "http://www.w3.org/ns/org#Membership"),
        quad(ROLE, "http://www.w3.org/ns/org#memberDuring", PERIOD),
        quad(PERIOD, f"{BASE}def#earliestStart", typed("1999", "gYear")),
        *(quad(PERIOD, DCAT + name, typed(*value)) for name, value in dates.items()),
    ]
    document = described(publication, *quads, iri=ROLE)
    assert {term: value for term, value in document.items() if term.endswith("Date")} == expected


def test_addresses_that_are_no_web_addresses_are_left_out(publication: Publication) -> None:
    quads = [
        quad(NET, f"{OWL}sameAs", "javascript:alert(1)"),
        quad(NET, f"{OWL}sameAs", "https://elsewhere.example/x"),
        quad(NET, f"{SCHEMA}url", typed("data:text/html,x", "anyURI")),
        quad(NET, "http://xmlns.com/foaf/0.1/homepage", "ftp://elsewhere.example/"),
    ]
    assert described(publication, *quads) == {"@type": "Thing", "sameAs": "https://elsewhere.example/x"}


def test_a_label_comes_before_a_title_and_a_description_before_a_definition(publication: Publication) -> None:
    texts = (f"{DCTERMS}title", f"{SKOS}prefLabel", f"{SKOS}definition", f"{DCTERMS}description")
    quads = [quad(NET, iri, Literal(iri.rpartition("/")[2], language="fr")) for iri in texts]
    assert described(publication, *quads) == {
        "@type": "Thing",
        "name": {"@language": "fr", "@value": "core#prefLabel"},
        "description": {"@language": "fr", "@value": "description"},
    }


def test_roles_that_relate_to_each_other_end(publication: Publication) -> None:
    membership = "http://www.w3.org/ns/org#Membership"
    quads = [quad(iri, f"{RDF}type", membership) for iri in (ROLE, OTHER)]
    quads += [
        quad(ROLE, f"{SCHEMA}about", OTHER),
        quad(OTHER, f"{SCHEMA}about", ROLE),
        quad(ROLE, f"{SCHEMA}about", ROLE),
    ]
    document = described(publication, *quads, iri=ROLE)
    assert document["about"] == [
        {"@id": OTHER, "@type": "OrganizationRole", "about": {"@id": ROLE}},
        {"@id": ROLE},
    ]


def test_of_what_is_unknown_only_the_page_is_told(publication: Publication) -> None:
    document = SchemaOrg([], publication).thing(NET, PAGE)
    assert document.pop("mainEntityOfPage")["url"] == PAGE
    assert document == {"@context": "https://schema.org", "@id": NET, "@type": "Thing"}


def test_a_page_is_not_its_own_main_entity(publication: Publication) -> None:
    assert "mainEntityOfPage" not in SchemaOrg([], publication).thing(NET, NET)


def test_the_order_of_the_dataset_does_not_matter(release: Release, documents: Mapping[str, Json]) -> None:
    backwards = SchemaOrg(reversed(release.quads), release.publication)
    for name in EXPECTED:
        iri = f"{ESSEN}id/{name}"
        again = backwards.thing(iri, iri.replace("/id/", "/doc/"))
        assert script_text(again) == script_text(documents[iri])


# ---- the tables


def test_the_tables_name_terms_that_exist() -> None:
    rows = (*STATED, *POINTING)
    terms = {*CLASSES.values(), *SUPERTYPES, *SUPERTYPES.values(), *(row.term for row in rows)}
    terms |= {name for row in rows for name in (*row.domains, *row.ranges)}
    assert [name for name in sorted(terms) if not exists(name)] == []


def test_the_tables_name_prefixes_that_exist() -> None:
    names = {*CLASSES, *(row.property for row in (*STATED, *POINTING))}
    shortened = {name.partition(":")[0] for name in names if "://" not in name}
    assert shortened <= set(prefixes(BASE))


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        ("Report", "CreativeWork", True),
        ("Report", "Report", True),
        ("CreativeWork", "Report", False),
        ("Unheard", "Thing", True),
        ("Unheard", "Place", False),
    ],
)
def test_wider_types(narrow: str, wide: str, expected: bool) -> None:
    assert is_a(narrow, wide) is expected


# ---- texts in HTML

HOSTILE = "</script><script>alert(1)</script> <!--<script> ]]> &lt; &amp; ' \" \\ \u2028\u2029 \x00 {{ 7*7 }} 𝕏"


class Tags(HTMLParser):
    """The elements and attributes of a page, and the text in its script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.script = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script":
            self.script += data


def assert_harmless(value: str) -> None:
    document = {"@context": "https://schema.org", "name": value}
    written = script_text(document)
    assert not set(written) & set("<>&'\u2028\u2029")
    assert json.loads(written) == document
    page = Tags(page_with(document))
    assert page.tags == ["title", "script", "p"]
    assert page.attributes == [("type", "application/ld+json")]
    assert json.loads(page.script) == document


def test_hostile_texts_stay_within_the_script() -> None:
    assert_harmless(HOSTILE)


@given(st.text())
def test_any_text_stays_within_the_script(value: str) -> None:
    assert_harmless(value)


def test_hostile_texts_of_the_data_arrive_as_they_are(publication: Publication) -> None:
    text = HOSTILE.replace("\x00", "")
    document = SchemaOrg([quad(NET, f"{RDFS}label", Literal(text, language="de"))], publication).thing(NET, PAGE)
    (found,) = extracted(page_with(document))
    assert found["name"] == {"@language": "de", "@value": text}


def test_keys_stay_in_their_order() -> None:
    assert script_text({"b": 1, "a": [2]}) == '{\n "b": 1,\n "a": [\n  2\n ]\n}'


# ---- the dataset


def address(path: str) -> str:
    return f"https://data.example/{path}"


@pytest.fixture(scope="module")
def dumps(release: Release) -> list[Dump]:
    """The dumps of Essen's release, as its manifest lists them."""
    files = ((name, entry) for name, entry in sorted(release.files.items()) if name.startswith("all."))
    formats = ((name, entry, by_extension(name.partition(".")[2], DUMP_FORMATS)) for name, entry in files)
    return [Dump(name, fmt, entry["bytes"], entry["sha256"]) for name, entry, fmt in formats if fmt]


@pytest.fixture(scope="module")
def dataset(release: Release, dumps: list[Dump]) -> Json:
    return dataset_schema_org(release.publication, release.version, dumps, address)


def test_the_dataset(dataset: Json, release: Release) -> None:
    del dataset["distribution"]
    name = both(
        "Essen.engagiert: Austausch zu Bürgerengagement und Beteiligung",
        "Essen.engagiert: exchange on civic engagement and participation",
    )
    assert [text["@language"] for text in dataset.pop("copyrightNotice")] == ["de", "en"]
    assert dataset == {
        "@context": "https://schema.org",
        "@id": f"{ESSEN}dataset",
        "@type": "Dataset",
        "name": name,
        "description": both(*(release.publication.description[tag] for tag in ("de", "en"))),
        "url": "https://data.example/dataset",
        "identifier": f"{ESSEN}dataset",
        "version": release.version,
        "inLanguage": ["de", "en"],
        "dateModified": "2026-11-22",
        "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
        "publisher": {
            "@id": f"{ESSEN}catalog#publisher",
            "@type": "Organization",
            "name": both("Projekt engagiert-ld", "engagiert-ld project"),
            "url": ESSEN,
        },
        "includedInDataCatalog": {
            "@id": f"{ESSEN}catalog",
            "@type": "DataCatalog",
            "name": name,
            "url": "https://data.example/catalog",
        },
    }


def test_the_downloads_of_the_dataset(release: Release, dumps: list[Dump]) -> None:
    downloads = dataset_schema_org(release.publication, release.version, dumps, address)["distribution"]
    assert len(downloads) == len(dumps) == 8
    turtle = next(download for download in downloads if download["name"] == "all.ttl")
    assert turtle == {
        "@id": f"{ESSEN}dataset/{release.version}/all.ttl",
        "@type": "DataDownload",
        "name": "all.ttl",
        "contentUrl": f"https://data.example/dataset/{release.version}/all.ttl",
        "encodingFormat": "text/turtle",
        "contentSize": f"{(release.path / 'all.ttl').stat().st_size} B",
        "sha256": release.files["all.ttl"]["sha256"],
        "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
    }


def test_a_version_has_its_own_name(release: Release, dumps: list[Dump]) -> None:
    path = f"dataset/{release.version}"
    document = dataset_schema_org(release.publication, release.version, dumps, address, path)
    assert document["@id"] == document["identifier"] == ESSEN + path
    assert document["url"] == address(path)
    assert extracted(page_with(document)) == [document]


def test_every_type_and_property_of_the_dataset_exists(release: Release, dumps: list[Dump]) -> None:
    document = dataset_schema_org(release.publication, release.version, dumps, address)
    names = {name for node in nodes(document) for name in (*node, *listed(node["@type"])) if name[0] != "@"}
    assert [name for name in names if not exists(name)] == []


def test_a_publication_in_one_language_has_its_texts_in_one(release: Release) -> None:
    german = release.publication.__class__(**{**vars(release.publication), "languages": ("de",)})
    document = dataset_schema_org(german, release.version, [], address)
    assert document["inLanguage"] == "de"
    assert document["name"]["@language"] == "de"
