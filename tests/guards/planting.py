"""Stories with a word of its own in every field, in every state that the public may not see."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pyvips
from django.core.files import File
from django.utils import timezone

from articles import publishing
from articles.desk import content_of, place_figures, save_revision, write
from articles.importing import proposals
from articles.importing.recognition import Text
from articles.models import Article, ArticlePicture, Capture, FailedSchedule
from media.intake import take_in
from media.models import Image, Source
from newsportal.models import User

# No vowel and no s: no stemmer makes another word of it, and no sentence of ours holds it by chance.
_LETTERS = "bcdfghjkmnpqrtvwxz"
_PLANTED = re.compile(rf"zqx[{_LETTERS}]{{4}}".encode(), re.IGNORECASE)


class Words:
    """Gives each field of each story two words: a bait to search for, and the planted one that must not be seen."""

    def __init__(self) -> None:
        self._codes = map("".join, itertools.product(_LETTERS, repeat=4))
        self._code: dict[tuple[str, str], str] = {}
        self._name: dict[str, tuple[str, str]] = {}

    def of(self, story: str, field: str) -> str:
        """The two words of a field, the bait first: `jvkbbbb zqxbbbb`."""
        if (story, field) not in self._code:
            code = next(self._codes)
            self._code[story, field], self._name[code] = code, (story, field)
        return f"jvk{self._code[story, field]} zqx{self._code[story, field]}"

    def fields(self, story: str) -> list[str]:
        """The fields of a story that have words."""
        return [field for name, field in self._code if name == story]

    def searches(self) -> list[str]:
        """Queries that between them ask for every bait, several at a time."""
        baits = [f"jvk{code}" for code in self._name]
        return [" or ".join(baits[start : start + 15]) for start in range(0, len(baits), 15)]

    def seen(self, answer: bytes) -> set[tuple[str, str]]:
        """Which stories' fields an answer shows. Text of two bytes a character, as in EXIF, is read too."""
        found = {
            word.decode().lower().removeprefix("zqx")
            for text in (answer, answer.replace(b"\0", b""))
            for word in _PLANTED.findall(text)
        }
        # A form's random token may hold the shape of a planted word; only those that were planted count.
        return {self._name[code] for code in found if code in self._name}


Step = Callable[["Planter", Article, str], None]


class Planter:
    """Writes stories and leads them through their lives; `words` says afterwards whose word was seen."""

    def __init__(self, make_story: Callable[..., Article], editor: User, **shared: Any) -> None:
        self.words = Words()
        self._make_story = make_story
        self.editor = editor
        self._shared = shared

    def plant(self, name: str, life: list[Step], **fields: Any) -> Article:
        """A story with plain words, led through the steps of its life."""
        article = self._make_story(f"The barrier: {name}", **{**self._shared, **fields})
        for step in life:
            step(self, article, name)
            article.refresh_from_db()
        return article

    def picture(self, name: str, which: str) -> Image:
        """A picture of the library with a word in every field, and within its file."""

        def of(field: str) -> str:
            return self.words.of(name, f"{which} {field}")

        return take_in(
            File(BytesIO(_photo(of("file"))), name=f"{of('file name')}.jpg"),
            actor=self.editor,
            caption=of("caption"),
            alt_text=of("alt"),
            photographer=of("photographer"),
            credit=of("credit"),
            source=Source.objects.create(name=of("source"), spellings=[of("spelling")]),
            copyright_notice=of("copyright"),
            usage_terms=of("terms"),
            license_url=f"https://example.com/{of('licence').replace(' ', '/')}",
            place=of("place"),
        )


_colours = itertools.count(1)


