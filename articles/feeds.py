"""RSS, Atom and JSON feeds of an edition, a section, a tag or an author.

A feed carries the whole text with its figures and correction notes, and all pictures beside it with captions and
credits. A story whose source forbids syndication appears as headline and link alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.formats import date_format
from django.utils.html import format_html

from articles import addresses, figures, notes
from articles.content import StoryPicture
from articles.models import Author, Change, Release, Section, Tag
from articles.querysets import ReleaseQuerySet
from articles.rendering import body_html, printable
from articles.views.policy import public_page
from media.models import Image, Use
from media.renditions import address_of

ITEMS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story as any form of feed shows it; `body` is "" where only the headline may leave the house."""

    release: Release
    url: str
    body: str
    standfirst: str
    pictures: list[StoryPicture]

    @property
    def id(self) -> str:
        return addresses.permanent_id(self.release.article_id)

    @property
    def updated(self) -> datetime:
        return self.release.updated_at or self.release.first_published_at

    @property
    def categories(self) -> list[str]:
        return [self.release.section.name, *(tag.name for tag in self.release.tags.all())]

    @property
    def awaited(self) -> StoryPicture | None:
        """The first picture while its file is awaited: its caption and credit go out without it."""
        return next((picture for picture in self.pictures[:1] if not picture.has_file), None)

    @property
    def shown(self) -> list[StoryPicture]:
        return [picture for picture in self.pictures if picture.has_file]


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is of: its title, the page it follows, its language."""

    title: str
    page: str
    language: str


@public_page
def of_edition(request: HttpRequest, language: str, form: str) -> HttpResponse:
    feed = Feed(settings.SITE_NAME, addresses.front(language), language)
    return _answer(form, feed, Release.objects.public().in_edition(language))


@public_page
def of_section(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    section = get_object_or_404(Section, language=language, slug=slug)
    feed = Feed(f"{settings.SITE_NAME}: {section.name}", section.get_absolute_url(), language)
    return _answer(form, feed, Release.objects.public().in_section(section))


@public_page
def of_tag(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    tag = get_object_or_404(Tag, language=language, slug=slug)
    feed = Feed(f"{settings.SITE_NAME}: {tag.name}", tag.get_absolute_url(), language)
    return _answer(form, feed, Release.objects.public().tagged(tag))


@public_page
def of_author(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    author = get_object_or_404(Author, slug=slug)
    feed = Feed(f"{settings.SITE_NAME}: {author.name}", addresses.author(author, language), language)
    return _answer(form, feed, Release.objects.public().in_edition(language).by_author(author))


def _answer(form: str, feed: Feed, releases: ReleaseQuerySet) -> HttpResponse:
    return FORMS[form](feed, _items(list(releases.newest_first().whole()[:ITEMS])))


def _items(releases: list[Release]) -> list[Item]:
    shown = {picture.image for release in releases for picture in release.pictures}
    images = Image.objects.select_related("source").in_bulk(shown)
    told = notes.of_stories(release.article_id for release in releases)
    return [_item(release, images, told[release.article_id]) for release in releases]


def _item(release: Release, images: dict[int, Image], told: list[Change]) -> Item:
    url = addresses.absolute(release.get_absolute_url())
    if not release.text_may_be_passed_on:
        return Item(release=release, url=url, body="", standfirst="", pictures=[])
    pictures = [picture for picture in release.pictures if images[picture.image].allows(Use.SYNDICATE)]
    body = body_html(release.body, figures.elsewhere(pictures)) + "".join(map(_note, reversed(told)))
    return Item(release=release, url=url, body=body, standfirst=release.standfirst, pictures=pictures)


def _note(change: Change) -> str:
    """A correction or other note to readers, at the foot of the text."""
    at = date_format(timezone.localtime(change.at), "DATETIME_FORMAT")
    note = printable(change.note)
    return format_html("<p><strong>{}, {}:</strong> {}</p>", change.get_kind_display(), at, note)


# --- RSS and Atom: Django's generators, with the names of the extensions that newsreaders know ---


class _Rss(Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        shown: Item = item["shown"]
        for author in shown.release.authors:
            handler.addQuickElement("dc:creator", printable(author.name))
        if shown.body:
            handler.addQuickElement("content:encoded", shown.body)
        _add_media(handler, shown)


class _Atom(Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        shown: Item = item["shown"]
        for author in shown.release.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", printable(author.name))
            handler.endElement("author")
        if shown.body:
            handler.addQuickElement("content", shown.body, {"type": "html"})
        _add_media(handler, shown)


def _add_media(handler: Any, item: Item) -> None:
    """The pictures with caption and credit, by the Media RSS specification; of an awaited one the words alone."""
    for picture in item.shown:
        url = addresses.absolute(address_of(picture))
        handler.startElement("media:content", {"url": url, "medium": "image", "type": "image/jpeg"})
        _add_words(handler, picture)
        handler.endElement("media:content")
    if item.awaited:
        _add_words(handler, item.awaited)


def _add_words(handler: Any, picture: StoryPicture) -> None:
    handler.addQuickElement("media:description", picture.caption, {"type": "plain"})
    if picture.credit:
        handler.addQuickElement("media:credit", picture.credit)


def _xml(generator: type[_Rss | _Atom], name: str) -> Callable[[Feed, list[Item]], HttpResponse]:
    def answer(feed: Feed, items: list[Item]) -> HttpResponse:
        xml = generator(
            title=printable(feed.title),
            link=addresses.absolute(feed.page),
            description=printable(feed.title),
            language=feed.language,
            feed_url=addresses.absolute(addresses.feed(name, feed.page)),
        )
        for item in items:
            xml.add_item(
                title=item.release.headline,
                link=item.url,
                description=item.standfirst,
                unique_id=item.id,
                unique_id_is_permalink=False,
                pubdate=item.release.first_published_at,
                updateddate=item.updated,
                categories=[printable(name) for name in item.categories],
                shown=item,
            )
        return HttpResponse(xml.writeString("utf-8"), content_type=generator.content_type)

    return answer


# --- JSON Feed 1.1 (jsonfeed.org/version/1.1) -----------------------------------------------------


def _json(feed: Feed, items: list[Item]) -> HttpResponse:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": addresses.absolute(feed.page),
        "feed_url": addresses.absolute(addresses.feed("feed.json", feed.page)),
        "language": feed.language,
        "items": [_json_item(item) for item in items],
    }
    return JsonResponse(document, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _json_item(item: Item) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.release.headline,
        "summary": item.standfirst,
        "date_published": item.release.first_published_at.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": author.name} for author in item.release.authors],
        "tags": [tag.name for tag in item.release.tags.all()],
        "language": item.release.language,
        # The specification asks for one of the two contents in every item.
        **({"content_html": item.body} if item.body else {"content_text": item.release.headline}),
    }
    if item.shown:
        shown["image"] = addresses.absolute(address_of(item.shown[0]))
    if picture := item.awaited or next(iter(item.shown), None):
        shown["_picture"] = {"caption": picture.caption, "credit": picture.credit}
    return shown


FORMS: dict[str, Callable[[Feed, list[Item]], HttpResponse]] = {
    "rss.xml": _xml(_Rss, "rss.xml"),
    "atom.xml": _xml(_Atom, "atom.xml"),
    "feed.json": _json,
}
