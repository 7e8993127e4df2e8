"""The worker as an operator meets it: a process of its own that may be killed at any moment."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from articles import publishing, purging
from articles.models import Article, Change, Release
from newsportal.clock import Clock, rescue_jobs, tick
from tests.operators.conftest import wait_until


@pytest.fixture
def db(committed: None) -> None:
    """Workers and clocks see only what is committed."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    clock.start()
    yield clock
    clock.stop()


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py worker` on the database of this test."""
    database = connection.settings_dict["NAME"]
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER, database],
        cwd=settings.ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    yield process
    process.kill()
    process.wait()


_WORKER = """
import sys, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
call_command("worker")
"""


def _due(make_story, headline: str, at) -> Article:
    article = make_story(headline)
    publishing.schedule(article.pk, actor=None, at=timezone.now() + timedelta(hours=1))
    Article.objects.filter(pk=article.pk).update(scheduled_for=at)
    return article


def test_a_story_comes_out_within_the_second_of_its_minute(make_story, clock):
    minute = timezone.now() + timedelta(seconds=1.4)
    article = _due(make_story, "At its minute", minute)
    wait_until(Release.objects.public().filter(article=article).exists, "the publication")
    late = Release.objects.get(article=article).published_at - minute
    assert timedelta(0) <= late < timedelta(seconds=1)


def test_a_worker_publishes_what_is_due_and_runs_jobs(make_story, worker, settings):
    settings.PURGE_URLS = ["http://127.0.0.1:9/"]  # nobody answers there
    article = _due(make_story, "Due", timezone.now() - timedelta(minutes=30))
    publishing.publish(make_story("Now").pk, actor=None)
    wait_until(Release.objects.public().filter(article=article).exists, "the publication")
    job = ProcrastinateJob.objects.get()
    wait_until(lambda: ProcrastinateJob.objects.get(pk=job.pk).attempts > 0, "the first attempt")
    assert ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - timedelta(seconds=30)).exists()


def test_a_job_that_fails_is_tried_again_later(make_story, worker, settings):
    settings.PURGE_URLS = ["http://127.0.0.1:9/"]
    publishing.publish(make_story("Now").pk, actor=None)
    wait_until(lambda: ProcrastinateJob.objects.get().attempts > 0, "the first attempt")
    wait_until(lambda: ProcrastinateJob.objects.get().status == "todo", "its return to the queue")
    assert ProcrastinateJob.objects.get().scheduled_at > timezone.now()


def test_the_job_of_a_worker_that_died_is_handed_out_again(make_story, settings):
    settings.PURGE_URLS = ["http://127.0.0.1:9/"]
    for headline in ("One", "Two", "Three"):
        publishing.publish(make_story(headline).pk, actor=None)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '31 s')")
        alive, dead = ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list("pk", flat=True)
        jobs = list(ProcrastinateJob.objects.order_by("pk").values_list("pk", flat=True))
        for job, holder in zip(jobs, (alive, dead, None), strict=True):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [holder, job]
            )
    assert rescue_jobs() == 2
    assert [job.status for job in ProcrastinateJob.objects.order_by("pk")] == ["doing", "todo", "todo"]
    assert rescue_jobs() == 0


def test_two_workers_publish_a_story_once_and_one_of_them_ticks_at_a_time(make_story):
    for number in range(12):
        _due(make_story, f"Story {number}", timezone.now() - timedelta(minutes=number))

    def tick_and_close() -> None:
        tick()
        connection.close()

    threads = [Thread(target=tick_and_close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log = list(Change.objects.order_by("sequence").select_related("release"))
    assert [change.release.headline for change in log] == [f"Story {number}" for number in reversed(range(12))]


def test_a_story_that_somebody_is_saving_comes_out_when_they_are_done(make_story):
    article = _due(make_story, "Being saved", timezone.now() - timedelta(minutes=1))
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT FROM articles_article WHERE id = %s FOR UPDATE", [article.pk])
            assert publishing.publish_all_due() == 0
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert publishing.publish_all_due() == 1


def test_the_tags_of_a_change_name_the_story_and_every_picture_it_ever_showed(make_story, make_picture, tag):
    first, second = make_picture(), make_picture()
    article = make_story(pictures=(first,))
    publishing.publish(article.pk, actor=None)
    article.picture_uses.update(image=second)
    publishing.correct(article.pk, actor=None, note="Another barrier.")
    publishing.retract(article.pk, actor=None, reason="No barrier at all.")
    tags = purging.tags_of(Change.objects.first())
    assert tags == [f"article-{article.pk}", f"image-{first.pk}", f"image-{second.pk}"]
