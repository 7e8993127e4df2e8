"""The history of a story: every version of the desk's copy, and every verb, with who and when."""

import datetime
from dataclasses import dataclass
from typing import Any, NoReturn

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.admin.people import DeskRequest, name_of
from articles.models import Article, Record, Revision

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: a version that was saved, or a verb."""

    at: datetime.datetime
    who: str
    what: str
    note: str = ""
    verb: str = ""


def history_page(model_admin: ModelAdmin, request: DeskRequest, object_id: str) -> HttpResponse:
    """The newest entries, or those before a moment (`?before=`, ISO 8601)."""
    article = model_admin.get_object(request, unquote(object_id))
    if article is None:
        raise Http404("there is no such story")
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    entries = _entries(article, _moment(request.GET.get("before", "")))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History"),
        "subtitle": str(article),
        "opts": model_admin.opts,
        "original": article,
        "entries": entries[:PAGE],
        "older": entries[PAGE - 1].at.isoformat() if len(entries) > PAGE else "",
    }
    return TemplateResponse(request, "admin/articles/history.html", context)


def _moment(text: str) -> datetime.datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        return moment.astimezone(datetime.UTC) if moment and moment.tzinfo else _no_moment()
    except (ValueError, OverflowError):
        return _no_moment()


def _no_moment() -> NoReturn:
    raise Http404("before is no moment")


def _entries(article: Article, before: datetime.datetime | None) -> list[Entry]:
    """One more than a page of entries, the newest first."""
    earlier: dict[str, Any] = {"at__lt": before} if before else {}
    versions = Revision.objects.filter(article=article, **earlier).select_related("actor").only("number", "at", "actor")
    verbs = Record.objects.filter(article=article, **earlier).select_related("actor")
    return sorted(
        [
            *(_version(revision) for revision in versions.order_by("-number")[: PAGE + 1]),
            *(_verb(record) for record in verbs[: PAGE + 1]),
        ],
        key=lambda entry: entry.at,
        reverse=True,
    )[: PAGE + 1]


def _version(revision: Revision) -> Entry:
    return Entry(revision.at, name_of(revision.actor), _("Version %(number)d") % {"number": revision.number})


def _verb(record: Record) -> Entry:
    return Entry(record.at, name_of(record.actor), record.get_verb_display(), record.note, record.verb)
