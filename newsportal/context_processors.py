"""What every public page knows of the site: its name, its edition, its sections. Asked only where it is shown."""

import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info

from articles import addresses
from articles.editions import language_of_path
from articles.models import Section


class Site:
    """The site as the page at `path` shows it."""

    def __init__(self, path: str) -> None:
        self.name: str = settings.SITE_NAME
        self.language = language_of_path(path)
        self.direction = "rtl" if get_language_info(self.language)["bidi"] else "ltr"
        self.front_url = addresses.front(self.language)
        self.search_url = addresses.search(self.language)

    @cached_property
    def sections(self) -> list[Section]:
        return list(Section.objects.filter(language=self.language, parent=None))

    @property
    def today(self) -> datetime.date:
        return timezone.localdate()

    @property
    def editions(self) -> list[dict[str, Any]]:
        return [
            {
                "language": language,
                "name": get_language_info(language)["name_local"],
                "url": addresses.front(language),
                "current": language == self.language,
            }
            for language in settings.EDITIONS
        ]

    @property
    def feeds(self) -> list[dict[str, str]]:
        return [
            {"type": kind, "title": f"{self.name} ({title})", "url": addresses.feed(name, self.front_url)}
            for kind, title, name in [
                ("application/rss+xml", "RSS", "rss.xml"),
                ("application/atom+xml", "Atom", "atom.xml"),
                ("application/feed+json", "JSON", "feed.json"),
            ]
        ]


def site(request: HttpRequest) -> dict[str, Site]:
    return {"site": Site(request.path_info)}
