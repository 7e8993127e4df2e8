"""The library as cards: each picture with its thumbnail, its words, and what it warns of."""

from typing import Any

from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.views import ChangeList

from media import renditions
from media.library import badges
from media.models import Image

CARD_PICTURE = (320, 240)  # pixels, at most


class PictureList(ChangeList):
    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Image]:
        return super().get_queryset(request, *args, **kwargs).defer("search")

    def cards(self) -> list[dict[str, Any]]:
        kept = {"preserved_filters": self.preserved_filters, "opts": self.opts}
        return [
            {
                "image": image,
                "address": add_preserved_filters(kept, self.url_for_result(image), self.is_popup),
                "thumbnail": _card_picture(image),
                "badges": badges(image),
            }
            for image in self.result_list
        ]


def fitted(image: Image, box: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the picture as large as the box allows, its proportions kept, never enlarged."""
    scale = min(1, box[0] / image.width, box[1] / image.height)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _card_picture(image: Image) -> SafeString:
    if image.awaits_file:
        return SafeString('<span class="material-symbols-outlined" aria-hidden="true">hourglass_empty</span>')
    width, height = fitted(image, CARD_PICTURE)
    # The words that follow in the card's link say what it is.
    return format_html(
        '<img src="{}" alt="" width="{}" height="{}" loading="lazy">',
        renditions.url(image, CARD_PICTURE[0]),
        width,
        height,
    )
