"""What telephones take: HEIC, in its colours, upright, and never more than one picture of it."""

import base64
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import PIL.Image
import pillow_heif
import pytest
import pyvips
from django.core.exceptions import ValidationError
from django.core.files import File
from pytest_django import Settings

from media import apart, renditions
from media.intake import examine, take_in
from media.models import Image, StoredFile
from tests.media.conftest import BLUE, RED, colour_at, is_near, plain, red_left_blue_right
from tests.media.originals import packet

Upload = Callable[..., File]

# 64 × 64 pixels of one colour, by another encoder than the one the other pictures here are made with.
BY_ANOTHER = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERA"
    "AAEAAQAAAAABegABAAAAAAAAABoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAA"
    "AHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "SSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgA"
    "AAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAACJtZGF0AAAAFigBrxmA93yFN//3+Mf9fav+KQV4tHA="
)


def heic_of(*pictures: pyvips.Image, **said: Any) -> bytes:
    """A HEIC with these pictures; what is said of it goes to its encoder: `exif`, `xmp`, `primary_index` …"""
    file = pillow_heif.HeifFile()
    for picture in pictures:
        mode = {1: "L", 3: "RGB", 4: "RGBA"}[picture.bands] + (";16" if picture.format == "ushort" else "")
        file.add_frombytes(mode, (picture.width, picture.height), picture.write_to_memory())
    if icc := said.pop("icc", b""):
        file[0].info |= {"icc_profile": icc, "icc_profile_type": "prof"}
    out = BytesIO()
    file.save(out, quality=90, **said)
    return out.getvalue()


def exif(orientation: int, artist: str = "") -> bytes:
    fields = PIL.Image.Exif()
    fields[0x0112], fields[0x013B] = orientation, artist
    return fields.tobytes()


@pytest.fixture
def shown(db: None, upload: Upload) -> Callable[..., bytes]:
    """A rendition of what is taken in."""

    def show(data: bytes, format: str = "jpeg", width: int = 320, crop: str = "") -> bytes:
        return renditions.make(take_in(upload(data, "photo.jpg"), actor=None), width, format, crop)

    return show


@pytest.mark.parametrize("format", renditions.FORMATS)
def test_a_telephones_picture_is_shown_to_readers(shown: Callable[..., bytes], format: str) -> None:
    rendition = shown(heic_of(red_left_blue_right()), format)
    assert is_near(colour_at(rendition, 0.1, 0.5), RED)
    assert is_near(colour_at(rendition, 0.9, 0.5), BLUE)


def test_a_picture_is_known_for_a_heic_by_its_content(db: None, upload: Upload) -> None:
    data = heic_of(red_left_blue_right(90, 60))
    image = take_in(upload(data, "scan.tif"), actor=None)
    assert (image.format, image.width, image.height, image.size) == ("heif", 90, 60, len(data))
    assert image.file.name == f"{image.sha256}.heic"


def test_a_picture_by_another_encoder_is_read(db: None, upload: Upload) -> None:
    assert take_in(upload(BY_ANOTHER), actor=None).width == 64


@pytest.mark.parametrize(
    ("orientation", "red", "blue"),
    [
        (1, (0.1, 0.5), (0.9, 0.5)),
        (2, (0.9, 0.5), (0.1, 0.5)),
        (3, (0.9, 0.5), (0.1, 0.5)),
        (5, (0.5, 0.1), (0.5, 0.9)),
        (6, (0.5, 0.1), (0.5, 0.9)),
        (8, (0.5, 0.9), (0.5, 0.1)),
    ],
)
def test_a_picture_is_turned_once_though_file_and_exif_both_say_how(
    shown: Callable[..., bytes], orientation: int, red: tuple[float, float], blue: tuple[float, float]
) -> None:
    rendition = shown(heic_of(red_left_blue_right(300, 200), exif=exif(orientation)))
    assert is_near(colour_at(rendition, *red), RED)
    assert is_near(colour_at(rendition, *blue), BLUE)
    image = Image.objects.get()
    assert (image.width, image.height) == ((300, 200) if orientation < 5 else (200, 300))


def test_a_crop_of_a_picture_taken_upright(shown: Callable[..., bytes]) -> None:
    rendition = shown(heic_of(red_left_blue_right(600, 300), exif=exif(6)), crop="1x1")
    square = pyvips.Image.new_from_buffer(rendition, "")
    assert square.width == square.height == 300
    assert is_near(colour_at(rendition, 0.5, 0.1), RED)
    assert is_near(colour_at(rendition, 0.5, 0.9), BLUE)


def in_display_p3() -> tuple[pyvips.Image, bytes]:
    """The two colours as a telephone writes them down, and its profile. Taken for sRGB they would be pale."""
    wide = red_left_blue_right(300, 200).icc_transform("p3", input_profile="srgb")
    assert not is_near(wide(10, 10), RED, tolerance=6)
    return wide.copy(), wide.get("icc-profile-data")


def test_the_wide_colours_of_a_telephone_become_those_of_every_screen(shown: Callable[..., bytes]) -> None:
    wide, profile = in_display_p3()
    rendition = shown(heic_of(wide, icc=profile))
    assert is_near(colour_at(rendition, 0.1, 0.5), RED, tolerance=5)
    assert is_near(colour_at(rendition, 0.9, 0.5), BLUE, tolerance=5)


