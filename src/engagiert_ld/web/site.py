"""What all views share: the release, the store, the descriptions, and the addresses."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
from urllib.parse import quote

from flask import current_app
from pyoxigraph import Literal

from engagiert_ld.concept_schemes import ConceptSchemes
from engagiert_ld.describe import Descriptions
from engagiert_ld.metadata.schema_org import SchemaOrg
from engagiert_ld.metadata.void import VOID
from engagiert_ld.publication import Deployment
from engagiert_ld.release.archive import Archive
from engagiert_ld.release.manifest import Release
from engagiert_ld.store import Store
from engagiert_ld.terms import iri_of
from engagiert_ld.vocabulary import Vocabulary
from engagiert_ld.withdrawals import Withdrawal, read_withdrawals

EXTENSION_KEY: Final = "engagiert_ld"
_Arguments = ParamSpec("_Arguments")
_Made = TypeVar("_Made")

DATED: Final = (
    r"(?:\.well-known/genid/.+|(?:id|doc|list|pictures|def|shapes|graph|context|profile|sparql|queries|validation|cite/doc)"
    r"(?!\.\w+\.)(?:[./?#].*)?)?"
)
"""What every release has a page or an answer of its own for, relative to the site; a regular expression."""

SAFE_IN_PATH: Final = "/:@!$&'()*+,;=~-._%"


@dataclass(frozen=True, eq=False)
class Site:
    """One release as one server shows it; equal to nothing but itself, so that what was made of it can be remembered."""

    release: Release
    store: Store
    deployment: Deployment
    descriptions: Descriptions
    current: "Site | None" = None
    """The current site, where this one is below the version of a release."""
    remembered: dict[object, Any] = field(default_factory=dict, repr=False)
    """What `once` has made."""

    @property
    def base_iri(self) -> str:
        """What the names of all published things start with."""
        return self.release.publication.base_iri

    @cached_property
    def archive(self) -> Archive:
        """The releases that came before, as far as they are kept."""
        return Archive(self.release)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The own terms, and how the data use them."""
        return Vocabulary(self.release.quads, self.base_iri)

    @cached_property
    def concept_schemes(self) -> ConceptSchemes:
        """The concept schemes as trees."""
        return ConceptSchemes(self.release.quads)

    @cached_property
    def size(self) -> int:
        """How many triples there are, each counted once even where it stands in several graphs."""
        triples, dataset = f"{VOID}triples", self.iri("dataset")
        about = (quad for quad in self.release.void if iri_of(quad.subject) == dataset)
        counted = next((quad.object for quad in about if quad.predicate.value == triples), None)
        if isinstance(counted, Literal):
            return int(counted.value)
        return len({quad.triple for quad in self.release.quads})

    @cached_property
    def withdrawals(self) -> Mapping[str, Withdrawal]:
        """What was published once and is withdrawn or renamed, by IRI."""
        return read_withdrawals(self.release.quads, self.base_iri)

    @cached_property
    def schema_org(self) -> SchemaOrg:
        """The things in the words of schema.org."""
        return SchemaOrg(self.release.quads, self.release.publication)

    @cached_property
    def entity_counts(self) -> Mapping[str, int]:
        """How many things there are of each type, by type segment."""
        types = map(self.entity_type, self.descriptions.instances(self.iri("id/")))
        return Counter(entity_type for entity_type in types if entity_type)

    @cached_property
    def example(self) -> str:
        """The IRI of a thing to show addresses with: the first network, or the first thing; empty where there is none."""
        for prefix in ("id/network/", "id/"):
            found = [
                iri for iri in self.descriptions.instances(self.iri(prefix)) if "/" in iri.removeprefix(self.iri("id/"))
            ]
            if found:
                return found[0]
        return ""

    def iri(self, path: str) -> str:
        """The published IRI of a path such as `id/network/x`."""
        return self.base_iri + path

    def known(self, path: str) -> str:
        """The IRI of what is described under `path` as it arrives, decoded (PEP 3333); empty if there is nothing."""
        return next((iri for iri in self.names(path) if iri in self.descriptions), "")

    def names(self, path: str) -> tuple[str, str]:
        """What data may call `path`, as it arrives: with the characters themselves, or with their percent-encoded forms."""
        return self.iri(path), self.iri(quote(path, safe=SAFE_IN_PATH.replace("%", "")))

    def has_document(self, iri: str) -> bool:
        """Whether `iri` names a thing, or a node without a name in the source, that has a document of its own.

        What is withdrawn or renamed has none, and parts of a thing (with a fragment) have that of the whole.
        """
        named = iri.startswith((self.iri("id/"), self.iri(".well-known/genid/"))) and "#" not in iri
        return named and iri in self.descriptions and iri not in self.withdrawals

    def entity_type(self, iri: str) -> str:
        """The type segment of `id/{type}/{slug}`; empty for a name of another build."""
        entity_type, slash, _ = iri.removeprefix(self.iri("id/")).partition("/")
        return entity_type if slash and iri.startswith(self.iri("id/")) else ""

    def document_path(self, iri: str) -> str:
        """The path of the document about a published IRI."""
        path = iri.removeprefix(self.base_iri)
        return f"doc/{path.removeprefix('id/')}" if path.startswith("id/") else path

    def history_path(self, document_path: str) -> str:
        """The path of what became of a thing, by that of its document; empty for a node without a name, which never changes."""
        return f"history/{document_path.removeprefix('doc/')}" if document_path.startswith("doc/") else ""

    def link(self, path: str) -> str:
        """The path-absolute reference by which this server is asked for `path` (RFC 3986 4.2)."""
        if self.current and not is_dated(path):
            return self.current.link(path)
        return f"{self.deployment.prefix}/{quote(path, safe=SAFE_IN_PATH + '?#')}"

    def url(self, path: str) -> str:
        """The full address by which this server is asked for `path`."""
        if self.current and not is_dated(path):
            return self.current.url(path)
        return self.deployment.site_url + quote(path, safe=SAFE_IN_PATH + "?#")

    def href(self, iri: str) -> str:
        """Where a person gets to by clicking on an IRI: to this server for published ones."""
        return self.link(iri.removeprefix(self.base_iri)) if iri.startswith(self.base_iri) else iri

    def format_link(self, path: str, extension: str) -> str:
        """The reference to one representation of a resource."""
        return self.link(f"{path}.{extension}")


