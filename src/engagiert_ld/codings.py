"""Content codings (RFC 9110, section 8.4.1): the same bytes for the same content, from one pinned wheel.

The levels are those at which more work hardly makes the result smaller, measured over documents and dumps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cramjam


@dataclass(frozen=True, slots=True)
class Coding:
    """One row of the table: the registered `name`, the `extension` of files, the media type of such a file by itself.

    Only a coding with a `media_type` is a file format; Brotli is a coding alone.
    """

    name: str
    extension: str
    media_type: str
    encode: Callable[[bytes], bytes]


BROTLI: Final = Coding("br", "br", "", lambda content: bytes(cramjam.brotli.compress(content, level=5)))
ZSTANDARD: Final = Coding(
    "zstd", "zst", "application/zstd", lambda content: bytes(cramjam.zstd.compress(content, level=6))
)
GZIP: Final = Coding("gzip", "gz", "application/gzip", lambda content: bytes(cramjam.gzip.compress(content, level=6)))

CODINGS: Final = (BROTLI, ZSTANDARD, GZIP)
"""In the server's order of preference: the smallest result first (RFC 7932, RFC 8878, RFC 1952)."""

SMALLEST: Final = 256
"""Content of fewer bytes is not coded: it would hardly become smaller."""
