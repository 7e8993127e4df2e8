"""The jobs of the worker, as the newsroom sees them: what waits, what runs, what failed and may be run again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import admin as its_own  # noqa: F401  (registers the page that ours replaces)
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from articles.admin.lists import DeskAdmin, tell_refusals
from articles.admin.people import MOMENT
from newsportal.jobs import NotRunAgain, run_again
from newsportal.models import Job

# Arguments that have a page: its name, and what the argument is called.
PAGES: dict[str, tuple[str, Promise]] = {
    "article_id": ("admin:articles_article_change", gettext_lazy("story")),
    "sequence": ("admin:articles_change_change", gettext_lazy("change")),
}
STATUSES: dict[str, Promise] = {
    "todo": gettext_lazy("waiting"),
    "doing": gettext_lazy("running"),
    "failed": gettext_lazy("failed"),
    "succeeded": gettext_lazy("done"),
    "cancelled": gettext_lazy("cancelled"),
    "aborted": gettext_lazy("aborted"),
}
BADGES = {"todo": "info", "doing": "warning", "failed": "danger", "succeeded": "success"}
LONGEST = 300  # characters of an argument or an error in the list


class Status(DropdownFilter):
    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATUSES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(status=self.value()) if self.value() in STATUSES else queryset


admin.site.unregister([ProcrastinateJob])


@admin.register(Job)
class JobAdmin(DeskAdmin):
    """Shows the queue. A failed job stays until somebody runs it again; nothing else is done to jobs here."""

    list_display = ("what", "for_what", "standing", "tried", "when", "why")
    list_filter = (Status,)
    list_filter_submit = True
    list_select_related = ("failure",)
    sortable_by = ()
    ordering = ("-pk",)
    actions = ("run_again",)
    fields = ("what", "for_what", "status_in_words", "tried", "when", "whole_error", "function")
    readonly_fields = fields
    change_form_outer_after_template = "admin/newsportal/run_again.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        last = ProcrastinateEvent.objects.order_by("job_id", "-id").distinct("job_id")
        return super().get_queryset(request).prefetch_related(Prefetch("procrastinateevent_set", last))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == Status.parameter_name  # in other words than its own, a status fails in the database

    # --- What is shown ----------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("What"))
    def what(self, job: Job) -> str:
        return job.what

    @admin.display(description=gettext_lazy("For what"))
    def for_what(self, job: Job) -> SafeString:
        return format_html(
            '<span class="desk-wrap">{}</span>',
            format_html_join(mark_safe("<br>"), "{}", ([_argument(name, job.args[name])] for name in sorted(job.args)))
            or "–",
        )

    @display(description=gettext_lazy("Status"), label=BADGES)
    def standing(self, job: Job) -> tuple[str, str]:
        return job.status, self.status_in_words(job)

    @admin.display(description=gettext_lazy("Status"))
    def status_in_words(self, job: Job) -> str:
        return str(STATUSES.get(job.status, job.status))

    @admin.display(description=gettext_lazy("Attempts"))
    def tried(self, job: Job) -> int:
        return job.attempts

    @admin.display(description=gettext_lazy("When"))
    def when(self, job: Job) -> str:
        if job.status != "todo":
            return ", ".join(_moment(last.at) for last in job.procrastinateevent_set.all())
        if job.scheduled_at and job.scheduled_at > timezone.now():
            return _("from %(moment)s on") % {"moment": _moment(job.scheduled_at)}
        return _("as soon as a worker is free")

    @admin.display(description=gettext_lazy("Last error"))
    def why(self, job: Job) -> SafeString:
        return format_html('<span class="desk-wrap" dir="auto">{}</span>', _error(job)[:LONGEST])

    @admin.display(description=gettext_lazy("Last error"))
    def whole_error(self, job: Job) -> SafeString:
        return format_html('<span class="desk-wrap" dir="auto">{}</span>', _error(job))

    @admin.display(description=gettext_lazy("Function"))
    def function(self, job: Job) -> str:
        return job.task_name

    # --- What may be done -------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Run again"), permissions=["run_again"])
    def run_again(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        again, refusals = 0, []
        for job in jobs.filter(status="failed"):
            try:
                self._run_again(request, job)
            except NotRunAgain as refusal:
                refusals.append(str(refusal))
            else:
                again += 1
        if again:
            sentence = ngettext(
                "%(number)s job is run again as soon as a worker is free.",
                "%(number)s jobs are run again as soon as a worker is free.",
                again,
            )
            messages.success(request, sentence % {"number": again})
        elif not refusals:
            messages.warning(request, _("Only jobs that failed are run again."))
        tell_refusals(request, refusals)

    def run_again_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """Runs one job again, from the button on its page."""
        if not self.has_run_again_permission(request):
            raise PermissionDenied
        try:
            self._run_again(request, get_object_or_404(Job, pk=job_id))
        except NotRunAgain as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The job is run again as soon as a worker is free."))
        return HttpResponseRedirect(reverse("admin:newsportal_job_change", args=[job_id]))

    def _run_again(self, request: HttpRequest, job: Job) -> None:
        run_again(job.pk)
        self.log_change(request, job, "Run again.")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.run_again_view))
        return [
            path("<int:job_id>/run-again/", view, name="newsportal_job_run_again"),
            *super().get_urls(),
        ]

    def has_run_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsportal.change_job")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _argument(name: str, value: Any) -> SafeString:
    if name in PAGES:
        page, words = PAGES[name]
        return format_html('<a class="text-link" href="{}">{} {}</a>', reverse(page, args=[value]), words, value)
    return format_html('<bdi dir="ltr">{}: {}</bdi>', name, str(value)[:LONGEST])


def _error(job: Job) -> str:
    """Why it failed when it was last run; empty where it did not, or ended without a word, such as by a kill."""
    return job.failure.error if hasattr(job, "failure") else ""


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), MOMENT)
