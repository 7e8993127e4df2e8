"""The pictures that readers get: sizes, formats, addresses, and how each is made."""

import hashlib
import json
import math
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import IO, Protocol

import pyvips

from media import crops, decoding, rendition_cache
from media.crops import Region
from media.metadata.description import Description
from media.metadata.writing import KEEP, embed
from media.models import Image
from media.storage import StorageUnavailable

WIDTHS = (320, 480, 640, 960, 1280, 1920, 2560)  # pixels
SHARED = 1200  # pixels, at least: of the one that feeds and shared links carry
WIDEST_COMMON = 1280  # wider ones are made when the first large screen asks
MOST_PIXELS = 12_000_000  # of a rendition: an encoder of AVIF takes twenty bytes for each
FORMATS = ("avif", "webp", "jpeg")
EXTENSIONS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}

# Raise it with every change of what is written below: all addresses change with it, those of older releases, too.
ENCODER_VERSION = 3

# To decode these takes two thirds of a second and more at 24 megapixels, several times what all three encoders take:
# whoever asks for one format has the others made of the same pixels. WebP, progressive JPEG and TIFF are decoded as a
# whole, too, but in the time that the others' encoders would take, and not everybody asks for those.
_DEAR = ("heif", "avif")


class CannotBeMade(Exception):
    """The original cannot be had now, is lost, or is damaged in the storage; says which, to the operator."""


