"""The list of stories: what each row says, how it is narrowed, and that it costs the same for 2 rows as for 50."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from articles.admin.people import MOMENT
from articles.admin.standing import BADGES
from articles.admin.thumbnails import NO_PICTURE, thumbnail
from articles.models import Article, ArticlePicture, Byline


class StoryList(ChangeList):
    """Reads of each story what its row shows: by-line and pictures for all rows at once, and no body."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Article]:
        return (
            super()
            .get_queryset(request, *args, **kwargs)
            .defer("body", "standfirst")
            .prefetch_related(
                Prefetch("bylines", Byline.objects.select_related("author")),
                Prefetch("picture_uses", ArticlePicture.objects.select_related("image__source")),
            )
        )


class Pictures(DropdownFilter):
    title = _("pictures")
    parameter_name = "pictures"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("awaited", _("Waiting for pictures")), ("ending", _("About to lose pictures"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "awaited":
            # As a set of ids, so that the database need not compare whole stories to find the distinct ones.
            return queryset.filter(pk__in=Article.objects.waiting_for_pictures().values("pk"))
        if self.value() == "ending":
            in_a_week = timezone.localdate() + timedelta(days=7)
            return queryset.filter(pk__in=Article.objects.about_to_lose_pictures(by=in_a_week).values("pk"))
        return queryset


FILTERS = (
    ("state", ChoicesDropdownFilter),
    ("section", AutocompleteSelectFilter),
    ("source", AutocompleteSelectFilter),
    ("language", ChoicesDropdownFilter),
    Pictures,
)


class StoryColumns:
    """The columns of the list."""

    list_display = ("story", "standing", "in_section", "names", "from_source", "in_language", "saved")

    @admin.display(description=_("Story"))
    def story(self, article: Article) -> SafeString:
        uses = article.picture_uses.all()
        return format_html(
            '<span class="desk-story">{}<span class="desk-wrap" dir="auto">{}</span></span>',
            thumbnail(uses[0].image, 64) if uses else NO_PICTURE,
            article.headline,
        )

    @display(description=_("State"), label=BADGES)
    def standing(self, article: Article) -> tuple[str, str]:
        return article.state, article.get_state_display()

    @admin.display(description=_("Section"), empty_value="–")
    def in_section(self, article: Article) -> str | None:
        return str(article.section) if article.section else None

    @admin.display(description=_("By"))
    def names(self, article: Article) -> str:
        return ", ".join(line.author.name for line in article.bylines.all())

    @admin.display(description=_("Source"), empty_value="–")
    def from_source(self, article: Article) -> str | None:
        return article.source.name if article.source else None

    @admin.display(description=_("Language"))
    def in_language(self, article: Article) -> str:
        return article.get_language_display()

    @admin.display(description=_("Last saved"))
    def saved(self, article: Article) -> str:
        return date_format(timezone.localtime(article.updated_at), MOMENT)
