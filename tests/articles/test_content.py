"""A story as data survives the database whole, and an older row is read by newer code."""

from dataclasses import fields

from articles.content import StoryContent, StoryPicture
from articles.desk import content_of, write
from articles.models import Article, Revision

PICTURE = StoryPicture(image=3, caption="“Gates”", credit="Jo Brandt", key="0123456789abcdef", width=800, height=600)
STORY = StoryContent(
    language="en", headline="Tides", body="<p>One</p>", section=1, tags=(1, 2), authors=(5, 4), pictures=(PICTURE,)
)


def test_a_story_survives_json():
    assert StoryContent.from_json(STORY.to_json(), STORY.body) == STORY


def test_the_body_is_kept_apart_from_the_rest():
    assert "body" not in STORY.to_json()
    assert {field.name for field in fields(StoryContent)} - {"body"} == set(STORY.to_json())


def test_a_row_written_before_a_field_existed_is_read_with_its_default():
    older = STORY.to_json()
    del older["urgency"]
    del older["pictures"][0]["usage_terms"]
    assert StoryContent.from_json(older, STORY.body) == STORY


def test_a_desk_copy_is_written_back_as_it_was_read(make_story, make_picture, author, tag, section):
    article = make_story(authors=(author,), tags=(tag,), pictures=(make_picture(), make_picture()), place="Delta")
    content = content_of(article)
    copy = Article()
    write(copy, content)
    assert content_of(copy) == content


def test_a_caption_mended_in_the_library_reaches_the_desk_but_no_revision(make_story, make_picture):
    image = make_picture(caption="A gat.")
    article = make_story(pictures=(image,))
    write(article, content_of(article))
    image.caption = "A gate."
    image.save(update_fields=["caption"])
    assert content_of(article).pictures[0].caption == "A gate."
    assert Revision.objects.get().story.pictures[0].caption == "A gat."
