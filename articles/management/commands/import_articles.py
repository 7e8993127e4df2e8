"""import_articles: brings the text of captured story pages to the desk."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.importing.capture import decode, parse
from articles.importing.captured import CaptureError
from articles.importing.importer import Importer, ImportRefused
from articles.importing.lines import MOST_CHARACTERS
from articles.importing.pictures import PhotoFolder
from articles.management.arguments import active_user, moment
from articles.models import Section
from media.models import Source


class Command(BaseCommand):
    help = "Reads story pages as a browser's select-all copies them. docs/importing.md describes their form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of .txt files")
        parser.add_argument("--section", default="", help="slug of the section the stories go to")
        parser.add_argument("--source", default="", help="name of the agency or desk that the text comes from")
        parser.add_argument("--photos", type=Path, metavar="DIR", help="folder with the pictures' files")
        parser.add_argument("--publish", action="store_true", help="publish new stories, update changed public ones")
        parser.add_argument("--published-at", default="", metavar="TIME", help="original time: 2026-10-03T09:30+00:00")
        parser.add_argument("--as", dest="actor", metavar="USER", help="the user who does it")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        importer = Importer(
            actor=active_user("--as", options["actor"]),
            section=_section(options["section"]),
            source=_source(options["source"]),
            photos=_photos(options["photos"]),
            publish=options["publish"],
            published_at=moment("--published-at", options["published_at"]),
        )
        files = list(_files(options["paths"]))
        if options["dry_run"]:
            with transaction.atomic():
                refused = sum(self._import_file(importer, file) for file in files)
                transaction.set_rollback(True)
            self.stdout.write("Nothing was changed: this was a dry run.")
        else:
            refused = sum(self._import_file(importer, file) for file in files)
        if refused:
            raise CommandError(f"{refused} could not be imported or published, see above; everything else was.")

    def _import_file(self, importer: Importer, file: Path) -> int:
        """Import the stories of one file, a line each; returns how many were refused."""
        try:
            stories = parse(decode(_read(file)))
        except CaptureError as error:
            self.stderr.write(f"{file}:{error.line}: {error.message}")
            return 1
        except OSError as error:
            self.stderr.write(f"{file}: {error.strerror}")
            return 1
        refused = 0
        for story in stories:
            try:
                imported = importer.bring_in(story)
            except ImportRefused as refusal:
                self.stderr.write(f"{file}:{story.line}: {story.headline}: {refusal}")
                refused += 1
                continue
            place = f"{file}:{story.line}"
            self.stdout.write(f"{imported.outcome} {imported.article.pk} {story.headline} ({place})")
            for remark in imported.remarks:
                self.stdout.write(f"    {remark}")
        return refused


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.txt"))
        else:
            yield path


def _read(file: Path) -> bytes:
    """The bytes of a file, and no more than one beyond what the parser takes."""
    with file.open("rb") as opened:
        return opened.read(MOST_CHARACTERS + 1)


def _section(slug: str) -> str:
    if slug and not Section.objects.filter(slug=slug).exists():
        known = ", ".join(Section.objects.values_list("slug", flat=True).distinct().order_by("slug")) or "none yet"
        raise CommandError(f"--section: there is no section “{slug}”; there are: {known}.")
    return slug


def _source(name: str) -> Source | None:
    if not name:
        return None
    spellings = {spelling.lower(): source for spelling, source in Source.objects.by_spelling().items()}
    if source := spellings.get(name.lower()):
        return source
    raise CommandError(f"--source: there is no source “{name}”: make it in the admin, or mend the name.")


def _photos(folder: Path | None) -> PhotoFolder:
    if folder is None:
        return PhotoFolder()
    if not folder.is_dir():
        raise CommandError(f"--photos: {folder} is no folder.")
    return PhotoFolder.at(folder)
