"""Erasure by law: every word of a story and of its history is destroyed, and what is left says so."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from articles.models import Article, Capture, Change
from articles.moves import Verb
from articles.publishing.steps import begin, hold_names, log, move, supersede, take_number
from newsportal.models import User


@transaction.atomic
def erase(article_id: int, *, actor: User | None, reason: str) -> None:
    """Destroy a story's words on the desk, in every version and release, and in the notes that came with its verbs.

    The rows stay, each with a mark that names the record of this verb; `reason` stays in that record, for the newsroom
    alone. Pictures are the library's and stay there. Partners who may have had the story learn of it from the log.
    """
    article = begin(article_id, Verb.ERASE, actor, reason)
    if current := article.releases.public().first():
        # It is changed twice below, and for a row that its own transaction made the database looks up all it refers to.
        hold_names(current.story)
    record = move(article, Verb.ERASE, actor, reason, **_NO_WORDS)
    _empty_the_desk(article)
    mark = {"content": {"erased": record.pk}, "body": "", "erased_by": record}
    article.revisions.filter(erased_by=None).update(**mark)
    article.releases.filter(erased_by=None).update(**mark)
    article.records.exclude(pk=record.pk).exclude(note="").update(note="", erased_by=record)
    article.changes.exclude(Q(note="") & Q(reason="")).update(note="", reason="", erased_by=record)
    if not article.releases.exists():
        return  # the public never knew of it, and the log of public changes does not tell
    number, at = take_number()
    if current:
        supersede(current, at)
    log(number, at, Change.Kind.ERASED, article, actor)


_NO_WORDS = {
    "headline": "",
    "short_headline": "",
    "slug": "",
    "standfirst": "",
    "body": "",
    "place": "",
    "source": None,
    "assigned_to": None,
}


def _empty_the_desk(article: Article) -> None:
    article.tags.clear()
    article.bylines.all().delete()
    article.picture_uses.all().delete()
    # Its keys stay, so that the same page imported again is known and left alone.
    Capture.objects.filter(article=article).update(proposal=None)
    # The admin's own log repeats the headline.
    own = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Article), object_id=str(article.pk))
    own.update(object_repr="", change_message="")
