"""What the vocabularies of the data correspond to in schema.org: tables of rows, in prefixed names.

A row stands here only where the definition at schema.org covers what the data state. Without a counterpart, and therefore
without a row, are among others: who organises, hosts or accompanies a network (`schema:organizer` is for events), the time
of its activity (`schema:foundingDate` says something else), the aims and means of networks, certainty and tensions, the
hierarchy of concepts, and the kind of an event or legal form. A term of ours that has no row is followed to its broader
terms (`rdfs:subClassOf`, `rdfs:subPropertyOf` and the equivalents of OWL) until a row or a term of schema.org is found.
"""

from enum import Enum, auto
from typing import Final, NamedTuple

from engagiert_ld.namespaces import LABEL_PROPERTIES

THING: Final = "Thing"

CLASSES: Final[dict[str, str]] = {
    "bibo:Report": "Report",
    "dcterms:Location": "Place",
    # the kept copy of a text, recognised by its checksum: only media objects have `sha256`; `TextObject` is too recent
    "eng:ArchivedSource": "MediaObject",
    "foaf:Document": "CreativeWork",
    "foaf:Image": "ImageObject",
    "foaf:Organization": "Organization",
    "foaf:Person": "Person",
    "m8g:PublicOrganisation": "GovernmentOrganization",
    "org:FormalOrganization": "Organization",
    # a role in the sense of schema.org is a relation with properties of its own
    "org:Membership": "OrganizationRole",
    "org:Organization": "Organization",
    # both are defined as having organisations as members
    "org:OrganizationalCollaboration": "Consortium",
    "org:OrganizationalUnit": "Organization",
    # `Statement` of schema.org sends formal statements to `Claim`
    "rdf:Statement": "Claim",
    "skos:Concept": "DefinedTerm",
    "skos:ConceptScheme": "DefinedTermSet",
}
"""Class → type of schema.org. What is in no class of the table is a `Thing`: periods, representations."""

SUPERTYPES: Final[dict[str, str]] = {
    "AdministrativeArea": "Place",
    "Article": "CreativeWork",
    "Book": "CreativeWork",
    "BreadcrumbList": "ItemList",
    "City": "AdministrativeArea",
    "Claim": "CreativeWork",
    "Consortium": "Organization",
    "Country": "AdministrativeArea",
    "CreativeWorkSeries": "CreativeWork",
    "DefinedTermSet": "CreativeWork",
    "EducationalOrganization": "Organization",
    "GovernmentOrganization": "Organization",
    "ImageObject": "MediaObject",
    "MediaObject": "CreativeWork",
    "NGO": "Organization",
    "OrganizationRole": "Role",
    "Project": "Organization",
    "Report": "Article",
    "ResearchOrganization": "Organization",
    "State": "AdministrativeArea",
    "WebPage": "CreativeWork",
    "WebSite": "CreativeWork",
}
"""Type → the next wider one, as schema.org has them; for the types of the tables and common ones that data may state."""

BETWEEN: Final = ("ItemList", "ListItem", "Role")
"""What only relates other things; it is shown with what it relates."""


class Kind(Enum):
    """What becomes of a value."""

    TEXT = auto()
    """literals, with their languages"""
    URL = auto()
    """addresses that can be followed"""
    NODE = auto()
    """another thing: IRI, type, name"""
    NAME = auto()
    """the names of another thing, as texts"""
    DATE = auto()
    """dates of ISO 8601, down to years"""
    START = auto()
    """the begin of a period, where it is certain"""
    END = auto()
    """the end of a period, where it is certain"""
    POINT = auto()
    """a period of one year, month or day: whatever lies in it has this date"""
    CODE = auto()
    """an identifier, with the register that its datatype names"""
    QUOTATION = auto()
    """the wording of a passage"""
    AUDIENCE = auto()
    """a group of people that something is for"""
    BYTES = auto()
    """a number of bytes"""
    ANY = auto()
    """a property of schema.org in the data: literals or things"""


class Row(NamedTuple):
    """A property of the data, its counterpart in schema.org, and where that is defined.

    The row holds for things of one of the types `domains`, and for published values of one of the types `ranges` (the
    expected types of schema.org); without them for things of any type, and for any value.
    """

    property: str
    term: str
    kind: Kind
    domains: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()


AGENTS: Final = ("Organization", "Person")

