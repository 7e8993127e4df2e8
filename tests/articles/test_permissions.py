"""What the verbs themselves ask of the roles. Who may do what, at every door: tests/guards/test_permissions.py."""

import pytest

from articles import publishing
from articles.models import Article
from articles.moves import Verb
from articles.permissions import may_write
from articles.publishing import Refused
from tests.articles.test_moves import PERFORM


def test_a_reporter_who_calls_a_verb_that_is_not_theirs_changes_nothing(reporter, make_story):
    article = make_story()
    with pytest.raises(Refused, match="Your role"):
        publishing.publish(article.pk, actor=reporter)
    article.refresh_from_db()
    assert article.state == "draft"
    assert not article.releases.exists()


def test_every_verb_has_a_function_that_these_tests_call():
    assert set(PERFORM) == set(Verb)


@pytest.mark.parametrize("state", [state for state in Article.State if state != "erased"])
def test_a_reporter_writes_in_drafts_alone_and_an_editor_everywhere(state, reporter, editor):
    assert may_write(editor, state)
    assert may_write(reporter, state) == (state == "draft")


def test_nobody_writes_in_what_was_erased(reporter, editor, administrator):
    assert not any(may_write(person, "erased") for person in (reporter, editor, administrator))
