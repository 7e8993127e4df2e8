"""A verb by its name: for the admin's pages, the command line, and whoever has one in hand."""

import datetime
from collections.abc import Callable
from typing import Any

from articles.moves import Verb
from articles.publishing import desk, erasure, public
from newsportal.models import User

_FUNCTIONS: dict[Verb, Callable[..., Any]] = {
    Verb.SUBMIT: desk.submit,
    Verb.RETURN: desk.return_to_reporter,
    Verb.ASSIGN: desk.assign,
    Verb.PUBLISH: public.publish,
    Verb.SCHEDULE: desk.schedule,
    Verb.UNSCHEDULE: desk.unschedule,
    Verb.RETRY: desk.retry,
    Verb.UPDATE: public.update,
    Verb.IMPROVE: public.improve,
    Verb.CLARIFY: public.clarify,
    Verb.CORRECT: public.correct,
    Verb.RETRACT: public.retract,
    Verb.WITHDRAW: public.withdraw,
    Verb.RESTORE: public.restore,
    Verb.SPIKE: desk.spike,
    Verb.ERASE: erasure.erase,
}

# What the words that come with a verb are called: a note is read by readers or colleagues, a reason says why.
WORDS: dict[Verb, str] = {
    Verb.RETURN: "reason",
    Verb.ASSIGN: "note",
    Verb.UPDATE: "note",
    Verb.CLARIFY: "note",
    Verb.CORRECT: "note",
    Verb.RETRACT: "reason",
    Verb.WITHDRAW: "reason",
    Verb.RESTORE: "note",
    Verb.SPIKE: "reason",
    Verb.ERASE: "reason",
}


def perform(
    verb: Verb,
    article_id: int,
    *,
    actor: User | None,
    words: str = "",
    at: datetime.datetime | None = None,
    person: User | None = None,
) -> None:
    """Perform a verb with what it asks for: words where WORDS has it, a minute to schedule, a person to assign to.

    Raises Refused, and Article.DoesNotExist.
    """
    given: dict[str, Any] = {}
    if verb in WORDS:
        given[WORDS[verb]] = words
    if verb is Verb.SCHEDULE:
        given["at"] = at
    if verb is Verb.ASSIGN:
        given["person"] = person
    _FUNCTIONS[verb](article_id, actor=actor, **given)
