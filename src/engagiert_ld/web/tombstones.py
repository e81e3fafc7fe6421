"""What is no longer here: 410 with a tombstone for what was withdrawn, 308 for what was renamed (RFC 9110, section 15)."""

from flask import Response
from pyoxigraph import NamedNode

from engagiert_ld.formats import HTML, serialise_document
from engagiert_ld.web.answers import answer_gone, moved
from engagiert_ld.web.pages import render_page, value_of
from engagiert_ld.web.representations import DOCUMENT_FORMATS, Link, Resource, Variant
from engagiert_ld.web.site import site
from engagiert_ld.withdrawals import REPLACED_BY, Kind, Withdrawal


def thing_no_longer_here(withdrawal: Withdrawal) -> Response:
    """The answer for the name of a thing: 308 to its new name, or 410."""
    if withdrawal.kind is Kind.RENAMED and withdrawal.successor:
        return moved(site().href(withdrawal.successor))
    return answer_gone(_tombstone(withdrawal))


def document_no_longer_here(withdrawal: Withdrawal, extension: str) -> Response:
    """The answer for the document about a thing: 308 to the new document in the same form, or 410.

    `extension` is what the address asked for, if it did. Where another site describes the thing, its name there is all that is
    known.
    """
    successor = withdrawal.successor
    if withdrawal.kind is not Kind.RENAMED or not successor:
        return answer_gone(_tombstone(withdrawal), extension)
    if not successor.startswith(site().base_iri):
        return moved(successor)
    document = site().document_path(successor)
    return moved(site().link(f"{document}.{extension}" if extension else document))


def _tombstone(withdrawal: Withdrawal) -> Resource:
    path = site().document_path(withdrawal.iri)

    def render(variant: Variant) -> bytes:
        if variant.fmt is HTML:
            return _page(withdrawal, path, variant)
        description = site().descriptions.describe(withdrawal.iri)
        quads = [*description.own, *description.labels]
        return serialise_document(quads, variant.fmt, site().base_iri, site().release.context, description.subject)

    successor = (Link(withdrawal.successor, REPLACED_BY),) if withdrawal.successor else ()
    return Resource(path, DOCUMENT_FORMATS, render, (Link(withdrawal.iri, "describes"), *successor))


def _page(withdrawal: Withdrawal, path: str, variant: Variant) -> bytes:
    successor = value_of(NamedNode(withdrawal.successor), variant.language) if withdrawal.successor else None
    formats = [fmt for fmt in DOCUMENT_FORMATS if fmt is not HTML]
    shown = {"withdrawal": withdrawal, "successor": successor, "formats": formats, "noindex": True}
    return render_page("tombstone.html", variant, path=path, history=site().history_path(path), **shown)
