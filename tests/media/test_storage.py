"""The originals' bytes in the database: whole, once, and read where one wants to read."""

import hashlib
import io
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from media.models import StoredChunk, StoredFile
from media.storage.originals import PIECE

pytestmark = pytest.mark.django_db


def some_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
def test_what_is_saved_is_what_is_read(size: int) -> None:
    data = some_bytes(size)
    name = default_storage.save("whatever.jpg", ContentFile(data))
    with default_storage.open(name) as file:
        assert file.read() == data
    assert name == hashlib.sha256(data).hexdigest() + ".jpg"
    assert default_storage.size(name) == size
    assert default_storage.exists(name)


def test_a_file_is_read_from_any_place() -> None:
    data = some_bytes(3 * PIECE + 17)
    name = default_storage.save("a.jpg", ContentFile(data))
    dice = random.Random(2)
    with default_storage.open(name) as file:
        for _ in range(40):
            place, length = dice.randrange(len(data)), dice.randrange(1, PIECE)
            file.seek(place)
            assert file.read(length) == data[place : place + length]
            assert file.tell() == min(place + length, len(data))
        assert file.seek(-5, io.SEEK_END) == len(data) - 5
        assert file.read() == data[-5:]
        assert file.read() == b""


def test_to_look_at_the_beginning_of_a_large_file_fetches_one_piece(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    name = default_storage.save("a.jpg", ContentFile(some_bytes(8 * PIECE)))
    with django_assert_num_queries(2), default_storage.open(name) as file:
        file.read(100)
        file.read(100)


def test_a_large_file_is_never_in_memory_whole(tmp_path: Path) -> None:
    size = 60 * PIECE
    zeros = tmp_path / "zeros.tif"
    with zeros.open("wb") as out:
        out.truncate(size)
    tracemalloc.start()
    try:
        with zeros.open("rb") as file:
            name = default_storage.save("zeros.tif", File(file))
        with default_storage.open(name) as stored:
            assert sum(len(piece) for piece in stored.chunks()) == size
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < size / 4


def test_the_same_bytes_twice_are_kept_once() -> None:
    names = {default_storage.save(f"{n}.jpg", ContentFile(some_bytes(PIECE + 1))) for n in range(2)}
    assert len(names) == 1
    assert StoredFile.objects.count() == 1
    assert StoredChunk.objects.count() == 2


def test_two_who_save_the_same_bytes_at_the_same_moment_both_succeed(for_real: Callable[..., list[Any]]) -> None:
    data = some_bytes(4 * PIECE, seed=3)

    def save() -> str:
        return default_storage.save("a.jpg", ContentFile(data))

    try:
        names = for_real(*[save] * 6)
        assert len(set(names)) == 1
        with default_storage.open(names[0]) as file:
            assert file.read() == data
    finally:
        for_real(lambda: default_storage.delete(hashlib.sha256(data).hexdigest() + ".jpg"))


def test_bytes_vanish_with_the_transaction_they_came_in() -> None:
    class ChangeOfMind(Exception):
        pass

    with pytest.raises(ChangeOfMind), transaction.atomic():
        name = default_storage.save("a.jpg", ContentFile(b"short-lived"))
        raise ChangeOfMind
    assert not default_storage.exists(name)


def test_a_deleted_file_leaves_no_piece() -> None:
    name = default_storage.save("a.jpg", ContentFile(some_bytes(PIECE + 1)))
    default_storage.delete(name)
    assert not default_storage.exists(name)
    assert StoredChunk.objects.count() == 0
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)


def test_an_original_has_no_address_and_is_never_written_to() -> None:
    name = default_storage.save("a.jpg", ContentFile(b"original"))
    with pytest.raises(NotImplementedError, match="renditions"):
        default_storage.url(name)
    with pytest.raises(ValueError, match="never written"):
        default_storage.open(name, "wb")
