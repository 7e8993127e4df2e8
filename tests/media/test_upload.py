"""Several pictures dropped on the library at once: each comes in by itself, with what its file says of it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from media.metadata.description import Description
from media.metadata.writing import KEEP, embed
from media.models import Image, Source
from tests.media.conftest import red_left_blue_right

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/media/image/upload/"
LIST = "/admin/media/image/"


def _file(data: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def _from_an_agency() -> bytes:
    said = Description(
        caption="A barrier closes.",
        headline="Barrier",
        alt="A grey barrier",
        photographer="Jo Brandt",
        credit="Reuters/Jo Brandt",
        copyright_notice="© Reuters",
        usage_terms="Editorial use only.",
        city="Lisbon",
        country="Portugal",
        keywords=("tide", "barrier"),
        data_mining="DMI-PROHIBITED",
    )
    return embed(red_left_blue_right(), said, "jpeg").jpegsave_buffer(keep=KEEP["jpeg"])


@pytest.fixture
def desk(signed_in, picture_editor) -> Client:
    return signed_in(picture_editor)


def test_a_dropped_file_comes_in_with_what_it_says_of_itself(desk, picture_editor):
    answer = desk.post(UPLOAD, {"file": _file(_from_an_agency())})
    image = Image.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "page": f"/admin/media/image/{image.pk}/change/",
        "thumbnail": answer.json()["thumbnail"],
        "words": "A barrier closes.",
        "missing": [],
        "known": False,
    }
    assert b"".join(desk.get(answer.json()["thumbnail"]).streaming_content)
    assert (image.caption, image.headline, image.alt_text) == ("A barrier closes.", "Barrier", "A grey barrier")
    assert (image.photographer, image.credit, image.copyright_notice) == ("Jo Brandt", "Reuters/Jo Brandt", "© Reuters")
    assert image.source == Source.objects.get(name="Reuters")
    assert (image.place, image.keywords) == ("Lisbon, Portugal", "tide, barrier")
    assert (image.usage_terms, image.data_mining) == ("Editorial use only.", "DMI-PROHIBITED")
    assert image.created_by == picture_editor


def test_what_a_file_does_not_say_is_asked_for(desk):
    answer = desk.post(UPLOAD, {"file": _file(red_left_blue_right().jpegsave_buffer())})
    assert answer.json()["missing"] == ["caption", "credit", "alternative text"]


def test_the_same_bytes_again_lead_to_the_picture_that_is_there(desk):
    first = desk.post(UPLOAD, {"file": _file(_from_an_agency())}).json()
    again = desk.post(UPLOAD, {"file": _file(_from_an_agency(), "another-name.jpg")})
    assert again.status_code == 200
    assert (again.json()["page"], again.json()["known"]) == (first["page"], True)
    assert Image.objects.count() == 1


def test_what_is_no_picture_is_refused_with_a_sentence_and_nothing_is_kept(desk):
    answer = desk.post(UPLOAD, {"file": _file(b"<svg xmlns='http://www.w3.org/2000/svg'/>")})
    assert answer.status_code == 400
    assert "JPEG" in answer.json()["error"]
    assert desk.post(UPLOAD).status_code == 400
    assert not Image.objects.exists()


def test_words_typed_by_hand_stand_over_those_of_the_file(desk):
    from tests.media.test_library import ADD, form

    desk.post(ADD, form(_from_an_agency(), caption="As we say it.", credit="Jo Brandt for Reuters"))
    image = Image.objects.get()
    assert (image.caption, image.credit) == ("As we say it.", "Jo Brandt for Reuters")
    assert (image.alt_text, image.keywords) == ("A grey barrier", "tide, barrier")


def test_only_who_may_add_pictures_uploads_them(client, signed_in, syndication_manager, reporter):
    file = {"file": _file(_from_an_agency())}
    assert client.post(UPLOAD, file).status_code == 302
    assert signed_in(syndication_manager).post(UPLOAD, file).status_code == 403
    assert signed_in(reporter).get(UPLOAD).status_code == 405
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(reporter)
    assert stranger.post(UPLOAD, file).status_code == 403
    assert not Image.objects.exists()


def test_the_library_has_a_place_to_drop_pictures_on(desk, signed_in, syndication_manager):
    assert f'data-address="{UPLOAD}"' in desk.get(LIST).content.decode()
    assert UPLOAD not in signed_in(syndication_manager).get(LIST).content.decode()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes of uploads were written to disk, piece by piece."""
    sizes: list[int] = []
    receive = TemporaryFileUploadHandler.receive_data_chunk

    def counted(self: TemporaryFileUploadHandler, data: bytes, start: int) -> None:
        sizes.append(len(data))
        receive(self, data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    return sizes


def test_of_a_file_that_is_too_large_no_more_reaches_the_disk_than_would_be_taken_in(desk, settings, written):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.PICTURE_MAX_BYTES = 100_000
    answer = desk.post(UPLOAD, {"file": _file(_from_an_agency() + bytes(3_000_000))})
    assert answer.status_code == 400
    assert "larger than" in answer.json()["error"]
    assert sum(written) == 100_001


def test_a_stranger_fills_no_disk_with_files_at_any_form(client, settings, written):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.PICTURE_MAX_BYTES = 100_000
    client.post("/admin/login/", {f"file{number}": _file(bytes(80_000)) for number in range(20)})
    assert sum(written) == 100_001


def test_a_file_as_large_as_is_allowed_comes_in(desk, settings, written):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    data = _from_an_agency()
    settings.PICTURE_MAX_BYTES = len(data)
    assert desk.post(UPLOAD, {"file": _file(data)}).status_code == 201


def test_file_names_are_never_believed(desk):
    answer = desk.post(UPLOAD, {"file": _file(red_left_blue_right().pngsave_buffer(), "../../etc/passwd.jpg")})
    assert answer.status_code == 201
    assert Image.objects.get().format == "png"
    assert json.loads(answer.content)["words"].startswith("picture")
