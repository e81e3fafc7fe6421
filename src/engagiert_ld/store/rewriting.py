"""A query as the world writes it → the query for a service in which the graphs of a release have other names.

Only SELECT is sent, as its result is what services agree on, and what tells where it ends. CONSTRUCT and DESCRIBE become the
SELECT of what their triples are made of: a service may cut a graph without a word (Virtuoso does), and what a DESCRIBE gives is up
to it (SPARQL 1.1 Query 16.4). ASK becomes a SELECT with one solution or none, as Virtuoso gives no truth value in JSON.

The names of graphs are replaced where a pattern names a graph, and nowhere else:

```
GRAPH <graph/x> { P }   →   GRAPH <…release/2026-11-22-abc/graph/x> { P }
GRAPH ?g { P }          →   VALUES (?graph0 ?g) { (<…release/…/graph/x> <graph/x>) … } GRAPH ?graph0 { P }
GRAPH ?g { }            →   VALUES ?g { <graph/x> … }
```

So `?g` has the published name wherever the query uses it; by definition GRAPH joins its solutions with that name (18.6).
"""

import contextlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolution, QueryTriples, Store, Triple

from engagiert_ld.errors import RefusedQueryError
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset
from engagiert_ld.store.graph_names import ReleaseGraphs
from engagiert_ld.store.tokens import Prologue, Token, body, from_clauses, graphs_of_from, query_form, tokens

MAX_ADDED: Final = 1024 * 1024
"""Characters that a query may grow by: each GRAPH ?g takes the names of all graphs."""

_STAR: Final = "*"
_SOMETHING: Final = "1"


class Sent(NamedTuple):
    """What is sent for a query. `form` is that of the query as it was asked.

    `text` is a SELECT, empty where a DESCRIBE names all that it describes; `dataset` are graphs of the service.
    Variables in `hidden` are no part of the solutions. `template` is the text between the braces of a CONSTRUCT, with the
    prologue in front; `described` are the IRIs that a DESCRIBE names.
    """

    form: str
    text: str
    dataset: QueryDataset
    hidden: frozenset[str]
    template: str = ""
    described: tuple[str, ...] = ()


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


class Rewriter:
    """Rewrites one query, which has to be well-formed and checked."""

    def __init__(self, query: str, graphs: ReleaseGraphs, dataset: QueryDataset) -> None:
        self._tokens = tokens(query)
        self._text = self._tokens[0].source.text  # without codepoint escapes, so that each token stands in it as it is
        self._graphs = graphs
        self._base = f"BASE {NamedNode(graphs.base_iri)}"
        self._prologue = Prologue(self._tokens, graphs.base_iri)
        whole = dataset == WHOLE_RELEASE
        self._dataset = QueryDataset(*graphs_of_from(self._tokens, graphs.base_iri)) if whole else dataset
        self._named = graphs.named(self._dataset)
        self._first = len(self._tokens) - len(body(self._tokens))
        self._fresh = _unused({token.text[1:] for token in self._tokens if token.kind == "var"})

    def sent(self) -> Sent:
        """The query for the service."""
        form = query_form(self._tokens)
        hidden: list[str] = []
        edits = [_Edit(0, 0, f"{self._base} "), *self._without_datasets()]
        edits += _bounded(self._with_other_graphs(hidden))
        template = ""
        described: tuple[str, ...] = ()
        if form == "ASK":
            edits += self._ask()
        elif form == "CONSTRUCT":
            head, template = self._construct()
            edits.append(head)
        elif form == "DESCRIBE":
            head, described, has_pattern = self._describe()
            edits.append(head)
            if not has_pattern:
                return Sent(form, "", self._graphs.dataset(self._dataset), frozenset(), "", described)
        text = _edited(self._text, edits)
        return Sent(form, text, self._graphs.dataset(self._dataset), frozenset(hidden), template, described)

    def _without_datasets(self) -> Iterator[_Edit]:
        for clause in from_clauses(self._tokens):
            yield _Edit(self._tokens[clause.start].offset, self._end(clause.graph), "")

    # Graphs

    def _with_other_graphs(self, hidden: list[str]) -> Iterator[_Edit]:
        for index, token in enumerate(self._tokens):
            if not token.is_word("GRAPH"):
                continue
            named = self._tokens[index + 1]
            if named.kind != "var":
                inside = self._named.get(self._prologue.iri(named), self._graphs.nothing)
                yield self._replaced(index + 1, str(NamedNode(inside)))
                continue
            if self._tokens[index + 3 : index + 4] and self._tokens[index + 3].text == "}":
                values = f"VALUES {named.text} {{ {self._published} }}"
                yield _Edit(self._tokens[index].offset, self._end(index + 3), values)
                continue
            variable = f"{self._fresh}{len(hidden)}"
            hidden.append(variable)
            values = f"VALUES (?{variable} {named.text}) {{ {self._names} }} GRAPH ?{variable}"
            yield _Edit(self._tokens[index].offset, self._end(index + 1), values)

    @cached_property
    def _published(self) -> str:
        return " ".join(str(NamedNode(published)) for published in self._named)

    @cached_property
    def _names(self) -> str:
        pairs = self._named.items()
        return " ".join(f"({NamedNode(inside)} {NamedNode(published)})" for published, inside in pairs)

    # Forms

    def _ask(self) -> Iterator[_Edit]:
        """SELECT in place of ASK; one solution is enough, unless the query says itself how many there are."""
        yield self._replaced(self._first, f"SELECT ({_SOMETHING} AS ?{self._fresh})")
        closing = self._closing(self._opening)
        if closing + 1 == len(self._tokens):
            yield _Edit(self._end(closing), self._end(closing), " LIMIT 1")

    def _construct(self) -> tuple[_Edit, str]:
        """The head of a SELECT in place of that of a CONSTRUCT, and the template."""
        opening = self._opening
        closing = self._closing(opening)
        short = opening > self._first + 1
        variables = sorted({t.text[1:] for t in self._tokens[opening:closing] if t.kind == "var"})
        selected = " ".join(f"?{name}" for name in variables) or f"({_SOMETHING} AS ?{self._fresh})"
        end = self._end(self._first if short else closing)
        prologue = f"{self._base} {self._text[: self._tokens[self._first].offset]}"
        template = self._text[self._end(opening) : self._tokens[closing].offset]
        return _Edit(
            self._tokens[self._first].offset, end, f"SELECT {selected} "
        ), f"{prologue}CONSTRUCT {{{template}}}"

    def _describe(self) -> tuple[_Edit, tuple[str, ...], bool]:
        """The head of a SELECT in place of that of a DESCRIBE, the IRIs it names, and whether a pattern follows."""
        last = self._first
        while self._tokens[last + 1 : last + 2] and _is_described(self._tokens[last + 1]):
            last += 1
        terms = self._tokens[self._first + 1 : last + 1]
        variables = [term.text for term in terms if term.kind == "var"]
        iris = tuple(self._prologue.iri(term) for term in terms if term.kind in ("iri", "pname"))
        selected = _STAR if terms[0].text == _STAR else " ".join(variables) or f"({_SOMETHING} AS ?{self._fresh})"
        has_pattern = any(token.text == "{" for token in self._tokens) and (bool(variables) or selected == _STAR)
        return _Edit(self._tokens[self._first].offset, self._end(last), f"SELECT {selected} "), iris, has_pattern

    # Places

    @property
    def _opening(self) -> int:
        """The first group of a query that is no SELECT."""
        return next(i for i, token in enumerate(self._tokens) if i > self._first and token.text == "{")

    def _end(self, index: int) -> int:
        return self._tokens[index].offset + len(self._tokens[index].text)

    def _replaced(self, index: int, text: str) -> _Edit:
        return _Edit(self._tokens[index].offset, self._end(index), text)

    def _closing(self, opening: int) -> int:
        depth = 0
        for index in range(opening, len(self._tokens)):
            mark = self._tokens[index].text if self._tokens[index].kind == "punct" else ""
            depth += (mark == "{") - (mark == "}")
            if depth == 0:
                return index
        raise AssertionError("a query that was checked closes its groups")


