"""A newsroom grows, and its pictures move from the database to a bucket; or back."""

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
    assert complaints[1] == f"picture {lost.pk}: its file {lost.file} is in neither storage"
    assert bucket.names() == [str(good.file)]
    assert StoredFile.objects.count() == 2


def test_a_copy_that_broke_off_is_made_again(on_postgres: Move, bucket: Bucket, pictures: list[Image]) -> None:
    bucket.put(str(pictures[0].file), b"only its beginning")
    assert copy("s3")[0] == ["3 files copied to s3.", ""]
    with cast(OriginalsStorage, storages["s3"]).open(str(pictures[0].file)) as file:
        assert file.read() == pictures[0].file.read()
    pictures[0].file.close()


def test_nothing_is_removed_from_where_the_portal_reads(on_postgres: Move, pictures: list[Image]) -> None:
    said, _ = copy("s3", "--remove")
    assert said == ["The portal reads from the other storage: set MEDIA_STORAGE to s3 before --remove."]
    assert StoredFile.objects.count() == 3


def test_without_a_bucket_it_says_what_to_set(db: Any) -> None:
    assert copy("s3")[0] == ["No bucket is named: set S3_BUCKET, and what it takes to reach it."]
