"""Where a story stands: what the panel beside the form and the pages of the verbs say of it."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.admin.people import name_of
from articles.content import StoryContent
from articles.desk import content_of
from articles.models import Article, FailedSchedule, Release
from articles.moves import DRAFT, MOVES, Verb, allowed_from
from articles.permissions import may
from newsportal.models import User

State = Article.State

# unfold's colours of a badge.
BADGES: dict[str, str] = {
    State.DRAFT: "default",
    State.SUBMITTED: "info",
    State.SCHEDULED: "warning",
    State.PUBLIC: "success",
    State.RETRACTED: "danger",
    State.WITHDRAWN: "danger",
    State.SPIKED: "default",
    State.ERASED: "default",
}

NAMES: dict[str, Promise] = {
    "language": _("language"),
    "headline": _("headline"),
    "slug": _("slug"),
    "short_headline": _("short headline"),
    "standfirst": _("standfirst"),
    "body": _("body"),
    "place": _("place"),
    "section": _("section"),
    "tags": _("tags"),
    "authors": _("by-line"),
    "source": _("source"),
    "source_confirmed": _("source confirmed"),
    "urgency": _("urgency"),
    "pictures": _("pictures"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb that somebody may perform on a story now."""

    verb: Verb
    label: Promise
    explanation: Promise


@dataclass(frozen=True, slots=True)
class Standing:
    """A story's state, its place before the public, and what may be done with it."""

    state: str
    label: str
    badge: str
    scheduled_for: datetime.datetime | None
    failed: list[tuple[str | Promise, str]]  # why it could not come out at its minute: what it lies in, and the reason
    assigned_to: str  # the name, or ""
    public: Release | None
    last: Release | None  # the last version readers had, also of a story taken down
    unpublished: list[Promise]  # what the desk changed since the current release; empty where nothing
    offers: list[Offer]


def standing_of(article: Article | None, user: User) -> Standing:
    """How a story stands for this user; None is a story that is being begun."""
    state = article.state if article else DRAFT
    last = article.releases.select_related("section").order_by("-number").first() if article else None
    public = last if last and last.superseded_at is None else None
    failure = FailedSchedule.objects.filter(article=article).first() if state == State.SCHEDULED else None
    verbs = [verb for verb in allowed_from(state) if may(user, verb) and (failure or verb is not Verb.RETRY)]
    return Standing(
        state=state,
        label=str(State(state).label),
        badge=BADGES[state],
        scheduled_for=article.scheduled_for if article else None,
        failed=[(NAMES.get(problem["field"], ""), problem["reason"]) for problem in failure.problems]
        if failure
        else [],
        assigned_to=name_of(article.assigned_to) if article and article.assigned_to else "",
        public=public,
        last=last,
        unpublished=differences(content_of(article), public.story) if article and public else [],
        offers=[Offer(verb, verb.label, MOVES[verb].explanation) for verb in verbs],
    )


def differences(desk: StoryContent, public: StoryContent) -> list[Promise]:
    """The names of what the desk's copy says otherwise than the public has it."""
    return [name for field, name in NAMES.items() if getattr(desk, field) != getattr(public, field)]
