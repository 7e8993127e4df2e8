"""What the law had erased is nowhere: at no door of the admin, and in no row of the database."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.editors.conftest import fields_of, form_address, verb_address
from tests.guards import database, doors
from tests.guards.planting import (
    assigned,
    corrected,
    newer_capture_waits,
    published,
    restored_plainly,
    retracted,
    returned,
    submitted,
    words_written,
)
from tests.guards.routes import routes
from tests.guards.world import world

LIFE = [submitted, returned, assigned, published, corrected, retracted, restored_plainly, newer_capture_waits]
# The pictures and sources of a story are the library's, and stay there with what is known of them.
LIBRARY = {"media_image", "media_source"}
LIBRARYS_DOORS = ("/admin/media/", "/admin/autocomplete/", "/admin/search/")


@pytest.fixture
def saved_by_hand(planter, editor, signed_in, languages):
    """A story with a word in every field of every part of its history, saved in the admin too, which keeps a log."""
    article = planter.plant("erased en", [words_written], language="en", **languages["en"])
    client = signed_in(editor)
    page = form_address(article)
    assert client.post(page, {**fields_of(client.get(page)), "urgency": "2", "_save": ""}).status_code == 302
    for step in LIFE:
        step(planter, article, "erased en")
        article.refresh_from_db()
    return article


def _kept_by_the_library(field: str) -> bool:
    return field in ("source", "spelling") or (
        field.startswith(("lead ", "second ", "figure ")) and not field.endswith(" here")
    )


def _erase(client, article: Article, reason: str) -> None:
    page = verb_address(article, "erase")
    assert client.post(page, {**fields_of(client.get(page)), "words": reason}).status_code == 302


def test_the_story_that_is_erased_here_had_its_words_everywhere(planter, saved_by_hand):
    """Or nothing would be shown by their being gone."""
    tables = {
        table for table, row in database.rows() for name, _field in planter.words.seen(row.encode()) if "erased" in name
    }
    assert tables >= {
        "articles_article",
        "articles_articlepicture",
        "articles_capture",
        "articles_change",
        "articles_record",
        "articles_release",
        "articles_revision",
        "django_admin_log",
    }


def test_what_was_erased_is_in_no_row_of_the_database(planter, saved_by_hand, administrator, signed_in):
    _erase(signed_in(administrator), saved_by_hand, "The court of Westhaven.")
    found = {
        (table, field)
        for table, row in database.rows()
        for name, field in planter.words.seen(row.encode())
        if name == "erased en" and not (table in LIBRARY and _kept_by_the_library(field))
    }
    assert found == set()


def test_what_was_erased_is_seen_at_no_door_of_the_admin(planter, saved_by_hand, administrator, signed_in, caplog):
    caplog.set_level("ERROR", logger="django.request")
    client = signed_in(administrator)
    _erase(client, saved_by_hand, planter.words.of("the law", "judgment"))
    seen, judgment = {}, set()
    admin = [route for route in routes() if route.text.startswith("admin/")]
    for door in doors.doors(world(searches=planter.words.searches()), admin):
        for name, field in planter.words.seen(client.get(door.address).content):
            if name == "the law":
                judgment.add(door.address)
            elif name == "erased en" and not (_kept_by_the_library(field) and door.address.startswith(LIBRARYS_DOORS)):
                seen.setdefault(field, []).append(door.address)
    assert seen == {}
    assert judgment == {reverse("admin:articles_article_history", args=[saved_by_hand.pk])}