STATED: Final = (
    *(Row(iri, "name", Kind.TEXT) for iri in LABEL_PROPERTIES),
    Row("schema:name", "name", Kind.TEXT),
    Row("skos:altLabel", "alternateName", Kind.TEXT),
    Row("eng:subtitle", "alternativeHeadline", Kind.TEXT, ("CreativeWork",)),
    Row("dcterms:description", "description", Kind.TEXT),
    Row("skos:definition", "description", Kind.TEXT),
    Row("schema:description", "description", Kind.TEXT),
    Row("rdfs:comment", "description", Kind.TEXT),
    Row("schema:url", "url", Kind.URL),
    Row("foaf:homepage", "url", Kind.URL),
    Row("owl:sameAs", "sameAs", Kind.URL),
    Row("schema:sameAs", "sameAs", Kind.URL),
    Row("skos:exactMatch", "sameAs", Kind.URL),
    Row("dcterms:identifier", "identifier", Kind.CODE),
    Row("skos:notation", "termCode", Kind.TEXT, ("DefinedTerm",)),
    Row("skos:inScheme", "inDefinedTermSet", Kind.NODE, ("DefinedTerm",), ("DefinedTermSet",)),
    Row("skos:topConceptOf", "inDefinedTermSet", Kind.NODE, ("DefinedTerm",), ("DefinedTermSet",)),
    Row("skos:hasTopConcept", "hasDefinedTerm", Kind.NODE, ("DefinedTermSet",), ("DefinedTerm",)),
    Row("schema:slogan", "slogan", Kind.TEXT, ("Organization", "Place")),
    Row("org:subOrganizationOf", "parentOrganization", Kind.NODE, ("Organization",), ("Organization",)),
    Row("org:unitOf", "parentOrganization", Kind.NODE, ("Organization",), ("Organization",)),
    Row("dcterms:spatial", "areaServed", Kind.NODE, ("Organization",), ("Place",)),
    Row("dcterms:spatial", "spatialCoverage", Kind.NODE, ("CreativeWork",), ("Place",)),
    Row("dcterms:subject", "keywords", Kind.NODE, ("Organization",), ("DefinedTerm",)),
    Row("dcterms:subject", "about", Kind.NODE, ("CreativeWork", "Event")),
    Row("foaf:depicts", "about", Kind.NODE, ("ImageObject",)),
    Row("rdf:subject", "mainEntity", Kind.NODE, ("Claim",)),
    Row("rdf:object", "mentions", Kind.NODE, ("Claim",), (THING,)),
    Row("eng:quotation", "citation", Kind.QUOTATION, ("Claim",)),
    Row("dcterms:source", "citation", Kind.TEXT, ("CreativeWork",)),
    Row("prov:wasQuotedFrom", "isBasedOn", Kind.NODE, ("CreativeWork",), ("CreativeWork",)),
    Row("prov:wasDerivedFrom", "isBasedOn", Kind.NODE, ("CreativeWork",), ("CreativeWork",)),
    # the pattern for roles: Organization – member – Role – member – who; read from the other end it is memberOf
    Row("org:member", "member", Kind.NODE, ("Role",), AGENTS),
    Row("org:organization", "memberOf", Kind.NODE, ("Role",), ("Organization",)),
    Row("org:role", "roleName", Kind.NAME, ("Role",)),
    Row("org:memberDuring", "startDate", Kind.START, ("Role",)),
    Row("org:memberDuring", "endDate", Kind.END, ("Role",)),
    # an event lies somewhere within the period; only a period of one year tells when
    Row("eng:during", "startDate", Kind.POINT, ("Event",)),
    Row("eng:during", "endDate", Kind.POINT, ("Event",)),
    Row("dcterms:creator", "creator", Kind.NODE, ("CreativeWork",), AGENTS),
    Row("dcterms:contributor", "contributor", Kind.NODE, ("CreativeWork", "Event"), AGENTS),
    Row("dcterms:publisher", "publisher", Kind.NODE, ("CreativeWork",), AGENTS),
    Row("eng:targetGroup", "audience", Kind.AUDIENCE, ("CreativeWork", "Event")),
    Row("dcterms:created", "dateCreated", Kind.DATE, ("CreativeWork",)),
    Row("dcterms:issued", "datePublished", Kind.DATE, ("CreativeWork",)),
    Row("dcterms:modified", "dateModified", Kind.DATE, ("CreativeWork",)),
    Row("dcterms:language", "inLanguage", Kind.TEXT, ("CreativeWork", "Event")),
    Row("dcterms:format", "encodingFormat", Kind.TEXT, ("CreativeWork",)),
    Row("eng:byteSize", "contentSize", Kind.BYTES, ("MediaObject",)),
    Row("eng:sha256", "sha256", Kind.TEXT, ("MediaObject",)),
    Row("dcterms:license", "license", Kind.URL, ("CreativeWork",)),
    Row("dcterms:rights", "copyrightNotice", Kind.TEXT, ("CreativeWork",)),
    Row("dcterms:rights", "usageInfo", Kind.URL, ("CreativeWork",)),
    Row("dcterms:isPartOf", "isPartOf", Kind.NODE, ("CreativeWork",), ("CreativeWork",)),
    Row("schema:isPartOf", "isPartOf", Kind.NODE, ("CreativeWork",), ("CreativeWork",)),
    Row("schema:position", "position", Kind.ANY, ("CreativeWork", "ListItem")),
)
"""What is read from the statements of a thing, in the order in which it is written."""

POINTING: Final = (
    Row("skos:inScheme", "hasDefinedTerm", Kind.NODE, ("DefinedTermSet",), ("DefinedTerm",)),
    Row("skos:topConceptOf", "hasDefinedTerm", Kind.NODE, ("DefinedTermSet",), ("DefinedTerm",)),
    Row("org:subOrganizationOf", "subOrganization", Kind.NODE, ("Organization",), ("Organization",)),
    Row("org:unitOf", "subOrganization", Kind.NODE, ("Organization",), ("Organization",)),
    Row("org:organization", "member", Kind.NODE, ("Organization",), ("Role",)),
    Row("org:member", "memberOf", Kind.NODE, AGENTS, ("Role",)),
    Row("dcterms:isPartOf", "hasPart", Kind.NODE, ("CreativeWork",), ("CreativeWork",)),
    Row("schema:isPartOf", "hasPart", Kind.NODE, ("CreativeWork",), ("CreativeWork",)),
)
"""What is read from the statements that point to a thing: each `term` is the inverse of that of `STATED`."""

ONE_SOURCE: Final = ("name", "description")
"""Terms whose values come from the first row that has any: a label and a title are two ways to say one name."""


def is_a(narrow: str, wide: str) -> bool:
    """Whether each thing of the type `narrow` is one of the type `wide`."""
    while narrow != wide and narrow in SUPERTYPES:
        narrow = SUPERTYPES[narrow]
    return wide in (narrow, THING)
