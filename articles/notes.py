"""What readers and partners were told of changes to stories: corrections, updates, and that a story is back."""

from collections import defaultdict
from collections.abc import Iterable

from articles.models import Change


def of_stories(article_ids: Iterable[int]) -> defaultdict[int | None, list[Change]]:
    """The notes to each of the stories, by its id, oldest first, in one query."""
    told = Change.objects.filter(article__in=article_ids, kind__in=Change.NOTED).exclude(note="")
    notes: defaultdict[int | None, list[Change]] = defaultdict(list)
    for change in told.order_by("sequence").only("article_id", "kind", "at", "note"):
        notes[change.article_id].append(change)
    return notes
