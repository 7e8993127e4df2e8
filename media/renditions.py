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

from django.conf import settings

from media import decoding
from media.models import Image

WIDTHS = (320, 480, 640, 960, 1280, 1920, 2560)  # pixels
FORMATS = ("webp", "jpeg")
EXTENSIONS = {"webp": "webp", "jpeg": "jpg"}
CONTENT_TYPES = {"webp": "image/webp", "jpeg": "image/jpeg"}

# Raise it with every change of what is written below: the addresses change with it.
ENCODER_VERSION = 1


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
        image.source_id,
        image.copyright_notice,
        image.usage_terms,
        image.license_url,
    ]
    return hashlib.sha256(json.dumps(ingredients).encode()).hexdigest()[:16]


def path(image_id: int, key: str, width: int, format: str) -> str:
    """The address of a rendition: `/media/12-0123456789abcdef/640.webp`."""
    return f"/media/{image_id}-{key}/{width}.{EXTENSIONS[format]}"


def widths(width: int) -> tuple[int, ...]:
    """The listed widths a picture `width` pixels wide is offered in: none enlarges it.

    One narrower than all of them is offered under the smallest, at its own size.
    """
    return tuple(listed for listed in WIDTHS if listed <= width) or WIDTHS[:1]


def address_of(picture: ShownPicture, at_least: int = 1200) -> str:
    """The address of one JPEG, for feeds and shared links: the smallest at least so wide, or the largest there is."""
    return path(picture.image, picture.key, _listed(picture.width, at_least), "jpeg")


def url(image: Image, at_least: int) -> str:
    """The same of a picture of the library, as the desk's own lists and forms show it. It must have its file."""
    return path(image.pk, key(image), _listed(image.width, at_least), "jpeg")


def _listed(width: int, at_least: int) -> int:
    offered = widths(width)
    return next((listed for listed in offered if listed >= at_least), offered[-1])


def make(image: Image, width: int, format: str) -> bytes:
    """Encode the picture `width` pixels wide, upright, in sRGB, without any metadata of the original.

    Cameras write into files where a picture was taken and whose camera it was: nothing of that may go out.
    """
    with _original_on_disk(image) as original:
        pixels = decoding.thumbnail(original, width)
        if format == "webp":
            return pixels.webpsave_buffer(Q=80, effort=4, keep="none")
        if pixels.hasalpha():
            pixels = pixels.flatten(background=255)
        return pixels.jpegsave_buffer(Q=82, interlace=True, optimize_coding=True, keep="none")


def file_of(image: Image, width: int, format: str) -> Path:
    """The rendition on disk, made by the first who asks, in whichever process; the others wait for it."""
    current = key(image)
    folder = settings.RENDITIONS_ROOT / current[:2] / f"{image.pk}-{current}"
    file = folder / f"{width}.{EXTENSIONS[format]}"
    if not file.exists():
        settings.RENDITIONS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)  # some are of unpublished pictures
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(file.with_name(f"{file.name}.lock")):
            if not file.exists():
                _write(file, make(image, width, format))
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
