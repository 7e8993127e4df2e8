"""The buttons that move a story: each opens its page, and its page does what it says."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.models import Article, Change, Record, Release
from articles.moves import Verb, allowed_from
from articles.permissions import VERBS, Role
from tests.editors.conftest import fields_of, form_address, verb_address


def _buttons(page: str) -> list[str]:
    return re.findall(r'name="_verb" value="(\w+)"', page)


def _in_state(article: Article, state: str) -> Article:
    """The story, brought to that state by the verbs."""
    pk = article.pk
    if state == "submitted":
        publishing.submit(pk, actor=None)
    elif state == "scheduled":
        publishing.schedule(pk, actor=None, at=timezone.now() + timedelta(days=1))
    elif state == "spiked":
        publishing.spike(pk, actor=None)
    elif state != "draft":
        publishing.publish(pk, actor=None)
    if state == "retracted":
        publishing.retract(pk, actor=None, reason="It was wrong.")
    elif state == "withdrawn":
        publishing.withdraw(pk, actor=None, reason="A court said so.")
    article.refresh_from_db()
    return article


def test_a_button_saves_what_was_typed_and_leads_to_the_page_of_its_verb(editor, signed_in, write, make_story):
    article = make_story()
    response = write(signed_in(editor), article, verb="publish", headline="Barrier closed")
    article.refresh_from_db()
    assert response.url == verb_address(article, "publish")
    assert (article.headline, article.state) == ("Barrier closed", "draft")
    assert article.revisions.first().actor == editor


def test_a_new_story_goes_from_its_form_to_the_page_of_a_verb(editor, signed_in, write, section):
    response = write(
        signed_in(editor),
        verb="publish",
        headline="Barrier closed",
        language="en",
        section=section.pk,
        body="<p>At noon.</p>",
    )
    assert response.url == verb_address(Article.objects.get(), "publish")


def test_what_was_typed_stays_on_the_form_where_it_cannot_be_saved(editor, signed_in, write, make_story):
    response = write(signed_in(editor), make_story(), verb="publish", headline="", standfirst="The gates held.")
    assert response.status_code == 200
    assert fields_of(response)["standfirst"] == "The gates held."


def test_looking_at_the_page_of_a_verb_changes_nothing(administrator, signed_in, make_story):
    article = make_story()
    for verb in Verb:
        assert signed_in(administrator).get(verb_address(article, verb)).status_code == 200
    article.refresh_from_db()
    assert article.state == "draft"
    assert not Record.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("state", "verb", "typed", "becomes", "kind"),
    [
        ("draft", "submit", {}, "submitted", None),
        ("submitted", "return", {"words": "Ask the harbour too."}, "draft", None),
        ("draft", "publish", {}, "public", "published"),
        ("scheduled", "unschedule", {}, "submitted", None),
        ("scheduled", "spike", {}, "spiked", None),
        ("public", "update", {"words": "It opened again."}, "public", "updated"),
        ("public", "clarify", {"words": "Noon, local time."}, "public", "clarified"),
        ("public", "correct", {"words": "It closed at one."}, "public", "corrected"),
        ("public", "retract", {"words": "It never closed."}, "retracted", "retracted"),
        ("public", "withdraw", {"words": "A court said so."}, "withdrawn", "withdrawn"),
        ("retracted", "restore", {"words": "It did close."}, "public", "restored"),
        ("submitted", "spike", {}, "spiked", None),
    ],
)
def test_an_editor_presses_a_button(editor, signed_in, press, make_story, state, verb, typed, becomes, kind):
    article = _in_state(make_story(), state)
    client = signed_in(editor)
    response = press(client, article, verb, **typed)
    assert response.status_code == 302
    assert response.url == form_address(article)
    article.refresh_from_db()
    assert article.state == becomes
    record = Record.objects.first()
    assert (record.verb, record.actor, record.note) == (verb, editor, typed.get("words", ""))
    if kind:
        change = Change.objects.first()
        assert (change.kind, change.actor, change.note or change.reason) == (kind, editor, typed.get("words", ""))
    assert "done. The story is" in client.get(form_address(article)).content.decode()


def test_an_improvement_takes_the_new_words_out(editor, signed_in, write, press, make_public):
    article = make_public().article
    client = signed_in(editor)
    write(client, article, body="<p>It was closed at noon.</p>")
    assert press(client, article, "improve").status_code == 302
    assert Release.objects.public().get().body == "<p>It was closed at noon.</p>"


def test_a_story_is_scheduled_in_the_newsroom_s_time(editor, signed_in, press, make_story, settings):
    settings.TIME_ZONE = "Asia/Dubai"
    article = make_story()
    client = signed_in(editor)
    assert "Asia/Dubai" in client.get(verb_address(article, "schedule")).content.decode()
    tomorrow = timezone.now() + timedelta(days=1)
    response = press(client, article, "schedule", at=f"{tomorrow:%Y-%m-%d}T09:30")
    assert response.status_code == 302
    article.refresh_from_db()
    assert article.state == "scheduled"
    assert article.scheduled_for.isoformat() == f"{tomorrow:%Y-%m-%d}T05:30:00+00:00"
    assert "Comes out on" in client.get(form_address(article)).content.decode()


def test_a_minute_that_has_passed_is_refused(editor, signed_in, press, make_story):
    article = make_story()
    response = press(signed_in(editor), article, "schedule", at="2020-01-01T09:30")
    assert response.status_code == 409
    assert "That minute has passed" in response.content.decode()
    assert 'value="2020-01-01T09:30"' in response.content.decode()
    article.refresh_from_db()
    assert article.state == "draft"


def test_words_that_are_required_are_asked_for(editor, signed_in, press, make_public):
    article = make_public().article
    for verb in ("correct", "clarify", "retract", "withdraw"):
        for words in ("", "   "):
            response = press(signed_in(editor), article, verb, words=words)
            assert response.status_code in (200, 409)
            assert "required" in response.content.decode()
    article.refresh_from_db()
    assert article.state == "public"


def test_what_stands_in_the_way_is_said_and_the_button_is_not_there(editor, signed_in, press, make_story):
    article = make_story(body="", section=None)
    client = signed_in(editor)
    for verb in ("publish", "schedule"):
        page = client.get(verb_address(article, verb)).content.decode()
        assert "The story has no text." in page
        assert "The story has no section: choose one." in page
        assert ">Publish</button>" not in page
    response = press(client, article, "publish")
    assert response.status_code == 409
    assert "The story has no section: choose one." in response.content.decode()
    article.refresh_from_db()
    assert article.state == "draft"
    assert not Release.objects.exists()


def test_a_button_pressed_twice_publishes_once(editor, signed_in, make_story):
    article = make_story()
    client = signed_in(editor)
    form = fields_of(client.get(verb_address(article, "publish")))
    assert client.post(verb_address(article, "publish"), form).status_code == 302
    second = client.post(verb_address(article, "publish"), form, follow=True)
    assert "Publish: done. The story is public." in second.content.decode()
    assert Change.objects.count() == Release.objects.count() == Record.objects.count() == 1


def test_a_correction_sent_twice_stands_once(editor, signed_in, make_public):
    article = make_public().article
    client = signed_in(editor)
    form = {**fields_of(client.get(verb_address(article, "correct"))), "words": "It closed at one."}
    assert client.post(verb_address(article, "correct"), form).status_code == 302
    assert client.post(verb_address(article, "correct"), form).url == form_address(article)
    assert Change.objects.filter(kind="corrected").count() == 1


def test_another_correction_from_the_same_page_is_refused_and_its_words_are_kept(editor, signed_in, make_public):
    article = make_public().article
    client = signed_in(editor)
    form = fields_of(client.get(verb_address(article, "correct")))
    assert client.post(verb_address(article, "correct"), {**form, "words": "It closed at one."}).status_code == 302
    second = client.post(verb_address(article, "correct"), {**form, "words": "It closed at two."})
    assert second.status_code == 409
    assert "Meanwhile emil did this: Correct. The story is public." in second.content.decode()
    assert fields_of(second)["words"] == "It closed at two."
    assert Change.objects.filter(kind="corrected").count() == 1


def test_a_colleague_who_presses_the_same_button_is_told_who_was_first(editor, administrator, signed_in, make_public):
    article = make_public().article
    form = {**fields_of(signed_in(editor).get(verb_address(article, "retract"))), "words": "It never closed."}
    assert signed_in(editor).post(verb_address(article, "retract"), form).status_code == 302
    second = signed_in(administrator).post(verb_address(article, "retract"), form)
    assert second.status_code == 409
    assert "Retract: not possible, the story is retracted." in second.content.decode()


def test_nobody_publishes_words_they_have_not_seen(editor, administrator, signed_in, write, press, make_story):
    article = make_story()
    form = fields_of(signed_in(editor).get(verb_address(article, "publish")))
    write(signed_in(administrator), article, body="<p>Half a sent</p>")
    response = signed_in(editor).post(verb_address(article, "publish"), form)
    assert response.status_code == 409
    assert "Meanwhile ada saved the story, which is draft." in response.content.decode()
    assert not Release.objects.exists()
    assert signed_in(editor).post(verb_address(article, "publish"), fields_of(response)).status_code == 302


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled", "public", "retracted", "withdrawn", "spiked"])
def test_each_person_sees_the_buttons_of_the_state_and_of_the_role(
    reporter, editor, picture_editor, signed_in, make_story, state
):
    article = _in_state(make_story(), state)
    for person, role in ((reporter, Role.REPORTER), (editor, Role.EDITOR), (picture_editor, Role.PICTURE_EDITOR)):
        page = signed_in(person).get(form_address(article)).content.decode()
        # Trying again is offered where something failed: test_schedules.py.
        offered = [verb for verb in allowed_from(state) if verb is not Verb.RETRY]
        assert _buttons(page) == [verb for verb in offered if verb in VERBS[role]]


def test_a_reporter_may_submit_and_no_more(reporter, signed_in, press, make_story):
    article = make_story()
    client = signed_in(reporter)
    for verb in Verb:
        if verb is not Verb.SUBMIT:
            assert client.get(verb_address(article, verb)).status_code == 403
            assert client.post(verb_address(article, verb), {"copy": "1-0", "words": "So."}).status_code == 403
    article.refresh_from_db()
    assert article.state == "draft"
    assert press(client, article, "submit").status_code == 302


def test_a_page_of_another_site_cannot_press_a_button(editor, make_story):
    article = make_story()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(verb_address(article, "publish"), {"copy": "1-0"}).status_code == 403
    article.refresh_from_db()
    assert article.state == "draft"


def test_a_verb_there_is_not_is_not_found(editor, signed_in, make_story):
    assert signed_in(editor).get(verb_address(make_story(), "delete")).status_code == 404
