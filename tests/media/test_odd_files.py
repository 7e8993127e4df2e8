"""Files that lie, break off, or hold colours in rare ways: each is shown as it is meant, or refused with a sentence."""

import signal
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import PIL.Image
import pytest
import pyvips
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from media import apart, decoding, fine_print, renditions
from media.intake import examine, take_in
from media.models import Image
from tests.media.conftest import BLUE, RED, colour_at, is_near, red_left_blue_right
from tests.media.originals import saved

Upload = Callable[..., File]
pytestmark = pytest.mark.django_db


@pytest.fixture
def refusal(upload: Upload) -> Callable[[bytes], str]:
    def refuse(data: bytes) -> str:
        with pytest.raises(ValidationError) as caught:
            examine(upload(data))
        return " ".join(caught.value.messages)

    return refuse


def is_shown(upload: Upload, data: bytes, tolerance: int = 8) -> bool:
    """Whether every format shows red on the left and blue on the right, in the width asked for."""
    image = take_in(upload(data), actor=None)
    made = [renditions.make(image, 320, format) for format in renditions.FORMATS]
    return all(
        is_near(colour_at(each, 0.1, 0.5)[:3], RED, tolerance)
        and is_near(colour_at(each, 0.9, 0.5)[:3], BLUE, tolerance)
        and pyvips.Image.new_from_buffer(each, "").width == min(320, image.width)
        for each in made
    )


def as_pillow(image: pyvips.Image) -> PIL.Image.Image:
    return PIL.Image.frombytes("RGB", (image.width, image.height), image.write_to_memory())


