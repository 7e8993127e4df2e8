"""The desk's working copy of a story. What is written here concerns nobody outside the newsroom."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.taxonomy import Author, Section, Tag, languages
from articles.querysets import ArticleQuerySet
from media.models import Image, Source


class Article(models.Model):
    """A story as the desk has it. `state` is moved by the verbs of `articles/publishing.py` alone."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLIC = "public", _("public")
        RETRACTED = "retracted", _("retracted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SPIKED = "spiked", _("spiked")
        ERASED = "erased", _("erased")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    language = models.CharField(_("language"), max_length=8, choices=languages, default="en")
    headline = models.CharField(_("headline"), max_length=300)
    short_headline = models.CharField(
        _("short headline"),
        max_length=120,
        blank=True,
        help_text=_("For fronts and lists, where the headline is long."),
    )
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        blank=True,
        allow_unicode=True,
        help_text=_("Left empty, made from the headline."),
    )
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("body"), blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True, help_text=_("The dateline: Lisbon"))
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="articles")
    authors = models.ManyToManyField(Author, through="Byline", related_name="articles")
    pictures = models.ManyToManyField(Image, through="ArticlePicture", related_name="articles")
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
    )
    source_confirmed = models.BooleanField(
        _("source confirmed"),
        default=True,
        help_text=_("Off where the importer only proposed it from the text; readers see a confirmed source alone."),
    )
    urgency = models.PositiveSmallIntegerField(
        _("urgency"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text=_("From 1, most urgent, to 8, least (IPTC)."),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    scheduled_for = models.DateTimeField(_("scheduled for"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="scheduled", scheduled_for__isnull=False)
                | (~Q(state="scheduled") & Q(scheduled_for__isnull=True)),
                name="a_story_has_its_minute_exactly_while_scheduled",
            ),
            models.CheckConstraint(condition=Q(urgency__range=(1, 8)), name="urgency_is_1_to_8"),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="desk_list_by_state"),
            models.Index(fields=["section", "-id"], name="desk_list_by_section"),
            models.Index(fields=["scheduled_for"], condition=Q(state="scheduled"), name="schedules_due"),
        ]

    def __str__(self) -> str:
        return self.headline or f"{self._meta.verbose_name} {self.pk}"  # an erased one has no words left

    def clean(self) -> None:
        if self.section and self.section.language != self.language:
            raise ValidationError({"section": _("This section belongs to another edition than the story's language.")})


class Byline(models.Model):
    """One name in a story's by-line, in its order."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("by-line")
        verbose_name_plural = _("by-line")
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="an_author_stands_in_a_by_line_once")]

    def __str__(self) -> str:
        return self.author.name


class ArticlePicture(models.Model):
    """A picture in a story, in its order: the first is the lead picture, those within the text come last."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="picture_uses")
    image = models.ForeignKey(Image, verbose_name=_("picture"), on_delete=models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_text = models.BooleanField(default=False, editable=False, help_text="the body has its figure")
    caption = models.TextField(_("caption here"), blank=True, help_text=_("Empty: the picture's own caption."))
    alt_text = models.TextField(
        _("alternative text here"), blank=True, help_text=_("Empty: the picture's own alternative text.")
    )

    class Meta:
        ordering = ["in_text", "position", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "image"],
                name="a_picture_stands_in_a_story_once",
                deferrable=models.Deferrable.DEFERRED,  # two pictures may change places, one row after the other
            )
        ]

    def __str__(self) -> str:
        return self.caption or str(self.image)
