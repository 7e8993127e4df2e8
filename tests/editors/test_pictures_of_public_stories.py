"""What happens to public stories when a picture of the library is edited, or its right ends."""

import re
from datetime import timedelta

import pytest
import pyvips
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, Change, Release
from articles.publishing import pictures
from media import renditions
from media.metadata.description import Description
from media.metadata.writing import KEEP, embed
from media.models import EditedPicture, Image, Source
from tests.editors.conftest import fields_of


def _save(client: Client, image: Image, **typed: str) -> None:
    address = reverse("admin:media_image_change", args=[image.pk])
    response = client.post(address, {**fields_of(client.get(address)), **typed})
    assert response.status_code == 302, response.content.decode()


def _public(article_id: int) -> Release:
    return Release.objects.public().get(article=article_id)


@pytest.fixture
def picture(make_picture) -> Image:
    return make_picture(caption="The barrier.", credit="Jo Brandt")


def test_an_edited_caption_and_credit_reach_every_public_story_at_once(
    picture_editor, signed_in, picture, make_public, client
):
    first, second = make_public("One", pictures=(picture,)), make_public("Two", pictures=(picture,))
    old_address = renditions.path(picture.pk, first.lead.key, 320, "jpeg")
    _save(signed_in(picture_editor), picture, caption="The eastern barrier.", credit="Joanna Brandt")
    for before in (first, second):
        now = _public(before.article_id)
        assert (now.number, now.lead.caption, now.lead.credit) == (2, "The eastern barrier.", "Joanna Brandt")
        assert (now.updated_at, now.first_published_at) == (before.updated_at, before.first_published_at)
        page = client.get(now.get_absolute_url()).content.decode()
        assert "The eastern barrier." in page
        assert "(Joanna Brandt)" in page
        assert "The barrier." not in page
    changes = Change.objects.filter(kind="picture-changed")
    assert [(change.actor, change.release.article_id) for change in changes.order_by("sequence")] == [
        (picture_editor, first.article_id),
        (picture_editor, second.article_id),
    ]
    moved = client.get(old_address)
    assert (moved.status_code, moved.url) == (301, renditions.path(picture.pk, now.lead.key, 320, "jpeg"))
    assert not EditedPicture.objects.exists()


def test_the_words_of_a_picture_that_awaits_its_file_reach_its_stories_too(picture_editor, signed_in, make_public):
    awaited = Image.objects.create(caption="The barier.", credit="Jo Brant", alt_text="A barrier.")
    release = make_public(pictures=(awaited,))
    _save(signed_in(picture_editor), awaited, caption="The barrier.", credit="Jo Brandt")
    now = _public(release.article_id)
    assert (now.lead.caption, now.lead.credit) == ("The barrier.", "Jo Brandt")


@pytest.mark.parametrize("model", [Image, Source])
def test_partners_read_in_the_log_that_a_picture_may_not_be_passed_on_any_more(
    model, administrator, signed_in, make_picture, make_public
):
    agency = Source.objects.create(name="Harbour Photo")
    picture = make_picture(source=agency, credit="Harbour Photo")
    release = make_public(pictures=(picture,))
    row, field = (agency, "picture_syndicate") if model is Source else (picture, "may_syndicate")
    desk, address = signed_in(administrator), reverse(f"admin:media_{model._meta.model_name}_change", args=[row.pk])
    typed = fields_of(desk.get(address))
    del typed[field]
    assert desk.post(address, typed).status_code == 302
    change = Change.objects.first()
    assert (change.kind, change.release) == ("picture-changed", _public(release.article_id))
    assert _public(release.article_id).lead.caption == picture.caption  # readers see it as before


def test_a_caption_of_two_lines_that_nobody_touched_makes_no_release(
    picture_editor, signed_in, make_picture, make_public
):
    picture = make_picture(caption="The barrier.\nIts gates are steel.")
    make_public(pictures=(picture,))
    _save(signed_in(picture_editor), picture, caption="The barrier.\r\nIts gates are steel.", keywords="tides")
    assert Release.objects.count() == 1


def test_words_on_the_desk_do_not_come_out_with_an_edited_picture(picture_editor, signed_in, picture, make_public):
    release = make_public(pictures=(picture,))
    Article.objects.filter(pk=release.article_id).update(body="<p>Half a sent</p>")
    release.article.picture_uses.update(caption="Half a capt")
    _save(signed_in(picture_editor), picture, credit="Joanna Brandt")
    now = _public(release.article_id)
    assert (now.body, now.lead.caption, now.lead.credit) == (release.body, "The barrier.", "Joanna Brandt")


def test_a_caption_written_for_the_story_stays(picture_editor, signed_in, picture, make_story):
    article = make_story(pictures=(picture,))
    article.picture_uses.update(caption="As seen from the lighthouse.")
    publishing.publish(article.pk, actor=None)
    _save(signed_in(picture_editor), picture, caption="The eastern barrier.", credit="Joanna Brandt")
    now = _public(article.pk)
    assert (now.lead.caption, now.lead.credit) == ("As seen from the lighthouse.", "Joanna Brandt")


