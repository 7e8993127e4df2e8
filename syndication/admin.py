"""Partners in the admin: who they are, and their keys, which are issued, shown once, and revoked."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import INPUT_CLASSES, UnfoldAdminTextInputWidget

from articles.addresses import absolute
from syndication.addresses import API
from syndication.models import ApiKey, Partner


class KeyForm(forms.Form):
    """What a new key needs: a name among the partner's living keys, and perhaps an end."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("What will use it: “import of the online desk”."),
        widget=UnfoldAdminTextInputWidget(),
    )
    expires_at = forms.DateTimeField(
        label=gettext_lazy("Valid until"),
        required=False,
        help_text=gettext_lazy("In the newsroom's time. Empty: without an end."),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def __init__(self, partner: Partner, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner = partner

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if self.partner.keys.filter(name=name, revoked_at=None).exists():
            raise ValidationError(_("This partner has a key of this name: choose another, or revoke that one first."))
        return name

    def clean_expires_at(self) -> datetime.datetime | None:
        end = self.cleaned_data["expires_at"]
        if end and end <= timezone.now():
            raise ValidationError(_("This time has passed: choose a later one, or none."))
        return end


class KeyInline(TabularInline):
    """The keys as they are: each is issued and revoked on a page of its own."""

    model = ApiKey
    fields = readonly_fields = ("name", "begins_with", "created_at", "last_used_at", "expires_at", "revocation")
    ordering = ("-pk",)
    per_page = 20
    extra = 0
    hide_title = True

    @admin.display(description=gettext_lazy("begins with"))
    def begins_with(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @admin.display(description=gettext_lazy("revoked"))
    def revocation(self, key: ApiKey) -> str:
        if key.revoked_at:
            return date_format(timezone.localtime(key.revoked_at), "DATETIME_FORMAT")
        address = reverse("admin:syndication_partner_revoke_key", args=[key.partner_id, key.pk])
        return format_html('<a class="text-link" href="{}">{}</a>', address, _("Revoke…"))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Partner)
class PartnerAdmin(ModelAdmin):
    fields = ("name", "email", "active")
    inlines = (KeyInline,)
    list_display = ("name", "email", "active", "created_at")
    list_filter = ("active",)
    search_fields = ("name", "email")
    list_per_page = 50
    show_full_result_count = False
    actions = None
    change_form_outer_after_template = "admin/syndication/keys.html"

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view
        return [
            path("<int:partner_id>/issue-key/", page(self.issue_key), name="syndication_partner_issue_key"),
            path(
                "<int:partner_id>/keys/<int:key_id>/revoke/",
                page(self.revoke_key),
                name="syndication_partner_revoke_key",
            ),
            *super().get_urls(),
        ]

    def issue_key(self, request: HttpRequest, partner_id: int) -> HttpResponse:
        """The form for a new key, and, once it was sent, the key itself: on this one page, never again."""
        if not request.user.has_perm("syndication.add_apikey"):
            raise PermissionDenied
        with transaction.atomic():
            # Locked, so that a second press of the button finds the key of this name and is refused.
            partner = get_object_or_404(Partner.objects.select_for_update(), pk=partner_id)
            form = KeyForm(partner, request.POST or None)
            if request.method != "POST" or not form.is_valid():
                return self._page(request, "issue_key", partner, _("Issue a key"), form=form)
            key, secret = ApiKey.issue(partner, form.cleaned_data["name"], form.cleaned_data["expires_at"])
            self.log_change(request, partner, f"Issued the key {key}.")
        example = f'curl -H "Authorization: Bearer {secret}" {absolute(API)}articles/'
        return self._page(
            request, "key_issued", partner, _("The key was issued"), key=key, secret=secret, example=example
        )

    def revoke_key(self, request: HttpRequest, partner_id: int, key_id: int) -> HttpResponse:
        """Asks, and ends the key at once when the button is pressed."""
        if not request.user.has_perm("syndication.change_apikey"):
            raise PermissionDenied
        key = get_object_or_404(ApiKey.objects.select_related("partner"), pk=key_id, partner=partner_id)
        if request.method != "POST":
            return self._page(request, "revoke_key", key.partner, _("Revoke a key"), key=key)
        if key.revoke():
            self.log_change(request, key.partner, f"Revoked the key {key}.")
        messages.success(request, _("The key %(key)s is revoked.") % {"key": key})
        return HttpResponseRedirect(reverse("admin:syndication_partner_change", args=[partner_id]))

    def _page(self, request: HttpRequest, name: str, partner: Partner, title: str, **more: Any) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(partner),
            "opts": self.opts,
            "original": partner,
            **more,
        }
        return TemplateResponse(request, f"admin/syndication/{name}.html", context)
