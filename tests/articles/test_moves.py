"""Every verb from every state: allowed exactly where the one table says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article, Change, FailedSchedule, Record
from articles.moves import MOVES, Verb, allowed_from
from articles.publishing import Refused
from newsportal.models import User

WORDS = "An earlier version gave a wrong year."


def _somebody() -> User:
    return User.objects.get_or_create(username="rosa", is_staff=True)[0]


def _retry(pk: int) -> None:
    """Try a story again that is marked as failed."""
    FailedSchedule.objects.get_or_create(article_id=pk, defaults={"due": timezone.now(), "problems": []})
    publishing.retry(pk, actor=None)


PERFORM = {
    Verb.SUBMIT: lambda pk: publishing.submit(pk, actor=None),
    Verb.RETURN: lambda pk: publishing.return_to_reporter(pk, actor=None, reason=WORDS),
    Verb.ASSIGN: lambda pk: publishing.assign(pk, actor=None, person=_somebody()),
    Verb.PUBLISH: lambda pk: publishing.publish(pk, actor=None),
    Verb.SCHEDULE: lambda pk: publishing.schedule(pk, actor=None, at=timezone.now() + timedelta(hours=1)),
    Verb.UNSCHEDULE: lambda pk: publishing.unschedule(pk, actor=None),
    Verb.RETRY: _retry,
    Verb.UPDATE: lambda pk: publishing.update(pk, actor=None, note=WORDS),
    Verb.IMPROVE: lambda pk: publishing.improve(pk, actor=None),
    Verb.CLARIFY: lambda pk: publishing.clarify(pk, actor=None, note=WORDS),
    Verb.CORRECT: lambda pk: publishing.correct(pk, actor=None, note=WORDS),
    Verb.RETRACT: lambda pk: publishing.retract(pk, actor=None, reason=WORDS),
    Verb.WITHDRAW: lambda pk: publishing.withdraw(pk, actor=None, reason=WORDS),
    Verb.RESTORE: lambda pk: publishing.restore(pk, actor=None, note=WORDS),
    Verb.SPIKE: lambda pk: publishing.spike(pk, actor=None),
    Verb.ERASE: lambda pk: publishing.erase(pk, actor=None, reason=WORDS),
}

# How a story comes into each state.
WAY = {
    "draft": [],
    "submitted": [Verb.SUBMIT],
    "scheduled": [Verb.SCHEDULE],
    "public": [Verb.PUBLISH],
    "retracted": [Verb.PUBLISH, Verb.RETRACT],
    "withdrawn": [Verb.PUBLISH, Verb.WITHDRAW],
    "spiked": [Verb.SPIKE],
    "erased": [Verb.PUBLISH, Verb.ERASE],
}


@pytest.mark.parametrize("state", WAY)
@pytest.mark.parametrize("verb", Verb)
def test_a_verb_moves_a_story_exactly_where_the_table_allows_it(verb, state, make_story):
    article = make_story()
    for step in WAY[state]:
        PERFORM[step](article.pk)
    Article.objects.filter(pk=article.pk).update(standfirst="Changed since.")
    changes, records = Change.objects.count(), Record.objects.count()

    if verb in allowed_from(state):
        PERFORM[verb](article.pk)
        expected = MOVES[verb].to_state or state
        assert Record.objects.count() == records + 1
    else:
        with pytest.raises(Refused) as refusal:
            PERFORM[verb](article.pk)
        expected = state
        assert state in str(refusal.value)
        assert (Change.objects.count(), Record.objects.count()) == (changes, records)

    article.refresh_from_db()
    assert article.state == expected
    assert article.releases.public().exists() == (expected == "public")
    assert (article.scheduled_for is not None) == (expected == "scheduled")


@pytest.mark.parametrize("verb", [verb for verb, move in MOVES.items() if move.note == "required"])
def test_words_that_a_verb_needs_may_not_be_blank(verb, make_story):
    article = make_story()
    for step in next(WAY[state] for state in MOVES[verb].from_states):
        PERFORM[step](article.pk)
    perform = {
        Verb.RETURN: lambda: publishing.return_to_reporter(article.pk, actor=None, reason="  "),
        Verb.CLARIFY: lambda: publishing.clarify(article.pk, actor=None, note="  "),
        Verb.CORRECT: lambda: publishing.correct(article.pk, actor=None, note="  "),
        Verb.RETRACT: lambda: publishing.retract(article.pk, actor=None, reason="  "),
        Verb.WITHDRAW: lambda: publishing.withdraw(article.pk, actor=None, reason="  "),
        Verb.RESTORE: lambda: publishing.restore(article.pk, actor=None, note="  "),
        Verb.ERASE: lambda: publishing.erase(article.pk, actor=None, reason="  "),
    }
    with pytest.raises(Refused, match="say why"):
        perform[verb]()
