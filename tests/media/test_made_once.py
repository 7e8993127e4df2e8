"""A rendition is made when it is first asked for, and once, however many ask and wherever."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import pyvips
from django.core.files import File
from pytest_django import Settings

from media import renditions
from media.intake import take_in
from media.models import Image
from tests.media.conftest import red_left_blue_right

Upload = Callable[..., File]


def test_a_hundred_who_ask_at_once_in_one_process_get_one_rendition_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    noise = pyvips.Image.gaussnoise(1500, 1500).cast("uchar").jpegsave_buffer()

    def make(image: Image, width: int, format: str, crop: str) -> bytes:
        made.append(width)
        return pyvips.Image.new_from_buffer(noise, "").webpsave_buffer()

    monkeypatch.setattr(renditions, "make", make)
    image, start = Image(pk=1, sha256="ab" * 32), Barrier(100)

    def ask(_number: int) -> bytes:
        start.wait()
        with renditions.opened(image, 640, "webp") as file:
            return file.read()

    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(ask, range(100)))
    assert made == [640]
    assert len(set(answers)) == 1
    assert answers[0][:4] == b"RIFF"


ONE_OF_MANY = """
import sys, django
django.setup()
import pyvips
from media import renditions
from media.models import Image
from django.conf import settings
from pathlib import Path

folder = Path(sys.argv[1])
settings.RENDITIONS_ROOT = folder / "renditions"
noise = pyvips.Image.gaussnoise(1500, 1500).cast("uchar").jpegsave_buffer()

def make(image, width, format, crop):
    with (folder / "made").open("a") as log:
        log.write("made\\n")
    return pyvips.Image.new_from_buffer(noise, "").webpsave_buffer()

renditions.make = make
print("ready", flush=True)
sys.stdin.readline()
renditions.opened(Image(pk=1, sha256="ab" * 32), 640, "webp").read()
"""


def test_processes_that_ask_at_once_make_it_once(tmp_path: Path) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", ONE_OF_MANY, str(tmp_path)]
    asking = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    try:
        for process in asking:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in asking:
            assert process.stdin is not None
            process.stdin.write("now\n")
            process.stdin.flush()
    finally:
        for process in asking:
            process.communicate()
    assert [process.returncode for process in asking] == [0, 0, 0]
    assert (tmp_path / "made").read_text() == "made\n"


@pytest.mark.django_db
def test_a_rendition_that_failed_is_made_when_it_is_asked_for_again(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = take_in(upload(red_left_blue_right().jpegsave_buffer()), actor=None)

    def fail(image: Image, width: int, format: str, crop: str) -> bytes:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(renditions, "make", fail)
        with pytest.raises(MemoryError):
            renditions.opened(image, 320, "webp")
    with renditions.opened(image, 320, "webp") as file:
        assert file.read()


@pytest.mark.django_db
def test_beside_the_renditions_nothing_is_left_on_disk(upload: Upload, settings: Settings) -> None:
    image = take_in(upload(red_left_blue_right().jpegsave_buffer()), actor=None)
    for format in renditions.FORMATS:
        renditions.opened(image, 320, format).close()
    key = renditions.in_addresses(renditions.key(image))
    left = {str(file.relative_to(settings.RENDITIONS_ROOT)) for file in settings.RENDITIONS_ROOT.rglob("*.*")}
    assert left == {f"{key[:2]}/{image.pk}-{key}/320.{ending}" for ending in ("avif", "webp", "jpg")}
