"""Verbs from the shell: with the rights of the person named, refused in a sentence."""

import pytest
from django.core.management import CommandError, call_command

from articles.models import Change, Record


def test_an_editor_retracts_a_story_from_the_shell(make_public, editor, capsys):
    article = make_public().article
    call_command("story", "retract", str(article.pk), "--as", "emil", "--words", "It was wrong.")
    assert capsys.readouterr().out == "Retract: done. The story is retracted.\n"
    change = Change.objects.first()
    assert (change.kind, change.actor, change.reason) == ("retracted", editor, "It was wrong.")


def test_a_story_is_scheduled_and_assigned_from_the_shell(make_story, editor, reporter, settings):
    settings.TIME_ZONE = "Asia/Dubai"
    article = make_story()
    call_command("story", "assign", str(article.pk), "--as", "emil", "--person", "rosa", verbosity=0)
    call_command("story", "schedule", str(article.pk), "--as", "emil", "--at", "2099-10-03T09:30", verbosity=0)
    article.refresh_from_db()
    assert article.assigned_to == reporter
    assert article.scheduled_for.isoformat() == "2099-10-03T05:30:00+00:00"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["publish", "{pk}", "--as", "rosa"], "Your role may not do this: Publish."),
        (["publish", "{pk}", "--as", "nobody"], "--as: there is no active user “nobody”."),
        (["publish", "999999", "--as", "emil"], "There is no story 999999."),
        (["schedule", "{pk}", "--as", "emil"], "--at is missing"),
        (["schedule", "{pk}", "--as", "emil", "--at", "soon"], "--at: “soon” is no time"),
        (["schedule", "{pk}", "--as", "emil", "--at", "2020-01-01T09:30"], "That minute has passed"),
        (["assign", "{pk}", "--as", "emil"], "--person is missing"),
        (["retract", "{pk}", "--as", "emil", "--words", "Wrong."], "the story is draft"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(words, sentence, make_story, editor, reporter):
    article = make_story()
    with pytest.raises(CommandError, match=sentence):
        call_command("story", *(word.format(pk=article.pk) for word in words))
    article.refresh_from_db()
    assert article.state == "draft"
    assert not Record.objects.exists()


def test_somebody_who_left_is_given_no_story(make_story, editor, reporter):
    article = make_story()
    reporter.is_staff = False
    reporter.save()
    with pytest.raises(CommandError, match="rosa cannot sign in"):
        call_command("story", "assign", str(article.pk), "--as", "emil", "--person", "rosa")


@pytest.mark.parametrize(
    "command", [["story", "erase", "{pk}", "--words", "So."], ["import_articles", "{page}", "--publish"]]
)
def test_a_name_that_a_script_left_empty_is_not_the_portal_itself(command, make_story, tmp_path):
    article, page = make_story(), tmp_path / "page.txt"
    page.write_text("Ferries stay in port\n\nThe ferries across the strait did not sail on Monday.\n")
    with pytest.raises(CommandError, match="--as: there is no active user “”"):
        call_command(*(word.format(pk=article.pk, page=page) for word in command), "--as", "")
    assert not Record.objects.exists()
    assert not Change.objects.exists()
