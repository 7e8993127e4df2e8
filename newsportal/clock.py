"""The worker's clock: what must happen in time, whatever becomes of the jobs.

Each second one worker of all publishes what is due, so that the order of minutes holds, lets public stories follow the
pictures that were edited, and hands out again the jobs of workers that died. None of it is a job itself: a job of a
worker that died would wait for its own rescue.
"""

import logging
import time
from datetime import timedelta
from threading import Event, Thread

from django.db import Error, connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article
from articles.publishing import pictures, schedules

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds between two looks, where nothing falls due between them
SELDOM = 30.0  # seconds between two looks for pictures whose right has ended: pages look for themselves, too
SIGN_OF_LIFE = 10.0  # seconds between two of a worker's signs of life
DEAD = 30.0  # seconds without one after which a worker is taken for dead
_ALONE = 7_301_987  # the number of the lock that the one ticking worker holds


class Clock(Thread):
    """Ticks until it is stopped. A database that is away is waited for."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self._stopped = Event()

    def run(self) -> None:
        wait, seldom = 0.0, 0.0
        while not self._stopped.wait(wait):
            try:
                wait = tick()
                if time.monotonic() >= seldom:
                    pictures.take_out_ended()
                    seldom = time.monotonic() + SELDOM
            except Error:
                logger.exception("the clock could not use the database; it looks again in a second")
                connection.close()
                wait = TICK
            except Exception:
                logger.exception("the clock failed; it looks again in a second")
                wait = TICK
        connection.close()

    def stop(self) -> None:
        """Let the look that is under way end, and begin no other."""
        self._stopped.set()
        self.join()


def tick() -> float:
    """Look once, unless another worker is looking; returns the seconds until the next look should begin."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ALONE])
        if not cursor.fetchone()[0]:
            return TICK
        try:
            schedules.publish_all_due()
            pictures.bring_out_edits(most=100)
            rescue_jobs()
            return _until_the_next_minute()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ALONE])


def rescue_jobs() -> int:
    """Hand out again what workers had in hand who died; returns how many jobs. Jobs are safe to run twice."""
    dead = Q(worker=None) | Q(worker__last_heartbeat__lt=Now() - timedelta(seconds=DEAD))
    jobs = list(ProcrastinateJob.objects.filter(dead, status="doing"))
    for job in jobs:
        logger.warning("job %s was in the hands of a worker that died: it is handed out again", job)
        app.job_manager.retry_job_by_id(job.pk, timezone.now(), job.priority, job.queue_name, job.lock)
    return len(jobs)


def _until_the_next_minute() -> float:
    """Seconds until the next story is due, a tick at most: it comes out when its minute begins, not within a second."""
    due = Article.objects.waiting_for_their_minute().values_list("scheduled_for", flat=True).first()
    if due is None:
        return TICK
    return min(TICK, max(0.0, (due - timezone.now()).total_seconds()))
