"""What the newsroom must know at once: stories that do not come out, a worker that is gone, jobs that failed.

The admin shows it on every page, the log tells it (`watch.py`), and `/metrics` gives it as numbers.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LATE = datetime.timedelta(seconds=30)  # a story later than this is overdue
SILENT = datetime.timedelta(seconds=30)  # a worker writes its heartbeat every 10 s
MOST = 100  # nothing is counted beyond


class Kind(StrEnum):
    """What an alert is about."""

    OVERDUE = "schedules_overdue"
    FAILED_SCHEDULES = "schedules_failed"
    NO_WORKER = "no_worker"
    FAILED_JOBS = "jobs_failed"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that is wrong now; `since` is when it began, or None where nothing tells."""

    kind: Kind
    sentence: str
    since: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Condition:
    """How schedules and jobs stood at the moment `now` of the database's clock.

    Each list is sorted, and holds at most MOST + 1 times: the minutes of stories that should be out, and when
    schedules and jobs failed.
    """

    now: datetime.datetime
    due: list[datetime.datetime]
    failed_schedules: list[datetime.datetime]
    failed_jobs: list[datetime.datetime]
    worker_seen: datetime.datetime | None


# One journey, and each part of it is read from an index: schedules_due, the jobs' own, and jobs_failed.
_LOOK = f"""
SELECT statement_timestamp(),
       ARRAY(SELECT scheduled_for FROM articles_article AS story
              WHERE state = 'scheduled' AND scheduled_for <= statement_timestamp()
                AND NOT EXISTS (SELECT FROM articles_failedschedule WHERE article_id = story.id)
              ORDER BY scheduled_for LIMIT {MOST + 1}),
       ARRAY(SELECT failed_at FROM articles_failedschedule ORDER BY failed_at LIMIT {MOST + 1}),
       ARRAY(SELECT (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'failed') AS failed_at
               FROM (SELECT id FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id LIMIT {MOST + 1}) AS job
              ORDER BY failed_at),
       (SELECT max(last_heartbeat) FROM procrastinate_workers)
"""  # noqa: S608 (the numbers are ours)


def look() -> Condition:
    """How it stands now."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK)
        return Condition(*cursor.fetchone())


def alerts() -> list[Alert]:
    """What is wrong now, the gravest first, in sentences of the active language."""
    return alerts_in(look())


def alerts_in(condition: Condition) -> list[Alert]:
    """What is wrong in that condition."""
    found = []
    overdue = [minute for minute in condition.due if minute <= condition.now - LATE]
    if overdue:
        found.append(Alert(Kind.OVERDUE, _overdue(overdue), overdue[0]))
    if condition.worker_seen is None or condition.worker_seen <= condition.now - SILENT:
        found.append(Alert(Kind.NO_WORKER, _no_worker(condition.worker_seen), condition.worker_seen))
    if failed := condition.failed_schedules:
        sentence = ngettext(
            "%(number)s scheduled story could not come out. The list of failed schedules says why.",
            "%(number)s scheduled stories could not come out. The list of failed schedules says why.",
            len(failed),
        )
        found.append(Alert(Kind.FAILED_SCHEDULES, sentence % {"number": _number(failed)}, failed[0]))
    if failed := condition.failed_jobs:
        sentence = ngettext(
            "%(number)s job failed and is not tried again by itself. The list of jobs says which.",
            "%(number)s jobs failed and are not tried again by themselves. The list of jobs says which.",
            len(failed),
        )
        found.append(Alert(Kind.FAILED_JOBS, sentence % {"number": _number(failed)}, failed[0]))
    return found


def _overdue(minutes: list[datetime.datetime]) -> str:
    sentence = ngettext(
        "%(number)s story should have come out at %(first)s. Is the worker running?",
        "%(number)s stories should have come out; the first at %(first)s. Is the worker running?",
        len(minutes),
    )
    return sentence % {"number": _number(minutes), "first": _moment(minutes[0])}


def _no_worker(seen: datetime.datetime | None) -> str:
    if seen is None:
        return _("No worker runs: scheduled stories do not come out. Start one: manage.py worker")
    return _(
        "No worker has been seen since %(moment)s: scheduled stories do not come out. Start one: manage.py worker"
    ) % {"moment": _moment(seen)}


def _number(found: list[datetime.datetime]) -> str:
    return _("More than %(number)s") % {"number": MOST} if len(found) > MOST else str(len(found))


def _moment(moment: datetime.datetime) -> str:
    """The time in the newsroom's zone, with its day where that is not today."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M Y, H:i")
