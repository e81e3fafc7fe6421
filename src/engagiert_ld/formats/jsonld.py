"""JSON-LD that reads like JSON written by hand: one context for a whole release, and documents compacted with it.

The context names properties and classes by their local names and says once what their values are, so that documents
need neither `@id` nor `@type` nor `@language` around a value. Nothing is converted: every lexical form stays a string.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Never

from pyld import jsonld
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from engagiert_ld.errors import NotExpressibleError
from engagiert_ld.formats.terms import (
    blank_label,
    refuse_rdf12,
    string_iri,
    triple_key,
    type_iri,
    union,
)

ALIASES: Final = {"id": "@id", "type": "@type", "graph": "@graph"}
"""Names for keywords (JSON-LD 1.1, section 4.1.2); no prefix and no term takes them."""

VOCABULARY_ORDER: Final = ("eng", "org", "skos", "dcterms", "dcat", "rdfs", "foaf", "prov", "rdf", "oa", "schema")
"""A local name that several vocabularies have goes to the prefix that stands first here; the rest follow by prefix."""

LABELS: Final = ("prefLabel", "label", "title", "name", "altLabel")
"""Local names of the properties that stand first in a node, behind `id` and `type`."""

FORMS: Final = {
    "compacted": "http://www.w3.org/ns/json-ld#compacted",
    "expanded": "http://www.w3.org/ns/json-ld#expanded",
    "flattened": "http://www.w3.org/ns/json-ld#flattened",
}
"""The forms of a document with the IRIs of their profiles (JSON-LD 1.1, appendix C)."""

_LOCAL_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NAMESPACE_END: Final = re.compile(r"[/#]")

Json = dict[str, Any]


def context_for(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> Json:
    """Make the JSON-LD 1.1 context for a dataset: aliases, the prefixes in use, a term for each property and class.

    `prefixes` maps prefixes to namespace IRIs that end in `/` or `#`. A term is coerced to what its property holds
    throughout `quads`: references, texts with a language, or one datatype (JSON-LD 1.1, sections 4.2.3 and 4.6.2).
    A property whose local name belongs to another one, to a prefix or to an alias keeps the form `prefix:local`.
    """
    triples = union(quads)
    iris = {iri for triple in triples for iri in _iris(triple)}
    schemes = {iri.partition(":")[0] for iri in iris}
    used = _used_prefixes(prefixes, iris, schemes)
    coercions = _coercions(triples)
    terms = _terms(coercions.keys() | _classes(triples), used, {*prefixes, *ALIASES, *schemes})
    definitions = {term: _definition(term, iri, coercions.get(iri), used) for term, iri in sorted(terms.items())}
    return {"@version": 1.1, **ALIASES, **used, **{term: value for term, value in definitions.items() if value}}


def compact(quads: Iterable[Quad], context: Mapping[str, Any], first: NamedNode | None = None) -> Json:
    """Make the union of all graphs a compacted document that carries `context`, as made by `context_for`.

    A single subject becomes the document itself; several stand under `graph`, `first` before all others.
    Raises `NotExpressibleError` for IRIs that the prefixes of `context` would garble, and for terms of RDF 1.2.
    """
    dataset = set(quads)
    refuse_rdf12(dataset, "JSON-LD")
    nodes = _expanded(union(dataset))
    if first is not None and (node := nodes.pop(first.value, None)):
        nodes = {first.value: node, **nodes}
    graph = [_in_order(node) for node in _compacted(list(nodes.values()), context)]
    content = graph[0] if len(graph) == 1 else {"graph": graph}
    return {"@context": dict(context), **content}


def dumps(document: Mapping[str, Any] | list[Any]) -> bytes:
    """Write a document as UTF-8 with an indent of two; keys stay in their order."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def in_form(document: bytes, form: str) -> bytes:
    """Write a compacted document, as `dumps` gives it, in one of `FORMS`; nothing is fetched.

    Expanded documents carry no context (JSON-LD 1.1, section 5.1). Flattened ones keep theirs, with each node once under
    `graph` (section 5.3).
    """
    content = json.loads(document)
    options = {"documentLoader": _refuse_loading}
    if form == "expanded":
        content = jsonld.expand(content, options)
    elif form == "flattened":
        content = jsonld.flatten(content, {"@context": content["@context"]}, options | {"graph": True})
    return dumps(content)


