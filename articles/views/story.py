"""A story, or what stands at its address after it was taken down."""

from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles import addresses, figures, notes
from articles.models import Change, Release
from articles.rendering import body_html
from articles.views.policy import public_page
from media.renditions import address_of

RELATED = 4


@public_page
def story(request: HttpRequest, article_id: str, language: str, **parts: str) -> HttpResponse:
    """The story with that id; whatever else its address says is mended by a redirect to the present address."""
    release = Release.objects.public().whole().filter(article_id=article_id).first()
    if release is None:
        return _gone(request, int(article_id))
    if request.path != unquote(release.get_absolute_url()):
        return HttpResponsePermanentRedirect(release.get_absolute_url())
    section = Release.objects.public().filter(section=release.section)
    next_story = section.after((release.first_published_at, release.article_id)).newest_first().as_cards().first()
    return render(
        request,
        "articles/story.html",
        {
            "release": release,
            "body": body_html(release.body, figures.on_pages(release.pictures)),
            "gallery": [picture for picture in release.pictures if not picture.in_text][1:],
            "notes": notes.of_stories([release.article_id])[release.article_id][::-1],
            "next_story": next_story,
            "related": _related(release, next_story),
            "breadcrumbs": _breadcrumbs(release),
            "canonical": addresses.absolute(release.get_absolute_url()),
            "og_image": addresses.absolute(address_of(release.card_picture)) if release.card_picture else "",
        },
    )


def _related(release: Release, next_story: Release | None) -> list[Release]:
    """The newest other stories that share a tag."""
    shown = [release.article_id, *([next_story.article_id] if next_story else [])]
    return list(
        Release.objects.public()
        .filter(pk__in=release.tags.through.objects.filter(tag__in=release.tags.all()).values("release"))
        .in_edition(release.language)
        .exclude(article__in=shown)
        .newest_first()
        .as_cards()[:RELATED]
    )


def _breadcrumbs(release: Release) -> list[tuple[str, str]]:
    """Name and address of the section, its parent section before it."""
    sections = [release.section.parent, release.section] if release.section.parent else [release.section]
    return [(section.name, section.get_absolute_url()) for section in sections]


def _gone(request: HttpRequest, article_id: int) -> HttpResponse:
    """410 with the notice for a story that was taken down; 404 for one the public never had."""
    last = Change.objects.filter(article=article_id).order_by("-sequence").first()
    if last is None or last.kind not in Change.TAKEN_DOWN:
        raise Http404(_("There is no story at this address."))
    retracted = last.kind == Change.Kind.RETRACTED
    headline = ""
    if retracted:
        headline = Release.objects.filter(article=article_id).order_by("-number")[0].headline
    context = {
        "kind": last.kind,
        "headline": headline,
        "reason": last.reason if retracted else "",
        "at": last.at,
    }
    return render(request, "articles/gone.html", context, status=410)
