"""The jobs of the worker: why one failed is kept, and a failed one is run again."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import Error, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation

from newsportal.models import Job, JobFailure

if TYPE_CHECKING:
    from procrastinate.worker import Worker

LONGEST = 2_000  # characters of an error that are kept


def keep_failures(queue: App) -> None:
    """Have every worker keep why a job failed (settings: PROCRASTINATE_ON_APP_READY)."""
    queue.worker_defaults["task_middleware"] = [*queue.worker_defaults.get("task_middleware", []), _keep]


def _keep(run: Callable[[], Any], context: JobContext, worker: "Worker") -> Any:
    try:
        result = run()
    except Exception as error:
        told = f"{type(error).__name__}: {error}".replace("\0", "")[:LONGEST]
        try:
            JobFailure.objects.update_or_create(job_id=context.job.id, defaults={"error": told})
        except Error as away:
            error.add_note(f"It could not be kept for the newsroom: {away}")
        raise
    if context.job.attempts:
        JobFailure.objects.filter(job_id=context.job.id).delete()
    return result


class NotRunAgain(Exception):
    """A job that cannot be run again now; says why."""


def run_again(job_id: int) -> None:
    """Put a failed job back in the queue, to be run as soon as a worker is free. Raises NotRunAgain."""
    try:
        with transaction.atomic():
            # Locked and looked at: the queue would also hand out anew what a worker is doing at this moment.
            if not Job.objects.select_for_update().filter(pk=job_id, status="failed").values("pk"):
                raise NotRunAgain(_("Job %(job)s: it has not failed, or was run again already.") % {"job": job_id})
            app.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())
    except UniqueViolation as same:
        raise NotRunAgain(_("Job %(job)s: the same work waits in the queue already.") % {"job": job_id}) from same
