"""copy_pictures: brings the originals from the database to the bucket, or back."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Container
from itertools import islice
from tempfile import NamedTemporaryFile
from typing import Any, cast

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
        "Copies the originals that pictures name from one storage to the other. What is there already is left out, so "
        "it may be stopped and run again at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", choices=OTHER, required=True, help="where they are copied to, from the other")
        parser.add_argument("--remove", action="store_true", help="then remove those of the other, once all are copied")

    def handle(self, *args: Any, to: str, remove: bool, **options: Any) -> None:
        if "s3" not in settings.STORAGES:
            raise CommandError("No bucket is named: set S3_BUCKET, and what it takes to reach it.")
        if remove and to != settings.MEDIA_STORAGE:
            raise CommandError(f"The portal reads from the other storage: set MEDIA_STORAGE to {to} before --remove.")
        origin, target = (cast(OriginalsStorage, storages[name]) for name in (OTHER[to], to))
        there = {kept.name: kept.size for kept in target.files()}
        copied = faults = 0
        pictures = Image.objects.exclude(sha256="").order_by("pk").values_list("pk", "file", "size")
        for picture, name, size in pictures.iterator():
            if there.get(name) == size:
                continue
            if fault := _copy(name, origin, target):
                self.stderr.write(f"picture {picture}: {fault}")
                faults += 1
                continue
            there[name] = size
            copied += 1
            if copied % TOLD_EVERY == 0:
                self.stdout.write(f"{copied:,} copied ...")
        self.stdout.write(f"{copied:,} file{pluralize(copied)} copied to {to}.")
        if faults:
            raise CommandError(f"{faults:,} could not be copied, see above. Nothing was removed.")
        if remove:
            removed = _remove(origin, there)
            self.stdout.write(f"{removed:,} file{pluralize(removed)} removed from {OTHER[to]}.")


def _copy(name: str, origin: OriginalsStorage, target: OriginalsStorage) -> str:
    """Copy a file whose bytes are those of its name. Returns why not, or "" when it is done."""
    digest = hashlib.sha256()
    with NamedTemporaryFile() as copy:
        try:
            with origin.open(name) as file:
                for piece in file.chunks():
                    digest.update(piece)
                    copy.write(piece)
        except FileNotFoundError:
            return f"its file {name} is in neither storage"
        if digest.hexdigest() != name.partition(".")[0]:
            return f"its file {name} is damaged: the SHA-256 of its bytes is {digest.hexdigest()}"
        target.save(name, File(copy))
    return ""


def _remove(origin: OriginalsStorage, there: Container[str]) -> int:
    """Remove what is `there` or named by no picture. As with orphans, nothing that was saved within a day."""
    before = timezone.now() - orphans.SAFE_AGE
    kept = iter(origin.files())
    removed = 0
    while names := [file.name for file in islice(kept, orphans.AT_ONCE)]:
        removed += origin.discard(
            names,
            saved_before=before,
            unless=lambda some: {name for name in orphans.named(some) if name not in there},
        )
    return removed
