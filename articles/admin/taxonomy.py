"""Sections, tags and authors. Their names and addresses are public: a change of one goes through `renaming`."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet

from articles import renaming
from articles.admin.lists import DeskAdmin
from articles.admin.people import DeskRequest
from articles.models import Author, Redirect, Section, Tag


class NameAdmin(DeskAdmin):
    """What the names of the newsroom have in common: they are renamed in one place, and never deleted."""

    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def save_model(self, request: DeskRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.save()
        elif form.has_changed():
            renaming.rename(obj, actor=request.user, **{name: getattr(obj, name) for name in form.changed_data})

    def get_prepopulated_fields(self, request: DeskRequest, obj: Model | None = None) -> dict[str, Any]:
        # An address that is public changes only when somebody means it to.
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request: DeskRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj and "language" in form.base_fields:
            # The stories under a name are in its language. Disabled, not read-only: then its slug is still
            # compared with the others of this edition.
            form.base_fields["language"].disabled = True
        return form

    def has_delete_permission(self, request: DeskRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Section)
class SectionAdmin(NameAdmin):
    list_display = ("__str__", "language", "slug", "position")
    list_filter = ("language",)
    list_select_related = ("parent",)
    fields = ("language", "name", "slug", "parent", "position")

    def get_queryset(self, request: DeskRequest) -> QuerySet[Section]:
        return super().get_queryset(request).select_related("parent")

    def formfield_for_foreignkey(self, db_field: Any, request: DeskRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Tag)
class TagAdmin(NameAdmin):
    list_display = ("name", "language", "slug")
    list_filter = ("language",)
    fields = ("language", "name", "slug")


@admin.register(Author)
class AuthorAdmin(NameAdmin):
    list_display = ("name", "slug")
    fields = ("name", "slug", "biography")


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    """Old addresses and where they lead. They come from renaming; nobody writes them by hand."""

    list_display = ("old_path", "new_path", "created_at")
    search_fields = ("old_path", "new_path")
    ordering = ("-pk",)
    sortable_by = ()

    def has_add_permission(self, request: DeskRequest) -> bool:
        return False

    def has_change_permission(self, request: DeskRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: DeskRequest, obj: Model | None = None) -> bool:
        return False
