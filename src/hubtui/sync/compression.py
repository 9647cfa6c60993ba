"""Zstandard at level 3, and unpacking that never makes more than it is allowed to."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
WINDOW_LOG = 23
"""A frame may ask the reader for at most 8 MiB of window, whatever it says of itself."""


class BadCompression(ValueError):
    """Bytes that are no compressed frame, or one that holds more than it may."""


def compress(data: bytes) -> bytes:
    """One frame."""
    packed: bytes = zstd.compress(data, level=LEVEL)
    return packed


def decompress(data: bytes, size: int) -> tuple[bytes, bytes]:
    """What the frame holds, exactly `size` bytes of it, and what stands after the frame. Raises
    BadCompression.

    A frame that holds more is given up after `size` + 1 bytes.
    """
    reader = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW_LOG})
    try:
        plain: bytes = reader.decompress(data, max_length=size + 1)
    except zstd.ZstdError as error:
        raise BadCompression("not a compressed frame") from error
    if len(plain) != size or not reader.eof:
        raise BadCompression("the frame does not hold what it should")
    return plain, reader.unused_data
