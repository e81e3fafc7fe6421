"""Statement positions in files: a reader of RDF 1.1 Turtle, TriG and N-Quads that remembers where each triple stands.

Parsers hand over triples without their places, so a finding about a triple could name the file only. This reader
follows the grammar of Turtle (https://www.w3.org/TR/turtle/#sec-grammar-grammar) and yields the same triples as
Oxigraph's parser, which has read the file before: language tags in lower case, lexical forms as written, blank node
labels kept. TriG (https://www.w3.org/TR/trig/#sec-grammar-grammar) adds blocks, N-Quads the graph behind the object; their
terms are those of Turtle or fewer. It looks for triples in well-formed text and is no validator; what it cannot read ends in a `TurtleError`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode

from engagiert_ld.formats import NQUADS, TRIG, TURTLE, Format
from engagiert_ld.namespaces import RDF, XSD

_FIRST: Final = NamedNode(f"{RDF}first")
_REST: Final = NamedNode(f"{RDF}rest")
_NIL: Final = NamedNode(f"{RDF}nil")
_TYPE: Final = NamedNode(f"{RDF}type")

_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE: Final = rf"\\[tbnrf\"'\\]|{_UCHAR}"
_BASE_CHARS: Final = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME_CHARS: Final = _BASE_CHARS + r"_\-0-9\u00B7\u0300-\u036F\u203F\u2040"
_PREFIX: Final = rf"[{_BASE_CHARS}](?:\.*[{_NAME_CHARS}])*"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = rf"(?:[{_BASE_CHARS}_:0-9]|{_PLX})(?:\.*(?:[{_NAME_CHARS}:]|{_PLX}))*"
_EXPONENT: Final = r"[eE][+-]?[0-9]+"

# The groups are named after the productions of section 6.5; the longer forms come first.
_TOKEN: Final = re.compile(
    rf"""
    (?:[ \t\r\n]+|\#[^\r\n]*)*+
    (?:(?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>)
    |(?P<string>\"{{3}}(?:\"{{0,2}}(?:[^"\\]|{_ESCAPE}))*+\"{{3}}|'{{3}}(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*+'{{3}}
        |"(?:[^"\\\n\r]|{_ESCAPE})*+"|'(?:[^'\\\n\r]|{_ESCAPE})*+')
    |(?P<label>_:[{_BASE_CHARS}_0-9](?:\.*[{_NAME_CHARS}])*)
    |(?P<name>(?:{_PREFIX})?:(?:{_LOCAL})?)
    |(?P<double>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+){_EXPONENT})
    |(?P<decimal>[+-]?[0-9]*\.[0-9]+)
    |(?P<integer>[+-]?[0-9]+)
    |(?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<word>[A-Za-z]+)
    |(?P<mark>\^\^|[][(){{}}.,;])
    |(?P<end>\Z)
    |(?P<unknown>.))
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_REFERENCE: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>\#.*)?",
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(?:u(.{4})|U(.{8})|(.))", re.DOTALL)
_CONTROL: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_NUMBERS: Final = {kind: NamedNode(XSD + kind) for kind in ("integer", "decimal", "double")}
_BOOLEAN: Final = NamedNode(f"{XSD}boolean")

_Made = TypeVar("_Made")