def _photo(words: str) -> bytes:
    """A JPEG as cameras and agencies send them, with those words in its EXIF and XMP."""
    colour = next(_colours)
    pixels = pyvips.Image.black(700, 500, bands=3).linear([0, 0, 0], [colour % 256, colour // 256 * 40, 99])
    image = pixels.cast("uchar").copy(interpretation="srgb")
    for field in ("exif-ifd0-ImageDescription", "exif-ifd0-Artist", "exif-ifd0-XPTitle"):
        image.set_type(pyvips.GValue.gstr_type, field, words)
    image.set_type(pyvips.GValue.blob_type, "xmp-data", f"<x:xmpmeta>{words}</x:xmpmeta>".encode())
    return image.jpegsave_buffer()


# --- The steps of a story's life -----------------------------------------------------------------


def words_written(planter: Planter, article: Article, name: str) -> None:
    """Somebody of the desk writes a word into every field, and puts in pictures: one with words of its own here, one
    within the text."""

    def of(field: str) -> str:
        return planter.words.of(name, field)

    article.headline, article.short_headline, article.standfirst = (
        of("headline"),
        of("short headline"),
        of("standfirst"),
    )
    article.slug = of("slug").replace(" ", "-")
    article.place = of("place")
    figure = planter.picture(name, "figure")
    article.body = (
        f"<p>{of('body')} <em>{of('emphasis')}</em></p><h2>{of('crosshead')}</h2>"
        f'<figure data-picture="{figure.pk}"></figure>'
        f"<blockquote><p>{of('quotation')}</p></blockquote><ul><li><p>{of('list')}</p></li></ul>"
        f'<p><a href="https://example.com/{of("link").replace(" ", "/")}">More</a></p>'
    )
    article.source = Source.objects.create(name=of("source"), spellings=[of("spelling")])
    article.save()
    article.picture_uses.all().delete()
    ArticlePicture.objects.create(article=article, image=planter.picture(name, "lead"), position=0)
    ArticlePicture.objects.create(
        article=article,
        image=planter.picture(name, "second"),
        position=1,
        caption=of("second caption here"),
        alt_text=of("second alt here"),
    )
    place_figures(article, {})
    save_revision(article, actor=planter.editor)


def words_taken_out(planter: Planter, article: Article, name: str) -> None:
    plain = replace(
        content_of(article), headline="The barrier", short_headline="", slug="the-barrier", standfirst="", place="",
        body="<p>It closed at noon.</p>", source=None, pictures=(),
    )  # fmt: skip
    write(article, plain)
    save_revision(article, actor=planter.editor)


def newer_capture_waits(planter: Planter, article: Article, name: str) -> None:
    """The page was captured again with other words, after the story was edited by hand."""
    captured = Text(article.headline, article.body)
    proposals.remember(article, captured, save_revision(article, actor=None))
    newer = Text(planter.words.of(name, "headline"), f"<p>{planter.words.of(name, 'body')}</p>")
    assert proposals.propose(Capture.objects.get(article=article), newer)


def submitted(planter: Planter, article: Article, name: str) -> None:
    publishing.submit(article.pk, actor=planter.editor)


def returned(planter: Planter, article: Article, name: str) -> None:
    publishing.return_to_reporter(article.pk, actor=planter.editor, reason=planter.words.of(name, "reason"))


def scheduled(planter: Planter, article: Article, name: str) -> None:
    publishing.schedule(article.pk, actor=planter.editor, at=timezone.now() + timedelta(hours=1))


def failed(planter: Planter, article: Article, name: str) -> None:
    """The contract with its source ends before its minute: the worker's clock cannot publish it."""
    Source.objects.filter(pk=article.source_id).update(text_publish=False)
    Article.objects.filter(pk=article.pk).update(scheduled_for=timezone.now() - timedelta(hours=1))
    publishing.publish_all_due()
    assert FailedSchedule.objects.filter(article=article).exists()


def assigned(planter: Planter, article: Article, name: str) -> None:
    publishing.assign(article.pk, actor=planter.editor, person=planter.editor, note=planter.words.of(name, "note"))


def spiked(planter: Planter, article: Article, name: str) -> None:
    publishing.spike(article.pk, actor=planter.editor, reason=planter.words.of(name, "reason"))


def published(planter: Planter, article: Article, name: str) -> None:
    publishing.publish(article.pk, actor=planter.editor)


def corrected(planter: Planter, article: Article, name: str) -> None:
    publishing.correct(article.pk, actor=planter.editor, note=planter.words.of(name, "note"))


def retracted(planter: Planter, article: Article, name: str) -> None:
    publishing.retract(article.pk, actor=planter.editor, reason=planter.words.of(name, "reason"))


def withdrawn(planter: Planter, article: Article, name: str) -> None:
    publishing.withdraw(article.pk, actor=planter.editor, reason=planter.words.of(name, "reason"))


def restored_plainly(planter: Planter, article: Article, name: str) -> None:
    publishing.restore(article.pk, actor=planter.editor, note="It did close.")


def corrected_plainly(planter: Planter, article: Article, name: str) -> None:
    publishing.correct(article.pk, actor=planter.editor, note="It closed at one.")


def erased(planter: Planter, article: Article, name: str) -> None:
    publishing.erase(article.pk, actor=None, reason=planter.words.of(name, "reason"))


# Every way in which a word may be on the desk and not before the public.
LIVES: dict[str, list[Step]] = {
    "draft": [words_written],
    "assigned": [words_written, assigned],
    "submitted": [words_written, submitted],
    "returned": [words_written, submitted, returned],
    "scheduled": [words_written, scheduled],
    "scheduled and failed": [words_written, scheduled, failed],
    "spiked": [words_written, spiked],
    "a correction half typed": [published, words_written],
    "an older version": [words_written, published, words_taken_out, corrected_plainly],
    "a newer capture of a draft": [newer_capture_waits],
    "a newer capture of a public story": [published, newer_capture_waits],
    "withdrawn": [words_written, published, withdrawn],
    "retracted": [words_written, published, retracted],
    "mended after it was retracted": [published, retracted, words_written],
    "mended after it was withdrawn": [published, withdrawn, words_written],
    "restored without them": [words_written, published, retracted, words_taken_out, restored_plainly],
    "a draft erased by law": [words_written, scheduled, failed, erased],
    "erased by law": [words_written, published, assigned, corrected, erased],
    "withdrawn and erased": [words_written, published, withdrawn, erased],
}


def planted(planter: Planter, languages: dict[str, dict[str, Any]]) -> dict[str, Article]:
    """A story of every life in every language, between public stories of the same section, tag and author."""
    stories = {}
    for language, fields in languages.items():
        planter.plant(f"a neighbour {language}", [published], language=language, **fields)
        for life, steps in LIVES.items():
            name = f"{life} {language}"
            stories[name] = planter.plant(name, steps, language=language, **fields)
        planter.plant(f"another neighbour {language}", [published], language=language, **fields)
    planter.picture("in the library alone", "picture")
    return stories
