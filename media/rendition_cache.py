"""The renditions on disk: each made by the first who asks for it, and all together no more than RENDITIONS_MAX_BYTES.

The folder may be deleted at any time, whole or in part, while the portal serves: what is asked for is made again.
"""

import fcntl
import logging
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

log = logging.getLogger(__name__)

# A process that has written this share of the bound looks at the whole folder. So the renditions may pass the bound
# by a hundredth for each process, and a walk through a hundred thousand of them is paid by a thousand that were made.
_SHARE_UNSEEN = 0.01
# Where they are found to be more than the bound, the least recently used go, down to this share of it.
_SHARE_KEPT = 0.9
# To note that a file was used is a write: once an hour is enough to tell a picture of today from one of last week.
_NOTED_EVERY = 3600  # seconds
# A lock or a draft so old is of a process that was killed.
_ABANDONED_AFTER = 3600  # seconds

SWEEPER = "the sweeper of renditions"  # the name of its thread

# Bytes that this process has written since it looked. What was written before it began, it has not seen either.
_unseen: float = math.inf


def opened(name: str, make: Callable[[], bytes]) -> IO[bytes]:
    """The rendition of that name (a path below RENDITIONS_ROOT), to be read to its end whatever becomes of its file.

    It is made by the first who asks, in whichever process; the others wait for it.
    """
    file = settings.RENDITIONS_ROOT / name
    with suppress(FileNotFoundError):
        return _used(file)
    with _alone(file):
        with suppress(FileNotFoundError):
            return _used(file)  # made by another while we waited
        content = make()
        keep(name, content)
    return BytesIO(content)


def has(name: str) -> bool:
    """Whether the rendition of that name is there."""
    return (settings.RENDITIONS_ROOT / name).exists()


def keep(name: str, content: bytes) -> None:
    """Keep a rendition that was made, if that can be."""
    file = settings.RENDITIONS_ROOT / name
    try:
        _write(file, content)
    except OSError as error:
        # The disk is full, or the folder is being deleted: readers get their picture, and the next makes it again.
        log.warning("The rendition %s was made and could not be kept: %s", file, error)
    _bound(written=len(content))


def _used(file: Path) -> IO[bytes]:
    found = file.open("rb")
    if os.fstat(found.fileno()).st_mtime < time.time() - _NOTED_EVERY:
        os.utime(found.fileno())
    return found


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    lock = file.with_name(f"{file.name}.lock")
    with _opened_in_its_folder(lock) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
        lock.unlink(missing_ok=True)  # who waits for it holds it open, and finds the file that was made


def _opened_in_its_folder(lock: Path) -> IO[str]:
    while True:
        _make_folder(lock.parent)
        with suppress(FileNotFoundError):  # the folder has been deleted since
            return lock.open("w")


def _make_folder(folder: Path) -> None:
    root = settings.RENDITIONS_ROOT
    root.parent.mkdir(parents=True, exist_ok=True)
    # One may be deleted after it was made, or between two looks of mkdir: whoever writes into the last one sees that.
    with suppress(FileNotFoundError, FileExistsError):
        for part in (*reversed(folder.relative_to(root).parents), folder.relative_to(root)):
            (root / part).mkdir(mode=0o700, exist_ok=True)  # some are of unpublished pictures


def _write(file: Path, content: bytes) -> None:
    """Put the file in its place whole; on disk before it has its name, or a power cut could leave it empty for ever."""
    _make_folder(file.parent)
    draft = NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False)  # noqa: SIM115
    try:
        with draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(file)
    except OSError:
        Path(draft.name).unlink(missing_ok=True)
        raise


def _bound(written: int) -> None:
    """Have the whole folder looked at, if this process wrote much since it last was, and deleted what is too much.

    It takes seconds where there are many: a thread does it, and whoever asked for a picture has it meanwhile.
    """
    global _unseen
    _unseen += written
    if _unseen < settings.RENDITIONS_MAX_BYTES * _SHARE_UNSEEN:
        return
    _unseen = 0
    where = (settings.RENDITIONS_ROOT, settings.RENDITIONS_MAX_BYTES)
    threading.Thread(target=_sweep_alone, args=where, name=SWEEPER, daemon=True).start()


def _sweep_alone(root: Path, most: int) -> None:
    with suppress(FileNotFoundError, BlockingIOError):  # it was deleted, or somebody else is looking
        held = os.open(root, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sweep(root, most)
        finally:
            os.close(held)


def _sweep(root: Path, most: int) -> None:
    found: list[tuple[float, int, str]] = []  # when each was last used, its bytes on disk, its path
    total, now = 0, time.time()
    for path, stat in _files(str(root)):
        if path.endswith(".lock") or os.path.basename(path).startswith("."):
            if stat.st_mtime < now - _ABANDONED_AFTER:
                _delete(root, path)
            continue
        size = stat.st_blocks * 512
        total += size
        found.append((stat.st_mtime, size, path))
    if total <= most:
        return
    found.sort()
    deleted, before = 0, total
    for _used_at, size, path in found:
        if total <= most * _SHARE_KEPT:
            break
        _delete(root, path)
        total -= size
        deleted += 1
    log.info("The renditions had %d bytes of %d: the %d longest unused were deleted.", before, most, deleted)


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    # A file or a folder that is not there any more was deleted by somebody else: it needs no deleting.
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                with suppress(FileNotFoundError):
                    yield entry.path, entry.stat(follow_symlinks=False)


def _delete(root: Path, path: str) -> None:
    """Delete a file, and the folders that it leaves empty. In one where somebody writes there is his lock."""
    with suppress(OSError):
        os.unlink(path)
        folder = Path(path).parent
        while folder != root:
            folder.rmdir()
            folder = folder.parent
