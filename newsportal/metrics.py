"""What a monitoring system reads: schedules, jobs, the worker and the log in numbers."""

from collections.abc import Iterator
from math import nan

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from newsportal.alerts import MOST, Kind, alerts_in, look

STATUSES = ("todo", "doing", "failed")
MOST_JOBS = 10_000  # of one status; nothing is counted beyond

# Each status by name, so that each is counted in the index of its own. A job to be run at no set time waits since it
# was deferred; the oldest of those that wait is among the first by number.
_NUMBERS = f"""
SELECT {
    ", ".join(
        f"(SELECT count(*) FROM (SELECT FROM procrastinate_jobs WHERE status = '{status}' LIMIT {MOST_JOBS}) AS jobs)"
        for status in STATUSES
    )
},
       (SELECT extract(epoch FROM statement_timestamp() - min(COALESCE(scheduled_at, (
                 SELECT min(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred'))))::float8
          FROM (SELECT id, scheduled_at FROM procrastinate_jobs
                 WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= statement_timestamp())
                 ORDER BY id LIMIT {MOST}) AS job),
       (SELECT sequence FROM articles_changecounter WHERE id = 1)
"""  # noqa: S608 (the names and numbers are ours)


class Newsroom(Collector):
    """Reads the numbers from the database when they are asked for, so every web process answers the same."""

    def collect(self) -> Iterator[Metric]:
        condition = look()
        with connection.cursor() as cursor:
            cursor.execute(_NUMBERS)
            *jobs, oldest, changes = cursor.fetchone()
        now, due, seen = condition.now, condition.due, condition.worker_seen
        yield GaugeMetricFamily(
            "newsportal_schedule_overdue_seconds",
            "How long ago the first scheduled story should have come out that neither did nor failed; 0 without one.",
            (now - due[0]).total_seconds() if due else 0,
        )
        yield GaugeMetricFamily(
            "newsportal_schedules_failed",
            f"Scheduled stories that could not come out and wait to be tried again, up to {MOST + 1}.",
            len(condition.failed_schedules),
        )
        yield GaugeMetricFamily(
            "newsportal_worker_last_seen_seconds",
            "How long ago a worker last wrote its heartbeat, which it does every 10 seconds; NaN while none runs.",
            (now - seen).total_seconds() if seen else nan,
        )
        by_status = GaugeMetricFamily(
            "newsportal_jobs", f"Jobs by status, each counted up to {MOST_JOBS}.", labels=["status"]
        )
        for status, number in zip(STATUSES, jobs, strict=True):
            by_status.add_metric([status], number)
        yield by_status
        yield GaugeMetricFamily(
            "newsportal_oldest_job_seconds",
            "How long the oldest job whose time has come waits for a worker; 0 without one.",
            oldest or 0,
        )
        yield GaugeMetricFamily(
            "newsportal_changes", "The number of the last public change; it only grows.", changes or 0
        )
        by_kind = GaugeMetricFamily("newsportal_alert", "1 while there is an alert of that kind.", labels=["kind"])
        begun = {alert.kind for alert in alerts_in(condition)}
        for kind in Kind:
            by_kind.add_metric([kind], kind in begun)
        yield by_kind


REGISTRY = CollectorRegistry()
REGISTRY.register(Newsroom())


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers in Prometheus' text format 0.0.4, read now: 200, or 503 while the database does not answer."""
    try:
        text = generate_latest(REGISTRY)
    except (OperationalError, InterfaceError):
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)
