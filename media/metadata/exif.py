"""EXIF: a directory of numbered fields, laid out like a TIFF (CIPA DC-008), and found in every TIFF as well."""

import re
import struct
from typing import IO

from media.metadata.description import Description, day, decoded

IMAGE_DESCRIPTION = 0x010E
ARTIST = 0x013B
COPYRIGHT = 0x8298
DATE_TIME_ORIGINAL = 0x9003
_EXIF_DIRECTORY = 0x8769

_TEXTS = (1, 2, 7, 129)  # bytes, ASCII, undefined and, since EXIF 3.0, UTF-8
_NUMBER = 4
_MOST_FIELDS = 500
_LONGEST_TEXT = 20_000  # bytes

# What cameras write on their own, about every picture.
_BY_A_CAMERA = re.compile(r"(\w+ )*DIGITAL CAMERA|SONY DSC|DCIM\\.*|DJI_.*|default|untitled", re.IGNORECASE)


def read(file: IO[bytes]) -> Description:
    """What the fields of a TIFF, or of the block that a camera wrote, say; where offsets lead nowhere, nothing."""
    start = _at(file, 0, 8)
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(start[:4])
    if order is None or len(start) < 8:
        return Description()
    fields = _directory(file, struct.unpack(f"{order}I", start[4:])[0], order)
    if len(pointer := fields.get(_EXIF_DIRECTORY, b"")) == 4:
        fields = _directory(file, struct.unpack(f"{order}I", pointer)[0], order) | fields
    caption = _text(fields, IMAGE_DESCRIPTION)
    return Description(
        caption="" if _BY_A_CAMERA.fullmatch(caption) else caption,
        # Several are divided by a semicolon; the copyright of photographer and editor by a zero.
        photographer=", ".join(filter(None, map(str.strip, _text(fields, ARTIST).split(";")))),
        copyright_notice=_text(fields, COPYRIGHT, divided_by=", "),
        taken_on=day(_text(fields, DATE_TIME_ORIGINAL)),
    )


def _directory(file: IO[bytes], offset: int, order: str) -> dict[int, bytes]:
    """The fields we know, by number; a pointer to another directory as its four bytes."""
    fields: dict[int, bytes] = {}
    count = _at(file, offset, 2)
    if len(count) < 2:
        return fields
    entries = _at(file, offset + 2, 12 * min(struct.unpack(f"{order}H", count)[0], _MOST_FIELDS))
    for number, kind, length, value in struct.iter_unpack(f"{order}HHI4s", entries[: len(entries) // 12 * 12]):
        if number == _EXIF_DIRECTORY and kind == _NUMBER:
            fields.setdefault(number, value)
        elif number in (IMAGE_DESCRIPTION, ARTIST, COPYRIGHT, DATE_TIME_ORIGINAL) and kind in _TEXTS:
            if length > 4:
                value = _at(file, struct.unpack(f"{order}I", value)[0], min(length, _LONGEST_TEXT))
            fields.setdefault(number, value[:length])
    return fields


def _at(file: IO[bytes], offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _text(fields: dict[int, bytes], number: int, divided_by: str = "") -> str:
    parts = (decoded(part).strip() for part in fields.get(number, b"").split(b"\x00"))
    return divided_by.join(filter(None, parts)) if divided_by else next(parts)
