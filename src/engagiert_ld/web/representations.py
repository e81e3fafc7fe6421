"""A resource declares its representations; which one is meant, and what is said about it, follows for all by the same rules.

Nothing here knows the framework: the same functions answer requests inside of Flask and in front of it.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol
from urllib.parse import quote

from werkzeug.http import http_date

from engagiert_ld.errors import Message
from engagiert_ld.formats import (
    HTML,
    JSONLD,
    LINKSET,
    NTRIPLES,
    OPENAPI,
    RDF_FORMATS,
    RDFXML,
    TURTLE,
    Format,
    by_parameter,
)
from engagiert_ld.formats.jsonld import FORMS, dumps, in_form
from engagiert_ld.web.asked import Asked
from engagiert_ld.web.delivery import Content, Representation
from engagiert_ld.web.negotiation import (
    Preference,
    accepted_profiles,
    best_of,
    choose_format,
    choose_language,
    profile_preferences,
)
from engagiert_ld.web.refusals import RefusalError, unknown
from engagiert_ld.web.site import SAFE_IN_PATH, Site

MOVING: Final = "public, max-age=300, stale-while-revalidate=3600"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
FORMAT_PARAMETERS: Final = ("format", "_mediatype")
"""The first goes before the second (the second as in Content Negotiation by Profile, query string arguments)."""
DOCUMENT_FORMATS: Final = (TURTLE, HTML, *RDF_FORMATS[1:])
LINK_FORMAT: Final = "application/link-format"
"""RFC 6690."""

METADATA_FORMATS: Final = (TURTLE, HTML, JSONLD, RDFXML, NTRIPLES)
"""What documents of RDF can be had in: programs rarely say what they want, browsers always do."""

DESCRIBING: Final = 2
"""How many of the RDF formats are offered as `describedby`."""


@dataclass(frozen=True)
class Link:
    """One link from a resource (RFC 8288); `target` is a full address.

    `media_type` is the type of the target where it is known, `profile` the IRI of the profile that it conforms to.
    """

    target: str
    relation: str
    media_type: str = ""
    profile: str = ""

    @property
    def uri(self) -> str:
        """The target as a URI, which is what header fields hold (RFC 3987 3.1)."""
        return quote(self.target, safe=f"{SAFE_IN_PATH}?#[]")

    @property
    def attributes(self) -> Mapping[str, str]:
        """The target attributes that are there."""
        return {name: value for name, value in (("type", self.media_type), ("profile", self.profile)) if value}

    def __str__(self) -> str:
        attributes = "".join(f'; {name}="{value}"' for name, value in self.attributes.items())
        return f'<{self.uri}>; rel="{self.relation}"{attributes}'


def link_field(links: Iterable[Link]) -> str:
    """The value of the `Link` field."""
    return ", ".join(map(str, links))


@dataclass(frozen=True, slots=True)
class Variant:
    """Which representation of a resource: format, language of a page, profile (its token), form of JSON-LD.

    `links` are the links that go with it; they follow from the rest.
    """

    fmt: Format
    language: str = ""
    profile: str = ""
    form: str = ""
    links: tuple[Link, ...] = field(default=(), compare=False)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells the representations of one resource apart."""
        return (self.fmt.name, self.language, self.profile, self.form)

    @property
    def content_type(self) -> str:
        """The value of `Content-Type`; a form that was asked for is told (JSON-LD 1.1, appendix C)."""
        profile = f'; profile="{FORMS[self.form]}"' if self.form else ""
        return self.fmt.content_type + profile


class Render(Protocol):
    """Makes the content of one representation."""

    def __call__(self, variant: Variant, /) -> Content:
        """The content in the format, language and profile of `variant`; the form of JSON-LD is seen to elsewhere."""
        ...


