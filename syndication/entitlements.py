"""What may go to partners: what is public, as far as the contracts with its sources let us pass it on.

Contracts end and change without a new release, so they are looked up when a partner asks, never stored with a story.
"""

from django.db.models import Q
from django.utils import timezone

from articles.models import Release
from articles.querysets import ReleaseQuerySet
from media.models import Image, Material, Source, Use


def stories() -> ReleaseQuerySet:
    """The public stories whose text may be passed on today."""
    # `Release.text_may_be_passed_on` in SQL: the database chooses the stories of a page, or it would have holes.
    closed = Source.objects.forbidding(Use.SYNDICATE, Material.TEXT, timezone.localdate())
    return Release.objects.public().filter(Q(source=None) | ~Q(source__in=closed))


def picture_withheld(image: Image) -> str:
    """Why a picture may not be passed on, as a sentence for partners; "" where it may."""
    if image.allows(Use.PUBLISH) and image.allows(Use.SYNDICATE):
        return ""
    return "The source of this picture does not allow syndication, or our right to it has ended."
