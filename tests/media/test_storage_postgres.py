"""What the storage in the database has over others: the bytes come and go with the transaction."""

import random
import tracemalloc
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from media.models import StoredChunk
from media.storage.originals import PIECE

pytestmark = pytest.mark.django_db


def test_to_look_at_the_beginning_of_a_large_file_fetches_one_piece(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    name = default_storage.save("a.jpg", ContentFile(random.Random(1).randbytes(8 * PIECE)))
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


def test_bytes_vanish_with_the_transaction_they_came_in() -> None:
    class ChangeOfMind(Exception):
        pass

    with pytest.raises(ChangeOfMind), transaction.atomic():
        name = default_storage.save("a.jpg", ContentFile(b"short-lived"))
        raise ChangeOfMind
    assert not default_storage.exists(name)


def test_a_deleted_file_leaves_no_piece() -> None:
    default_storage.delete(default_storage.save("a.jpg", ContentFile(bytes(PIECE + 1))))
    assert StoredChunk.objects.count() == 0
