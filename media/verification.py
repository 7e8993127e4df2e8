"""What must hold of the pictures and their bytes, for `manage.py verify`, wherever the bytes lie."""

import hashlib
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models.functions import Collate

from media.models import Image
from media.storage import Kept, originals
from newsportal.verification import Part


def _pictures_have_their_files() -> Iterator[str]:
    for name, file, pictures in _files_and_pictures():
        for picture, sha256, size in pictures:
            if file is None:
                yield f"picture {picture} has lost its file: {name} is not there"
            elif name.partition(".")[0] != sha256:
                yield f"picture {picture} names the file {name}, but its hash is {sha256}"
            elif size != file.size:
                yield f"picture {picture} should have {size} bytes, but its file {name} has {file.size}"


def _bytes_are_those_of_the_name() -> Iterator[str]:
    """That each file is whole and has the hash it is filed under, read piece by piece."""
    for kept, pieces in originals.contents():
        digest, size = hashlib.sha256(), 0
        try:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
        except FileNotFoundError:
            continue  # it was an orphan, and has been removed since
        if size != kept.size:
            yield f"file {kept.name} is not whole: it has {size} bytes of {kept.size}"
        elif digest.hexdigest() != kept.name.partition(".")[0]:
            yield f"file {kept.name} is not what it was: the SHA-256 of its bytes is {digest.hexdigest()}"


def _orphans() -> Iterator[str]:
    number = sum(1 for _name, file, pictures in _files_and_pictures() if file and not pictures)
    if number:
        yield f"{'a file' if number == 1 else f'{number} files'} that no picture names"


def _files_and_pictures() -> Iterator[tuple[str, Kept | None, list[tuple[int, str, int]]]]:
    """Every name that a file has or a picture names, in their order: the file if it is there, and id, hash and size of
    the pictures. Both come from lists in that order, of which no more than the next are in memory."""
    files = ((kept.name, kept) for kept in originals.files())
    with_a_file = Image.objects.exclude(sha256="").order_by(Collate("file", "C"))
    pictures = ((row[0], row[1:]) for row in with_a_file.values_list("file", "pk", "sha256", "size").iterator())
    both: Iterator[tuple[str, Any]] = merge(files, pictures, key=itemgetter(0))
    for name, found in groupby(both, key=itemgetter(0)):
        these = [one for _name, one in found]
        yield (
            name,
            next((one for one in these if isinstance(one, Kept)), None),
            [one for one in these if not isinstance(one, Kept)],
        )


PARTS = (
    Part(
        name="pictures",
        counted={
            "picture,pictures": Image.objects.count,
            "file,files": lambda: sum(1 for _file in originals.files()),
        },
        checks=(_pictures_have_their_files, _bytes_are_those_of_the_name),
        remarks=(_orphans,),
    ),
)
