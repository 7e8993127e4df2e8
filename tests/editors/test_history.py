"""Who did what with a story, and when."""

import datetime

import pytest
from django.urls import reverse

from articles import publishing
from articles.admin import history
from articles.models import Change


def _history(article):
    return reverse("admin:articles_article_history", args=[article.pk])


def test_the_history_names_every_version_and_every_verb(editor, reporter, signed_in, write, make_story):
    article = make_story()
    write(signed_in(reporter), article, headline="Barrier closed")
    publishing.submit(article.pk, actor=reporter)
    publishing.return_to_reporter(article.pk, actor=editor, reason="Ask the harbour too.")
    entries = signed_in(editor).get(_history(article)).context["entries"]
    assert [(entry.who, entry.what, entry.note) for entry in entries] == [
        ("emil", "Return", "Ask the harbour too."),
        ("rosa", "Submit", ""),
        ("rosa", "Version 2", ""),
        ("the portal", "Version 1", ""),
    ]


def test_a_long_history_has_pages(editor, signed_in, write, make_story, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 3)
    article = make_story()
    client = signed_in(editor)
    for number in range(2, 6):
        write(client, article, headline=f"Barrier, version {number}")
    first = client.get(_history(article))
    second = client.get(_history(article), {"before": first.context["older"]})
    assert [entry.what for entry in first.context["entries"]] == ["Version 5", "Version 4", "Version 3"]
    assert [entry.what for entry in second.context["entries"]] == ["Version 2", "Version 1"]
    assert second.context["older"] == ""


@pytest.mark.parametrize("before", ["yesterday", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"])
def test_a_place_in_the_history_that_is_none_is_not_found(editor, signed_in, make_story, before):
    assert signed_in(editor).get(_history(make_story()), {"before": before}).status_code == 404


def test_a_story_there_is_not_has_no_history(editor, signed_in):
    for number in ("999999", "none"):
        assert signed_in(editor).get(f"/admin/articles/article/{number}/history/").status_code == 404


def test_the_log_of_public_changes_is_read_and_not_written(editor, administrator, signed_in, make_public):
    article = make_public().article
    publishing.correct(article.pk, actor=editor, note="It closed at one.")
    page = signed_in(editor).get(reverse("admin:articles_change_changelist"))
    assert [change.sequence for change in page.context["cl"].result_list] == [2, 1]
    for shown in (article.headline, "It closed at one.", "Correction", "emil", "the portal"):
        assert shown in page.content.decode()
    change = Change.objects.first()
    for address in (
        reverse("admin:articles_change_add"),
        reverse("admin:articles_change_change", args=[change.pk]),
        reverse("admin:articles_change_delete", args=[change.pk]),
    ):
        assert signed_in(administrator).post(address, {"note": "Never mind."}).status_code == 403
    change.refresh_from_db()
    assert (change.note, change.at.tzinfo) == ("It closed at one.", datetime.UTC)
