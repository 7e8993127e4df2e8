"""The cast of every story told here, and what they work with."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from typing import Any

import pgtrigger
import pytest
import pyvips
from django.contrib.auth.models import Group
from django.core.files import File
from django.core.management import call_command
from django.db import connection
from django.test import Client

from articles import publishing
from articles.desk import save_revision
from articles.models import Article, ArticlePicture, Author, Byline, Release, Section, Tag
from articles.permissions import Role
from media.intake import take_in
from media.models import Image
from newsportal.models import User

PASSWORD = "a long enough phrase"

# With requirements.txt alone, the ordinary route, what needs more is left out; `make test` installs everything.
NEEDS = {
    "articles/test_capture_property.py": "hypothesis",
    "articles/test_state_machine.py": "hypothesis",
    "browser": "playwright",
}
LEFT_OUT = [tests for tests, package in NEEDS.items() if find_spec(package) is None]
# The long runs take minutes and more: they are for `make soak` alone.
collect_ignore = LEFT_OUT if "SOAK_LENGTH" in os.environ else [*LEFT_OUT, "soak"]


def pytest_report_header() -> list[str]:
    return [f"left out, for want of requirements-dev.txt: tests/{tests}" for tests in LEFT_OUT]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which everything is committed, for tests whose threads or processes must see it.

    Afterwards it is put back as it was, with the rows that migrations made, for the tests that roll back.
    """
    with django_db_blocker.unblock():
        before = connection.creation.serialize_db_to_string()
        yield
        # The numbers go on where they were, so that a new row never takes that of one put back.
        with pgtrigger.ignore():  # the history, too, which nobody empties otherwise
            call_command("flush", interactive=False, inhibit_post_migrate=True, reset_sequences=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")  # flush leaves these alone
        connection.creation.deserialize_db_from_string(before)


def _person(name: str, *roles: Role) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def reporter(db: None) -> User:
    return _person("rosa", Role.REPORTER)


@pytest.fixture
def editor(db: None) -> User:
    return _person("emil", Role.EDITOR)


@pytest.fixture
def picture_editor(db: None) -> User:
    return _person("pina", Role.PICTURE_EDITOR)


@pytest.fixture
def syndication_manager(db: None) -> User:
    return _person("samir", Role.SYNDICATION_MANAGER)


@pytest.fixture
def administrator(db: None) -> User:
    return _person("ada", Role.ADMINISTRATOR)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which that user has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def section(db: None) -> Section:
    return Section.objects.create(name="Science", slug="science", language="en")


@pytest.fixture
def arabic_section(db: None) -> Section:
    return Section.objects.create(name="علوم", slug="science", language="ar")


@pytest.fixture
def author(db: None) -> Author:
    return Author.objects.create(name="Nadia Rahal", slug="nadia-rahal")


@pytest.fixture
def tag(db: None) -> Tag:
    return Tag.objects.create(name="Tides", slug="tides", language="en")


@pytest.fixture
def jpeg() -> Callable[..., bytes]:
    """The bytes of a JPEG; pictures of different colours are different pictures."""

    def make(width: int = 800, height: int = 600, colour: tuple[int, int, int] = (40, 90, 160)) -> bytes:
        image = pyvips.Image.black(width, height, bands=3).linear([0, 0, 0], list(colour)).cast("uchar")
        return image.copy(interpretation="srgb").jpegsave_buffer()

    return make


@pytest.fixture
def make_picture(db: None, jpeg: Callable[..., bytes]) -> Callable[..., Image]:
    """A picture of the library, its file included."""
    made = 0

    def make(*, width: int = 800, height: int = 600, **fields: Any) -> Image:
        nonlocal made
        made += 1
        data = jpeg(width, height, (made * 37 % 256, made * 91 % 256, 160))
        defaults = {"caption": "A barrier closes.", "credit": "Jo Brandt", "alt_text": "A grey barrier"}
        return take_in(File(BytesIO(data), name=f"{made}.jpg"), actor=None, **{**defaults, **fields})

    return make


@pytest.fixture
def make_story(section: Section) -> Callable[..., Article]:
    """A story on the desk, ready to be published."""

    def make(
        headline: str = "Tidal barrier closed for the first time",
        *,
        body: str = "<p>The barrier closed at noon.</p><h2>A long wait</h2><p>It took thirty years to build.</p>",
        pictures: tuple[Image, ...] = (),
        authors: tuple[Author, ...] = (),
        tags: tuple[Tag, ...] = (),
        **fields: Any,
    ) -> Article:
        article = Article.objects.create(headline=headline, body=body, **{"section": section, **fields})
        article.tags.set(tags)
        for position, image in enumerate(pictures):
            ArticlePicture.objects.create(article=article, image=image, position=position)
        for position, author in enumerate(authors):
            Byline.objects.create(article=article, author=author, position=position)
        save_revision(article, actor=None)
        return article

    return make


@pytest.fixture
def make_public(make_story: Callable[..., Article]) -> Callable[..., Release]:
    """A story that is public, as its first release."""

    def make(
        headline: str = "Tidal barrier closed for the first time", *, at: datetime | None = None, **fields: Any
    ) -> Release:
        article = make_story(headline, **fields)
        return publishing.publish(article.pk, actor=None, first_published_at=at)

    return make