def test_a_picture_saved_as_it_was_makes_no_release(picture_editor, signed_in, picture, make_public):
    make_public(pictures=(picture,))
    _save(signed_in(picture_editor), picture)
    assert Release.objects.count() == 1


def test_stories_beyond_what_one_request_takes_on_follow_by_the_clock(
    picture_editor, signed_in, picture, make_public, monkeypatch
):
    monkeypatch.setattr(pictures.bring_out_edits, "__defaults__", (2,))
    for number in range(5):
        make_public(f"Story {number}", pictures=(picture,))
    _save(signed_in(picture_editor), picture, credit="Joanna Brandt")
    assert Change.objects.filter(kind="picture-changed").count() == 2
    assert pictures.bring_out_edits(100) == 3
    assert pictures.bring_out_edits(100) == 0
    assert {release.lead.credit for release in Release.objects.public()} == {"Joanna Brandt"}


YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)  # from the day on which the test runs


@pytest.fixture(
    params=[
        (Image, "rights_until", YESTERDAY),
        (Image, "rights_from", TOMORROW),
        (Image, "may_publish", False),
        (Image, "credit", ""),
        (Source, "picture_until", YESTERDAY),
        (Source, "picture_from", TOMORROW),
        (Source, "picture_publish", False),
    ],
    ids=lambda right: f"{right[0].__name__}-{right[1]}",
)
def forbid(request):
    """Ends the right to an agency's picture in one of the ways there are, past every form."""
    model, field, value = request.param

    def end(picture: Image) -> None:
        row = picture if model is Image else picture.source
        now = timezone.localdate() + value if isinstance(value, timedelta) else value
        model.objects.filter(pk=row.pk).update(**{field: now})

    return end


@pytest.fixture
def ending(make_picture) -> Image:
    agency = Source.objects.create(name="Harbour Photo")
    return make_picture(source=agency, credit="Harbour Photo", caption="It ends.")


def test_a_picture_leaves_its_stories_when_its_right_has_ended(forbid, ending, make_public, make_picture, client):
    release = make_public(pictures=(ending, make_picture(caption="It stays.")))
    forbid(ending)
    assert pictures.take_out_ended() == 1
    now = _public(release.article_id)
    assert [picture.caption for picture in now.pictures] == ["It stays."]
    change = Change.objects.first()
    assert (change.kind, change.release, change.actor) == ("picture-ended", now, None)
    page = client.get(now.get_absolute_url())
    assert page.status_code == 200
    assert "It ends." not in page.content.decode()
    assert client.get(renditions.path(ending.pk, release.lead.key, 320, "jpeg")).status_code == 410
    assert pictures.take_out_ended() == 0


def test_a_picture_that_may_not_be_shown_is_seen_nowhere_even_before_the_worker_comes(
    forbid, ending, make_public, make_picture, client
):
    release = make_public(pictures=(ending, make_picture(caption="It stays.")))
    doors = [release.get_absolute_url(), "/", "/feeds/rss.xml", "/feeds/feed.json"]
    shown = re.compile(rf"It ends|/media/{ending.pk}-")
    assert all(shown.search(client.get(door).content.decode()) for door in doors)
    forbid(ending)
    assert not any(shown.search(client.get(door).content.decode()) for door in doors)
    assert "It stays." in client.get(doors[0]).content.decode()
    assert Release.objects.count() == 1


def test_a_right_closed_by_an_editor_ends_at_once(picture_editor, signed_in, picture, make_public, client):
    release = make_public(pictures=(picture,))
    address = reverse("admin:media_image_change", args=[picture.pk])
    browser = signed_in(picture_editor)
    fields = fields_of(browser.get(address))
    del fields["may_publish"]
    assert browser.post(address, fields).status_code == 302
    assert _public(release.article_id).pictures == ()
    assert Change.objects.first().kind == "picture-ended"


def test_a_contract_closed_by_an_editor_takes_the_pictures_of_its_source_away(
    picture_editor, signed_in, make_picture, make_public
):
    agency = Source.objects.create(name="Harbour Photo")
    release = make_public(pictures=(make_picture(source=agency),))
    address = reverse("admin:media_source_change", args=[agency.pk])
    browser = signed_in(picture_editor)
    fields = fields_of(browser.get(address))
    del fields["picture_publish"]
    assert browser.post(address, fields).status_code == 302
    assert _public(release.article_id).pictures == ()


def test_stories_about_to_lose_pictures_stand_in_a_list(picture_editor, signed_in, make_picture, make_public):
    today = timezone.localdate()
    agency = Source.objects.create(name="Harbour Photo", picture_until=today + timedelta(days=6))
    make_public("Loses its own", pictures=(make_picture(rights_until=today + timedelta(days=7)),))
    make_public("Loses the agency's", pictures=(make_picture(source=agency),))
    make_public("Keeps it a while", pictures=(make_picture(rights_until=today + timedelta(days=8)),))
    page = signed_in(picture_editor).get("/admin/articles/article/?pictures=ending").content.decode()
    assert "Loses its own" in page
    assert "Loses the agency" in page
    assert "Keeps it a while" not in page


