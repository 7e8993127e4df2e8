"""IIM: numbered datasets of bytes (IPTC-NAA Information Interchange Model 4.2), in a resource of Photoshop's."""

import struct
from collections import defaultdict
from collections.abc import Iterator

from media.metadata.description import Description, day, decoded, tidy

LARGEST = 1_000_000  # bytes we look at
_MOST_VALUES = 200

_PHOTOSHOP = b"Photoshop 3.0\x00"
_RESOURCE = b"8BIM"
_IIM_RESOURCE = 0x0404

_ENVELOPE, _APPLICATION = 1, 2  # records
_CHARACTER_SET = 90  # in the envelope
_UTF8 = b"\x1b%G"

VERSION = 0
KEYWORD = 25
DATE_CREATED = 55
BY_LINE = 80
CITY = 90
COUNTRY = 101
HEADLINE = 105
CREDIT = 110
SOURCE = 115
COPYRIGHT_NOTICE = 116
CAPTION = 120

# In bytes, whatever the character set.
LONGEST = {
    KEYWORD: 64,
    BY_LINE: 32,
    CITY: 32,
    COUNTRY: 64,
    HEADLINE: 256,
    CREDIT: 32,
    SOURCE: 32,
    COPYRIGHT_NOTICE: 128,
    CAPTION: 2000,
}


def read(block: bytes) -> Description:
    """What a block says: bare datasets or Photoshop's resources. Where lengths lie, what stands before is read."""
    said: dict[int, list[bytes]] = defaultdict(list)
    is_utf8 = False
    for record, number, value in _datasets(_iim(block[:LARGEST])):
        if (record, number) == (_ENVELOPE, _CHARACTER_SET):
            # ESC % G, and with a slash the three levels of UTF-8 that ISO 2022 has besides.
            is_utf8 = value in (_UTF8, b"\x1b%/G", b"\x1b%/H", b"\x1b%/I")
        elif record == _APPLICATION and len(said[number]) < _MOST_VALUES:
            said[number].append(value)

    def all_of(number: int) -> list[str]:
        texts = (_declared_utf8(value) if is_utf8 else decoded(value) for value in said[number])
        return [text for text in texts if text.strip(" \x00")]

    def one(number: int) -> str:
        return next(iter(all_of(number)), "")

    return Description(
        caption=one(CAPTION),
        headline=one(HEADLINE),
        photographer=", ".join(text.strip(" \x00") for text in all_of(BY_LINE)),
        credit=one(CREDIT),
        source=one(SOURCE),
        copyright_notice=one(COPYRIGHT_NOTICE),
        taken_on=day(one(DATE_CREATED)),
        city=one(CITY),
        country=one(COUNTRY),
        keywords=tuple(all_of(KEYWORD)),
    )


def write(description: Description) -> bytes:
    """What IIM can say of it, in UTF-8, as libvips writes it into a JPEG: the whole segment but for its length."""
    said = tidy(description)
    texts = [
        *((KEYWORD, keyword) for keyword in said.keywords),
        (BY_LINE, said.photographer),
        (CITY, said.city),
        (COUNTRY, said.country),
        (HEADLINE, said.headline),
        (CREDIT, said.credit),
        (SOURCE, said.source),
        (COPYRIGHT_NOTICE, said.copyright_notice),
        (CAPTION, said.caption),
    ]
    datasets = [(number, _cut(text.encode(), LONGEST[number])) for number, text in texts if text]
    if said.taken_on:
        datasets.append((DATE_CREATED, f"{said.taken_on:%Y%m%d}".encode()))
    content = _dataset(_ENVELOPE, _CHARACTER_SET, _UTF8) + _dataset(_APPLICATION, VERSION, b"\x00\x04")
    # sorted() by number leaves keywords in their order.
    for number, value in sorted(datasets, key=lambda dataset: dataset[0]):
        content += _dataset(_APPLICATION, number, value)
    resource = struct.pack(">4sHHI", _RESOURCE, _IIM_RESOURCE, 0, len(content))
    return _PHOTOSHOP + resource + content + b"\x00" * (len(content) % 2)


def _iim(block: bytes) -> bytes:
    """The datasets within what libvips gives: they are bare in a TIFF, and a resource of Photoshop's in a JPEG."""
    block = block.removeprefix(_PHOTOSHOP)
    if block[:1] != b"\x1c" and block[3:4] == b"\x1c":
        # Some TIFFs declare it as numbers of four bytes, and then it comes in the byte order of the other processor.
        return b"".join(block[at : at + 4][::-1] for at in range(0, len(block), 4))
    at = 0
    while block[at : at + 4] == _RESOURCE:
        kind = int.from_bytes(block[at + 4 : at + 6])
        name_length = int.from_bytes(block[at + 6 : at + 7])
        at += 6 + _even(1 + name_length)
        length = int.from_bytes(block[at : at + 4])
        at += 4
        if kind == _IIM_RESOURCE:
            return block[at : at + length]
        at += _even(length)
    return block


def _even(length: int) -> int:
    return length + length % 2


def _datasets(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Record, number and value of each dataset, up to the first that is none or is longer than what is there."""
    at = 0
    while content[at : at + 1] == b"\x1c" and len(content) >= at + 5:
        record, number, length = struct.unpack_from(">BBH", content, at + 1)
        at += 5
        if length & 0x8000:  # an extended dataset: these are the bytes that its length is written in
            size = length & 0x7FFF
            length = int.from_bytes(content[at : at + size][:8])
            at += size
        if at + length > len(content):
            return
        yield record, number, content[at : at + length]
        at += length


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def _declared_utf8(value: bytes) -> str:
    """Text in a block that says it is UTF-8; some cut a character in two at the end, and some lie."""
    text = value.decode(errors="ignore")
    return text if not value.isascii() and not text.isascii() else decoded(value)


def _cut(text: bytes, longest: int) -> bytes:
    """Its beginning, without the half of a character at the end."""
    return text[:longest].decode(errors="ignore").strip().encode()
