"""What readers get of a picture: upright, in its colours, with nothing of the camera's, made once."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pyvips
from django.core.files import File

from articles.content import StoryPicture
from media import crops, renditions
from media.intake import TALLEST, take_in
from media.metadata import reading as metadata
from media.models import Image, Source
from tests.media.conftest import BLUE, RED, colour_at, is_near, plain, red_left_blue_right

Upload = Callable[..., File]


@dataclass
class Sent:
    """An odd file and what it is."""

    name: str
    data: Callable[[], bytes]


def _wide_gamut() -> bytes:
    return red_left_blue_right().icc_transform("p3", input_profile="srgb").jpegsave_buffer()


ODD = [
    Sent("JPEG", lambda: red_left_blue_right().jpegsave_buffer()),
    Sent("progressive JPEG", lambda: red_left_blue_right().jpegsave_buffer(interlace=True)),
    Sent("JPEG in CMYK", lambda: red_left_blue_right().icc_export(output_profile="cmyk").jpegsave_buffer()),
    Sent("JPEG in CMYK without a profile", lambda: red_left_blue_right().icc_export(output_profile="cmyk").jpegsave_buffer(keep="none")),
    Sent("JPEG in Display P3", _wide_gamut),
    Sent("PNG of 16 bits", lambda: red_left_blue_right().colourspace("rgb16").pngsave_buffer()),
    Sent("PNG with alpha", lambda: red_left_blue_right().bandjoin(255).pngsave_buffer()),
    Sent("PNG with a palette", lambda: red_left_blue_right().pngsave_buffer(palette=True)),
    Sent("TIFF", lambda: red_left_blue_right().tiffsave_buffer()),
    Sent("TIFF in CMYK", lambda: red_left_blue_right().icc_export(output_profile="cmyk").tiffsave_buffer()),
    Sent("TIFF in Lab", lambda: red_left_blue_right().colourspace("lab").tiffsave_buffer()),
    Sent("WebP", lambda: red_left_blue_right().webpsave_buffer()),
    Sent("AVIF", lambda: red_left_blue_right().heifsave_buffer(compression="av1", effort=1)),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("format", renditions.FORMATS)
@pytest.mark.parametrize("sent", ODD, ids=lambda sent: sent.name)
def test_a_picture_is_shown_upright_and_in_its_colours(upload: Upload, sent: Sent, format: str) -> None:
    image = take_in(upload(sent.data()), actor=None)
    made = renditions.make(image, 320, format)
    shown = pyvips.Image.new_from_buffer(made, "")
    assert (shown.width, shown.height, shown.format, shown.interpretation) == (320, 240, "uchar", "srgb")
    assert is_near(colour_at(made, 0.1, 0.5)[:3], RED)
    assert is_near(colour_at(made, 0.9, 0.5)[:3], BLUE)


@pytest.mark.django_db
@pytest.mark.parametrize("orientation", range(1, 9))
def test_however_the_camera_was_held_the_picture_stands_upright(upload: Upload, orientation: int) -> None:
    # Exif stores the pixels as the sensor saw them, and what to do with them. This undoes it beforehand.
    before = {
        1: lambda image: image,
        2: lambda image: image.fliphor(),
        3: lambda image: image.rot180(),
        4: lambda image: image.flipver(),
        5: lambda image: image.rot270().flipver(),
        6: lambda image: image.rot270(),
        7: lambda image: image.rot90().flipver(),
        8: lambda image: image.rot90(),
    }[orientation]
    upright = red_left_blue_right(600, 300).insert(plain(600, 100, (30, 200, 30)), 0, 0)  # green above
    stored = before(upright).copy()
    stored.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    image = take_in(upload(stored.jpegsave_buffer()), actor=None)
    assert (image.width, image.height) == (600, 300)
    made = renditions.make(image, 320, "jpeg")
    shown = pyvips.Image.new_from_buffer(made, "")
    assert (shown.width, shown.height) == (320, 160)
    assert is_near(colour_at(made, 0.5, 0.1), (30, 200, 30))
    assert is_near(colour_at(made, 0.1, 0.9), RED)
    assert is_near(colour_at(made, 0.9, 0.9), BLUE)


@pytest.mark.django_db
def test_what_is_transparent_is_white_in_a_jpeg_and_stays_transparent_in_webp(upload: Upload) -> None:
    clear = plain(640, 480, RED).bandjoin(0).cast("uchar").copy(interpretation="srgb")
    image = take_in(upload(clear.pngsave_buffer()), actor=None)
    assert is_near(colour_at(renditions.make(image, 320, "jpeg"), 0.5, 0.5), (255, 255, 255), tolerance=2)
    assert colour_at(renditions.make(image, 320, "webp"), 0.5, 0.5)[3] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("format", renditions.FORMATS)
def test_nothing_that_the_camera_wrote_goes_out(upload: Upload, format: str) -> None:
    camera = red_left_blue_right().copy()
    for field, value in {
        "exif-ifd3-GPSLatitude": "59/1 54/1 0/1",
        "exif-ifd2-BodySerialNumber": "SERIAL-4711",
        "exif-ifd2-CameraOwnerName": "OWNER-4711",
    }.items():
        camera.set_type(pyvips.GValue.gstr_type, field, value)
    camera.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta>XMP-4711</x:xmpmeta>")
    camera.set_type(
        pyvips.GValue.blob_type, "iptc-data", b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x08IIM-4711"
    )
    sent = camera.jpegsave_buffer(profile="p3")
    assert sent.count(b"4711") == 4
    image = take_in(upload(sent), actor=None)
    made = renditions.make(image, 320, format)
    assert b"4711" not in made
    for mark in (b"Exif", b"EXIF", b"ICC_PROFILE", b"ICCP"):
        assert mark not in made


@pytest.mark.django_db
@pytest.mark.parametrize("crop", ["", *crops.SHAPES])
@pytest.mark.parametrize("format", renditions.FORMATS)
def test_caption_and_credit_travel_in_the_file_itself(upload: Upload, format: str, crop: str, tmp_path: Path) -> None:
    said = {
        "caption": "A barrier “closes” <at> noon & after.",
        "headline": "Barrier at dusk",
        "alt_text": "حاجز رمادي",
        "photographer": "Jo Brandt",
        "credit": "Reuters/Jo Brandt",
        "copyright_notice": "© 2026 Jo Brandt",
        "usage_terms": "Editorial use only.",
        "license_url": "https://example.org/licence",
        "data_mining": "DMI-PROHIBITED",
        "source": Source.objects.get_or_create(name="Reuters")[0],
    }
    image = take_in(upload(red_left_blue_right().jpegsave_buffer()), actor=None, **said)
    file = tmp_path / "taken-from-the-page"
    file.write_bytes(renditions.make(image, 320, format, crop))
    assert metadata.read(str(file)) == renditions.described(image)


def _marked(width: int, height: int, at: tuple[float, float]) -> bytes:
    """A grey picture with a red square around that point (fractions across and down)."""
    side = min(width, height) // 5
    left, top = (round(part * whole - side / 2) for part, whole in zip(at, (width, height), strict=True))
    square = plain(side, side, RED)
    grey = plain(width, height, (128, 128, 128))
    return grey.insert(square, max(0, min(left, width - side)), max(0, min(top, height - side))).jpegsave_buffer(Q=95)


@pytest.mark.django_db
@pytest.mark.parametrize("at", [(0.5, 0.5), (0.12, 0.5), (0.9, 0.9), (0.5, 0.1)])
@pytest.mark.parametrize("shape", [(900, 600), (600, 900)])
@pytest.mark.parametrize("crop", crops.SHAPES)
def test_a_crop_has_its_shape_and_keeps_the_focal_point(upload: Upload, crop: str, shape: tuple[int, int], at) -> None:
    image = take_in(upload(_marked(*shape, at)), actor=None, focal_x=at[0], focal_y=at[1])
    made = pyvips.Image.new_from_buffer(renditions.make(image, 320, "webp", crop), "")
    across, down = crops.SHAPES[crop]
    assert made.width == 320
    assert abs(made.height - 320 * down / across) <= 1
    region = crops.region(*shape, crop, at)
    seen = ((at[0] * shape[0] - region.left) / region.width, (at[1] * shape[1] - region.top) / region.height)
    inside = [min(0.97, max(0.03, part)) for part in seen]
    red = made.getpoint(int(inside[0] * (made.width - 1)), int(inside[1] * (made.height - 1)))
    assert is_near(red[:3], RED, tolerance=40)


@pytest.mark.django_db
def test_a_small_picture_is_never_enlarged(upload: Upload) -> None:
    image = take_in(upload(plain(200, 100, RED).jpegsave_buffer()), actor=None)
    shown = pyvips.Image.new_from_buffer(renditions.make(image, 320, "jpeg"), "")
    assert (shown.width, shown.height) == (200, 100)


@pytest.mark.django_db
@pytest.mark.parametrize(("width", "height"), [(20_000, 2), (1, 1), (320, 1920)])
def test_a_picture_of_an_extreme_shape_is_made_in_its_largest_size(upload: Upload, width: int, height: int) -> None:
    image = take_in(upload(plain(width, height, RED).pngsave_buffer()), actor=None)
    for format in renditions.FORMATS:
        assert renditions.make(image, renditions.widths(width, height)[-1], format)


def test_the_tallest_picture_we_take_in_fits_into_webp() -> None:
    assert renditions.WIDTHS[-1] * TALLEST <= 16_383


@pytest.mark.parametrize(
    ("width", "height", "offered"),
    [
        (4000, 2000, renditions.WIDTHS),
        (2560, 3840, renditions.WIDTHS),
        (1000, 700, (320, 480, 640, 960)),
        (320, 200, (320,)),
        (5, 5, (320,)),
        (3000, 18_000, (320, 480, 640, 960, 1280)),  # wider ones would take half a gigabyte to encode
    ],
)
def test_a_picture_is_offered_in_no_size_beyond_its_own_and_none_that_is_huge(
    width: int, height: int, offered: tuple[int, ...]
) -> None:
    assert renditions.widths(width, height) == offered


@pytest.mark.parametrize(("own", "chosen"), [(4000, 1280), (1280, 1280), (1000, 960), (100, 320)])
def test_a_shared_link_gets_a_picture_that_is_large_enough(own: int, chosen: int) -> None:
    shown = StoryPicture(image=7, key="0123456789abcdef", width=own, height=own)
    assert renditions.address_of(shown) == renditions.path(7, "0123456789abcdef", chosen, "jpeg")


@pytest.mark.django_db
def test_a_full_disk_costs_nobody_the_picture_of_a_dear_original(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    image = take_in(upload(plain(90, 60, RED).heifsave_buffer(compression="av1")), actor=None)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with renditions.opened(image, 320, "webp") as file:
        assert file.read()
    assert caplog.text.count("No space left on device") == len(renditions.FORMATS)


# --- The key -------------------------------------------------------------------------------------


def _library_picture(**fields: object) -> Image:
    return Image(
        **{"sha256": "ab" * 32, "file": "x.jpg", "width": 800, "height": 600, "caption": "A barrier", **fields}
    )


def test_a_picture_without_a_file_has_no_key() -> None:
    assert renditions.key(Image(caption="A barrier")) == ""


@pytest.mark.parametrize(
    "edit",
    [
        {"sha256": "cd" * 32},
        {"caption": "Another"},
        {"credit": "Reuters"},
        {"alt_text": "Grey"},
        {"photographer": "Jo"},
        {"copyright_notice": "© Jo"},
        {"usage_terms": "Once"},
        {"license_url": "https://example.org/"},
        {"source": Source(name="Reuters")},
        {"headline": "Dusk"},
        {"data_mining": "DMI-PROHIBITED"},
        {"focal_x": 0.2},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_an_edit_that_readers_should_see_changes_the_address(edit: dict[str, object]) -> None:
    assert renditions.key(_library_picture(**edit)) != renditions.key(_library_picture())


@pytest.mark.django_db
def test_the_key_is_the_same_before_and_after_it_was_stored(upload: Upload) -> None:
    image = take_in(upload(plain(90, 60, RED).jpegsave_buffer()), actor=None, focal_x=1, focal_y=0.333333333333)
    assert renditions.key(image) == renditions.key(Image.objects.get())


def test_a_changed_encoder_changes_every_address_and_nothing_that_a_release_keeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = renditions.key(_library_picture())
    before = renditions.path(7, key, 640, "webp")
    monkeypatch.setattr(renditions, "ENCODER_VERSION", renditions.ENCODER_VERSION + 1)
    assert renditions.key(_library_picture()) == key
    assert renditions.path(7, key, 640, "webp") != before
