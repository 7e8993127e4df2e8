"""What comes in: kept once and known for what it is, or refused with a sentence."""

import datetime
import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import pyvips
from django.core.exceptions import ValidationError
from django.core.files import File
from pytest_django import Settings

from media import decoding
from media.intake import attach, examine, take_in
from media.models import Image, StoredFile
from media.renditions import make
from newsportal.models import User
from tests.media.conftest import BLUE, RED, colour_at, is_near, plain, red_left_blue_right

pytestmark = pytest.mark.django_db

Upload = Callable[..., File]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60"/></svg>'
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")


def refusal(file: File) -> str:
    with pytest.raises(ValidationError) as caught:
        take_in(file, actor=None)
    assert not Image.objects.exists()
    assert not StoredFile.objects.exists()
    return " ".join(caught.value.messages)


@pytest.mark.parametrize(
    ("ending", "format", "stored_as"),
    [
        (".jpg", "jpeg", "jpg"),
        (".png", "png", "png"),
        (".webp", "webp", "webp"),
        (".avif", "avif", "avif"),
        (".tif", "tiff", "tif"),
    ],
)
def test_a_picture_editor_sends_any_of_the_formats(upload: Upload, ending: str, format: str, stored_as: str) -> None:
    data = red_left_blue_right(90, 60).write_to_buffer(ending)
    image = take_in(upload(data, "sent by mail"), actor=None, caption="Two colours.")
    image.refresh_from_db()
    assert (image.format, image.width, image.height, image.size) == (format, 90, 60, len(data))
    assert image.sha256 == hashlib.sha256(data).hexdigest()
    assert image.file.name == f"{image.sha256}.{stored_as}"
    assert image.file.read() == data
    image.file.close()


def test_what_is_known_of_a_picture_comes_with_it(upload: Upload, picture_editor: User) -> None:
    image = take_in(
        upload(red_left_blue_right().jpegsave_buffer()),
        actor=picture_editor,
        caption="Two colours.",
        credit="Jo Brandt",
        taken_on=datetime.date(2020, 1, 13),
    )
    assert (image.created_by, image.caption, image.credit) == (picture_editor, "Two colours.", "Jo Brandt")


def test_a_credit_that_does_not_fit_is_an_error_of_that_field(upload: Upload) -> None:
    with pytest.raises(ValidationError) as caught:
        take_in(upload(red_left_blue_right().jpegsave_buffer()), actor=None, credit="x" * 201)
    assert list(caught.value.message_dict) == ["credit"]


def test_a_name_that_lies_is_not_believed(upload: Upload) -> None:
    image = take_in(upload(red_left_blue_right().pngsave_buffer(), "photo.jpg"), actor=None)
    assert image.format == "png"
    assert str(image.file).endswith(".png")


@pytest.mark.parametrize("data", [SVG, PDF, GIF, b"", b"no picture at all", b"\xff\xd8\xff\xe0 only its first bytes"])
def test_what_is_no_picture_is_refused_whatever_it_is_called(upload: Upload, data: bytes) -> None:
    assert "JPEG" in refusal(upload(data, "photo.jpg"))


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".avif", ".tif"])
@pytest.mark.parametrize("share", [0.5, 0.99])
def test_a_file_that_breaks_off_is_refused(upload: Upload, ending: str, share: float) -> None:
    noise = pyvips.Image.gaussnoise(300, 200, mean=128, sigma=40).cast("uchar").bandjoin([128, 128])
    data = noise.copy(interpretation="srgb").write_to_buffer(ending)
    assert "breaks off" in refusal(upload(data[: int(len(data) * share)]))


def test_an_animation_is_refused(upload: Upload) -> None:
    frames = plain(80, 60, RED).join(plain(80, 60, BLUE), "vertical").copy()
    frames.set_type(pyvips.GValue.gint_type, "page-height", 60)
    assert "2 frames" in refusal(upload(frames.webpsave_buffer()))
    assert "2 frames" in refusal(upload(frames.tiffsave_buffer()))


def test_limits_are_kept(upload: Upload, settings: Settings) -> None:
    data = red_left_blue_right(800, 600).jpegsave_buffer()
    settings.PICTURE_MAX_BYTES = len(data) - 1
    assert "larger than" in refusal(upload(data))
    settings.PICTURE_MAX_BYTES = len(data)
    settings.PICTURE_MAX_PIXELS = 800 * 600 - 1
    assert "800 × 600" in refusal(upload(data))
    settings.PICTURE_MAX_PIXELS = 800 * 600
    assert take_in(upload(data), actor=None).pk


