"""The one log of public changes, in commit order: what partners follow and readers' notes are read from."""

import datetime

import pgtrigger
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.append_only import append_only_but_for_erasure, never_deleted
from articles.models.article import Article
from articles.models.record import Record
from articles.models.release import Release
from articles.models.taxonomy import Author, Section, Tag


class Change(models.Model):
    """A public change. One without a release is the tombstone of a story, or a renamed section, tag or author.

    `sequence` has no gaps and follows the order of commits, so who has read up to N has missed nothing.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        UPDATED = "updated", _("Update")
        IMPROVED = "improved", _("Improvement")
        CLARIFIED = "clarified", _("Clarification")
        CORRECTED = "corrected", _("Correction")
        RETRACTED = "retracted", _("Retraction")
        WITHDRAWN = "withdrawn", _("Withdrawal")
        RESTORED = "restored", _("Restored")
        ERASED = "erased", _("Erased")
        PICTURE_CHANGED = "picture-changed", _("Picture changed")
        PICTURE_ENDED = "picture-ended", _("Picture ended")
        RENAMED = "renamed", _("Renamed")

    # The kinds whose notes readers and partners are shown.
    NOTED = (Kind.UPDATED, Kind.CLARIFIED, Kind.CORRECTED, Kind.RESTORED)
    TAKEN_DOWN = (Kind.RETRACTED, Kind.WITHDRAWN, Kind.ERASED)

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Kind)
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="changes")
    release = models.OneToOneField(Release, null=True, on_delete=models.PROTECT, related_name="change")
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="+")
    tag = models.ForeignKey(Tag, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text="what readers are told of an update or correction")
    reason = models.TextField(blank=True, help_text="why a story was taken down")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    erased_by = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["article", "sequence"], name="changes_of_a_story")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="renamed") & Q(article__isnull=True) & ~Q(section=None, tag=None, author=None))
                | (~Q(kind="renamed") & Q(article__isnull=False) & Q(section=None, tag=None, author=None)),
                name="a_change_is_of_a_story_or_of_a_name",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["retracted", "withdrawn", "erased", "renamed"], release__isnull=True)
                | (~Q(kind__in=["retracted", "withdrawn", "erased", "renamed"]) & Q(release__isnull=False)),
                name="a_change_has_a_release_unless_it_takes_down_or_renames",
            ),
        ]
        triggers = [
            *append_only_but_for_erasure("changes", {"note": "''", "reason": "''"}),
            pgtrigger.Trigger(
                name="changes_are_numbered_by_the_counter",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.sequence > COALESCE((SELECT sequence FROM articles_changecounter), 0) THEN
                        RAISE EXCEPTION 'change % has no number of the counter', NEW.sequence;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class ChangeCounter(models.Model):
    """The one row that gives changes their numbers. Locked last in a verb and held to the end of its transaction."""

    sequence = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_counter_of_changes")]
        triggers = [
            *never_deleted("counters"),
            pgtrigger.Trigger(
                name="the_log_has_no_gaps",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,  # until the commit: a number is taken before its change is written
                func="""
                    IF NEW.at < OLD.at OR NEW.sequence - OLD.sequence <> (
                        SELECT count(*) FROM articles_change WHERE sequence > OLD.sequence AND sequence <= NEW.sequence
                    ) THEN
                        RAISE EXCEPTION 'the log would have a gap after change %', OLD.sequence;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} changes"

    @classmethod
    def next(cls) -> tuple[int, datetime.datetime]:
        """Take the next number of the log and its time, which is never before its predecessor's.

        The row stays locked until the transaction ends: numbers are given in the order of commits, and one that
        was rolled back is given again. The clock is read after the lock was got, not when it was asked for.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM articles_changecounter WHERE id = 1 FOR UPDATE")
            if cursor.rowcount == 0:  # the first change of all; of two that are first, one waits here for the other
                cursor.execute(
                    "INSERT INTO articles_changecounter (id, sequence, at) VALUES (1, 0, '-infinity')"
                    " ON CONFLICT DO NOTHING"
                )
            cursor.execute(
                "UPDATE articles_changecounter SET sequence = sequence + 1, at = GREATEST(at, clock_timestamp())"
                " WHERE id = 1 RETURNING sequence, at"
            )
            return cursor.fetchone()