def written(image: PIL.Image.Image, format: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def with_profile(profile: bytes) -> bytes:
    image = red_left_blue_right().copy()
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image.jpegsave_buffer(keep=pyvips.enums.ForeignKeep.ICC)


def with_chunks(png: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with more chunks behind its header."""
    added = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return png[:33] + added + png[33:]


def in_display_p3() -> pyvips.Image:
    wide = red_left_blue_right(300, 200).icc_transform("p3", input_profile="srgb").copy()
    wide.remove("icc-profile-data")
    return wide


# --- Damage and lies -----------------------------------------------------------------------------


def noisy_jpeg() -> bytes:
    noise = pyvips.Image.gaussnoise(300, 200, mean=128, sigma=40, seed=1).cast("uchar").bandjoin([128, 128])
    return noise.copy(interpretation="srgb").jpegsave_buffer()


def test_a_jpeg_that_lost_a_part_of_its_middle_is_refused(refusal: Callable[[bytes], str]) -> None:
    data = noisy_jpeg()
    assert "damaged" in refusal(data[: len(data) // 2] + b"\xff\xd3" + data[len(data) // 2 + 500 :])


def test_a_jpeg_that_says_it_is_larger_than_it_is_is_refused(refusal: Callable[[bytes], str]) -> None:
    data = noisy_jpeg()
    assert "damaged" in refusal(data.replace(struct.pack(">HH", 200, 300), struct.pack(">HH", 2000, 3000), 1))


def test_bytes_that_cameras_put_before_the_end_of_a_jpeg_are_no_damage(upload: Upload) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    assert is_shown(upload, data[:-2] + bytes(17) + data[-2:])


@pytest.mark.parametrize("share", [0.3, 0.99])
def test_a_tiff_whose_pixels_break_off_is_refused(refusal: Callable[[bytes], str], share: float) -> None:
    data = written(as_pillow(red_left_blue_right()), "TIFF")
    assert "breaks off" in refusal(data[: int(len(data) * share)])


def test_a_smaller_version_that_a_tiff_brings_is_not_shown_in_its_place(upload: Upload) -> None:
    assert is_shown(upload, red_left_blue_right(700, 500).tiffsave_buffer(tile=True, pyramid=True, subifd=True))


def test_offsets_far_beyond_the_end_lead_nowhere(tmp_path: Path) -> None:
    far = b"\xff" * 8
    for data in (
        b"II+\x00\x08\x00\x00\x00" + far,
        b"II*\x00" + far,
        b"\x00\x00\x00\x10ftypheic" + b"\x00" * 4 + b"\x00\x00\x00\x01meta" + far,
        b"\x89PNG\r\n\x1a\n" + far,
    ):
        assert fine_print.read(saved(tmp_path, data)) == fine_print.FinePrint()


def test_a_file_whose_words_are_no_text_is_refused_and_so_is_the_next(refusal: Callable[[bytes], str]) -> None:
    """libvips repeats the kind of a property that it does not know."""
    turned = PIL.Image.Exif()
    turned[0x0112] = 6
    data = written(as_pillow(red_left_blue_right(80, 60)), "AVIF", exif=turned)
    assert "not a picture" in refusal(data.replace(b"irot", b"ir\x80t"))
    assert "not a picture" in refusal(b"\xff\xd8\xff" + bytes(100))


# --- Bombs ---------------------------------------------------------------------------------------


PACKED = b"\x00" + zlib.compress(b" " * 2_000_000)


@pytest.mark.parametrize(
    ("kind", "text"),
    [(b"tEXt", b"x" * 2_000_000), (b"zTXt", PACKED), (b"iTXt", b"\x01\x00" + b"en\x00" + PACKED)],
    ids=["plain", "packed", "international"],
)
def test_texts_that_a_png_blows_up_are_never_read(
    upload: Upload, refusal: Callable[[bytes], str], kind: bytes, text: bytes
) -> None:
    png = red_left_blue_right(80, 60).pngsave_buffer()
    chunk = (kind, b"bomb\x00" + text)
    assert examine(upload(with_chunks(png, chunk))).width == 80
    assert "beside its picture" in refusal(with_chunks(png, *[chunk] * 3))


def test_empty_pieces_without_end_are_never_read(refusal: Callable[[bytes], str]) -> None:
    png = red_left_blue_right(80, 60).pngsave_buffer()
    assert "beside its picture" in refusal(with_chunks(png, *[(b"aaAa", b"")] * 100_000))


@pytest.mark.parametrize("ending", [".webp", ".tif"])
def test_a_block_beyond_all_measure_is_refused(refusal: Callable[[bytes], str], ending: str) -> None:
    image = red_left_blue_right(80, 60).copy()
    image.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x/>" + b" " * 11_000_000)
    assert "beside its picture" in refusal(image.write_to_buffer(ending))


def test_a_profile_that_a_png_blows_up_is_never_read(refusal: Callable[[bytes], str]) -> None:
    profile = bytearray(pyvips.Image.profile_load("srgb"))
    profile[:4] = struct.pack(">I", 1_000_000_000)
    chunk = (b"iCCP", b"icc\x00\x00" + zlib.compress(bytes(profile)))
    assert "beside its picture" in refusal(with_chunks(red_left_blue_right(80, 60).pngsave_buffer(), chunk))


LARGE = (2000, 1200)  # more than is decoded at once in the process that serves the portal


@pytest.mark.parametrize(
    "data",
    [
        lambda image: image.jpegsave_buffer(interlace=True),
        lambda image: image.pngsave_buffer(interlace=True),
        lambda image: image.webpsave_buffer(effort=0),
        lambda image: image.heifsave_buffer(compression="av1", effort=0),
        lambda image: image.tiffsave_buffer(tile=True, tile_width=2048, tile_height=2048),
    ],
    ids=["progressive JPEG", "interlaced PNG", "WebP", "AVIF", "TIFF in one tile"],
)
def test_what_is_held_whole_is_decoded_apart_and_refused_beyond_its_memory(
    upload: Upload,
    refusal: Callable[[bytes], str],
    monkeypatch: pytest.MonkeyPatch,
    data: Callable[[pyvips.Image], bytes],
) -> None:
    original = data(red_left_blue_right(*LARGE))
    monkeypatch.setattr(decoding, "decode_here", lambda path: pytest.fail("it was decoded here"))
    assert is_shown(upload, original)
    monkeypatch.setattr(apart, "TO_PROVE", 20_000_000)
    assert "memory" in refusal(original)


def test_a_file_that_computes_without_end_holds_everybody_up_for_seconds_and_no_longer() -> None:
    endless = "from media import apart\napart._limit(apart.TO_SHOW, 1)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", endless], cwd=settings.ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert apart.SECONDS_TO_PROVE < apart.SECONDS_TO_SHOW <= 20  # what was taken in can be shown


def test_who_decodes_a_strangers_file_knows_none_of_the_portals_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    for secret in ("SECRET_KEY", "DATABASE_URL", "S3_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(secret, "of-the-portal")
    apart.decode_whole("stranger.avif")
    known = (tmp_path / "environment").read_text()
    assert "PATH=" in known
    assert "of-the-portal" not in known


def test_pictures_are_made_one_at_a_time_in_a_process(
    upload: Upload, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    image = take_in(upload(data), actor=None)
    original = saved(tmp_path, data)
    monkeypatch.setattr(renditions, "_original_on_disk", lambda _image: nullcontext(original))
    at_work, most = 0, 0
    encode = renditions._encode

    def counted(*given: object) -> bytes:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        made = encode(*given)  # type: ignore[arg-type]
        at_work -= 1
        return made

    monkeypatch.setattr(renditions, "_encode", counted)
    making = [threading.Thread(target=renditions.make, args=(image, 640, format)) for format in renditions.FORMATS * 2]
    for thread in making:
        thread.start()
    for thread in making:
        thread.join()
    assert most == 1


def test_who_asks_for_one_format_of_a_telephones_picture_has_all_of_them_made(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.media.test_heic import heic_of

    image = take_in(upload(heic_of(red_left_blue_right())), actor=None)
    decoded = []
    part = apart.part
    monkeypatch.setattr(apart, "part", lambda *given: (decoded.append(given), part(*given)))
    for format in renditions.FORMATS:
        with renditions.opened(image, 320, format) as file:
            assert is_near(colour_at(file.read(), 0.1, 0.5), RED)
    assert len(decoded) == 1


# --- Colours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [b"link", b"abst", b"nmcl"])
def test_a_profile_of_something_else_than_a_picture_is_refused(refusal: Callable[[bytes], str], kind: bytes) -> None:
    profile = bytearray(pyvips.Image.profile_load("srgb"))
    profile[12:16] = kind
    assert "profile" in refusal(with_profile(bytes(profile)))


def test_what_is_no_profile_at_all_changes_nothing(upload: Upload) -> None:
    assert is_shown(upload, with_profile(b"nonsense" * 50))


PQ, HLG, LINEAR = 16, 18, 8


def avif_in(image: pyvips.Image, primaries: int, transfer: int) -> bytes:
    data = written(as_pillow(image), "AVIF", quality=95)
    at = data.index(b"nclx") + 4
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]


def png_in(image: pyvips.Image, primaries: int, transfer: int) -> bytes:
    return with_chunks(image.pngsave_buffer(keep="none"), (b"cICP", bytes([primaries, transfer, 0, 1])))


@pytest.mark.parametrize("make", [avif_in, png_in])
def test_colours_that_only_their_numbers_tell(
    upload: Upload, refusal: Callable[[bytes], str], make: Callable[[pyvips.Image, int, int], bytes]
) -> None:
    assert is_shown(upload, make(red_left_blue_right(300, 200), 1, 13))
    assert is_shown(upload, make(in_display_p3(), 12, 13), tolerance=6)
    for primaries, transfer in ((9, PQ), (9, HLG), (1, LINEAR), (9, 1)):
        assert "HDR" in refusal(make(red_left_blue_right(300, 200), primaries, transfer))


def test_a_tiff_of_more_than_16_bits_or_of_fractions_is_refused(refusal: Callable[[bytes], str]) -> None:
    image = red_left_blue_right(80, 60)
    assert "16 bits" in refusal((image.cast("uint") * 16843009).cast("uint").tiffsave_buffer())
    assert "16 bits" in refusal((image / 255).copy(interpretation="scrgb").tiffsave_buffer())


def test_a_tiff_of_brightness_and_differences_that_nothing_turns_into_colours_is_refused(
    refusal: Callable[[bytes], str],
) -> None:
    assert "colours" in refusal(written(as_pillow(red_left_blue_right()).convert("YCbCr"), "TIFF"))


def test_a_selection_that_a_tiff_keeps_beside_its_colours_is_no_transparency(upload: Upload) -> None:
    data = red_left_blue_right().bandjoin(100).tiffsave_buffer()
    extra_samples = struct.pack("<HHI", 338, 3, 1)
    at = data.index(extra_samples) + len(extra_samples)
    assert is_shown(upload, data[:at] + bytes(2) + data[at + 2 :])


def test_nothing_of_what_was_refused_is_kept(upload: Upload) -> None:
    with pytest.raises(ValidationError):
        take_in(
            upload(with_chunks(red_left_blue_right().pngsave_buffer(), (b"cICP", bytes([9, PQ, 0, 1])))), actor=None
        )
    assert not Image.objects.exists()
