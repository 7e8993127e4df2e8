"""Files that no picture names, because the picture was deleted, and pictures that nobody ever gave a file or a use."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from media.models import Image
from media.storage import Kept, originals

# An upload may save its file now and name it in a moment; none takes a day.
SAFE_AGE = timedelta(days=1)
AT_ONCE = 500  # files


def files() -> Iterator[list[Kept]]:
    """The files that no picture names and that nobody has saved for a day, some at a time."""
    before = timezone.now() - SAFE_AGE
    kept = iter(originals.files())
    while some := list(islice(kept, AT_ONCE)):
        wanted = named([file.name for file in some])
        if orphans := [file for file in some if file.name not in wanted and file.saved_at < before]:
            yield orphans


def remove(some: list[Kept]) -> int:
    """Remove those of the files that are orphans still, and say how many that were."""
    before = timezone.now() - SAFE_AGE
    return originals.discard([file.name for file in some], saved_before=before, unless=named)


def pictures() -> QuerySet[Image]:
    """The pictures that await their file and that no story, and no release of one, has ever shown."""
    return Image.objects.filter(
        sha256="", uses=None, release_uses=None, created_at__lt=timezone.now() - SAFE_AGE
    ).order_by("pk")


def named(names: list[str]) -> set[str]:
    """Those of the files that a picture names."""
    return set(Image.objects.filter(file__in=names).values_list("file", flat=True))
