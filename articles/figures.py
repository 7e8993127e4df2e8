"""Pictures within the text: as a page shows them, and as feeds and partners get them with the body."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.addresses import absolute
from articles.content import StoryPicture
from media.renditions import address_of, size_of


def on_pages(pictures: Iterable[StoryPicture]) -> dict[int, str]:
    """The HTML of each picture within the text, by its id, for `rendering.body_html`."""
    return {
        picture.image: render_to_string("articles/_figure.html", {"shown": picture})
        for picture in pictures
        if picture.in_text
    }


def elsewhere(pictures: Iterable[StoryPicture], *, named: bool = False) -> dict[int, str]:
    """The same for whoever shows the body away from our pages: one size, and addresses in full.

    `named` figures say which of the story's pictures they hold: `<figure data-picture="12">`. One that awaits its
    file has its words alone.
    """
    return {picture.image: _figure(picture, named) for picture in pictures if picture.in_text}


def _figure(picture: StoryPicture, named: bool) -> SafeString:
    name = format_html(' data-picture="{}"', picture.image) if named else ""
    words = " ".join(filter(None, [picture.caption, f"({picture.credit})" if picture.credit else ""]))
    caption = format_html("<figcaption>{}</figcaption>", words) if words else ""
    return format_html("<figure{}>{}{}</figure>", name, _image(picture) if picture.has_file else "", caption)


def _image(picture: StoryPicture) -> SafeString:
    width, height = size_of(picture)
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', absolute(address_of(picture)), picture.alt, width, height
    )
