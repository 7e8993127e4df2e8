"""What stands in an order in a story: the names of its by-line, and its pictures, the lead first."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminTextareaWidget

from articles.admin.thumbnails import thumbnail
from articles.models import ArticlePicture, Byline


class InOrder(PaginationInlineFormSet):
    """Rows in the order the editor dragged them to; new rows follow in the order they were added."""

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> Any:
        stood = [row.cleaned_data["position"] for row in self.initial_forms]
        form.instance.position = max(stood, default=-1) + 1 + self.extra_forms.index(form)
        return super().save_new(form, commit=commit)


class BylineInline(TabularInline):
    model = Byline
    formset = InOrder
    fields = ("author", "position")
    autocomplete_fields = ("author",)
    ordering_field = "position"
    hide_ordering_field = True
    hide_title = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Byline]:
        return super().get_queryset(request).select_related("author")


class PictureInline(StackedInline):
    model = ArticlePicture
    formset = InOrder
    fields = (("thumbnail", "image"), ("caption", "alt_text"), "position")
    readonly_fields = ("thumbnail",)
    autocomplete_fields = ("image",)
    ordering_field = "position"
    hide_ordering_field = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticlePicture]:
        return super().get_queryset(request).select_related("image")

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name in ("caption", "alt_text"):
            kwargs["widget"] = UnfoldAdminTextareaWidget(attrs={"rows": 3, "dir": "auto"})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "image" and field:
            # The way to a new picture is the main thing here: a button, not an entry of a menu.
            field.widget.template_name = "admin/articles/picture_choice.html"
        return field

    @admin.display(description=_("preview"))
    def thumbnail(self, use: ArticlePicture) -> SafeString | str:
        return thumbnail(use.image, 160) if use.image_id else ""
