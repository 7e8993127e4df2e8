"""Stories that come out by the clock: at their minute, in their order, and what an editor sees of one that cannot."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from articles import publishing
from articles.models import Article, Change, FailedSchedule, Record, Release
from articles.moves import Verb
from articles.publishing import Refused, schedules
from media.models import Source
from tests.editors.conftest import form_address, verb_address


@pytest.fixture
def make_due(make_story):
    """A story whose minute passed some minutes ago."""

    def make(headline: str, *, minutes: int = 1, **fields):
        article = make_story(headline, **fields)
        publishing.schedule(article.pk, actor=None, at=timezone.now() + timedelta(hours=1))
        past = timezone.now() - timedelta(minutes=minutes)
        Article.objects.filter(pk=article.pk).update(scheduled_for=past)
        return article

    return make


def test_what_fell_due_while_no_worker_ran_comes_out_in_the_order_of_its_minutes(make_due):
    for headline, minutes in (("Third", 1), ("First", 30), ("Second", 12)):
        make_due(headline, minutes=minutes)
    assert publishing.publish_all_due() == 3
    assert [change.release.headline for change in Change.objects.order_by("sequence")] == ["First", "Second", "Third"]
    assert publishing.publish_all_due() == 0


def test_a_story_that_fails_is_marked_with_field_and_reason_and_holds_up_no_other(make_due):
    agency = Source.objects.create(name="Harbour Wire")
    bad, good = make_due("Bad", minutes=9, source=agency), make_due("Good")
    Source.objects.update(text_until=timezone.localdate() - timedelta(days=1))
    assert publishing.publish_all_due() == 1
    assert Release.objects.public().get().article == good
    failed = FailedSchedule.objects.get(article=bad)
    assert failed.problems[0]["field"] == "source"
    assert "Text of Harbour Wire may not be published" in failed.problems[0]["reason"]
    # It is not tried again until somebody says so.
    Source.objects.update(text_until=None)
    assert publishing.publish_all_due() == 0
    publishing.retry(bad.pk, actor=None)
    assert publishing.publish_all_due() == 1
    assert not FailedSchedule.objects.exists()


def test_a_fault_of_the_portal_marks_its_story_and_holds_up_no_other(make_due, monkeypatch):
    bad, good = make_due("Bad", minutes=9), make_due("Good")
    publish = schedules.publish_held

    def fail(article, **given):
        if article == bad:
            raise ZeroDivisionError("a fault")
        return publish(article, **given)

    monkeypatch.setattr(schedules, "publish_held", fail)
    assert publishing.publish_all_due() == 1
    assert Release.objects.public().get().article == good
    assert "its log says how" in FailedSchedule.objects.get(article=bad).problems[0]["reason"]


def test_a_moment_of_trouble_in_the_database_marks_nothing(make_due, monkeypatch):
    bad, good = make_due("Bad", minutes=9), make_due("Good")
    publish = schedules.publish_held

    def fail(article, **given):
        if article == bad:
            raise OperationalError("deadlock detected")
        return publish(article, **given)

    monkeypatch.setattr(schedules, "publish_held", fail)
    assert publishing.publish_all_due() == 1
    assert Release.objects.public().get().article == good
    assert not FailedSchedule.objects.exists()
    monkeypatch.setattr(schedules, "publish_held", publish)
    assert publishing.publish_all_due() == 1


def test_an_editor_reads_why_and_tries_again(make_due, editor, signed_in, press):
    article = make_due("Bad")
    Article.objects.update(body="")
    publishing.publish_all_due()
    client = signed_in(editor)
    page = client.get(form_address(article)).content.decode()
    assert "It could not come out:" in page
    assert "The story has no text." in page
    assert 'value="retry"' in page
    Article.objects.update(body="<p>The barrier closed.</p>")
    assert press(client, article, "retry").status_code == 302
    assert publishing.publish_all_due() == 1
    assert 'value="retry"' not in client.get(form_address(article)).content.decode()


def test_nothing_is_tried_again_that_did_not_fail(make_due, editor):
    article = make_due("Good")
    with pytest.raises(Refused, match="Nothing went wrong"):
        publishing.retry(article.pk, actor=editor)


@pytest.mark.parametrize("verb", ["publish", "unschedule", "spike", "schedule"])
def test_whatever_moves_a_failed_story_on_takes_the_mark_away(verb, make_due, editor):
    article = make_due("Bad")
    Article.objects.update(body="")
    publishing.publish_all_due()
    Article.objects.update(body="<p>The barrier closed.</p>")
    publishing.perform(Verb(verb), article.pk, actor=editor, at=timezone.now() + timedelta(hours=1))
    assert not FailedSchedule.objects.exists()


def test_a_story_set_to_another_minute_comes_out_at_that_one(make_due, editor):
    article = make_due("Later")
    later = timezone.now() + timedelta(days=1)
    publishing.schedule(article.pk, actor=editor, at=later)
    assert publishing.publish_all_due() == 0
    article.refresh_from_db()
    assert article.scheduled_for == later
    assert Record.objects.filter(article=article, verb="schedule").count() == 2


def test_a_right_that_ends_before_the_minute_is_refused_when_the_story_is_scheduled(make_story):
    source = Source.objects.create(name="Harbour Wire", text_until=timezone.localdate() + timedelta(days=2))
    article = make_story(source=source)
    with pytest.raises(Refused, match="Text of Harbour Wire"):
        publishing.schedule(article.pk, actor=None, at=timezone.now() + timedelta(days=4))
    publishing.schedule(article.pk, actor=None, at=timezone.now() + timedelta(days=1))


@pytest.fixture
def in_lisbon(settings):
    """A newsroom by Lisbon's clock, which changes on 30 March and 26 October in 2031."""
    settings.TIME_ZONE = "Europe/Lisbon"


