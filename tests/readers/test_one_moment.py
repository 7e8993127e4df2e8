"""A page of several queries is of one moment: a change that comes between two of them is in none, or in all."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from articles import notes, publishing
from articles.models import Article, Change
from newsportal.snapshot import snapshot
from syndication.models import ApiKey, Partner
from syndication.views import articles as api


@pytest.fixture
def db(committed: None) -> None:
    """A page reads one moment by a transaction of its own, which tests that roll back cannot have."""


def _elsewhere(act) -> None:
    """Do it in another connection and commit it."""

    def and_close() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(and_close).result()


def test_a_correction_between_two_queries_is_not_half_on_the_page(make_public, monkeypatch, client):
    release = make_public()
    read_notes = notes.of_stories

    def corrected_meanwhile(article_ids):
        monkeypatch.setattr(notes, "of_stories", read_notes)
        _elsewhere(_correct)
        return read_notes(article_ids)

    def _correct():
        Article.objects.filter(pk=release.article_id).update(body="<p>The barrier closed at one.</p>")
        publishing.correct(release.article_id, actor=None, note="It closed at one, not at noon.")

    monkeypatch.setattr(notes, "of_stories", corrected_meanwhile)
    page = client.get(release.get_absolute_url()).content.decode()
    assert "closed at noon" in page
    assert "not at noon" not in page
    page = client.get(release.get_absolute_url()).content.decode()
    assert "closed at one" in page
    assert "not at noon" in page


def test_a_partner_is_told_of_no_end_that_another_change_took_back(make_public, monkeypatch):
    release = make_public()
    publishing.retract(release.article_id, actor=None, reason="Wrong.")
    _key, secret = ApiKey.issue(Partner.objects.create(name="A"), "test")
    absent = api._absent

    def restored_meanwhile(article_id):
        _elsewhere(lambda: publishing.restore(article_id, actor=None, note="It was right."))
        return absent(article_id)

    monkeypatch.setattr(api, "_absent", restored_meanwhile)
    answer = Client().get(f"/api/v1/articles/{release.article_id}/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 410
    assert answer.json()["kind"] == "retracted"


def test_nothing_is_written_where_a_page_is_read(make_story):
    article = make_story()
    with pytest.raises(DatabaseError, match="read-only"), snapshot():
        Article.objects.filter(pk=article.pk).update(headline="From a page")
    # And the connection writes again afterwards.
    publishing.publish(article.pk, actor=None)
    assert Change.objects.count() == 1
