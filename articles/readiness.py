"""What must be so before a story may be public: the blocking checks, each a sentence that says what to do."""

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.content import StoryContent
from articles.models import Section
from articles.rendering import plain_text
from media.models import Image, Material, Source, Use


def obstacles(content: StoryContent) -> list[str]:
    """Why this story may not be published now, a sentence each; an empty list where it may."""
    found = [*_words(content), *_section(content), *_text_rights(content)]
    images = Image.objects.select_related("source").in_bulk([picture.image for picture in content.pictures])
    for number, picture in enumerate(content.pictures, start=1):
        found += _picture(images[picture.image], number)
    return found


def _words(content: StoryContent) -> list[str]:
    found = []
    if not content.headline.strip():
        found.append(_("The story has no headline."))
    if not plain_text(content.body).strip():
        found.append(_("The story has no text."))
    return found


def _section(content: StoryContent) -> list[str]:
    if content.section is None:
        return [_("The story has no section: choose one.")]
    if Section.objects.get(pk=content.section).language != content.language:
        return [_("The section belongs to another edition than the story's language: choose a section of its own.")]
    return []


def _text_rights(content: StoryContent) -> list[str]:
    if content.source is None:
        return []
    source = Source.objects.get(pk=content.source)
    if source.allows(Use.PUBLISH, Material.TEXT, timezone.localdate()):
        return []
    return [
        _("Text of %(source)s may not be published: its contract does not allow it or has ended.") % {"source": source}
    ]


def _picture(image: Image, number: int) -> list[str]:
    found = []
    if image.source and image.source.kind == Source.Kind.AGENCY and not image.credit.strip():
        found.append(
            _("Picture %(number)d comes from %(source)s and has no credit: write its credit.")
            % {"number": number, "source": image.source}
        )
    if not image.allows(Use.PUBLISH):
        found.append(_("The right to picture %(number)d has ended or is not given: take it out.") % {"number": number})
    return found
