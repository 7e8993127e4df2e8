"""Where everything public is found: every address of the site is made here, and only here."""

import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.editions import prefix

if TYPE_CHECKING:
    from articles.models import Author, Section, Tag

# First parts of our own addresses, which no section may take. A test compares them with the URL resolver.
RESERVED = frozenset(
    [
        *("admin", "api", "archive", "author", "feeds", "healthz", "media", "metrics", "readyz"),
        *("robots", "search", "sitemap", "static", "tag"),
    ]
)


def refuse_reserved_slug(slug: str) -> None:
    """Raise ValidationError where a section's slug would hide an edition or an address of our own."""
    if slug in RESERVED or slug in dict(settings.LANGUAGES):
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself: choose another slug."), params={"slug": slug}
        )


def slug_for(headline: str, language: str) -> str:
    """The slug a headline makes, at most 80 characters cut at a word; scripts without ASCII keep their letters."""
    slug = slugify(headline, allow_unicode=language == "ar") or slugify(headline, allow_unicode=True) or "story"
    return slug if len(slug) <= 80 else (slug[:81].rpartition("-")[0] or slug[:80])


def absolute(path: str) -> str:
    """The full address of a path of ours, as feeds, sitemaps and partners need it."""
    return settings.SITE_URL + path


def permanent_id(article_id: int) -> str:
    """The name of a story that no version, address or move of the site changes (a tag URI, RFC 4151)."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},2026:story-{article_id}"


def front(language: str) -> str:
    return f"/{prefix(language)}"


def section(section: "Section") -> str:
    return f"/{prefix(section.language)}{section.slug}/"


def story(section: "Section", published_at: datetime.datetime, slug: str, article_id: int) -> str:
    """`/<section>/<yyyy>/<mm>/<dd>/<slug>-<id>/`; the day is the newsroom's own, not that of Greenwich."""
    day = timezone.localtime(published_at)
    return f"/{prefix(section.language)}{section.slug}/{day:%Y/%m/%d}/{quote(slug)}-{article_id}/"


def tag(tag: "Tag") -> str:
    return f"/{prefix(tag.language)}tag/{quote(tag.slug)}/"


def author(author: "Author", language: str) -> str:
    """The author's page in one edition: an author belongs to all of them."""
    return f"/{prefix(language)}author/{quote(author.slug)}/"


def search(language: str) -> str:
    return f"/{prefix(language)}search/"


def archive(language: str, day: datetime.date) -> str:
    return f"/{prefix(language)}archive/{day:%Y/%m/%d}/"


def feed(name: str, of: str) -> str:
    """The address of the feed `name` (rss.xml, atom.xml) of the page with the path `of`."""
    return f"{of}feeds/{name}"
