"""How the bytes of a picture become pixels. The one module that opens pictures, with every other kind locked out."""

from dataclasses import dataclass
from tempfile import NamedTemporaryFile

import pyvips

from media import heic
from media.crops import Region

# libvips's name of a loader, and our name of the format it reads.
_FORMATS = {"jpegload": "jpeg", "pngload": "png", "webpload": "webp", "heifload": "heif", "tiffload": "tiff"}

# libvips would open SVG, PDF and much else; a newsroom needs five kinds, and whatever is not opened cannot do harm.
pyvips.operation_block_set("VipsForeignLoad", True)
for _loader in ("Jpeg", "Png", "Webp", "Heif", "Tiff"):
    pyvips.operation_block_set(f"VipsForeignLoad{_loader}", False)
# It remembers results by the name of the file; our files are temporary ones and each is opened for one purpose.
pyvips.cache_set_max(0)

# No height of our own bounds a thumbnail: its width does.
ANY_HEIGHT = 10_000_000


class NotAPicture(Exception):
    """The bytes are none of the formats we know, or break off before they say so."""


class Damaged(Exception):
    """The bytes begin as a picture, and cannot be decoded to the end."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself. `frames` counts frames or pages; `width` and `height` are in pixels, upright."""

    format: str
    frames: int
    width: int
    height: int


def read_header(path: str) -> Header:
    """Recognise a file by its content, decoding no pixel of it. Raises NotAPicture."""
    try:
        image = _open(path)
        upright = image.autorot()
    except pyvips.Error as error:
        raise NotAPicture from error
    format = _FORMATS[image.get("vips-loader")]
    if format == "heif" and image.get("heif-compression") == "av1":
        format = "avif"
    frames = image.get("n-pages") if image.get_typeof("n-pages") else 1
    if _is_heic(image):
        frames = 1  # of a burst we take the picture that the telephone shows, its primary one
    return Header(format=format, frames=frames, width=upright.width, height=upright.height)


def decode_whole(path: str) -> None:
    """Decode every pixel and keep none: the only way to know that a file is whole. Raises Damaged."""
    try:
        image = _open(path)
        if _is_heic(image):
            heic.decode(path)
        else:
            image.avg()
    except (pyvips.Error, heic.Undecodable) as error:
        raise Damaged from error


def part(path: str, size: tuple[int, int], region: Region, width: int) -> pyvips.Image:
    """A part of the picture upright, in 8-bit sRGB, at most `width` pixels wide and never larger than it is.

    `size` is that of the upright original. JPEG and WebP are shrunk while they are decoded. Alpha, where there is any,
    stays. The pixels are computed when they are written, so the file must be there until then.
    Raises Damaged for a HEIC that cannot be decoded any more.
    """
    if not _is_heic(_open(path)):
        return _part(path, size, region, width)
    with NamedTemporaryFile(suffix=".tif") as decoded:
        try:
            heic.decode(path, decoded.name)
        except heic.Undecodable as error:
            raise Damaged from error
        return _part(decoded.name, size, region, width).copy_memory()  # the TIFF is gone when they are written


def colour(path: str, size: tuple[int, int]) -> str:
    """The colour that the picture has on average, as three hexadecimal digits for red, green and blue: "7c3".

    "" for one with transparent parts, behind which no colour may show. `size` is that of the upright original.
    """
    small = part(path, size, Region(0, 0, *size), width=16).copy_memory()
    if small.hasalpha():
        return ""
    return "".join(f"{round(band.avg() / 17):x}" for band in small.colourspace("srgb").bandsplit())


def _part(path: str, size: tuple[int, int], region: Region, width: int) -> pyvips.Image:
    scale = min(1, width / region.width)
    whole = pyvips.Image.thumbnail(
        path,
        max(1, round(size[0] * scale)),
        height=ANY_HEIGHT,
        size="down",
        fail_on="truncated",
        **_into_srgb(_open(path)),
    )
    if (region.width, region.height) == size:
        return whole
    across = min(whole.width, max(1, round(region.width * scale)))
    down = min(whole.height, max(1, round(region.height * scale)))
    left = min(round(region.left * scale), whole.width - across)
    top = min(round(region.top * scale), whole.height - down)
    return whole.extract_area(left, top, across, down)


def _into_srgb(image: pyvips.Image) -> dict[str, str]:
    """How a thumbnail gets its colours. What has no profile and is sRGB by its kind is left as it is: to transform it
    into itself would cost three times what decoding does."""
    is_srgb = image.interpretation == "srgb" and image.format == "uchar" and not image.get_typeof("icc-profile-data")
    return {} if is_srgb else {"output_profile": "srgb"}


def _is_heic(image: pyvips.Image) -> bool:
    """Whether it is a HEIC, which libvips opens and media/heic.py decodes. An AVIF has the same frame, and is none."""
    return image.get("vips-loader") == "heifload" and image.get("heif-compression") == "hevc"


def _open(path: str) -> pyvips.Image:
    return pyvips.Image.new_from_file(path, access="sequential", fail_on="truncated")
