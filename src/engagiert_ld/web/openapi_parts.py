"""The shared parts of the description of the interface: request fields, response fields, responses, schemas; as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engagiert_ld.errors import Message
from engagiert_ld.formats import Format
from engagiert_ld.web.representations import DOCUMENT_FORMATS


@dataclass(frozen=True)
class RequestField:
    """A header field of a request that has a say; every value is valid, as HTTP ignores what it does not understand."""

    name: str
    description: Message
    example: str


REQUEST_FIELDS: Final = (
    RequestField(
        "Accept-Language",
        Message(
            "Sprache der Seiten (HTML); Daten hängen nicht davon ab.",
            "Language of pages (HTML); data do not depend on it.",
        ),
        "de, en;q=0.5",
    ),
    RequestField(
        "Accept-Profile",
        Message(
            "Profil der Daten: IRIs in spitzen Klammern, mit Gewichten. „_profile“ geht vor.",
            "Profile of the data: IRIs in angle brackets, with weights. `_profile` goes first.",
        ),
        "<http://www.w3.org/ns/json-ld#expanded>",
    ),
    RequestField(
        "Accept-Encoding",
        Message("Codierung der Antwort: br, zstd oder gzip.", "Coding of the answer: br, zstd or gzip."),
        "gzip",
    ),
    RequestField(
        "If-None-Match",
        Message(
            "ETag einer Fassung, die schon da ist: bleibt sie gültig, ist die Antwort 304.",
            "ETag of what is there already: while it is valid, the answer is 304.",
        ),
        "*",
    ),
    RequestField(
        "If-Modified-Since",
        Message("Wie If-None-Match, mit einem Datum.", "As If-None-Match, with a date."),
        "Sat, 01 Jan 2000 00:00:00 GMT",
    ),
    RequestField(
        "If-Match",
        Message(
            "Nur antworten, wenn der ETag noch gilt, sonst 412.", "Answer only if the ETag is still valid, else 412."
        ),
        "*",
    ),
    RequestField(
        "If-Unmodified-Since",
        Message("Wie If-Match, mit einem Datum.", "As If-Match, with a date."),
        "Fri, 31 Dec 2100 00:00:00 GMT",
    ),
    RequestField("Range", Message("Ein Teil der Datei, in Byte.", "A part of the file, in bytes."), "bytes=0-999"),
    RequestField(
        "If-Range",
        Message(
            "Den Teil nur, wenn der ETag noch gilt, sonst das Ganze.",
            "The part only if the ETag is still valid, else the whole.",
        ),
        '"0123456789abcdef0123456789abcdef"',
    ),
)
CONDITIONAL: Final = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since")
PARTIAL: Final = ("Range", "If-Range")


@dataclass(frozen=True)
class ResponseField:
    """A header field of a response with a pattern that its values match."""

    name: str
    description: Message
    pattern: str = ""


RESPONSE_FIELDS: Final = (
    ResponseField(
        "Accept-Query",
        Message("Was die Methode QUERY annimmt (RFC 10008).", "What the method QUERY takes (RFC 10008)."),
        '^"application/sparql-query"',
    ),
    ResponseField("Accept-Ranges", Message("Teile sind möglich.", "Parts are possible."), "^bytes$"),
    ResponseField(
        "Cache-Control",
        Message("Wie lange die Antwort gilt.", "How long the answer is valid."),
        "^(no-store$|public, )",
    ),
    ResponseField("Content-Encoding", Message("Codierung der Antwort.", "Coding of the answer."), "^(br|zstd|gzip)$"),
    ResponseField("Content-Language", Message("Sprache der Seite.", "Language of the page."), "^(de|en)$"),
    ResponseField(
        "Content-Location",
        Message("Adresse genau dieser Darstellung.", "Address of exactly this representation."),
        "^/",
    ),
    ResponseField(
        "Content-Profile", Message("Profile, denen die Daten folgen.", "Profiles that the data follow."), "^<[^>]+>"
    ),
    ResponseField(
        "Content-Range",
        Message(
            "Welcher Teil das ist, und wie viele Byte es gibt.", "Which part this is, and how many bytes there are."
        ),
        r"^bytes (\*|[0-9]+-[0-9]+)/[0-9]+$",
    ),
    ResponseField(
        "ETag",
        Message("Kennzeichen der Bytes, für If-None-Match.", "Mark of the bytes, for If-None-Match."),
        '^"[0-9a-f]{32}"$',
    ),
    ResponseField(
        "Last-Modified", Message("Tag der Ausgabe.", "Day of the release."), "^[A-Z][a-z]{2}, [0-9]{2} .* GMT$"
    ),
    ResponseField(
        "Link",
        Message(
            "Verweise: kanonische Adresse, andere Formate, Profile, Lizenz und Weiteres.",
            "Links: canonical address, other formats, profiles, licence and more.",
        ),
        '^<[^>]+>; rel="',
    ),
    ResponseField("Location", Message("Wo es weitergeht.", "Where to go on."), "^/"),
    ResponseField(
        "Repr-Digest",
        Message("Prüfsumme der ganzen Darstellung.", "Checksum of the whole representation."),
        "^sha-256=:",
    ),
    ResponseField(
        "Retry-After", Message("Sekunden bis zum nächsten Versuch.", "Seconds until the next try."), "^[0-9]+$"
    ),
    ResponseField(
        "Vary",
        Message("Wovon die Antwort abhängt.", "What the answer depends on."),
        "^(Accept|Accept-Datetime|Accept-Encoding|Accept-Language|Accept-Profile)(, |$)",
    ),
)


@dataclass(frozen=True)
class Refused:
    """A response that is no representation: an error as problem details or as a page, or 304."""

    status: int
    name: str
    description: Message
    fields: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    """What else it can be had in."""


REFUSED: Final = (
    Refused(
        400,
        "BadRequest",
        Message(
            "Die Anfrage ist fehlerhaft; die Antwort sagt, was daran.", "The request is malformed; the answer says how."
        ),
    ),
    Refused(403, "Forbidden", Message("Hier wird nur gelesen.", "This is read-only.")),
    Refused(404, "NotFound", Message("Das gibt es hier nicht.", "There is no such thing here.")),
    Refused(
        406,
        "NotAcceptable",
        Message(
            "Keine der gewünschten Formen ist vorhanden; die Antwort nennt die vorhandenen.",
            "None of the forms asked for is available; the answer lists those that are.",
        ),
    ),
    Refused(
        408,
        "RequestTimeout",
        Message("Der Inhalt ist nicht rechtzeitig angekommen.", "The content did not arrive in time."),
    ),
    Refused(
        410,
        "Gone",
        Message(
            "Das gab es hier; es wurde zurückgezogen. Die Antwort sagt, wann, warum, und was an seine Stelle tritt. Oder eine"
            " Seite gehört zum Ergebnis einer anderen Ausgabe.",
            "This was here; it has been withdrawn. The answer tells when, why, and what takes its place. Or a page is of the"
            " result of another release.",
        ),
        formats=DOCUMENT_FORMATS,
    ),
    Refused(
        412, "PreconditionFailed", Message("Eine Bedingung ist nicht erfüllt.", "A precondition is not fulfilled.")
    ),
    Refused(
        413,
        "ContentTooLarge",
        Message(
            "Die Abfrage ist zu lang, oder ihr Ergebnis ist zu groß.", "The query is too long, or its result too large."
        ),
    ),
    Refused(
        415,
        "UnsupportedMediaType",
        Message("Diese Art von Inhalt wird nicht angenommen.", "This type of content is not accepted."),
    ),
    Refused(
        416,
        "RangeNotSatisfiable",
        Message("Der Teil liegt hinter dem Ende.", "The part lies behind the end."),
        ("Content-Range",),
    ),
    Refused(
        429,
        "TooManyRequests",
        Message(
            "Von dieser Adresse warten schon so viele Abfragen, wie dürfen.",
            "As many queries from this address are waiting as may.",
        ),
        ("Retry-After",),
    ),
    Refused(
        503,
        "ServiceUnavailable",
        Message("Vorübergehend nicht verfügbar.", "Not available for the moment."),
        ("Retry-After",),
    ),
)
UNCHANGED: Final = Message(
    "Unverändert: was schon da ist, gilt noch.", "Unchanged: what is there already is still valid."
)
MOVED: Final = {
    308: Message("Das hat eine neue Adresse, für immer.", "This has another address, for good."),
}

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}

SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Text": _TEXT,
    "Problem": {
        "description": "Problem details (RFC 9457); of a malformed query also the place, of 406 what there is, of a limit its setting.",
        "type": "object",
        "required": ["title", "status"],
        "properties": {
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _TEXT,
            "line": _COUNT,
            "column": _COUNT,
            "available": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["type", "href"],
                    "properties": {"type": _TEXT, "href": _TEXT},
                },
            },
        },
    },
    "JsonLd": {
        "description": "JSON-LD 1.1: an object in compacted and flattened form, an array in expanded form.",
        "type": ["object", "array"],
    },
    "Linkset": {
        "description": "Links in JSON (RFC 9264, section 4.2).",
        "type": "object",
        "required": ["linkset"],
        "properties": {
            "linkset": {
                "type": "array",
                "items": {"type": "object", "required": ["anchor"], "properties": {"anchor": _TEXT}},
            }
        },
    },
    "QueryResults": {
        "description": "SPARQL 1.1 Query Results JSON Format.",
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {"type": "object"},
            "boolean": {"type": "boolean"},
            "results": {"type": "object", "required": ["bindings"], "properties": {"bindings": {"type": "array"}}},
        },
        "oneOf": [{"required": ["boolean"]}, {"required": ["results"]}],
    },
    "Listing": {
        "description": "The things of a type with their labels in each language, and their values by facet.",
        "type": "array",
        "items": {
            "type": "object",
            "required": ["iri"],
            "properties": {"iri": {"type": "string", "format": "iri"}},
            "patternProperties": {"^label_": _TEXT},
            "additionalProperties": {
                "type": "array",
                "items": {
                    "oneOf": [
                        _TEXT,
                        {
                            "type": "object",
                            "required": ["iri"],
                            "properties": {"iri": {"type": "string", "format": "iri"}},
                            "additionalProperties": _TEXT,
                        },
                    ]
                },
            },
        },
    },
    "Terms": {
        "description": "Prefixes, and what can be named in a query with its labels.",
        "type": "object",
        "required": ["prefixes", "terms"],
        "properties": {
            "prefixes": {"type": "object", "additionalProperties": _TEXT},
            "terms": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "kind"],
                    "properties": {"name": _TEXT, "kind": {"enum": ["class", "property", "thing"]}},
                    "patternProperties": {"^label_": _TEXT},
                    "additionalProperties": False,
                },
            },
        },
    },
    "ValidationReport": {
        "description": "Findings and figures.",
        "type": "object",
        "required": ["conforms", "counts", "figures", "findings", "held_back", "waivers"],
        "properties": {
            "conforms": {"type": "boolean"},
            "counts": {"type": "object", "additionalProperties": _COUNT},
            "figures": {"type": "object"},
            "findings": {"type": "array", "items": {"type": "object"}},
            "held_back": {"type": "array"},
            "waivers": {"type": "array"},
        },
    },
    "Health": {
        "type": "object",
        "required": ["status", "version"],
        "properties": {"status": {"const": "ok"}, "version": _TEXT},
        "additionalProperties": False,
    },
    "CslJson": {
        "description": "References in the schema of the Citation Style Language.",
        "type": "array",
        "items": {"type": "object", "required": ["id", "type", "title", "URL"]},
    },
    "CitationFile": {
        "description": "Citation File Format 1.2.0, in YAML.",
        "type": "object",
        "required": ["cff-version", "message", "title", "authors"],
    },
    "Changes": {
        "description": "The last releases, each compared with the one before.",
        "type": "array",
        "items": {
            "type": "object",
            "required": ["version", "before", "modified", "summary", "replaces", "url"],
            "properties": {"replaces": {"type": "array", "items": _TEXT}},
            "additionalProperties": _TEXT,
        },
    },
    "Change": {
        "description": "What a release has changed, by thing; statements in N-Triples.",
        "type": "object",
        "required": ["before", "after", "changes", "elsewhere"],
        "properties": {
            "before": _TEXT,
            "after": _TEXT,
            "changes": {"type": "array", "items": {"type": "object"}},
            "elsewhere": {"type": "object", "additionalProperties": _COUNT},
        },
    },
    "History": {
        "description": "The releases that changed a thing, the newest first; statements in N-Triples.",
        "type": "object",
        "required": ["iri", "versions"],
        "properties": {
            "iri": {"type": "string"},
            "versions": {
                "type": "array",
                "items": {"type": "object", "required": ["version", "date", "added", "removed", "document"]},
            },
        },
    },
    "Status": {
        "description": "What is served, and what was compared when it was built.",
        "type": "object",
        "required": ["version", "modified", "software", "dataset", "compared", "validation", "checksums", "kept"],
        "properties": {
            "version": _TEXT,
            "modified": {"type": "string", "format": "date"},
            "software": _TEXT,
            "dataset": {"type": "object"},
            "compared": {"type": ["object", "null"]},
            "validation": {"type": "string", "format": "uri"},
            "checksums": {"type": "string", "format": "uri"},
            "kept": {"type": "array", "items": _TEXT},
        },
    },
    "OpenApi": {
        "description": "This description.",
        "type": "object",
        "required": ["openapi", "info", "paths"],
        "properties": {"openapi": {"const": "3.1.1"}, "info": {"type": "object"}, "paths": {"type": "object"}},
    },
}

SCHEMA_OF: Final[Mapping[str, str]] = {
    "jsonld": "JsonLd",
    "linkset": "Linkset",
    "srj": "QueryResults",
    "openapi": "OpenApi",
    "csl": "CslJson",
    "cff": "CitationFile",
}
"""The schema of a format by its name; others are text to JSON Schema."""

EXTENSION: Final = Message("Endung für das Format.", "Extension of the format.")
FORMAT: Final = Message(
    "Das Format, als Endung oder Medientyp; geht vor Accept.",
    "The format, as extension or media type; goes before Accept.",
)
MEDIA_TYPE: Final = Message("Wie format, als Medientyp.", "As format, as media type.")
RESULT_FORMAT: Final = Message(
    "Das Format, als Endung oder Medientyp; „output“ und „results“ gelten ebenso. Was zu dem Ergebnis nicht passt, bleibt"
    " unbeachtet; ohne Abfrage wird es abgelehnt.",
    "The format, as extension or media type; `output` and `results` do the same. What does not fit the result has no"
    " effect; without a query it is refused.",
)
LANGUAGE: Final = Message(
    "Sprache der Seite; geht vor Accept-Language. Andere Werte bleiben unbeachtet.",
    "Language of the page; goes before Accept-Language. Other values have no effect.",
)
PROFILE: Final = Message(
    "Profile der Daten, durch Kommas getrennt; geht vor Accept-Profile. Ohne Wirkung auf Formate, die es darin nicht gibt.",
    "Profiles of the data, separated by commas; goes before Accept-Profile. No effect on formats that do not have them.",
)
SPARQL_QUERY: Final = Message("Die Abfrage (SPARQL 1.1).", "The query (SPARQL 1.1).")
GRAPHS: Final = {
    "default-graph-uri": Message(
        "IRI eines Graphen, aus dem der Standardgraph besteht; mehrfach möglich.",
        "IRI of a graph that the default graph is made of; may be repeated.",
    ),
    "named-graph-uri": Message(
        "IRI eines benannten Graphen; mehrfach möglich.", "IRI of a named graph; may be repeated."
    ),
}
PAGING: Final = {
    "page": Message(
        "Eine Seite des Ergebnisses, ab 1; „Link“ nennt die nächste (rel=next). Ohne Angabe das ganze Ergebnis. Ohne Wirkung auf"
        " ASK. Darf auch im Formular stehen, insgesamt einmal.",
        "A page of the result, from 1; `Link` has the next one (rel=next). Without it, the whole result. No effect on ASK. May"
        " stand in the form as well, once in all.",
    ),
    "release": Message(
        "Die Ausgabe, zu der die Seite gehört, wie sie in „Link“ steht; gilt eine andere, ist die Antwort 410.",
        "The release that the page is of, as it stands in `Link`; where another one is served, the answer is 410.",
    ),
    "digest": Message(
        "Die Prüfsumme des ganzen Ergebnisses, wie sie in „Link“ steht; hat es eine andere, ist die Antwort 410.",
        "The checksum of the whole result, as it stands in `Link`; where it has another one, the answer is 410.",
    ),
}
ALSO: Final = {
    "query": Message(
        "Ebenso mit der Methode QUERY (RFC 10008), die nichts ändert und wiederholt werden darf; OpenAPI 3.1 kennt sie nicht.",
        "The same by the method QUERY (RFC 10008), which changes nothing and may be repeated; OpenAPI 3.1 does not know it.",
    )
}
"""What is said of methods for which OpenAPI 3.1 has no place."""

REPRESENTATION: Final = Message("Die gewünschte Darstellung.", "The representation asked for.")
RESULT: Final = Message("Das Ergebnis der Abfrage.", "The result of the query.")
PART: Final = Message("Ein Teil der Datei.", "A part of the file.")

ABOUT: Final = (
    Message(
        "Alles ist öffentlich, ohne Anmeldung und von jeder Webseite aus (CORS).",
        "Everything is public, without login and from any web page (CORS).",
    ),
    Message(
        "Die Endung der Adresse sagt, welche Darstellung gemeint ist, sonst „format“, sonst Accept.",
        "The extension of the address says which representation is meant, else `format`, else Accept.",
    ),
    Message(
        "Was auf GET antwortet, antwortet auch auf HEAD, dann ohne Inhalt, und auf OPTIONS. Andere Methoden erhalten 405 mit Allow.",
        "What answers GET also answers HEAD, then without content, and OPTIONS. Other methods get 405 with Allow.",
    ),
    Message(
        "Fehler sind Problem Details (RFC 9457) oder, wo HTML gewünscht ist, eine Seite.",
        "Errors are problem details (RFC 9457) or, where HTML is preferred, a page.",
    ),
)
SAMPLE_QUERY: Final = "SELECT DISTINCT ?class WHERE { [] a ?class }"
