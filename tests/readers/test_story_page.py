"""A reader opens a story."""

from datetime import timedelta

from django.utils import timezone

from articles import publishing
from articles.models import Article
from media.models import Image, Source


def test_a_reader_gets_words_picture_caption_credit_and_by_line(client, make_public, make_picture, author, tag):
    release = make_public(
        pictures=(make_picture(caption="The barrier at noon.", credit="Jo Brandt"),), authors=(author,), tags=(tag,),
        standfirst="It took thirty years.",
    )  # fmt: skip
    page = client.get(release.get_absolute_url()).content.decode()
    for expected in (release.headline, "It took thirty years.", "The barrier at noon.", "(Jo Brandt)", "Nadia Rahal",
                     "/tag/tides/", "<h2>A long wait</h2>", "<p>The barrier closed at noon.</p>", "srcset"):  # fmt: skip
        assert expected in page


def test_a_wrong_section_date_or_slug_leads_to_the_right_address(client, make_public):
    release = make_public()
    for path in (
        f"/world/2001/01/01/anything-{release.article_id}/",
        f"/science/2001/01/01/{release.article_id}/",
        f"/ar/science/2001/01/01/x-{release.article_id}/",
    ):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (301, release.get_absolute_url())


def test_a_picture_that_awaits_its_file_shows_caption_and_credit_without_an_empty_frame(client, make_public):
    awaiting = Image.objects.create(caption="A gate.", credit="Harbour Wire")
    page = client.get(make_public(pictures=(awaiting,)).get_absolute_url()).content.decode()
    assert "A gate." in page
    assert "(Harbour Wire)" in page
    assert "<img" not in page


def test_a_correction_stands_on_the_page_with_its_note(client, make_public):
    release = make_public()
    Article.objects.filter(pk=release.article_id).update(body="<p>It closed at one.</p>")
    publishing.correct(release.article_id, actor=None, note="It closed at one, not at noon.")
    page = client.get(release.get_absolute_url()).content.decode()
    assert "It closed at one, not at noon." in page
    assert "Correction" in page
    assert "closed at noon." not in page.replace("not at noon.", "")


def test_a_retracted_story_leaves_headline_and_reason(client, make_public):
    release = make_public()
    publishing.retract(release.article_id, actor=None, reason="The gauge was misread.")
    response = client.get(release.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 410
    assert release.headline in page
    assert "The gauge was misread." in page
    assert "closed at noon" not in page


def test_a_withdrawn_story_leaves_a_notice_that_says_nothing_of_it(client, make_public):
    release = make_public()
    publishing.withdraw(release.article_id, actor=None, reason="A court forbade it.")
    response = client.get(release.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 410
    assert release.headline not in page
    assert "court" not in page


def test_a_story_nobody_published_is_not_found(client, make_story):
    assert client.get(f"/science/2026/01/01/x-{make_story().pk}/").status_code == 404
    assert client.get("/science/2026/01/01/x-999999999999999999/").status_code == 404


def test_the_next_story_of_the_section_is_linked(client, make_public):
    now = timezone.now()
    older = make_public("An older story", at=now - timedelta(days=2))
    newer = make_public("A newer story", at=now - timedelta(days=1))
    assert older.get_absolute_url() in client.get(newer.get_absolute_url()).content.decode()
    publishing.retract(older.article_id, actor=None, reason="Wrong.")
    assert older.get_absolute_url() not in client.get(newer.get_absolute_url()).content.decode()


def test_only_a_confirmed_source_is_named(client, make_public):
    wire = Source.objects.create(name="Harbour Wire")
    guessed = make_public("Guessed", source=wire, source_confirmed=False)
    known = make_public("Known", source=wire)
    assert "Harbour Wire" not in client.get(guessed.get_absolute_url()).content.decode()
    assert "Harbour Wire" in client.get(known.get_absolute_url()).content.decode()


def test_an_unchanged_page_costs_a_304_and_sets_no_cookie(client, make_public):
    path = make_public().get_absolute_url()
    first = client.get(path)
    assert not first.cookies
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_an_arabic_story_stands_in_its_edition_from_right_to_left(client, make_public, arabic_section):
    release = make_public("المد والجزر", body="<p>ارتفع الماء.</p>", section=arabic_section, language="ar")
    page = client.get(release.get_absolute_url()).content.decode()
    assert release.get_absolute_url().startswith("/ar/science/")
    assert 'dir="rtl"' in page
    assert "ارتفع الماء" in page


def test_a_story_page_asks_no_more_questions_when_there_are_more_stories(
    client, make_public, make_picture, author, tag, django_assert_max_num_queries
):
    for number in range(6):
        release = make_public(f"Story {number}", authors=(author,), tags=(tag,), pictures=(make_picture(),))
    with django_assert_max_num_queries(13):
        client.get(release.get_absolute_url())
