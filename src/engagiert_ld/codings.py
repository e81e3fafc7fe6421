"""Content codings (RFC 9110, section 8.4.1): the same bytes for the same content, from one pinned wheel.

The levels are those at which more work hardly makes the result smaller, measured over documents and dumps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

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
    decode: Callable[[bytes], bytes]
    """Raises `ValueError` for what was not written in this coding."""


def _decoded_by(module: Any) -> Callable[[bytes], bytes]:
    def decode(content: bytes) -> bytes:
        try:
            return bytes(module.decompress(content))
        except cramjam.DecompressionError as error:
            raise ValueError(str(error)) from None

    return decode


BROTLI: Final = Coding(
    "br", "br", "", lambda content: bytes(cramjam.brotli.compress(content, level=5)), _decoded_by(cramjam.brotli)
)
ZSTANDARD: Final = Coding(
    "zstd",
    "zst",
    "application/zstd",
    lambda content: bytes(cramjam.zstd.compress(content, level=6)),
    _decoded_by(cramjam.zstd),
)
GZIP: Final = Coding(
    "gzip",
    "gz",
    "application/gzip",
    lambda content: bytes(cramjam.gzip.compress(content, level=6)),
    _decoded_by(cramjam.gzip),
)

CODINGS: Final = (BROTLI, ZSTANDARD, GZIP)
"""In the server's order of preference: the smallest result first (RFC 7932, RFC 8878, RFC 1952)."""

SMALLEST: Final = 256
"""Content of fewer bytes is not coded: it would hardly become smaller."""
