"""How the bytes of a picture become pixels. The one module that opens pictures, with every other kind locked out."""

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from threading import RLock
from typing import Any

import pyvips

from media import apart, fine_print, heic
from media.crops import Region
from media.fine_print import LARGEST_PROFILE, MOST_METADATA, Bomb, FinePrint

# libvips's name of a loader, and our name of the format it reads.
_FORMATS = {"jpegload": "jpeg", "pngload": "png", "webpload": "webp", "heifload": "heif", "tiffload": "tiff"}

# libvips would open SVG, PDF and much else; a newsroom needs five kinds, and whatever is not opened cannot do harm.
pyvips.operation_block_set("VipsForeignLoad", True)
for _loader in ("Jpeg", "Png", "Webp", "Heif", "Tiff"):
    pyvips.operation_block_set(f"VipsForeignLoad{_loader}", False)
# It remembers results by the name of the file; our files are temporary ones and each is opened for one purpose.
pyvips.cache_set_max(0)

_BLOCKS = ("exif-data", "xmp-data", "iptc-data", "photoshop-data", "icc-profile-data")


def _said(words: Any) -> str:
    return "" if words == pyvips.ffi.NULL else pyvips.ffi.string(words).decode(errors="replace")


# In libvips's words of what is wrong with a file may stand any bytes of that file. pyvips takes them for UTF-8, and
# where they are not, raises another error, now and with every file after that.
pyvips.error._to_string = _said

# No height of our own bounds a thumbnail: its width does.
ANY_HEIGHT = 10_000_000

# Only plain JPEGs and PNGs are decoded line by line; the others take up to 16 bytes a pixel. With more pixels than
# these, a picture is decoded in a process of its own.
_MOST_BY_LINES = 40_000_000
_MOST_AT_ONCE = 2_000_000

# By their numbers in ITU-T H.273: the primaries of Display P3 and BT.2020; brightness that runs linear, and HDR's.
_DISPLAY_P3, _BT2020 = 12, 9
_LINEAR, _HDR = 8, (16, 18)

# libjpeg tells of bytes that were lost, and of bytes between the picture and its end, which some cameras put there.
_LOST = re.compile(r"Corrupt JPEG data(?!.* before marker 0xd9)")

# glibc keeps memory for the next who wants it, in every thread: a process that makes pictures would only grow. Large
# pieces are to come from the system each time, and go back there; the small ones are given back after each picture.
_libc = ctypes.CDLL(None)
_M_MMAP_THRESHOLD, _LARGE = -3, 1_000_000  # mallopt(3); bytes
if hasattr(_libc, "mallopt"):
    _libc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
_give_back = getattr(_libc, "malloc_trim", lambda _pad: None)

_one_at_a_time = RLock()


class NotAPicture(Exception):
    """The bytes are none of the formats we know, or break off before they say so."""


class Damaged(Exception):
    """The bytes begin as a picture, and cannot be decoded to the end, or not in the memory there is."""


