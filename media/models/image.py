"""A picture of the library: its bytes, what it shows, whose it is, and what may be done with it."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media.models.source import Material, Source, Use
from media.search import vector

# The terms of PLUS's data-mining property (IPTC Photo Metadata Standard, “Data Mining”), and what they mean.
DATA_MINING = [
    ("DMI-ALLOWED", _("allowed")),
    ("DMI-PROHIBITED-AIMLTRAINING", _("no training of artificial intelligence")),
    ("DMI-PROHIBITED-GENAIMLTRAINING", _("no training of generative artificial intelligence")),
    ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", _("none but for search engines")),
    ("DMI-PROHIBITED", _("none")),
]

FRACTION = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class ImageQuerySet(models.QuerySet["Image"]):
    def forbidding(self, use: Use, on: datetime.date) -> Self:
        """Those that we may not `use` on that day: `Image.allows`, asked of the database."""
        closed = Source.objects.forbidding(use, Material.PICTURE, on)
        return self.filter(
            Q(**{f"may_{use}": False})
            | Q(rights_from__gt=on)
            | Q(rights_until__lt=on)
            | Q(source__in=closed)
            | Q(source__kind=Source.Kind.AGENCY, credit="")
        )


class Image(models.Model):
    """A picture, or the caption and credit of one that still awaits its file (`sha256` is "" then)."""

    file = models.FileField(_("file"), blank=True, max_length=80)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    format = models.CharField(max_length=8, blank=True, editable=False, help_text="jpeg, png, webp, avif, heif, tiff")
    size = models.BigIntegerField(default=0, editable=False, help_text="in bytes")
    width = models.IntegerField(default=0, editable=False, help_text="in pixels, upright")
    height = models.IntegerField(default=0, editable=False, help_text="in pixels, upright")
    colour = models.CharField(max_length=3, blank=True, editable=False, help_text="on average: 7c3; empty: unknown")

    headline = models.CharField(
        _("headline"), max_length=200, blank=True, help_text=_("In a few words: Barrier at dusk")
    )
    caption = models.TextField(_("caption"), blank=True, help_text=_("Without the credit: that has its own field."))
    alt_text = models.TextField(
        _("alternative text"), blank=True, help_text=_("What the picture shows, for who cannot see it.")
    )
    photographer = models.CharField(_("photographer"), max_length=200, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("As printed: Reuters/Jane Doe"))
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="images",
    )
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    usage_terms = models.TextField(_("usage terms"), blank=True)
    license_url = models.URLField(_("address of the licence"), blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    keywords = models.TextField(_("keywords"), blank=True, help_text=_("Separated by commas."))
    data_mining = models.CharField(
        _("data mining"),
        max_length=60,
        blank=True,
        choices=DATA_MINING,
        help_text=_("What machines may do with the picture. It goes out with the file (PLUS)."),
    )
    focal_x = models.FloatField(_("focal point, across"), default=0.5, validators=FRACTION)
    focal_y = models.FloatField(_("focal point, down"), default=0.5, validators=FRACTION)
    may_publish = models.BooleanField(_("may be published here"), default=True)
    may_syndicate = models.BooleanField(_("may go to partners"), default=True)
    rights_from = models.DateField(_("right to this picture begins on"), null=True, blank=True)
    rights_until = models.DateField(_("right to this picture ends on"), null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    search = models.GeneratedField(expression=vector(), output_field=SearchVectorField(), db_persist=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(fields=["rights_until"], condition=Q(rights_until__isnull=False), name="rights_that_end"),
            models.Index(fields=["taken_on"], condition=Q(taken_on__isnull=False), name="pictures_by_day"),
            models.Index(fields=["created_at"], name="pictures_as_they_came"),
            models.Index(fields=["-id"], condition=Q(sha256=""), name="pictures_awaited"),
            GinIndex(fields=["search"], name="search_of_pictures"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sha256"], condition=~Q(sha256=""), name="the_same_bytes_are_one_picture"),
            models.CheckConstraint(
                condition=Q(sha256="", file="") | (~Q(sha256="") & ~Q(file="") & Q(width__gt=0, height__gt=0)),
                name="a_picture_with_a_file_has_its_hash_and_size",
            ),
            models.CheckConstraint(
                condition=Q(rights_until__gte=F("rights_from")),
                name="a_right_ends_after_it_begins",
                violation_error_message=_("A right cannot end before it begins: mind the two days."),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="the_focal_point_is_in_the_picture",
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:80] or f"picture {self.pk}"

    @property
    def awaits_file(self) -> bool:
        return not self.sha256

    @property
    def missing(self) -> list[str]:
        """The names of what readers need of a picture and nobody has written yet."""
        needed = {"caption": _("caption"), "credit": _("credit"), "alt_text": _("alternative text")}
        return [str(words) for name, words in needed.items() if not getattr(self, name).strip()]

    @property
    def needs_credit(self) -> bool:
        """Whether it is an agency's and has no credit, without which nobody may show it."""
        named = any(map(str.isalnum, self.credit))  # invisible characters name nobody
        return bool(self.source and self.source.kind == Source.Kind.AGENCY and not named)

    def allows(self, use: Use, on: datetime.date | None = None) -> bool:
        """Whether its own right and its source's contract let us `use` it on that day (today by default).

        Nobody may use an agency's that has no credit.
        """
        day = on or timezone.localdate()
        own = getattr(self, f"may_{use}") and not self.needs_credit
        begun = self.rights_from is None or self.rights_from <= day
        lasts = self.rights_until is None or day <= self.rights_until
        return own and begun and lasts and (self.source is None or self.source.allows(use, Material.PICTURE, day))

    @property
    def first_day(self) -> datetime.date | None:
        """The first day on which its own right and its source's contract let us show it; None where neither says."""
        begins = [self.rights_from, self.source.picture_from if self.source else None]
        return max((day for day in begins if day), default=None)

    @property
    def notice(self) -> str:
        """The copyright notice that goes with it: its own, or that of all its source's pictures."""
        return self.copyright_notice or (self.source.picture_notice if self.source else "")

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which its own right and its source's contract let us show it; None where neither ends."""
        ends = [self.rights_until, self.source.picture_until if self.source else None]
        return min((day for day in ends if day), default=None)
