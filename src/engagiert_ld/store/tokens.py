"""SPARQL lexical grammar: what a query asks for, decided on tokens.

A public endpoint refuses updates, SERVICE and graphs that are not its own before an engine sees the query. Searching
the text for words cannot decide this (`"SERVICE"` may be a string, `?service` is a variable); the terminals of the
grammar do (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, productions 139 to 173, and sections 19.2 and 19.4).

The decision must hold for the engine that answers, and engines do not agree on where tokens end: Oxigraph 0.5 reads
without a tokeniser, so that it finds SERVICE in `SERVICEx:y{}`, and takes `<?b#>` in `FILTER(?a<?b#>` for less-than and
a comment. Where two readings could hide a SERVICE from this one, the query is rejected, with the remedy.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from engagiert_ld.errors import QuerySyntaxError, RefusedQueryError

_BASE_CHARS: Final = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_VAR_CHARS: Final = _BASE_CHARS + r"_0-9\u00B7\u0300-\u036F\u203F\u2040"
_NAME_CHARS: Final = _VAR_CHARS + r"\-"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX: Final = rf"[{_BASE_CHARS}](?:\.*[{_NAME_CHARS}])*"
_LOCAL: Final = rf"(?:[{_BASE_CHARS}_:0-9]|{_PLX})(?:\.*(?:[{_NAME_CHARS}:]|{_PLX}))*"
_ECHAR: Final = r"\\[tbnrf\\\"']"

# A comment that ends at a lone CR does not match: some readers let it run on to the next LF.
_SPACE: Final = r"(?:[ \t\r\n]+|\#[^\r\n]*(?:\r?\n|\Z))*+"
_TOKEN: Final = re.compile(
    rf"""
    {_SPACE}
    (?:(?P<iri><[^\x00-\x20<>"{{}}|^`\\]*>)
    |(?P<string>\"{{3}}(?:\"{{0,2}}(?:[^"\\]|{_ECHAR}))*+\"{{3}}|'{{3}}(?:'{{0,2}}(?:[^'\\]|{_ECHAR}))*+'{{3}}
        |"(?:[^"\\\n\r]|{_ECHAR})*+"|'(?:[^'\\\n\r]|{_ECHAR})*+')
    |(?P<var>[?$][{_BASE_CHARS}_0-9][{_VAR_CHARS}]*)
    |(?P<bnode>_:[{_BASE_CHARS}_0-9](?:\.*[{_NAME_CHARS}])*)
    |(?P<pname>(?:{_PREFIX})?:(?:{_LOCAL})?)
    |(?P<langtag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    |(?P<keyword>[A-Za-z][A-Za-z0-9_]*)
    |(?P<punct>\^\^|&&|\|\||<=|>=|!=|<(?!<)|[][(){{}}.,;*/|^?+\-=>!])
    |(?P<end>\Z))
    """,
    re.VERBOSE,
)
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HIERARCHICAL_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")

_QUERY_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
FOREIGN: Final = ("SERVICE", "LOAD", "FROM")
"""Without these letters, wherever they stand, there is nothing to refuse but an update."""

_FORMS: Final = {word: word for word in _QUERY_FORMS} | dict.fromkeys(_UPDATES, "UPDATE")


_NAMES: Final = frozenset({"iri", "pname", "string", "number", "var"})
VOLATILE: Final = ("RAND", "NOW", "UUID", "STRUUID")
"""Functions that may give another result each time."""


_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")

SHORT: Final = 4096
"""Characters of a query whose tokens take milliseconds."""


class Token(NamedTuple):
    """A terminal of the grammar, codepoint escapes replaced.

    `kind` is `keyword` (any bare word: `SELECT`, `a`, `true`), `iri`, `pname`, `var`, `string`, `number`, `bnode`,
    `langtag` or `punct`.
    """

    kind: str
    text: str
    offset: int
    source: "_Text"

    @property
    def line(self) -> int:
        """The line of the query in which it begins, from 1."""
        return self.source.place(self.offset)[0]

    @property
    def column(self) -> int:
        """The column in which it begins, from 1."""
        return self.source.place(self.offset)[1]

    def is_word(self, *words: str) -> bool:
        """Whether this is one of these keywords, given in capitals; case does not matter (section 19.8 note 1)."""
        return self.kind == "keyword" and self.text.upper() in words


def tokens(query: str) -> list[Token]:
    """Split a query into its tokens; white space and comments are left out.

    Raises `QuerySyntaxError` where no token starts, and where readers of SPARQL would disagree on where one ends.
    """
    source = _Text(query)
    found: list[Token] = []
    brackets: list[str] = []
    offset = 0
    for match in _TOKEN.finditer(source.text):
        if match.start() != offset:
            break
        kind = match.lastgroup or ""
        if kind == "end":
            return found
        offset = match.end()
        token = Token(kind, match[kind], match.start(kind), source)
        if kind == "punct":
            if token.text in _OPENING:
                brackets.append(token.text)
            elif token.text in _CLOSING:
                del brackets[-1:]
        elif brackets and brackets[-1] == "(" and _could_be_less_than(token, found[-1]):
            raise _error(f"“{token.text}” is ambiguous; put a space after less-than, or write a prefixed name", token)
        found.append(token)
    raise _no_token(source, offset)


def body(tokens: Sequence[Token]) -> Sequence[Token]:
    """What follows the prologue: from the form of the query on."""
    return tokens[_length_of_prologue(tokens) :]


def query_form(tokens: Sequence[Token]) -> str:
    """Tell `SELECT`, `ASK`, `CONSTRUCT`, `DESCRIBE` or, for any update, `UPDATE`; empty if there is none.

    The form is the first keyword after the prologue (SPARQL 1.1 Query, production 4).
    """
    first = _first_of_body(tokens)
    return _FORMS.get(first.text.upper(), "") if first and first.kind == "keyword" else ""


def described_iri(tokens: Sequence[Token], base_iri: str) -> str:
    """The IRI of a query that is `DESCRIBE <iri>` and nothing else but a prologue; empty for every other query.

    `base_iri` resolves a relative IRI, unless the query has its own BASE. Raises `QuerySyntaxError` for a prefix that is not
    declared.
    """
    asked = body(tokens)
    if len(asked) != 2 or not asked[0].is_word("DESCRIBE") or asked[1].kind not in ("iri", "pname"):
        return ""
    return Prologue(tokens, base_iri).iri(asked[1])


def normalised(tokens: Sequence[Token]) -> str:
    """The same text for all queries that differ in white space, comments and codepoint escapes only."""
    return " ".join([token.text for token in tokens])


def shape(tokens: Sequence[Token]) -> str:
    """The same text for all queries that differ in constants and names of variables only as well."""
    return " ".join([token.kind if token.kind in _NAMES else token.text for token in tokens])


def is_volatile(tokens: Sequence[Token]) -> bool:
    """Whether the answer may be another one each time: RAND, NOW, UUID, STRUUID (17.4.2 to 17.4.5)."""
    if not tokens or not any(word in tokens[0].source.capitals for word in VOLATILE):
        return False
    return any(token.is_word(*VOLATILE) for token in tokens)


def may_be_volatile(query: str) -> bool:
    """Whether the text of a query gives reason to look at its tokens for that."""
    capitals = query.upper()
    return any(word in capitals for word in VOLATILE)


def refuse_foreign(tokens: Sequence[Token], base_iri: str, graphs: Container[str]) -> None:
    """Refuse what a read-only endpoint does not do: updates, SERVICE, LOAD, FROM with a graph not among `graphs`.

    `base_iri` resolves relative IRIs, unless the query has its own BASE. Raises `RefusedQueryError`, and
    `QuerySyntaxError` for a FROM that is not followed by an IRI or whose prefix is not declared.
    """
    first = _first_of_body(tokens)
    if first and first.is_word(*_UPDATES):
        raise _update_refused(first)
    if first and not any(word in first.source.capitals for word in FOREIGN):
        return
    for index, token in enumerate(tokens):
        if token.kind == "keyword":
            _refuse_keyword(token)
        elif token.kind == "pname" and _hides_service(tokens, index):
            raise _service_refused(token)
    _refuse_foreign_graphs(tokens, base_iri, graphs)


def checked_form(tokens: Sequence[Token], base_iri: str, graphs: Container[str]) -> str:
    """`query_form` of a query that is to be answered; raises like `refuse_foreign`, and where there is no form."""
    refuse_foreign(tokens, base_iri, graphs)
    form = query_form(tokens)
    if not form:
        raise QuerySyntaxError("SELECT, ASK, CONSTRUCT or DESCRIBE is missing", 1, 1)
    return form


# Text and positions


class _Text:
    """A query with its codepoint escapes replaced (section 19.2), and the way back to its lines and columns."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._escapes = [0]
        self._surplus = [0]
        self.prologue: int | None = None
        self.text = _CODEPOINT.sub(self._character, query) if "\\" in query else query

    @cached_property
    def capitals(self) -> str:
        """The text in capitals."""
        return self.text.upper()

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self._query))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the query of an offset in `text`."""
        return self._place_in_query(offset + self._surplus[bisect_right(self._escapes, offset) - 1])

    def _place_in_query(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _character(self, escape: re.Match[str]) -> str:
        code = int(escape[1] or escape[2], 16)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise QuerySyntaxError(f"{escape[0]} stands for no character", *self._place_in_query(escape.start()))
        # Before tokenising these end a string or comment, within one (as Oxigraph replaces them) they do not.
        if chr(code) in "\"'\\\r\n":
            detail = f"{escape[0]} could end a string or a comment; write the character itself or its short escape"
            raise QuerySyntaxError(detail, *self._place_in_query(escape.start()))
        self._surplus.append(self._surplus[-1] + len(escape[0]) - 1)
        self._escapes.append(escape.end() - self._surplus[-1])
        return chr(code)


def _no_token(source: _Text, offset: int) -> QuerySyntaxError:
    space = re.compile(_SPACE).match(source.text, offset)
    offset = space.end() if space else offset
    detail = f"no token of SPARQL 1.1 begins with “{source.text[offset : offset + 10]}”"
    if source.text[offset] == "#":
        detail = "a comment ends with a line feed, not with a carriage return alone"
    return QuerySyntaxError(detail, *source.place(offset))


def _error(detail: str, token: Token) -> QuerySyntaxError:
    return QuerySyntaxError(detail, token.line, token.column)


# Where readers disagree


def _could_be_less_than(token: Token, before: Token) -> bool:
    """Whether a reader without a tokeniser could see less-than, and then a string or a comment, in this IRI.

    Asked within parentheses only, for expressions stand nowhere else. `http://…` is no expression.
    """
    if token.kind != "iri" or not {"#", "'"}.intersection(token.text) or _HIERARCHICAL_IRI.match(token.text):
        return False
    if before.kind == "keyword":
        return before.text.lower().endswith(("true", "false"))
    return before.kind != "punct" or before.text in {")", "}"}


def _hides_service(tokens: Sequence[Token], index: int) -> bool:
    """Whether a reader without a tokeniser could find the keyword SERVICE within this prefixed name.

    It needs a group for that: `SERVICEx:y {`, `x:a.b.SERVICE SILENT ?x {`. In a query that keeps its words apart a
    prefixed name stands in front of a group only after GRAPH, FROM and DESCRIBE, the latter two outside all groups.
    """
    if "SERVICE" not in tokens[index].text.upper():
        return False
    if index and tokens[index - 1].is_word("GRAPH", "FROM", "NAMED"):
        return False
    following = [token for token in tokens[index + 1 : index + 4] if not token.is_word("SILENT")]
    target = bool(following) and following[0].kind in {"iri", "pname", "var"}
    in_group = any(token.text == "{" for token in tokens[:index])
    return in_group and [token.text for token in following[target : target + 1]] == ["{"]


# Refusals


def _refuse_keyword(token: Token) -> None:
    """No other keyword of SPARQL holds these words, but a reader without a tokeniser finds them in `trueSERVICE`."""
    word = token.text.upper()
    if "SERVICE" in word:
        raise _service_refused(token)
    if "LOAD" in word:
        raise _update_refused(token)
    if "FROM" in word and word != "FROM":
        raise _error(f"write FROM in “{token.text}” as a word of its own", token)


def _service_refused(token: Token) -> RefusedQueryError:
    return RefusedQueryError(
        f"Zeile {token.line}, Spalte {token.column}: „{token.text}“ würde einen anderen Dienst befragen; hier wird nur "
        "aus dem eigenen Bestand geantwortet. Bitte den SERVICE-Teil entfernen und den anderen Dienst selbst befragen.",
        f"Line {token.line}, column {token.column}: “{token.text}” would ask another service; answers come from the "
        "data published here only. Remove the SERVICE part and ask the other service yourself.",
    )


def _update_refused(token: Token) -> RefusedQueryError:
    return RefusedQueryError(
        f"Zeile {token.line}, Spalte {token.column}: „{token.text}“ würde Daten ändern; hier wird nur gelesen. Bitte "
        "mit SELECT, ASK, CONSTRUCT oder DESCRIBE fragen.",
        f"Line {token.line}, column {token.column}: “{token.text}” would change data; this endpoint is read-only. Ask "
        "with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )


def _graph_refused(token: Token, iri: str) -> RefusedQueryError:
    return RefusedQueryError(
        f"Zeile {token.line}, Spalte {token.column}: Den Graphen <{iri}> gibt es hier nicht, und er wird auch "
        "nicht von anderswo geladen. Bitte FROM weglassen oder einen Graphen der Veröffentlichung nennen; alle zeigt "
        "SELECT DISTINCT ?g WHERE { GRAPH ?g { } }.",
        f"Line {token.line}, column {token.column}: there is no graph <{iri}> here, and none is loaded from "
        "elsewhere. Leave out FROM or name a graph of the publication; all are listed by "
        "SELECT DISTINCT ?g WHERE { GRAPH ?g { } }.",
    )


class FromClause(NamedTuple):
    """FROM or FROM NAMED: where it begins among the tokens, and where its graph stands."""

    start: int
    graph: int
    is_named: bool


def from_clauses(tokens: Sequence[Token]) -> Iterator[FromClause]:
    """The dataset clauses of a query (13.2); in one that ends there, the graph is its last token, which names none."""
    for start, token in enumerate(tokens):
        if token.is_word("FROM"):
            is_named = any(following.is_word("NAMED") for following in tokens[start + 1 : start + 2])
            yield FromClause(start, min(start + 1 + is_named, len(tokens) - 1), is_named)


def graphs_of_from(tokens: Sequence[Token], base_iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The graphs that FROM names, and those that FROM NAMED names, each once (13.2); raises like `refuse_foreign`."""
    prologue = Prologue(tokens, base_iri)
    named: dict[bool, dict[str, None]] = {False: {}, True: {}}
    for clause in from_clauses(tokens):
        named[clause.is_named][prologue.iri(tokens[clause.graph])] = None
    return tuple(named[False]), tuple(named[True])


