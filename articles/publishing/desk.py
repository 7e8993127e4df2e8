"""Verbs of the desk, which the public does not see."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.desk import content_of
from articles.models import FailedSchedule
from articles.moves import Verb
from articles.publishing.steps import Refused, begin, move, require_ready
from newsportal.models import User


@transaction.atomic
def submit(article_id: int, *, actor: User | None) -> None:
    """Hand a draft to the editors."""
    article = begin(article_id, Verb.SUBMIT, actor)
    move(article, Verb.SUBMIT, actor)


@transaction.atomic
def return_to_reporter(article_id: int, *, actor: User | None, reason: str) -> None:
    """Hand a submitted story back, with the reason."""
    article = begin(article_id, Verb.RETURN, actor, reason)
    move(article, Verb.RETURN, actor, reason)


@transaction.atomic
def assign(article_id: int, *, actor: User | None, person: User, note: str = "") -> None:
    """Give a story to somebody to work on. Refused for who does not work here any more."""
    article = begin(article_id, Verb.ASSIGN, actor, note)
    if not (person.is_active and person.is_staff):
        raise Refused(_("%(person)s cannot sign in to the newsroom: choose somebody else.") % {"person": person})
    move(article, Verb.ASSIGN, actor, note, assigned_to=person)


@transaction.atomic
def schedule(article_id: int, *, actor: User | None, at: datetime.datetime) -> None:
    """Set the minute a story comes out. Refused for a minute that has passed or a story not ready for that day."""
    article = begin(article_id, Verb.SCHEDULE, actor)
    if at <= timezone.now():
        raise Refused(_("That minute has passed: choose a later one, or publish now."))
    require_ready(content_of(article), timezone.localdate(at))
    move(article, Verb.SCHEDULE, actor, scheduled_for=at)


@transaction.atomic
def unschedule(article_id: int, *, actor: User | None) -> None:
    """Take back the minute; the story waits among the submitted ones."""
    article = begin(article_id, Verb.UNSCHEDULE, actor)
    move(article, Verb.UNSCHEDULE, actor)


@transaction.atomic
def retry(article_id: int, *, actor: User | None) -> None:
    """Let a story that could not come out at its minute be tried again, at once. Refused where it did not fail."""
    article = begin(article_id, Verb.RETRY, actor)
    if not FailedSchedule.objects.filter(article=article).exists():
        raise Refused(_("Nothing went wrong with this story: it comes out at its minute."))
    move(article, Verb.RETRY, actor)


@transaction.atomic
def spike(article_id: int, *, actor: User | None, reason: str = "") -> None:
    """Drop a story that was never public."""
    article = begin(article_id, Verb.SPIKE, actor, reason)
    move(article, Verb.SPIKE, actor, reason)
