"""The web server as it runs: in several processes and threads, and whoever asks first has a rendition made for all."""

import os
import socket
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from articles.models import Release
from media import renditions
from media.models import Image
from newsportal.management.commands.serve import _answers, _web
from tests.operators.conftest import wait_until


@pytest.fixture
def db(committed: None) -> None:
    """The server sees only what is committed."""


@pytest.fixture
def portal(db: None, tmp_path: Path) -> Iterator[int]:
    """The port of the web server as `manage.py serve` starts it, with two processes; its notes are in `tmp_path`."""
    reserved = socket.socket()
    # The web server shares it, since it sets the same option; nobody else gets it, and nobody is let in who only binds.
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    reserved.bind(("127.0.0.1", 0))
    port = reserved.getsockname()[1]
    notes = {"NOTES": str(tmp_path), "DATABASE": connection.settings_dict["NAME"], "ALLOWED_HOSTS": "127.0.0.1"}
    web = subprocess.Popen(
        [*_web("127.0.0.1", port, 2)[:-1], "tests.media.web:application"],
        cwd=settings.ROOT,
        env={**os.environ, **notes, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    try:
        up = tmp_path / "up"
        wait_until(lambda: up.exists() and len(up.read_text().splitlines()) == 2, "two web processes")
        wait_until(lambda: _answers("127.0.0.1", port), "an answer")
        yield port
    finally:
        web.terminate()
        web.wait()
        reserved.close()


@pytest.fixture
def readers(portal: int) -> Iterator[list[HTTPConnection]]:
    """A hundred, connected: half of them with each of the two web processes."""
    of: dict[str, list[HTTPConnection]] = defaultdict(list)
    with ExitStack() as opened:

        def another() -> bool:
            reader = opened.enter_context(closing(HTTPConnection("127.0.0.1", portal, timeout=60)))
            reader.request("GET", "/healthz")
            answer = reader.getresponse()
            answer.read()
            of[answer.headers["X-Process"]].append(reader)
            return len(of) == 2 and all(len(some) >= 50 for some in of.values())

        wait_until(another, "fifty readers of each process")
        yield [reader for some in of.values() for reader in some[:50]]


def test_a_hundred_readers_who_ask_a_server_at_once_get_one_rendition_made_once(
    readers: list[HTTPConnection],
    make_picture: Callable[..., Image],
    make_public: Callable[..., Release],
    tmp_path: Path,
) -> None:
    image = make_picture(width=1500, height=1000)
    make_public(pictures=(image,))
    address = renditions.path(image.pk, renditions.key(image), 1280, "avif")
    start = Barrier(100)

    def ask(reader: HTTPConnection) -> tuple[int, bytes, str]:
        start.wait()
        reader.request("GET", address)
        answer = reader.getresponse()
        return answer.status, answer.read(), answer.headers["X-Process"]

    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(ask, readers))
    assert {status for status, _, _ in answers} == {200}
    assert len({content for _, content, _ in answers}) == 1
    assert sorted(Counter(process for _, _, process in answers).values()) == [50, 50]
    assert len((tmp_path / "made").read_text().splitlines()) == 1


def test_while_a_page_of_pictures_gets_new_sizes_other_readers_get_their_pages(
    readers: list[HTTPConnection],
    make_picture: Callable[..., Image],
    make_public: Callable[..., Release],
    tmp_path: Path,
) -> None:
    image = make_picture(width=2600, height=1950)
    story = make_public(pictures=(image,)).get_absolute_url()
    of_one, of_the_other = readers[:50], readers[50:]
    large_screens = [*of_one[:6], *of_the_other[:6]]
    key = renditions.key(image)
    sizes = [(width, format) for width in renditions.WIDTHS[:4] for format in renditions.FORMATS]

    def ask(reader: HTTPConnection, address: str) -> int:
        reader.request("GET", address)
        answer = reader.getresponse()
        answer.read()
        return answer.status

    with ThreadPoolExecutor(12) as pool:
        held, made = tmp_path / "held", tmp_path / "made"
        held.touch()
        addresses = [renditions.path(image.pk, key, width, format) for width, format in sizes]
        asked = [pool.submit(ask, *one) for one in zip(large_screens, addresses, strict=True)]
        try:
            wait_until(lambda: made.exists() and len(made.read_text().splitlines()) == 12, "twelve who wait")
            assert [ask(reader, story) for reader in (of_one[-1], of_the_other[-1])] == [200, 200]
        finally:
            held.unlink()
        assert [one.result() for one in asked] == [200] * 12
