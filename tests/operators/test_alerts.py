"""What an operator is told when stories do not come out: on every page of the admin, and in the log."""

import logging
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from articles import publishing
from articles.models import Article, FailedSchedule
from newsportal import watch
from newsportal.alerts import Alert, Kind, alerts, look


@pytest.fixture
def worker(db):
    """A worker that wrote its heartbeat at some moment; call it again, and it was at another."""

    def beat(ago: timedelta = timedelta()) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_workers")
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [timezone.now() - ago])

    return beat


def _due(article: Article, ago: timedelta) -> datetime:
    """Schedules a story and lets its minute pass, as if no worker had seen it."""
    publishing.schedule(article.pk, actor=None, at=timezone.now() + timedelta(hours=1))
    minute = timezone.now() - ago
    Article.objects.filter(pk=article.pk).update(scheduled_for=minute)
    return minute


def _kinds() -> list[Kind]:
    return [alert.kind for alert in alerts()]


def test_nothing_is_wrong_while_a_worker_runs_and_nothing_is_late(worker, make_story):
    worker()
    _due(make_story(), ago=timedelta(seconds=20))
    assert alerts() == []


def test_a_story_is_overdue_after_half_a_minute_and_the_first_minute_is_named(worker, make_story):
    worker()
    _due(make_story("Second"), ago=timedelta(seconds=40))
    first = _due(make_story("First"), ago=timedelta(minutes=5))
    [alert] = alerts()
    assert alert.kind is Kind.OVERDUE
    assert alert.since == first
    assert "2 stories should have come out" in alert.sentence
    assert f"{timezone.localtime(first):%H:%M}" in alert.sentence


def test_another_day_is_named_with_the_minute(worker, make_story):
    worker()
    first = _due(make_story(), ago=timedelta(days=3))
    [alert] = alerts()
    assert f"{timezone.localtime(first).year}" in alert.sentence


def test_a_story_that_failed_is_told_of_as_failed_and_not_as_overdue(worker, make_story):
    worker()
    article = make_story()
    minute = _due(article, ago=timedelta(hours=1))
    failed = FailedSchedule.objects.create(
        article=article, due=minute, problems=[{"field": "source", "reason": "The right has ended."}]
    )
    [alert] = alerts()
    assert (alert.kind, alert.since) == (Kind.FAILED_SCHEDULES, failed.failed_at)
    assert alert.sentence.startswith("1 scheduled story could not come out.")


def test_a_worker_that_is_silent_for_half_a_minute_is_missed(worker):
    assert "manage.py worker" in alerts()[0].sentence
    assert alerts()[0].since is None
    worker(ago=timedelta(seconds=20))
    assert alerts() == []
    worker(ago=timedelta(seconds=31))
    [alert] = alerts()
    assert alert.kind is Kind.NO_WORKER
    assert "manage.py worker" in alert.sentence


def test_one_worker_of_two_is_enough(worker):
    worker()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day')")
    assert alerts() == []


def test_hundreds_of_late_stories_are_not_counted_one_by_one(worker):
    worker()
    minute = timezone.now() - timedelta(minutes=1)
    Article.objects.bulk_create(Article(headline="Late", state="scheduled", scheduled_for=minute) for _ in range(150))
    assert len(look().due) == 101
    assert "More than 100 stories should have come out" in alerts()[0].sentence


def test_to_look_is_one_question_to_the_database(worker, django_assert_num_queries):
    with django_assert_num_queries(1):
        alerts()


def test_the_question_reads_indexes_and_no_table_of_stories_or_jobs(worker):
    from newsportal.alerts import _LOOK

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {_LOOK}")
        plan = "\n".join(line for [line] in cursor.fetchall())
    for index in ("schedules_due", "jobs_failed", "procrastinate_events_job_id_fkey"):
        assert index in plan
    for table in ("articles_article", "procrastinate_jobs"):
        assert f"Seq Scan on {table}" not in plan


# --- In the admin ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/articles/article/", "/admin/articles/article/add/", "/admin/password_change/"]
)
def test_every_page_of_the_admin_says_what_is_wrong(path, editor, signed_in):
    page = signed_in(editor).get(path).content.decode()
    assert page.count('role="alert"') == 1
    assert "No worker runs" in page


def test_who_may_see_the_list_is_led_there_and_who_may_not_is_told_all_the_same(
    worker, make_story, editor, reporter, signed_in
):
    _due(make_story(), ago=timedelta(minutes=5))
    to_stories, to_jobs = "?state__exact=scheduled", "/admin/newsportal/job/?status=todo"
    shown = {user: signed_in(user).get("/admin/articles/tag/").content.decode() for user in (editor, reporter)}
    for page in shown.values():
        assert "1 story should have come out" in page
        assert page.count(to_stories) == 2  # in the sidebar too
    assert to_jobs in shown[editor]
    assert to_jobs not in shown[reporter]


def test_a_page_is_quiet_while_nothing_is_wrong_and_before_anybody_signed_in(worker, editor, signed_in, client):
    assert "No worker" not in client.get("/admin/login/").content.decode()
    worker()
    assert 'role="alert"' not in signed_in(editor).get("/admin/").content.decode()


# --- In the log -----------------------------------------------------------------------------------

LATE = Alert(Kind.OVERDUE, "1 story should have come out.", None)
GONE = Alert(Kind.NO_WORKER, "No worker runs.", None)


def test_an_alert_is_logged_when_it_begins_every_five_minutes_and_when_it_is_over():
    watcher = watch.Watcher()
    assert watcher.saw([], 0) == []
    assert watcher.saw([LATE], 10) == [(logging.ERROR, LATE.sentence)]
    assert watcher.saw([LATE], 20) == []
    assert watcher.saw([LATE, GONE], 300) == [(logging.ERROR, GONE.sentence)]
    assert watcher.saw([LATE, GONE], 310) == [(logging.ERROR, LATE.sentence)]
    assert watcher.saw([LATE, GONE], 315) == []
    assert watcher.saw([GONE], 320) == [(logging.INFO, f"Over: {LATE.sentence}")]
    assert watcher.saw([LATE, GONE], 330) == [(logging.ERROR, LATE.sentence)]


def test_a_database_that_is_away_is_logged_once_and_ends_no_alert():
    watcher = watch.Watcher()
    watcher.saw([GONE], 0)
    [(level, sentence)] = watcher.could_not_look(OperationalError("connection refused\n\tIs it running?"))
    assert (level, sentence) == (logging.ERROR, "The alerts cannot be read: connection refused Is it running?")
    assert watcher.could_not_look(OperationalError("connection refused")) == []
    assert watcher.saw([GONE], 20) == [(logging.INFO, "The alerts can be read again.")]
    assert watcher.saw([], 30) == [(logging.INFO, f"Over: {GONE.sentence}")]


def test_a_look_that_fails_does_not_end_the_watch(monkeypatch):
    def away() -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(watch, "alerts", away)
    watcher = watch.Watcher()
    assert len(watch.look_once(watcher)) == 1
    assert watch.look_once(watcher) == []
    monkeypatch.setattr(watch, "alerts", lambda: [GONE])
    assert [level for level, _sentence in watch.look_once(watcher)] == [logging.INFO, logging.ERROR]
