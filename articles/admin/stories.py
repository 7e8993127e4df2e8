"""Stories: found in a list, written on a form. Their state is moved by the verbs (`verbs.py`), never by the form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from articles.admin import figures, history, proposals, verbs
from articles.admin.form import StoryForm
from articles.admin.inlines import BylineInline, PictureInline
from articles.admin.lists import DeskAdmin
from articles.admin.people import DeskRequest
from articles.admin.standing import standing_of
from articles.admin.story_list import FILTERS, StoryColumns, StoryList
from articles.desk import figure_words, place_figures, save_revision
from articles.models import Article
from articles.moves import Verb
from articles.permissions import may_write


@admin.register(Article)
class StoryAdmin(StoryColumns, DeskAdmin):
    form = StoryForm
    fieldsets = (
        (None, {"fields": ("headline", "standfirst", "body")}),
        (
            _("Where it stands"),
            {"fields": (("language", "section"), ("place", "urgency"), "tags", ("short_headline", "slug"))},
        ),
        (_("Whose it is"), {"fields": (("source", "source_confirmed"),)}),
    )
    autocomplete_fields = ("tags", "source")
    inlines = (PictureInline, BylineInline)
    change_form_before_template = "admin/articles/standing.html"
    change_form_after_template = "admin/articles/offers.html"
    compressed_fields = False
    warn_unsaved_form = True

    list_filter = FILTERS
    list_filter_submit = True
    list_select_related = ("section__parent", "source")
    search_fields = ("headline",)
    sortable_by = ()

    # --- The list ---------------------------------------------------------------------------------

    def get_changelist(self, request: DeskRequest, **kwargs: Any) -> type[StoryList]:
        return StoryList

    # --- The form ---------------------------------------------------------------------------------

    def get_fieldsets(self, request: DeskRequest, obj: Model | None = None) -> Any:
        if self.has_change_permission(request, obj) or obj is None:
            return self.fieldsets
        return ((None, {"fields": ("headline", "standfirst", "body_as_read")}), *self.fieldsets[1:])

    @admin.display(description=_("body"))
    def body_as_read(self, article: Article) -> SafeString:
        return format_html('<div class="desk-text" dir="auto">{}</div>', figures.as_read(article.body))

    def formfield_for_dbfield(self, db_field: Any, request: DeskRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("section", "source"):
            # Chosen here, and kept on their own pages.
            for link in ("add", "change", "view", "delete"):
                setattr(field.widget, f"can_{link}_related", False)
        return field

    def render_change_form(
        self, request: DeskRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        article = kwargs.get("obj")
        context["standing"] = standing_of(article, request.user)
        context["proposal"] = proposals.waiting_for(article)
        context["show_save_and_add_another"] = False
        # The editor's import map is a script in the page: the policy lets in the one that has this request's nonce.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        release = obj.releases.public().select_related("section").first() if obj else None
        return release.get_absolute_url() if release else None

    def save_model(self, request: DeskRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.save()
            return
        # The lock makes saves and verbs of one story wait for each other, and only what was typed is written:
        # neither the state, nor what a colleague saved in another field meanwhile, is taken back.
        Article.objects.select_for_update().get(pk=obj.pk)
        columns = {field.name for field in Article._meta.concrete_fields}
        if typed := columns.intersection(form.changed_data):
            obj.save(update_fields=[*typed, "updated_at"])

    def save_related(self, request: DeskRequest, form: StoryForm, formsets: Any, change: bool) -> None:
        # Read anew: the instance of the form holds what other fields were when the form was sent, not what they are.
        article = Article.objects.get(pk=form.instance.pk)
        words = form.figure_words if "body" in form.changed_data else figure_words(article)
        # Before the list is saved: a picture may have gone from the text to the list.
        article.picture_uses.filter(in_text=True).delete()
        super().save_related(request, form, formsets, change)
        place_figures(article, words)
        if change and any(formset.has_changed() for formset in formsets):
            form.instance.save(update_fields=["updated_at"])
        save_revision(article, actor=request.user)

    def response_add(self, request: DeskRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return self._on_to_the_verb(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: DeskRequest, obj: Article) -> HttpResponse:
        return self._on_to_the_verb(request, obj) or super().response_change(request, obj)

    def _on_to_the_verb(self, request: DeskRequest, article: Article) -> HttpResponse | None:
        """The verb buttons save the form like every other button: a verb never costs what was typed."""
        if (verb := request.POST.get("_verb")) in set(Verb):
            return HttpResponseRedirect(reverse("admin:articles_article_verb", args=[article.pk, verb]))
        return None

    def has_change_permission(self, request: DeskRequest, obj: Model | None = None) -> bool:
        may_at_all = super().has_change_permission(request, obj)
        return may_at_all and (not isinstance(obj, Article) or may_write(request.user, obj.state))

    def has_delete_permission(self, request: DeskRequest, obj: Model | None = None) -> bool:
        return False

    # --- Pages of a story beside its form ---------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view
        return [
            path("<int:article_id>/verb/<str:verb>/", page(self.verb_view), name="articles_article_verb"),
            path("<int:article_id>/proposal/", page(self.proposal_view), name="articles_article_proposal"),
            *super().get_urls(),
        ]

    def verb_view(self, request: DeskRequest, article_id: int, verb: str) -> HttpResponse:
        return verbs.verb_page(self, request, article_id, verb)

    def proposal_view(self, request: DeskRequest, article_id: int) -> HttpResponse:
        return proposals.proposal_page(self, request, article_id)

    def history_view(
        self, request: DeskRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return history.history_page(self, request, object_id)
