"""The picture library in the admin, as a picture editor uses it."""

import datetime
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from media import intake
from media.models import Image, Material, Source, Use
from media.renditions import described, key
from newsportal.models import User
from tests.editors.conftest import fields_of
from tests.media.conftest import RED, plain, red_left_blue_right

pytestmark = pytest.mark.django_db

LIST = "/admin/media/image/"
ADD = "/admin/media/image/add/"


@pytest.fixture
def desk(signed_in: Callable[[User], Client], picture_editor: User) -> Client:
    return signed_in(picture_editor)


def form(data: bytes | None = None, name: str = "IMG_1.jpg", **fields: str) -> dict[str, Any]:
    """The form as a browser sends it."""
    sent: dict[str, Any] = {
        **dict.fromkeys(("caption", "alt_text", "photographer", "credit", "source", "copyright_notice"), ""),
        **dict.fromkeys(("usage_terms", "license_url", "taken_on", "place", "rights_until"), ""),
        "focal_x": "0.5",
        "focal_y": "0.5",
        **fields,
    }
    if data is not None:
        sent["upload"] = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return sent


def change(image: Image) -> str:
    return reverse("admin:media_image_change", args=[image.pk])


def test_a_picture_editor_uploads_a_picture_and_sees_it(desk: Client, picture_editor: User) -> None:
    source = Source.objects.get(name="Reuters")
    data = red_left_blue_right().jpegsave_buffer()
    response = desk.post(ADD, form(data, caption="A barrier closes.", credit="Reuters/Jane Doe", source=str(source.pk)))
    assert response.status_code == 302, response.context["adminform"].form.errors
    image = Image.objects.get()
    assert (image.caption, image.credit, image.source) == ("A barrier closes.", "Reuters/Jane Doe", source)
    assert (image.created_by, image.width, image.height) == (picture_editor, 800, 600)
    page = desk.get(change(image)).content.decode()
    assert f"/media/{image.pk}-" in page
    assert "JPEG, 800 × 600" in page
    assert f"/media/{image.pk}-" in desk.get(LIST).content.decode()


def test_a_picture_without_a_file_is_not_begun_in_the_admin(desk: Client) -> None:
    response = desk.post(ADD, form(caption="A barrier closes."))
    assert list(response.context["adminform"].form.errors) == ["upload"]
    assert not Image.objects.exists()


def test_what_is_no_picture_is_an_error_at_the_file(desk: Client) -> None:
    response = desk.post(ADD, form(b"<svg xmlns='http://www.w3.org/2000/svg'/>", caption="A barrier closes."))
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["upload"]
    assert "JPEG" in errors["upload"][0]
    assert "A barrier closes." in response.content.decode()
    assert not Image.objects.exists()


def test_a_file_the_library_has_leads_to_its_picture(desk: Client) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    desk.post(ADD, form(data, caption="The first."))
    known = Image.objects.get()
    response = desk.post(ADD, form(data, "IMG_2.jpg", caption="The second."), follow=True)
    assert response.redirect_chain == [(change(known), 302)]
    assert "in the library already" in response.content.decode()
    assert Image.objects.get().caption == "The first."


def test_a_story_s_form_takes_the_picture_that_is_there(desk: Client) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    desk.post(ADD, form(data, caption="The first."))
    response = desk.post(ADD + "?_popup=1", {**form(data), "_popup": "1"})
    assert response.status_code == 200
    assert f"&quot;value&quot;: &quot;{Image.objects.get().pk}&quot;" in response.content.decode()


# --- Pictures that await their file --------------------------------------------------------------


def test_an_awaited_file_arrives(desk: Client) -> None:
    awaited = Image.objects.create(caption="A barrier closes.", credit="Jo Brandt")
    assert "awaits its file" in desk.get(LIST).content.decode()
    data = red_left_blue_right().jpegsave_buffer()
    response = desk.post(change(awaited), form(data, caption="A barrier closes.", credit="Jo Brandt"))
    assert response.status_code == 302
    awaited.refresh_from_db()
    assert (awaited.width, awaited.credit) == (800, "Jo Brandt")


