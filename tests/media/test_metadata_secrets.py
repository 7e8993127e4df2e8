"""What an original knows of the photographer and of the source goes nowhere: secrets planted, and searched for."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import pyvips

from media import crops, decoding
from media.metadata import writing
from media.metadata.description import Description
from media.metadata.reading import read
from tests.media.conftest import red_left_blue_right
from tests.media.originals import (
    ASCII,
    BYTE,
    EXTENDED_XMP_SEGMENT,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    XMP_SEGMENT,
    Fields,
    ascii_fields,
    dataset,
    grey_pixels,
    packet,
    photoshop,
    png_text,
    saved,
    tiff,
    with_segments,
)

CREDIT = "Reuters/Jane Doe"

# Each is planted in one place, once in every kind of original that has such a place.
SECRETS = {
    "EXIF owner": "OwnerOfTheCamera",
    "EXIF serial number": "SN4711000815",
    "EXIF lens serial number": "LENS8150047",
    "EXIF software": "SoftwareOfTheDesk",
    "EXIF remark": "RemarkOfTheUser",
    "EXIF maker's note": "NoteOfTheMaker",
    "EXIF author in UTF-16": "AuthorInWindows",
    "GPS area": "StreetOfTheSource",
    "GPS degrees": "\x00\x00\x00\x34\x00\x00\x00\x01\x00\x00\x00\x1f\x00\x00\x00\x01",
    "thumbnail": "CommentInThumbnail",
    "XMP instructions": "InstructionsInXmp",
    "XMP position": "52,31.0815N",
    "XMP contact": "desk@secret.example",
    "XMP owner": "OwnerInXmp",
    "XMP serial number": "SN0815XMP",
    "XMP history": "HistoryOfEditing",
    "XMP of a program of ours": "PromptInXmp",
    "extended XMP": "InstructionsInExtendedXmp",
    "IIM instructions": "InstructionsInIim",
    "IIM contact": "ContactInIim",
    "IIM editor": "WriterOfTheCaption",
    "Photoshop resource": "PathInPhotoshop",
    "JPEG comment": "CommentInJpeg",
    "PNG prompt": "PromptOfAMachine",
    "PNG parameters": "ParametersOfAMachine",
    "ICC description": "sRGB of Jane Doe's",
}


def secret(name: str) -> bytes:
    return SECRETS[name].encode()


def camera(first: Fields) -> bytes:
    """Directories as a camera writes them, the `first` with more fields, and a thumbnail behind them."""
    thumbnail = with_segments(red_left_blue_right(16, 12).jpegsave_buffer(keep="none"), (0xFE, secret("thumbnail")))
    picture = ascii_fields({0x0131: secret("EXIF software"), 0x013B: b"Jane Doe"}) | {
        0x9C9D: (BYTE, SECRETS["EXIF author in UTF-16"].encode("utf-16-le")),
        0x0112: (SHORT, b"\x00\x01"),
    }
    of_camera = ascii_fields(
        {0xA430: secret("EXIF owner"), 0xA431: secret("EXIF serial number"), 0xA435: secret("EXIF lens serial number")}
    ) | {
        0x9286: (UNDEFINED, b"ASCII\x00\x00\x00" + secret("EXIF remark")),
        0x927C: (UNDEFINED, secret("EXIF maker's note")),
    }
    position = {
        0x0001: (ASCII, b"N\x00"),
        0x0002: (RATIONAL, secret("GPS degrees") + b"\x00\x00\x00\x05\x00\x00\x00\x01"),
        0x001C: (UNDEFINED, b"ASCII\x00\x00\x00" + secret("GPS area")),
    }

    def directories(place: int) -> bytes:
        small = {0x0201: (LONG, struct.pack(">I", place)), 0x0202: (LONG, struct.pack(">I", len(thumbnail)))}
        return tiff({**first, **picture}, of_camera, position, small, pointers={0x8769: 1, 0x8825: 2}, second=3)

    return directories(len(directories(0))) + thumbnail


def camera_block() -> bytes:
    return b"Exif\x00\x00" + camera({})


def secret_packet() -> bytes:
    return packet(
        "<Iptc4xmpCore:CreatorContactInfo rdf:parseType='Resource'><Iptc4xmpCore:CiEmailWork>"
        f"{SECRETS['XMP contact']}</Iptc4xmpCore:CiEmailWork></Iptc4xmpCore:CreatorContactInfo>"
        f"<xmpMM:History xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/'>{SECRETS['XMP history']}</xmpMM:History>"
        f"<ours:prompt xmlns:ours='https://machine.example/'>{SECRETS['XMP of a program of ours']}</ours:prompt>",
        f'photoshop:Credit="{CREDIT}" photoshop:Instructions="{SECRETS["XMP instructions"]}" '
        f'exif:GPSLatitude="{SECRETS["XMP position"]}" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" '
        f'aux:OwnerName="{SECRETS["XMP owner"]}" aux:SerialNumber="{SECRETS["XMP serial number"]}"',
    )


def secret_iim() -> bytes:
    return photoshop(
        dataset(2, 40, secret("IIM instructions"))
        + dataset(2, 118, secret("IIM contact"))
        + dataset(2, 122, secret("IIM editor")),
        (0x07D0, b"path", secret("Photoshop resource")),
    )


def profile() -> bytes:
    """libvips's own sRGB, under another name, which stands behind all else in it."""
    changed = bytearray(bytes(pyvips.Image.profile_load("srgb")))
    name = SECRETS["ICC description"].encode("utf-16-be")
    written = b"mluc" + struct.pack(">III2s2sII", 0, 1, 12, b"en", b"US", len(name), 28) + name
    struct.pack_into(">II", changed, changed.index(b"desc", 132) + 4, len(changed), len(written))
    struct.pack_into(">I", changed, 0, len(changed) + len(written))
    return bytes(changed) + written


