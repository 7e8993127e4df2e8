"""The library as the desk sees it: why a picture may not be used, what its card says, and how the list is narrowed."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from media.models import Image, Material, Source, Use

SOON = datetime.timedelta(days=7)


def why_not(image: Image, on: datetime.date | None = None) -> str:
    """Why the picture may not be published on that day (today by default), in a few words; "" where it may."""
    day = on or timezone.localdate()
    if image.needs_credit:
        return gettext("of an agency, without a credit")
    if not image.allows(Use.PUBLISH, day):
        if image.last_day and image.last_day < day:
            return gettext("right ended on %(day)s") % {"day": date_format(image.last_day)}
        if image.first_day and image.first_day > day:
            return gettext("right begins on %(day)s") % {"day": date_format(image.first_day)}
        return gettext("may not be published")
    return ""


def badges(image: Image, on: datetime.date | None = None) -> list[tuple[str, str]]:
    """What a card warns of: how bad it is ("bad", "soon" or "note"), and in which words."""
    day = on or timezone.localdate()
    found = []
    if image.awaits_file:
        found.append(("soon", gettext("awaits its file")))
    if refusal := why_not(image, day):
        found.append(("bad", refusal))
    if image.last_day and image.last_day >= day:
        ends = gettext("right ends on %(day)s") % {"day": date_format(image.last_day)}
        found.append(("soon" if image.last_day <= day + SOON else "note", ends))
    if missing := image.missing:
        found.append(("note", gettext("missing: %(what)s") % {"what": ", ".join(missing)}))
    return found


class FileFilter(DropdownFilter):
    title = _("file")
    parameter_name = "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("awaited", _("Awaits its file")), ("there", _("Has its file"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        match self.value():
            case "awaited":
                return queryset.filter(sha256="")
            case "there":
                return queryset.exclude(sha256="")
        return queryset


class RightsFilter(DropdownFilter):
    title = _("right to publish")
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("May be published now")), ("soon", _("Ends within a week")), ("ended", _("Has ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        today = timezone.localdate()
        match self.value():
            case "now":
                return queryset.filter(_publishable(today))
            case "soon":
                ends = Q(rights_until__range=(today, today + SOON))
                ends |= Q(source__in=_numbers(Source.objects.filter(picture_until__range=(today, today + SOON))))
                return queryset.filter(_publishable(today) & ends)
            case "ended":
                over = _numbers(Source.objects.filter(picture_until__lt=today))
                return queryset.filter(Q(rights_until__lt=today) | Q(source__in=over))
        return queryset


class AddedFilter(DropdownFilter):
    title = _("came in")
    parameter_name = "added"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("1", _("In the last 24 hours")),
            ("7", _("In the last 7 days")),
            ("30", _("In the last 30 days")),
            ("365", _("In the last 365 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        if self.value() not in ("1", "7", "30", "365"):
            return queryset
        return queryset.filter(created_at__gte=timezone.now() - datetime.timedelta(days=int(self.value())))


def _publishable(day: datetime.date) -> Q:
    """Image.allows(Use.PUBLISH, day), asked of the database."""
    own = Q(may_publish=True) & ~Q(rights_from__gt=day) & ~Q(rights_until__lt=day)
    return own & ~Q(source__in=_numbers(Source.objects.forbidding(Use.PUBLISH, Material.PICTURE, day)))


def _numbers(sources: QuerySet[Source]) -> list[int]:
    # They are few, and with numbers the database combines its indexes on source and rights.
    return list(sources.values_list("pk", flat=True))
