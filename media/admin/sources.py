"""Whose text and pictures are used, and what the contract with each source allows."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from media.admin.lines import OnePerLine
from media.models import Material, Source, Use

USES = {Use.PUBLISH: _("here"), Use.SYNDICATE: _("partners")}


class SourceAdmin(ModelAdmin):
    list_display = ("name", "kind", "text_rights", "picture_rights")
    list_filter = (("kind", ChoicesDropdownFilter), "text_publish", "picture_publish")
    list_filter_submit = True
    list_per_page = 50
    search_fields = ("name", "spellings")
    sortable_by = ()
    show_full_result_count = False
    actions = None
    fieldsets = (
        (None, {"fields": ("name", "kind", "spellings")}),
        (_("Its text"), {"fields": ("text_publish", "text_syndicate", ("text_from", "text_until"))}),
        (
            _("Its pictures"),
            {"fields": ("picture_publish", "picture_syndicate", ("picture_from", "picture_until"), "picture_notice")},
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "spellings":
            kwargs.update(widget=OnePerLine(attrs={"rows": 8, "dir": "auto"}), delimiter="\n")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("its text"))
    def text_rights(self, source: Source) -> str:
        return _rights(source, Material.TEXT)

    @admin.display(description=_("its pictures"))
    def picture_rights(self, source: Source) -> str:
        return _rights(source, Material.PICTURE)


def _rights(source: Source, material: Material) -> str:
    allowed = [str(name) for use, name in USES.items() if getattr(source, f"{material}_{use}")]
    if not allowed:
        return gettext("closed")
    days = [(gettext("from"), f"{material}_from"), (gettext("until"), f"{material}_until")]
    period = [f"{name} {date_format(day)}" for name, field in days if (day := getattr(source, field))]
    return ", ".join([" + ".join(allowed), *period])
