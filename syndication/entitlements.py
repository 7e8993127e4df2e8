"""What may go to partners: what is public, as far as the contracts with its sources let us pass it on.

Contracts end and change without a new release, so they are looked up when a partner asks, never stored with a story.
"""

import datetime

from django.db.models import Q
from django.utils import timezone

from articles.models import Release
from articles.querysets import ReleaseQuerySet
from media.models import Image, Material, Use


def stories() -> ReleaseQuerySet:
    """The public stories whose text may be passed on today."""
    return Release.objects.public().filter(_text_may_go(timezone.localdate()))


def text_may_go(release: Release) -> bool:
    """The same of one story. Its source counts whether or not an editor has confirmed it yet."""
    return release.source is None or release.source.allows(Use.SYNDICATE, Material.TEXT, timezone.localdate())


def picture_withheld(image: Image) -> str:
    """Why a picture may not be passed on, as a sentence for partners; "" where it may."""
    if image.allows(Use.SYNDICATE):
        return ""
    return "The source of this picture does not allow syndication, or our right to it has ended."


def _text_may_go(day: datetime.date) -> Q:
    """`Source.allows()` in SQL: pages of stories must be chosen by the database, or they would have holes."""
    contract = Q(source__text_syndicate=True) & (Q(source__text_until=None) | Q(source__text_until__gte=day))
    return Q(source=None) | contract
