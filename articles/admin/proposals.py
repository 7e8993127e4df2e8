"""A newer capture of a story that was edited by hand: shown beside the desk's copy, taken over or dismissed."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import figures
from articles.admin.people import DeskRequest
from articles.importing import proposals
from articles.models import Article, Capture

DECISIONS = {
    "take-over": (
        proposals.take_over,
        gettext_lazy("The newer capture stands on the desk now. What was there is in the history."),
    ),
    "dismiss": (proposals.dismiss, gettext_lazy("The newer capture was dismissed. The desk's copy stands.")),
}


def waiting_for(article: Article | None) -> Capture | None:
    """The capture whose newer text waits beside this story, if one does."""
    return Capture.objects.filter(article=article, proposal__isnull=False).first() if article else None


def proposal_page(model_admin: ModelAdmin, request: DeskRequest, article_id: int) -> HttpResponse:
    """Shows both texts side by side, and does what the editor decides."""
    article = get_object_or_404(Article, pk=article_id)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    if request.method == "POST":
        return _decide(request, article_id)
    capture = waiting_for(article)
    if capture is None:
        messages.info(request, _("No newer capture waits any more."))
        return HttpResponseRedirect(_form_of(article_id))
    text = proposals.waiting_text(capture)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("A newer capture"),
        "subtitle": str(article),
        "opts": model_admin.opts,
        "original": article,
        "digest": text.digest,
        "captured_at": capture.captured_at,
        "rows": [
            (_("headline"), article.headline, text.headline),
            (_("body"), figures.as_read(article.body), figures.as_read(text.body)),
        ],
    }
    return TemplateResponse(request, "admin/articles/proposal.html", context)


def _decide(request: DeskRequest, article_id: int) -> HttpResponse:
    if request.POST.get("decision") not in DECISIONS:
        raise BadRequest("decision is take-over or dismiss")
    decide, done = DECISIONS[request.POST["decision"]]
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article_id)
        capture = waiting_for(article)
        if capture is None or proposals.waiting_text(capture).digest != request.POST.get("digest"):
            messages.warning(request, _("Meanwhile the newer capture was decided on or replaced by another."))
            return HttpResponseRedirect(_form_of(article_id))
        decide(capture, actor=request.user)
    messages.success(request, done)
    return HttpResponseRedirect(_form_of(article_id))


def _form_of(article_id: int) -> str:
    return reverse("admin:articles_article_change", args=[article_id])
