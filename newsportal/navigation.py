"""The way through the newsroom's admin: its sidebar."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of links that unfold shows; each link only to who may see its list."""
    return [
        {
            "title": _("Stories"),
            "items": [
                _link(_("All stories"), "articles.article", "article"),
                _link(_("Waiting for review"), "articles.article", "rate_review", state__exact="submitted"),
                _link(_("Scheduled"), "articles.article", "schedule", state__exact="scheduled"),
                _link(_("Waiting for pictures"), "articles.article", "hourglass_empty", pictures="awaited"),
                _link(_("About to lose pictures"), "articles.article", "image_not_supported", pictures="ending"),
                _link(_("Failed schedules"), "articles.failedschedule", "event_busy"),
            ],
        },
        {
            "title": _("Library"),
            "separator": True,
            "items": [
                _link(_("Pictures"), "media.image", "photo_library"),
                _link(_("Sources"), "media.source", "contract"),
                _link(_("Sections"), "articles.section", "folder"),
                _link(_("Tags"), "articles.tag", "sell"),
                _link(_("Authors"), "articles.author", "edit_note"),
            ],
        },
        {
            "title": _("The public"),
            "separator": True,
            "items": [
                _link(_("Log of changes"), "articles.change", "list_alt"),
                _link(_("Old addresses"), "articles.redirect", "alt_route"),
                _link(_("Partners"), "syndication.partner", "handshake"),
            ],
        },
        {
            "title": _("The newsroom"),
            "separator": True,
            "items": [
                _link(_("People"), "newsportal.user", "group"),
                _link(_("Roles"), "auth.group", "badge"),
                _link(_("Jobs"), "newsportal.job", "manufacturing"),
            ],
        },
    ]


def _link(title: Promise, model: str, icon: str, **narrowed: str) -> dict[str, Any]:
    app, _dot, name = model.partition(".")
    address = reverse(f"admin:{app}_{name}_changelist")
    return {
        "title": title,
        "icon": icon,
        "link": f"{address}?{urlencode(narrowed)}" if narrowed else address,
        "permission": _may_see(app, name),
        "active": _is_here(address, narrowed),
    }


def _may_see(app: str, name: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(f"{app}.view_{name}")


# What tells the lists of stories in the sidebar from each other.
_NARROWING = ("state__exact", "pictures")


def _is_here(address: str, narrowed: dict[str, str]) -> Callable[[HttpRequest], bool]:
    def is_here(request: HttpRequest) -> bool:
        chosen = {key: request.GET[key] for key in _NARROWING if request.GET.get(key)}
        return request.path.startswith(address) and chosen == narrowed

    return is_here


def style(request: HttpRequest) -> str:
    """The address of the newsroom's own style sheet, beside unfold's."""
    return static("articles/admin/desk.css")
