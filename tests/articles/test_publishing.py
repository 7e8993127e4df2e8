"""What a publication writes, and what the database refuses to have rewritten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article, Change, Release
from articles.paging import page_of
from articles.publishing import Refused
from media.models import Source


def _edit(article_id: int, **fields: str) -> None:
    Article.objects.filter(pk=article_id).update(**fields)


def test_publishing_makes_a_release_of_the_whole_desk_copy(make_story, make_picture, author, tag, editor):
    article = make_story(pictures=(make_picture(caption="The gate."),), authors=(author,), tags=(tag,))
    release = publishing.publish(article.pk, actor=editor)

    assert release.story.headline == article.headline
    assert release.story.body == article.body
    assert release.lead.caption == "The gate."
    assert release.lead.credit == "Jo Brandt"
    assert release.authors == [author]
    assert list(release.tags.all()) == [tag]
    assert release.revision.story == release.story
    change = Change.objects.get()
    assert (change.kind, change.release, change.actor) == ("published", release, editor)
    assert change.at == release.published_at


def test_what_the_desk_writes_after_publication_stays_on_the_desk(make_public):
    release = make_public()
    _edit(release.article_id, headline="Half a corr")
    assert Release.objects.public().get().headline == release.headline


def test_a_correction_supersedes_and_keeps_what_was(make_public):
    first = make_public()
    _edit(first.article_id, body="<p>The barrier closed at one.</p>")
    second = publishing.correct(first.article_id, actor=None, note="It closed at one.")
    first.refresh_from_db()

    assert first.superseded_at == second.published_at
    assert second.updated_at == second.published_at
    assert second.first_published_at == first.first_published_at
    assert Release.objects.as_of(first.published_at).get() == first
    assert Release.objects.as_of(second.published_at).get() == second
    assert not Release.objects.as_of(first.published_at - timedelta(seconds=1)).exists()


def test_an_improvement_is_no_update_to_readers(make_public):
    first = make_public()
    _edit(first.article_id, body="<p>The barrier was closed at noon.</p>")
    assert publishing.improve(first.article_id, actor=None).updated_at is None


def test_the_same_words_are_not_published_twice(make_public):
    release = make_public()
    with pytest.raises(Refused, match="Nothing was changed"):
        publishing.update(release.article_id, actor=None)
    assert Change.objects.count() == 1


def test_a_story_is_restored_at_its_old_address_and_time(make_public):
    first = make_public(at=timezone.now() - timedelta(days=30))
    publishing.retract(first.article_id, actor=None, reason="Wrong gate.")
    second = publishing.restore(first.article_id, actor=None, note="It was the right gate after all.")
    assert second.get_absolute_url() == first.get_absolute_url()
    assert second.first_published_at == first.first_published_at
    assert second.updated_at == second.published_at


def test_the_log_is_numbered_without_gaps_and_its_time_never_runs_back(make_public):
    for number in range(3):
        release = make_public(f"Story {number}")
        publishing.retract(release.article_id, actor=None, reason="Wrong.")
    log = list(Change.objects.order_by("sequence"))
    assert [change.sequence for change in log] == list(range(1, 7))
    assert [change.at for change in log] == sorted(change.at for change in log)


def test_a_refused_verb_leaves_no_gap_in_the_log(make_public):
    first = make_public("One")
    with pytest.raises(RuntimeError), transaction.atomic():
        publishing.retract(first.article_id, actor=None, reason="Wrong.")
        raise RuntimeError("the machine failed before the commit")
    make_public("Two")
    assert sorted(Change.objects.values_list("sequence", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"section": None}, "no section"),
        ({"body": "<p> </p>"}, "no text"),
    ],
)
def test_a_story_that_is_not_ready_is_refused_with_what_to_do(change, sentence, make_story):
    article = make_story(**change)
    with pytest.raises(Refused, match=sentence):
        publishing.publish(article.pk, actor=None)
    assert not Release.objects.exists()


def test_an_agency_picture_without_a_credit_is_refused(make_story, make_picture):
    agency = Source.objects.create(name="Harbour Wire")
    article = make_story(pictures=(make_picture(source=agency, credit=""),))
    with pytest.raises(Refused, match="Harbour Wire and has no credit"):
        publishing.publish(article.pk, actor=None)


def test_a_picture_whose_right_has_ended_is_refused(make_story, make_picture):
    yesterday = timezone.localdate() - timedelta(days=1)
    article = make_story(pictures=(make_picture(rights_until=yesterday),))
    with pytest.raises(Refused, match="Picture 1 may not be published, or its right has ended"):
        publishing.publish(article.pk, actor=None)


def test_text_whose_contract_has_ended_is_refused(make_story):
    yesterday = timezone.localdate() - timedelta(days=1)
    article = make_story(source=Source.objects.create(name="Harbour Wire", text_until=yesterday))
    with pytest.raises(Refused, match="Text of Harbour Wire"):
        publishing.publish(article.pk, actor=None)


def test_a_minute_that_has_passed_cannot_be_scheduled(make_story):
    with pytest.raises(Refused, match="has passed"):
        publishing.schedule(make_story().pk, actor=None, at=timezone.now() - timedelta(seconds=1))


def test_what_fell_due_comes_out_and_one_that_fails_holds_up_no_other(make_story):
    minute = timezone.now() + timedelta(hours=1)
    good, bad, later = make_story("Good"), make_story("Bad"), make_story("Later")
    for article in (bad, good):
        publishing.schedule(article.pk, actor=None, at=minute)
    publishing.schedule(later.pk, actor=None, at=minute + timedelta(days=1))
    past = timezone.now() - timedelta(minutes=1)
    Article.objects.filter(pk__in=[good.pk, bad.pk]).update(scheduled_for=past)
    _edit(bad.pk, body="")

    publishing.publish_all_due()

    assert [release.article for release in Release.objects.public()] == [good]
    bad.refresh_from_db()
    assert bad.state == "scheduled"
    assert bad.failed_schedule.problems == [{"field": "body", "reason": "The story has no text."}]


def test_a_minute_that_was_taken_back_publishes_nothing(make_story):
    article, minute = make_story(), timezone.now() + timedelta(hours=1)
    publishing.schedule(article.pk, actor=None, at=minute)
    publishing.unschedule(article.pk, actor=None)
    assert publishing.publish_due(article.pk, due=minute) is None
    assert not Release.objects.exists()


def test_the_database_refuses_a_second_current_release(make_public):
    release = make_public()
    release.pk, release.number = None, 2
    with pytest.raises(DatabaseError, match="a_story_has_one_current_release"), transaction.atomic():
        release.save(force_insert=True)


@pytest.mark.parametrize("year", [1, 950, 1799])
def test_no_story_is_dated_before_the_archive_begins(make_story, year):
    with pytest.raises(Refused, match="begins with the year 1800"):
        publishing.publish(make_story().pk, actor=None, first_published_at=datetime(year, 6, 1, tzinfo=UTC))


def test_the_oldest_stories_follow_on_older_pages(make_public):
    for number in range(3):
        make_public(f"Story {number}", at=datetime(1800, 1, 1 + number, tzinfo=UTC))
    first = page_of(Release.objects.public(), "", size=2)
    assert [release.headline for release in page_of(Release.objects.public(), first.older, size=2).releases] == [
        "Story 0"
    ]
