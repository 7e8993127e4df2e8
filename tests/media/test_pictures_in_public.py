"""Who gets to see a picture: readers while a public story shows it, the desk always, nobody else ever."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
import pyvips
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import publishing
from articles.models import Article, Release
from media import renditions
from media.models import Image, Source, StoredChunk
from newsportal.models import User

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]


def address(image: Image, width: int = 320, format: str = "webp") -> str:
    return renditions.path(image.pk, renditions.key(image), width, format)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)  # the end of it closes the file


@pytest.fixture
def image(make_picture: Make) -> Image:
    return make_picture()


@pytest.fixture
def release(make_public: Make, image: Image) -> Release:
    return make_public(pictures=(image,))


@pytest.fixture
def asked(client: Client) -> Callable[..., Any]:
    """What a stranger's browser gets, read to the end."""

    def get(path: str, **headers: str) -> Any:
        response: Any = client.get(path, headers=headers)
        if response.streaming:
            response.content_read = body(response)
        return response

    return get


Asked = Callable[..., Any]


@pytest.mark.parametrize(("format", "content_type"), [("webp", "image/webp"), ("jpeg", "image/jpeg")])
def test_a_reader_sees_the_picture_of_a_public_story(
    asked: Asked, release: Release, image: Image, format: str, content_type: str
) -> None:
    response = asked(address(image, 640, format))
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.has_header("Vary")
    assert int(response["Content-Length"]) == len(response.content_read)
    shown = pyvips.Image.new_from_buffer(response.content_read, "")
    assert (shown.width, shown.height) == (640, 480)


