"""Pictures on pages: `{% load pictures %}`."""

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from media import crops, renditions
from media.renditions import ShownPicture, address_of

register = template.Library()

# What a browser that knows no srcset gets.
FALLBACK = 960  # pixels

register.filter("address_of", address_of)


@register.simple_tag
def picture(
    shown: ShownPicture, sizes: str = "100vw", eager: bool = False, crop: str = "", **attributes: str
) -> SafeString:
    """`{% picture story.lead sizes="(min-width: 60rem) 40rem, 100vw" eager=True crop="16x9" class="lead" %}`

    Nothing where the picture awaits its file: the caption stands alone then. `eager` is for the lead picture, which
    the page must not wait for; `crop` is a shape of `media/crops.py`; other attributes go on the `<img>`.
    """
    if not shown.has_file:
        return SafeString("")
    width, height = crops.size(shown.width, shown.height, crop)
    image = {
        "src": address_of(shown, at_least=FALLBACK, crop=crop),
        "srcset": _srcset(shown, "jpeg", crop),
        "sizes": sizes,
        "width": width,
        "height": height,
        "alt": shown.alt,
        "decoding": "async",
        **({"fetchpriority": "high"} if eager else {"loading": "lazy"}),
        **attributes,
    }
    if classes := " ".join(filter(None, [attributes.get("class"), _tint(shown.colour)])):
        image["class"] = classes
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((renditions.CONTENT_TYPES[format], _srcset(shown, format, crop), sizes) for format in ("avif", "webp")),
    )
    return format_html("<picture>{}<img{}></picture>", sources, flatatt(image))


def _tint(colour: str) -> str:
    """The classes that give a picture's place its colour until it has come: the policy lets no style into a page."""
    if not colour:
        return ""
    red, green, blue = colour[0], colour[1], colour[2]
    # Where the picture does not come, its alternative text is read on that colour.
    lightness = 2 * int(red, 16) + 7 * int(green, 16) + int(blue, 16)
    return f"tint r{red} g{green} b{blue}" + (" dark" if lightness < 70 else "")


@register.simple_tag
def preload(shown: ShownPicture, sizes: str = "100vw") -> SafeString:
    """A link for the head of a page by which a browser begins to fetch its lead picture before it reads the body.

    Whoever knows the type takes AVIF first, as from the `<picture>`; the others ignore the link.
    """
    return format_html(
        '<link rel="preload" as="image" type="image/avif" imagesrcset="{}" imagesizes="{}" fetchpriority="high">',
        _srcset(shown, "avif", ""),
        sizes,
    )


def _srcset(shown: ShownPicture, format: str, crop: str) -> str:
    # A picture narrower than its rendition's listed width comes at its own size, and says so.
    own, height = crops.size(shown.width, shown.height, crop)
    return ", ".join(
        f"{renditions.path(shown.image, shown.key, width, format, crop)} {min(width, own)}w"
        for width in renditions.widths(own, height)
    )