@dataclass(frozen=True)
class Resource:
    """What can be had under `path` (without extension, relative to the site).

    `formats` are in order of preference, the first is the default, and so are the tokens of `profiles`, where it has some.
    One representation is asked for by extension, or by `?format=` where `by_parameter` is set. `links` are those that all
    representations have.
    """

    path: str
    formats: tuple[Format, ...]
    render: Render
    links: tuple[Link, ...] = field(default=())
    cache: str = MOVING
    by_parameter: bool = False
    profiles: tuple[str, ...] = ()
    page_cache: str = ""
    """The cache rule of pages where they change more often than the rest."""
    fields: tuple[tuple[str, str], ...] = ()
    """Further header fields of all representations."""
    modified: datetime.date | None = None
    """The date, where it is not that of the release that is served."""
    query: str = ""
    """The query of the address where it chooses among resources, as a page of a list; what is made is not kept then."""

    @property
    def offered(self) -> tuple[Format, ...]:
        """The formats to choose from; the links can be had as a document of their own (RFC 9264)."""
        return (*self.formats, LINKSET)

    def address(self, fmt: Format, *profiles: str) -> str:
        """Where one representation is, relative to the site; `profiles` are tokens of what differs from the default."""
        parameters = [self.query] if self.query else []
        parameters += [f"format={fmt.extension}"] if self.by_parameter else []
        named = ",".join(token for token in profiles if token and token not in self.profiles[:1])
        parameters += [f"_profile={named}"] if named else []
        path = self.path if self.by_parameter else f"{self.path}.{fmt.extension}"
        return path + ("?" + "&".join(parameters) if parameters else "")


def select(resource: Resource, asked: Asked, extension: str, here: Site) -> Variant:
    """Which representation a request asks for; `extension` is what its address ends in, if it names one.

    Extension beats `?format=`, which beats `Accept`; `?_profile=` beats `Accept-Profile`, which beats the parameter
    `profile` of a media range. A profile that the format does not have is left aside. Raises `RefusalError` (400) for a
    `?format=` or `?_profile=` that no representation has, and (406) where no format fits.
    """
    fmt = _format(resource, asked, extension, here)
    default = resource.profiles[0] if resource.profiles and fmt.kind == "rdf" else ""
    profiled = bool(default) or fmt is JSONLD
    wanted = _wanted_profiles(asked, fmt, bool(extension)) if profiled or asked.parameter("_profile") else []
    if wanted:
        wanted = _as_tokens(wanted, resource, here, strict=bool(asked.parameter("_profile")))
    if not profiled:
        return Variant(fmt, language_of(asked, here) if fmt is HTML else "")
    form = best_of((one for one in wanted if one.wanted != "*"), tuple(FORMS)) if fmt is JSONLD and wanted else ""
    return Variant(fmt, "", (best_of(wanted, resource.profiles) if wanted else "") or default, form)


def _format(resource: Resource, asked: Asked, extension: str, here: Site) -> Format:
    if extension:
        return next(fmt for fmt in resource.offered if extension in (fmt.extension, *fmt.also))
    named = [_named_format(resource, name, value) for name in FORMAT_PARAMETERS if (value := asked.parameter(name))]
    if named:
        return named[0]
    chosen = choose_format(asked.field("Accept"), resource.offered)
    if chosen is None:
        offers = {fmt.media_type: here.url(resource.address(fmt)) for fmt in resource.formats}
        raise RefusalError(406, *available(resource.formats), offers=offers)
    return chosen


def _named_format(resource: Resource, name: str, value: str) -> Format:
    wanted = by_parameter(value, resource.offered)
    if wanted is None:
        listed = available(resource.formats)
        raise RefusalError(400, f"{name}={value}: {listed.de}", f"{name}={value}: {listed.en}")
    return wanted


def language_of(asked: Asked, here: Site) -> str:
    """The language of a page: `?lang=`, else `Accept-Language`, else the first of the publication."""
    languages = here.release.publication.languages
    wanted = asked.parameter("lang")
    return wanted if wanted in languages else choose_language(asked.field("Accept-Language"), languages)