class ShownPicture(Protocol):
    """A picture as a story shows it (articles.content.StoryPicture), as far as its renditions are concerned."""

    @property
    def image(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def alt(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def colour(self) -> str: ...
    @property
    def has_file(self) -> bool: ...


def key(image: Image) -> str:
    """16 hexadecimal digits that change with all that a rendition shows and says; "" while the file is awaited.

    A release keeps it. How renditions are encoded is no part of it: that comes with the address.
    """
    if image.awaits_file:
        return ""
    ingredients = [
        image.sha256,
        f"{image.focal_x:.4f} {image.focal_y:.4f}",
        image.caption,
        image.alt_text,
        image.photographer,
        image.credit,
        image.source.name if image.source else "",
        image.notice,
        image.usage_terms,
        image.license_url,
        image.headline,
        image.data_mining,
    ]
    return _digits(json.dumps(ingredients))


def in_addresses(key: str) -> str:
    """The 16 digits by which addresses and files name the state of a picture with that key: it, by this encoder."""
    return _digits(f"{ENCODER_VERSION} {key}")


def _digits(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()[:16]


def described(image: Image) -> Description:
    """What every rendition of the picture says of it, whoever takes it from the page."""
    return Description(
        caption=image.caption,
        headline=image.headline,
        alt=image.alt_text,
        photographer=image.photographer,
        credit=image.credit,
        source=image.source.name if image.source else "",
        copyright_notice=image.notice,
        usage_terms=image.usage_terms,
        license_url=image.license_url,
        data_mining=image.data_mining,
    )


def path(image_id: int, key: str, width: int, format: str, crop: str = "") -> str:
    """The address of a rendition: `/media/12-0123456789abcdef/640.webp`, cropped `/media/12-…/16x9/640.webp`."""
    folder = f"{crop}/" if crop else ""
    return f"/media/{image_id}-{in_addresses(key)}/{folder}{width}.{EXTENSIONS[format]}"


def widths(width: int, height: int) -> tuple[int, ...]:
    """The listed widths a picture or crop of that size is offered in: none enlarges it or has over MOST_PIXELS.

    One narrower than all of them is offered under the smallest, at its own size.
    """
    widest = min(width, math.isqrt(MOST_PIXELS * width // height))
    return tuple(listed for listed in WIDTHS if listed <= widest) or WIDTHS[:1]


def address_of(picture: ShownPicture, at_least: int = SHARED, crop: str = "") -> str:
    """The address of one JPEG, for feeds and shared links: the smallest at least so wide, or the largest there is."""
    size = crops.size(picture.width, picture.height, crop)
    return path(picture.image, picture.key, _listed(size, at_least), "jpeg", crop)


def size_of(picture: ShownPicture, at_least: int = SHARED) -> tuple[int, int]:
    """Width and height in pixels of the uncropped picture at that address."""
    return size_at(picture, _listed((picture.width, picture.height), at_least))


def size_at(picture: ShownPicture, listed: int) -> tuple[int, int]:
    """Width and height in pixels of the uncropped picture in a listed width. A narrower one comes at its own size."""
    width = min(listed, picture.width)
    return width, max(1, round(picture.height * width / picture.width))


def url(image: Image, at_least: int) -> str:
    """The same of a picture of the library, as the desk's own lists and forms show it. It must have its file."""
    return path(image.pk, key(image), _listed((image.width, image.height), at_least), "jpeg")


def _listed(size: tuple[int, int], at_least: int) -> int:
    offered = widths(*size)
    return next((listed for listed in offered if listed >= at_least), offered[-1])


def make(image: Image, width: int, format: str, crop: str = "") -> bytes:
    """Encode the picture, or a crop of it, `width` pixels wide, upright and in sRGB.

    It says of itself what the library says, and nothing of what its original said: cameras write into files where a
    picture was taken and whose camera it was. Raises CannotBeMade.
    """
    part = crops.region(image.width, image.height, crop, (image.focal_x, image.focal_y))
    with _original_on_disk(image) as original, decoding.one_at_a_time():
        return _encode(decoding.part(original, (image.width, image.height), part, width), described(image), format)


def of_file(
    original: str, size: tuple[int, int], part: Region, widths: Iterable[int], said: Description
) -> Iterator[tuple[int, str, bytes]]:
    """Every one of these widths of a part of the file at `original`, in every format: width, format and the bytes.

    The file is decoded once, for the widest; the narrower are made of that. `size` is that of the upright original.
    """
    narrower = sorted(widths)
    widest = decoding.part(original, size, part, narrower[-1])
    for width in reversed(narrower):
        pixels = widest
        if width < widest.width:
            # Into memory, or it would be shrunk again for every format.
            pixels = widest.thumbnail_image(width, height=decoding.ANY_HEIGHT).copy_memory()
        for format in FORMATS:
            yield width, format, _encode(pixels, said, format)


def make_common(image: Image, crop: str = "") -> None:
    """Make the renditions that pages ask for first and that are not there yet, before anybody asks.

    Raises CannotBeMade.
    """
    part = crops.region(image.width, image.height, crop, (image.focal_x, image.focal_y))
    common = [width for width in widths(part.width, part.height) if width <= WIDEST_COMMON]
    missing = [width for width in common if not all(rendition_cache.has(_name(image, width, f, crop)) for f in FORMATS)]
    if not missing:
        return
    with _original_on_disk(image) as original, decoding.one_at_a_time():
        for width, format, content in of_file(original, (image.width, image.height), part, missing, described(image)):
            rendition_cache.keep(_name(image, width, format, crop), content)


def _encode(pixels: pyvips.Image, said: Description, format: str) -> bytes:
    if format == "jpeg" and pixels.hasalpha():
        pixels = pixels.flatten(background=255)
    pixels = embed(pixels, said, format)
    keep = KEEP[format]
    match format:
        case "avif":
            return pixels.heifsave_buffer(compression="av1", Q=55, effort=1, bitdepth=8, keep=keep)
        case "webp":
            return pixels.webpsave_buffer(Q=80, effort=4, keep=keep)
        case _:
            return pixels.jpegsave_buffer(Q=82, interlace=True, optimize_coding=True, keep=keep)


def opened(image: Image, width: int, format: str, crop: str = "") -> IO[bytes]:
    """The rendition, from disk or made now and kept there. Raises CannotBeMade."""
    make_it = _make_with_the_others if image.format in _DEAR else make
    return rendition_cache.opened(_name(image, width, format, crop), lambda: make_it(image, width, format, crop))


def _make_with_the_others(image: Image, width: int, format: str, crop: str) -> bytes:
    """As `make`, and the other formats of that width are kept on disk."""
    part = crops.region(image.width, image.height, crop, (image.focal_x, image.focal_y))
    with _original_on_disk(image) as original, decoding.one_at_a_time():
        made = {
            each: content
            for _, each, content in of_file(original, (image.width, image.height), part, [width], described(image))
        }
    wanted = made.pop(format)
    for other, content in made.items():
        rendition_cache.keep(_name(image, width, other, crop), content)
    return wanted


def _name(image: Image, width: int, format: str, crop: str) -> str:
    current = in_addresses(key(image))
    folder = f"{current[:2]}/{image.pk}-{current}/{crop}".rstrip("/")
    return f"{folder}/{width}.{EXTENSIONS[format]}"


@contextmanager
def _original_on_disk(image: Image) -> Iterator[str]:
    # libvips may read from another thread, where our database connection is not: so it reads a copy.
    try:
        with NamedTemporaryFile(suffix=".picture") as copy, image.file.storage.open(str(image.file)) as original:
            shutil.copyfileobj(original, copy)
            copy.flush()
            yield copy.name
    except StorageUnavailable as failure:
        raise CannotBeMade(str(failure)) from failure
    except FileNotFoundError as failure:
        raise CannotBeMade(f"The storage has lost its original, {image.file}.") from failure
    except (decoding.Damaged, pyvips.Error) as failure:
        raise CannotBeMade(f"Its original, {image.file}, is damaged in the storage.") from failure
