"""Scheduled stories that could not come out at their minute: each with its reasons, tried again by a button."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import publishing
from articles.admin.lists import DeskAdmin, tell_refusals
from articles.admin.people import MOMENT, DeskRequest
from articles.admin.standing import NAMES
from articles.models import FailedSchedule
from articles.moves import Verb
from articles.permissions import may


@admin.register(FailedSchedule)
class FailedScheduleAdmin(DeskAdmin):
    """Reads what the worker wrote. Nobody writes here by hand: a verb that moves the story on takes its row away."""

    list_display = fields = readonly_fields = ("story", "was_due", "failed", "reasons")
    list_display_links = None
    list_select_related = ("article",)
    sortable_by = ()
    actions = ("try_again",)

    @admin.display(description=_("Story"))
    def story(self, failed: FailedSchedule) -> SafeString:
        address = reverse("admin:articles_article_change", args=[failed.article_id])
        return format_html('<a class="desk-wrap" dir="auto" href="{}">{}</a>', address, failed.article)

    @admin.display(description=_("Was due"))
    def was_due(self, failed: FailedSchedule) -> str:
        return date_format(timezone.localtime(failed.due), MOMENT)

    @admin.display(description=_("Failed"))
    def failed(self, failed: FailedSchedule) -> str:
        return date_format(timezone.localtime(failed.failed_at), MOMENT)

    @admin.display(description=_("Why"))
    def reasons(self, failed: FailedSchedule) -> SafeString:
        lines = format_html_join("", '<p dir="auto">{}</p>', ([_reason(problem)] for problem in failed.problems))
        return format_html('<div class="desk-wrap">{}</div>', lines)

    @admin.action(description=_("Try again"), permissions=["retry"])
    def try_again(self, request: DeskRequest, failed: QuerySet[FailedSchedule]) -> None:
        """Each story for itself, in a transaction of its own: one that is refused holds up no other."""
        again, refusals = 0, []
        for article_id, headline in failed.values_list("article_id", "article__headline"):
            try:
                publishing.perform(Verb.RETRY, article_id, actor=request.user)
            except publishing.Refused as refusal:
                refusals.append(f"{headline}: {refusal}")
            else:
                again += 1
        if again:
            sentence = ngettext(
                "The worker tries %(number)s story again now. What fails again comes back to this list.",
                "The worker tries %(number)s stories again now. What fails again comes back to this list.",
                again,
            )
            messages.success(request, sentence % {"number": again})
        tell_refusals(request, refusals)

    def has_retry_permission(self, request: DeskRequest) -> bool:
        return may(request.user, Verb.RETRY)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _reason(problem: dict[str, str]) -> str:
    """A problem as "field: reason", the field in the words of the story's form; without one, the reason alone."""
    field = NAMES.get(problem["field"], problem["field"])
    return f"{field}: {problem['reason']}" if field else problem["reason"]
