"""What may be seen, by whom, in which order. Every page, feed, search and API answer begins with one of these."""

import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q
from django.utils import timezone

from media.models import Image, Use

if TYPE_CHECKING:
    from articles.models import Author, Section, Tag

# A place in a list, newest first: when the story first appeared, and its id where two appeared together.
Place = tuple[datetime.datetime, int]


class ArticleQuerySet(models.QuerySet):
    """The desk's copies: for editors alone."""

    def waiting_for_pictures(self) -> Self:
        """Stories that show a caption whose picture has not come yet."""
        return self.filter(pictures__sha256="", pictures__isnull=False).distinct()

    def waiting_for_their_minute(self) -> Self:
        """Scheduled stories that have not failed, in the order of their minutes."""
        return self.filter(state="scheduled", failed_schedule=None).order_by("scheduled_for", "pk")

    def about_to_lose_pictures(self, by: datetime.date) -> Self:
        """Public stories that show a picture whose right ends on that day or before."""
        shown = Q(releases__superseded_at=None, releases__picture_uses__isnull=False)
        image = "releases__picture_uses__image"
        ends = Q(**{f"{image}__rights_until__lte": by}) | Q(**{f"{image}__source__picture_until__lte": by})
        return self.filter(shown & ends, state="public").distinct()


class ReleaseQuerySet(models.QuerySet):
    """What was ever public. Whoever answers readers or partners begins with `public()`."""

    def public(self) -> Self:
        """What a reader may see now. This is the whole rule."""
        return self.filter(superseded_at__isnull=True)

    def as_of(self, moment: datetime.datetime) -> Self:
        """What a reader saw at that moment."""
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), published_at__lte=moment)

    def in_edition(self, language: str) -> Self:
        return self.filter(language=language)

    def in_section(self, section: "Section") -> Self:
        """The stories of a section and of its sub-sections."""
        return self.filter(section__in=[section, *section.subsections.all()])

    def tagged(self, tag: "Tag") -> Self:
        return self.filter(tags=tag)

    def by_author(self, author: "Author") -> Self:
        return self.filter(bylines__author=author)

    def first_published_on(self, day: datetime.date) -> Self:
        """The stories of one day of the newsroom's calendar."""
        return self.filter(first_published_at__gte=_start_of(day), first_published_at__lt=_end_of(day))

    def first_published_before(self, day: datetime.date) -> Self:
        return self.filter(first_published_at__lt=_start_of(day))

    def first_published_after(self, day: datetime.date) -> Self:
        return self.filter(first_published_at__gte=_end_of(day))

    def newest_first(self) -> Self:
        return self.order_by("-first_published_at", "-article_id")

    def after(self, place: Place) -> Self:
        """What follows a place in the list, newest first: the next older stories."""
        moment, article_id = place
        return self.filter(
            Q(first_published_at__lte=moment),
            Q(first_published_at__lt=moment) | Q(article_id__lt=article_id),
        )

    def as_cards(self) -> Self:
        """All that a list shows of each story, in three queries for the whole list, the bodies left out."""
        return self._with_names().defer("body", "search").prefetch_related("bylines__author")

    def whole(self) -> Self:
        """All of each story, its tags included, but for the search vector, which is read by the database alone."""
        return self._with_names().defer("search").prefetch_related("bylines__author", "tags")

    def _with_names(self) -> Self:
        """With section and source, and the pictures that may not be shown (`Release.forbidden`)."""
        from articles.models import ReleasePicture  # here, since it is made with this module

        forbidden = ReleasePicture.objects.forbidden_today().filter(release=models.OuterRef("pk"))
        return self.select_related("section__parent", "source").annotate(
            forbidden=ArraySubquery(forbidden.values("image"))
        )


class ReleasePictureQuerySet(models.QuerySet):
    """Which release shows which picture."""

    def public(self) -> Self:
        return self.filter(release__superseded_at=None)

    def forbidden_today(self) -> Self:
        """Those of pictures that the library lets nobody show today."""
        return self.filter(image__in=Image.objects.forbidding(Use.PUBLISH, timezone.localdate()))


def _start_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _end_of(day: datetime.date) -> datetime.datetime:
    return _start_of(day + datetime.timedelta(days=1))
