"""What happens when a story is published, corrected or taken down: one function for each verb of the newsroom.

Every verb is one transaction with one silhouette: lock the story, check the move, change the state, write release and
change, record who did it. Locks are taken in one order, the story first and the log last. Work that must follow is
deferred as jobs in the same transaction, so it happens exactly if the verb did. Nothing else moves public state.
"""

import datetime
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import readiness, tasks
from articles.content import StoryContent
from articles.desk import content_of, save_revision
from articles.models import (
    Article,
    Change,
    ChangeCounter,
    Record,
    Release,
    ReleaseAuthor,
    ReleasePicture,
    Revision,
)
from articles.moves import MOVES, Note, Verb
from articles.paging import EARLIEST
from articles.permissions import may
from articles.rendering import word_count
from newsportal.models import User

logger = logging.getLogger(__name__)

# Verbs that give readers a new version of a public story, the kind of change each makes, and whether readers are
# told by the time of "updated".
_NEW_VERSION = {
    Verb.UPDATE: (Change.Kind.UPDATED, True),
    Verb.IMPROVE: (Change.Kind.IMPROVED, False),
    Verb.CLARIFY: (Change.Kind.CLARIFIED, True),
    Verb.CORRECT: (Change.Kind.CORRECTED, True),
}


class Refused(Exception):
    """A verb that may not be performed. `problems` are sentences for the editor."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


# --- Verbs of the desk, which the public does not see --------------------------------------------


@transaction.atomic
def submit(article_id: int, *, actor: User | None) -> None:
    """Hand a draft to the editors."""
    article = _begin(article_id, Verb.SUBMIT, actor)
    _move(article, Verb.SUBMIT, actor)


@transaction.atomic
def return_to_reporter(article_id: int, *, actor: User | None, reason: str) -> None:
    """Hand a submitted story back, with the reason."""
    article = _begin(article_id, Verb.RETURN, actor, reason)
    _move(article, Verb.RETURN, actor, reason)


@transaction.atomic
def schedule(article_id: int, *, actor: User | None, at: datetime.datetime) -> None:
    """Set the minute a story comes out. Refused for a minute that has passed or a story that is not ready."""
    article = _begin(article_id, Verb.SCHEDULE, actor)
    if at <= timezone.now():
        raise Refused(_("That minute has passed: choose a later one, or publish now."))
    _require_ready(content_of(article))
    article.scheduled_for = at
    _move(article, Verb.SCHEDULE, actor)
    tasks.publish_scheduled.configure(schedule_at=at).defer(article_id=article.pk, due=at.isoformat())


@transaction.atomic
def unschedule(article_id: int, *, actor: User | None) -> None:
    """Take back the minute; the story waits among the submitted ones."""
    article = _begin(article_id, Verb.UNSCHEDULE, actor)
    _move(article, Verb.UNSCHEDULE, actor)


@transaction.atomic
def spike(article_id: int, *, actor: User | None, reason: str = "") -> None:
    """Drop a story that was never public."""
    article = _begin(article_id, Verb.SPIKE, actor, reason)
    _move(article, Verb.SPIKE, actor, reason)


# --- Verbs that change what the public has -------------------------------------------------------


@transaction.atomic
def publish(article_id: int, *, actor: User | None, first_published_at: datetime.datetime | None = None) -> Release:
    """Make a story public for the first time; `first_published_at` is its original time where it is older."""
    article = _begin(article_id, Verb.PUBLISH, actor)
    content, revision = _ready_copy(article, actor)
    if first_published_at and first_published_at > timezone.now():
        raise Refused(_("The time of publication lies ahead: schedule the story instead."))
    if first_published_at and first_published_at.year < EARLIEST:
        raise Refused(_("The archive begins with the year %(year)d: give a later time.") % {"year": EARLIEST})
    _move(article, Verb.PUBLISH, actor)
    number, at = ChangeCounter.next()
    release = _release(article, content, revision, at, first_published_at or at, None, actor)
    _log(number, at, Change.Kind.PUBLISHED, article, actor, release=release)
    return release


@transaction.atomic
def publish_due(article_id: int, *, due: datetime.datetime | None) -> Release | None:
    """Publish a scheduled story whose minute has come; None where it was unscheduled or set to another minute."""
    article = Article.objects.select_for_update().get(pk=article_id)
    if article.state != Article.State.SCHEDULED or article.scheduled_for != due:
        return None
    return publish(article_id, actor=None)


def publish_all_due() -> None:
    """Publish every story whose minute has passed, in the order of their minutes; one refused holds up no other."""
    due = Article.objects.filter(state=Article.State.SCHEDULED, scheduled_for__lte=timezone.now())
    for article in due.order_by("scheduled_for").only("scheduled_for"):
        try:
            publish_due(article.pk, due=article.scheduled_for)
        except Refused as refusal:
            logger.error("story %s, due at %s, was not published: %s", article.pk, article.scheduled_for, refusal)


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
    article = _begin(article_id, Verb.RESTORE, actor, note)
    content, revision = _ready_copy(article, actor)
    _move(article, Verb.RESTORE, actor, note)
    last = article.releases.order_by("-number")[0]
    number, at = ChangeCounter.next()
    release = _release(article, content, revision, at, last.first_published_at, at, actor)
    _log(number, at, Change.Kind.RESTORED, article, actor, release=release, note=note)
    return release


@transaction.atomic
def _new_version(article_id: int, verb: Verb, actor: User | None, note: str) -> Release:
    kind, readers_are_told = _NEW_VERSION[verb]
    article = _begin(article_id, verb, actor, note)
    content, revision = _ready_copy(article, actor)
    current = article.releases.public().get()
    if content == current.story and not note.strip():
        raise Refused(_("Nothing was changed since the story was last published."))
    _move(article, verb, actor, note)
    number, at = ChangeCounter.next()
    _supersede(current, at)
    updated_at = at if readers_are_told else current.updated_at
    release = _release(article, content, revision, at, current.first_published_at, updated_at, actor)
    _log(number, at, kind, article, actor, release=release, note=note)
    return release


@transaction.atomic
def _take_down(article_id: int, verb: Verb, kind: Change.Kind, actor: User | None, reason: str) -> None:
    article = _begin(article_id, verb, actor, reason)
    current = article.releases.public().get()
    _move(article, verb, actor, reason)
    number, at = ChangeCounter.next()
    _supersede(current, at)
    _log(number, at, kind, article, actor, reason=reason)


# --- The steps of the silhouette -----------------------------------------------------------------


def _begin(article_id: int, verb: Verb, actor: User | None, words: str = "") -> Article:
    """Lock the story and refuse a verb that is not this actor's, not allowed from this state, or lacks its words."""
    article = Article.objects.select_for_update().get(pk=article_id)
    move = MOVES[verb]
    if not may(actor, verb):
        raise Refused(_("Your role may not do this: %(verb)s.") % {"verb": verb.label})
    if article.state not in move.from_states:
        raise Refused(
            _("%(verb)s: not possible, the story is %(state)s.")
            % {"verb": verb.label, "state": article.get_state_display()}
        )
    if move.note is Note.REQUIRED and not words.strip():
        raise Refused(_("%(verb)s: say why, in a sentence.") % {"verb": verb.label})
    return article


