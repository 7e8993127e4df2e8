"""The renditions of a story that has just come out are there before the first reader asks."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import publishing
from articles.models import Article
from articles.picture_jobs import make_ahead
from media import renditions


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings, tmp_path):
    settings.RENDITIONS_ROOT = tmp_path / "renditions"


def _ahead() -> list[dict]:
    return list(
        ProcrastinateJob.objects.filter(task_name="articles.picture_jobs.make_ahead").values_list("args", flat=True)
    )


def test_a_publication_has_its_pictures_made_ahead(make_public, make_picture, settings, client, monkeypatch):
    lead, second = make_picture(), make_picture()
    release = make_public(pictures=(lead, second))
    [job] = _ahead()
    make_ahead(**job)
    made = sorted(str(file.relative_to(settings.RENDITIONS_ROOT)) for file in settings.RENDITIONS_ROOT.rglob("*.*"))
    of_the_lead = [name for name in made if f"/{lead.pk}-" in name]
    of_the_second = [name for name in made if f"/{second.pk}-" in name]
    assert len(of_the_second) == 3 * len((320, 480, 640))
    assert len(of_the_lead) == 2 * len(of_the_second)
    assert sum("/16x9/" in name for name in of_the_lead) == len(of_the_second)
    # The first reader gets what is there.
    monkeypatch.setattr(renditions, "make", None)
    for form in renditions.FORMATS:
        answer = client.get(renditions.path(lead.pk, release.lead.key, 640, form, "16x9"))
        assert b"".join(answer.streaming_content)


def test_what_is_made_ahead_is_what_a_reader_would_have_had_made(make_public, make_picture, settings):
    picture = make_picture()
    make_public(pictures=(picture,))
    make_ahead(**_ahead()[0])
    with renditions.opened(picture, 640, "jpeg") as ahead:
        assert ahead.read() == renditions.make(picture, 640, "jpeg")


def test_a_story_taken_down_meanwhile_is_left_alone(make_public, make_picture, settings):
    release = make_public(pictures=(make_picture(),))
    publishing.retract(release.article_id, actor=None, reason="Wrong.")
    make_ahead(**_ahead()[0])
    assert not settings.RENDITIONS_ROOT.exists()


def test_a_story_without_pictures_makes_no_job(make_public):
    make_public()
    assert _ahead() == []


def test_stories_that_are_due_come_first(make_public, make_story, make_picture, settings):
    make_public(pictures=(make_picture(),))
    due = make_story("Due")
    publishing.schedule(due.pk, actor=None, at=timezone.now() + timedelta(hours=1))
    Article.objects.filter(pk=due.pk).update(scheduled_for=timezone.now() - timedelta(seconds=1))
    [job] = _ahead()
    make_ahead(**job)
    assert not settings.RENDITIONS_ROOT.exists()
    later = ProcrastinateJob.objects.latest("pk")
    assert (later.args, later.scheduled_at > timezone.now()) == (job, True)
    publishing.publish_all_due()
    make_ahead(**later.args)
    assert settings.RENDITIONS_ROOT.exists()
