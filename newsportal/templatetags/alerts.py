"""The alerts at the head of every page of the admin."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsportal.alerts import Alert, Kind
from newsportal.alerts import alerts as alerts_now
from newsportal.models import User

register = template.Library()

# Where one sees more of an alert: the model, how its list is narrowed, and the words of the link.
_LISTS: dict[Kind, tuple[str, dict[str, str], Promise]] = {
    Kind.OVERDUE: ("articles.article", {"state__exact": "scheduled"}, _("Scheduled stories")),
    Kind.FAILED_SCHEDULES: ("articles.failedschedule", {}, _("Failed schedules")),
    Kind.NO_WORKER: ("newsportal.job", {"status": "todo"}, _("Jobs that wait")),
    Kind.FAILED_JOBS: ("newsportal.job", {"status": "failed"}, _("Jobs that failed")),
}


@register.inclusion_tag("admin/newsportal/alerts.html", takes_context=True)
def alerts(context: template.Context) -> dict[str, Any]:
    """Each alert's sentence, with the way to its list for who may see that. Asks the database once."""
    user = context["request"].user
    return {"alerts": [(alert, *_way(alert, user)) for alert in alerts_now()]}


def _way(alert: Alert, user: User) -> tuple[str, Promise | str]:
    model, narrowed, words = _LISTS[alert.kind]
    app, _dot, name = model.partition(".")
    if not user.has_perm(f"{app}.view_{name}"):
        return "", ""
    address = reverse(f"admin:{app}_{name}_changelist")
    return (f"{address}?{urlencode(narrowed)}" if narrowed else address), words