def _wanted_profiles(asked: Asked, fmt: Format, fixed: bool) -> list[Preference]:
    """The profiles that are asked for, as they are named. A fixed address heeds no header."""
    if parameter := asked.parameter("_profile"):
        return [Preference(name.strip("<>"), 1.0) for name in parameter.split(",") if name]
    if fixed:
        return []
    header = asked.field("Accept-Profile")
    wanted = profile_preferences(header) if header else []
    return wanted + [Preference(iri, 1.0) for iri in accepted_profiles(asked.field("Accept"), fmt)]


def _as_tokens(wanted: list[Preference], resource: Resource, here: Site, strict: bool) -> list[Preference]:
    """The tokens of profiles and of forms of JSON-LD for what is wanted, by IRI or token.

    What no representation of the resource has is left aside, or refused where `strict` is set: `RefusalError` (400).
    """
    tokens = {here.iri(f"profile/{token}"): token for token in resource.profiles}
    tokens |= {iri: form for form, iri in FORMS.items()} if JSONLD in resource.formats else {}
    named = [one._replace(wanted=tokens.get(one.wanted, one.wanted)) for one in wanted]
    others = [one.wanted for one in named if one.wanted not in tokens.values()]
    if strict and others and tokens:
        listed = ", ".join(f"{token} ({iri})" for iri, token in tokens.items())
        parameter = f"_profile={','.join(others)}"
        raise RefusalError(400, f"{parameter}: vorhanden: {listed}", f"{parameter}: available: {listed}")
    return named


def represent(resource: Resource, variant: Variant, extension: str, here: Site) -> Representation:
    """The representation, made now, with everything that is said about it."""
    variant = replace(variant, links=links_of(resource, variant, here))
    content = _content(resource, variant, here)
    fields = {"Content-Type": variant.content_type, **dict(resource.fields)}
    if variant.language:
        fields["Content-Language"] = variant.language
    profiles = [here.iri(f"profile/{variant.profile}")] if variant.profile else []
    profiles += [FORMS[variant.form]] if variant.form else []
    if profiles:
        fields["Content-Profile"] = ", ".join(f"<{iri}>" for iri in profiles)
    if not extension and len(resource.formats) > 1 and not (resource.by_parameter and variant.fmt is HTML):
        fields["Content-Location"] = here.link(resource.address(variant.fmt, variant.profile, variant.form))
    fields["Link"] = link_field(variant.links)
    modified = resource.modified or here.release.publication.modified
    if here.current:  # a state of the past that never changes (RFC 7089, section 2.1.1)
        fields["Memento-Datetime"] = http_date(datetime.datetime.combine(modified, datetime.time(), datetime.UTC))
    cache = resource.page_cache if variant.fmt is HTML and resource.page_cache else resource.cache
    if here.current and cache == MOVING and variant.fmt is not HTML:
        cache = IMMUTABLE
    vary = _vary(resource, variant, extension)
    return Representation(content, fields, vary, cache, modified)


def _content(resource: Resource, variant: Variant, here: Site) -> Content:
    if variant.fmt is LINKSET:
        return _linkset(resource, here)
    content = resource.render(variant)
    return in_form(bytes(content), variant.form) if variant.form else content


def _vary(resource: Resource, variant: Variant, extension: str) -> tuple[str, ...]:
    """The fields that have a say (RFC 9110 12.5.5): a fixed address has one format, whatever is accepted."""
    with_profiles = bool(resource.profiles) or JSONLD in resource.formats
    asked = {"Accept": not extension, "Accept-Profile": not extension and with_profiles}
    asked["Accept-Language"] = bool(variant.language)
    return tuple(name for name, has_a_say in asked.items() if has_a_say)


