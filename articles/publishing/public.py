"""Verbs that change what the public has."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Change, Release
from articles.moves import Verb
from articles.paging import EARLIEST
from articles.publishing.steps import Refused, begin, log, move, ready_copy, release, supersede, take_number
from newsportal.models import User

# Verbs that give readers a new version of a public story, the kind of change each makes, and whether readers are
# told by the time of "updated".
_NEW_VERSION = {
    Verb.UPDATE: (Change.Kind.UPDATED, True),
    Verb.IMPROVE: (Change.Kind.IMPROVED, False),
    Verb.CLARIFY: (Change.Kind.CLARIFIED, True),
    Verb.CORRECT: (Change.Kind.CORRECTED, True),
}


@transaction.atomic
def publish(article_id: int, *, actor: User | None, first_published_at: datetime.datetime | None = None) -> Release:
    """Make a story public for the first time; `first_published_at` is its original time where it is older."""
    return publish_held(begin(article_id, Verb.PUBLISH, actor), actor=actor, first_published_at=first_published_at)


def publish_held(
    article: Article, *, actor: User | None, first_published_at: datetime.datetime | None = None
) -> Release:
    """Publish a story that the caller's transaction has locked and found to be where it may be published from."""
    if first_published_at and first_published_at > timezone.now():
        raise Refused(_("The time of publication lies ahead: schedule the story instead."))
    if first_published_at and first_published_at.year < EARLIEST:
        raise Refused(_("The archive begins with the year %(year)d: give a later time.") % {"year": EARLIEST})
    content, revision = ready_copy(article, actor)
    move(article, Verb.PUBLISH, actor)
    number, at = take_number()
    made = release(
        article,
        content,
        revision,
        at,
        previous=None,
        first_published_at=first_published_at or at,
        updated_at=None,
        actor=actor,
    )
    log(number, at, Change.Kind.PUBLISHED, article, actor, release=made)
    return made


def update(article_id: int, *, actor: User | None, note: str = "") -> Release:
    """Give readers the desk's copy, marked as updated."""
    return _new_version(article_id, Verb.UPDATE, actor, note)


def improve(article_id: int, *, actor: User | None) -> Release:
    """Give readers the desk's copy without a mark: for spelling and style, never for facts."""
    return _new_version(article_id, Verb.IMPROVE, actor, "")


def clarify(article_id: int, *, actor: User | None, note: str) -> Release:
    """Give readers the desk's copy, with a note that says what was unclear."""
    return _new_version(article_id, Verb.CLARIFY, actor, note)


def correct(article_id: int, *, actor: User | None, note: str) -> Release:
    """Give readers the desk's copy, with a note that says what was wrong."""
    return _new_version(article_id, Verb.CORRECT, actor, note)


def retract(article_id: int, *, actor: User | None, reason: str) -> None:
    """Take down a story that was wrong. Its address keeps headline and reason."""
    _take_down(article_id, Verb.RETRACT, Change.Kind.RETRACTED, actor, reason)


def withdraw(article_id: int, *, actor: User | None, reason: str) -> None:
    """Take down a story for rights or law. Its address keeps a neutral notice, without the headline."""
    _take_down(article_id, Verb.WITHDRAW, Change.Kind.WITHDRAWN, actor, reason)


@transaction.atomic
def restore(article_id: int, *, actor: User | None, note: str) -> Release:
    """Make a story that was taken down public again, as the desk has it now, with a note to readers."""
    article = begin(article_id, Verb.RESTORE, actor, note)
    content, revision = ready_copy(article, actor)
    move(article, Verb.RESTORE, actor, note)
    last = article.releases.order_by("-number")[0]
    number, at = take_number()
    made = release(
        article,
        content,
        revision,
        at,
        previous=last,
        first_published_at=last.first_published_at,
        updated_at=at,
        actor=actor,
    )
    log(number, at, Change.Kind.RESTORED, article, actor, release=made, note=note)
    return made


@transaction.atomic
def _new_version(article_id: int, verb: Verb, actor: User | None, note: str) -> Release:
    kind, readers_are_told = _NEW_VERSION[verb]
    article = begin(article_id, verb, actor, note)
    content, revision = ready_copy(article, actor)
    current = article.releases.public().select_related("change").get()
    if content == current.story:
        if _was_just_done(current.change, kind, actor, note):
            return current
        if not note.strip():
            raise Refused(_("Nothing was changed since the story was last published."))
    move(article, verb, actor, note)
    number, at = take_number()
    supersede(current, at)
    made = release(
        article,
        content,
        revision,
        at,
        previous=current,
        first_published_at=current.first_published_at,
        updated_at=at if readers_are_told else current.updated_at,
        actor=actor,
    )
    log(number, at, kind, article, actor, release=made, note=note)
    return made


def _was_just_done(change: Change, kind: Change.Kind, actor: User | None, note: str) -> bool:
    """Whether the last change is this very one: an impatient editor has pressed twice."""
    return (change.kind, change.actor, change.note) == (kind, actor, note.strip())


@transaction.atomic
def _take_down(article_id: int, verb: Verb, kind: Change.Kind, actor: User | None, reason: str) -> None:
    article = begin(article_id, verb, actor, reason)
    current = article.releases.public().get()
    move(article, verb, actor, reason)
    number, at = take_number()
    supersede(current, at)
    log(number, at, kind, article, actor, reason=reason)
