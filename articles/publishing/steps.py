"""The steps that every verb is made of, in their order: begin, move, take a number, supersede, release, log."""

import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from articles import picture_jobs, purging, readiness
from articles.content import StoryContent
from articles.desk import save_revision
from articles.models import (
    Article,
    Author,
    Change,
    ChangeCounter,
    FailedSchedule,
    Record,
    Release,
    ReleaseAuthor,
    ReleasePicture,
    ReleaseTag,
    Revision,
    Section,
    Tag,
)
from articles.moves import MOVES, Note, Verb
from articles.permissions import may
from articles.readiness import Obstacle
from articles.rendering import word_count
from newsportal.models import User


class Refused(Exception):
    """A verb that may not be performed. `problems` are sentences for the editor, `obstacles` name their fields too."""

    def __init__(self, *problems: str | Obstacle) -> None:
        self.obstacles = [
            problem if isinstance(problem, Obstacle) else Obstacle(field="", reason=problem) for problem in problems
        ]
        self.problems = [obstacle.reason for obstacle in self.obstacles]
        super().__init__(" ".join(self.problems))


def begin(article_id: int, verb: Verb, actor: User | None, words: str = "") -> Article:
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


def ready_copy(article: Article, actor: User | None) -> tuple[StoryContent, Revision]:
    """The desk's copy as it would be published, and its version in the history. Refused where it is not ready."""
    revision = save_revision(article, actor=actor)
    require_ready(revision.story)
    hold_names(revision.story)
    return revision.story, revision


def require_ready(content: StoryContent, on: datetime.date | None = None) -> None:
    """Refuse a story that may not be public on that day (today by default)."""
    if problems := readiness.obstacles(content, on):
        raise Refused(*problems)


def hold_names(content: StoryContent) -> None:
    """Let nobody rename the story's section, tags and authors before the commit.

    A rename holds the name's row when it comes for the log's counter. A verb that held the counter and only then came
    for the name, as the database does when the release refers to it, would wait for that rename, and it for the verb.
    """
    with connection.cursor() as cursor:
        for model, ids in ((Section, [content.section]), (Tag, content.tags), (Author, content.authors)):
            if ids:
                sql = f"SELECT FROM {model._meta.db_table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
                cursor.execute(sql, [list(ids)])


def move(article: Article, verb: Verb, actor: User | None, note: str = "", **changes: Any) -> Record:
    """Bring the story into the verb's state, set other columns of it too, and record who did it."""
    if article.state == Article.State.SCHEDULED and MOVES[verb].to_state:
        FailedSchedule.objects.filter(article=article).delete()
    article.state = MOVES[verb].to_state or article.state
    if article.state != Article.State.SCHEDULED:
        changes["scheduled_for"] = None
    for column, value in changes.items():
        setattr(article, column, value)
    article.save(update_fields=["state", *changes])
    return Record.objects.create(article=article, verb=verb, actor=actor, note=note.strip())


def supersede(current: Release, at: datetime.datetime) -> None:
    """End the current release; always before the next one is inserted, since a story has one."""
    current.superseded_at = at
    current.save(update_fields=["superseded_at"])


def release(
    article: Article,
    content: StoryContent,
    revision: Revision,
    at: datetime.datetime,
    *,
    previous: Release | None,
    first_published_at: datetime.datetime,
    updated_at: datetime.datetime | None,
    actor: User | None,
) -> Release:
    """Make `content`, which came from that version of the desk's copy, what the public has.

    `previous` is the last release there was.
    """
    made = Release.objects.create(
        article=article,
        number=previous.number + 1 if previous else 1,
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
    ReleaseTag.objects.bulk_create(ReleaseTag(release_id=made.pk, tag_id=tag) for tag in content.tags)
    ReleaseAuthor.objects.bulk_create(
        ReleaseAuthor(release=made, author_id=author, position=position)
        for position, author in enumerate(content.authors)
    )
    ReleasePicture.objects.bulk_create(
        ReleasePicture(release=made, image_id=picture.image) for picture in content.pictures
    )
    return made


def log(
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
    """Write the change under the number that was taken for it, and defer what must follow."""
    change = Change.objects.create(
        sequence=sequence,
        at=at,
        kind=kind,
        article=article,
        release=release,
        note=note.strip(),
        reason=reason.strip(),
        actor=actor,
    )
    purging.defer(change)
    picture_jobs.defer(change)


def take_number() -> tuple[int, datetime.datetime]:
    """The number and time of the change that is being made. The last lock a verb takes."""
    return ChangeCounter.next()