def context_document(context: Mapping[str, Any]) -> bytes:
    """Write the document that publishes `context` under an address of its own (JSON-LD 1.1, section 3.1)."""
    return dumps({"@context": dict(context)})


def _iris(triple: Triple) -> Iterator[str]:
    """Yield the IRIs that a document about the triple would spell out."""
    for term in (triple.subject, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
    if triple.predicate.value != type_iri:
        yield triple.predicate.value
    if (kind := _kind(triple.object)) and not kind.startswith("@"):
        yield kind


def _used_prefixes(prefixes: Mapping[str, str], iris: Iterable[str], schemes: Collection[str]) -> dict[str, str]:
    """Return the prefixes that shorten one of `iris`, sorted, without any that would change the meaning of one.

    An IRI `time:x` reads as a prefixed name where `time` is a prefix, and a prefixed name with `//` behind the colon
    reads as an IRI (JSON-LD 1.1 API, section 5.2.2, step 6).
    """
    beginnings = {iri[: match.end()] for iri in iris for match in _NAMESPACE_END.finditer(iri)}
    return {
        prefix: namespace
        for prefix, namespace in sorted(prefixes.items())
        if namespace in beginnings
        and f"{namespace}//" not in beginnings
        and prefix not in schemes
        and prefix not in ALIASES
    }


def _coercions(triples: Iterable[Triple]) -> dict[str, str | None]:
    """Tell what all values of a property are, for each property but `rdf:type`; None for plain or mixed ones."""
    kinds: dict[str, set[str | None]] = {}
    for triple in triples:
        if triple.predicate.value != type_iri:
            kinds.setdefault(triple.predicate.value, set()).add(_kind(triple.object))
    return {iri: found.pop() if len(found) == 1 else None for iri, found in kinds.items()}


def _kind(term: NamedNode | BlankNode | Literal | Triple) -> str | None:
    """`@id`, `@language`, a datatype IRI, or None for a plain string."""
    if not isinstance(term, Literal):
        return "@id"
    if term.language:
        return "@language"
    return None if term.datatype.value == string_iri else term.datatype.value


def _classes(triples: Iterable[Triple]) -> set[str]:
    return {
        triple.object.value
        for triple in triples
        if triple.predicate.value == type_iri and isinstance(triple.object, NamedNode)
    }


def _terms(iris: Iterable[str], prefixes: Mapping[str, str], reserved: Collection[str]) -> dict[str, str]:
    """Term → IRI: the local name for the first in line, `prefix:local` for the others, nothing for what has neither."""
    prefix_of = {namespace: prefix for prefix, namespace in prefixes.items()}
    terms: dict[str, str] = {}
    for iri in sorted(iris, key=lambda iri: _place(iri, prefix_of)):
        namespace, local = _split(iri)
        if not _LOCAL_NAME.fullmatch(local):
            continue
        if local not in terms and local not in reserved:
            terms[local] = iri
        elif namespace in prefix_of:
            terms[f"{prefix_of[namespace]}:{local}"] = iri
    return terms


def _place(iri: str, prefix_of: Mapping[str, str]) -> tuple[int, str, str]:
    """Where an IRI stands when names are given away: listed vocabularies, other prefixes, no prefix."""
    prefix = prefix_of.get(_split(iri)[0])
    if prefix is None:
        return len(VOCABULARY_ORDER) + 1, "", iri
    rank = VOCABULARY_ORDER.index(prefix) if prefix in VOCABULARY_ORDER else len(VOCABULARY_ORDER)
    return rank, prefix, iri


def _split(iri: str) -> tuple[str, str]:
    """Namespace and local name."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def _definition(term: str, iri: str, coercion: str | None, prefixes: Mapping[str, str]) -> Json | str | None:
    """Return a term definition (JSON-LD 1.1, section 9.15.1), or None where the prefix alone says it all."""
    prefixed = ":" in term
    name = iri if prefixed else _shortened(iri, prefixes)
    if coercion is None:
        return None if prefixed else name
    if coercion == "@language":
        return {"@id": name, "@container": "@language"}
    return {"@id": name, "@type": coercion if coercion == "@id" else _shortened(coercion, prefixes)}


def _shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    namespace, local = _split(iri)
    prefix = next((prefix for prefix, value in prefixes.items() if value == namespace), None)
    return f"{prefix}:{local}" if prefix and local else iri


def _expanded(triples: Iterable[Triple]) -> dict[str, Json]:
    """Make the triples expanded node objects by `@id`, sorted (JSON-LD 1.1, section 5.1)."""
    nodes: dict[str, Json] = {}
    for triple in sorted(triples, key=triple_key):
        subject = _identifier(triple.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if triple.predicate.value == type_iri and not isinstance(triple.object, Literal):
            node.setdefault("@type", []).append(_identifier(triple.object))
        else:
            node.setdefault(triple.predicate.value, []).append(_value(triple.object))
    return nodes


def _identifier(node: NamedNode | BlankNode | Triple) -> str:
    if isinstance(node, NamedNode):
        return node.value
    if isinstance(node, BlankNode):
        return f"_:{blank_label(node)}"
    raise TypeError(node)


def _value(term: NamedNode | BlankNode | Literal | Triple) -> Json:
    """Make a node reference or a value object."""
    if not isinstance(term, Literal):
        return {"@id": _identifier(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    return {"@value": term.value} if datatype == string_iri else {"@value": term.value, "@type": datatype}


class _Processor(jsonld.JsonLdProcessor):  # type: ignore[misc]  # pyld has no types
    """Compacts each IRI once: pyld compares every mention of one with every term of the context.

    Where a later pyld no longer asks `_compact_iri`, documents are the same and take longer.
    """

    def __init__(self) -> None:
        super().__init__()
        # a context is kept with its answers, so that no other one can get its identity
        self._answers: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def _compact_iri(self, active_ctx: Any, iri: Any, value: Any = None, **options: Any) -> Any:
        if value is not None:  # the term for a property depends on its value
            return super()._compact_iri(active_ctx, iri, value, **options)
        key = (id(active_ctx), iri, *options.items())
        if key not in self._answers:
            self._answers[key] = (active_ctx, super()._compact_iri(active_ctx, iri, **options))
        return self._answers[key][1]


def _compacted(nodes: list[Json], context: Mapping[str, Any]) -> list[Json]:
    """Apply the compaction algorithm (JSON-LD 1.1 API, section 6.1); nothing is fetched."""
    _refuse_garbled(nodes, context)
    options = {"skipExpansion": True, "graph": True, "documentLoader": _refuse_loading}
    try:
        document = _Processor().compact(nodes, dict(context), options)
    except jsonld.JsonLdError as error:
        raise NotExpressibleError(
            f"Diese Daten lassen sich mit diesem Kontext nicht als JSON-LD schreiben: {error}",
            f"This data cannot be written as JSON-LD with this context: {error}",
        ) from error
    graph: list[Json] = document["graph"]
    return graph


def _refuse_garbled(nodes: Iterable[Json], context: Mapping[str, Any]) -> None:
    """Raise `NotExpressibleError` for an IRI that compaction would turn into `prefix://…`, which is another IRI."""
    beginnings = tuple(
        f"{value}//" for value in context.values() if isinstance(value, str) and value[-1:] in ("/", "#")
    )
    for node in nodes:
        for iri in _mentioned(node):
            if iri.startswith(beginnings):
                raise NotExpressibleError(
                    f"JSON-LD kann <{iri}> mit diesem Kontext nicht eindeutig schreiben.",
                    f"JSON-LD cannot write <{iri}> unambiguously with this context.",
                )


def _mentioned(node: Json) -> Iterator[str]:
    """All IRIs of an expanded node object."""
    for key, values in node.items():
        if key == "@id":
            yield values
        elif key == "@type":
            yield from values
        else:
            yield key
            yield from (value.get("@id") or value.get("@type", "") for value in values)


def _refuse_loading(url: str, _options: object) -> Never:
    raise jsonld.JsonLdError(f"no document is fetched: {url}", "jsonld.LoadDocumentError")


def _in_order(node: Json) -> Json:
    return {key: node[key] for key in sorted(node, key=_key_order)}


def _key_order(key: str) -> tuple[int, int, str]:
    """Sort `id` and `type` first, then the labels, then everything else by name."""
    keywords, local = tuple(ALIASES), key.rpartition(":")[2]
    if key in keywords:
        return 0, keywords.index(key), key
    return (1, LABELS.index(local), key) if local in LABELS else (2, 0, key)
