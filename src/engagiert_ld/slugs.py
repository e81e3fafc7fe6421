"""Names → slugs: the last part of a thing's IRI, in ASCII, the same for every spelling of the same characters."""

import re
import unicodedata
from typing import Final

MAX_LENGTH: Final = 60
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "ss"})
_QUOTES: Final = re.compile("[\"'`´‘’‚‛“”„‟‹›«»]")
_MARKS: Final = re.compile(r"[\u0300-\u036f]")


def slug(name: str) -> str:
    """The slug of a name: `a`–`z`, `0`–`9` and single hyphens, at most 60 characters, cut at a hyphen.

    Umlauts are written out before letters lose their marks; an empty text where nothing of the name is left.
    """
    written_out = unicodedata.normalize("NFC", name).translate(_GERMAN)
    without_marks = _MARKS.sub("", unicodedata.normalize("NFKD", _QUOTES.sub("", written_out)))
    words = re.sub("[^a-z0-9]+", "-", without_marks.lower()).strip("-")
    if len(words) <= MAX_LENGTH:
        return words
    cut = words[: MAX_LENGTH + 1].rpartition("-")[0] or words[:MAX_LENGTH]
    return cut.strip("-")
