"""Who did what, and when: one row for every verb of the newsroom, never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only_but_for_erasure
from articles.models.article import Article
from articles.moves import Verb


class Record(models.Model):
    """A verb that somebody performed on a story; `note` is the reason or note that came with it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="records")
    verb = models.CharField(_("what"), max_length=12, choices=[(verb.value, verb.label) for verb in Verb])
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    erased_by = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("record")
        triggers = append_only_but_for_erasure("records", {"note": "''"})

    def __str__(self) -> str:
        return self.get_verb_display()
