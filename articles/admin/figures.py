"""Pictures within the text, on the form: each figure carries how it looks in the editor and what is written for it.

What the form sends back is parted again: the body keeps the picture's id alone, the words go to the story's picture.
"""

import re
from collections.abc import Iterable
from html import unescape

from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.thumbnails import thumbnail
from articles.desk import FigureWords
from articles.models import Article, ArticlePicture
from articles.rendering import body_html, clean, figures, with_figures
from media import renditions
from media.library import why_not
from media.models import Image

THUMBNAIL = 320  # pixels wide, at least
WORDS = ("data-caption", "data-alt")
_WORDED = re.compile(r'<figure data-picture="(\d+)"(?: data-caption="([^"]*)")?(?: data-alt="([^"]*)")?></figure>')


def for_editor(article: Article) -> str:
    """The body as the form's editor takes it, its figures with words and thumbnails (static/…/admin/figure.js)."""
    written = {use.image_id: use for use in article.picture_uses.filter(in_text=True)}
    return with_figures(
        article.body, {image.pk: _figure(image, written.get(image.pk)) for image in _images(article.body)}
    )


def _figure(image: Image, use: ArticlePicture | None) -> SafeString:
    attributes = {
        "data-picture": image.pk,
        "data-caption": use.caption if use else "",
        "data-alt": use.alt_text if use else "",
        "data-thumbnail": "" if image.awaits_file else renditions.url(image, THUMBNAIL),
        "data-library-caption": str(image),
        "data-credit": image.credit or image.photographer,
        "data-refusal": why_not(image),
    }
    return format_html("<figure{}></figure>", flatatt({name: value for name, value in attributes.items() if value}))


def parted(body: str) -> tuple[str, dict[int, FigureWords]]:
    """A body that was cleaned with `WORDS`, without them; and what they were, by the pictures' ids.

    Raises ValidationError, with a sentence for the editor, for a picture that the library does not have and for one
    that stands in the text twice.
    """
    found = _WORDED.findall(body)
    words = {int(picture): FigureWords(*(unescape(typed).strip() for typed in written)) for picture, *written in found}
    bare = clean(body)
    placed = figures(bare)
    if unknown := set(placed) - {image.pk for image in _images(bare)}:
        not_there = _("The text has a figure of picture %(number)d, which is not in the library: take it out.")
        raise ValidationError([not_there % {"number": number} for number in sorted(unknown)])
    if twice := {number for number in placed if placed.count(number) > 1}:
        again = _("Picture %(number)d stands in the text more than once: leave one figure of it.")
        raise ValidationError([again % {"number": number} for number in sorted(twice)])
    return bare, words


def as_read(body: str) -> SafeString:
    """The body on a page of the desk, its figures small."""
    small = {image.pk: format_html("<figure>{}</figure>", thumbnail(image, THUMBNAIL)) for image in _images(body)}
    return body_html(body, small)


def _images(body: str) -> Iterable[Image]:
    return Image.objects.select_related("source").defer("search").filter(pk__in=figures(body))
