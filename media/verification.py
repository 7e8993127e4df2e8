"""What must hold of the pictures and their bytes, for `manage.py verify`."""

import hashlib
from collections.abc import Iterator
from itertools import groupby

from media.models import Image, StoredFile
from newsportal.verification import Part, rows

PIECES_AT_ONCE = 4  # of media.storage.PIECE bytes each

_pictures_have_their_files = rows("""
    SELECT CASE
        WHEN stored.name IS NULL THEN format('picture %s has lost its file: %s is not there', image.id, image.file)
        WHEN split_part(image.file, '.', 1) <> sha256 THEN
            format('picture %s names the file %s, but its hash is %s', image.id, image.file, sha256)
        ELSE format('picture %s should have %s bytes, but its file %s has %s',
                    image.id, image.size, image.file, stored.size)
    END
    FROM media_image AS image LEFT JOIN media_storedfile AS stored ON stored.name = image.file
    WHERE sha256 <> '' AND (stored.name IS NULL OR split_part(image.file, '.', 1) <> sha256
                            OR image.size <> stored.size)
    ORDER BY image.id
""")

_orphans = rows("""
    SELECT format('%s that no picture names', CASE count(*) WHEN 1 THEN 'a file' ELSE count(*) || ' files' END)
    FROM media_storedfile AS stored
    WHERE NOT EXISTS (SELECT FROM media_image WHERE file = stored.name)
    HAVING count(*) > 0
""")


def _bytes_are_those_of_the_name() -> Iterator[str]:
    """That each file is whole and has the hash it is filed under, read piece by piece."""
    pieces = StoredFile.objects.order_by("name", "chunks__position").values_list(
        "name", "size", "chunks__position", "chunks__data"
    )
    for (name, size), of_one in groupby(pieces.iterator(chunk_size=PIECES_AT_ONCE), key=lambda row: row[:2]):
        digest = hashlib.sha256()
        end, torn = 0, ""
        for _, _, position, data in of_one:
            if position is None:  # the one row of a file without pieces
                break
            if position != end and not torn:
                torn = f"file {name} is not whole: a piece begins at byte {position}, not at {end}"
            digest.update(data)
            end = position + len(data)
        if torn:
            yield torn
        elif end != size:
            yield f"file {name} is not whole: it has {end} bytes of {size}"
        elif digest.hexdigest() != name.partition(".")[0]:
            yield f"file {name} is not what it was: the SHA-256 of its bytes is {digest.hexdigest()}"


PARTS = (
    Part(
        name="pictures",
        counted={Image: "picture,pictures", StoredFile: "file,files"},
        checks=(_pictures_have_their_files, _bytes_are_those_of_the_name),
        remarks=(_orphans,),
    ),
)
