"""orphans: the files that no picture names and the pictures that nobody used. Removes the files, if it is told to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat, pluralize

from media import orphans
from media.storage import Kept

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Says which stored files no picture names, and which pictures await a file and were never used. "
        "With --remove the files are removed for good; pictures are left to the picture desk. "
        "What is younger than a day is left out: an upload may be about to name it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove the files, after saying which")

    def handle(self, *args: Any, **options: Any) -> None:
        number = self._say_which_files()
        self._say_which_pictures()
        if not number:
            return
        if not options["remove"]:
            self.stdout.write("Nothing was removed: “orphans --remove” removes the files.")
            return
        removed = sum(orphans.remove(some) for some in orphans.files())
        self.stdout.write(f"{removed:,} file{pluralize(removed)} removed.")

    def _say_which_files(self) -> int:
        number, size = 0, 0
        first: list[Kept] = []
        for some in orphans.files():
            number += len(some)
            size += sum(file.size for file in some)
            first += some[: SHOWN - len(first)]
        self.stdout.write(f"{number:,} file{pluralize(number)} ({size:,} bytes) that no picture names.")
        for file in first:
            self.stdout.write(f"    {file.name}, {filesizeformat(file.size)}, saved on {file.saved_at:%Y-%m-%d}")
        self._say_that_there_are_more(number)
        return number

    def _say_which_pictures(self) -> None:
        number = orphans.pictures().count()
        if number:
            self.stdout.write(f"{number:,} picture{pluralize(number, ' awaits,s await')} a file and no story used it.")
        for picture in orphans.pictures()[:SHOWN]:
            self.stdout.write(f"    picture {picture.pk}, of {picture.created_at:%Y-%m-%d}: {picture.caption[:60]}")
        self._say_that_there_are_more(number)

    def _say_that_there_are_more(self, number: int) -> None:
        if number > SHOWN:
            self.stdout.write(f"    and {number - SHOWN:,} more")
