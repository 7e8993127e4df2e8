"""A page is captured again after its story was edited by hand: the editor decides which words stand."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.models import Article, Capture
from tests.editors.conftest import fields_of, form_address

FIRST = "Storm barrier closes\n\nThe barrier at the mouth of the river was closed on Monday.\n\nIt held.\n"
SECOND = "Storm barrier closes\n\nThe barrier at the mouth of the river was closed on Monday.\n\nIt held all night.\n"


@pytest.fixture
def captured_again(tmp_path, section, editor, signed_in, write):
    """The story of a page that was captured, edited by hand, and captured again with other words."""

    def capture(text: str) -> None:
        page = tmp_path / "page.txt"
        page.write_text(text)
        call_command("import_articles", str(page), section=section.slug, verbosity=0)

    capture(FIRST)
    article = Article.objects.get()
    write(signed_in(editor), article, standfirst="The gates held.", body=f"{article.body}<p>Our own words.</p>")
    capture(SECOND)
    article.refresh_from_db()
    return article


def _page(article):
    return reverse("admin:articles_article_proposal", args=[article.pk])


def test_the_form_says_that_a_newer_capture_waits(editor, signed_in, captured_again, make_story):
    assert "A newer capture waits." in signed_in(editor).get(form_address(captured_again)).content.decode()
    assert "A newer capture waits." not in signed_in(editor).get(form_address(make_story())).content.decode()


def test_both_texts_stand_side_by_side_and_looking_decides_nothing(editor, signed_in, captured_again):
    page = signed_in(editor).get(_page(captured_again)).content.decode()
    assert "Our own words." in page
    assert "It held all night." in page
    assert Capture.objects.get().proposal


def test_the_newer_capture_is_taken_over_and_the_old_words_are_kept(editor, signed_in, captured_again):
    client = signed_in(editor)
    form = fields_of(client.get(_page(captured_again)))
    assert client.post(_page(captured_again), {**form, "decision": "take-over"}).status_code == 302
    captured_again.refresh_from_db()
    assert "It held all night." in captured_again.body
    assert captured_again.standfirst == "The gates held."
    assert "Our own words." in captured_again.revisions.all()[1].body
    assert captured_again.revisions.first().actor == editor
    assert Capture.objects.get().proposal is None


def test_the_newer_capture_is_dismissed_and_the_desk_s_words_stand(editor, signed_in, captured_again):
    client = signed_in(editor)
    form = fields_of(client.get(_page(captured_again)))
    before = captured_again.body
    assert client.post(_page(captured_again), {**form, "decision": "dismiss"}).status_code == 302
    captured_again.refresh_from_db()
    assert captured_again.body == before
    assert Capture.objects.get().proposal is None


def test_a_decision_sent_twice_is_taken_once(editor, signed_in, captured_again):
    client = signed_in(editor)
    form = {**fields_of(client.get(_page(captured_again))), "decision": "take-over"}
    client.post(_page(captured_again), form)
    versions = captured_again.revisions.count()
    response = client.post(_page(captured_again), form, follow=True)
    assert "Meanwhile the newer capture was decided on" in response.content.decode()
    assert captured_again.revisions.count() == versions


def test_a_decision_there_is_not_is_refused(editor, signed_in, captured_again):
    assert signed_in(editor).post(_page(captured_again), {"decision": "burn"}).status_code == 400
    assert Capture.objects.get().proposal


def test_who_may_not_write_decides_nothing(picture_editor, signed_in, captured_again):
    client = signed_in(picture_editor)
    assert client.get(_page(captured_again)).status_code == 403
    assert client.post(_page(captured_again), {"decision": "dismiss", "digest": "x"}).status_code == 403
    assert Capture.objects.get().proposal
