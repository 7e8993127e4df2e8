"""How stories are ordered: sections in two levels, tags, and the authors whose names stand above them."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import addresses


def languages() -> list[tuple[str, Any]]:
    """The languages a row may have: a function, so that another edition makes no migration."""
    return settings.LANGUAGES


class Section(models.Model):
    """A section of one edition, such as Science, or a sub-section of it, such as Space."""

    language = models.CharField(_("language"), max_length=8, choices=languages, default="en")
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("slug"),
        max_length=60,
        validators=[addresses.refuse_reserved_slug],
        help_text=_("Its part of addresses."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsections",
    )
    position = models.PositiveSmallIntegerField(_("position in the section bar"), default=0)

    class Meta:
        ordering = ["language", "position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="a_section_has_its_slug_alone_in_its_edition")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sections_have_two_levels",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NEW.parent_id IS NOT NULL AND (
                        NEW.parent_id = NEW.id
                        OR EXISTS (SELECT 1 FROM articles_section
                                   WHERE id = NEW.parent_id AND (parent_id IS NOT NULL OR language <> NEW.language))
                        OR EXISTS (SELECT 1 FROM articles_section WHERE parent_id = NEW.id)
                    ) THEN
                        RAISE EXCEPTION 'sections have two levels, both in one language'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name

    def get_absolute_url(self) -> str:
        return addresses.section(self)

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.parent.parent_id or self.parent_id == self.pk or (self.pk and self.subsections.exists()):
            raise ValidationError({"parent": _("Sections have two levels: choose a section that is part of no other.")})
        if self.parent.language != self.language:
            raise ValidationError({"parent": _("A sub-section has the language of its section.")})


class Tag(models.Model):
    """A subject that stories of several sections share."""

    language = models.CharField(_("language"), max_length=8, choices=languages, default="en")
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, allow_unicode=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="a_tag_has_its_slug_alone_in_its_edition")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return addresses.tag(self)


class Author(models.Model):
    """Somebody, or a desk, whose name stands in a by-line. An author writes in any edition."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    biography = models.TextField(_("biography"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The author's page in the edition that is being read."""
        return addresses.author(self, get_language() or settings.EDITIONS[0])
