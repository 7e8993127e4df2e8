"""Files as cameras, agencies and strangers send them: pictures with metadata of every kind, byte by byte."""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

from media.metadata.xmp import NAMESPACES
from tests.media.conftest import red_left_blue_right

UTF8 = b"\x1b%G"

XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\x00"
EXTENDED_XMP_SEGMENT = b"http://ns.adobe.com/xmp/extension/\x00" + b"0123456789ABCDEF" * 2

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
_SIZES = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1}
Fields = Mapping[int, tuple[int, bytes]]


def packet(properties: str = "", attributes: str = "") -> bytes:
    """An XMP packet with what stands within its rdf:Description, in its start tag."""
    names = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF{names}><rdf:Description rdf:about="" {attributes}>{properties}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def utf8(number: int, text: str) -> bytes:
    """A dataset of record 2, in a block that says it is UTF-8."""
    return dataset(1, 90, UTF8) + dataset(2, number, text.encode())


def photoshop(iim: bytes, *before: tuple[int, bytes, bytes]) -> bytes:
    """IIM as it stands in a JPEG, after other resources of Photoshop's: their number, name and content."""
    resources = b""
    for number, name, content in (*before, (0x0404, b"", iim)):
        named = bytes([len(name)]) + name
        resources += struct.pack(">4sH", b"8BIM", number) + named + b"\x00" * (len(named) % 2)
        resources += struct.pack(">I", len(content)) + content + b"\x00" * (len(content) % 2)
    return b"Photoshop 3.0\x00" + resources


def tiff(*directories: Fields, pointers: Mapping[int, int] = {}, second: int = 0, order: str = ">") -> bytes:
    """Directories of fields, laid out as in EXIF and TIFF.

    `pointers` leads from fields of the first to others; `second` is the one that follows it, as a thumbnail's does.
    """
    starts, at = [], 8
    for number, fields in enumerate(directories):
        starts.append(at)
        at += 2 + 12 * (len(fields) + (len(pointers) if number == 0 else 0)) + 4
    written, values = b"", b""
    for number, fields in enumerate(directories):
        rows = dict(fields)
        if number == 0:
            rows |= {tag: (LONG, struct.pack(f"{order}I", starts[to])) for tag, to in pointers.items()}
        written += struct.pack(f"{order}H", len(rows))
        for tag, (kind, value) in sorted(rows.items()):
            place = value.ljust(4, b"\x00") if len(value) <= 4 else struct.pack(f"{order}I", at + len(values))
            written += struct.pack(f"{order}HHI", tag, kind, len(value) // _SIZES[kind]) + place
            values += (value + b"\x00" * (len(value) % 2)) if len(value) > 4 else b""
        written += struct.pack(f"{order}I", starts[second] if number == 0 and second else 0)
    return {">": b"MM\x00*", "<": b"II*\x00"}[order] + struct.pack(f"{order}I", 8) + written + values


def grey_pixels(order: str = ">") -> Fields:
    """What makes directories a picture in TIFF: four pixels, which are the bytes at its front."""
    fields = {256: 2, 257: 2, 258: 8, 259: 1, 262: 1, 273: 0, 277: 1, 278: 2, 279: 4}
    return {tag: (LONG, struct.pack(f"{order}I", value)) for tag, value in fields.items()}


def ascii_fields(texts: Mapping[int, bytes]) -> Fields:
    return {tag: (ASCII, text + b"\x00") for tag, text in texts.items()}


def exif(texts: Mapping[int, bytes], taken: bytes = b"", order: str = ">") -> bytes:
    """An EXIF block with texts in its first directory and, perhaps, the moment the picture was taken in the second."""
    return tiff(ascii_fields(texts), ascii_fields({0x9003: taken} if taken else {}), pointers={0x8769: 1}, order=order)


def png_text(key: str, text: bytes) -> bytes:
    """A chunk of a PNG, as machines that make pictures write into it what they were asked for."""
    content = b"tEXt" + key.encode() + b"\x00" + text
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))


def with_segments(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    """A JPEG with more segments at its front: their markers' second bytes and their contents."""
    added = b"".join(b"\xff" + bytes([marker]) + struct.pack(">H", len(part) + 2) + part for marker, part in segments)
    return jpeg[:2] + added + jpeg[2:]


def jpeg(*, xmp: bytes = b"", iim: bytes = b"", exif: bytes = b"") -> bytes:
    """A JPEG that says these things, each as the bytes of its block; `iim` with Photoshop's header."""
    segments = []
    if exif:
        segments.append((0xE1, b"Exif\x00\x00" + exif))
    if xmp:
        segments.append((0xE1, XMP_SEGMENT + xmp))
    if iim:
        segments.append((0xED, iim))
    return with_segments(red_left_blue_right(80, 60).jpegsave_buffer(keep="none"), *segments)


def saved(folder: Path, data: bytes) -> str:
    file = folder / "picture"
    file.write_bytes(data)
    return str(file)
