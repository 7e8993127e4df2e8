"""What a JPEG says in pieces, because it does not fit into one of its segments."""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files import File

from media import renditions
from media.intake import take_in
from media.metadata import jpeg_xmp, xmp
from media.metadata.description import Description
from media.metadata.reading import read
from tests.media.conftest import red_left_blue_right
from tests.media.originals import XMP_SEGMENT, packet, saved, with_segments

NAME = "0123456789ABCDEF" * 2
HEADER = b"http://ns.adobe.com/xmp/extension/\x00"
CAPTION = "<dc:description><rdf:Alt><rdf:li>From the extension.</rdf:li></rdf:Alt></dc:description>"
Pieces = list[tuple[int, bytes]]


def extension(properties: str = CAPTION) -> bytes:
    return packet(properties + f"<dc:filler>{'f' * 90_000}</dc:filler>", 'photoshop:Credit="Reuters/Jane Doe"')


def in_pieces(content: bytes) -> Pieces:
    return [(offset, content[offset : offset + 40_000]) for offset in range(0, len(content), 40_000)]


def jpeg(pieces: Pieces, length: int, name: str = NAME, attributes: str = 'photoshop:Headline="A barrier"') -> bytes:
    first = packet(attributes=f'{attributes} xmpNote:HasExtendedXMP="{NAME}"')
    segments = [(0xE1, HEADER + name.encode() + struct.pack(">II", length, at) + piece) for at, piece in pieces]
    return with_segments(
        red_left_blue_right(80, 60).jpegsave_buffer(keep="none"), (0xE1, XMP_SEGMENT + first), *segments
    )


@pytest.fixture
def said(tmp_path: Path) -> Callable[..., Description]:
    def read_it(*given: object, **other: object) -> Description:
        return read(saved(tmp_path, jpeg(*given, **other)))  # type: ignore[arg-type]

    return read_it


def test_fields_that_stand_in_the_extension_alone_fill_the_form(said: Callable[..., Description]) -> None:
    whole = extension()
    filled = said(in_pieces(whole), len(whole))
    assert (filled.headline, filled.caption) == ("A barrier", "From the extension.")
    assert filled.credit == "Reuters/Jane Doe"


def test_pieces_may_come_in_any_order(said: Callable[..., Description]) -> None:
    whole = extension()
    assert said(in_pieces(whole)[::-1], len(whole)).caption == "From the extension."


def test_what_stands_in_the_packet_itself_comes_first(said: Callable[..., Description]) -> None:
    whole = extension()
    assert said(in_pieces(whole), len(whole), attributes='photoshop:Credit="AP"').credit == "AP"


@pytest.mark.parametrize(
    ("change", "length", "name"),
    [
        (lambda pieces: pieces[:-1], 0, NAME),  # the last one is missing
        (lambda pieces: pieces[1:], 0, NAME),
        (lambda pieces: [(0, b"<x>"), *pieces[1:]], 0, NAME),  # one is shorter than it says
        (lambda pieces: [(max(0, at - 9), piece) for at, piece in pieces], 0, NAME),  # they overlap
        (lambda pieces: [(2**32 - 5, piece) for _at, piece in pieces], 0, NAME),
        (lambda pieces: pieces, 2**32 - 1, NAME),  # the length lies
        (lambda pieces: pieces, 1, NAME),
        (lambda pieces: pieces, 0, "F" * 32),  # another file's
        (lambda pieces: [], 0, NAME),
    ],
)
def test_pieces_that_lie_say_nothing(
    said: Callable[..., Description], change: Callable[[Pieces], Pieces], length: int, name: str
) -> None:
    whole = extension()
    filled = said(change(in_pieces(whole)), length or len(whole), name=name)
    assert (filled.headline, filled.caption, filled.credit) == ("A barrier", "", "")


def test_an_extension_beyond_all_measure_says_nothing(said: Callable[..., Description]) -> None:
    whole = packet(CAPTION + f"<dc:filler>{'f' * xmp.LARGEST}</dc:filler>")
    assert said(in_pieces(whole), len(whole)).caption == ""


class Counted(BytesIO):
    """A file of which one knows how much was read."""

    bytes = 0

    def read(self, length: int | None = -1) -> bytes:
        content = super().read(length)
        self.bytes += len(content)
        return content


@pytest.mark.parametrize("length", [1, 900_000])
def test_pieces_longer_than_the_whole_that_they_name_are_not_read_to_their_end(length: int) -> None:
    pieces = [(at * 65_000, bytes(65_000)) for at in range(400)]
    file = Counted(jpeg(pieces, length))
    assert list(jpeg_xmp.packets(file))[1:] == [b""]
    assert file.bytes < 2 * xmp.LARGEST


def test_a_piece_that_comes_twice_is_taken_once(said: Callable[..., Description]) -> None:
    whole = extension()
    assert said([*in_pieces(whole), *in_pieces(whole)], len(whole)).caption == "From the extension."


def test_a_segment_too_short_for_a_piece_says_nothing(tmp_path: Path) -> None:
    data = with_segments(jpeg([], 0), (0xE1, HEADER + NAME.encode() + b"\x00"), (0xE1, HEADER[:-1]))
    assert read(saved(tmp_path, data)).headline == "A barrier"


def test_pieces_may_stand_before_the_packet_that_names_them(tmp_path: Path) -> None:
    whole = extension()
    pieces = [
        (0xE1, HEADER + NAME.encode() + struct.pack(">II", len(whole), at) + piece) for at, piece in in_pieces(whole)
    ]
    filled = read(saved(tmp_path, with_segments(jpeg([], 0), *pieces)))
    assert (filled.headline, filled.caption) == ("A barrier", "From the extension.")


@pytest.mark.django_db
def test_secrets_of_the_extension_are_in_no_rendition(upload: Callable[..., File]) -> None:
    secrets = {"exif:GPSLatitude": "51,30.4711N", "exif:SerialNumber": "SN4711", "photoshop:Instructions": "Call Jo"}
    whole = extension(CAPTION + "".join(f"<{name}>{value}</{name}>" for name, value in secrets.items()))
    image = take_in(upload(jpeg(in_pieces(whole), len(whole))), actor=None)
    assert image.caption == "From the extension."
    for format in renditions.FORMATS:
        made = renditions.make(image, 320, format)
        assert b"From the extension." in made
        for trace in (*secrets.values(), NAME, "xmp/extension", "xmpNote"):
            assert trace.encode() not in made
