"""Pictures to take in: what cameras, agencies and careless colleagues send."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import pyvips
from django.core.files import File
from django.db import connection
from pytest_django import Settings

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