def test_the_page_of_a_picture_says_where_it_is_used(picture_editor, signed_in, picture, make_public, make_story):
    release = make_public("Barrier closed", pictures=(picture,))
    make_story("Barrier to open", pictures=(picture,))
    publishing.correct(release.article_id, actor=None, note="At one.")
    page = signed_in(picture_editor).get(reverse("admin:media_image_change", args=[picture.pk])).content.decode()
    for words in ("Barrier closed", "Barrier to open", "version 1", "version 2, public now"):
        assert words in page


def test_a_pictures_page_names_the_fronts_that_show_it(picture_editor, signed_in, make_public, make_picture):
    desk = signed_in(picture_editor)
    shown, deep = make_picture(caption="On the front."), make_picture(caption="In the story.")
    make_public(pictures=(shown, deep))
    on_the_front, not_there = (
        desk.get(reverse("admin:media_image_change", args=[picture.pk])).content.decode() for picture in (shown, deep)
    )
    assert '<a class="text-link" href="/">English</a>' in on_the_front
    assert '<a class="text-link" href="/">' not in not_there
    assert '<a class="text-link" href="/ar/">' not in on_the_front


def test_an_agencys_credit_cannot_fall_off_a_public_picture(picture_editor, signed_in, make_public, make_picture):
    picture = make_picture(source=Source.objects.get(name="Reuters"), credit="Reuters")
    desk, address = signed_in(picture_editor), reverse("admin:media_image_change", args=[picture.pk])
    release = make_public(pictures=(picture,))
    answer = desk.post(address, {**fields_of(desk.get(address)), "credit": " "})
    assert "it comes from Reuters: it needs its credit" in answer.content.decode()
    assert _public(release.article_id).lead.credit == "Reuters"
    publishing.retract(release.article_id, actor=None, reason="It was wrong.")
    assert desk.post(address, {**fields_of(desk.get(address)), "credit": ""}).status_code == 302


def test_a_credit_that_was_emptied_while_the_story_came_out_takes_the_picture_away(make_public, make_picture):
    picture = make_picture(source=Source.objects.get(name="Reuters"), credit="Reuters")
    release = make_public(pictures=(picture, make_picture(caption="It stays.")))
    Image.objects.filter(pk=picture.pk).update(credit="")
    pictures.edited(picture, actor=None)
    assert pictures.bring_out_edits() == 1
    assert [shown.caption for shown in _public(release.article_id).pictures] == ["It stays."]
    assert not EditedPicture.objects.exists()


def test_an_edited_source_costs_no_query_for_each_of_its_pictures(make_public, make_picture, django_assert_num_queries):
    agency = Source.objects.create(name="Harbour Photo")
    shown = [make_picture(source=agency) for _ in range(3)]
    make_public(pictures=shown)
    for _ in range(2):  # the second time they are noted already
        with django_assert_num_queries(2):
            pictures.source_edited(agency, actor=None)
    assert set(EditedPicture.objects.values_list("image", flat=True)) == {picture.pk for picture in shown}


def test_nor_with_its_source_in_one_edit(picture_editor, signed_in, make_public, make_picture):
    picture = make_picture(source=Source.objects.get(name="Reuters"), credit="Reuters")
    make_public(pictures=(picture,))
    desk, address = signed_in(picture_editor), reverse("admin:media_image_change", args=[picture.pk])
    answer = desk.post(address, {**fields_of(desk.get(address)), "source": "", "credit": ""})
    assert "it comes from Reuters: it needs its credit" in answer.content.decode()


def test_nor_by_what_its_file_says_of_itself(picture_editor, signed_in, make_public, jpeg):
    awaited = Image.objects.create(caption="The barrier.", alt_text="A barrier.")
    make_public(pictures=(awaited,))
    of_reuters = embed(pyvips.Image.new_from_buffer(jpeg(), ""), Description(source="Reuters"), "jpeg")
    file = SimpleUploadedFile("gate.jpg", of_reuters.jpegsave_buffer(keep=KEEP["jpeg"]))
    desk, address = signed_in(picture_editor), reverse("admin:media_image_change", args=[awaited.pk])
    answer = desk.post(address, {**fields_of(desk.get(address)), "upload": file})
    assert "it comes from Reuters: it needs its credit" in answer.content.decode()
    assert Image.objects.get().awaits_file


def test_a_source_becomes_an_agency_when_its_public_pictures_have_credits(
    administrator, signed_in, make_public, make_picture
):
    desk, source = signed_in(administrator), Source.objects.create(name="Harbour Pictures", kind=Source.Kind.OTHER)
    picture, address = make_picture(source=source, credit=""), reverse("admin:media_source_change", args=[source.pk])
    make_public(pictures=(picture,))
    form = {**fields_of(desk.get(address)), "kind": Source.Kind.AGENCY}
    answer = desk.post(address, form)
    assert f"have no credit. Write theirs first: {picture.pk}." in answer.content.decode()
    Image.objects.filter(pk=picture.pk).update(credit="Jo Brandt")
    assert desk.post(address, form).status_code == 302
