"""XMP in a JPEG: a packet in one segment, and what does not fit into it in pieces (ISO 16684-3, 1.1.3.1).

The packet names the rest by 32 hexadecimal digits. Each piece repeats them, with the length of the whole and where in
it the piece belongs. The pieces may stand before the packet, which libvips then does not find.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import IO

from media.metadata import xmp

_PACKET = b"http://ns.adobe.com/xap/1.0/\x00"
_PIECE = b"http://ns.adobe.com/xmp/extension/\x00"
_MOST_SEGMENTS = 10_000
_APP1, _SCAN, _END = 0xE1, 0xDA, 0xD9


def packets(jpeg: IO[bytes]) -> Iterator[bytes]:
    """The packet, and the one that goes on where it ends."""
    for packet in islice(_segments(jpeg, _PACKET), 1):
        yield packet
        if name := xmp.extension(packet):
            yield _extension(jpeg, name)


def _extension(jpeg: IO[bytes], name: str) -> bytes:
    """b"" where a piece is missing, or lies, or the whole is larger than xmp.LARGEST."""
    pieces: dict[int, bytes] = {}
    lengths, held = set(), 0
    for segment in _segments(jpeg, _PIECE + name.encode()):
        if len(segment) < 8:
            return b""
        length, offset = struct.unpack_from(">II", segment)
        lengths.add(length)
        held += len(segment) - 8 - len(pieces.get(offset, b""))
        pieces[offset] = segment[8:]
        if len(lengths) > 1 or held > length or length > xmp.LARGEST:
            return b""
    at = 0
    for offset in sorted(pieces):
        if offset != at:
            return b""
        at += len(pieces[offset])
    return b"".join(pieces[offset] for offset in sorted(pieces)) if lengths == {at} else b""


def _segments(jpeg: IO[bytes], start: bytes) -> Iterator[bytes]:
    """What follows `start` in each segment APP1 that begins so."""
    at = 2
    for _number in range(_MOST_SEGMENTS):
        jpeg.seek(at)
        head = jpeg.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in (_SCAN, _END):
            return
        if head[1] == 0xFF:  # a byte that only fills
            at += 1
            continue
        length = int.from_bytes(head[2:])
        if head[1] == _APP1 and (content := jpeg.read(max(0, length - 2))).startswith(start):
            yield content[len(start) :]
        at += 2 + max(2, length)
