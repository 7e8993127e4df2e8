"""What must be so before a story may be public: the blocking checks, each with a sentence that says what to do."""

import datetime
from dataclasses import dataclass
from itertools import count

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.content import StoryContent
from articles.models import Section
from articles.rendering import plain_text
from media.models import Image, Material, Source, Use


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a publication: the field of `StoryContent` it lies in, and a sentence."""

    field: str
    reason: str

    def __str__(self) -> str:
        return self.reason


def obstacles(content: StoryContent, on: datetime.date | None = None) -> list[Obstacle]:
    """Why this story may not be published on that day (today by default); an empty list where it may."""
    day = on or timezone.localdate()
    found = [*_words(content), *_section(content), *_text_rights(content, day)]
    images = Image.objects.select_related("source").in_bulk([picture.image for picture in content.pictures])
    numbers = {True: count(1), False: count(1)}
    for picture in content.pictures:
        name = _("Figure %(number)d of the text") if picture.in_text else _("Picture %(number)d")
        found += _picture(images[picture.image], name % {"number": next(numbers[picture.in_text])}, day)
    return found


def _words(content: StoryContent) -> list[Obstacle]:
    found = []
    if not content.headline.strip():
        found.append(Obstacle("headline", _("The story has no headline.")))
    if not plain_text(content.body).strip():
        found.append(Obstacle("body", _("The story has no text.")))
    return found


def _section(content: StoryContent) -> list[Obstacle]:
    if content.section is None:
        return [Obstacle("section", _("The story has no section: choose one."))]
    if Section.objects.get(pk=content.section).language != content.language:
        another = _("The section belongs to another edition than the story's language: choose a section of its own.")
        return [Obstacle("section", another)]
    return []


def _text_rights(content: StoryContent, day: datetime.date) -> list[Obstacle]:
    if content.source is None:
        return []
    source = Source.objects.get(pk=content.source)
    if source.allows(Use.PUBLISH, Material.TEXT, day):
        return []
    ended = _("Text of %(source)s may not be published: its contract does not allow it or has ended.")
    return [Obstacle("source", ended % {"source": source})]


def _picture(image: Image, name: str, day: datetime.date) -> list[Obstacle]:
    found = []
    if image.needs_credit:
        no_credit = _("%(picture)s comes from %(source)s and has no credit: write its credit.")
        found.append(Obstacle("pictures", no_credit % {"picture": name, "source": image.source}))
    elif not image.allows(Use.PUBLISH, day):
        ended = _("%(picture)s may not be published, or its right has ended: take it out.")
        found.append(Obstacle("pictures", ended % {"picture": name}))
    return found
