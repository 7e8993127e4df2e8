"""The originals' bytes, in the database and in a bucket alike: whole, once, and read where one wants to read."""

import hashlib
import io
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from media.storage import originals
from media.storage.originals import PIECE
from tests.media.shelves import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


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


def test_the_same_bytes_twice_are_kept_once() -> None:
    names = {default_storage.save(f"{n}.jpg", ContentFile(some_bytes(PIECE + 1))) for n in range(2)}
    assert len(names) == 1
    assert [kept.name for kept in originals.files()] == [*names]


@pytest.mark.parametrize("harm", ["a byte is another", "it breaks off", "it goes on"])
def test_the_same_bytes_again_mend_what_was_damaged(shelf: Shelf, harm: str) -> None:
    data = some_bytes(2 * PIECE + 17)
    damaged = {"a byte is another": b"?" + data[1:], "it breaks off": data[:PIECE], "it goes on": data + data}[harm]
    name = default_storage.save("a.jpg", ContentFile(data))
    shelf.put(name, damaged)
    default_storage.save("b.jpg", ContentFile(data))
    with default_storage.open(name) as file:
        assert file.read() == data
    assert default_storage.size(name) == len(data)


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


def test_a_deleted_file_is_gone() -> None:
    name = default_storage.save("a.jpg", ContentFile(some_bytes(PIECE + 1)))
    default_storage.delete(name)
    assert not default_storage.exists(name)
    assert list(originals.files()) == []
    default_storage.delete(name)
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)
    with pytest.raises(FileNotFoundError):
        default_storage.size(name)


def test_files_are_listed_with_their_size_and_when_they_were_saved() -> None:
    before = timezone.now() - timedelta(seconds=1)  # a bucket knows whole seconds
    names = [default_storage.save("a.jpg", ContentFile(b"x" * size)) for size in range(1, 6)]
    kept = list(originals.files())
    assert [file.name for file in kept] == sorted(names)
    assert {file.name: file.size for file in kept} == dict(zip(names, range(1, 6), strict=True))
    assert all(before <= file.saved_at <= timezone.now() for file in kept)


def test_an_original_has_no_address_and_is_never_written_to() -> None:
    name = default_storage.save("a.jpg", ContentFile(b"original"))
    with pytest.raises(NotImplementedError, match="renditions"):
        default_storage.url(name)
    with pytest.raises(ValueError, match="never written"):
        default_storage.open(name, "wb")