def test_what_a_colleague_writes_while_the_awaited_file_is_examined_stays(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    awaited = Image.objects.create(caption="A barrier closes.", credit="Jo Brant")
    examine = intake.examine

    def slowly(file: Any) -> Any:
        Image.objects.update(credit="Jo Brandt", may_publish=False)
        return examine(file)

    monkeypatch.setattr(intake, "examine", slowly)
    file = SimpleUploadedFile("gate.jpg", red_left_blue_right().jpegsave_buffer(), content_type="image/jpeg")
    typed = {**fields_of(desk.get(change(awaited))), "alt_text": "A gate.", "upload": file}
    assert desk.post(change(awaited), typed).status_code == 302
    awaited.refresh_from_db()
    assert (awaited.credit, awaited.may_publish, awaited.alt_text, awaited.width) == (
        "Jo Brandt",
        False,
        "A gate.",
        800,
    )


def test_its_caption_can_be_mended_while_the_file_is_awaited(desk: Client) -> None:
    awaited = Image.objects.create(caption="A barier closes.", credit="Jo Brandt")
    desk.post(change(awaited), form(caption="A barrier closes.", credit="Jo Brandt"))
    awaited.refresh_from_db()
    assert awaited.caption == "A barrier closes."
    assert awaited.awaits_file


def test_an_awaited_file_that_is_there_already_leads_to_its_picture(desk: Client) -> None:
    data = red_left_blue_right().jpegsave_buffer()
    desk.post(ADD, form(data, caption="Known."))
    known = Image.objects.get()
    awaited = Image.objects.create(caption="Awaited.")
    response = desk.post(change(awaited), form(data, caption="Awaited, with a new caption."))
    assert (response.status_code, response["Location"]) == (302, change(known))
    awaited.refresh_from_db()
    assert awaited.awaits_file
    assert awaited.caption == "Awaited."


def test_a_file_is_never_replaced(desk: Client) -> None:
    desk.post(ADD, form(red_left_blue_right().jpegsave_buffer(), caption="The first."))
    image = Image.objects.get()
    assert 'name="upload"' not in desk.get(change(image)).content.decode()
    desk.post(change(image), form(plain(90, 60, RED).jpegsave_buffer(), caption="Mended."))
    mended = Image.objects.get()
    assert (mended.sha256, mended.caption) == (image.sha256, "Mended.")


def test_of_two_files_for_one_picture_at_the_same_moment_the_second_is_told(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    awaited = Image.objects.create(caption="Awaited.")
    examine = intake.examine

    def while_a_colleague_is_faster(file: File) -> intake.Original:
        colleagues = File(BytesIO(plain(90, 60, RED).jpegsave_buffer()))
        intake.attach(Image.objects.get(pk=awaited.pk), examine(colleagues))
        return examine(file)

    monkeypatch.setattr(intake, "examine", while_a_colleague_is_faster)
    response = desk.post(change(awaited), form(red_left_blue_right().jpegsave_buffer(), caption="Mine."), follow=True)
    assert "has its file already" in response.content.decode()
    assert Image.objects.get(pk=awaited.pk).caption == "Awaited."


# --- The list ------------------------------------------------------------------------------------


def test_pictures_are_found_by_their_words_and_filters(desk: Client) -> None:
    reuters = Source.objects.get(name="Reuters")
    barrier = Image.objects.create(caption="A barrier closes.", credit="Reuters/Jane Doe", source=reuters)
    Image.objects.create(caption="A dragonfly.", photographer="Jo Brandt")

    def found(query: str) -> list[str]:
        return sorted(image.caption for image in desk.get(f"{LIST}?{query}").context["cl"].result_list)

    assert found("q=barrier") == found("q=jane") == [barrier.caption]
    assert found("q=brandt") == ["A dragonfly."]
    assert found(f"source__id__exact={reuters.pk}") == [barrier.caption]
    assert found("file=awaited") == ["A barrier closes.", "A dragonfly."]
    assert found("file=there") == []


def test_a_list_of_many_pictures_costs_no_more_queries_and_counts_nothing(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reuters = Source.objects.get(name="Reuters")
    Image.objects.bulk_create(
        Image(caption=f"Picture {n}", source=reuters, sha256=f"{n:064}", file=f"{n}.jpg", width=800, height=600)
        for n in range(60)
    )
    with django_assert_max_num_queries(6) as queries:
        desk.get(LIST)
    assert not any("COUNT(" in query["sql"] for query in queries.captured_queries)


def test_who_may_only_look_at_pictures_changes_none(
    signed_in: Callable[[User], Client], syndication_manager: User
) -> None:
    manager = signed_in(syndication_manager)
    awaited = Image.objects.create(caption="Awaited.")
    page = manager.get(change(awaited))
    assert page.status_code == 200
    assert 'name="upload"' not in page.content.decode()
    assert manager.post(change(awaited), form(caption="Mine.")).status_code == 403
    assert manager.get(ADD).status_code == 403


def test_nobody_deletes_a_picture_or_a_source(signed_in: Callable[[User], Client], administrator: User) -> None:
    desk = signed_in(administrator)
    awaited = Image.objects.create(caption="Awaited.")
    assert desk.get(f"/admin/media/image/{awaited.pk}/delete/").status_code == 403
    assert desk.get(f"/admin/media/source/{Source.objects.get(name='AFP').pk}/delete/").status_code == 403


# --- Sources -------------------------------------------------------------------------------------


def source_form(**fields: str) -> dict[str, str]:
    rights = dict.fromkeys(("text_publish", "text_syndicate", "picture_publish", "picture_syndicate"), "on")
    return {
        "name": "Tidewater",
        "kind": "agency",
        "spellings": "",
        "text_until": "",
        "picture_until": "",
        **rights,
        **fields,
    }


def test_a_syndication_manager_adds_a_source_with_its_spellings(
    signed_in: Callable[[User], Client], syndication_manager: User
) -> None:
    desk = signed_in(syndication_manager)
    desk.post(
        "/admin/media/source/add/",
        source_form(spellings="Tidewater Pictures\r\n\r\nTWP\r\n", picture_until="2030-01-01"),
    )
    source = Source.objects.get(name="Tidewater")
    assert source.spellings == ["Tidewater Pictures", "TWP"]
    assert source.picture_until == datetime.date(2030, 1, 1)
    assert source in desk.get("/admin/media/source/?q=twp").context["cl"].result_list


def test_a_contract_has_a_first_and_a_last_day(signed_in: Callable[[User], Client], syndication_manager: User) -> None:
    desk = signed_in(syndication_manager)
    turned = desk.post("/admin/media/source/add/", source_form(picture_from="2030-02-01", picture_until="2030-01-01"))
    assert "A right cannot end before it begins" in turned.content.decode()
    desk.post("/admin/media/source/add/", source_form(picture_from="2030-01-01", picture_until="2030-02-01"))
    source = Source.objects.get(name="Tidewater")
    days = [
        datetime.date(2029, 12, 31),
        datetime.date(2030, 1, 1),
        datetime.date(2030, 2, 1),
        datetime.date(2030, 2, 2),
    ]
    assert [source.allows(Use.PUBLISH, Material.PICTURE, day) for day in days] == [False, True, True, False]
    forbidding = [source in Source.objects.forbidding(Use.PUBLISH, Material.PICTURE, day) for day in days]
    assert forbidding == [True, False, False, True]
    period = f"from {date_format(days[1])}, until {date_format(days[2])}"
    assert f"here + partners, {period}" in desk.get("/admin/media/source/?q=tidewater").content.decode()


def test_a_sources_notice_goes_with_its_pictures_that_have_none(make_picture: Callable[..., Image]) -> None:
    source = Source.objects.create(name="Tidewater", picture_notice="© Tidewater")
    plain, own = make_picture(source=source), make_picture(source=source, copyright_notice="© Jo Brandt")
    assert [described(image).copyright_notice for image in (plain, own)] == ["© Tidewater", "© Jo Brandt"]
    before = key(plain), key(own)
    source.picture_notice = "© Tidewater 2026"
    assert key(plain) != before[0]
    assert key(own) == before[1]


def test_a_spelling_cannot_stand_for_two_sources(
    signed_in: Callable[[User], Client], syndication_manager: User
) -> None:
    desk = signed_in(syndication_manager)
    response = desk.post("/admin/media/source/add/", source_form(spellings="associated press"))
    assert "AP already" in response.context["adminform"].form.errors["spellings"][0]
    response = desk.post("/admin/media/source/add/", source_form(name="ap photo"))
    assert "AP already" in response.context["adminform"].form.errors["name"][0]
    assert not Source.objects.filter(name__iexact="tidewater").exists()
