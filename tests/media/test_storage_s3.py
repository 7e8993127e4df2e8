"""The originals in a bucket: an editor sends, readers see, operators look after it, and sometimes it is away."""

import hashlib
import json
import logging
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles import publishing
from articles.models import Article
from media import renditions
from media.intake import take_in
from media.models import Image, StoredFile
from media.storage import StorageUnavailable, originals, s3
from newsportal.models import User
from tests.media.conftest import red_left_blue_right
from tests.media.shelves import Bucket
from tests.operators.test_verify import verify

pytestmark = pytest.mark.django_db

LIBRARY = "/admin/media/image/"
HELD = b"no picture, but some bytes"
NAME = hashlib.sha256(HELD).hexdigest() + ".jpg"


@pytest.fixture
def desk(signed_in: Callable[[User], Client], picture_editor: User) -> Client:
    return signed_in(picture_editor)


@pytest.fixture
def picture(bucket: Bucket, upload: Callable[..., File]) -> Image:
    """One of the library, in the bucket."""
    data = red_left_blue_right().jpegsave_buffer()
    return take_in(upload(data), actor=None, caption="A barrier closes.", credit="-", alt_text="-")


def sent() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", red_left_blue_right().jpegsave_buffer(), content_type="image/jpeg")


# --- Everybody's day -----------------------------------------------------------------------------


def test_an_editor_sends_a_picture_and_a_reader_sees_it(
    bucket: Bucket, desk: Client, client: Client, make_story: Callable[..., Article], editor: User
) -> None:
    assert desk.post(LIBRARY + "upload/", {"file": sent()}).status_code == 201
    image = Image.objects.get()
    assert bucket.names() == [f"{image.sha256}.jpg"]
    assert not StoredFile.objects.exists()
    Image.objects.update(caption="A barrier closes.", credit="Jo Brandt", alt_text="A grey barrier")
    image.refresh_from_db()
    publishing.publish(make_story(pictures=(image,)).pk, actor=editor)
    answer = client.get(renditions.path(image.pk, renditions.key(image), 640, "webp"))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"


def test_nobody_but_the_portal_is_let_in(bucket: Bucket, picture: Image) -> None:
    grants = bucket.client.get_object_acl(Bucket=bucket.name, Key=str(picture.file))["Grants"]
    assert {grant["Grantee"]["Type"] for grant in grants} == {"CanonicalUser"}


def test_a_transaction_that_fails_leaves_a_file_that_operators_find_and_no_picture_without_one(
    bucket: Bucket, upload: Callable[..., File]
) -> None:
    class ChangeOfMind(Exception):
        pass

    with pytest.raises(ChangeOfMind), transaction.atomic():
        take_in(upload(red_left_blue_right().jpegsave_buffer()), actor=None)
        raise ChangeOfMind
    assert not Image.objects.exists()
    [name] = bucket.names()
    bucket.age(name, timezone.now() - timedelta(days=2))
    out = StringIO()
    call_command("orphans", "--remove", stdout=out)
    assert "1 file removed." in out.getvalue()
    assert bucket.names() == []


def test_what_else_lies_in_the_bucket_is_not_ours(bucket: Bucket, picture: Image) -> None:
    for name in ("notes.txt", "backup/" + NAME, NAME.upper(), NAME + "/x"):
        bucket.put(name, b"of somebody else")
        bucket.age(name, timezone.now() - timedelta(days=9))
    assert [kept.name for kept in originals.files()] == [str(picture.file)]
    call_command("orphans", "--remove", stdout=StringIO())
    assert len(bucket.names()) == 5