@pytest.mark.parametrize(
    ("typed", "comes_out", "offset"),
    [
        ("2031-03-30T00:59", datetime(2031, 3, 30, 0, 59, tzinfo=UTC), "+00:00"),
        ("2031-03-30T02:00", datetime(2031, 3, 30, 1, 0, tzinfo=UTC), "+01:00"),
        ("2031-07-01T09:00", datetime(2031, 7, 1, 8, 0, tzinfo=UTC), "+01:00"),
        ("2031-10-26T01:30", datetime(2031, 10, 26, 0, 30, tzinfo=UTC), "+01:00"),  # the first of the two
        ("2031-10-26T02:00", datetime(2031, 10, 26, 2, 0, tzinfo=UTC), "+00:00"),
    ],
)
def test_a_minute_is_the_newsrooms_across_summer_time(
    typed, comes_out, offset, in_lisbon, editor, signed_in, press, make_story
):
    article = make_story()
    client = signed_in(editor)
    assert press(client, article, "schedule", at=typed).status_code == 302
    article.refresh_from_db()
    assert article.scheduled_for == comes_out
    assert f"(UTC{offset})" in client.get(form_address(article)).content.decode()


def test_a_minute_that_the_clock_leaps_over_is_refused(in_lisbon, editor, signed_in, press, make_story):
    article = make_story()
    response = press(signed_in(editor), article, "schedule", at="2031-03-30T01:30")
    assert response.status_code == 200
    assert "There is no 30 Mar 2031, 01:30 in Europe/Lisbon" in response.content.decode()
    article.refresh_from_db()
    assert article.state == "draft"


def test_the_page_to_try_again_says_what_it_does(make_due, editor, signed_in):
    article = make_due("Bad")
    Article.objects.update(body="")
    publishing.publish_all_due()
    page = signed_in(editor).get(verb_address(article, "retry")).content.decode()
    assert "The story could not come out at its minute" in page