def is_dated(path: str) -> bool:
    """Whether a path relative to the site leads to what each release has, and not to what there is once."""
    return re.fullmatch(DATED, path, re.DOTALL) is not None


def once(make: Callable[Concatenate[Site, _Arguments], _Made]) -> Callable[Concatenate[Site, _Arguments], _Made]:
    """Make something of a site once, and remember it for as long as there is the site: a release that is replaced goes."""

    @wraps(make)
    def made(here: Site, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Made:
        key = make, arguments, *named.items()
        if key not in here.remembered:
            here.remembered[key] = make(here, *arguments, **named)
        return cast(_Made, here.remembered[key])

    return made


def recent(
    number: int,
) -> Callable[[Callable[Concatenate[Site, _Arguments], _Made]], Callable[Concatenate[Site, _Arguments], _Made]]:
    """As `once`, for what is large: only the `number` things that were asked for last are remembered."""

    def remembering(
        make: Callable[Concatenate[Site, _Arguments], _Made],
    ) -> Callable[Concatenate[Site, _Arguments], _Made]:
        @wraps(make)
        def made(here: Site, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Made:
            kept = here.remembered.setdefault(make, lru_cache(number)(partial(make, here)))
            return cast(_Made, kept(*arguments, **named))

        return made

    return remembering


def site() -> Site:
    """The site of the application that handles the present request."""
    return cast(Site, current_app.extensions[EXTENSION_KEY])
