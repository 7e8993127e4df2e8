"""What a monitoring system reads at /metrics."""

import math
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django import app
from prometheus_client.parser import text_string_to_metric_families

from articles import publishing
from articles.models import Article, FailedSchedule
from newsportal import metrics


def _read(client) -> dict[str, float]:
    """The samples by name, labels in brackets."""
    response = client.get("/metrics")
    assert response.status_code == 200
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def test_a_portal_at_rest_reads_as_zeros_and_a_worker_never_seen(client, db):
    numbers = _read(client)
    assert math.isnan(numbers.pop("newsportal_worker_last_seen_seconds"))
    assert numbers.pop("newsportal_alert[no_worker]") == 1
    assert set(numbers.values()) == {0}
    assert set(numbers) == {
        "newsportal_schedule_overdue_seconds",
        "newsportal_schedules_failed",
        "newsportal_jobs[todo]",
        "newsportal_jobs[doing]",
        "newsportal_jobs[failed]",
        "newsportal_oldest_job_seconds",
        "newsportal_changes",
        "newsportal_alert[schedules_overdue]",
        "newsportal_alert[schedules_failed]",
        "newsportal_alert[jobs_failed]",
    }


def test_what_is_late_what_failed_and_what_waits_is_read_in_numbers(client, make_story, make_public):
    make_public("Published")
    late, failed = make_story("Late"), make_story("Failed")
    for article in (late, failed):
        publishing.schedule(article.pk, actor=None, at=timezone.now() + timedelta(hours=1))
        Article.objects.filter(pk=article.pk).update(scheduled_for=timezone.now() - timedelta(minutes=2))
    FailedSchedule.objects.create(article=failed, due=timezone.now() - timedelta(minutes=2), problems=[])
    for status, ago in (("todo", 90), ("todo", 30), ("doing", 0), ("failed", 600)):
        _job(status, timezone.now() - timedelta(seconds=ago))
    _job("todo", timezone.now() + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '12 s')")

    numbers = _read(client)
    assert numbers["newsportal_schedule_overdue_seconds"] == pytest.approx(120, abs=20)
    assert numbers["newsportal_schedules_failed"] == 1
    assert numbers["newsportal_worker_last_seen_seconds"] == pytest.approx(12, abs=20)
    assert [numbers[f"newsportal_jobs[{status}]"] for status in ("todo", "doing", "failed")] == [3, 1, 1]
    assert numbers["newsportal_oldest_job_seconds"] == pytest.approx(90, abs=20)
    assert numbers["newsportal_changes"] == 1
    assert numbers["newsportal_alert[schedules_overdue]"] == 1
    assert numbers["newsportal_alert[schedules_failed]"] == 1
    assert numbers["newsportal_alert[no_worker]"] == 0


def _job(status: str, at) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) VALUES ('q', 't', %s, %s)",
            [status, at],
        )


def test_a_job_at_no_set_time_waits_since_it_was_deferred(client, db):
    app.configure_task("articles.purging.purge", queue="purges").defer(sequence=1, url="http://cache/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '5 minutes'")
    assert _read(client)["newsportal_oldest_job_seconds"] == pytest.approx(300, abs=20)


def test_a_job_for_later_does_not_wait_yet(client, db):
    _job("todo", timezone.now() + timedelta(hours=1))
    numbers = _read(client)
    assert (numbers["newsportal_jobs[todo]"], numbers["newsportal_oldest_job_seconds"]) == (1, 0)


def test_the_numbers_are_of_the_known_format_and_are_never_kept(client, db):
    response = client.get("/metrics")
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert client.head("/metrics").status_code == 200
    assert client.post("/metrics").status_code == 405


def test_reading_costs_two_questions_however_much_waits(client, db, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/metrics")


def test_without_a_database_it_says_so(client, monkeypatch):
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(metrics, "look", away)
    response = client.get("/metrics")
    assert (response.status_code, response.content) == (503, b"the database does not answer\n")
