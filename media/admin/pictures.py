"""The picture library: files dropped on it, a form for each picture."""

import json
import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter
from unfold.paginator import InfinitePaginator
from unfold.widgets import UnfoldAdminFileFieldWidget

from media import crops, intake, renditions
from media.admin.cards import PictureList, fitted
from media.admin.choices import Choices
from media.admin.lines import Lines
from media.library import AddedFilter, FileFilter, RightsFilter
from media.models import Image
from media.search import query_of
from media.storage import StorageUnavailable

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/tiff"
UPLOADED_THUMBNAIL = 96  # pixels wide
FORM_PREVIEW = (480, 480)  # pixels, at most
NOT_KEPT = _("The picture could not be kept: the place where pictures lie cannot be used now. Send it again soon.")

log = logging.getLogger(__name__)


class InTheLibrary(Exception):
    """The uploaded bytes are another picture's already."""

    def __init__(self, image: Image) -> None:
        super().__init__(image)
        self.image = image


class PictureForm(forms.ModelForm):
    """A picture with what is known of it. Its file comes once: the field is gone when it is there."""

    upload = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPTED}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.awaits_file:
            self.fields["upload"].required = self.instance.pk is None
        else:
            del self.fields["upload"]

    def clean_upload(self) -> intake.Original | None:
        upload: UploadedFile | None = self.cleaned_data["upload"]
        return intake.examine(upload) if upload else None


class PictureAdmin(ModelAdmin):
    form = PictureForm
    list_display = ("words",)  # the cards of PictureList.cards show the rest
    list_filter: tuple[Any, ...] = (
        RightsFilter,
        ("source", AutocompleteSelectFilter),
        AddedFilter,
        ("taken_on", RangeDateFilter),
        FileFilter,
    )
    list_filter_submit = True
    list_per_page = 48  # whole rows of 2, 3, 4 and 6 cards
    list_select_related = ("source",)
    search_fields = ("headline", "caption", "credit", "photographer", "keywords")  # media/search.py looks in them
    sortable_by = ()
    paginator = InfinitePaginator
    show_full_result_count = False
    actions = None

    fieldsets = (
        (_("What it shows"), {"fields": ("headline", "caption", "alt_text", ("taken_on", "place"), "keywords")}),
        (_("Whose it is"), {"fields": ("credit", "photographer", "source", "copyright_notice")}),
        (
            _("What may be done with it"),
            {
                "fields": (
                    ("may_publish", "may_syndicate"),
                    ("rights_from", "rights_until"),
                    "usage_terms",
                    ("license_url", "data_mining"),
                )
            },
        ),
    )
    readonly_fields: tuple[str, ...] = ("preview", "facts")
    autocomplete_fields = ("source",)

    list_before_template = "admin/media/image/upload.html"

    def get_urls(self) -> list[URLPattern]:
        upload = self.admin_site.admin_view(require_POST(self.upload_view))
        choices = self.admin_site.admin_view(Choices.as_view(admin_site=self.admin_site))
        return [
            path("upload/", upload, name="media_image_upload"),
            path("choices/", choices, name="media_image_choices"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PictureList]:
        return PictureList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Image], search_term: str
    ) -> tuple[QuerySet[Image], bool]:
        if not search_term.strip():
            return queryset, False
        query = query_of(search_term)
        return (queryset.filter(search=query) if query else queryset.none()), False

    def upload_view(self, request: HttpRequest) -> JsonResponse:
        """Takes in one file of several that were dropped on the library, with what it says of itself.

        201 with the picture, 200 with the one that the library has under these bytes, 400 with why it is refused, 503
        where it cannot be kept now.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        file = request.FILES.get("file")
        if file is None:
            return JsonResponse({"error": gettext("Send one file, in the field “file”.")}, status=400)
        sent = Image(created_by_id=request.user.pk)
        try:
            image = intake.attach(sent, file)
        except ValidationError as refusal:
            return JsonResponse({"error": " ".join(refusal.messages)}, status=400)
        except StorageUnavailable as failure:
            log.error("A picture that %s sent could not be kept: %s", request.user, failure)
            return JsonResponse({"error": str(NOT_KEPT)}, status=503)
        is_new = image is sent
        return JsonResponse(
            {
                "page": reverse("admin:media_image_change", args=[image.pk]),
                "thumbnail": renditions.url(image, UPLOADED_THUMBNAIL),
                "words": str(image),
                "missing": image.missing,
                "known": not is_new,
            },
            status=201 if is_new else 200,
        )

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        file: tuple[str | tuple[str, ...], ...] = ("facts",)
        if obj and not obj.awaits_file:
            file = ("preview", ("focal_x", "focal_y"), "facts")
        elif obj is None or self.has_change_permission(request, obj):
            file = ("upload",)
        return ((None, {"fields": file}), *self.fieldsets)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name in ("caption", "alt_text", "keywords", "usage_terms"):
            kwargs["widget"] = Lines(attrs={"rows": 3})
        elif db_field.name == "license_url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except InTheLibrary as found:
            return self._show_known(request, found.image)
        except ValidationError as refusal:
            # A colleague gave the picture its file between our look at it and our saving.
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return redirect(request.path)
        except StorageUnavailable as failure:
            log.error("A picture that %s sent could not be kept: %s", request.user, failure)
            self.message_user(request, NOT_KEPT, messages.ERROR)
            # Without its file the form comes back as it was typed, or saves the words of a picture that awaits one.
            request.FILES.clear()
            return super().changeform_view(request, *args, **kwargs)

    def _show_known(self, request: HttpRequest, image: Image) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            # The story's form takes the picture that is there; what was typed for it becomes this story's caption.
            typed = {name: request.POST.get(name, "") for name in ("caption", "alt_text")}
            response = self.response_add(request, image)
            context = {**response.context_data, "typed": json.dumps(typed)}
            return TemplateResponse(request, "admin/media/image/known_in_popup.html", context)
        self.message_user(
            request, _("This file is in the library already: here is its picture. Use it, as it is."), messages.WARNING
        )
        return redirect("admin:media_image_change", image.pk)

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        else:
            # Only what was typed: what a colleague saved meanwhile in another field stays.
            obj.save(update_fields=[name for name in form.changed_data if name != "upload"])
        if original := form.cleaned_data.get("upload"):
            kept = intake.attach(obj, original)
            if kept is not obj:
                raise InTheLibrary(kept)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("caption"))
    def words(self, image: Image) -> str:
        return str(image)

    @admin.display(description=_("what crops keep"))
    def preview(self, image: Image) -> SafeString:
        width, height = fitted(image, FORM_PREVIEW)
        shown = {
            "image": image,
            "address": renditions.url(image, FORM_PREVIEW[0]),
            "width": width,
            "height": height,
            "shapes": json.dumps(crops.SHAPES),
            "crops": [(name, name.replace("x", ":")) for name in crops.SHAPES],
        }
        return render_to_string("admin/media/image/focal.html", shown)

    @admin.display(description=_("file"))
    def facts(self, image: Image) -> str:
        if image.awaits_file:
            return gettext("awaits its file")
        return f"{image.format.upper()}, {image.width} × {image.height}, {filesizeformat(image.size)}"
