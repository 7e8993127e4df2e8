"""What the addresses of the portal can name: read from the database, whatever the public may see of it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from articles.addresses import slug_for
from articles.models import Article, Author, Release, Revision, Section, Tag
from media import renditions
from media.models import Image
from syndication.models import ApiKey


@dataclass(frozen=True, slots=True)
class Story:
    """A story as an address names it: the section it is in, its day, and the slugs it has and had."""

    pk: int
    section: str
    day: datetime.date
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as an address names it, with the keys it has and had."""

    pk: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All that is in the database, as far as addresses go; `most` bounds the rows of a table of the admin."""

    sections: Sequence[str]
    tags: Sequence[str]
    authors: Sequence[str]
    days: Sequence[datetime.date]
    stories: Sequence[Story]
    pictures: Sequence[Picture]
    searches: Sequence[str] = ()
    most: int = 100
    only: dict[str, list[int]] = field(default_factory=dict)

    def rows(self, model: str) -> list[object]:
        """The ids of a table's newest rows, or those that `only` gives."""
        if model in self.only:
            return list(self.only[model])
        return list(apps.get_model(model)._default_manager.order_by("-pk").values_list("pk", flat=True)[: self.most])

    def partner_keys(self) -> list[tuple[int, int]]:
        return list(ApiKey.objects.values_list("partner_id", "pk")[: self.most])

    def pages_on_site(self) -> list[tuple[int, int]]:
        """Rows that have a page of their own on the site, by the id of their content type and their own."""
        models = [Release, Section, Tag, Author]
        return [
            (ContentType.objects.get_for_model(model).pk, pk)
            for model in models
            for pk in self.rows(model._meta.label_lower)
        ]


def world(*, searches: Sequence[str] = (), most: int = 100, only: dict[str, list[int]] | None = None) -> World:
    """The world as the database has it now."""
    return World(
        sections=_different(Section.objects.values_list("slug", flat=True)),
        tags=_different(Tag.objects.values_list("slug", flat=True)),
        authors=_different(Author.objects.values_list("slug", flat=True)),
        days=_different([timezone.localdate(), *map(_day, Release.objects.all())]),
        stories=[_story(article) for article in Article.objects.select_related("section")],
        pictures=[_picture(image) for image in Image.objects.all()],
        searches=searches,
        most=most,
        only=only or {},
    )


def _different(names: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(names))


def _day(release: Release) -> datetime.date:
    return timezone.localdate(release.first_published_at)


def _story(article: Article) -> Story:
    first = article.releases.order_by("number").first()
    old = [stored.card.slug for stored in (*article.releases.all(), *article.revisions.all())]
    now = article.slug or slug_for(article.headline, article.language)
    return Story(
        pk=article.pk,
        section=article.section.slug if article.section else "no-section",
        day=_day(first) if first else timezone.localdate(),
        slugs=tuple(dict.fromkeys(slug for slug in (now, *old) if slug)),
    )


def _picture(image: Image) -> Picture:
    shown = [
        picture["key"]
        for content in (
            *Release.objects.values_list("content", flat=True),
            *Revision.objects.values_list("content", flat=True),
        )
        for picture in content.get("pictures", ())
        if picture["image"] == image.pk
    ]
    keys = dict.fromkeys([renditions.key(image), *shown])
    return Picture(image.pk, tuple(renditions.in_addresses(key) for key in keys if key))