def _refuse_foreign_graphs(tokens: Sequence[Token], base_iri: str, graphs: Container[str]) -> None:
    clauses = list(from_clauses(tokens))
    prologue = Prologue(tokens if clauses else [], base_iri)
    for clause in clauses:
        graph = tokens[clause.graph]
        iri = prologue.iri(graph)
        if iri not in graphs:
            raise _graph_refused(graph, iri)


# The prologue


def _declarations(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the BASE and PREFIX declarations at the head of a query (productions 4 to 6)."""
    index = 0
    while size := _size_of_declaration(tokens[index : index + 3]):
        yield tokens[index : index + size]
        index += size


def _size_of_declaration(head: Sequence[Token]) -> int:
    word = head[0].text.upper() if head and head[0].kind == "keyword" else ""
    if word == "BASE" and len(head) > 1 and head[1].kind == "iri":
        return 2
    return 3 if word == "PREFIX" and [token.kind for token in head[1:]] == ["pname", "iri"] else 0


def _first_of_body(tokens: Sequence[Token]) -> Token | None:
    length = _length_of_prologue(tokens)
    return tokens[length] if length < len(tokens) else None


def _length_of_prologue(tokens: Sequence[Token]) -> int:
    """How many of the tokens of a query, of which all are given, stand in declarations; found once."""
    if not tokens:
        return 0
    source = tokens[0].source
    if source.prologue is None:
        source.prologue = _counted_prologue(tokens)
    return source.prologue


def _counted_prologue(tokens: Sequence[Token]) -> int:
    length = 0
    while size := _size_of_declaration(tokens[length : length + 3]):
        length += size
    return length


class Prologue:
    """What the declarations of a query make of its IRIs and prefixed names."""

    def __init__(self, tokens: Sequence[Token], base_iri: str) -> None:
        self._base = base_iri
        self._prefixes: dict[str, str] = {}
        for declaration in _declarations(tokens):
            iri = self.iri(declaration[-1])
            if len(declaration) == 2:
                self._base = iri
            else:
                self._prefixes[declaration[1].text.removesuffix(":")] = iri

    def iri(self, token: Token) -> str:
        """Return the IRI that a token names; `QuerySyntaxError` if it names none."""
        if token.kind == "iri":
            return _resolved(token.text[1:-1], self._base)
        if token.kind != "pname":
            raise _error("an IRI is missing", token)
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            raise _error(f"the prefix “{prefix}:” is not declared", token)
        return self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _resolved(reference: str, base_iri: str) -> str:
    """Resolve an IRI reference as the engine itself does; the text as it stands if that gives no IRI."""
    if not base_iri or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", reference):
        return reference
    # The reference enters as a term: str() of a literal escapes it.
    query = f"SELECT (IRI({Literal(reference)}) AS ?iri) WHERE {{ }}"
    try:
        solutions = Store().query(query, base_iri=base_iri)
    except ValueError:  # the base is no IRI
        return reference
    found = next(solutions)["iri"] if isinstance(solutions, QuerySolutions) else None
    return found.value if isinstance(found, NamedNode) else reference
