"""The default storage: files in PostgreSQL, in pieces, under the hash of their bytes."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone
from django.utils.deconstruct import deconstructible

from media.models import StoredChunk, StoredFile

PIECE = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage: `size` in bytes, and when somebody last saved these bytes."""

    name: str
    size: int
    saved_at: datetime


@deconstructible
class PostgresStorage(Storage):
    """Keeps a file under `<sha256>.<ending>`, whatever name it comes with; the same bytes are kept once.

    Saving takes part in the caller's transaction: the bytes are there exactly if the row that names them is.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # another file of the same name has the same bytes

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        name = hashlib.file_digest(content, "sha256").hexdigest() + PurePath(name).suffix
        with transaction.atomic():
            while True:
                # Two who save the same bytes at once: the second waits here until the first has committed.
                file, is_new = StoredFile.objects.get_or_create(name=name, defaults={"size": content.tell()})
                if is_new:
                    _write(file, content)
                # Who discards files sees that this one is wanted again, or has discarded it: then it is written anew.
                elif not StoredFile.objects.filter(name=name).update(created_at=timezone.now()):
                    continue
                return name

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError(f"{name}: a stored file is never written to. Open it with mode “rb”.")
        return File(io.BufferedReader(_Pieces(name, self.size(name)), buffer_size=PIECE), name)

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
        """All files, in the order of their names."""
        kept = StoredFile.objects.order_by("name").values_list("name", "size", "created_at")
        return (Kept(*file) for file in kept.iterator())

    def discard(self, names: list[str], *, saved_before: datetime, unless: Callable[[list[str]], set[str]]) -> int:
        """Remove those of the files that nobody has saved since then. Returns how many.

        `unless` is asked, when nobody can save them any more, which of them are to stay.
        """
        with transaction.atomic():
            files = StoredFile.objects.select_for_update().filter(name__in=names, created_at__lt=saved_before)
            locked = set(files.order_by("name").values_list("name", flat=True))
            gone = locked - unless(list(locked))
            StoredFile.objects.filter(name__in=gone).delete()
        return len(gone)

    def url(self, name: str | None) -> str:
        raise NotImplementedError("Originals have no address: the public gets renditions (media/renditions.py).")


def _write(file: StoredFile, content: File) -> None:
    content.seek(0)
    position = 0
    while piece := content.read(PIECE):
        StoredChunk.objects.create(file=file, position=position, data=piece)
        position += len(piece)


class _Pieces(io.RawIOBase):
    """A stored file to read from and seek in. Fetches the piece that is read, and holds no other."""

    def __init__(self, name: str, size: int) -> None:
        self._name, self._size, self._position = name, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        if self._position >= self._size:
            return 0
        begins_before = StoredChunk.objects.filter(file=self._name, position__lte=self._position)
        begin, data = begins_before.order_by("-position").values_list("position", "data")[0]
        part = memoryview(data)[self._position - begin :][: len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)
