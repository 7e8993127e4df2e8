"""Stories: the list, newest first, and each by itself."""

from typing import TypeVar

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from articles.models import Change, Release, Section, Tag
from articles.paging import page_of
from newsportal.snapshot import one_snapshot
from syndication import documentation, entitlements, parameters
from syndication.problems import Problem
from syndication.serializers import article, utc
from syndication.views.partner_view import PartnerView, answer, page_address

Named = TypeVar("Named", Section, Tag)


class Articles(PartnerView):
    @extend_schema(
        operation_id="list_articles",
        summary="Stories, newest first",
        tags=["Stories"],
        parameters=[
            documentation.LIMIT_100,
            documentation.CURSOR,
            documentation.LANGUAGE,
            documentation.SECTION,
            documentation.TAG,
            documentation.INCLUDE,
        ],
        responses={
            200: OpenApiResponse(article.ArticlesSerializer, "A page of stories.", examples=[documentation.ARTICLES]),
            **documentation.problems(400, 401, 405, 406),
        },
    )
    @one_snapshot
    def get(self, request: Request) -> HttpResponseBase:
        """Every public story that may be passed on, in its current version, in pages.

        Follow `next` to the end: a story published while you read moves nothing, so none is repeated or missed.
        To be told of what changes afterwards, follow the log at `changes/`.
        """
        values = parameters.read(request, "limit", "cursor", "language", "section", "tag", "include")
        limit = parameters.number(values, "limit", default=50, lowest=1, highest=100)
        with_body = _with_body(values)
        releases = entitlements.stories().select_related("change").whole().defer("search")
        if not with_body:
            releases = releases.defer("body")
        if language := parameters.language(values):
            releases = releases.in_edition(language)
        if "section" in values:
            releases = releases.in_section(_named(Section, "section", values))
        if "tag" in values:
            releases = releases.tagged(_named(Tag, "tag", values))
        try:
            page = page_of(releases, before=values.get("cursor", ""), size=limit)
        except ValueError:
            raise parameters.refused("Parameter “cursor” is none of ours: take it from “next”.", "cursor") from None
        following = page_address(request, cursor=page.older) if page.older else ""
        found = article.articles(page.releases, with_body=with_body)
        return answer(request, {"articles": found, "next": following or None}, following=following)


class Article(PartnerView):
    @extend_schema(
        operation_id="read_article",
        summary="One story, whole",
        tags=["Stories"],
        responses={
            200: OpenApiResponse(article.WholeArticleSerializer, "The story.", examples=[documentation.ARTICLE]),
            **documentation.problems(400, 401, 403, 404, 405, 406),
            **documentation.TOMBSTONE,
        },
    )
    @one_snapshot
    def get(self, request: Request, article_id: int) -> HttpResponseBase:
        """A story in its current version. One that was taken down answers 410 and says when and why."""
        parameters.read(request)
        releases = Release.objects.public().select_related("change").whole().defer("search")
        release = releases.filter(article=article_id).first()
        if release is None:
            raise _absent(article_id)
        if not release.text_may_be_passed_on:
            raise Problem("withheld", "The source of this story does not allow syndication.")
        return answer(request, article.articles([release], with_body=True)[0])


def _with_body(values: dict[str, str]) -> bool:
    if values.get("include", "body") != "body":
        raise parameters.refused("Parameter “include” can only be “body”.", "include")
    return "include" in values


def _named(model: type[Named], name: str, values: dict[str, str]) -> Named:
    """The section or tag with the slug that was given; editions may use one slug each."""
    found = model.objects.filter(slug=values[name])
    if language := parameters.language(values):
        found = found.filter(language=language)
    rows = list(found)
    if not rows:
        raise parameters.refused(f"Parameter “{name}”: there is none with the slug “{values[name]}”.", name)
    if len(rows) > 1:
        languages = ", ".join(row.language for row in rows)
        raise parameters.refused(f"Parameter “{name}”: several languages have it ({languages}), add “language”.", name)
    return rows[0]


def _absent(article_id: int) -> Problem:
    """The tombstone of a story that was public once; otherwise nothing is known of it here, draft or not."""
    end = Change.objects.filter(article=article_id).order_by("-sequence").first()
    if end is None:
        return Problem("not-found", "There is no story with this id.")
    return Problem(
        "taken-down",
        "This story was taken down. Take it down too.",
        article=article_id,
        kind=end.kind,
        at=utc(end.at),
        reason=end.reason,
        sequence=end.sequence,
    )
