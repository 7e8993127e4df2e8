"""The log of public changes, as the newsroom reads it."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from articles.admin.lists import DeskAdmin
from articles.admin.people import MOMENT, name_of
from articles.models import Change

Kind = Change.Kind
BADGES = {
    Kind.PUBLISHED: "success",
    Kind.RESTORED: "success",
    Kind.UPDATED: "info",
    Kind.IMPROVED: "info",
    Kind.CLARIFIED: "info",
    Kind.CORRECTED: "warning",
    Kind.RETRACTED: "danger",
    Kind.WITHDRAWN: "danger",
    Kind.ERASED: "danger",
    Kind.PICTURE_CHANGED: "default",
    Kind.PICTURE_ENDED: "warning",
    Kind.RENAMED: "default",
}


@admin.register(Change)
class ChangeAdmin(DeskAdmin):
    """Reads the log. Nobody writes it but the verbs, and the database refuses to change it."""

    list_display = ("sequence", "when", "what", "story_or_name", "words", "by")
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_filter_submit = True
    list_select_related = ("article", "section__parent", "tag", "author", "actor")
    sortable_by = ()

    @admin.display(description=_("When"))
    def when(self, change: Change) -> str:
        return date_format(timezone.localtime(change.at), MOMENT)

    @display(description=_("What"), label=BADGES)
    def what(self, change: Change) -> tuple[str, str]:
        return change.kind, change.get_kind_display()

    @admin.display(description=_("Story or name"))
    def story_or_name(self, change: Change) -> SafeString:
        named = change.article or change.section or change.tag or change.author
        assert named  # the database refuses a change of nothing
        link = reverse(f"admin:{named._meta.app_label}_{named._meta.model_name}_change", args=[named.pk])
        return format_html('<a class="desk-wrap" href="{}">{}</a>', link, named)

    @admin.display(description=_("Note or reason"))
    def words(self, change: Change) -> SafeString:
        return format_html('<span class="desk-wrap">{}</span>', change.note or change.reason)

    @admin.display(description=_("Who"))
    def by(self, change: Change) -> str:
        return name_of(change.actor)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
