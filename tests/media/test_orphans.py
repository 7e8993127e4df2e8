"""An operator asks which files nobody needs, is told, and removes them only if he says so; wherever they lie."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article, ArticlePicture
from media import orphans
from media.intake import take_in
from media.models import Image
from media.storage import originals
from newsportal.models import User
from tests.media.conftest import red_left_blue_right
from tests.media.shelves import Shelf
from tests.operators.conftest import wait_until

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=3)


def asked(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("orphans", *arguments, stdout=out, no_color=True)
    return out.getvalue().splitlines()


Orphan = Callable[..., str]


@pytest.fixture
def orphan(shelf: Shelf) -> Orphan:
    """A file that no picture names."""

    def make(data: bytes, saved_at: datetime = LONG_AGO) -> str:
        name = default_storage.save("a.jpg", ContentFile(data))
        shelf.age(name, saved_at)
        return name

    return make


@pytest.fixture
def picture(upload: Callable[..., File], shelf: Shelf) -> Image:
    """One of the library, whose file is old."""
    image = take_in(upload(red_left_blue_right(90, 60).jpegsave_buffer()), actor=None)
    shelf.age(str(image.file), LONG_AGO)
    return image


def test_where_every_file_is_named_there_is_nothing_to_do(picture: Image) -> None:
    assert asked() == ["0 files (0 bytes) that no picture names."]
    assert asked("--remove") == asked()


def test_it_says_what_it_would_do_and_does_nothing(picture: Image, orphan: Orphan) -> None:
    name = orphan(b"four")
    said = asked()
    assert said[0] == "1 file (4 bytes) that no picture names."
    assert name in said[1]
    assert f"{LONG_AGO:%Y-%m-%d}" in said[1]
    assert "--remove" in said[-1]
    assert default_storage.exists(name)


def test_it_names_the_first_twenty_of_many(orphan: Orphan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "AT_ONCE", 7)
    names = sorted(orphan(b"%d" % number) for number in range(23))
    said = asked()
    assert said[0].startswith("23 files (36 bytes)")
    assert [line.split(",")[0].strip() for line in said[1:21]] == names[:20]
    assert said[21] == "    and 3 more"


def test_it_removes_them_when_told_to_and_them_alone(
    picture: Image, orphan: Orphan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orphans, "AT_ONCE", 2)
    for number in range(5):
        orphan(b"%d" % number)
    assert asked("--remove")[-1] == "5 files removed."
    assert [kept.name for kept in originals.files()] == [str(picture.file)]
    with picture.file.open() as file:
        assert file.read()


def test_what_an_upload_may_be_about_to_name_is_left(picture: Image, orphan: Orphan) -> None:
    name = orphan(b"new", saved_at=timezone.now() - timedelta(hours=23))
    assert asked("--remove") == ["0 files (0 bytes) that no picture names."]
    assert default_storage.exists(name)


def test_a_file_that_is_sent_again_just_before_it_is_removed_stays(orphan: Orphan) -> None:
    name = orphan(b"again")
    [found] = orphans.files()
    default_storage.save("b.jpg", ContentFile(b"again"))
    assert orphans.remove(found) == 0
    assert default_storage.exists(name)


def test_a_file_that_is_being_sent_again_while_it_is_removed_is_there_afterwards(
    for_real: Callable[..., list[Any]], orphan: Orphan, shelf: Shelf
) -> None:
    """Whoever comes first waits for nobody, the other for him; the picture has its file in the end."""
    names: list[str] = for_real(lambda: orphan(b"both"))

    def send() -> None:
        with transaction.atomic():
            default_storage.save("a.jpg", ContentFile(b"both"))

    def remove() -> None:
        for some in orphans.files():
            orphans.remove(some)

    try:
        for _ in range(15):
            for_real(lambda: shelf.age(names[0], LONG_AGO))
            for_real(send, remove)
            assert for_real(lambda: default_storage.exists(names[0])) == [True]
    finally:
        for_real(lambda: default_storage.delete(names[0]))


def test_who_sends_a_file_while_it_is_about_to_be_removed_waits_until_it_is_gone(
    for_real: Callable[..., list[Any]], orphan: Orphan
) -> None:
    """The moment that matters, held still: it was found to be unwanted, and is not removed yet."""
    names: list[str] = for_real(lambda: orphan(b"held still"))
    elsewhere = ThreadPoolExecutor(1)

    def send() -> None:
        try:
            default_storage.save("a.jpg", ContentFile(b"held still"))
        finally:
            connection.close()

    def remove() -> int:
        sent: list[Future[None]] = []

        def none_is_named(_names: list[str]) -> set[str]:
            sent.append(elsewhere.submit(send))
            wait_until(lambda: _somebody_waits_for_us() or sent[0].done(), "the sender, who must wait for us")
            assert not sent[0].done(), "the file was sent, and will be lost"
            return set()

        removed = originals.discard(names, saved_before=timezone.now() - orphans.SAFE_AGE, unless=none_is_named)
        sent[0].result()
        return removed

    try:
        assert for_real(remove) == [1]
        assert for_real(lambda: default_storage.exists(names[0])) == [True]
    finally:
        elsewhere.shutdown()
        for_real(lambda: default_storage.delete(names[0]))


def _somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return bool(cursor.fetchall())


def test_pictures_that_nobody_gave_a_file_or_a_use_are_listed_and_stay(
    make_story: Callable[..., Article], picture: Image, editor: User
) -> None:
    forgotten, drafted, once_public = (Image.objects.create(caption=name, credit="-", alt_text="-") for name in "abc")
    young = Image.objects.create(caption="young")
    make_story("A draft", pictures=(drafted,))
    story = make_story("A story", pictures=(picture, once_public))
    publishing.publish(story.pk, actor=editor)
    ArticlePicture.objects.filter(image=once_public).delete()
    Image.objects.exclude(pk=young.pk).update(created_at=LONG_AGO)
    said = asked("--remove")
    assert said[1:] == [
        "1 picture awaits a file and no story used it.",
        f"    picture {forgotten.pk}, of {LONG_AGO:%Y-%m-%d}: a",
    ]
    assert Image.objects.count() == 5
