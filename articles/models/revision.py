"""The desk's history: every saved version of a working copy."""

from functools import cached_property

from django.conf import settings
from django.db import models

from articles.content import StoryContent
from articles.models.append_only import MARK, append_only_but_for_erasure
from articles.models.article import Article
from articles.models.record import Record

# What a story erased by law says: nothing.
ERASED = StoryContent(language="", headline="")


class StoredStory(models.Model):
    """A `StoryContent` in two columns: the body apart, so that lists of stories do not read it."""

    content = models.JSONField()
    body = models.TextField()
    erased_by = models.ForeignKey(Record, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @cached_property
    def card(self) -> StoryContent:
        """The story without its body: all that a list shows."""
        return StoryContent.from_json(self.content, body="") if self.erased_by_id is None else ERASED

    @cached_property
    def story(self) -> StoryContent:
        """The story whole. Costs a query where the body was deferred."""
        return self.card.with_body(self.body)


class Revision(StoredStory):
    """One version of the desk's copy: what it said, who saved it, when."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["article", "-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revisions_are_numbered")]
        triggers = append_only_but_for_erasure("revisions", {"content": MARK, "body": "''"})

    def __str__(self) -> str:
        return f"version {self.number}"
