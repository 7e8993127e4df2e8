"""A reader looks for stories: front, sections, authors, tags, days, search."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Section


def test_the_front_shows_lead_and_sections(client, make_public, make_picture, section):
    world = Section.objects.create(language="en", slug="world", name="World", position=1)
    make_public("Urgent and pictured", urgency=1, pictures=(make_picture(),), at=timezone.now() - timedelta(hours=3))
    for number in range(12):
        make_public(f"Story {number}", section=world if number % 2 else section)
    page = client.get("/").content.decode()
    assert client.get("/").context["front"].lead.headline == "Urgent and pictured"
    assert 'href="/world/"' in page
    assert "Story 11" in page


def test_each_edition_has_its_own_front(client, make_public, arabic_section):
    make_public("English story")
    make_public("قصة عربية", section=arabic_section, language="ar")
    english, arabic = client.get("/").content.decode(), client.get("/ar/").content.decode()
    assert "English story" in english
    assert "قصة عربية" not in english
    assert "قصة عربية" in arabic
    assert "English story" not in arabic


def test_a_section_shows_the_stories_of_its_subsections(client, make_public, section):
    space = Section.objects.create(language="en", slug="space", name="Space", parent=section)
    make_public("A launch", section=space)
    assert "A launch" in client.get("/science/").content.decode()
    assert "A launch" in client.get("/space/").content.decode()


def test_lists_go_on_on_older_pages(client, make_public, author, tag):
    for number in range(30):
        make_public(f"Number {number:02}.", authors=(author,), tags=(tag,))
    for path in ("/science/", "/author/nadia-rahal/", "/tag/tides/"):
        first = client.get(path)
        older = first.context["older_url"]
        second = client.get(older)
        headlines = [release.headline for page in (first, second) for release in page.context["releases"]]
        assert headlines == [f"Number {number:02}." for number in reversed(range(30))]
        assert not second.context["older_url"]


def test_a_day_of_the_archive_shows_that_day_of_the_newsroom(client, make_public, settings):
    settings.TIME_ZONE = "America/Chicago"
    make_public("Of the first", at=datetime(2026, 3, 2, 4, 0, tzinfo=UTC))
    make_public("Of the second", at=datetime(2026, 3, 2, 18, 0, tzinfo=UTC))
    page = client.get("/archive/2026/03/01/")
    assert [release.headline for release in page.context["releases"]] == ["Of the first"]
    assert page.context["next_url"] == "/archive/2026/03/02/"
    assert page.context["previous_url"] == ""


@pytest.mark.parametrize("words", ["barrier", "barriers", '"closed at noon"', "tidal -desert"])
def test_search_finds_words_by_their_stems_and_marks_them(client, make_public, words):
    make_public()
    make_public("A desert bloom", body="<p>Rain fell.</p>")
    page = client.get("/search/", {"q": words})
    assert [release.headline for release in page.context["results"]] == ["Tidal barrier closed for the first time"]


def test_a_passage_shows_what_was_found_and_is_escaped(client, make_public):
    make_public(body="<p>The barrier &lt;script&gt;alert(1)&lt;/script&gt; closed.</p>")
    page = client.get("/search/", {"q": "barrier"}).content.decode()
    assert "<mark>barrier</mark>" in page
    assert "<script>alert" not in page


def test_arabic_is_searched_by_arabic_rules(client, make_public, arabic_section):
    make_public("افتتاح المدرسة", body="<p>حضر المعلمون.</p>", section=arabic_section, language="ar")
    for words in ("مدرسه", "معلم"):
        assert len(client.get("/ar/search/", {"q": words}).context["results"]) == 1
    assert not client.get("/search/", {"q": "مدرسه"}).context["results"]


@pytest.mark.parametrize(
    "path",
    [
        "/science/?before=x", "/tag/none/", "/author/none/", "/nothing/", "/archive/2026/13/01/", "/archive/0001/01/01/",
        "/archive/9999/12/31/", "/search/?q=a&page=0", "/search/?q=a&page=99", "/search/?q=a&page=x",
        "/search/?q=nothing&page=2", "/science/2026/01/01/x-1/", "/%00/", "/science/%00/", "/a/b/c/d/e/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, section, path):
    response = client.get(path)
    assert response.status_code == 404
    assert b"<html" in response.content


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "x" * 10_000}, 400), ({"q": "\x00"}, 200), ({"q": "<script>alert(1)</script>"}, 200),
        ({"q": "' | & ! () :*"}, 200), ({"q": "\ud800".encode("utf-8", "surrogatepass")}, 200), ({}, 200),
    ],
)  # fmt: skip
def test_hostile_searches_get_a_page(client, make_public, query, status):
    make_public()
    response = client.get("/search/", query)
    assert response.status_code == status
    assert b"<script>alert" not in response.content


def test_lists_ask_no_more_questions_when_there_are_more_stories(
    client, make_public, make_picture, author, tag, django_assert_max_num_queries
):
    for number in range(8):
        make_public(f"Story {number}", authors=(author,), tags=(tag,), pictures=(make_picture(),))
    for path in ("/", "/science/", "/tag/tides/", "/author/nadia-rahal/", "/search/?q=story"):
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200


def test_a_retracted_story_leaves_every_list(client, make_public, author, tag):
    release = make_public(authors=(author,), tags=(tag,))
    day = timezone.localdate(release.first_published_at)
    lists = ["/", "/science/", "/tag/tides/", "/author/nadia-rahal/", "/search/?q=barrier", f"/archive/{day:%Y/%m/%d}/"]
    for path in lists:
        assert release.headline in client.get(path).content.decode()
    publishing.retract(release.article_id, actor=None, reason="Wrong.")
    for path in lists:
        assert release.headline not in client.get(path).content.decode()