def test_the_server_is_told_the_hash_and_asked_no_more_than_needed(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    originals.exists(NAME)  # the client is there now
    for client in (default_storage._client, default_storage._patient):
        client.meta.events.register(
            "before-send.s3", lambda request, **_: asked.append((request.method, request.headers))
        )
    default_storage.save("a.jpg", ContentFile(HELD))
    assert [method for method, _ in asked] == ["HEAD", "PUT"]  # whether it answers at all is found out first
    headers = asked[1][1]
    assert headers["x-amz-checksum-sha256"] == s3._in_base64(NAME).encode()
    assert not any("acl" in name.lower() for name in headers)
    asked.clear()
    with default_storage.open(NAME) as file:
        assert file.read() == HELD
    assert [method for method, _ in asked] == ["GET"]


# --- Verification --------------------------------------------------------------------------------


def test_an_operator_is_told_that_everything_holds(bucket: Bucket, picture: Image) -> None:
    default_storage.save("a.jpg", ContentFile(HELD))
    assert verify()[0][-4:] == [
        "pictures: 1 picture and 2 files hold",
        "    a file that no picture names",
        "Everything holds.",
        "",
    ]


def test_an_operator_is_told_of_bytes_that_changed_and_of_files_that_are_gone(
    bucket: Bucket, picture: Image, make_picture: Callable[..., Image]
) -> None:
    gone = make_picture()
    bucket.client.delete_object(Bucket=bucket.name, Key=str(gone.file))
    bucket.damage(str(picture.file))
    _, faults = verify()
    assert faults[0] == f"pictures: picture {gone.pk} has lost its file: {gone.file} is not there"
    assert faults[1].startswith(f"pictures: file {picture.file} is not what it was: the SHA-256 of its bytes is ")
    assert len(faults) == 2


# --- Memory --------------------------------------------------------------------------------------

IN_A_PROCESS_OF_ITS_OWN = """
import json, resource, sys
import django
from django.conf import settings

database, folder, options, size = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4])
settings.DATABASES["default"]["NAME"] = database
settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "media.storage.s3.S3Storage", "OPTIONS": options}}
django.setup()
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

default_storage.exists(default_storage.save("small.tif", ContentFile(b"small")))  # all that is imported is there
before = most()
with open(folder + "/zeros.tif", "rb") as file:
    name = default_storage.save("zeros.tif", File(file))
saved = most()
with default_storage.open(name) as stored:
    assert sum(len(piece) for piece in stored.chunks()) == size
print(json.dumps([saved - before, most() - before]))
"""


def test_a_large_file_is_never_in_memory_whole(bucket: Bucket, tmp_path: Path, for_real: Callable[..., Any]) -> None:
    size = 60_000_000
    with (tmp_path / "zeros.tif").open("wb") as out:
        out.truncate(size)
    database = connection.settings_dict["NAME"]
    command = [
        sys.executable,
        "-c",
        IN_A_PROCESS_OF_ITS_OWN,
        database,
        str(tmp_path),
        json.dumps(bucket.options),
        str(size),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert max(json.loads(done.stdout)) < size / 6


# --- Away ----------------------------------------------------------------------------------------


@pytest.fixture
def away(bucket: Bucket, settings: Settings) -> Iterator[None]:
    """The bucket cannot be reached any more."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        _move(settings, bucket, endpoint_url=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        yield


def _move(settings: Settings, to: Bucket, **options: str) -> None:
    lies = {"BACKEND": "media.storage.s3.S3Storage", "OPTIONS": {**to.options, **options}}
    settings.STORAGES = {**settings.STORAGES, "default": lies}


def test_an_editor_is_told_that_a_dropped_picture_could_not_be_kept(
    away: None, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = desk.post(LIBRARY + "upload/", {"file": sent()})
    assert answer.status_code == 503
    assert "could not be kept" in answer.json()["error"]
    assert not Image.objects.exists()
    [line] = [record for record in caplog.records if record.name == "media.admin.pictures"]
    assert line.levelno == logging.ERROR
    assert "cannot be reached" in line.getMessage()


def test_an_editor_keeps_what_was_typed_with_a_picture_that_could_not_be_kept(away: None, desk: Client) -> None:
    from tests.media.test_library import ADD, form

    answer = desk.post(ADD, form(red_left_blue_right().jpegsave_buffer(), caption="Typed with care."))
    assert answer.status_code == 200
    assert "could not be kept" in answer.content.decode()
    assert "Typed with care." in answer.content.decode()
    assert list(answer.context["adminform"].form.errors) == ["upload"]
    assert not Image.objects.exists()


def test_the_words_of_a_picture_that_still_awaits_its_file_are_kept(away: None, desk: Client) -> None:
    from tests.media.test_library import change, form

    awaited = Image.objects.create(caption="A barier closes.")
    answer = desk.post(change(awaited), form(red_left_blue_right().jpegsave_buffer(), caption="A barrier closes."))
    assert answer.status_code == 302
    awaited.refresh_from_db()
    assert awaited.awaits_file
    assert awaited.caption == "A barrier closes."
    assert "could not be kept" in desk.get(answer["Location"]).content.decode()


def test_readers_get_what_was_made_before_and_are_told_to_come_again_for_the_rest(
    picture: Image,
    make_story: Callable[..., Article],
    editor: User,
    client: Client,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    publishing.publish(make_story(pictures=(picture,)).pk, actor=editor)
    made, other = (renditions.path(picture.pk, renditions.key(picture), width, "webp") for width in (640, 320))
    b"".join(client.get(made).streaming_content)
    request.getfixturevalue("away")
    b"".join(client.get(made).streaming_content)
    answer = client.get(other)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert answer["Cache-Control"] == "no-store"
    assert "cannot be had" in answer.content.decode()
    assert "cannot be reached" in caplog.text


def test_while_it_is_away_not_everybody_waits_for_it(away: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be reached"):
        default_storage.size(NAME)
    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "_client", None)  # nobody asks it
        with pytest.raises(StorageUnavailable, match="a moment ago"):
            default_storage.size(NAME)


def test_after_that_it_is_asked_again(away: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "SILENT", 0)
    for _ in range(2):
        with pytest.raises(StorageUnavailable, match="cannot be reached"):
            default_storage.size(NAME)


@pytest.mark.parametrize("door", ["save", "files"])
def test_a_bucket_that_is_not_there_is_named_and_not_taken_for_a_silent_server(
    bucket: Bucket, settings: Settings, door: str
) -> None:
    _move(settings, bucket, bucket="nobody-made-this")
    doors: dict[str, Callable[[], object]] = {
        "save": lambda: default_storage.save("a.jpg", ContentFile(HELD)),
        "files": lambda: list(originals.files()),
    }
    for _ in range(2):
        with pytest.raises(StorageUnavailable, match=r"“nobody-made-this” cannot be used: .*NoSuchBucket"):
            doors[door]()


class Slow(BaseHTTPRequestHandler):
    """A server of one file of two bytes, which answers what a test wants to be answered when the test wants it."""

    protocol_version = "HTTP/1.1"
    before: Callable[[str], Any] = staticmethod(lambda method: None)  # it begins to answer
    halfway: Callable[[], Any] = staticmethod(lambda: None)  # of the file's bytes one is sent

    def do_HEAD(self) -> None:
        self.before(self.command)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()
        self.wfile.write(b"1")
        self.halfway()
        self.wfile.write(b"2")

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.before(self.command)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def slow(bucket: Bucket, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Slow]]:
    """A server that takes its time, and a portal that has little."""
    monkeypatch.setattr(s3, "READ", PATIENCE)
    with ThreadingHTTPServer(("127.0.0.1", 0), type("OfThisTest", (Slow,), {})) as server:
        Thread(target=server.serve_forever).start()
        _move(settings, bucket, endpoint_url=f"http://127.0.0.1:{server.server_port}")
        yield server.RequestHandlerClass  # type: ignore[misc]
        server.shutdown()


PATIENCE = 0.3  # seconds


def test_while_one_waits_for_a_server_that_was_silent_nobody_else_does(
    slow: type[Slow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "SILENT", 0)
    speaks, start = Event(), Barrier(4)
    slow.before = staticmethod(lambda method: speaks.wait())
    with pytest.raises(StorageUnavailable, match="Read timeout"):
        default_storage.size(NAME)

    def ask(_number: int) -> str:
        start.wait()
        try:
            return str(default_storage.size(NAME))
        except StorageUnavailable as refusal:
            return str(refusal)

    with ThreadPoolExecutor(4) as threads:
        said = sorted(threads.map(ask, range(4)))
        assert [words.rpartition("be reached")[2] for words in said[1:]] == [" a moment ago."] * 3
        assert "Read timeout" in said[0]
        speaks.set()
        assert default_storage.size(NAME) == 2  # who asks next finds out that it speaks again
        assert list(threads.map(ask, range(4))) == ["2"] * 4


def test_an_upload_to_a_silent_server_is_refused_in_seconds_however_large(slow: type[Slow]) -> None:
    asked: list[str] = []
    never = Event()

    def note(method: str) -> None:
        asked.append(method)
        never.wait(10 * PATIENCE)

    slow.before = staticmethod(note)
    with pytest.raises(StorageUnavailable, match="Read timeout"):
        default_storage.save("a.jpg", ContentFile(bytes(20_000_000)))
    never.set()
    assert set(asked) == {"HEAD"}


def test_an_upload_that_takes_its_time_is_not_taken_for_silence(slow: type[Slow]) -> None:
    slow.before = staticmethod(lambda method: method == "PUT" and Event().wait(3 * PATIENCE))
    assert default_storage.save("a.jpg", ContentFile(HELD)) == NAME


def test_bytes_that_stop_on_their_way_are_waited_for_longer_than_an_answer(slow: type[Slow]) -> None:
    slow.halfway = staticmethod(lambda: Event().wait(3 * PATIENCE))
    with default_storage.open(NAME) as file:
        assert file.read() == b"12"


def test_a_file_that_breaks_off_on_its_way_is_no_file(bucket: Bucket, settings: Settings) -> None:
    class BreaksOff(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"a few bytes")

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), BreaksOff) as server:
        Thread(target=server.serve_forever).start()
        _move(settings, bucket, endpoint_url=f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(StorageUnavailable), default_storage.open(NAME) as file:
            file.read()
        server.shutdown()
