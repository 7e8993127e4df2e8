"""Sitemaps for search engines (sitemaps.org), and the news sitemap of the last two days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles import addresses
from articles.models import Release, Section
from articles.views.policy import public_page

# The most that one file may list, by sitemaps.org and by the news sitemap's own rule.
ADDRESSES = 50_000
NEWS = 1_000


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Fronts, sections and the newest stories."""
    pages = [addresses.front(language) for language in settings.EDITIONS]
    pages += [section.get_absolute_url() for section in Section.objects.all()]
    newest = Release.objects.public().newest_first().defer("body").select_related("section")
    stories = newest[: ADDRESSES - len(pages)]
    entries = [f"<url><loc>{_full(page)}</loc></url>" for page in pages]
    entries += [
        f"<url><loc>{_full(release.get_absolute_url())}</loc>"
        f"<lastmod>{_second(release.updated_at or release.first_published_at)}</lastmod></url>"
        for release in stories.iterator(chunk_size=2000)
    ]
    return _urlset(entries)


@public_page
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The stories of the last two days (developers.google.com/search, news sitemaps)."""
    since = timezone.now() - timedelta(days=2)
    recent = Release.objects.public().filter(first_published_at__gte=since).newest_first()
    return _urlset(
        f"<url><loc>{_full(release.get_absolute_url())}</loc><news:news><news:publication>"
        f"<news:name>{escape(settings.SITE_NAME)}</news:name><news:language>{release.language}</news:language>"
        f"</news:publication><news:publication_date>{_second(release.first_published_at)}</news:publication_date>"
        f"<news:title>{escape(release.headline)}</news:title></news:news></url>"
        for release in recent.defer("body").select_related("section")[:NEWS]
    )


def _urlset(entries: Iterable[str]) -> HttpResponse:
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n' + "\n".join(entries) + "\n</urlset>\n",
        content_type="application/xml",
    )


def _second(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _full(path: str) -> str:
    return escape(addresses.absolute(path))
