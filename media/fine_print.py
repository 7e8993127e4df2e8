"""What a file's header says of its colours, and libvips keeps to itself. Read before libvips opens it, and bounded."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = 100_000  # at most
# Of all texts in a PNG, unpacked: libpng and libvips between them take eight times as much, at every opening.
_LONGEST_TEXTS = 5_000_000  # bytes
_AT_ONCE = 100_000  # bytes, of what is unpacked
LARGEST_PROFILE = 5_000_000  # bytes; those of printing presses run to three million
MOST_METADATA = 10_000_000  # bytes, of all blocks together

# The tags of a TIFF (TIFF 6.0, section 8), and which of their values matter here.
_COMPRESSION, _PHOTOMETRIC, _EXTRA_SAMPLES = 259, 262, 338
_YCBCR = 6
_JPEG_IN_TIFF = (6, 7)
_NO_ALPHA = 0
_MOST_TIFF_FIELDS = 500
_MOST_READS = 100_000  # of the boxes of a HEIC or AVIF; one with a thousand tiles takes some ten thousand
_FARTHEST = 1 << 40  # bytes into a file; a system refuses to look much farther


class Bomb(Exception):
    """The header would take more memory or time to read than any picture's."""


@dataclass(frozen=True, slots=True)
class FinePrint:
    """`primaries` and `transfer` are the numbers of ITU-T H.273, 2 where nothing is said.

    `is_raw_ycbcr`: its numbers are brightness and two differences, which nothing turns into colours.
    `has_alpha`: whether a band beyond the colours is one of transparency.
    """

    primaries: int = 2
    transfer: int = 2
    is_raw_ycbcr: bool = False
    has_alpha: bool = True


