"""An editor finds a story."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.admin.lists import BoundedPaginator
from media.models import Image, Source

LIST = "/admin/articles/article/"


@pytest.fixture
def headlines(editor, signed_in):
    """The headlines a list shows, in its order."""

    def ask(**query: str) -> list[str]:
        response = signed_in(editor).get(LIST, query)
        assert response.status_code == 200
        return [article.headline for article in response.context["cl"].result_list]

    return ask


def test_the_newest_story_comes_first(headlines, make_story):
    make_story("First")
    make_story("Second")
    assert headlines() == ["Second", "First"]


def test_a_story_is_found_by_words_of_its_headline(headlines, make_story):
    make_story("Tidal barrier closed")
    make_story("Ferry sails")
    assert headlines(q="BARRIER") == ["Tidal barrier closed"]


def test_a_story_is_found_by_state_section_source_and_language(headlines, make_story, arabic_section, editor):
    source = Source.objects.create(name="Northern Wire")
    make_story("Draft")
    publishing.submit(make_story("Submitted", source=source).pk, actor=editor)
    arabic = make_story("سد", language="ar", section=arabic_section)
    assert headlines(state__exact="submitted") == ["Submitted"]
    assert headlines(source__id__exact=str(source.pk)) == ["Submitted"]
    assert headlines(language__exact="ar") == ["سد"]
    assert headlines(section__id__exact=str(arabic.section_id)) == ["سد"]


def test_the_stories_waiting_for_pictures_are_a_list(headlines, make_story, make_picture):
    awaited = Image.objects.create(caption="The gate.")
    make_story("Illustrated", pictures=(make_picture(),))
    make_story("Waiting", pictures=(awaited, Image.objects.create(caption="The tower.")))
    make_story("Without")
    assert headlines(pictures="awaited") == ["Waiting"]


def test_every_way_of_the_sidebar_leads_to_a_list(editor, administrator, signed_in, make_story):
    make_story()
    client = signed_in(administrator)
    ways = [
        item["link"]
        for group in client.get("/admin/").context["sidebar_navigation"]
        for item in group["items"]
        if item["has_permission"]
    ]
    assert f"{LIST}?state__exact=submitted" in ways
    assert [client.get(way).status_code for way in ways] == [200] * len(ways)


def test_a_row_shows_what_an_editor_looks_for(editor, signed_in, make_story, make_picture, author):
    picture = make_picture()
    source = Source.objects.create(name="Northern Wire")
    article = make_story(pictures=(picture,), authors=(author,), source=source)
    publishing.schedule(article.pk, actor=editor, at=timezone.now() + timedelta(days=1))
    page = signed_in(editor).get(LIST).content.decode()
    for shown in (article.headline, f"/media/{picture.pk}-", "scheduled", "Science", "Northern Wire", author.name):
        assert shown in page


def test_a_list_of_twenty_costs_as_many_queries_as_a_list_of_two(
    editor, signed_in, make_story, make_picture, author, tag, section
):
    def write(number: int) -> None:
        source = Source.objects.create(name=f"Wire {number}")
        make_story(f"Story {number}", pictures=(make_picture(),), authors=(author,), tags=(tag,), source=source)

    client = signed_in(editor)
    for number in range(2):
        write(number)
    client.get(LIST)
    with CaptureQueriesContext(connection) as two:
        client.get(LIST)
    for number in range(2, 20):
        write(number)
    with CaptureQueriesContext(connection) as twenty:
        response = client.get(LIST)
    assert len(response.context["cl"].result_list) == 20
    assert len(twenty) == len(two)
    assert not any('"articles_article"."body"' in query["sql"] for query in twenty)


def test_a_long_list_is_counted_no_further_than_it_is_paged(editor, signed_in, make_story, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "LIMIT", 3)
    for number in range(5):
        make_story(f"Story {number}")
    with CaptureQueriesContext(connection) as queries:
        response = signed_in(editor).get(LIST)
    assert response.context["cl"].result_count == 3
    assert "The newest of a longer list" in response.content.decode()
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"] and "articles_article" in query["sql"]]
    assert counts
    assert all("LIMIT 3" in sql for sql in counts)


def test_a_picture_is_found_by_its_words_while_a_story_is_written(editor, signed_in, make_picture):
    picture = make_picture(caption="The barrier closes.")
    found = signed_in(editor).get(
        reverse("admin:autocomplete"),
        {"app_label": "articles", "model_name": "articlepicture", "field_name": "image", "term": "barrier"},
    )
    assert [result["id"] for result in found.json()["results"]] == [str(picture.pk)]
