"""Pictures to take in: what cameras, agencies and careless colleagues send."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import pyvips
from django.core.files import File
from django.db import connection
from pytest_django import Settings

from tests.media.shelves import Bucket, Shelf, Table

# Colours that printing inks reach, so that they survive CMYK.
RED, BLUE = (170, 60, 60), (70, 90, 150)


def plain(width: int, height: int, colour: tuple[int, ...]) -> pyvips.Image:
    return (pyvips.Image.black(width, height) + list(colour)).cast("uchar").copy(interpretation="srgb")


def red_left_blue_right(width: int = 800, height: int = 600) -> pyvips.Image:
    """A picture of which one sees whether it stands upright and has its colours."""
    return plain(width // 2, height, RED).join(plain(width - width // 2, height, BLUE), "horizontal")


def colour_at(rendition: bytes, x: float, y: float) -> list[float]:
    """The colour at a place given in fractions of width and height."""
    image = pyvips.Image.new_from_buffer(rendition, "")
    return image(int(x * (image.width - 1)), int(y * (image.height - 1)))


def is_near(colour: list[float], expected: tuple[int, ...], tolerance: int = 16) -> bool:
    return all(abs(have - want) <= tolerance for have, want in zip(colour, expected, strict=True))


@pytest.fixture(autouse=True)
def _renditions_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.RENDITIONS_ROOT = tmp_path / "renditions"


@pytest.fixture
def upload() -> Callable[..., File]:
    """A file as it comes in."""

    def make(data: bytes, name: str = "picture.jpg") -> File:
        return File(BytesIO(data), name=name)

    return make


@pytest.fixture
def for_real(db: None) -> Callable[..., list[Any]]:
    """Runs functions at the same moment, each with a database connection of its own, where work is committed."""

    def run(*functions: Callable[[], Any]) -> list[Any]:
        start = Barrier(len(functions))

        def one(function: Callable[[], Any]) -> Any:
            start.wait()
            try:
                return function()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(one, functions))

    return run


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server that speaks the protocol of S3 and is none of ours: moto's."""
    pytest.importorskip("moto", reason="needs requirements-dev.txt")
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it tells of every request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, settings: Settings) -> Iterator[Bucket]:
    """An empty bucket, and the portal that keeps its originals there."""
    bucket = Bucket(s3, f"originals-{uuid4()}")
    lies = {"BACKEND": "media.storage.s3.S3Storage", "OPTIONS": bucket.options}
    settings.MEDIA_STORAGE = "s3"
    settings.STORAGES = {**settings.STORAGES, "s3": lies, "default": lies}
    yield bucket
    bucket.remove()


@pytest.fixture(params=["postgres", "s3"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """Each storage in its turn, as that of the portal."""
    return request.getfixturevalue("bucket") if request.param == "s3" else Table()