def read(path: str) -> FinePrint:
    """What the file at `path` says. What is broken in it says nothing: libvips will find that out. Raises Bomb."""
    with open(path, "rb") as file:
        start = file.read(12)
        if start.startswith(_PNG):
            return _png(file)
        if start[4:8] == b"ftyp":
            return _heif(file)
        if start[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
            return _tiff(file, start)
    return FinePrint()


# --- PNG (https://www.w3.org/TR/png-3/) ----------------------------------------------------------


def _png(file: IO[bytes]) -> FinePrint:
    said = FinePrint()
    at, room = len(_PNG), _LONGEST_TEXTS
    for _number in range(_PNG_CHUNKS):
        _seek(file, at)
        start = file.read(8)
        if len(start) < 8 or start[4:] == b"IDAT":  # what follows the pixels is not read
            return said
        length, kind = struct.unpack(">I4s", start)
        if kind == b"cICP":
            primaries, transfer = file.read(2).ljust(2, b"\x02")
            said = FinePrint(primaries, transfer)
        elif kind == b"iCCP" and _profile_length(file.read(min(length, 4096))) > LARGEST_PROFILE:
            raise Bomb
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            room -= _text_length(kind, file.read(min(length, _LONGEST_TEXTS + 1)), room)
            if room < 0:
                raise Bomb
        at += length + 12
    raise Bomb


def _profile_length(chunk: bytes) -> int:
    """In bytes, as the profile itself says in its first four: so much memory is taken for it."""
    try:
        return int.from_bytes(zlib.decompressobj().decompress(chunk.partition(b"\x00")[2][1:], 4))
    except zlib.error:
        return 0


def _text_length(kind: bytes, chunk: bytes, most: int) -> int:
    """In bytes, unpacked; where it is more than `most`, some number above that."""
    start = chunk.partition(b"\x00")[2]
    if kind == b"iTXt":
        # Whether it is packed and how, its language, and its keyword in that language.
        packed, start = start[:1] == b"\x01", start[2:].split(b"\x00", 2)[-1]
    else:
        packed, start = kind == b"zTXt", start[1:]
    return max(len(chunk), _unpacked_length(start, most) if packed else 0)


def _unpacked_length(data: bytes, most: int) -> int:
    """As far as it can be unpacked: what is broken at its end has cost as much as what is not."""
    length, unpacking = 0, zlib.decompressobj()
    while data and length <= most:
        try:
            length += len(unpacking.decompress(data, _AT_ONCE))
        except zlib.error:
            return length + _AT_ONCE
        data = unpacking.unconsumed_tail
    return length


# --- HEIC and AVIF (ISO/IEC 14496-12 and 23008-12) -----------------------------------------------


class _Boxes:
    """The boxes of a file. All that is read of them is read here, and so often and no more: then Bomb is raised.

    What a file may say of each of its boxes, entries and counts multiplies; what is read does not.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._reads = 0

    def within(self, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
        """The kind of each box in a part of the file, and where its content begins and ends."""
        at = start
        while at + 8 <= end:
            head = self.read(at, 16)
            if len(head) < 8:
                return
            size, kind = struct.unpack(">I4s", head[:8])
            content = at + 8
            if size == 1:
                size, content = int.from_bytes(head[8:]), at + 16
            finish = end if size == 0 else min(end, at + size)
            yield kind, content, finish
            at = max(content, finish)

    def read(self, at: int, length: int) -> bytes:
        self._reads += 1
        if self._reads > _MOST_READS:
            raise Bomb
        _seek(self._file, at)
        return self._file.read(length)

    def number(self, at: int, length: int) -> int:
        return int.from_bytes(self.read(at, length))


def _heif(file: IO[bytes]) -> FinePrint:
    boxes = _Boxes(file)
    for kind, start, end in boxes.within(0, _FARTHEST):
        if kind == b"meta":
            return _colours_of_the_primary(boxes, start + 4, end)
    return FinePrint()


def _colours_of_the_primary(boxes: _Boxes, start: int, end: int) -> FinePrint:
    """The property `nclx` that belongs to the primary picture; where it has none, that of its parts."""
    primary, owned, said = 0, set[int](), dict[int, FinePrint]()
    for kind, begin, finish in boxes.within(start, end):
        if kind == b"pitm":
            primary = boxes.number(begin + 4, 4 if boxes.number(begin, 1) else 2)
        elif kind == b"iprp":
            for part, first, last in boxes.within(begin, finish):
                if part == b"ipco":
                    said = _said_in(boxes, first, last)
                elif part == b"ipma":
                    owned |= _owned_by(boxes, first, last, primary)
    return next((said[number] for number in (*sorted(owned), *said) if number in said), FinePrint())


def _said_in(boxes: _Boxes, start: int, end: int) -> dict[int, FinePrint]:
    said = {}
    for number, (kind, begin, _finish) in enumerate(boxes.within(start, end), start=1):
        if kind == b"colr":
            content = boxes.read(begin, 8)
            if content[:4] == b"nclx" and len(content) == 8:
                said[number] = FinePrint(*struct.unpack(">HH", content[4:]))
    return said


def _owned_by(boxes: _Boxes, start: int, end: int, item: int) -> set[int]:
    """The numbers of an item's properties, as the box between these two places has them."""
    version, wide = boxes.number(start, 1), boxes.number(start + 3, 1) & 1
    size, width = (4 if version else 2), 1 + wide
    at, owned = start + 8, set()
    for _entry in range(boxes.number(start + 4, 4)):
        if at >= end:
            break
        owner, many = boxes.number(at, size), boxes.number(at + size, 1)
        at += size + 1
        if owner == item:
            numbers = boxes.read(at, max(0, min(many * width, end - at)))
            owned |= {
                int.from_bytes(numbers[n : n + width]) & (0x7FFF if wide else 0x7F)
                for n in range(0, len(numbers), width)
            }
        at += many * width
    return owned


# --- TIFF (TIFF 6.0, and BigTIFF) ----------------------------------------------------------------


def _tiff(file: IO[bytes], start: bytes) -> FinePrint:
    order = "<" if start[:1] == b"I" else ">"
    is_big = start[2:4] in (b"+\x00", b"\x00+")
    place, count, entry = ("Q", "Q", "HHQ8s") if is_big else ("I", "H", "HHI4s")
    file.seek(8 if is_big else 4)
    try:
        (at,) = struct.unpack(f"{order}{place}", file.read(struct.calcsize(f"={place}")))
        _seek(file, at)
        (fields,) = struct.unpack(f"{order}{count}", file.read(struct.calcsize(f"={count}")))
    except struct.error:
        return FinePrint()
    size = struct.calcsize(f"={entry}")
    rows = file.read(size * min(fields, _MOST_TIFF_FIELDS))
    # All three are short numbers, of which the first stands in the entry itself where there are but one or two.
    values = {
        tag: struct.unpack(f"{order}H", value[:2])[0]
        for tag, _kind, many, value in struct.iter_unpack(f"{order}{entry}", rows[: len(rows) // size * size])
        if many <= 2
    }
    return FinePrint(
        is_raw_ycbcr=values.get(_PHOTOMETRIC) == _YCBCR and values.get(_COMPRESSION) not in _JPEG_IN_TIFF,
        has_alpha=values.get(_EXTRA_SAMPLES, 1) != _NO_ALPHA,
    )


def _seek(file: IO[bytes], at: int) -> None:
    file.seek(min(at, _FARTHEST))
