"""What every storage of the originals promises."""

import hashlib
import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage

PIECE = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage: `size` in bytes, and when somebody last saved these bytes."""

    name: str
    size: int
    saved_at: datetime


class StorageUnavailable(Exception):
    """The files can neither be read nor kept now; says why, to the operator. Nothing is half done."""


class OriginalsStorage(Storage, ABC):
    """Keeps a file under `<sha256>.<ending>`, whatever name it comes with; the same bytes are kept once.

    A file is in the storage whole or not at all, and is never longer in memory than some pieces at a time. Every
    method may raise StorageUnavailable.
    """

    @abstractmethod
    def files(self) -> Iterator[Kept]:
        """All files, in the order of their names' characters."""

    def contents(self) -> Iterator[tuple[Kept, Iterator[bytes | memoryview]]]:
        """All files with their bytes, in pieces, which are to be read before the next file is asked for.

        They raise FileNotFoundError where the file has been removed since it was listed.
        """
        for kept in self.files():
            yield kept, self._pieces(kept.name)

    @abstractmethod
    def discard(self, names: list[str], *, saved_before: datetime, unless: Callable[[list[str]], set[str]]) -> int:
        """Remove those of the files that nobody has saved since then. Returns how many.

        `unless` is asked, when nobody can save them any more, which of them are to stay.
        """

    @abstractmethod
    def _keep(self, name: str, content: File, size: int) -> None:
        """Keep the bytes of `content`, `size` of them, under `name`; note that they were saved now.

        Also where the file is there already: that mends one that was damaged.
        """

    @abstractmethod
    def _reader(self, name: str) -> io.RawIOBase:
        """The file to read from. Raises FileNotFoundError."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # another file of the same name has the same bytes

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        name = hashlib.file_digest(content, "sha256").hexdigest() + PurePath(name).suffix
        self._keep(name, content, size=content.tell())
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError(f"{name}: a stored file is never written to. Open it with mode “rb”.")
        return File(io.BufferedReader(self._reader(name), buffer_size=PIECE), name)

    def _pieces(self, name: str) -> Iterator[bytes | memoryview]:
        with self.open(name) as file:
            yield from file.chunks()

    def url(self, name: str | None) -> str:
        raise NotImplementedError("Originals have no address: the public gets renditions (media/renditions.py).")


class Reader(io.RawIOBase):
    """A stored file of `size` bytes to read from and seek in."""

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
        part = self._read(len(buffer))
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def _read(self, most: int) -> bytes | memoryview:
        """At most so many bytes from where it stands, at least one unless the file breaks off there."""
        raise NotImplementedError
