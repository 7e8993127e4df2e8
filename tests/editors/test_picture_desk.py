"""What the picker of a story's form offers, and to whom."""

import pytest
from django.test import Client

from media.models import Image, Source

pytestmark = pytest.mark.django_db

CHOICES = "/admin/media/image/choices/"
OF_A_STORY = {"app_label": "articles", "model_name": "articlepicture", "field_name": "image"}


@pytest.fixture
def desk(signed_in, editor) -> Client:
    return signed_in(editor)


def test_each_choice_comes_with_its_thumbnail_and_why_it_may_not_be_used(desk, make_picture) -> None:
    free = make_picture(caption="Barrier at dusk.", credit="Jo Brandt")
    make_picture(caption="Barrier at noon.", rights_until="2020-01-01")
    make_picture(caption="Barrier closed.", may_publish=False)
    make_picture(caption="Barrier nameless.", credit="", source=Source.objects.get(name="Reuters"))
    Image.objects.create(caption="Barrier to come.", credit="Jo Brandt")
    answer = desk.get(CHOICES, {**OF_A_STORY, "term": "barr"}).json()
    choices = {choice["text"]: choice for choice in answer["results"]}
    assert list(choices) == [
        "Barrier to come.",
        "Barrier nameless.",
        "Barrier closed.",
        "Barrier at noon.",
        "Barrier at dusk.",
    ]
    assert {text for text, choice in choices.items() if choice["disabled"]} == {
        "Barrier at noon.",
        "Barrier closed.",
        "Barrier nameless.",
    }
    assert all(bool(choice["refusal"]) == choice["disabled"] for choice in choices.values())
    offered = choices["Barrier at dusk."]
    assert (offered["id"], offered["credit"]) == (str(free.pk), "Jo Brandt")
    assert b"".join(desk.get(offered["thumbnail"]).streaming_content)
    assert (choices["Barrier to come."]["thumbnail"], choices["Barrier to come."]["awaits"]) == ("", "awaits its file")


def test_choices_cost_the_same_for_two_pictures_as_for_twenty(desk, make_picture, django_assert_num_queries) -> None:
    reuters = Source.objects.get(name="Reuters")
    make_picture(source=reuters)
    with django_assert_num_queries(5) as few:
        assert desk.get(CHOICES, {**OF_A_STORY, "term": ""}).json()["pagination"] == {"more": False}
    Image.objects.bulk_create(
        Image(caption=f"Picture {n}", source=reuters, sha256=f"{n:064}", file=f"{n}.jpg", width=800, height=600)
        for n in range(60)
    )
    with django_assert_num_queries(5):
        answer = desk.get(CHOICES, {**OF_A_STORY, "term": ""}).json()
    assert answer["pagination"] == {"more": True}
    assert len(answer["results"]) == 20
    last = desk.get(CHOICES, {**OF_A_STORY, "term": "", "page": "4"}).json()
    assert (len(last["results"]), last["pagination"]) == (1, {"more": False})
    assert not any("COUNT(" in query["sql"] for query in few.captured_queries)


@pytest.mark.parametrize("page", ["-1", "0", "9" * 20, "9" * 5000, "1.5", "x"])
def test_a_page_of_choices_that_cannot_be_is_not_found(desk, page: str) -> None:
    assert desk.get(CHOICES, {**OF_A_STORY, "page": page}).status_code == 404


def test_far_behind_the_last_picture_there_are_no_choices(desk, make_picture) -> None:
    make_picture()
    for page in ("2", "400000000", "last"):
        answer = desk.get(CHOICES, {**OF_A_STORY, "page": page}).json()
        assert answer == {"results": [], "pagination": {"more": False}}


def test_one_picture_is_asked_for_by_its_number(desk, make_picture) -> None:
    image, _other = make_picture(), make_picture()
    assert [one["id"] for one in desk.get(CHOICES, {**OF_A_STORY, "id": image.pk}).json()["results"]] == [str(image.pk)]
    for no_number in ("x", "-1", "²", "9" * 20, "9" * 5000):
        assert desk.get(CHOICES, {**OF_A_STORY, "id": no_number}).json()["results"] == []


def test_strangers_get_no_choices(client) -> None:
    assert client.get(CHOICES, {**OF_A_STORY, "term": ""}).status_code == 302


def test_the_form_warns_of_a_picture_whose_right_has_ended(desk, make_story, make_picture) -> None:
    article = make_story(pictures=(make_picture(rights_until="2020-01-01"), make_picture()))
    page = desk.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert page.count("right ended on") == 1
    assert 'data-ajax--url="/admin/media/image/choices/"' in page


def test_who_may_not_edit_a_picture_sees_it_without_the_tool_s_fields(
    signed_in, syndication_manager, make_picture
) -> None:
    page = signed_in(syndication_manager).get(f"/admin/media/image/{make_picture().pk}/change/").content.decode()
    assert "desk-focal-crops" in page
    assert 'name="focal_x"' not in page


def test_a_focal_point_beside_the_picture_is_refused_at_its_field(desk, make_picture) -> None:
    image = make_picture()
    address = f"/admin/media/image/{image.pk}/change/"
    answer = desk.post(address, {"caption": "A barrier.", "focal_x": "1.2", "focal_y": "0.5"})
    assert list(answer.context["adminform"].form.errors) == ["focal_x"]
