"""The page of a verb: what it will do, what stands in its way, the words it needs, and the button that does it.

The form of the story saves first and leads here, so the verb has a transaction of its own and never costs a word that
was typed. Looking at the page (GET) changes nothing.
"""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import INPUT_CLASSES, UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from articles import publishing
from articles.admin.people import MOMENT, DeskRequest, name_of
from articles.admin.standing import standing_of
from articles.desk import content_of
from articles.models import Article
from articles.moves import MOVES, PUBLIC, SCHEDULED, Move, Note, Verb
from articles.permissions import may
from articles.readiness import obstacles
from newsportal.models import User

# Who reads the words.
READERS = {
    Verb.ASSIGN: gettext_lazy("For that person: what is to be done."),
    Verb.RETURN: gettext_lazy("For the reporter: what is still to be done."),
    Verb.UPDATE: gettext_lazy("For readers: what is new. It stands on the story with its time."),
    Verb.CLARIFY: gettext_lazy("For readers: what was unclear. It stands on the story with its time."),
    Verb.CORRECT: gettext_lazy("For readers: what was wrong, and what is right. It stands on the story with its time."),
    Verb.RETRACT: gettext_lazy("For readers and partners: why the story is taken down. It stands at its address."),
    Verb.WITHDRAW: gettext_lazy(
        "For the newsroom and partners: why the story is taken down. Readers see a neutral notice."
    ),
    Verb.RESTORE: gettext_lazy("For readers: why the story is back. It stands on the story with its time."),
    Verb.SPIKE: gettext_lazy("For the newsroom: why the story is dropped."),
    Verb.ERASE: gettext_lazy("For the newsroom: which law or judgment demands it. It is all that will be kept."),
}

GRAVE = (Verb.RETRACT, Verb.WITHDRAW, Verb.SPIKE, Verb.ERASE)


class NewsroomMinute(forms.DateTimeField):
    """A minute of the newsroom's clock. Where it shows one twice, as summer time ends, the first is meant."""

    def to_python(self, value: Any) -> datetime.datetime | None:
        try:
            typed = parse_datetime(str(value).strip())
        except ValueError:
            typed = None
        if typed is None or typed.tzinfo:
            return super().to_python(value)
        zone = timezone.get_current_timezone()
        moment = typed.replace(tzinfo=zone)
        # There and back again leads elsewhere where the clock leaps over this minute, as summer time begins.
        if moment.astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None) != typed:
            raise forms.ValidationError(
                _("There is no %(minute)s in %(zone)s: clocks go forward over it. Choose another minute.")
                % {"minute": date_format(typed, MOMENT), "zone": timezone.get_current_timezone_name()}
            )
        return moment


class Person(forms.ModelChoiceField):
    """Somebody who may sign in to the newsroom."""

    def label_from_instance(self, person: User) -> str:
        return name_of(person)


