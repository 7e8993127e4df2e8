"""A partner takes a picture by itself, with its caption and credit and the stories that show it."""

from articles import publishing
from articles.models import Article
from media.models import Image, Source


def test_a_picture_comes_with_caption_credit_and_the_stories_that_show_it(ask, make_public, make_picture, conforms):
    picture = make_picture()
    first = make_public("First", pictures=(picture,))
    second = make_public("Second", pictures=(make_picture(), picture))
    answer = ask(f"images/{picture.pk}/")
    assert answer.status_code == 200
    conforms(answer.json(), "Image")
    assert (answer.json()["caption"], answer.json()["credit"]) == ("A barrier closes.", "Jo Brandt")
    assert len(answer.json()["renditions"]) == 9
    assert answer.json()["stories"] == [
        {
            "id": release.article_id,
            "headline": release.headline,
            "api_url": f"http://testserver/api/v1/articles/{release.article_id}/",
            "url": f"http://testserver{release.get_absolute_url()}",
        }
        for release in (second, first)
    ]


def test_at_most_twenty_stories_are_named_at_the_cost_of_one(ask, make_public, make_picture, django_assert_num_queries):
    picture = make_picture()
    make_public(pictures=(picture,))
    ask(f"images/{picture.pk}/")
    with django_assert_num_queries(4):  # key, visibility, picture, stories
        ask(f"images/{picture.pk}/")
    for n in range(21):
        make_public(f"Story {n}", pictures=(picture,))
    with django_assert_num_queries(4):
        stories = ask(f"images/{picture.pk}/").json()["stories"]
    assert [story["headline"] for story in stories] == [f"Story {n}" for n in range(20, 0, -1)]


def test_words_written_in_the_library_wait_for_their_release(ask, make_public, make_picture):
    picture = make_picture()
    make_public(pictures=(picture,))
    Image.objects.filter(pk=picture.pk).update(caption="Half a capt", credit="Somebody el")
    answer = ask(f"images/{picture.pk}/")
    assert answer.json()["caption"] == "A barrier closes."
    assert "Half" not in answer.content.decode()
    assert "Somebody" not in answer.content.decode()


def test_a_picture_of_a_draft_is_not_there(ask, make_story, make_picture, conforms):
    picture = make_picture()
    make_story(pictures=(picture,))
    answer = ask(f"images/{picture.pk}/")
    assert answer.status_code == 404
    conforms(answer.json(), "Problem")
    assert answer.json()["detail"] == ask("images/999999/").json()["detail"]


def test_a_picture_goes_with_the_last_story_that_showed_it(ask, make_public, make_picture):
    picture = make_picture()
    first, second = make_public("First", pictures=(picture,)), make_public("Second", pictures=(picture,))
    publishing.retract(second.article_id, actor=None, reason="Wrong.")
    assert [story["headline"] for story in ask(f"images/{picture.pk}/").json()["stories"]] == ["First"]
    Article.objects.get(pk=first.article_id).picture_uses.all().delete()
    publishing.update(first.article_id, actor=None)
    answer = ask(f"images/{picture.pk}/")
    assert answer.status_code == 410
    assert answer.json()["type"].endswith("/taken-down/")
    assert "barrier" not in answer.content.decode()


def test_a_picture_whose_source_forbids_it_is_withheld(ask, make_public, make_picture):
    agency = Source.objects.create(name="Harbour Press", picture_syndicate=False)
    picture = make_picture(caption="Lilacs.", source=agency)
    make_public(pictures=(picture,))
    answer = ask(f"images/{picture.pk}/")
    assert answer.status_code == 403
    assert "ilacs" not in answer.content.decode()


def test_a_story_that_is_withheld_does_not_lend_its_picture_words_or_name(ask, make_public, make_picture):
    agency = Source.objects.create(name="Harbour Press", text_syndicate=False)
    picture = make_picture()
    make_public("Lilacs", source=agency, pictures=(picture,))
    answer = ask(f"images/{picture.pk}/")
    assert answer.status_code == 403
    ours = make_public("Ours", pictures=(picture,))
    answer = ask(f"images/{picture.pk}/")
    assert [story["id"] for story in answer.json()["stories"]] == [ours.article_id]
    assert "ilacs" not in answer.content.decode()
