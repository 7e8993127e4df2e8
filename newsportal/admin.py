"""The people of the newsroom and their roles."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from articles.permissions import VERBS, Role
from newsportal.job_admin import JobAdmin
from newsportal.models import User

__all__ = ["JobAdmin", "PersonAdmin", "RoleAdmin"]

admin.site.index_title = _("The newsroom")
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):
    """Who may sign in, and in which roles. What a role may do stands in one table, not here."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email")}),
        (_("In the newsroom"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Since"), {"fields": (("last_login", "date_joined"),)}),
    )
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("In the newsroom"), {"fields": ("is_staff", "groups")}),
    )
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("Roles"))
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all())

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Who manages people must not make itself a superuser by way of a superuser's password.
        if isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # The log names who did what: somebody who leaves is made inactive.
        return False


@admin.register(Group)
class RoleAdmin(ModelAdmin):
    """Shows the roles. They are fixed, with what each may do, in `articles/permissions.py`."""

    list_display = ("name", "verbs")
    list_display_links = None
    actions = None

    @admin.display(description=_("May do with a story"))
    def verbs(self, group: Group) -> str:
        role = next((role for role in Role if role == group.name), None)
        return ", ".join(str(verb.label) for verb in sorted(VERBS[role])) if role else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
