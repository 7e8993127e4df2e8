"""What may go to partners: what is public, as far as the contracts with its sources let us pass it on.

Contracts end and change without a new release, so they are looked up when a partner asks, never stored with a story.
"""

import datetime

from django.db.models import Q
from django.utils import timezone

from articles.models import Release
from articles.querysets import ReleaseQuerySet
from media.models import Image, Use


def stories() -> ReleaseQuerySet:
    """The public stories whose text may be passed on today."""
    return Release.objects.public().filter(_text_may_go(timezone.localdate()))


def picture_withheld(image: Image) -> str:
    """Why a picture may not be passed on, as a sentence for partners; "" where it may."""
    if image.allows(Use.SYNDICATE):
        return ""
    return "The source of this picture does not allow syndication, or our right to it has ended."


def _text_may_go(day: datetime.date) -> Q:
    """`Release.text_may_be_passed_on` in SQL: the database chooses the stories of a page, or it would have holes."""
    contract = Q(source__text_syndicate=True) & (Q(source__text_until=None) | Q(source__text_until__gte=day))
    return Q(source=None) | contract