def memento_links(here: Site, path: str) -> tuple[Link, ...]:
    """Where the document is now, where it is by time, and which times there are (RFC 7089, section 2.2)."""
    now = here.current or here
    return (
        Link(now.url(path), "original"),
        Link(now.url(f"timegate/{path}"), "timegate"),
        Link(now.url(f"timemap/{path}"), "timemap", LINK_FORMAT),
    )


def interface_links(here: Site) -> tuple[Link, ...]:
    """Where the interface is described, for programs and for people (RFC 8631, `service-desc` and `service-doc`)."""
    return (
        Link(here.url("openapi.json"), "service-desc", OPENAPI.media_type),
        Link(here.url("openapi.html"), "service-doc", HTML.media_type),
    )


def links_of(resource: Resource, variant: Variant, here: Site) -> tuple[Link, ...]:
    """What a representation is linked to, the same in the header and in the head of a page."""
    found = [Link(here.iri(resource.path), "canonical")]
    others = [fmt for fmt in resource.formats if fmt is not variant.fmt]
    found += [Link(here.url(resource.address(fmt)), "alternate", fmt.media_type) for fmt in others]
    if HTML in resource.formats:
        describing = [fmt for fmt in resource.formats if fmt.kind == "rdf"][:DESCRIBING]
        found += [Link(here.url(resource.address(fmt)), "describedby", fmt.media_type) for fmt in describing]
    found += _profile_links(resource, variant, here)
    found.append(Link(here.url(resource.address(LINKSET)), "linkset", LINKSET.media_type))
    return (*found, *resource.links)


def _profile_links(resource: Resource, variant: Variant, here: Site) -> list[Link]:
    """The profile of this representation (RFC 6906), and where the others are (Content Negotiation by Profile 7.1)."""
    if not variant.profile:
        return []
    found = [Link(here.iri(f"profile/{variant.profile}"), "profile")]
    for token in resource.profiles:
        if token != variant.profile:
            address = here.url(resource.address(variant.fmt, token))
            found.append(Link(address, "alternate", variant.fmt.media_type, here.iri(f"profile/{token}")))
    return found


def _linkset(resource: Resource, here: Site) -> bytes:
    """The links of all representations, in JSON (RFC 9264, section 4.2)."""
    first = "".join(resource.profiles[:1])
    variants = [Variant(fmt, profile=first if fmt.kind == "rdf" else "") for fmt in resource.formats]
    anchors = [(resource.path, variants[0]), *((resource.address(variant.fmt), variant) for variant in variants)]
    contexts = [_link_context(here.url(path), links_of(resource, variant, here)) for path, variant in anchors]
    return dumps({"linkset": contexts})


def _link_context(anchor: str, links: tuple[Link, ...]) -> dict[str, Any]:
    """One link context object (RFC 9264 4.2.2)."""
    context: dict[str, Any] = {"anchor": anchor}
    for link in links:
        context.setdefault(link.relation, []).append({"href": link.uri, **link.attributes})
    return context


def available(formats: tuple[Format, ...]) -> Message:
    """What there is, for a refusal."""
    listed = ", ".join(f"{fmt.media_type} ({fmt.extension})" for fmt in formats)
    return Message(f"vorhanden: {listed}", f"available: {listed}")


def require_extension(path: str, extension: str, formats: tuple[Format, ...]) -> None:
    """Raise `RefusalError` (404) where an address has an extension that is none of `formats`."""
    if extension and extension not in _extensions(formats):
        raise unknown(f"{path}.{extension}")


def known_extension(path: str, formats: tuple[Format, ...]) -> tuple[str, str]:
    """Split a path into stem and extension; no extension where it is none of `formats`."""
    stem, dot, extension = path.rpartition(".")
    return (stem, extension) if dot and stem and extension in _extensions(formats) else (path, "")


def _extensions(formats: tuple[Format, ...]) -> set[str]:
    return {name for fmt in (*formats, LINKSET) for name in (fmt.extension, *fmt.also)}