class VerbForm(forms.Form):
    """What a verb asks for, and the `copy` of the story the editor was looking at when asked."""

    copy = forms.CharField(widget=forms.HiddenInput)
    person = Person(
        User.objects.filter(is_active=True, is_staff=True).order_by("first_name", "last_name", "username"),
        label=gettext_lazy("Person"),
        widget=UnfoldAdminSelectWidget,
    )
    words = forms.CharField(widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}))
    at = NewsroomMinute(
        label=gettext_lazy("Minute"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def __init__(self, verb: Verb, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verb in publishing.WORDS:
            words = self.fields["words"]
            words.label = _("Reason") if publishing.WORDS[verb] == "reason" else _("Note")
            words.required = MOVES[verb].note is Note.REQUIRED
            words.help_text = READERS[verb]
        else:
            del self.fields["words"]
        if verb is Verb.SCHEDULE:
            now = timezone.localtime()
            self.fields["at"].help_text = _("In the newsroom's time (%(zone)s), where it is %(now)s now.") % {
                "zone": timezone.get_current_timezone_name(),
                "now": date_format(now, MOMENT),
            }
        else:
            del self.fields["at"]
        if verb is not Verb.ASSIGN:
            del self.fields["person"]


def verb_page(model_admin: ModelAdmin, request: DeskRequest, article_id: int, name: str) -> HttpResponse:
    """Shows the page of a verb, and performs it when its button is pressed. 403 where the verb is not this user's."""
    article = get_object_or_404(Article, pk=article_id)
    if name not in set(Verb):
        raise Http404("there is no such verb")
    verb = Verb(name)
    if not model_admin.has_view_or_change_permission(request, article) or not may(request.user, verb):
        raise PermissionDenied
    form = VerbForm(verb, request.POST or None, initial={"copy": _copy(article), "person": article.assigned_to_id})
    status, problems = 200, []
    if request.method == "POST" and form.is_valid():
        try:
            _perform(verb, article.pk, request.user, form)
        except publishing.Refused as refusal:
            # The page again, with what was written and the story as it is now.
            status, problems = 409, refusal.problems
            article.refresh_from_db()
            form = VerbForm(verb, {**request.POST.dict(), "copy": _copy(article)})
        else:
            article.refresh_from_db()
            messages.success(request, _done(verb, article))
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    move = MOVES[verb]
    possible = article.state in move.from_states
    context = {
        **model_admin.admin_site.each_context(request),
        "title": verb.label,
        "subtitle": str(article),
        "opts": model_admin.opts,
        "original": article,
        "verb": verb,
        "explanation": move.explanation,
        "is_grave": verb in GRAVE,
        "standing": standing_of(article, request.user),
        "possible": possible,
        "problems": problems,
        "obstacles": obstacles(content_of(article)) if possible and _gives_readers_a_copy(move) else [],
        "form": form,
    }
    return TemplateResponse(request, "admin/articles/verb.html", context, status=status)


def _perform(verb: Verb, article_id: int, user: User, form: VerbForm) -> None:
    given = form.cleaned_data
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article_id)
        if _was_pressed_before(article, verb, user, given["copy"], given.get("words", "")):
            return
        _refuse_another_copy(article, verb, given["copy"])
        publishing.perform(
            verb,
            article_id,
            actor=user,
            words=given.get("words", ""),
            at=given.get("at"),
            person=given.get("person"),
        )


def _done(verb: Verb, article: Article) -> str:
    done = _("%(verb)s: done. The story is %(state)s.") % {"verb": verb.label, "state": article.get_state_display()}
    if article.scheduled_for:
        minute = timezone.localtime(article.scheduled_for)
        comes_out = _("It comes out on %(minute)s (UTC%(offset)s).")
        done += " " + comes_out % {"minute": date_format(minute, MOMENT), "offset": minute.isoformat()[-6:]}
    return done


def _copy(article: Article) -> str:
    """Names the story as it is now: its last version and the last verb performed on it."""
    version = article.revisions.values_list("number", flat=True).first() or 0
    record = article.records.values_list("pk", flat=True).first() or 0
    return f"{version}-{record}"


def _was_pressed_before(article: Article, verb: Verb, user: User, seen: str, words: str) -> bool:
    """Whether this is the second press of a button: what it asks for was done, and nothing else since the page."""
    last, before = [*article.records.all()[:2], None, None][:2]
    if last is None or (last.verb, last.actor_id, last.note) != (verb, user.pk, words.strip()):
        return False
    return seen.rpartition("-")[2] == str(before.pk if before else 0)


def _refuse_another_copy(article: Article, verb: Verb, seen: str) -> None:
    """Refuse a verb on a story that is no longer what the editor saw: saved anew, or a verb performed meanwhile.

    A verb that the present state does not allow is left to the verb, whose sentence names the state.
    """
    if article.state not in MOVES[verb].from_states or seen == _copy(article):
        return
    last = article.records.select_related("actor").first()
    version = article.revisions.select_related("actor").first()
    if last and seen.rpartition("-")[2] != str(last.pk):
        raise publishing.Refused(
            _("Meanwhile %(who)s did this: %(verb)s. The story is %(state)s. Look at it before you go on.")
            % {"who": name_of(last.actor), "verb": last.get_verb_display(), "state": article.get_state_display()}
        )
    raise publishing.Refused(
        _("Meanwhile %(who)s saved the story, which is %(state)s. Look at it before you go on.")
        % {"who": name_of(version.actor if version else None), "state": article.get_state_display()}
    )


def _gives_readers_a_copy(move: Move) -> bool:
    return move.to_state in (PUBLIC, SCHEDULED)
