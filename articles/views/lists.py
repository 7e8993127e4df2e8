"""Lists of stories: the front, sections, authors, tags, days and what a search found."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import addresses
from articles.front import front_of
from articles.models import Author, Release, Section, Tag
from articles.paging import EARLIEST, page_of
from articles.querysets import ReleaseQuerySet
from articles.search import MAX_QUERY, marked, query_of, ranked, with_passages
from articles.views.policy import public_page

PAGE = 24
SEARCH_PAGES = 50


@public_page
def front(request: HttpRequest, language: str) -> HttpResponse:
    context = {"front": front_of(language), "canonical": addresses.absolute(addresses.front(language))}
    return render(request, "articles/front.html", context)


@public_page
def section(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    section = get_object_or_404(Section.objects.select_related("parent"), language=language, slug=slug)
    releases = Release.objects.public().in_section(section)
    context = {"section": section, "subsections": section.subsections.all()}
    return _list(request, "articles/section.html", releases, section.get_absolute_url(), context)


@public_page
def tag(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    tag = get_object_or_404(Tag, language=language, slug=slug)
    releases = Release.objects.public().tagged(tag)
    return _list(request, "articles/tag.html", releases, tag.get_absolute_url(), {"tag": tag})


@public_page
def author(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    author = get_object_or_404(Author, slug=slug)
    releases = Release.objects.public().in_edition(language).by_author(author)
    return _list(request, "articles/author.html", releases, addresses.author(author, language), {"author": author})


@public_page
def archive_day(request: HttpRequest, language: str, year: str, month: str, day: str) -> HttpResponse:
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise Http404(_("There is no such day.")) from None
    if date.year < EARLIEST or date > timezone.localdate():
        raise Http404(_("There is no such day in the archive."))
    public = Release.objects.public().in_edition(language)
    of_day = public.first_published_on(date)
    earlier = public.first_published_before(date).order_by("-first_published_at").first()
    later = public.first_published_after(date).order_by("first_published_at").first()
    context = {
        "day": date,
        **_neighbour("previous", earlier, language),
        **_neighbour("next", later, language),
    }
    return _list(request, "articles/archive_day.html", of_day, addresses.archive(language, date), context)


def _neighbour(which: str, release: Release | None, language: str) -> dict[str, Any]:
    if release is None:
        return {f"{which}_day": None, f"{which}_url": ""}
    day = timezone.localdate(release.first_published_at)
    return {f"{which}_day": day, f"{which}_url": addresses.archive(language, day)}


def _list(
    request: HttpRequest, template: str, releases: ReleaseQuerySet, path: str, context: dict[str, Any]
) -> HttpResponse:
    try:
        page = page_of(releases.as_cards(), request.GET.get("before", ""), PAGE)
    except ValueError:
        raise Http404(_("There is no such page of this list.")) from None
    context |= {
        "releases": page.releases,
        "older_url": f"{path}?before={page.older}" if page.older else "",
        "canonical": addresses.absolute(path),
    }
    return render(request, template, context)


@public_page
def search(request: HttpRequest, language: str) -> HttpResponse:
    """What was found for `q`, best first. A query too long is refused, a page number out of range is not found."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    context: dict[str, Any] = {"query": words, "results": [], "older_url": "", "too_long": len(words) > MAX_QUERY}
    if context["too_long"]:
        context["query"] = words[:MAX_QUERY]
        return render(request, "articles/search.html", context, status=400)
    page = request.GET.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) < 4 and 1 <= int(page) <= SEARCH_PAGES):
        raise Http404(_("There is no such page of results."))
    if words:
        found = _found(words, language, int(page))
        if not found and int(page) > 1:
            raise Http404(_("There is no such page of results."))
        context["results"] = found[:PAGE]
        if len(found) > PAGE and int(page) < SEARCH_PAGES:
            query = request.GET.copy()
            query["page"] = str(int(page) + 1)
            context["older_url"] = f"{addresses.search(language)}?{query.urlencode()}"
    return render(request, "articles/search.html", context)


def _found(words: str, language: str, page: int) -> list[Release]:
    """A page of results and one more, each with its passage as `excerpt`."""
    query = query_of(words, language)
    matching = ranked(Release.objects.public().in_edition(language), query)
    start = (page - 1) * PAGE
    found = list(with_passages(matching.as_cards(), query, language)[start : start + PAGE + 1])
    for release in found:
        release.excerpt = marked(release.passage)
    return found
