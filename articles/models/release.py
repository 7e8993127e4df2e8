"""What the public gets: the complete story, words and pictures, as it was at one publication."""

import math
from collections.abc import Collection
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, Expression, GeneratedField, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from articles import addresses
from articles.content import StoryPicture
from articles.models.append_only import MARK, append_only, append_only_but_for_erasure
from articles.models.article import Article
from articles.models.revision import Revision, StoredStory
from articles.models.taxonomy import Author, Section, Tag
from articles.querysets import ReleasePictureQuerySet, ReleaseQuerySet
from articles.search import CONFIGURATIONS, FALLBACK
from media.models import Image, Material, Source, Use

WORDS_A_MINUTE = 220
CURRENT = Q(superseded_at__isnull=True)


def _search_vector(configuration: str) -> Expression:
    return (
        SearchVector(KeyTextTransform("headline", "content"), weight="A", config=configuration)
        + SearchVector(KeyTextTransform("standfirst", "content"), weight="B", config=configuration)
        + SearchVector("body", weight="C", config=configuration)  # its tags are no words to PostgreSQL's parser
    )


# The moment it ended is written once; the search vector is the database's own.
_ENDS_ONCE = """
    IF OLD.superseded_at IS NULL THEN
        OLD.superseded_at := NEW.superseded_at;
    END IF;
    OLD.search := NEW.search;
"""


class Release(StoredStory):
    """One public version of a story. Immutable, but for the moment it was superseded.

    Everything public reads `Release.objects.public()`. A story taken down has no current release: there is no row
    left on which a filter could be forgotten.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    language = models.CharField(max_length=8)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="releases")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="releases")
    tags = models.ManyToManyField(Tag, related_name="releases")
    words = models.PositiveIntegerField()

    first_published_at = models.DateTimeField(help_text="when the story first appeared, here or in the captured page")
    updated_at = models.DateTimeField(null=True, help_text="the last change that readers are told of")
    published_at = models.DateTimeField(help_text="when this version became public")
    superseded_at = models.DateTimeField(null=True, help_text="when it ceased to be")

    search = GeneratedField(
        expression=Case(
            *(When(language=code, then=_search_vector(name)) for code, name in CONFIGURATIONS.items()),
            default=_search_vector(FALLBACK),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-first_published_at", "-article_id"]
        constraints = [
            models.UniqueConstraint(fields=["article"], condition=CURRENT, name="a_story_has_one_current_release"),
            models.UniqueConstraint(fields=["article", "number"], name="releases_are_numbered"),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=models.F("published_at")),
                name="a_release_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["-first_published_at", "-article"], condition=CURRENT, name="newest_of_all"),
            models.Index(
                fields=["language", "-first_published_at", "-article"],
                condition=CURRENT,
                name="newest_of_edition",
            ),
            models.Index(
                fields=["section", "-first_published_at", "-article"],
                condition=CURRENT,
                name="newest_of_section",
            ),
            GinIndex(fields=["search"], condition=CURRENT, name="search_of_public"),
        ]
        triggers = append_only_but_for_erasure("releases", {"content": MARK, "body": "''"}, besides=_ENDS_ONCE)

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return addresses.story(self.section, self.first_published_at, self.card.slug, self.article_id)

    @property
    def headline(self) -> str:
        return self.card.headline

    @property
    def card_headline(self) -> str:
        """The headline where there is little room."""
        return self.card.short_headline or self.card.headline

    @property
    def standfirst(self) -> str:
        return self.card.standfirst

    @cached_property
    def pictures(self) -> tuple[StoryPicture, ...]:
        """Those that may be shown today. One whose right has ended leaves its stories by a release without it; the
        library is asked again, so that none is shown while that release is late."""
        return tuple(picture for picture in self.card.pictures if picture.image not in self.forbidden)

    @cached_property
    def forbidden(self) -> Collection[int]:
        """The pictures of it that may not be shown today, by their ids. `as_cards()` and `whole()` fetch them for a
        whole list."""
        return self.picture_uses.forbidden_today().values_list("image", flat=True)

    @property
    def lead(self) -> StoryPicture | None:
        return next((picture for picture in self.pictures if not picture.in_text), None)

    @property
    def card_picture(self) -> StoryPicture | None:
        """The first picture that has come: what a list or a shared link shows while the lead picture is awaited."""
        return next((picture for picture in self.pictures if picture.has_file), None)

    @property
    def authors(self) -> list[Author]:
        """The by-line in its order. `with_cards()` fetches it for a whole list."""
        return [line.author for line in self.bylines.all()]

    @property
    def credited_source(self) -> Source | None:
        """The source readers are told of: one that an editor confirmed, and not our own staff."""
        if self.source and self.card.source_confirmed and self.source.kind != Source.Kind.STAFF:
            return self.source
        return None

    @property
    def text_may_be_passed_on(self) -> bool:
        """Whether feeds and partners may have its text today, its source confirmed or not. Looked up, never stored:
        contracts end and change without a new release."""
        return self.source is None or self.source.allows(Use.SYNDICATE, Material.TEXT, timezone.localdate())

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(self.words / WORDS_A_MINUTE))


class ReleaseTag(Release.tags.through):  # type: ignore[name-defined]
    """One tag of a release: the table that Django keeps for `Release.tags`."""

    class Meta:
        proxy = True
        triggers = append_only("release_tags")


class ReleaseAuthor(models.Model):
    """One name in the by-line of a release, in its order."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="release_bylines")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["release", "author"], name="a_release_names_an_author_once")]
        triggers = append_only("release_authors")

    def __str__(self) -> str:
        return self.author.name


class ReleasePicture(models.Model):
    """That a release shows a picture: the way from a picture to every public story with it."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="picture_uses")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="release_uses")

    objects = ReleasePictureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "image"], name="a_release_lists_a_picture_once")]
        triggers = append_only("release_pictures")

    def __str__(self) -> str:
        return f"picture {self.image_id} in release {self.release_id}"