def _is_described(token: Token) -> bool:
    return token.kind in ("var", "iri", "pname") or token.text == _STAR


def _bounded(edits: Iterable[_Edit]) -> Iterator[_Edit]:
    length = 0
    for edit in edits:
        length += len(edit.text)
        if length > MAX_ADDED:
            raise RefusedQueryError(
                "Die Abfrage nennt Graphen zu oft mit einer Variablen (GRAPH ?g). Bitte vereinfachen oder die Graphen benennen.",
                "The query names graphs by a variable (GRAPH ?g) too often. Simplify it, or name the graphs.",
            )
        yield edit


def _unused(names: set[str]) -> str:
    prefix = "graph"
    while any(name.startswith(prefix) for name in names):
        prefix += "_"
    return prefix


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    """What is put in front of a token comes before what takes its place."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits):
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join((*pieces, text[done:]))


# Templates

_VARIABLE: Final = "urn:variable:"


def template_triples(sent: Sent, solutions: Iterable[QuerySolution]) -> Iterator[Quad]:
    """The triples that the template of a CONSTRUCT makes of each solution (SPARQL 1.1 Query 16.2)."""
    pattern = _template(sent.template)
    for solution in solutions:
        blank: dict[str, BlankNode] = {}
        for triple in pattern:
            with contextlib.suppress(TypeError):  # an unbound variable, a literal as subject: no triple
                yield Quad(*(_made(term, solution, blank) for term in triple))


def _template(construct: str) -> list[Triple]:
    """The triples of a template, with an IRI in place of each variable: the engine reads what no tokeniser can."""
    edits = [
        _Edit(token.offset, token.offset + len(token.text), f"<{_VARIABLE}{token.text[1:]}>")
        for token in tokens(construct)
        if token.kind == "var"
    ]
    triples = Store().query(f"{_edited(construct, edits)} WHERE {{}}")
    return list(triples) if isinstance(triples, QueryTriples) else []


def _made(term: Any, solution: QuerySolution, blank: dict[str, BlankNode]) -> Any:
    if isinstance(term, NamedNode) and term.value.startswith(_VARIABLE):
        return solution[term.value.removeprefix(_VARIABLE)]
    return blank.setdefault(term.value, BlankNode()) if isinstance(term, BlankNode) else term
