"""The picture library as the desk uses it: where each picture stands; and public stories follow an edit at once."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter

from articles import addresses
from articles.front import front_of
from articles.models import Article, ArticlePicture, ReleasePicture
from articles.publishing import pictures
from media.admin import PictureAdmin, PictureForm, SourceAdmin
from media.models import Image, Source

logger = logging.getLogger(__name__)

MOST = 20  # stories that a picture's page names
# What public stories show of a source with its pictures, and what they may show.
OF_PICTURES = {"name", "kind", *(f"picture_{of}" for of in ("publish", "syndicate", "from", "until", "notice"))}


class _Followed:
    """What is edited here reaches public stories as soon as it is saved: after the form's transaction, since each
    story follows in one of its own."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        if request.method == "POST":
            try:
                pictures.bring_out_edits()
            except Exception:
                # The edit is saved and noted: the worker's clock brings it out.
                logger.exception("public stories could not follow an edited picture yet")
        return response


class UsedFilter(DropdownFilter):
    """Pictures of stories, on the desk or public once; and those that no story ever took."""

    title = gettext_lazy("use in stories")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Used")), ("never", gettext_lazy("Never used"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        on_the_desk = Exists(ArticlePicture.objects.filter(image=OuterRef("pk")))
        in_public = Exists(ReleasePicture.objects.filter(image=OuterRef("pk")))
        match self.value():
            case "yes":
                return queryset.filter(on_the_desk | in_public)
            case "never":
                return queryset.filter(~on_the_desk, ~in_public)
        return queryset


class DeskPictureForm(PictureForm):
    """Of a picture that the public sees an agency's credit cannot fall off."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = data["upload"].said if data.get("upload") else {}  # by the file, of what the form leaves open
        credit = data.get("credit") or said.get("credit", "")
        # The agency it came from until now, too: not both of them go in one edit.
        for source in (data.get("source") or said.get("source"), self.instance.source):
            if Image(source=source, credit=credit).needs_credit and self._is_public():
                no_credit = _("Public stories show this picture, and it comes from %(source)s: it needs its credit.")
                self.add_error("credit", no_credit % {"source": source})
                break
        return data

    def _is_public(self) -> bool:
        return ReleasePicture.objects.public().filter(image=self.instance.pk).exists()


@admin.register(Image)
class DeskPictureAdmin(_Followed, PictureAdmin):
    form = DeskPictureForm
    list_filter = (*PictureAdmin.list_filter, UsedFilter)
    readonly_fields = (*PictureAdmin.readonly_fields, "stories", "fronts", "versions")

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return (*fieldsets, (gettext_lazy("Where it is used"), {"fields": ("stories", "fronts", "versions")}))

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            pictures.edited(obj, actor=request.user)  # type: ignore[arg-type]  # the admin lets in nobody else

    @admin.display(description=gettext_lazy("stories"))
    def stories(self, image: Image) -> SafeString | str:
        uses = Article.objects.filter(picture_uses__image=image).order_by("-pk")[: MOST + 1]
        return _links([(article, article.get_state_display()) for article in uses]) or _("none")

    @admin.display(description=gettext_lazy("fronts"))
    def fronts(self, image: Image) -> SafeString | str:
        on = [language for language in settings.EDITIONS if image.pk in front_of(language).pictures]
        names = dict(settings.LANGUAGES)
        lines = ((addresses.front(language), names[language]) for language in on)
        listed = format_html_join("", '<li><a class="text-link" href="{}">{}</a></li>', lines)
        return format_html('<ul class="desk-uses">{}</ul>', listed) if on else _("none")

    @admin.display(description=gettext_lazy("public versions"))
    def versions(self, image: Image) -> SafeString | str:
        shown = ReleasePicture.objects.filter(image=image).select_related("release__article").order_by("-release")
        return _links([(use.release.article, _version(use)) for use in shown[: MOST + 1]]) or _("none")


class DeskSourceForm(forms.ModelForm):
    """A source becomes an agency when all its pictures that the public sees have a credit."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Source.Kind.AGENCY and self.instance.pk:
            public = ReleasePicture.objects.public().filter(image=OuterRef("pk"))
            without = Image.objects.filter(Exists(public), source=self.instance, credit="").order_by("pk")
            numbers = [str(number) for number in without.values_list("pk", flat=True)[: MOST + 1]]
            if numbers:
                no_credit = _(
                    "Public stories show pictures of it that have no credit. Write theirs first: %(numbers)s."
                )
                listed = ", ".join([*numbers[:MOST], "…"] if len(numbers) > MOST else numbers)
                self.add_error("kind", no_credit % {"numbers": listed})
        return data


@admin.register(Source)
class DeskSourceAdmin(_Followed, SourceAdmin):
    form = DeskSourceForm

    def save_model(self, request: HttpRequest, obj: Source, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and OF_PICTURES.intersection(form.changed_data):
            pictures.source_edited(obj, actor=request.user)  # type: ignore[arg-type]  # the admin lets in nobody else


def _version(use: ReleasePicture) -> str:
    number = _("version %(number)d") % {"number": use.release.number}
    return f"{number}, {_('public now')}" if use.release.superseded_at is None else number


def _links(found: list[tuple[Article, str]]) -> SafeString:
    """A line for each story with what is said of it; the last one is an ellipsis where there are more than MOST."""
    lines = format_html_join(
        "",
        '<li><a class="text-link" dir="auto" href="{}">{}</a> <span>{}</span></li>',
        ((_address(article), article, said) for article, said in found[:MOST]),
    )
    more = format_html("<li>{}</li>", _("and older ones")) if len(found) > MOST else ""
    return format_html('<ul class="desk-uses">{}{}</ul>', lines, more) if found else SafeString("")


def _address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
