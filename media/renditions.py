"""The pictures that readers get: sizes, formats, addresses, and how each is made once and kept on disk."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

import pyvips
from django.conf import settings

from media import crops, decoding
from media.metadata.description import Description
from media.metadata.writing import KEEP, embed
from media.models import Image

WIDTHS = (320, 480, 640, 960, 1280, 1920, 2560)  # pixels
FORMATS = ("avif", "webp", "jpeg")
EXTENSIONS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}

# Raise it with every change of what is written below: the addresses change with it.
ENCODER_VERSION = 2


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
    def has_file(self) -> bool: ...


def key(image: Image) -> str:
    """16 hexadecimal digits that change with all that a rendition shows and says; "" while the file is awaited."""
    if image.awaits_file:
        return ""
    ingredients = [
        ENCODER_VERSION,
        image.sha256,
        f"{image.focal_x:.4f} {image.focal_y:.4f}",
        image.caption,
        image.alt_text,
        image.photographer,
        image.credit,
        image.source.name if image.source else "",
        image.copyright_notice,
        image.usage_terms,
        image.license_url,
        image.headline,
        image.data_mining,
    ]
    return hashlib.sha256(json.dumps(ingredients).encode()).hexdigest()[:16]


def described(image: Image) -> Description:
    """What every rendition of the picture says of it, whoever takes it from the page."""
    return Description(
        caption=image.caption,
        headline=image.headline,
        alt=image.alt_text,
        photographer=image.photographer,
        credit=image.credit,
        source=image.source.name if image.source else "",
        copyright_notice=image.copyright_notice,
        usage_terms=image.usage_terms,
        license_url=image.license_url,
        data_mining=image.data_mining,
    )


def path(image_id: int, key: str, width: int, format: str, crop: str = "") -> str:
    """The address of a rendition: `/media/12-0123456789abcdef/640.webp`, cropped `/media/12-…/16x9/640.webp`."""
    folder = f"{crop}/" if crop else ""
    return f"/media/{image_id}-{key}/{folder}{width}.{EXTENSIONS[format]}"


def widths(width: int) -> tuple[int, ...]:
    """The listed widths a picture or crop `width` pixels wide is offered in: none enlarges it.

    One narrower than all of them is offered under the smallest, at its own size.
    """
    return tuple(listed for listed in WIDTHS if listed <= width) or WIDTHS[:1]


def address_of(picture: ShownPicture, at_least: int = 1200, crop: str = "") -> str:
    """The address of one JPEG, for feeds and shared links: the smallest at least so wide, or the largest there is."""
    width, _height = crops.size(picture.width, picture.height, crop)
    return path(picture.image, picture.key, _listed(width, at_least), "jpeg", crop)


def url(image: Image, at_least: int) -> str:
    """The same of a picture of the library, as the desk's own lists and forms show it. It must have its file."""
    return path(image.pk, key(image), _listed(image.width, at_least), "jpeg")


def _listed(width: int, at_least: int) -> int:
    offered = widths(width)
    return next((listed for listed in offered if listed >= at_least), offered[-1])


def make(image: Image, width: int, format: str, crop: str = "") -> bytes:
    """Encode the picture, or a crop of it, `width` pixels wide, upright and in sRGB.

    It says of itself what the library says, and nothing of what its original said: cameras write into files where a
    picture was taken and whose camera it was.
    """
    part = crops.region(image.width, image.height, crop, (image.focal_x, image.focal_y))
    with _original_on_disk(image) as original:
        pixels = decoding.part(original, (image.width, image.height), part, width)
        if format == "jpeg" and pixels.hasalpha():
            pixels = pixels.flatten(background=255)
        return _encode(embed(pixels, described(image), format), format)


def _encode(pixels: pyvips.Image, format: str) -> bytes:
    keep = KEEP[format]
    match format:
        case "avif":
            return pixels.heifsave_buffer(compression="av1", Q=55, effort=2, bitdepth=8, keep=keep)
        case "webp":
            return pixels.webpsave_buffer(Q=80, effort=4, keep=keep)
        case _:
            return pixels.jpegsave_buffer(Q=82, interlace=True, optimize_coding=True, keep=keep)


def file_of(image: Image, width: int, format: str, crop: str = "") -> Path:
    """The rendition on disk, made by the first who asks, in whichever process; the others wait for it."""
    current = key(image)
    folder = settings.RENDITIONS_ROOT / current[:2] / f"{image.pk}-{current}" / crop
    file = folder / f"{width}.{EXTENSIONS[format]}"
    if not file.exists():
        settings.RENDITIONS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)  # some are of unpublished pictures
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(file.with_name(f"{file.name}.lock")):
            if not file.exists():
                _write(file, make(image, width, format, crop))
    return file


@contextmanager
def _original_on_disk(image: Image) -> Iterator[str]:
    # libvips may read from another thread, where our database connection is not: so it reads a copy.
    with NamedTemporaryFile(suffix=".picture") as copy, image.file.storage.open(str(image.file)) as original:
        shutil.copyfileobj(original, copy)
        copy.flush()
        yield copy.name


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
        lock.unlink(missing_ok=True)  # who waits for it holds it open, and finds the file that was made


def _write(file: Path, content: bytes) -> None:
    """Put the file in its place whole; on disk before it has its name, or a power cut could leave it empty for ever."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
