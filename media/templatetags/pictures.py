"""Pictures on pages: `{% load pictures %}`."""

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from media import renditions
from media.renditions import ShownPicture, address_of

register = template.Library()

# What a browser that knows no srcset gets.
FALLBACK = 960  # pixels

register.filter("address_of", address_of)


@register.simple_tag
def picture(shown: ShownPicture, sizes: str = "100vw", eager: bool = False, **attributes: str) -> SafeString:
    """`{% picture story.lead sizes="(min-width: 60rem) 40rem, 100vw" eager=True class="lead" %}`

    Nothing where the picture awaits its file: the caption stands alone then. `eager` is for the lead picture, which
    the page must not wait for; other attributes go on the `<img>`.
    """
    if not shown.has_file:
        return SafeString("")
    image = {
        "src": address_of(shown, at_least=FALLBACK),
        "srcset": _srcset(shown, "jpeg"),
        "sizes": sizes,
        "width": shown.width,
        "height": shown.height,
        "alt": shown.alt,
        "decoding": "async",
        **({"fetchpriority": "high"} if eager else {"loading": "lazy"}),
        **attributes,
    }
    return format_html(
        '<picture><source type="image/webp" srcset="{}" sizes="{}"><img{}></picture>',
        _srcset(shown, "webp"),
        sizes,
        flatatt(image),
    )


def _srcset(shown: ShownPicture, format: str) -> str:
    # A picture narrower than its rendition's listed width comes at its own size, and says so.
    return ", ".join(
        f"{renditions.path(shown.image, shown.key, width, format)} {min(width, shown.width)}w"
        for width in renditions.widths(shown.width)
    )
