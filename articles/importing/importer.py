"""Brings captured story pages to the desk, and to the public where asked: by the same verbs the editors use."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from articles import publishing
from articles.content import StoryContent, StoryPicture
from articles.desk import content_of, save_revision, write
from articles.importing import proposals
from articles.importing.attribution import proposed_source
from articles.importing.capture import language_of
from articles.importing.captured import CapturedStory
from articles.importing.pictures import PhotoFolder, PictureDesk
from articles.importing.recognition import Text, find_capture, text_of
from articles.models import Article, Capture, Section
from articles.moves import DRAFT, ERASED, PUBLIC
from media.models import Source
from newsportal.models import User


class ImportRefused(Exception):
    """A story that could not be brought in, or not be published; says why and what to do."""


class Outcome(StrEnum):
    """What became of a captured story."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Imported:
    """A story after its import, and what the operator should know of it."""

    article: Article
    outcome: Outcome
    remarks: list[str]


@dataclass
class Importer:
    """One call of the importer: where its stories go, and what they are matched with."""

    actor: User | None = None
    section: str = ""
    source: Source | None = None
    photos: PhotoFolder = field(default_factory=PhotoFolder)
    publish: bool = False
    published_at: datetime | None = None

    def bring_in(self, story: CapturedStory) -> Imported:
        """Import one story, and publish it where asked.

        Raises ImportRefused; a story that is only refused by the checks before publication is on the desk all the same.
        """
        remarks: list[str] = []
        try:
            with transaction.atomic():
                text = text_of(story)
                _alone_with(text.headline_key)
                capture = find_capture(text)
                if capture is None:
                    imported = Imported(self._new(story, text, remarks), Outcome.NEW, remarks)
                else:
                    imported = Imported(capture.article, self._known(capture, story, text, remarks), remarks)
        except ValidationError as error:
            raise ImportRefused(" ".join(error.messages)) from None
        # In a transaction of its own, like every verb. What a crash between the two leaves, the next call makes good.
        if self.publish and (refusal := self._publish(imported.article.pk, story)):
            raise ImportRefused(f"on the desk, but not published: {refusal}")
        return imported

    def _new(self, story: CapturedStory, text: Text, remarks: list[str]) -> Article:
        language = language_of(story)
        source, confirmed = self._source(story, remarks)
        content = StoryContent(
            language=language,
            headline=text.headline,
            body=text.body,
            section=self._section(language, remarks).pk,
            source=source.pk if source else None,
            source_confirmed=confirmed,
            pictures=self._pictures(story, (), remarks),
        )
        article = Article()
        write(article, content)
        proposals.remember(article, text, save_revision(article, actor=self.actor))
        return article

    def _known(self, capture: Capture, story: CapturedStory, text: Text, remarks: list[str]) -> Outcome:
        # Locked before it is compared: an editor who saves at this moment comes before or after, never between.
        article = Article.objects.select_for_update().get(pk=capture.article_id)
        if article.state == ERASED:
            raise ImportRefused("a story under this headline was erased by law: if this is another, write it by hand")
        now = content_of(article)
        untouched = now.as_written() == capture.base.story.as_written()
        if text.digest == capture.digest:
            # Only what is awaited is brought: a picture or caption that somebody chose meanwhile stands.
            if not self._picture_desk.bring_awaited(article, story):
                return Outcome.UNCHANGED
            revision = save_revision(article, actor=self.actor)
            if untouched:
                proposals.remember(article, text, revision)
            return Outcome.CHANGED
        if not untouched:
            remarks.append("the story was edited by hand since: the new text waits beside it in the admin")
            return Outcome.PROPOSED if proposals.propose(capture, text) else Outcome.UNCHANGED
        self._picture_desk.bring_awaited(article, story)
        now = content_of(article)
        pictures = self._pictures(story, now.pictures, remarks) or now.pictures
        write(article, replace(now, headline=text.headline, body=text.body, pictures=pictures))
        proposals.remember(article, text, save_revision(article, actor=self.actor))
        return Outcome.CHANGED

    def _pictures(
        self, story: CapturedStory, known: tuple[StoryPicture, ...], remarks: list[str]
    ) -> tuple[StoryPicture, ...]:
        pictures = [self._picture_desk.picture(captured, known, remarks) for captured in story.pictures]
        return tuple({picture.image: picture for picture in pictures}.values())  # each stands in a story once

    def _section(self, language: str, remarks: list[str]) -> Section:
        sections = Section.objects.filter(language=language)
        if found := sections.filter(slug=self.section).first():
            return found
        first = sections.filter(parent=None).first()
        if first is None:
            raise ImportRefused(f"the edition “{language}” has no section yet: make one in the admin")
        why = f"the edition “{language}” has no “{self.section}”" if self.section else "--section chooses another"
        remarks.append(f"goes to the section “{first.slug}”, the first: {why}")
        return first

    def _source(self, story: CapturedStory, remarks: list[str]) -> tuple[Source | None, bool]:
        """The source of the text, and whether that is certain: what the text itself suggests is only proposed."""
        if self.source is not None:
            return self.source, True
        names = {spelling: source.name for spelling, source in self._spellings.items()}
        name = proposed_source(story.blocks, names)
        if name is None:
            return None, True
        remarks.append(f"its source may be {name}: confirm it in the admin")
        return self._spellings[name], False

    @cached_property
    def _spellings(self) -> dict[str, Source]:
        return Source.objects.by_spelling()

    @cached_property
    def _picture_desk(self) -> PictureDesk:
        return PictureDesk(self.photos, self._spellings, self.actor)

    @transaction.atomic
    def _publish(self, article_id: int, story: CapturedStory) -> publishing.Refused | None:
        """Publish what is the captured page and nothing else: words by hand and stories held back are the editors'.

        Returns why the verb refused, where it did: what was imported stays on the desk.
        """
        article = Article.objects.select_for_update().get(pk=article_id)
        base = article.capture.base.story.as_written()
        if content_of(article).as_written() != base:
            return None
        try:
            if article.state == DRAFT and not article.records.exists():
                first_published_at = _aware(story.published or self.published_at)
                publishing.publish(article.pk, actor=self.actor, first_published_at=first_published_at)
            elif article.state == PUBLIC and article.releases.public().get().story.as_written() != base:
                # Asked of the release, not of this call: what came to the desk without --publish is made good.
                publishing.update(article.pk, actor=self.actor)
        except publishing.Refused as refusal:
            return refusal
        return None


def _alone_with(headline_key: str) -> None:
    """Wait until nobody else imports a story of this headline: two calls at once must not bring it in twice.

    The lock is PostgreSQL's own and ends with the transaction; two headlines on one number only wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(headline_key[:15], 16)])


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is the newsroom's."""
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