class StrangeColours(Exception):
    """The colours cannot become those of a screen: HDR, more than 16 bits each, a profile that is not a picture's."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself. `frames` counts frames or pages; `width` and `height` are in pixels, upright."""

    format: str
    frames: int
    width: int
    height: int


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Pictures are decoded and encoded one at a time in a process, so that it takes no more memory than one needs.

    libvips has work for all processors with one.
    """
    with _one_at_a_time:
        try:
            yield
        finally:
            _give_back(0)


def read_header(path: str) -> Header:
    """Recognise a file by its content, decoding no pixel of it. Raises NotAPicture, and Bomb for what is beyond one."""
    fine_print.read(path)  # first of all: opening a bomb sets it off
    try:
        image = _open(path)
        upright = image.autorot()
    except pyvips.Error as error:
        raise NotAPicture from error
    if sum(len(image.get(block)) for block in _BLOCKS if image.get_typeof(block)) > MOST_METADATA:
        raise Bomb  # every copy of the picture would copy them
    format = _FORMATS[image.get("vips-loader")]
    if format == "heif" and image.get("heif-compression") == "av1":
        format = "avif"
    frames = image.get("n-pages") if image.get_typeof("n-pages") else 1
    if _is_heic(image):
        frames = 1  # of a burst we take the picture that the telephone shows, its primary one
    return Header(format=format, frames=frames, width=upright.width, height=upright.height)


def decode_whole(path: str) -> None:
    """Decode every pixel and keep none: the only way to know that a file is whole.

    Raises StrangeColours before that, and Damaged.
    """
    image = _open(path)
    _check_colours(image, fine_print.read(path))
    with one_at_a_time():
        try:
            if _is_too_large_here(image):
                apart.decode_whole(path)
            else:
                decode_here(path)
        except (pyvips.Error, apart.Failed) as error:
            raise Damaged from error


def decode_here(path: str) -> None:
    """The same in this process, whatever it takes. Raises pyvips.Error or heic.Undecodable."""
    image = _open(path)
    if _is_heic(image):
        heic.pixels(path)
    elif image.get("vips-loader") == "jpegload":
        _decode_jpeg(path)
    elif image.get("vips-loader") == "webpload":
        # It decodes all, and keeps of each side a tenth, or the one pixel that must be left.
        _open(path, fail_on="error", scale=max(0.1, 1 / min(image.width, image.height))).avg()
    else:
        _open(path, fail_on="error").avg()


def _decode_jpeg(path: str) -> None:
    pyvips.vips_lib.vips_error_clear()  # what it said of other files
    try:
        _open(path, fail_on="warning").avg()
    except pyvips.Error as error:
        if _LOST.search(str(error)):
            raise
        _open(path).avg()


def part(path: str, size: tuple[int, int], region: Region, width: int) -> pyvips.Image:
    """A part of the picture upright, in 8-bit sRGB, at most `width` pixels wide and never larger than it is.

    `size` is that of the upright original. JPEG and WebP are shrunk while they are decoded. Alpha, where there is any,
    stays. Raises Damaged for a picture that cannot be decoded any more.
    """
    if not _is_too_large_here(_open(path)):
        return _part(path, size, region, width).copy_memory()  # what decoding takes is not there when it is encoded
    with NamedTemporaryFile(suffix=".tif") as made:
        numbers = (*size, region.left, region.top, region.width, region.height, width)
        try:
            apart.part(path, made.name, *numbers)
        except apart.Failed as error:
            raise Damaged from error
        return _open(made.name).copy_memory()


def write_part(path: str, tiff: str, across: int, down: int, *numbers: int) -> None:
    """The same part in this process, whatever it takes, written as an uncompressed TIFF."""
    *region, width = numbers
    _part(path, (across, down), Region(*region), width).tiffsave(tiff)


def colour(path: str, size: tuple[int, int]) -> str:
    """The colour that the picture has on average, as three hexadecimal digits for red, green and blue: "7c3".

    "" for one with transparent parts, behind which no colour may show. `size` is that of the upright original.
    Raises Damaged.
    """
    try:
        with one_at_a_time():
            small = part(path, size, Region(0, 0, *size), width=16)
    except pyvips.Error as error:
        raise Damaged from error
    if small.hasalpha():
        return ""
    return "".join(f"{round(band.avg() / 17):x}" for band in small.colourspace("srgb").bandsplit())


def _part(path: str, size: tuple[int, int], region: Region, width: int) -> pyvips.Image:
    scale = min(1, width / region.width)
    whole = _shrunk(path, max(1, round(size[0] * scale)))
    if (region.width, region.height) == size:
        return whole
    across = min(whole.width, max(1, round(region.width * scale)))
    down = min(whole.height, max(1, round(region.height * scale)))
    left = min(round(region.left * scale), whole.width - across)
    top = min(round(region.top * scale), whole.height - down)
    return whole.extract_area(left, top, across, down)


def _shrunk(path: str, width: int) -> pyvips.Image:
    image, said = _open(path), fine_print.read(path)
    how = {"height": ANY_HEIGHT, "size": "down", **_into_srgb(image, said)}
    if image.get("vips-loader") in ("jpegload", "webpload"):
        return pyvips.Image.thumbnail(path, width, fail_on="truncated", **how)
    # By the path, libvips would take the thumbnail or the smaller version that a file brings, which may show anything.
    pixels = heic.pixels(path) if _is_heic(image) else _without_extra_bands(image, said)
    return pixels.thumbnail_image(width, **how)


def _into_srgb(image: pyvips.Image, said: FinePrint) -> dict[str, str]:
    """How a thumbnail gets its colours. What has no profile and is sRGB by its kind is left as it is: to transform it
    into itself would cost three times what decoding does."""
    if image.get_typeof("icc-profile-data"):
        return {"output_profile": "srgb"}
    if said.primaries == _DISPLAY_P3:
        return {"import_profile": "p3", "output_profile": "srgb"}
    is_srgb = image.interpretation == "srgb" and image.format == "uchar"
    return {} if is_srgb else {"output_profile": "srgb"}


def _without_extra_bands(image: pyvips.Image, said: FinePrint) -> pyvips.Image:
    """The picture without what a TIFF may hold beside colours and transparency, such as a selection."""
    colours = {"b-w": 1, "grey16": 1, "cmyk": 4}.get(image.interpretation, 3)
    most = colours + said.has_alpha
    return image.extract_band(0, n=most) if image.bands > most else image


def _check_colours(image: pyvips.Image, said: FinePrint) -> None:
    has_profile = bool(image.get_typeof("icc-profile-data"))
    beyond = said.transfer in (_LINEAR, *_HDR) or said.primaries == _BT2020
    # In Lab every number has one meaning. In RGB nobody knows where the fractions, or 32 bits, are meant to end.
    is_measured = image.format in ("uchar", "ushort") or image.interpretation in ("lab", "labs")
    if (beyond and not has_profile) or said.is_raw_ycbcr or not is_measured:
        raise StrangeColours
    if not has_profile:
        return
    if len(image.get("icc-profile-data")) > LARGEST_PROFILE:
        raise StrangeColours
    pixel = pyvips.Image.black(1, 1, bands=image.bands).cast(image.format).copy(interpretation=image.interpretation)
    pixel.set_type(pyvips.GValue.blob_type, "icc-profile-data", image.get("icc-profile-data"))
    try:
        pixel.thumbnail_image(1, **_into_srgb(image, said)).avg()
    except pyvips.Error as error:
        raise StrangeColours from error


def _is_too_large_here(image: pyvips.Image) -> bool:
    """Whether it is decoded in a process of its own. A HEIC is always, by its decoder."""
    by_lines = image.get("vips-loader") in ("jpegload", "pngload") and not image.get_typeof("interlaced")
    tile = image.get("tile-width") * image.get("tile-height") if image.get_typeof("tile-width") else 0
    most = _MOST_BY_LINES if by_lines else _MOST_AT_ONCE
    return _is_heic(image) or max(image.width * image.height, tile) > most


def _is_heic(image: pyvips.Image) -> bool:
    """Whether it is a HEIC, which libvips opens and media/heic.py decodes. An AVIF has the same frame, and is none."""
    return image.get("vips-loader") == "heifload" and image.get("heif-compression") == "hevc"


def _open(path: str, fail_on: str = "truncated", **how: float) -> pyvips.Image:
    return pyvips.Image.new_from_file(path, access="sequential", fail_on=fail_on, **how)
