"""Texts that a site owes its readers, such as imprint and accessibility statement, from the project folder (Markdown)."""

from functools import cache
from typing import Final

from flask import Blueprint, Response
from markdown_it import MarkdownIt

from engagiert_ld.errors import Message
from engagiert_ld.formats import HTML
from engagiert_ld.publication.notices import PLACEHOLDER, Notice, shown_notices
from engagiert_ld.web.answers import answer
from engagiert_ld.web.operations import SITE, Negotiated, Operation, PathParameter, described
from engagiert_ld.web.pages import render_page
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import Resource, Variant, known_extension
from engagiert_ld.web.site import site

FORMATS: Final = (HTML,)

blueprint = Blueprint("notices", __name__)


@blueprint.get("/pages/<name>")
@described(
    Operation(
        "notice",
        "/pages/{name}",
        SITE,
        Message("Ein Text über diese Website", "A text about this website"),
        Message(
            "Erklärung zur Barrierefreiheit, Impressum, Datenschutz, Leichte Sprache, Gebärdensprache, soweit es sie gibt.",
            "Accessibility statement, imprint, privacy, easy language, sign language, as far as they are there.",
        ),
        Negotiated(FORMATS),
        (
            PathParameter(
                "name",
                Message("Name des Textes.", "Name of the text."),
                lambda: [one.name for one in shown_notices(site().deployment.notices)],
            ),
        ),
    )
)
def notice(name: str) -> Response:
    """One of the texts. Raises `RefusalError` (404) for one that is not there."""
    stem, extension = known_extension(name, FORMATS)
    found = next((one for one in shown_notices(site().deployment.notices) if one.name == stem), None)
    if not found:
        raise unknown(f"pages/{stem}")

    def render(variant: Variant) -> bytes:
        return _page(found, variant)

    return answer(Resource(f"pages/{stem}", FORMATS, render), extension)


def _page(found: Notice, variant: Variant) -> bytes:
    texts = site().deployment.notices[found.name]
    language = variant.language if variant.language in texts else next(iter(texts))
    text = texts[language]
    return render_page(
        "notice.html",
        variant,
        path=f"pages/{found.name}",
        title=found.title.in_language(variant.language),
        text=_html(text),
        text_language=language,
        unfilled=PLACEHOLDER.search(text) is not None,
    )


def _html(text: str) -> str:
    """Markdown as HTML: tags in it stay text, links lead to where a browser may go; what is still to be filled in is marked."""
    made: str = _markdown().render(text)
    return PLACEHOLDER.sub(lambda found: f"<mark>[{found[1]}]</mark>", made)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True})
