"""A story is written on its form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import publishing
from articles.admin.stories import StoryAdmin
from articles.models import Article, Release, Section
from articles.rendering import blocks
from tests.editors.conftest import fields_of, form_address

HOSTILE = (
    '<p onclick="steal()">The barrier <b>closed</b> <a href="javascript:steal()">at noon</a>.</p>'
    "<script>steal()</script><h3>A long wait</h3><div>It took <span style='color:red'>thirty</span> years.</div>"
    '<img src="x" onerror="steal()"><iframe src="https://evil.example/"></iframe><p></p>'
)


def _rows(prefix: str, *rows: dict) -> dict:
    """New rows of the form, as a browser sends them."""
    fields = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in {"position": 0, **row}.items()}
    return fields


def test_a_reporter_writes_a_story_with_its_pictures_and_by_line_in_order(
    reporter, signed_in, write, section, author, tag, make_picture
):
    lead, second = make_picture(width=800), make_picture(width=810)
    response = write(
        signed_in(reporter),
        headline="Tidal barrier closed",
        standfirst="The gates held.",
        body="<p>The barrier closed at noon.</p><h2>A long wait</h2><p>It took thirty years.</p>",
        place="Lisbon",
        language="en",
        section=section.pk,
        tags=[tag.pk],
        urgency=3,
        **_rows("picture_uses", {"image": lead.pk, "caption": "The gates."}, {"image": second.pk}),
        **_rows("bylines", {"author": author.pk}),
    )
    assert response.status_code == 302, response.context["errors"]
    article = Article.objects.get()
    assert (article.state, article.headline, article.section, article.urgency) == (
        "draft",
        "Tidal barrier closed",
        section,
        3,
    )
    assert blocks(article.body)[1] == ("crosshead", "A long wait")
    assert [use.image for use in article.picture_uses.all()] == [lead, second]
    assert [line.author for line in article.bylines.all()] == [author]
    revision = article.revisions.get()
    assert (revision.actor, revision.story.place, revision.story.tags) == (reporter, "Lisbon", (tag.pk,))
    assert revision.story.pictures[0].caption == "The gates."


def test_a_picture_added_later_follows_those_that_stand(editor, signed_in, write, make_story, make_picture):
    first, second, third = (make_picture(width=width) for width in (800, 810, 820))
    article = make_story(pictures=(first, second))
    response = write(
        signed_in(editor),
        article,
        **{"picture_uses-TOTAL_FORMS": 3, "picture_uses-2-image": third.pk, "picture_uses-2-position": 0},
    )
    assert response.status_code == 302, response.context["errors"]
    assert [use.image for use in article.picture_uses.all()] == [first, second, third]


def test_an_editor_puts_another_picture_first(editor, signed_in, write, make_story, make_picture):
    first, second = make_picture(width=800), make_picture(width=810)
    article = make_story(pictures=(first, second))
    write(signed_in(editor), article, **{"picture_uses-0-position": 1, "picture_uses-1-position": 0})
    assert [use.image for use in article.picture_uses.all()] == [second, first]
    assert article.revisions.first().story.pictures[0].image == second.pk


def test_what_a_hostile_page_brings_along_never_reaches_the_desk(editor, signed_in, write, make_story):
    article = make_story()
    write(signed_in(editor), article, body=HOSTILE)
    article.refresh_from_db()
    assert article.body == (
        '<p>The barrier <strong>closed</strong> <a rel="noopener">at noon</a>.</p>'
        "<h2>A long wait</h2><p>It took thirty years.</p>"
    )


def test_a_form_saved_without_a_change_makes_no_version(editor, signed_in, write, make_story, make_picture):
    article = make_story(body="<p>One.</p>\n<h2>Two</h2>\n<p>Three.</p>", pictures=(make_picture(),))
    saved_at = article.updated_at
    assert write(signed_in(editor), article).status_code == 302
    article.refresh_from_db()
    assert article.updated_at == saved_at
    assert article.revisions.count() == 1


def test_a_verb_performed_while_the_form_was_open_is_not_undone(editor, signed_in, make_story):
    article = make_story()
    client = signed_in(editor)
    form = fields_of(client.get(form_address(article)))
    publishing.publish(article.pk, actor=editor)
    assert client.post(form_address(article), {**form, "headline": "Barrier closed", "_save": ""}).status_code == 302
    article.refresh_from_db()
    assert (article.state, article.headline) == ("public", "Barrier closed")
    assert Release.objects.public().get().headline == "Tidal barrier closed for the first time"


def test_two_saves_of_different_fields_keep_both(editor, reporter, signed_in, make_story, monkeypatch):
    """The second save had read the story before the first was written."""
    article = make_story()
    client = signed_in(editor)
    form = fields_of(client.get(form_address(article)))
    save_model = StoryAdmin.save_model

    def after_a_colleague(self, request, obj, form, change):
        Article.objects.filter(pk=obj.pk).update(standfirst="The gates held.")
        save_model(self, request, obj, form, change)

    monkeypatch.setattr(StoryAdmin, "save_model", after_a_colleague)
    client.post(form_address(article), {**form, "headline": "Barrier closed", "_save": ""})
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Barrier closed", "The gates held.")
    version = article.revisions.first().story
    assert (version.headline, version.standfirst) == ("Barrier closed", "The gates held.")


def test_the_form_says_where_a_section_of_another_language_is_wrong(
    editor, signed_in, write, make_story, arabic_section
):
    article = make_story()
    response = write(signed_in(editor), article, section=arabic_section.pk)
    assert response.status_code == 200
    assert "another edition than the story" in response.content.decode()
    article.refresh_from_db()
    assert article.section.language == "en"


def test_the_sections_to_choose_from_stand_under_their_languages(editor, signed_in, section, arabic_section):
    page = signed_in(editor).get(reverse("admin:articles_article_add")).content.decode()
    assert '<optgroup label="English">' in page
    assert '<optgroup label="Arabic">' in page


def test_state_and_minute_are_no_fields(editor, signed_in, write, make_story):
    article = make_story()
    response = write(signed_in(editor), article, state="public", scheduled_for="2031-01-01 10:00")
    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.state, article.scheduled_for) == ("draft", None)


def test_the_form_says_what_is_not_public_yet(editor, signed_in, write, make_public):
    article = make_public().article
    client = signed_in(editor)
    assert "The public reads what stands here." in client.get(form_address(article)).content.decode()
    write(client, article, headline="Barrier closed", body="<p>At one.</p>")
    page = client.get(form_address(article)).content.decode()
    assert "headline, slug, body" in page
    assert Release.objects.public().get().get_absolute_url() in page


def test_a_story_cannot_be_deleted(editor, administrator, signed_in, make_story):
    article = make_story()
    for user in (editor, administrator):
        client = signed_in(user)
        assert client.get(reverse("admin:articles_article_delete", args=[article.pk])).status_code == 403
        assert (
            client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"}).status_code == 403
        )
    assert Article.objects.filter(pk=article.pk).exists()


def test_a_picture_editor_reads_a_story_and_writes_nothing_in_it(picture_editor, signed_in, make_story):
    article = make_story()
    client = signed_in(picture_editor)
    page = client.get(form_address(article)).content.decode()
    assert "<h2>A long wait</h2>" in page
    assert 'name="headline"' not in page
    assert 'name="_verb"' not in page
    assert client.post(form_address(article), {"headline": "Mine"}).status_code == 403


def test_only_this_request_s_import_map_may_run(editor, signed_in, make_story):
    response = signed_in(editor).get(form_address(make_story()))
    policy = response.headers["Content-Security-Policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    nonce = script.split("'nonce-")[1].split("'")[0]
    assert "unsafe-inline" not in script
    assert f'<script type="importmap" nonce="{nonce}">' in response.content.decode()


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get(reverse("admin:articles_article_changelist"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


def test_the_form_costs_the_same_for_a_short_and_a_long_list_of_sections(
    editor, signed_in, make_story, section, django_assert_num_queries
):
    article = make_story()
    client = signed_in(editor)
    client.get(form_address(article))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(form_address(article))
    for number in range(10):
        Section.objects.create(name=f"Part {number}", slug=f"part-{number}", language="en", parent=section)
    with django_assert_num_queries(len(few)):
        client.get(form_address(article))
