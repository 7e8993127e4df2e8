"""copy_pictures: brings the originals from the database to the bucket, or back."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Container
from itertools import islice
from tempfile import NamedTemporaryFile
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from django.utils import timezone

from media import orphans
from media.models import Image
from media.storage import OriginalsStorage

OTHER = {"postgres": "s3", "s3": "postgres"}
TOLD_EVERY = 100  # files


class Command(BaseCommand):
    help = (
        "Copies the originals that pictures name from one storage to the other. What is there already, by its name and "
        "size, is left out, so it may be stopped and run again at any time. With --remove what is there is read first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", choices=OTHER, required=True, help="where they are copied to, from the other")
        parser.add_argument(
            "--remove",
            action="store_true",
            help="then remove those of the other, once every copy was read and compared with its hash",
        )

    def handle(self, *args: Any, to: str, remove: bool, **options: Any) -> None:
        if "s3" not in settings.STORAGES:
            raise CommandError("No bucket is named: set S3_BUCKET, and what it takes to reach it.")
        if remove and to != settings.MEDIA_STORAGE:
            raise CommandError(f"The portal reads from the other storage: set MEDIA_STORAGE to {to} before --remove.")
        origin, target = (cast(OriginalsStorage, storages[name]) for name in (OTHER[to], to))
        there = {kept.name: kept.size for kept in target.files()}
        to_remove = {kept.name for kept in origin.files()} if remove else set()
        safe: set[str] = set()  # what is there; of those to remove, every byte was read and compared with the hash
        copied = faults = 0
        pictures = Image.objects.exclude(sha256="").order_by("pk").values_list("pk", "file", "size")
        for picture, name, size in pictures.iterator():
            if there.get(name) != size or (name in to_remove and not _is_whole(name, target)):
                fault = _copy(name, origin, target)
                if not fault and name in to_remove and not _is_whole(name, target):
                    fault = f"its file {name} comes back damaged from {to}"
                if fault:
                    self.stderr.write(f"picture {picture}: {fault}")
                    faults += 1
                    continue
                copied += 1
                if copied % TOLD_EVERY == 0:
                    self.stdout.write(f"{copied:,} copied ...")
            safe.add(name)
        self.stdout.write(f"{copied:,} file{pluralize(copied)} copied to {to}.")
        if faults:
            raise CommandError(f"{faults:,} could not be copied, see above. Nothing was removed.")
        if remove:
            removed = _remove(origin, safe)
            self.stdout.write(f"{removed:,} file{pluralize(removed)} removed from {OTHER[to]}.")


def _copy(name: str, origin: OriginalsStorage, target: OriginalsStorage) -> str:
    """Copy a file whose bytes are those of its name. Returns why not, or "" when it is done."""
    with NamedTemporaryFile() as copy:
        try:
            found = _sha256(name, origin, copy)
        except FileNotFoundError:
            return f"its file {name} is whole in neither storage"
        if found != name.partition(".")[0]:
            return f"its file {name} is damaged: the SHA-256 of its bytes is {found}"
        target.save(name, File(copy))
    return ""


def _is_whole(name: str, storage: OriginalsStorage) -> bool:
    """Whether the storage has the file with the bytes of its name; all of them are read."""
    try:
        return _sha256(name, storage) == name.partition(".")[0]
    except FileNotFoundError:
        return False


def _sha256(name: str, storage: OriginalsStorage, copy: IO[bytes] | None = None) -> str:
    """That of a file's bytes, which are written to `copy` on the way. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    with storage.open(name) as file:
        for piece in file.chunks():
            digest.update(piece)
            if copy:
                copy.write(piece)
    return digest.hexdigest()


def _remove(origin: OriginalsStorage, safe: Container[str]) -> int:
    """Remove what is `safe` or named by no picture. As with orphans, nothing that was saved within a day."""
    before = timezone.now() - orphans.SAFE_AGE
    kept = iter(origin.files())
    removed = 0
    while names := [file.name for file in islice(kept, orphans.AT_ONCE)]:
        removed += origin.discard(
            names,
            saved_before=before,
            unless=lambda some: {name for name in orphans.named(some) if name not in safe},
        )
    return removed
