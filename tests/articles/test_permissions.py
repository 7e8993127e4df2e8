"""The table of roles and verbs, asked as it is written and as the verbs ask it."""

import pytest

from articles import publishing
from articles.models import Article
from articles.moves import Verb
from articles.permissions import VERBS, Role, may, may_write
from articles.publishing import Refused
from tests.articles.test_moves import PERFORM

EDITING = set(Verb) - {Verb.ERASE}
EXPECTED = {
    Role.REPORTER: {Verb.SUBMIT},
    Role.EDITOR: EDITING,
    Role.PICTURE_EDITOR: set(),
    Role.SYNDICATION_MANAGER: set(),
    Role.ADMINISTRATOR: set(Verb),
}


@pytest.fixture
def people(reporter, editor, picture_editor, syndication_manager, administrator):
    return dict(zip(Role, [reporter, editor, picture_editor, syndication_manager, administrator], strict=True))


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_newsroom_agreed_and_no_more(role, people):
    assert {verb for verb in Verb if may(people[role], verb)} == EXPECTED[role]
    assert VERBS[role] == EXPECTED[role]


def test_a_reporter_who_calls_a_verb_that_is_not_theirs_changes_nothing(reporter, make_story):
    article = make_story()
    with pytest.raises(Refused, match="Your role"):
        publishing.publish(article.pk, actor=reporter)
    article.refresh_from_db()
    assert article.state == "draft"
    assert not article.releases.exists()


def test_somebody_who_left_may_do_nothing(editor):
    editor.is_active = False
    assert not any(may(editor, verb) for verb in Verb)


def test_every_verb_has_a_function_that_these_tests_call():
    assert set(PERFORM) == set(Verb)


@pytest.mark.parametrize("state", [state for state in Article.State if state != "erased"])
def test_a_reporter_writes_in_drafts_alone_and_an_editor_everywhere(state, reporter, editor):
    assert may_write(editor, state)
    assert may_write(reporter, state) == (state == "draft")


def test_nobody_writes_in_what_was_erased(reporter, editor, administrator):
    assert not any(may_write(person, "erased") for person in (reporter, editor, administrator))