def test_wide_colours_that_are_only_called_by_their_number_do_too(shown: Callable[..., bytes]) -> None:
    wide, _profile = in_display_p3()
    rendition = shown(heic_of(wide, color_primaries=12, transfer_characteristics=13))
    assert is_near(colour_at(rendition, 0.1, 0.5), RED, tolerance=5)
    assert is_near(colour_at(rendition, 0.9, 0.5), BLUE, tolerance=5)


def test_ten_bits_a_colour(shown: Callable[..., bytes]) -> None:
    deep = (red_left_blue_right(300, 200).cast("ushort") * 257).cast("ushort")
    data = heic_of(deep)
    assert pillow_heif.open_heif(data).info["bit_depth"] == 10
    rendition = shown(data, "avif")
    assert is_near(colour_at(rendition, 0.1, 0.5), RED)
    assert is_near(colour_at(rendition, 0.9, 0.5), BLUE)


@pytest.mark.parametrize("bits", [8, 16])
def test_grey_stays_grey(shown: Callable[..., bytes], bits: int) -> None:
    grey = plain(300, 200, (120,)) if bits == 8 else (plain(300, 200, (120,)).cast("ushort") * 257).cast("ushort")
    assert is_near(colour_at(shown(heic_of(grey), "jpeg"), 0.5, 0.5)[:1], (120,), tolerance=3)


@pytest.mark.parametrize("bits", [8, 16])
def test_what_is_transparent_stays_so(shown: Callable[..., bytes], bits: int) -> None:
    clear = plain(150, 200, (*RED, 255)).join(plain(150, 200, (*RED, 0)), "horizontal")
    if bits == 16:
        clear = (clear.cast("ushort") * 257).cast("ushort")
    rendition = shown(heic_of(clear), "webp")
    assert is_near(colour_at(rendition, 0.1, 0.5), (*RED, 255))
    assert colour_at(rendition, 0.9, 0.5)[3] < 5


@pytest.mark.parametrize("first", [0, 1])
def test_of_a_burst_the_picture_that_the_telephone_shows_is_taken(shown: Callable[..., bytes], first: int) -> None:
    colours, sizes = (RED, BLUE), ((300, 200), (200, 300))
    rendition = shown(
        heic_of(*(plain(*size, colour) for size, colour in zip(sizes, colours, strict=True)), primary_index=first)
    )
    assert is_near(colour_at(rendition, 0.5, 0.5), colours[first])
    image = Image.objects.get()
    assert (image.width, image.height) == sizes[first]


def test_what_a_heic_says_of_itself_fills_the_form(db: None, upload: Upload) -> None:
    xmp = packet(attributes='photoshop:Credit="AP/Jörg" photoshop:Headline="A harbour"')
    image = take_in(upload(heic_of(red_left_blue_right(), exif=exif(1, "Jane Doe"), xmp=xmp)), actor=None)
    assert (image.photographer, image.credit, image.headline) == ("Jane Doe", "AP/Jörg", "A harbour")


# --- What is refused -----------------------------------------------------------------------------


def refusal(file: File) -> str:
    with pytest.raises(ValidationError) as caught:
        take_in(file, actor=None)
    assert not Image.objects.exists()
    assert not StoredFile.objects.exists()
    return " ".join(caught.value.messages)


def noise(width: int = 320, height: int = 240) -> pyvips.Image:
    grey = pyvips.Image.gaussnoise(width, height, mean=128, sigma=40, seed=1).cast("uchar")
    return grey.bandjoin([128, 128]).cast("uchar").copy(interpretation="srgb")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("tiles", [0, 64])
def test_a_heic_that_breaks_off_is_refused(db: None, upload: Upload, share: float, tiles: int) -> None:
    data = heic_of(noise(), **({"tile_size": tiles} if tiles else {}))
    assert "breaks off" in refusal(upload(data[: int(len(data) * share)]))


def test_a_heic_with_any_byte_changed_is_refused_or_shown(db: None, upload: Upload) -> None:
    data = heic_of(noise(64, 64))
    for place in range(0, len(data), max(1, len(data) // 12)):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        with suppress(ValidationError):
            assert examine(upload(bytes(changed))).format in ("heif", "avif")


def test_hdr_is_refused_because_readers_would_see_it_grey(db: None, upload: Upload) -> None:
    data = heic_of(red_left_blue_right(300, 200), color_primaries=9, transfer_characteristics=16)
    assert "HDR" in refusal(upload(data))


def test_a_heic_with_too_many_pixels_is_refused_undecoded(
    db: None, upload: Upload, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = heic_of(red_left_blue_right(300, 200))
    settings.PICTURE_MAX_PIXELS = 300 * 200 - 1
    monkeypatch.setattr(apart, "decode_whole", lambda *_: pytest.fail("it was decoded"))
    assert "300 × 200" in refusal(upload(data))


def test_a_heic_that_needs_more_memory_than_it_may_is_refused(
    db: None, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = heic_of(plain(2500, 2000, RED))
    assert examine(upload(data)).format == "heif"
    monkeypatch.setattr(apart, "TO_PROVE", 20_000_000)
    assert "memory" in refusal(upload(data))
