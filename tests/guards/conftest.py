"""Who plants the words that nobody may see; who asks for them, and for everything else."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles import publishing
from articles.desk import save_revision
from articles.importing import proposals
from articles.importing.recognition import Text
from articles.models import Author, Capture, FailedSchedule, Redirect, Section, Tag
from articles.permissions import Role
from media import renditions
from newsportal.models import User
from syndication.models import ApiKey, Partner
from tests.guards.callers import SIGNED_IN, There, authorization
from tests.guards.planting import Planter
from tests.guards.world import Picture, Story, World


@pytest.fixture
def languages(section: Section, arabic_section: Section) -> dict[str, dict[str, Any]]:
    """What a story of each edition has in common with its neighbours, and so is public in itself."""
    return {
        "en": {"section": section, "tags": (Tag.objects.create(name="Tides", slug="tides", language="en"),)},
        "ar": {"section": arabic_section, "tags": (Tag.objects.create(name="مد", slug="مد", language="ar"),)},
    }


@pytest.fixture
def planter(make_story: Any, editor: User, author: Author, settings: Settings, tmp_path: Path, caplog: Any) -> Planter:
    settings.RENDITIONS_ROOT = tmp_path / "renditions"
    caplog.set_level("ERROR", logger="django.request")  # thousands of addresses answer 404 and 410 here
    planter = Planter(make_story, editor, authors=(author,))
    editor.first_name, editor.last_name = planter.words.of("the editor", "name").split()
    editor.email = f"{planter.words.of('the editor', 'address').split()[1]}@example.com"
    editor.save()
    return planter


@pytest.fixture
def browser(
    reporter: User, editor: User, picture_editor: User, syndication_manager: User, administrator: User
) -> Callable[..., Client]:
    """What a caller asks with: signed in, with a key, or with nothing."""
    users = dict(zip(Role, [reporter, editor, picture_editor, syndication_manager, administrator], strict=True))
    users |= {name: User.objects.create_user(f"user{number}", is_staff=True) for number, name in enumerate(SIGNED_IN)}
    users["an editor who left"].groups.set(editor.groups.all())
    User.objects.filter(pk=users["a reader with an account"].pk).update(is_staff=False)

    def browser_of(caller: str, **options: bool) -> Client:
        headers = {"Authorization": key} if (key := authorization(caller)) else {}
        client = Client(headers=headers, **options)
        if caller in users:
            client.force_login(users[caller])
        User.objects.filter(pk=users["an editor who left"].pk).update(is_active=False)
        return client

    return browser_of


@pytest.fixture
def there(
    make_story: Any, make_public: Any, make_picture: Any, author: Author, section: Section, arabic_section: Section
) -> There:
    """A row for every route: a public story beside which a newer capture waits, a draft, a failed schedule, a job."""
    for language in ("en", "ar"):
        Tag.objects.create(name="Tides", slug="tides", language=language)
    shown, hidden = make_picture(), make_picture()
    article = make_public(pictures=(shown,), authors=(author,), tags=tuple(Tag.objects.filter(language="en"))).article
    proposals.remember(article, Text(article.headline, article.body), save_revision(article, actor=None))
    proposals.propose(Capture.objects.get(), Text(article.headline, "<p>It held all night.</p>"))
    failed = make_story("Barrier stuck", pictures=(hidden,))
    publishing.schedule(failed.pk, actor=None, at=timezone.now() + datetime.timedelta(hours=1))
    FailedSchedule.objects.create(article=failed, due=timezone.now(), problems=[{"field": "", "reason": "No."}])
    Redirect.objects.create(old_path="/old/", new_path="/science/")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('q', 'task', '{}')")
    owner = Partner.objects.create(name="Westhaven Courier", email="desk@courier.example")
    ApiKey.issue(owner, "online desk")
    release = article.releases.get()
    world = World(
        sections=[section.slug],
        tags=["tides"],
        authors=[author.slug],
        days=[timezone.localdate()],
        stories=[Story(pk, section.slug, timezone.localdate(), (release.card.slug,)) for pk in (article.pk, failed.pk)],
        pictures=[Picture(image.pk, (renditions.in_addresses(renditions.key(image)),)) for image in (shown, hidden)],
        searches=["barrier"],
        most=1,
        only={
            "articles.article": [article.pk],
            "media.image": [shown.pk],
            "newsportal.user": [User.objects.get(username="rosa").pk],
            "syndication.partner": [owner.pk],
        },
    )
    return There(world, page=release.get_absolute_url(), draft=failed.pk, shown=shown.pk, hidden=hidden.pk)