class TurtleError(ValueError):
    """Text that this reader does not take for RDF 1.1 Turtle; `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, detail: str) -> None:
        self.line, self.column, self.detail = line, column, detail
        super().__init__(f"line {line}, column {column}: {detail}")


class Position(NamedTuple):
    """A place in a text; both count from 1, the column in characters (a tab is one)."""

    line: int
    column: int


class PositionedTriple(NamedTuple):
    """A triple, where its object begins, where its subject begins, and the graph it is in, None for the default graph.

    A blank node in brackets begins at its `[`, a collection at its `(`. In a collection every cell but the first begins
    at its member: `rdf:first` stands at the member, `rdf:rest` at the next member or at the `)`.
    """

    subject: NamedNode | BlankNode
    predicate: NamedNode
    object: NamedNode | BlankNode | Literal
    position: Position
    subject_position: Position
    graph: NamedNode | BlankNode | None = None


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


class _Place(NamedTuple):
    """A resource together with where it begins."""

    node: NamedNode | BlankNode
    offset: int


def positioned_triples(text: str, base_iri: str, fmt: Format = TURTLE) -> list[PositionedTriple]:
    """Read the triples of the document `text`, in Turtle, TriG or N-Quads, ordered by where their objects begin.

    Relative IRIs are resolved against `base_iri` (RFC 3986 section 5.2) or the document's own base. Line breaks are LF,
    CR LF and CR. Raises `TurtleError` with line and column for text that is not RDF 1.1 in this format.
    """
    return _Reader(text, base_iri).document(fmt)


def resolve(reference: str, base_iri: str) -> str:
    """Make the IRI that `reference` means below `base_iri` (RFC 3986 section 5.2).

    As in Oxigraph, a reference that brings its own scheme or authority keeps its path as written; RFC 3986 5.2.2 would
    remove the dot segments from it too. Raises `ValueError` for a relative reference without an absolute base.
    """
    own, base = _REFERENCE.fullmatch(reference), _REFERENCE.fullmatch(base_iri)
    if own is None or base is None or own["scheme"] is not None:
        return reference
    if base["scheme"] is None:
        raise ValueError("there is no base IRI to resolve a relative IRI against")
    if own["authority"] is not None:
        return f"{base['scheme']}:{reference}"
    before = f"{base['scheme']}:" + ("" if base["authority"] is None else f"//{base['authority']}")
    path, query = base["path"], own["query"]
    if own["path"]:
        path = _merged(own["path"], base)
    elif query is None:
        query = base["query"]
    return before + path + (query or "") + (own["fragment"] or "")


def _merged(path: str, base: re.Match[str]) -> str:
    """Put the steps of `path` after the base's path without its last segment (RFC 3986 sections 5.2.3 and 5.2.4).

    As in Oxigraph, dot segments of the base itself stay, and only below an authority `..` stops at the root.
    """
    rooted = base["authority"] is not None
    kept = [""] if path.startswith("/") else base["path"].split("/")[:-1] or [""] * rooted
    steps = path.removeprefix("/").split("/")
    for step in steps:
        if step == "..":
            del kept[max(len(kept) - 1, rooted) :]
        elif step != ".":
            kept.append(step)
    if steps[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _unescaped(text: str) -> str:
    """Turtle section 6.4; `ValueError` for an escape that stands for no character."""
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    if escape[3]:
        return _CONTROL.get(escape[3], escape[3])
    return chr(int(escape[1] or escape[2], 16))


class _Reader:
    """One method for each production of the grammar, called when its first token is next."""

    def __init__(self, text: str, base_iri: str) -> None:
        self._tokens = [
            _Token(kind, match[kind], match.start(kind)) for match in _TOKEN.finditer(text) if (kind := match.lastgroup)
        ]
        self._lines = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
        self._index = 0
        self._base = base_iri
        self._prefixes: dict[str, str] = {}
        self._known: dict[str, NamedNode] = {}
        self._triples: list[PositionedTriple] = []
        self._graph: NamedNode | BlankNode | None = None

    def document(self, fmt: Format) -> list[PositionedTriple]:
        statement = {TRIG: self._trig_statement, NQUADS: self._quad}.get(fmt, self._statement)
        try:
            while self._next.kind != "end":
                statement()
        except RecursionError:
            raise self._error("brackets are nested too deeply") from None
        return sorted(self._triples, key=attrgetter("position"))

    # Tokens

    @property
    def _next(self) -> _Token:
        return self._tokens[self._index]

    def _take(self) -> _Token:
        self._index += 1
        return self._tokens[self._index - 1]

    def _accept(self, text: str) -> bool:
        """Step over the next token if it is `text`; a string is never mistaken, it has its quotes."""
        found = self._next.text == text
        self._index += found
        return found

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._error(f"{text} is missing")

    def _take_kind(self, kind: str) -> _Token:
        if self._next.kind != kind:
            raise self._error(f"expected {kind}")
        return self._take()

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._lines, offset)
        return Position(line, offset - self._lines[line - 1] + 1)

    def _error(self, detail: str, token: _Token | None = None) -> TurtleError:
        place = token or self._next
        return TurtleError(*self._position(place.offset), f"{detail} at {place.text or 'the end'!r}")

    # Statements and directives

    def _statement(self) -> None:
        if self._next.text in {"@prefix", "@base"}:
            self._directive(self._take().text[1:])
            self._expect(".")
        elif self._next.kind == "word" and self._next.text.lower() in {"prefix", "base"}:
            self._directive(self._take().text.lower())
        else:
            self._block()
            self._expect(".")

    def _trig_statement(self) -> None:
        """Production `block` of TriG, or a directive."""
        following = [token.text for token in self._tokens[self._index + 1 : self._index + 3]]
        if self._next.kind == "word" and self._next.text.upper() == "GRAPH":
            self._take()
            self._wrapped(self._resource().node)
        elif self._next.text == "{":
            self._wrapped(None)
        elif following[:1] == ["{"] or (self._next.text == "[" and following == ["]", "{"]):
            self._wrapped(self._resource().node)
        else:
            self._statement()

    def _wrapped(self, graph: NamedNode | BlankNode | None) -> None:
        """Production `wrappedGraph` of TriG; the last of its triples needs no full stop."""
        self._expect("{")
        self._graph = graph
        while self._next.text != "}":
            self._block()
            if not self._accept("."):
                break
        self._expect("}")
        self._graph = None

    def _quad(self) -> None:
        """Production `statement` of N-Quads."""
        subject = self._resource()
        self._object(subject, self._named_node(self._take()))
        if self._next.text != ".":
            self._triples.append(self._triples.pop()._replace(graph=self._resource().node))
        self._expect(".")

    def _directive(self, word: str) -> None:
        self._known.clear()
        if word == "base":
            self._base = self._iri(self._take_kind("iri"))
            return
        name = self._take_kind("name")
        if not name.text.endswith(":"):
            raise self._error("a prefix ends with a colon", name)
        self._prefixes[name.text[:-1]] = self._iri(self._take_kind("iri"))

    def _block(self) -> None:
        """Production `triples`: only a property list in brackets may stand alone."""
        bare = self._next.text == "[" and self._tokens[self._index + 1].text != "]"
        subject = self._resource()
        if not (bare and self._next.text in {".", "}"}):
            self._predicates_and_objects(subject)

    def _predicates_and_objects(self, subject: _Place) -> None:
        while True:
            predicate = _TYPE if self._accept("a") else self._named_node(self._take())
            self._object(subject, predicate)
            while self._accept(","):
                self._object(subject, predicate)
            if not self._accept(";"):
                return
            while self._accept(";"):
                pass
            if self._next.text in {".", "]", "}"}:
                return

    def _add(self, subject: _Place, predicate: NamedNode, term: NamedNode | BlankNode | Literal, offset: int) -> None:
        places = self._position(offset), self._position(subject.offset)
        self._triples.append(PositionedTriple(subject.node, predicate, term, *places, self._graph))

    # Terms

    def _object(self, subject: _Place, predicate: NamedNode) -> None:
        offset = self._next.offset
        read_literal = self._literals.get(self._next.kind)
        term = read_literal(self, self._take()) if read_literal else self._resource().node
        self._add(subject, predicate, term, offset)

    def _resource(self) -> _Place:
        """Read what may be a subject: an IRI, a blank node or a collection."""
        token = self._take()
        if token.kind == "label":
            return _Place(BlankNode(token.text[2:]), token.offset)
        if token.text == "[":
            return self._blank_node_property_list(token.offset)
        if token.text == "(":
            return self._collection(token.offset)
        return _Place(self._named_node(token), token.offset)

    def _blank_node_property_list(self, offset: int) -> _Place:
        place = _Place(BlankNode(), offset)
        if not self._accept("]"):
            self._predicates_and_objects(place)
            self._expect("]")
        return place

    def _collection(self, offset: int) -> _Place:
        if self._accept(")"):
            return _Place(_NIL, offset)
        first = cell = _Place(BlankNode(), offset)
        self._object(cell, _FIRST)
        while self._next.text != ")":
            following = _Place(BlankNode(), self._next.offset)
            self._add(cell, _REST, following.node, following.offset)
            cell = following
            self._object(cell, _FIRST)
        self._add(cell, _REST, _NIL, self._take().offset)
        return first

    def _named_node(self, token: _Token) -> NamedNode:
        known = self._known.get(token.text)
        if known is None:
            iri = self._iri(token) if token.kind == "iri" else self._expanded(token)
            known = self._known[token.text] = self._made(NamedNode, iri, token)
        return known

    def _iri(self, token: _Token) -> str:
        return self._made(lambda reference: resolve(_unescaped(reference), self._base), token.text[1:-1], token)

    def _expanded(self, token: _Token) -> str:
        """Expand a prefixed name to its IRI (section 2.4)."""
        if token.kind != "name":
            raise self._error("expected an IRI", token)
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            raise self._error("the prefix is not declared", token)
        return self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _number(self, token: _Token) -> Literal:
        return Literal(token.text, datatype=_NUMBERS[token.kind])

    def _boolean(self, token: _Token) -> Literal:
        if token.text not in {"true", "false"}:
            raise self._error("expected an object", token)
        return Literal(token.text, datatype=_BOOLEAN)

    def _string(self, token: _Token) -> Literal:
        quotes = 3 if token.text[:3] in {'"""', "'''"} else 1
        value = self._made(_unescaped, token.text[quotes:-quotes], token)
        if self._next.kind == "at":
            tag = self._take()
            return self._made(lambda language: Literal(value, language=language), tag.text[1:].lower(), tag)
        if self._accept("^^"):
            return Literal(value, datatype=self._named_node(self._take()))
        return self._made(Literal, value, token)

    def _made(self, make: Callable[[str], _Made], text: str, token: _Token) -> _Made:
        """Return `make(text)`; what it refuses gets the place of `token`."""
        try:
            return make(text)
        except (ValueError, OverflowError) as error:
            raise self._error(str(error), token) from error

    _literals: Final = {"string": _string, "word": _boolean} | dict.fromkeys(_NUMBERS, _number)
