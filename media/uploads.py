"""How much of what is sent reaches the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class NoMoreThanIsTakenIn(FileUploadHandler):
    """Lets through one byte more than PICTURE_MAX_BYTES of all the files of a request, and drops the rest.

    Django writes a file down before any view, and any check of who sends it, has seen it: gigabytes from a stranger
    would fill the disk. With that one byte too many media/intake.py refuses the file, with its sentence.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._room = settings.PICTURE_MAX_BYTES + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        let_through = raw_data[: self._room]
        self._room -= len(let_through)
        return let_through or None

    def file_complete(self, file_size: int) -> None:
        return None  # the handlers after this one have the file
