"""How much the document about a thing tells: a table of profiles (Content Negotiation by Profile), and their documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Quad

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML, serialise_document
from engagiert_ld.namespaces import DCTERMS, PROF, RDF
from engagiert_ld.web.answers import answer
from engagiert_ld.web.operations import THINGS, Negotiated, Operation, PathParameter, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import DOCUMENT_FORMATS, Resource, Variant, known_extension
from engagiert_ld.web.site import site

blueprint = Blueprint("profiles", __name__)


@dataclass(frozen=True)
class Profile:
    """One row: `{base_iri}profile/{token}` is the IRI. All profiles have the statements of the thing and those about it.

    With labels, everything that is mentioned has its names beside it; with evidence, the claims that prove the statements are
    there in full.
    """

    token: str
    title: Message
    description: Message
    with_labels: bool
    with_evidence: bool


LABELS: Final = Profile(
    "labels",
    Message("Beschreibung mit Namen", "Description with labels"),
    Message(
        "Die Aussagen über ein Ding und die Namen von allem, was darin vorkommt. Das ist die Voreinstellung.",
        "The statements about a thing, and the labels of everything they mention. This is the default.",
    ),
    True,
    False,
)
PLAIN: Final = Profile(
    "plain",
    Message("Beschreibung allein", "Description alone"),
    Message("Nur die Aussagen über ein Ding.", "The statements about a thing and nothing else."),
    False,
    False,
)
EVIDENCE: Final = Profile(
    "evidence",
    Message("Beschreibung mit Belegen", "Description with evidence"),
    Message(
        "Die Aussagen über ein Ding und die Belege dafür mit Zitat, Sicherheit und Quelle.",
        "The statements about a thing, and the claims that prove them with quotation, certainty and source.",
    ),
    False,
    True,
)
FULL: Final = Profile(
    "full",
    Message("Beschreibung mit Belegen und Namen", "Description with evidence and labels"),
    Message(
        "Die Aussagen über ein Ding, die Belege dafür und die Namen von allem, was darin vorkommt.",
        "The statements about a thing, the claims that prove them, and the labels of everything they mention.",
    ),
    True,
    True,
)

PROFILES: Final = {profile.token: profile for profile in (LABELS, PLAIN, EVIDENCE, FULL)}
"""By token; the first is the default."""


@blueprint.get("/profile/<name>")
@described(
    Operation(
        "profile",
        "/profile/{token}",
        THINGS,
        Message("Ein Profil", "A profile"),
        Message(
            "Was Dokumente dieses Profils enthalten; die Adresse ist zugleich der Name des Profils für Accept-Profile.",
            "What documents of this profile hold; the address is also the name of the profile for Accept-Profile.",
        ),
        Negotiated(DOCUMENT_FORMATS),
        (
            PathParameter(
                "token", Message("Kurzname des Profils.", "Token of the profile."), lambda: [*PROFILES], closed=True
            ),
        ),
    )
)
def profile(name: str) -> Response:
    """What documents of a profile hold (The Profiles Vocabulary, class `prof:Profile`)."""
    token, extension = known_extension(name, DOCUMENT_FORMATS)
    if token not in PROFILES:
        raise unknown(site().iri(f"profile/{name}"))
    path = f"profile/{token}"

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            formats = [fmt for fmt in DOCUMENT_FORMATS if fmt is not HTML]
            shown = {"profile": PROFILES[token], "profiles": PROFILES, "formats": formats}
            return render_page("profile.html", variant, path=path, **shown)
        return serialise_document(_statements(PROFILES[token], site().iri(path)), variant.fmt, site().base_iri)

    return answer(Resource(path, DOCUMENT_FORMATS, render), extension)


def _statements(described: Profile, iri: str) -> Iterator[Quad]:
    subject = NamedNode(iri)
    yield Quad(subject, NamedNode(f"{RDF}type"), NamedNode(f"{PROF}Profile"))
    yield Quad(subject, NamedNode(f"{PROF}hasToken"), Literal(described.token))
    for name, message in (("title", described.title), ("description", described.description)):
        for language in site().release.publication.languages:
            yield Quad(subject, NamedNode(DCTERMS + name), Literal(message.in_language(language), language=language))
