"""The renditions that readers ask for first, made by the worker as soon as a story is public."""

from typing import Any

from django.db.models.functions import Now
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles.models import Article, Change, Release
from media import renditions
from media.models import Image

PATIENTLY = RetryStrategy(max_attempts=5, exponential_wait=4)

LATER = 10  # seconds
WHOLE, ON_CARDS = "", "16x9"


def defer(change: Change) -> None:
    """Have the pictures of a new release made ahead, exactly if the transaction that makes it commits."""
    if change.release and any(picture.has_file for picture in change.release.pictures):
        _put_in_the_queue(change.article_id)


def _put_in_the_queue(article_id: int | None, **when: Any) -> None:
    # One at a time, and after whatever must be quick, such as telling caches of a story that was taken down.
    make_ahead.configure(lock="pictures", priority=-1, **when).defer(article_id=article_id)


@app.task(queue="pictures", retry=PATIENTLY, pass_context=False)
def make_ahead(article_id: int) -> None:
    """Make the common renditions of a public story's pictures; the lead's crop for fronts and lists, too.

    While stories wait for a worker to publish them, its time is theirs: the job comes back later.
    """
    if Article.objects.waiting_for_their_minute().filter(scheduled_for__lte=Now()).exists():
        _put_in_the_queue(article_id, schedule_in={"seconds": LATER})
        return
    release = Release.objects.public().filter(article=article_id).defer("body", "search").first()
    if release is None:
        return
    images = Image.objects.select_related("source").in_bulk([picture.image for picture in release.pictures])
    for picture in release.pictures:
        if picture.has_file:
            crops = (WHOLE, ON_CARDS) if picture == release.card_picture else (WHOLE,)
            for crop in crops:
                renditions.make_common(images[picture.image], crop)