def test_a_bomb_is_refused_by_what_it_says_of_itself(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    # 200 million pixels in a file of some kilobytes.
    bomb = pyvips.Image.black(20_000, 10_000).pngsave_buffer(compression=9, bitdepth=1)
    assert len(bomb) < 100_000
    with monkeypatch.context() as patched:
        patched.setattr(decoding, "decode_whole", lambda path: pytest.fail("the bomb was decoded"))
        assert "20000 × 10000" in refusal(upload(bomb))


def test_a_strip_no_page_can_show_is_refused(upload: Upload) -> None:
    assert "crop" in refusal(upload(plain(100, 601, RED).jpegsave_buffer()))


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "tif"])
@pytest.mark.parametrize(("width", "height"), [(1, 1), (5, 3), (300, 2)])
def test_a_picture_of_few_pixels_is_a_picture(upload: Upload, ending: str, width: int, height: int) -> None:
    image = take_in(upload(plain(width, height, RED).write_to_buffer(f".{ending}")), actor=None)
    assert (image.width, image.height) == (width, height)
    assert make(image, 320, "avif")


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_picture_taken_with_the_camera_on_its_side_has_its_upright_size(upload: Upload, orientation: int) -> None:
    image = red_left_blue_right(90, 60).copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    original = examine(upload(image.jpegsave_buffer()))
    assert (original.width, original.height) == (60, 90)


# --- The same bytes ------------------------------------------------------------------------------


def test_the_same_file_again_leads_to_the_picture_that_is_there(upload: Upload, picture_editor: User) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    first = take_in(upload(data), actor=None, caption="The first caption.")
    second = take_in(upload(data, "again.jpg"), actor=picture_editor, caption="Another caption.")
    assert second == first
    assert Image.objects.get().caption == "The first caption."


def test_ten_who_send_the_same_file_at_the_same_moment_get_one_picture(
    upload: Upload, for_real: Callable[..., list[Any]]
) -> None:
    data = plain(640, 480, (12, 34, 56)).jpegsave_buffer()
    ids: list[int] = []
    try:
        ids = for_real(*[lambda: take_in(upload(data), actor=None).pk] * 10)
        assert len(set(ids)) == 1
    finally:

        def clean() -> None:
            for image in Image.objects.filter(pk__in=ids):
                image.delete()
                image.file.storage.delete(str(image.file))

        for_real(clean)


# --- Pictures that await their file --------------------------------------------------------------


def test_a_picture_that_awaits_its_file_gets_it(upload: Upload) -> None:
    awaited = Image.objects.create(caption="A barrier closes.", credit="Jo Brandt")
    assert attach(awaited, upload(red_left_blue_right().jpegsave_buffer())) is awaited
    awaited.refresh_from_db()
    assert not awaited.awaits_file
    assert (awaited.caption, awaited.width, awaited.format) == ("A barrier closes.", 800, "jpeg")


def test_a_file_the_library_has_leads_to_its_picture_and_the_other_goes_on_waiting(upload: Upload) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    known = take_in(upload(data), actor=None, caption="Known.")
    awaited = Image.objects.create(caption="Awaited.")
    assert attach(awaited, upload(data)) == known
    awaited.refresh_from_db()
    assert awaited.awaits_file


def test_a_file_is_never_replaced(upload: Upload) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    image = take_in(upload(data), actor=None)
    with pytest.raises(ValidationError, match="has its file already"):
        attach(image, upload(plain(90, 60, RED).jpegsave_buffer()))
    image.refresh_from_db()
    assert image.sha256 == hashlib.sha256(data).hexdigest()
    assert StoredFile.objects.count() == 1


def test_a_stored_original_shows_what_was_sent(upload: Upload) -> None:
    image = take_in(upload(red_left_blue_right().pngsave_buffer()), actor=None)
    with image.file.open() as file:
        stored = file.read()
    assert is_near(colour_at(stored, 0.1, 0.5), RED)
    assert is_near(colour_at(stored, 0.9, 0.5), BLUE)


def test_a_picture_is_taken_in_with_its_colour(make_picture: Callable[..., Image], db: None) -> None:
    assert make_picture().colour == "259"  # the blue of conftest.jpeg, 40 90 160
    grey = take_in(
        _file(pyvips.Image.black(30, 20).linear(0, 119).cast("uchar").copy(interpretation="b-w")), actor=None
    )
    assert grey.colour == "777"
    clear = pyvips.Image.black(30, 20, bands=4).cast("uchar").copy(interpretation="srgb")
    assert take_in(_file(clear), actor=None).colour == ""


def _file(image: pyvips.Image) -> File:
    return File(BytesIO(image.pngsave_buffer()), name="picture.png")
