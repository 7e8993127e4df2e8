"""Who supplied a text or a picture, and what the contract with them lets the newsroom do."""

import datetime
from enum import StrEnum
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Material(StrEnum):
    """What a source supplies: each has rights of its own."""

    TEXT = "text"
    PICTURE = "picture"


class Use(StrEnum):
    """What is done with it: publish on our own pages, or syndicate to partners and feeds."""

    PUBLISH = "publish"
    SYNDICATE = "syndicate"


class SourceQuerySet(models.QuerySet["Source"]):
    def forbidding(self, use: Use, material: Material, on: datetime.date) -> Self:
        """Those that do not let us `use` their `material` on that day: `Source.allows`, asked of the database."""
        begun = Q(**{f"{material}_from": None}) | Q(**{f"{material}_from__lte": on})
        lasts = Q(**{f"{material}_until": None}) | Q(**{f"{material}_until__gte": on})
        return self.exclude(begun, lasts, **{f"{material}_{use}": True})

    def by_spelling(self) -> dict[str, "Source"]:
        """Every spelling a credit may use for a source, its name included, with the source it stands for."""
        return {spelling: source for source in self for spelling in (source.name, *source.spellings)}


class Source(models.Model):
    """An agency, the newsroom's own staff, or another supplier, with separate rights for text and pictures."""

    class Kind(models.TextChoices):
        AGENCY = "agency", _("agency")
        STAFF = "staff", _("own staff")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.AGENCY)
    spellings = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("spellings"),
        default=list,
        blank=True,
        help_text=_(
            "Other ways credits name this source, one on each line, such as “AP Photo” and “The Associated Press”."
        ),
    )
    text_publish = models.BooleanField(_("its text may be published here"), default=True)
    text_syndicate = models.BooleanField(_("its text may go to partners"), default=True)
    text_from = models.DateField(_("right to its text begins on"), null=True, blank=True)
    text_until = models.DateField(_("right to its text ends on"), null=True, blank=True)
    picture_publish = models.BooleanField(_("its pictures may be published here"), default=True)
    picture_syndicate = models.BooleanField(_("its pictures may go to partners"), default=True)
    picture_from = models.DateField(_("right to its pictures begins on"), null=True, blank=True)
    picture_until = models.DateField(_("right to its pictures ends on"), null=True, blank=True)
    picture_notice = models.CharField(
        _("copyright notice of its pictures"),
        max_length=300,
        blank=True,
        help_text=_("Goes with each of its pictures that has none of its own: © 2026 Reuters. All rights reserved."),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{material}_until__gte": F(f"{material}_from")}),
                name=f"the_right_to_a_sources_{material}_ends_after_it_begins",
                violation_error_message=_("A right cannot end before it begins: mind the two days."),
            )
            for material in Material
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A credit must lead to one source: refuse a name or spelling that another has, however it is written."""
        others = Source.objects.exclude(pk=self.pk).by_spelling()
        taken = {spelling.casefold(): source for spelling, source in others.items()}
        for field, spelling in [("name", self.name), *(("spellings", spelling) for spelling in self.spellings)]:
            if other := taken.get(spelling.casefold()):
                raise ValidationError(
                    {
                        field: _("“%(spelling)s” stands for the source %(source)s already.")
                        % {"spelling": spelling, "source": other}
                    }
                )

    def allows(self, use: Use, material: Material, on: datetime.date) -> bool:
        """Whether the contract lets us `use` its `material` on the day `on`; first and last day of a right count."""
        begins, ends = getattr(self, f"{material}_from"), getattr(self, f"{material}_until")
        return getattr(self, f"{material}_{use}") and (begins or on) <= on <= (ends or on)
