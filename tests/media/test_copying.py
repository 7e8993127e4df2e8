"""A newsroom grows, and its pictures move from the database to a bucket; or back."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any, cast

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from media.intake import take_in
from media.models import Image, StoredFile
from media.storage import OriginalsStorage
from media.storage.s3 import S3Storage
from tests.media.conftest import red_left_blue_right
from tests.media.shelves import Bucket, Table

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=3)


@pytest.fixture
def on_postgres(bucket: Bucket, settings: Settings) -> Callable[[], None]:
    """The portal keeps its originals in the database, and knows of a bucket. What it gives moves to that."""
    on_s3 = settings.STORAGES
    settings.MEDIA_STORAGE = "postgres"
    settings.STORAGES = {**on_s3, "default": on_s3["postgres"]}

    def move() -> None:
        settings.MEDIA_STORAGE = "s3"
        settings.STORAGES = on_s3

    return move


Move = Callable[[], None]


@pytest.fixture
def pictures(on_postgres: Move, upload: Callable[..., File]) -> list[Image]:
    made = [take_in(upload(red_left_blue_right(w, 60).jpegsave_buffer()), actor=None) for w in (80, 90, 100)]
    for image in made:
        Table().age(str(image.file), LONG_AGO)
    return made


def copy(to: str, *arguments: str) -> tuple[list[str], list[str]]:
    """What the command says, its error last, and what it complains of."""
    out, err, error = StringIO(), StringIO(), ""
    try:
        call_command("copy_pictures", "--to", to, *arguments, stdout=out, stderr=err, no_color=True)
    except CommandError as failure:
        error = str(failure)
    return [*out.getvalue().splitlines(), error], err.getvalue().splitlines()


def names(images: list[Image]) -> list[str]:
    return sorted(str(image.file) for image in images)


def test_pictures_move_while_the_newsroom_works(
    on_postgres: Move, bucket: Bucket, pictures: list[Image], make_picture: Callable[..., Image]
) -> None:
    unwanted = default_storage.save("a.jpg", ContentFile(b"that no picture names"))
    Table().age(unwanted, LONG_AGO)
    assert copy("s3") == (["3 files copied to s3.", ""], [])
    assert bucket.names() == names(pictures)
    late = make_picture()
    on_postgres()
    assert copy("s3", "--remove") == (["1 file copied to s3.", "4 files removed from postgres.", ""], [])
    assert bucket.names() == names([*pictures, late])
    # As with orphans: a process that still writes there has a day.
    assert [stored.name for stored in StoredFile.objects.all()] == [str(late.file)]
    assert copy("s3") == (["0 files copied to s3.", ""], [])
    for image in [*pictures, late]:
        with image.file.open() as file:
            assert file.read()


def test_and_back(on_postgres: Move, bucket: Bucket, pictures: list[Image]) -> None:
    copy("s3")
    StoredFile.objects.all().delete()
    bucket.age(str(pictures[0].file), LONG_AGO)
    assert copy("postgres", "--remove")[0] == ["3 files copied to postgres.", "1 file removed from s3.", ""]
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == names(pictures)
    assert bucket.names() == names(pictures[1:])


def test_what_is_damaged_or_lost_is_told_and_never_copied_and_nothing_is_removed(
    on_postgres: Move, bucket: Bucket, pictures: list[Image]
) -> None:
    damaged, lost, good = pictures
    Table().damage(str(damaged.file))
    default_storage.delete(str(lost.file))
    on_postgres()
    said, complaints = copy("s3", "--remove")
    assert said == ["1 file copied to s3.", "2 could not be copied, see above. Nothing was removed."]
    assert complaints[0].startswith(
        f"picture {damaged.pk}: its file {damaged.file} is damaged: the SHA-256 of its bytes"
    )
    assert complaints[1] == f"picture {lost.pk}: its file {lost.file} is whole in neither storage"
    assert bucket.names() == [str(good.file)]
    assert StoredFile.objects.count() == 2


def test_a_copy_that_broke_off_is_made_again(on_postgres: Move, bucket: Bucket, pictures: list[Image]) -> None:
    bucket.put(str(pictures[0].file), b"only its beginning")
    assert copy("s3")[0] == ["3 files copied to s3.", ""]
    with cast(OriginalsStorage, storages["s3"]).open(str(pictures[0].file)) as file:
        assert file.read() == pictures[0].file.read()
    pictures[0].file.close()


def test_a_copy_that_is_damaged_is_found_and_written_again_before_anything_is_removed(
    on_postgres: Move, bucket: Bucket, pictures: list[Image]
) -> None:
    copy("s3")
    zeros, flipped, _good = pictures
    bucket.put(str(zeros.file), bytes(zeros.size))
    bucket.damage(str(flipped.file))
    on_postgres()
    assert copy("s3", "--remove") == (["2 files copied to s3.", "3 files removed from postgres.", ""], [])
    for image in pictures:
        with cast(OriginalsStorage, storages["s3"]).open(str(image.file)) as file:
            assert hashlib.sha256(file.read()).hexdigest() == image.sha256


def test_and_so_it_is_on_the_way_back(on_postgres: Move, bucket: Bucket, pictures: list[Image]) -> None:
    copy("s3")
    zeros = pictures[0]
    Table().put(str(zeros.file), bytes(zeros.size))
    for image in pictures:
        bucket.age(str(image.file), LONG_AGO)
    assert copy("postgres", "--remove") == (["1 file copied to postgres.", "3 files removed from s3.", ""], [])
    with zeros.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == zeros.sha256


def test_what_a_bucket_does_not_keep_as_it_got_it_is_not_removed(
    on_postgres: Move, bucket: Bucket, pictures: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(S3Storage, "_keep", lambda self, name, content, size: bucket.put(name, bytes(size)))
    on_postgres()
    said, complaints = copy("s3", "--remove")
    assert said == ["0 files copied to s3.", "3 could not be copied, see above. Nothing was removed."]
    first = pictures[0]
    assert complaints[0] == f"picture {first.pk}: its file {first.file} comes back damaged from s3"
    assert StoredFile.objects.count() == 3


def test_what_is_damaged_there_and_lost_here_is_told(on_postgres: Move, bucket: Bucket, pictures: list[Image]) -> None:
    copy("s3")
    bucket.put(str(pictures[0].file), b"only its beginning")
    default_storage.delete(str(pictures[0].file))
    on_postgres()
    _said, complaints = copy("s3", "--remove")
    assert complaints == [f"picture {pictures[0].pk}: its file {pictures[0].file} is whole in neither storage"]
    assert StoredFile.objects.count() == 2


def test_only_what_is_to_be_removed_is_read_again(
    on_postgres: Move, bucket: Bucket, pictures: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    beginning_at = S3Storage.beginning_at

    def noting(self: S3Storage, name: str, position: int) -> dict[str, Any]:
        asked.append(name)
        return beginning_at(self, name, position)

    monkeypatch.setattr(S3Storage, "beginning_at", noting)
    copy("s3")
    copy("s3")
    assert asked == []
    on_postgres()
    copy("s3", "--remove")
    assert sorted(asked) == names(pictures)
    copy("s3", "--remove")
    assert sorted(asked) == names(pictures)


def test_nothing_is_removed_from_where_the_portal_reads(on_postgres: Move, pictures: list[Image]) -> None:
    said, _ = copy("s3", "--remove")
    assert said == ["The portal reads from the other storage: set MEDIA_STORAGE to s3 before --remove."]
    assert StoredFile.objects.count() == 3


def test_without_a_bucket_it_says_what_to_set(db: Any) -> None:
    assert copy("s3")[0] == ["No bucket is named: set S3_BUCKET, and what it takes to reach it."]
