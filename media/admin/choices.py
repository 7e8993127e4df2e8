"""What the picker of a story's form offers of the library."""

import re
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext

from media import renditions
from media.library import why_not
from media.models import Image

THUMBNAIL = 96  # pixels wide


class OneFurther(Paginator):
    """Pages of rows that nobody counts: whether more follow, it knows by reading one further."""

    count = 9_999_999_999  # more than any library has; a page beyond is not found

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        page = Page(rows[: self.per_page], number, self)
        page.has_next = lambda: len(rows) > self.per_page  # type: ignore[method-assign]
        return page


class Choices(AutocompleteJsonView):
    """Each picture with its thumbnail, and why it may not be used; with `?id=` that picture alone."""

    def get_paginator(self, *args: Any, **kwargs: Any) -> OneFurther:
        return OneFurther(*args, **kwargs)

    def get_queryset(self) -> QuerySet[Image]:
        found = super().get_queryset().select_related("source").defer("search")
        one = self.request.GET.get("id", "")
        if not one:
            return found
        return found.filter(pk=one) if re.fullmatch("[0-9]{1,18}", one) else found.none()

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        refusal = why_not(obj)
        return {
            **super().serialize_result(obj, to_field_name),
            "thumbnail": "" if obj.awaits_file else renditions.url(obj, THUMBNAIL),
            "credit": obj.credit or obj.photographer,
            "refusal": refusal,
            "awaits": gettext("awaits its file") if obj.awaits_file else "",
            "disabled": bool(refusal),
        }
