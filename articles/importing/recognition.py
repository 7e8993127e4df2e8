"""How a captured story is known again, whichever file or page it stands in."""

import hashlib
import json
from dataclasses import dataclass
from difflib import SequenceMatcher

from articles.content import StoryContent
from articles.importing.capture import known_again
from articles.importing.captured import CapturedStory
from articles.models import Capture
from articles.rendering import blocks, crosshead, paragraph

# First paragraphs at least this much alike are one paragraph, reworded; less alike, two stories share a headline.
REWORDED = 0.5


@dataclass(frozen=True, slots=True)
class Text:
    """What a capture says in words: all that it can change in a desk copy besides the pictures."""

    headline: str
    body: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.headline, self.body]).encode()).hexdigest()

    @property
    def paragraphs(self) -> list[str]:
        return [text for kind, text in blocks(self.body) if kind == "paragraph"]

    @property
    def key(self) -> str:
        """Headline and first paragraph: by these a story is known."""
        return known_again(self.headline, next(iter(self.paragraphs), ""))

    @property
    def headline_key(self) -> str:
        return known_again(self.headline, "")


def text_of(story: CapturedStory) -> Text:
    make = {"paragraph": paragraph, "crosshead": crosshead}
    return Text(story.headline, "\n".join(make[block.kind](block.text) for block in story.blocks))


def text_in(content: StoryContent) -> Text:
    return Text(content.headline, content.body)


def find_capture(text: Text) -> Capture | None:
    """The capture of the same story: same headline and first paragraph, or a changed text under the headline.

    Of one that was erased by law no word is left to compare: whatever comes under its headline is taken for it.
    """
    captures = Capture.objects.select_related("article", "base")
    if same := captures.filter(key=text.key).first():
        return same
    namesakes = captures.filter(headline_key=text.headline_key)
    return next(
        (other for other in namesakes if other.base.erased_by_id or _is_reworded(text_in(other.base.story), text)), None
    )


def _is_reworded(old: Text, new: Text) -> bool:
    """Whether two texts under one headline are one story: most paragraphs in common, or first paragraphs alike.

    One in common is not enough: tomorrow's briefing has today's headline and closing sentence.
    """
    if len(set(old.paragraphs) & set(new.paragraphs)) * 2 > max(len(old.paragraphs), len(new.paragraphs)):
        return True
    return SequenceMatcher(None, old.paragraphs[0], new.paragraphs[0], autojunk=False).ratio() >= REWORDED
