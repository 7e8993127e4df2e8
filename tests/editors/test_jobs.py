"""What the newsroom sees of the worker's jobs and of schedules that failed, and how it tries them again."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, FailedSchedule
from newsportal.jobs import keep_failures
from newsportal.models import Job, JobFailure

JOBS = "/admin/newsportal/job/"
FAILED = "/admin/articles/failedschedule/"


@pytest.fixture
def make_job(db):
    """A job of the queue, in a state the worker left it in."""

    def make(
        status: str = "failed", task: str = "articles.purging.purge", args: str = "{}", queueing_lock: str | None = None
    ) -> Job:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock)"
                " VALUES ('purges', %s, %s, %s) RETURNING id",
                [task, args, queueing_lock],
            )
            [job_id] = cursor.fetchone()
            if status != "todo":
                cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
                cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job_id])
        return Job.objects.get(pk=job_id)

    return make


@pytest.fixture
def failed_schedule(make_story):
    def make(headline: str = "Tidal barrier closed for the first time", *problems: dict[str, str]) -> FailedSchedule:
        article = make_story(headline)
        publishing.schedule(article.pk, actor=None, at=timezone.now() + timedelta(hours=1))
        minute = timezone.now() - timedelta(minutes=5)
        Article.objects.filter(pk=article.pk).update(scheduled_for=minute)
        given = list(problems) or [{"field": "source", "reason": "The right to its text has ended."}]
        return FailedSchedule.objects.create(article=article, due=minute, problems=given)

    return make


def _again(client, *jobs: Job):
    return client.post(JOBS, {"action": "run_again", "_selected_action": [job.pk for job in jobs]}, follow=True)


def _try_again(client, *failed: FailedSchedule):
    return client.post(FAILED, {"action": "try_again", "_selected_action": [row.pk for row in failed]}, follow=True)


def _status(job: Job) -> str:
    return Job.objects.get(pk=job.pk).status


# --- Jobs -----------------------------------------------------------------------------------------


def test_an_editor_sees_what_each_job_is_about_how_it_stands_and_why_it_failed(editor, signed_in, make_job):
    job = make_job(args='{"sequence": 12, "url": "http://cache:6081/"}')
    JobFailure.objects.create(job=job, error="TimeoutError: the cache did not answer")
    make_job("todo", task="a.task.of.tomorrow")
    page = signed_in(editor).get(JOBS).content.decode()
    assert "Tell a shared cache what ended" in page
    assert "a.task.of.tomorrow" in page
    assert '/admin/articles/change/12/change/">change 12' in page
    assert "TimeoutError: the cache did not answer" in page
    assert "as soon as a worker is free" in page


def test_the_list_is_narrowed_to_what_failed(editor, signed_in, make_job):
    make_job("failed", task="that.failed")
    make_job("todo", task="that.waits")
    page = signed_in(editor).get(JOBS, {"status": "failed"}).content.decode()
    assert "that.failed" in page
    assert "that.waits" not in page


@pytest.mark.parametrize("narrowed", ["status__exact=hostile", "status__gte=", "queue_name=purges", "p=-1", "status=x"])
def test_a_list_narrowed_as_no_filter_does_is_refused_or_whole(editor, signed_in, make_job, narrowed):
    make_job()
    assert signed_in(editor).get(f"{JOBS}?{narrowed}", follow=True).status_code in (200, 400)


def test_the_list_costs_the_same_for_2_jobs_as_for_50(editor, signed_in, make_job, django_assert_max_num_queries):
    client = signed_in(editor)
    for number in (2, 48):
        for _ in range(number):
            make_job()
        with django_assert_max_num_queries(9):
            assert client.get(JOBS).status_code == 200


def test_an_editor_runs_failed_jobs_again_and_leaves_the_others_alone(editor, signed_in, make_job):
    failed, also_failed, running, done = (make_job(status) for status in ("failed", "failed", "doing", "succeeded"))
    page = _again(signed_in(editor), failed, also_failed, running, done).content.decode()
    assert [_status(job) for job in (failed, also_failed, running, done)] == ["todo", "todo", "doing", "succeeded"]
    assert "2 jobs are run again" in page
    assert Job.objects.get(pk=failed.pk).scheduled_at <= timezone.now()


def test_who_chooses_only_jobs_that_did_not_fail_is_told(editor, signed_in, make_job):
    waiting = make_job("todo")
    assert "Only jobs that failed are run again." in _again(signed_in(editor), waiting).content.decode()


def test_hundreds_of_refusals_are_told_in_twenty_sentences_and_a_number(editor, signed_in, make_job):
    failed = [make_job(queueing_lock="nightly") for _ in range(30)]
    make_job("todo", queueing_lock="nightly")
    page = _again(signed_in(editor), *failed).content.decode()
    assert page.count("the same work waits in the queue already") == 20
    assert "10 more were refused." in page


def test_the_second_press_on_the_page_of_a_job_runs_nothing_twice(editor, signed_in, make_job):
    job, client = make_job(), signed_in(editor)
    page = client.get(f"{JOBS}{job.pk}/change/").content.decode()
    address = reverse("admin:newsportal_job_run_again", args=[job.pk])
    assert f'method="post" action="{address}"' in page
    assert "is run again" in client.post(address, follow=True).content.decode()
    assert "was run again already" in client.post(address, follow=True).content.decode()
    assert Job.objects.get(pk=job.pk).attempts == 1
    assert address not in client.get(f"{JOBS}{job.pk}/change/").content.decode()


def test_looking_runs_nothing(editor, signed_in, make_job):
    job, client = make_job(), signed_in(editor)
    address = reverse("admin:newsportal_job_run_again", args=[job.pk])
    assert client.get(address).status_code == 405
    client.get(f"{JOBS}?action=run_again&_selected_action={job.pk}")
    assert _status(job) == "failed"


def test_a_job_whose_like_waits_already_is_refused_with_a_sentence(editor, signed_in, make_job):
    failed = make_job(queueing_lock="nightly")
    make_job("todo", queueing_lock="nightly")
    other = make_job()
    page = _again(signed_in(editor), failed, other).content.decode()
    assert f"Job {failed.pk}: the same work waits in the queue already." in page
    assert [_status(failed), _status(other)] == ["failed", "todo"]


@pytest.mark.parametrize("person", ["reporter", "picture_editor", "syndication_manager"])
def test_who_has_nothing_to_do_with_jobs_neither_sees_nor_runs_them(person, request, signed_in, make_job):
    job, client = make_job(), signed_in(request.getfixturevalue(person))
    assert client.get(JOBS).status_code == 403
    assert client.post(f"{JOBS}{job.pk}/run-again/").status_code == 403
    assert _again(client, job).status_code == 403
    assert _status(job) == "failed"
    assert JOBS not in client.get("/admin/").content.decode()


def test_nobody_deletes_or_writes_a_job(administrator, signed_in, make_job):
    job, client = make_job(), signed_in(administrator)
    for page in ("add/", f"{job.pk}/delete/"):
        assert client.get(f"{JOBS}{page}").status_code == 403
    client.post(f"{JOBS}{job.pk}/change/", {"status": "todo"})
    client.post(JOBS, {"action": "delete_selected", "_selected_action": [job.pk], "post": "yes"})
    assert _status(job) == "failed"


def _work(task, job: Job, attempts: int) -> None:
    """Run a task as the worker does, with what `keep_failures` puts around it."""
    app = SimpleNamespace(worker_defaults={})
    keep_failures(app)
    [keep] = app.worker_defaults["task_middleware"]
    keep(task, SimpleNamespace(job=SimpleNamespace(id=job.pk, attempts=attempts)), None)


def _fails() -> None:
    raise TimeoutError("no answer from the cache")


def test_why_a_job_failed_is_kept_until_it_succeeds(make_job):
    job = make_job()
    for attempts in (0, 1):
        with pytest.raises(TimeoutError):
            _work(_fails, job, attempts)
        assert JobFailure.objects.get(job=job).error == "TimeoutError: no answer from the cache"
    _work(lambda: None, job, 2)
    assert not JobFailure.objects.exists()


# --- Failed schedules -----------------------------------------------------------------------------


def test_everybody_with_stories_reads_why_one_did_not_come_out(reporter, signed_in, failed_schedule):
    failed_schedule(
        "Barrier closed",
        {"field": "source", "reason": "The right to its text has ended."},
        {"field": "", "reason": "The portal itself failed."},
    )
    page = signed_in(reporter).get(FAILED).content.decode()
    for words in ("Barrier closed", "source: The right to its text has ended.", ">The portal itself failed."):
        assert words in page
    assert 'name="action"' not in page


def test_an_editor_tries_stories_again_each_for_itself(editor, signed_in, failed_schedule):
    two, moved_on = [failed_schedule("One"), failed_schedule("Two")], failed_schedule("Three")
    client = signed_in(editor)
    page = _try_again(client, *two).content.decode()
    assert "The worker tries 2 stories again now." in page
    assert list(FailedSchedule.objects.all()) == [moved_on]
    assert {record.actor for row in two for record in row.article.records.filter(verb="retry")} == {editor}


def test_a_story_that_may_not_be_tried_is_named_and_holds_up_no_other(editor, signed_in, failed_schedule, monkeypatch):
    refused, tried = failed_schedule("Refused"), failed_schedule("Tried")
    perform = publishing.perform

    def refuse_one(verb, article_id, **given):
        if article_id == refused.article_id:
            raise publishing.Refused("The story is spiked.")
        perform(verb, article_id, **given)

    monkeypatch.setattr(publishing, "perform", refuse_one)
    page = _try_again(signed_in(editor), refused, tried).content.decode()
    assert "Refused: The story is spiked." in page
    assert "tries 1 story again" in page
    assert list(FailedSchedule.objects.all()) == [refused]


@pytest.mark.parametrize("person", ["reporter", "picture_editor"])
def test_who_may_not_publish_does_not_try_again(person, request, signed_in, failed_schedule):
    failed = failed_schedule()
    _try_again(signed_in(request.getfixturevalue(person)), failed)
    assert list(FailedSchedule.objects.all()) == [failed]


def test_nobody_writes_a_failed_schedule_by_hand(administrator, signed_in, failed_schedule):
    failed, client = failed_schedule(), signed_in(administrator)
    for page in ("add/", f"{failed.pk}/delete/"):
        assert client.get(f"{FAILED}{page}").status_code == 403
    client.post(FAILED, {"action": "delete_selected", "_selected_action": [failed.pk], "post": "yes"})
    assert list(FailedSchedule.objects.all()) == [failed]
