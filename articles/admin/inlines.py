"""What stands in an order in a story: the names of its by-line, and its pictures, the lead first."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Field, ForeignKey, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline
from unfold.forms import PaginationInlineFormSet

from articles.admin.thumbnails import thumbnail
from articles.models import Article, ArticlePicture, Byline
from articles.rendering import figures
from media.admin import Lines
from media.library import why_not
from media.models import Image


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


class PictureSelect(AutocompleteSelect):
    """The picker: choices with thumbnail, credit, and why some may not be used (media/static/media/admin/choice.js)."""

    def get_url(self) -> str:
        return reverse("admin:media_image_choices")

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        # Under this name neither Django's nor unfold's script takes it for a list of words.
        return {**super().build_attrs(base_attrs, extra_attrs), "class": "desk-picture-select"}

    class Media:
        # What ours stand on comes first: in a list of their own they would be put before it.
        js = (
            "admin/js/vendor/select2/select2.full.js",
            "admin/js/jquery.init.js",
            "media/admin/choice.js",
            "articles/admin/picture_order.js",
        )


class PictureRow(forms.ModelForm):
    """A picture of the list. That none is listed twice, the rows see together: each by itself would be compared with
    what the database has, which the others are about to change."""

    def validate_constraints(self) -> None:
        pass


class PictureRows(InOrder):
    def clean(self) -> None:
        super().clean()
        in_text, of_colleagues = set(figures(self.instance.body)), self._listed_meanwhile()
        for row in self.forms:
            image = row.cleaned_data.get("image") if row not in self.deleted_forms else None
            if image and image.pk in in_text:
                in_both = _("This picture stands within the text: take it out there, or out of this list.")
                row.add_error("image", in_both)
            elif image and image.pk in of_colleagues:
                row.add_error("image", _("A colleague has added this picture meanwhile: take it out here."))
        if in_text & of_colleagues:
            in_both = _("A colleague has added %(pictures)s to this list meanwhile: take it out of the text.")
            pictures = Image.objects.filter(pk__in=in_text & of_colleagues)
            raise forms.ValidationError(in_both % {"pictures": ", ".join(f"“{picture}”" for picture in pictures)})

    def _listed_meanwhile(self) -> set[int]:
        """The pictures of the list that this form does not know of, which it therefore leaves there."""
        if self.instance.pk is None:
            return set()
        Article.objects.select_for_update().get(pk=self.instance.pk)  # until the form is saved
        known = [row.instance.pk for row in self.initial_forms]
        others = self.instance.picture_uses.filter(in_text=False).exclude(pk__in=known)
        return set(others.values_list("image", flat=True))


class PictureInline(StackedInline):
    model = ArticlePicture
    form = PictureRow
    formset = PictureRows
    fields = (("thumbnail", "image"), ("caption", "alt_text"), "position")
    readonly_fields = ("thumbnail",)
    ordering_field = "position"
    hide_ordering_field = True
    template_before = "admin/articles/picture_order.html"
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticlePicture]:
        listed = super().get_queryset(request).filter(in_text=False)
        return listed.select_related("image__source").defer("image__search")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name == "image":
            kwargs["widget"] = PictureSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name in ("caption", "alt_text"):
            kwargs["widget"] = Lines(attrs={"rows": 3, "dir": "auto"})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "image" and field:
            # The way to a new picture is the main thing here: a button, not an entry of a menu.
            field.widget.template_name = "admin/articles/picture_choice.html"
        return field

    @admin.display(description=_("preview"))
    def thumbnail(self, use: ArticlePicture) -> SafeString | str:
        if not use.image_id:
            return ""
        refusal = why_not(use.image)
        warning = format_html('<span class="desk-badge desk-badge-bad">{}</span>', refusal) if refusal else ""
        return format_html("{}{}", thumbnail(use.image, 160), warning)