def with_blocks(picture: pyvips.Image, *names: str) -> pyvips.Image:
    blocks = {"icc-profile-data": profile, "exif-data": camera_block, "xmp-data": secret_packet}
    picture = picture.copy()
    for name in names or blocks:
        picture.set_type(pyvips.GValue.blob_type, name, blocks[name]())
    return picture


def a_jpeg() -> bytes:
    return with_segments(
        with_blocks(red_left_blue_right(), "icc-profile-data").jpegsave_buffer(keep=pyvips.enums.ForeignKeep.ICC),
        (0xE1, camera_block()),
        (0xE1, XMP_SEGMENT + secret_packet()),
        (0xE1, EXTENDED_XMP_SEGMENT + struct.pack(">II", 25, 0) + secret("extended XMP")),
        (0xED, secret_iim()),
        (0xFE, secret("JPEG comment")),
    )


def a_png() -> bytes:
    data = with_blocks(red_left_blue_right().bandjoin(255)).pngsave_buffer()
    texts = png_text("prompt", secret("PNG prompt")) + png_text("parameters", secret("PNG parameters"))
    start = 8 + 25  # behind its signature and header
    return data[:start] + texts + data[start:]


def a_tiff() -> bytes:
    blocks = {
        700: secret_packet(),
        33723: secret_iim().partition(b"\x1c")[1] + secret_iim().partition(b"\x1c")[2],
        34377: secret_iim().removeprefix(b"Photoshop 3.0\x00"),
        34675: profile(),
    }
    return camera({**grey_pixels(), **{tag: (UNDEFINED, block) for tag, block in blocks.items()}})


def a_webp() -> bytes:
    return with_blocks(red_left_blue_right()).webpsave_buffer()


def an_avif() -> bytes:
    return with_blocks(red_left_blue_right()).heifsave_buffer(compression="av1", effort=0)


ORIGINALS: dict[str, Callable[[], bytes]] = {
    "JPEG": a_jpeg,
    "PNG": a_png,
    "TIFF": a_tiff,
    "WebP": a_webp,
    "AVIF": an_avif,
}


def found(data: bytes) -> set[str]:
    """The names of the secrets that stand in a file, in 8 bits or in 16."""
    return {
        name
        for name, words in SECRETS.items()
        if any(words.encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    }


def shrunk(path: str) -> pyvips.Image:
    """The pixels of a rendition 320 wide, with all fields that decoding leaves them."""
    header = decoding.read_header(path)
    size = (header.width, header.height)
    return decoding.part(path, size, crops.region(*size, "", (0.5, 0.5)), 320)


def rendition(path: str, description: Description, format: str) -> bytes:
    pixels = shrunk(path)
    if format == "jpeg" and pixels.hasalpha():
        pixels = pixels.flatten(background=255)
    described, keep = writing.embed(pixels, description, format), writing.KEEP[format]
    if format == "jpeg":
        return described.jpegsave_buffer(Q=82, interlace=True, keep=keep)
    if format == "webp":
        return described.webpsave_buffer(keep=keep)
    return described.heifsave_buffer(compression="av1", effort=0, keep=keep)


@pytest.mark.parametrize("format", sorted(writing.KEEP))
@pytest.mark.parametrize("original", ORIGINALS)
def test_nothing_that_was_planted_in_an_original_leaves_with_its_renditions(
    tmp_path: Path, original: str, format: str
) -> None:
    path = saved(tmp_path, ORIGINALS[original]())
    said = read(path)
    assert said.credit == CREDIT
    assert not found(repr(said).encode())
    made = rendition(path, said, format)
    assert CREDIT.encode() in made
    assert not found(made)
    for trace in (
        b"Exif",
        b"GPS",
        b"ICC_PROFILE",
        b"ICCP",
        b"colrprof",
        b"colrrICC",
        b"xmp/extension",
        b"Instructions",
    ):
        assert trace not in made


def test_the_secrets_are_planted() -> None:
    planted = {name: found(make()) for name, make in ORIGINALS.items()}
    in_jpeg_alone = {"extended XMP", "JPEG comment"}
    assert planted["JPEG"] == {name for name in SECRETS if not name.startswith("PNG")}
    assert planted["TIFF"] == planted["JPEG"] - in_jpeg_alone
    # libvips writes the others: it squeezes most of a PNG's, and leaves out of EXIF what it does not know.
    for name in ("WebP", "AVIF"):
        assert {each for each in SECRETS if each.startswith(("XMP", "GPS", "ICC"))} <= planted[name]
    assert {"PNG prompt", "PNG parameters", "GPS area", "EXIF owner"} <= planted["PNG"]


@pytest.mark.parametrize("format", sorted(writing.KEEP))
def test_a_saver_that_were_told_to_keep_all_would_leak(tmp_path: Path, format: str) -> None:
    """Or the search above could find nothing because there is nothing to find."""
    pixels = shrunk(saved(tmp_path, a_jpeg()))
    if format == "avif":
        made = pixels.heifsave_buffer(compression="av1", effort=0)
    else:
        made = pixels.write_to_buffer({"jpeg": ".jpg", "webp": ".webp"}[format])
    assert len(found(made)) > 10
