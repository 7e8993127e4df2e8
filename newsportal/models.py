"""The people who sign in, and the jobs of the worker as the newsroom sees them."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob


class User(AbstractUser):
    """A member of the newsroom. What one may do follows from the groups: see `articles/permissions.py`."""


# What each task does, in the newsroom's words. A task that is not here is called by its function's name.
TASKS: dict[str, Promise] = {
    "articles.purging.purge": _("Tell a shared cache what ended"),
    "articles.picture_jobs.make_ahead": _("Make a story's pictures ahead"),
}


class Job(ProcrastinateJob):
    """A job of the queue under the newsroom's names. The queue writes it; a failed one may be run again (`jobs.py`)."""

    class Meta:
        proxy = True
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.what} ({self.pk})"

    @property
    def what(self) -> str:
        """What the job does."""
        return str(TASKS.get(self.task_name, self.task_name))


class JobFailure(models.Model):
    """Why a job failed when it was last run. The queue keeps that it did, and not why.

    No constraint ties it to its job: the queue deletes jobs by its own means.
    """

    job = models.OneToOneField(
        ProcrastinateJob, primary_key=True, db_constraint=False, on_delete=models.DO_NOTHING, related_name="failure"
    )
    at = models.DateTimeField(_("failed"), auto_now=True)
    error = models.TextField(_("error"))

    def __str__(self) -> str:
        return self.error