def _ready_copy(article: Article, actor: User | None) -> tuple[StoryContent, Revision]:
    revision = save_revision(article, actor=actor)
    _require_ready(revision.story)
    return revision.story, revision


def _require_ready(content: StoryContent) -> None:
    if problems := readiness.obstacles(content):
        raise Refused(*problems)


def _move(article: Article, verb: Verb, actor: User | None, note: str = "") -> None:
    article.state = MOVES[verb].to_state
    if article.state != Article.State.SCHEDULED:
        article.scheduled_for = None
    article.save(update_fields=["state", "scheduled_for"])
    Record.objects.create(article=article, verb=verb, actor=actor, note=note)


def _supersede(current: Release, at: datetime.datetime) -> None:
    current.superseded_at = at
    current.save(update_fields=["superseded_at"])


def _release(
    article: Article,
    content: StoryContent,
    revision: Revision,
    at: datetime.datetime,
    first_published_at: datetime.datetime,
    updated_at: datetime.datetime | None,
    actor: User | None,
) -> Release:
    last = article.releases.order_by("-number").first()
    release = Release.objects.create(
        article=article,
        number=last.number + 1 if last else 1,
        revision=revision,
        actor=actor,
        language=content.language,
        section_id=content.section,  # type: ignore[misc]  # a story without one is not ready
        source_id=content.source,
        words=word_count(content.body),
        first_published_at=first_published_at,
        updated_at=updated_at,
        published_at=at,
        content=content.to_json(),
        body=content.body,
    )
    release.tags.set(content.tags)
    ReleaseAuthor.objects.bulk_create(
        ReleaseAuthor(release=release, author_id=author, position=position)
        for position, author in enumerate(content.authors)
    )
    ReleasePicture.objects.bulk_create(
        ReleasePicture(release=release, image_id=picture.image) for picture in content.pictures
    )
    return release


def _log(
    sequence: int,
    at: datetime.datetime,
    kind: Change.Kind,
    article: Article,
    actor: User | None,
    *,
    release: Release | None = None,
    note: str = "",
    reason: str = "",
) -> None:
    Change.objects.create(
        sequence=sequence,
        at=at,
        kind=kind,
        article=article,
        release=release,
        note=note.strip(),
        reason=reason.strip(),
        actor=actor,
    )