def test_a_reader_costs_two_queries_and_no_session(
    asked: Asked, release: Release, image: Image, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked(address(image))
    with django_assert_num_queries(2):
        asked(address(image))


def test_a_browser_that_has_the_picture_is_not_sent_it_again(asked: Asked, release: Release, image: Image) -> None:
    first = asked(address(image))
    again = asked(address(image), if_none_match=first["ETag"])
    assert again.status_code == 304
    assert again["Cache-Control"] == first["Cache-Control"]
    assert again["ETag"] == first["ETag"]
    assert asked(address(image, format="jpeg"), if_none_match=first["ETag"]).status_code == 200


def test_nobody_keeps_a_picture_beyond_the_last_day_of_its_right(
    asked: Asked, make_public: Make, make_picture: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime.datetime(2026, 5, 6, 12, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: noon)
    for last_day, seconds in ((6, 12 * 3600), (7, 24 * 3600), (None, 24 * 3600)):
        until = last_day and datetime.date(2026, 5, last_day)
        image = make_picture(rights_until=until)
        make_public(f"Until {last_day}", pictures=(image,))
        assert asked(address(image))["Cache-Control"] == f"public, max-age={seconds}"


def test_a_reader_may_ask_for_the_headers_alone(client: Client, release: Release, image: Image) -> None:
    response = client.head(address(image))
    assert response.status_code == 200
    assert int(response["Content-Length"]) > 0
    assert body(response) == b""
    assert client.post(address(image)).status_code == 405


@pytest.mark.parametrize("harm", ["lost", "damaged", "empty"])
def test_what_cannot_be_made_any_more_is_no_error_of_the_server_and_the_operator_reads_why(
    asked: Asked, release: Release, image: Image, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    if harm == "lost":
        default_storage.delete(str(image.file))
    else:
        StoredChunk.objects.filter(file=str(image.file)).update(data=b"GIF89a" if harm == "damaged" else b"")
    response = asked(address(image))
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert f"Picture {image.pk} cannot be made" in caplog.text
    assert str(image.file) in caplog.text
    assert ("lost" if harm == "lost" else "damaged") in caplog.text


# --- What was never public -----------------------------------------------------------------------


def test_a_draft_s_picture_does_not_exist_for_strangers(asked: Asked, make_story: Make, image: Image) -> None:
    make_story(pictures=(image,))
    unknown = asked("/media/999999999999999999999-0123456789abcdef/320.webp")
    response = asked(address(image))
    assert response.status_code == unknown.status_code == 404
    assert response.content == unknown.content
    assert response["Cache-Control"] == "no-cache"


def test_a_scheduled_story_s_picture_is_not_public_before_its_minute(
    asked: Asked, make_story: Make, image: Image, editor: User
) -> None:
    story = make_story(pictures=(image,))
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    publishing.schedule(story.pk, actor=editor, at=soon)
    assert asked(address(image)).status_code == 404


def test_a_picture_put_into_the_desk_s_copy_of_a_public_story_waits_for_the_update(
    asked: Asked, make_public: Make, image: Image, editor: User
) -> None:
    release = make_public()
    article = Article.objects.get(pk=release.article_id)
    article.picture_uses.create(image=image)
    assert asked(address(image)).status_code == 404
    publishing.update(article.pk, actor=editor)
    assert asked(address(image)).status_code == 200


def test_a_picture_that_awaits_its_file_has_no_address(asked: Asked, make_public: Make) -> None:
    awaited = Image.objects.create(caption="A barrier closes.", credit="Jo Brandt")
    make_public(pictures=(awaited,))
    assert asked(f"/media/{awaited.pk}-0123456789abcdef/320.webp").status_code == 404


def test_only_the_listed_sizes_can_be_asked_for(asked: Asked, release: Release, image: Image) -> None:
    key = renditions.key(image)
    for width in (0, 1, 321, 960, 2560, 10**30):  # it is 800 pixels wide
        assert asked(f"/media/{image.pk}-{key}/{width}.webp").status_code == 404
    for path in ("320.png", "320.svg", "320", "320.webp/", "../320.webp", "-320.webp"):
        assert asked(f"/media/{image.pk}-{key}/{path}").status_code == 404


# --- What was public once ------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [publishing.retract, publishing.withdraw])
def test_a_picture_is_gone_with_its_story_and_back_with_it(
    asked: Asked, release: Release, image: Image, editor: User, verb: Callable[..., None]
) -> None:
    first = asked(address(image))
    verb(release.article_id, actor=editor, reason="The barrier did not close.")
    gone = asked(address(image))
    assert gone.status_code == 410
    assert gone["Cache-Control"] == "no-cache"
    assert asked(address(image), if_none_match=first["ETag"]).status_code == 410
    assert asked(f"/media/{image.pk}-{'0' * 16}/320.webp").status_code == 410
    publishing.restore(release.article_id, actor=editor, note="It did.")
    assert asked(address(image)).status_code == 200


def test_a_picture_stays_while_another_public_story_shows_it(
    asked: Asked, release: Release, make_public: Make, image: Image, editor: User
) -> None:
    make_public("The barrier opened again", pictures=(image,))
    publishing.retract(release.article_id, actor=editor, reason="Wrong.")
    assert asked(address(image)).status_code == 200


def test_a_picture_taken_out_of_a_story_is_gone(
    asked: Asked, release: Release, make_picture: Make, image: Image, editor: User
) -> None:
    article = Article.objects.get(pk=release.article_id)
    article.picture_uses.all().delete()
    other = make_picture()
    article.picture_uses.create(image=other)
    publishing.update(article.pk, actor=editor)
    assert asked(address(image)).status_code == 410
    assert asked(address(other)).status_code == 200


def test_a_picture_whose_right_has_ended_is_gone(asked: Asked, release: Release, image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(rights_until=datetime.date(2001, 1, 1))
    assert asked(address(image)).status_code == 410


def test_a_picture_whose_source_s_contract_has_ended_is_gone(
    asked: Asked, make_public: Make, make_picture: Make
) -> None:
    source = Source.objects.create(name="Tidewater Pictures")
    image = make_picture(source=source)
    make_public(pictures=(image,))
    assert asked(address(image)).status_code == 200
    Source.objects.filter(pk=source.pk).update(picture_publish=False)
    assert asked(address(image)).status_code == 410


# --- Addresses that moved ------------------------------------------------------------------------


def test_an_address_made_old_by_a_mended_caption_leads_to_the_new_one(
    asked: Asked, release: Release, image: Image
) -> None:
    old = address(image)
    Image.objects.filter(pk=image.pk).update(caption="A barrier opens.")
    image.refresh_from_db()
    moved = asked(old)
    assert moved.status_code == 301
    assert moved["Location"] == address(image) != old
    # A caption changed back would send a browser that had kept both answers round in a circle.
    assert moved["Cache-Control"] == "no-cache"
    assert asked(moved["Location"]).status_code == 200


def test_a_picture_has_one_address_for_each_size(asked: Asked, release: Release, image: Image) -> None:
    padded = re.sub(r"/media/(\d+)", r"/media/00\1", address(image))
    assert asked(padded)["Location"] == address(image)


# --- The desk ------------------------------------------------------------------------------------


def test_the_desk_sees_every_picture_and_no_cache_keeps_it(
    signed_in: Callable[[User], Client], reporter: User, make_story: Make, image: Image
) -> None:
    make_story(pictures=(image,))
    response = signed_in(reporter).get(address(image))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert pyvips.Image.new_from_buffer(body(response), "").width == 320


def test_signing_in_alone_opens_no_picture(signed_in: Callable[[User], Client], image: Image) -> None:
    reader = User.objects.create_user("reader", password="a long enough phrase")
    guest = User.objects.create_user("guest", password="a long enough phrase", is_staff=True)
    for person in (reader, guest):
        assert signed_in(person).get(address(image)).status_code == 404
