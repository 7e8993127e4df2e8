"""What the importer knows of a story it has brought in, so that it knows it again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.revision import Revision


class Capture(models.Model):
    """The captured page that an article came from."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="capture")
    key = models.CharField(max_length=64, unique=True, help_text="hash of headline and first paragraph")
    headline_key = models.CharField(max_length=64, db_index=True, help_text="hash of the headline alone")
    digest = models.CharField(max_length=64, help_text="hash of the captured words")
    base = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the desk copy as the importer left it: what differs now was done by hand",
    )
    proposal = models.JSONField(
        null=True, blank=True, help_text="a changed capture that waits beside a copy edited by hand since"
    )
    captured_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("captured page")

    def __str__(self) -> str:
        return self.article.headline
