"""The default storage: files in PostgreSQL, in pieces, under the hash of their bytes."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby

from django.core.files.base import File
from django.db import transaction
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.deconstruct import deconstructible

from media.models import StoredChunk, StoredFile
from media.storage.originals import PIECE, Kept, OriginalsStorage, Reader

PIECES_AT_ONCE = 4  # that are fetched where all are read


@deconstructible
class PostgresStorage(OriginalsStorage):
    """Keeps files in the database.

    Saving takes part in the caller's transaction: the bytes are there exactly if the row that names them is.
    """

    def _keep(self, name: str, content: File, size: int) -> None:
        with transaction.atomic():
            while True:
                # Two who save the same bytes at once: the second waits here until the first has committed.
                file, is_new = StoredFile.objects.get_or_create(name=name, defaults={"size": size})
                # Who discards files sees that this one is wanted again, or has discarded it: then it is made anew.
                kept = StoredFile.objects.filter(name=name)
                if is_new or kept.update(size=size, created_at=timezone.now()):
                    break
            if not is_new:
                file.chunks.all().delete()  # written again all the same, which mends what was damaged
            _write(file, content)

    def _reader(self, name: str) -> Reader:
        return _Pieces(name, self.size(name))

    def exists(self, name: str) -> bool:
        return StoredFile.objects.filter(name=name).exists()

    def size(self, name: str) -> int:
        """In bytes. Raises FileNotFoundError."""
        try:
            return StoredFile.objects.get(name=name).size
        except StoredFile.DoesNotExist:
            raise FileNotFoundError(name) from None

    def delete(self, name: str) -> None:
        StoredFile.objects.filter(name=name).delete()

    def files(self) -> Iterator[Kept]:
        kept = StoredFile.objects.order_by(Collate("name", "C")).values_list("name", "size", "created_at")
        return (Kept(*file) for file in kept.iterator())

    def contents(self) -> Iterator[tuple[Kept, Iterator[bytes | memoryview]]]:
        # One query for all of them takes half the time of one for each piece.
        files = StoredFile.objects.order_by(Collate("name", "C"), "chunks__position")
        rows = files.values_list("name", "size", "created_at", "chunks__data").iterator(chunk_size=PIECES_AT_ONCE)
        for file, of_one in groupby(rows, key=lambda row: row[:3]):
            # Of a file without pieces there is one row nevertheless.
            yield Kept(*file), (data for *_, data in of_one if data is not None)

    def discard(self, names: list[str], *, saved_before: datetime, unless: Callable[[list[str]], set[str]]) -> int:
        with transaction.atomic():
            files = StoredFile.objects.select_for_update().filter(name__in=names, created_at__lt=saved_before)
            locked = set(files.order_by("name").values_list("name", flat=True))
            gone = locked - unless(list(locked))
            StoredFile.objects.filter(name__in=gone).delete()
        return len(gone)


def _write(file: StoredFile, content: File) -> None:
    content.seek(0)
    position = 0
    while piece := content.read(PIECE):
        StoredChunk.objects.create(file=file, position=position, data=piece)
        position += len(piece)


class _Pieces(Reader):
    """Fetches the piece that is read, and holds no other."""

    def _read(self, most: int) -> memoryview | bytes:
        begins_before = StoredChunk.objects.filter(file=self._name, position__lte=self._position)
        pieces = begins_before.order_by("-position").values_list("position", "data")[:1]
        for begin, data in pieces:
            return memoryview(data)[self._position - begin :][:most]
        return b""  # it has lost them: `manage.py verify` tells
