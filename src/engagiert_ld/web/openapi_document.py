"""From declared operations to a document of OpenAPI 3.1, in one language."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from engagiert_ld import __version__
from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, JSON, JSONLD, Format
from engagiert_ld.formats.jsonld import FORMS
from engagiert_ld.metadata.catalogue import licence_names
from engagiert_ld.web import openapi_parts as parts
from engagiert_ld.web.operations import (
    TAGS,
    Answers,
    Negotiated,
    Operation,
    PathParameter,
    QueryResult,
    Redirection,
    Single,
)
from engagiert_ld.web.problems import PROBLEM_TYPE
from engagiert_ld.web.site import Site

VERSION: Final = "3.1.1"
VALIDATORS: Final = ("ETag", "Last-Modified", "Repr-Digest", "Vary", "Cache-Control")
QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"

Node = dict[str, Any]

_SPARQL: Final = {"type": "string", "format": "sparql-query", "minLength": 1}
_GRAPHS: Final = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PAGING: Final[Node] = {
    "page": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    "release": {"type": "string"},
    "digest": {"type": "string"},
}
_REFUSED: Final = {row.status: row for row in parts.REFUSED}


class OpenApiDocument:
    """Writes the description of `operations` as `here` serves them, with texts in `language`."""

    def __init__(self, operations: Iterable[Operation], here: Site, language: str) -> None:
        self._operations = tuple(operations)
        self._here = here
        self._language = language

    def whole(self) -> Node:
        """The OpenAPI Object; of the shared parts it holds those that are referred to."""
        publication = self._here.release.publication
        body: Node = {
            "openapi": VERSION,
            "info": self._info(),
            "externalDocs": {"url": self._here.url("openapi.html")},
            "servers": [{"url": self._here.deployment.site_url.rstrip("/")}],
            "tags": [{"name": tag.name, "description": self.say(tag.title)} for tag in TAGS],
            "paths": self._paths(),
        }
        body["externalDocs"]["description"] = publication.title[self._language]
        return body | {"components": self._components(body)}

    def say(self, message: Message) -> str:
        """A text in the language of the document."""
        return message.in_language(self._language)

    def parameters(self, operation: Operation, by_extension: bool) -> list[Node]:
        """Path, query and header parameters; of `Accept` the responses tell, because a Parameter Object of that name is ignored."""
        found = [self._path_parameter(one) for one in operation.parameters]
        match operation.answers:
            case Negotiated() as answers:
                return found + self._negotiated_parameters(answers, by_extension)
            case QueryResult() as answers:
                return found + self._query_parameters(answers, operation.method)
            case Single(validated=True) as answers:
                return found + self._fields(
                    "Accept-Encoding", *parts.CONDITIONAL, *(parts.PARTIAL if answers.ranges else ())
                )
        return found

    def responses(self, operation: Operation, by_extension: bool) -> dict[int, Node]:
        """What comes back, by status code (Responses Object)."""
        found = self._good_responses(operation, by_extension)
        refusals = {*operation.refusals, *self._refusals(operation, by_extension)}
        found |= {status: _reference("responses", _REFUSED[status].name) for status in refusals}
        return dict(sorted(found.items()))

    def _info(self) -> Node:
        publication, language = self._here.release.publication, self._language
        contact = {
            "name": publication.contact_name[language],
            "url": publication.contact_url,
            "email": publication.contact_email,
        }
        return {
            "title": publication.title[language],
            "description": "\n\n".join([publication.description[language], *map(self.say, parts.ABOUT)]),
            "contact": {key: value for key, value in contact.items() if value},
            "license": {"name": next(licence_names(publication)), "url": publication.data_licence},
            "version": __version__,
        }

    def _paths(self) -> Node:
        paths: Node = {}
        for operation in self._operations:
            for by_extension in variants(operation):
                path = template(operation, by_extension)
                paths.setdefault(path, {})[operation.method] = self._operation(operation, by_extension)
        return paths

    def _operation(self, operation: Operation, by_extension: bool) -> Node:
        node: Node = {
            "operationId": operation.name + ("ByExtension" if by_extension else ""),
            "tags": [operation.tag.name],
            "summary": self.say(operation.summary),
            "description": self._described(operation),
        }
        parameters = self.parameters(operation, by_extension)
        node |= {"parameters": parameters} if parameters else {}
        node |= {"requestBody": self._request_body()} if operation.method == "post" else {}
        responses = self.responses(operation, by_extension)
        return node | {"responses": {str(status): response for status, response in responses.items()}}

    def _described(self, operation: Operation) -> str:
        sentences = [operation.description, *(parts.ALSO[method] for method in operation.also)]
        return " ".join(map(self.say, sentences))

    def _path_parameter(self, parameter: PathParameter) -> Node:
        values = [value for value in parameter.values() if value]
        schema: Node = {"type": "string"} | ({"enum": values} if parameter.closed and values else {"minLength": 1})
        node = {"name": parameter.name, "in": "path", "required": True, "schema": schema}
        node["description"] = self.say(parameter.description)
        return node | ({"example": values[0]} if values else {})

    def _negotiated_parameters(self, answers: Negotiated, by_extension: bool) -> list[Node]:
        if by_extension:
            extension = {"name": "extension", "in": "path", "required": True, "example": answers.formats[0].extension}
            found = [self._enumerated(extension, extensions(answers.offered), parts.EXTENSION)]
        else:
            names = media_types(answers.offered)
            found = [self._enumerated(_optional("format"), [*extensions(answers.offered), *names], parts.FORMAT)]
            found.append(self._enumerated(_optional("_mediatype"), names, parts.MEDIA_TYPE))
        fields = ["Accept-Encoding", *parts.CONDITIONAL]
        if HTML in answers.formats:
            found.append(_reference("parameters", "lang"))
            fields.insert(0, "Accept-Language")
        if tokens := profile_tokens(answers):
            found.append(self._profile_parameter(tokens))
            fields = fields if by_extension else ["Accept-Profile", *fields]
        return found + self._fields(*fields)

    def _query_parameters(self, answers: QueryResult, method: str) -> list[Node]:
        found = [
            _query(name) | {"schema": _GRAPHS, "description": self.say(text)} for name, text in parts.GRAPHS.items()
        ]
        named = {"type": "string", "examples": [fmt.extension for fmt in answers.formats]}
        found.append(_query("format") | {"schema": named, "description": self.say(parts.RESULT_FORMAT)})
        found += [
            _query(name) | {"schema": _PAGING[name], "description": self.say(text)}
            for name, text in parts.PAGING.items()
        ]
        found.append(_reference("parameters", "lang"))
        if method == "get":
            query = _query("query") | {"schema": _SPARQL, "description": self.say(parts.SPARQL_QUERY)}
            found.insert(0, query | {"example": parts.SAMPLE_QUERY})
        return found + self._fields("Accept-Language", "Accept-Encoding", *parts.CONDITIONAL)

    def _request_body(self) -> Node:
        """The two ways of a query by POST (SPARQL 1.1 Protocol, 2.1.2 and 2.1.3)."""
        properties = {"query": _SPARQL, **dict.fromkeys(parts.GRAPHS, _GRAPHS)}
        form = {"type": "object", "required": ["query"], "properties": properties}
        return {
            "required": True,
            "description": self.say(parts.SPARQL_QUERY),
            "content": {
                QUERY_TYPE: {"schema": _SPARQL, "example": parts.SAMPLE_QUERY},
                FORM_TYPE: {"schema": form, "example": {"query": parts.SAMPLE_QUERY}},
            },
        }

    def _enumerated(self, parameter: Node, values: list[str], message: Message) -> Node:
        return parameter | {"schema": {"type": "string", "enum": values}, "description": self.say(message)}

    def _profile_parameter(self, tokens: list[str]) -> Node:
        schema = {"type": "array", "items": {"type": "string", "enum": tokens}}
        parameter = _optional("_profile") | {"schema": schema, "description": self.say(parts.PROFILE)}
        return parameter | {"style": "form", "explode": False}

    def _fields(self, *names: str) -> list[Node]:
        return [_reference("parameters", name) for name in names]

    def _good_responses(self, operation: Operation, by_extension: bool) -> dict[int, Node]:
        match operation.answers:
            case Negotiated() as answers:
                found = {200: self._representation(answers, by_extension)}
            case QueryResult() as answers:
                found = {200: self._result(answers)}
            case Single() as answers:
                found = self._single(answers)
            case Redirection() as answers:
                found = {answers.status: self._redirection(answers.description, answers.linked)}
        if operation.method == "get" and _is_validated(operation.answers):
            found[304] = _reference("responses", "NotModified")
        return found | {status: self._redirection(parts.MOVED[status], False) for status in operation.instead}

    def _representation(self, answers: Negotiated, by_extension: bool) -> Node:
        located = len(answers.formats) > 1 and not by_extension
        required = [*VALIDATORS, "Link", *(["Content-Location"] if located and answers.by_extension else [])]
        optional = ["Content-Encoding"]
        optional += ["Content-Location"] if not by_extension and not answers.by_extension else []
        optional += ["Content-Language"] if HTML in answers.formats else []
        optional += ["Content-Profile"] if profile_tokens(answers) else []
        return self._response(parts.REPRESENTATION, required, optional, _content(answers))

    def _result(self, answers: QueryResult) -> Node:
        content = {fmt.media_type: _schema_of(fmt) for fmt in answers.formats}
        if answers.without_query:
            content |= _content(answers.without_query)
        optional = ["Content-Encoding", "Content-Language", "Link"]
        optional += ["Content-Location", "Content-Profile"] if answers.without_query else []
        return self._response(parts.RESULT, [*VALIDATORS, "Accept-Query"], optional, content)

    def _single(self, answers: Single) -> dict[int, Node]:
        content = {media_type: _schema(answers.schema) for media_type in answers.media_types()}
        required = [*VALIDATORS] if answers.validated else ["Cache-Control"]
        required += ["Accept-Ranges", "Link"] if answers.ranges else []
        optional = ["Content-Encoding"] if answers.validated else []
        found = {200: self._response(parts.REPRESENTATION, required, optional, content)}
        if answers.ranges:
            found[206] = self._response(parts.PART, [*required, "Content-Range"], optional, content)
        return found

    def _redirection(self, message: Message, linked: bool) -> Node:
        required = ["Location", "Vary", "Cache-Control", *(["Link"] if linked else [])]
        return self._response(message, required, [], {HTML.media_type: _schema("Text")})

    def _refusals(self, operation: Operation, by_extension: bool) -> Iterator[int]:
        """What may be refused by what is declared."""
        answers = operation.answers
        if operation.parameters or by_extension:
            yield 404
        if _is_validated(answers):
            yield from (406, 412)
        if isinstance(answers, Negotiated) and (not by_extension or profile_tokens(answers)):
            yield 400
        if isinstance(answers, QueryResult):
            yield from (400, 403, 404, 410, 413, 429, 503)
        if isinstance(answers, Single) and answers.ranges:
            yield 416

    def _response(self, message: Message, required: list[str], optional: list[str], content: Node) -> Node:
        headers = {name: _reference("headers", name) for name in required}
        headers |= {name: _reference("headers", f"{name}.optional") for name in optional}
        return {"description": self.say(message), "headers": headers, "content": content}

    def _components(self, body: Node) -> Node:
        """The shared parts that `body` refers to, and those that they refer to."""
        every: Node = {
            "parameters": self._shared_parameters(),
            "headers": self._shared_headers(),
            "responses": self._shared_responses(),
            "schemas": parts.SCHEMAS,
        }
        used: set[tuple[str, str]] = set()
        waiting = _references_in(body)
        while waiting:
            kind, name = waiting.pop()
            if (kind, name) not in used:
                used.add((kind, name))
                waiting |= _references_in(every[kind][name])
        return {kind: {name: rows[name] for name in rows if (kind, name) in used} for kind, rows in every.items()}

    def _shared_parameters(self) -> Node:
        language = _query("lang") | {
            "schema": {"type": "string", "examples": list(self._here.release.publication.languages)}
        }
        fields = {
            row.name: {
                "name": row.name,
                "in": "header",
                "description": self.say(row.description),
                "schema": {"type": "string"},
            }
            for row in parts.REQUEST_FIELDS
        }
        return {"lang": language | {"description": self.say(parts.LANGUAGE)}, **fields}

    def _shared_headers(self) -> Node:
        rows: Node = {}
        for row in parts.RESPONSE_FIELDS:
            optional = {"description": self.say(row.description), "schema": {"type": "string", "pattern": row.pattern}}
            rows |= {row.name: optional | {"required": True}, f"{row.name}.optional": optional}
        return rows

    def _shared_responses(self) -> Node:
        content = {PROBLEM_TYPE: _schema("Problem"), HTML.media_type: _schema("Text")}
        rows = {
            row.name: self._response(
                row.description,
                ["Vary", "Cache-Control", *row.fields],
                ["Content-Language", "Link"],
                content | {fmt.media_type: _schema_of(fmt) for fmt in row.formats},
            )
            for row in parts.REFUSED
        }
        unchanged = self._response(parts.UNCHANGED, ["ETag", "Vary", "Cache-Control"], ["Content-Location"], {})
        del unchanged["content"]
        return {"NotModified": unchanged, **rows}


def variants(operation: Operation) -> tuple[bool, ...]:
    """Whether the addresses of an operation end in an extension: never, or those without first and then those with."""
    return (False, True) if isinstance(operation.answers, Negotiated) and operation.answers.by_extension else (False,)


def template(operation: Operation, by_extension: bool) -> str:
    """The path template."""
    return operation.path + (".{extension}" if by_extension else "")


def extensions(formats: Iterable[Format]) -> list[str]:
    """The extensions under which formats are known."""
    return list(dict.fromkeys(name for fmt in formats for name in (fmt.extension, *fmt.also) if "/" not in name))


def media_types(formats: Iterable[Format]) -> list[str]:
    """The media types under which formats are known."""
    return list(dict.fromkeys(name for fmt in formats for name in (fmt.media_type, *fmt.also) if "/" in name))


def profile_tokens(answers: Negotiated) -> list[str]:
    """The profiles and the forms of JSON-LD that can be asked for."""
    return [*answers.profiles, *(FORMS if JSONLD in answers.formats else ())]


def _is_validated(answers: Answers) -> bool:
    """Whether the representations have validators and codings."""
    return isinstance(answers, Negotiated | QueryResult) or (isinstance(answers, Single) and answers.validated)


def _content(answers: Negotiated) -> Node:
    return {
        fmt.media_type: _schema(answers.json) if fmt is JSON and answers.json else _schema_of(fmt)
        for fmt in answers.offered
    }


def _schema_of(fmt: Format) -> Node:
    return _schema(parts.SCHEMA_OF.get(fmt.name, "Text"))


def _schema(name: str) -> Node:
    return {"schema": _reference("schemas", name)}


def _query(name: str) -> Node:
    return {"name": name, "in": "query"}


def _optional(name: str) -> Node:
    """A parameter that counts as not sent where it has no value, as forms send it."""
    return _query(name) | {"allowEmptyValue": True}


def _reference(kind: str, name: str) -> Node:
    return {"$ref": f"#/components/{kind}/{name}"}


def _references_in(node: Any) -> set[tuple[str, str]]:
    return set(re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(node)))
