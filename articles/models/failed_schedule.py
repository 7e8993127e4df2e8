"""That a scheduled story could not come out at its minute, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class FailedSchedule(models.Model):
    """Stands while a story is scheduled and its publication failed. Whatever verb moves the story on takes it away."""

    article = models.OneToOneField(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="failed_schedule"
    )
    due = models.DateTimeField(_("was due"))
    failed_at = models.DateTimeField(_("failed"), auto_now_add=True)
    problems = models.JSONField(help_text='a list of {"field": a field of StoryContent or "", "reason": a sentence}')

    class Meta:
        ordering = ["due"]
        verbose_name = _("failed schedule")
        verbose_name_plural = _("failed schedules")

    def __str__(self) -> str:
        return " ".join(problem["reason"] for problem in self.problems)
