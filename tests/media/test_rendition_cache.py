"""The renditions on disk keep within their bound, and whoever deletes them costs nobody a picture."""

import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django import Settings

from media import rendition_cache

KILOBYTES = 8 * 1024  # a whole number of blocks on every usual disk


def rendition(number: int) -> bytes:
    return bytes([number % 256]) * KILOBYTES


def ask(number: int) -> bytes:
    """Somebody asks for a rendition and reads it, and whoever sweeps after that has done."""
    with rendition_cache.opened(f"{number % 10:02}/{number}/640.webp", lambda: rendition(number)) as file:
        content = file.read()
    swept()
    return content


def swept() -> None:
    for thread in threading.enumerate():
        if thread.name == rendition_cache.SWEEPER and thread.ident:  # one of another asker's may not have begun yet
            thread.join()


def never() -> bytes:
    pytest.fail("a rendition that is on disk was made again")


@pytest.fixture
def folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the renditions, of which a hundred fit in; nobody has looked at it yet."""
    settings.RENDITIONS_MAX_BYTES = 100 * KILOBYTES
    monkeypatch.setattr(rendition_cache, "_unseen", 0)
    return settings.RENDITIONS_ROOT


def kept(folder: Path) -> set[int]:
    return {int(file.parent.name) for file in folder.rglob("*.webp")}


def last_used(folder: Path, number: int, hours_ago: float) -> None:
    moment = time.time() - 3600 * hours_ago
    os.utime(folder / f"{number % 10:02}/{number}/640.webp", (moment, moment))


def test_however_many_are_asked_for_they_take_no_more_than_the_bound(folder: Path) -> None:
    for number in range(350):
        assert ask(number) == rendition(number)
        assert sum(file.stat().st_size for file in folder.rglob("*.webp")) <= 101 * KILOBYTES
    assert len(kept(folder)) >= 89


def test_the_least_recently_used_go_first(folder: Path) -> None:
    for number in range(100):
        ask(number)
        last_used(folder, number, hours_ago=200 - number)
    ask(3)  # the fourth oldest is on the front page today
    ask(100)
    ask(101)
    gone = set(range(102)) - kept(folder)
    assert gone == set(range(len(gone) + 1)) - {3}
    assert len(gone) >= 10


def test_folders_that_become_empty_go_with_them_and_the_root_stays(folder: Path) -> None:
    for number in range(150):
        ask(number)
    assert all(any(each.iterdir()) for each in folder.rglob("*") if each.is_dir())
    assert folder.is_dir()


def test_nobody_walks_through_the_folder_for_every_rendition(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendition_cache, "_SHARE_UNSEEN", 0.5)
    walks: list[Path] = []
    monkeypatch.setattr(rendition_cache, "_sweep", lambda root, most: walks.append(root))
    for number in range(149):
        ask(number)
    assert len(walks) == 2


def test_nobody_waits_while_the_folder_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sweeping, over = threading.Event(), threading.Event()

    def sweep(root: Path, most: int) -> None:
        sweeping.set()
        assert over.wait(60)

    monkeypatch.setattr(rendition_cache, "_sweep", sweep)
    try:
        for number in range(20):
            with rendition_cache.opened(f"01/{number}/640.webp", lambda number=number: rendition(number)) as file:
                assert file.read() == rendition(number)
        assert sweeping.wait(60)
        assert any(thread.name == rendition_cache.SWEEPER for thread in threading.enumerate())
    finally:
        over.set()
        swept()


def test_one_that_is_being_made_is_left_alone_and_what_a_killed_process_left_is_not(folder: Path) -> None:
    ask(1)
    beside = folder / "01" / "1"
    current, abandoned = [beside / "320.webp.lock", beside / ".320.webp.x"], [beside / "480.webp.lock", beside / ".a.y"]
    for file in (*current, *abandoned):
        file.touch()
    for file in abandoned:
        os.utime(file, (time.time() - 4000, time.time() - 4000))
    for number in range(2, 150):
        ask(number)
    assert all(file.exists() for file in current)
    assert not any(file.exists() for file in abandoned)


def test_while_another_process_looks_at_the_folder_nobody_else_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(0)
    monkeypatch.setattr(rendition_cache, "_sweep", lambda root, most: pytest.fail("two looked at once"))
    with_it = os.open(folder, os.O_RDONLY)
    fcntl.flock(with_it, fcntl.LOCK_EX)
    try:
        for number in range(1, 10):
            assert ask(number) == rendition(number)
    finally:
        os.close(with_it)


def test_a_reader_who_began_before_it_was_deleted_gets_it_whole(folder: Path) -> None:
    ask(1)
    with rendition_cache.opened("01/1/640.webp", never) as file:
        shutil.rmtree(folder)
        assert file.read() == rendition(1)


def test_a_folder_that_was_deleted_is_made_again_and_is_nobody_elses_to_read(folder: Path) -> None:
    ask(1)
    shutil.rmtree(folder)
    assert ask(1) == rendition(1)
    assert kept(folder) == {1}
    assert {each.stat().st_mode & 0o777 for each in (folder, *folder.rglob("*")) if each.is_dir()} == {0o700}


def test_a_folder_that_is_deleted_while_a_rendition_is_made_costs_nobody_anything(folder: Path) -> None:
    def make() -> bytes:
        shutil.rmtree(folder)
        return rendition(1)

    with rendition_cache.opened("01/1/640.webp", make) as file:
        assert file.read() == rendition(1)
    with rendition_cache.opened("01/1/640.webp", never) as file:
        assert file.read() == rendition(1)


def test_a_full_disk_costs_nobody_a_picture_and_is_in_the_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert ask(1) == rendition(1)
    assert "No space left on device" in caplog.text
    assert not any(file.is_file() for file in folder.rglob("*"))


def test_an_original_that_was_lost_is_an_error_and_not_asked_for_for_ever(folder: Path) -> None:
    def make() -> bytes:
        raise FileNotFoundError("the original")

    with pytest.raises(FileNotFoundError, match="the original"):
        rendition_cache.opened("01/1/640.webp", make)


def test_while_somebody_deletes_all_the_time_everybody_gets_what_he_asked_for(folder: Path) -> None:
    over = threading.Event()

    def delete() -> None:
        while not over.is_set():
            shutil.rmtree(folder, ignore_errors=True)

    deleting = threading.Thread(target=delete)
    deleting.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, [number % 7 for number in range(400)]))
    finally:
        over.set()
        deleting.join()
    assert answers == [rendition(number % 7) for number in range(400)]


MANY_ASK = """
import sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from tests.media import test_rendition_cache as story

settings.RENDITIONS_ROOT = Path(sys.argv[1])
settings.RENDITIONS_MAX_BYTES = 100 * story.KILOBYTES
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 300):
    assert story.ask(number) == story.rendition(number)
"""


def test_several_processes_keep_the_bound_together(folder: Path) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    asking = [
        subprocess.Popen([sys.executable, "-c", MANY_ASK, str(folder), str(begin)], env=environment)
        for begin in (0, 150, 1000)
    ]
    assert [process.wait() for process in asking] == [0, 0, 0]
    assert sum(file.stat().st_size for file in folder.rglob("*.webp")) <= 103 * KILOBYTES
    assert not list(folder.rglob("*.lock"))
