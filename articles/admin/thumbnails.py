"""A picture as the desk's lists and forms show it: small, with its proportions, and no words of its own."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from media import renditions
from media.models import Image

# Keeps the place of a picture in a list, so that headlines stand under each other.
NO_PICTURE = SafeString('<span class="desk-thumb desk-thumb-none"></span>')


def thumbnail(image: Image, width: int) -> SafeString:
    """The picture at a width of `width` pixels on the screen; a mark in its place while it awaits its file."""
    if image.awaits_file:
        return format_html(
            '<span class="desk-thumb desk-thumb-awaited material-symbols-outlined" title="{}">hourglass_empty</span>',
            _("Awaits its file"),
        )
    return format_html(
        '<img class="desk-thumb" src="{}" alt="" width="{}" height="{}" loading="lazy">',
        renditions.url(image, width),
        width,
        round(width * image.height / image.width),
    )
