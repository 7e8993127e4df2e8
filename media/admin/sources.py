"""Whose text and pictures are used, and what the contract with each source allows."""

import datetime
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
from unfold.widgets import UnfoldAdminTextareaWidget

from media.models import Source


class OnePerLine(UnfoldAdminTextareaWidget):
    """Spellings under each other: in a line with commas, Arabic and Latin ones would change places."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return "\n".join(line for line in data.get(name, "").splitlines() if line.strip())


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
        (_("Its text"), {"fields": ("text_publish", "text_syndicate", "text_until")}),
        (_("Its pictures"), {"fields": ("picture_publish", "picture_syndicate", "picture_until")}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "spellings":
            kwargs.update(widget=OnePerLine(attrs={"rows": 8, "dir": "auto"}), delimiter="\n")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("its text"))
    def text_rights(self, source: Source) -> str:
        return _rights(source.text_publish, source.text_syndicate, source.text_until)

    @admin.display(description=_("its pictures"))
    def picture_rights(self, source: Source) -> str:
        return _rights(source.picture_publish, source.picture_syndicate, source.picture_until)


def _rights(publish: bool, syndicate: bool, until: datetime.date | None) -> str:
    uses = [use for allowed, use in ((publish, gettext("here")), (syndicate, gettext("partners"))) if allowed]
    if not uses:
        return gettext("closed")
    return " + ".join(uses) + (f", {gettext('until')} {date_format(until)}" if until else "")
