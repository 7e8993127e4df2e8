"""Pictures are found in the library: by their words, their rights and their use, whatever is typed."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import ArticlePicture
from articles.readiness import _picture as obstacles_of
from media.library import badges, why_not
from media.models import Image, Source

pytestmark = pytest.mark.django_db

LIST = "/admin/media/image/"


@pytest.fixture
def desk(signed_in, picture_editor) -> Client:
    return signed_in(picture_editor)


@pytest.fixture
def found(desk: Client) -> Callable[..., set[str]]:
    """The captions of the cards that the library shows for these parts of its address."""

    def ask(**parts: str) -> set[str]:
        page = desk.get(LIST, parts)
        assert page.status_code == 200
        return {card["image"].caption for card in page.context["cl"].cards()}

    return ask


@pytest.fixture
def library() -> None:
    Image.objects.create(caption="Ferries at the gates.", headline="Harbour", credit="Reuters/Jane Doe")
    Image.objects.create(caption="A dragonfly.", photographer="Jo Brandt-Søby", keywords="insect, well-being, tide-3")
    Image.objects.create(caption="حاجز المد والجزر، عند الغروب.", credit="رويترز/جين دو")


@pytest.mark.parametrize(
    ("typed", "caption"),
    [
        ("ferries", "Ferries at the gates."),
        ("FERR", "Ferries at the gates."),
        ("harbour gat", "Ferries at the gates."),
        ("jane", "Ferries at the gates."),
        ("Reuters/Jane D", "Ferries at the gates."),
        ("brandt", "A dragonfly."),
        ("brandt-søb", "A dragonfly."),
        ("insect", "A dragonfly."),
        ("well-being", "A dragonfly."),
        ("tide-3", "A dragonfly."),
        ("“dragonfly”", "A dragonfly."),
        ("والجزر", "حاجز المد والجزر، عند الغروب."),
        ("حاج جين", ""),  # only the last word may be unfinished
        ("حاجز جي", "حاجز المد والجزر، عند الغروب."),
        ("erries", ""),
        ("ferries dragonfly", ""),
    ],
)
def test_a_picture_is_found_by_any_of_its_words(library, found, typed: str, caption: str) -> None:
    assert found(q=typed) == ({caption} if caption else set())


@pytest.mark.parametrize(
    "typed",
    ["'", "\\", "zz' | b:*", "!(ferries", "& | !", ":*", "<->", "%s %d {}", "'; DROP TABLE media_image; --", "→", "🦋",
     "\u2003ferries\u00a0", "x" * 5000, "x " * 3000, "\\' ferries", "ferries\\"],
)  # fmt: skip
def test_whatever_is_typed_is_words_and_never_an_operator(library, found, typed: str) -> None:
    assert found(q=typed) <= {"Ferries at the gates."}
    assert "Ferries at the gates." in found(q="ferries")


def test_a_caption_of_any_length_is_kept_and_found_by_its_beginning(found) -> None:
    words = " ".join(f"word{n}" for n in range(60_000))
    Image.objects.create(caption=f"Barrier {words}")
    assert len(found(q="barrier word99")) == 1


def test_an_edit_of_the_words_is_found_at_once(desk, found, make_picture) -> None:
    image = make_picture(caption="A barier.")
    Image.objects.filter(pk=image.pk).update(caption="A barrier.")
    assert found(q="barrier") == {"A barrier."}
    assert found(q="barier") == set()


# --- Rights --------------------------------------------------------------------------------------


@pytest.fixture
def rights() -> None:
    """A picture of each kind of right; its caption says which."""
    today = timezone.localdate()
    day = datetime.timedelta(days=1)

    def source(name: str, **fields: object) -> Source:
        return Source.objects.create(name=name, kind=Source.Kind.OTHER, **fields)

    def picture(caption: str, **fields: object) -> None:
        Image.objects.create(caption=caption, credit="Jo Brandt", **fields)

    picture("free")
    picture("closed", may_publish=False)
    picture("later", rights_from=today + day)
    picture("today is its last day", rights_until=today)
    picture("in a week", rights_until=today + 7 * day)
    picture("in eight days", rights_until=today + 8 * day)
    picture("over", rights_until=today - day)
    picture("source closed", source=source("Closed", picture_publish=False))
    picture("source over", source=source("Over", picture_until=today - day))
    picture("source ends", source=source("Ends", picture_until=today + day), rights_until=today + 90 * day)
    picture("source ends, own over", source=source("Ends too", picture_until=today + day), rights_until=today - day)


def test_the_library_is_narrowed_by_what_may_be_published(rights, found) -> None:
    now = {"free", "today is its last day", "in a week", "in eight days", "source ends"}
    assert found(rights="now") == now
    assert now == {image.caption for image in Image.objects.select_related("source") if not why_not(image)}
    assert found(rights="soon") == {"today is its last day", "in a week", "source ends"}
    assert found(rights="ended") == {"over", "source over", "source ends, own over"}


def test_what_the_picker_keeps_back_is_what_publishing_would_refuse(rights, make_picture) -> None:
    agency = Source.objects.get(name="Reuters")
    make_picture(source=agency, credit=" ")
    make_picture(source=agency, credit="Reuters/Jane Doe")
    for image in Image.objects.select_related("source"):
        assert bool(why_not(image)) == bool(obstacles_of(image, 1, timezone.localdate())), image.caption


def test_a_card_says_what_is_wrong_with_its_picture(desk, rights) -> None:
    page = desk.get(LIST).content.decode()
    for words in ("awaits its file", "right ended on", "right ends on", "right begins on", "may not be published"):
        assert words in page
    assert "missing: alternative text" in page
    soon = Image.objects.get(caption="in a week")
    later = Image.objects.get(caption="in eight days")
    assert [badges(image)[1][0] for image in (soon, later)] == ["soon", "note"]


# --- Use, days, files ----------------------------------------------------------------------------


def test_the_library_is_narrowed_by_use_in_stories(found, make_picture, make_story, make_public) -> None:
    drafted, public, gone = (make_picture(caption=caption) for caption in ("drafted", "public", "taken out"))
    make_picture(caption="fresh")
    make_story(pictures=(drafted,))
    release = make_public("Ferries stay in port", pictures=(public, gone))
    ArticlePicture.objects.filter(article=release.article, image=gone).delete()
    assert found(used="yes") == {"drafted", "public", "taken out"}
    assert found(used="never") == {"fresh"}


def test_the_library_is_narrowed_by_days_and_files(found, make_picture) -> None:
    make_picture(caption="new", taken_on="2026-03-02")
    old = Image.objects.create(caption="old", taken_on="2019-01-01")
    Image.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=8))
    assert found(added="7") == {"new"}
    assert found(added="30") == found(added="hostile") == {"new", "old"}
    assert found(taken_on_from="2026-01-01", taken_on_to="2026-12-31") == {"new"}
    assert found(file="awaited") == {"old"}
    assert found(file="there", q="ne") == {"new"}


def test_in_a_window_of_its_own_a_card_is_handed_to_who_opened_it(desk, make_picture) -> None:
    image = make_picture()
    assert f'data-popup-opener="{image.pk}"' in desk.get(LIST, {"_popup": "1"}).content.decode()
    assert "data-popup-opener" not in desk.get(LIST).content.decode()


def test_a_card_leads_back_to_the_list_as_it_was_narrowed(desk, make_picture) -> None:
    image = make_picture(caption="A barrier.")
    page = desk.get(LIST, {"q": "barrier"}).content.decode()
    assert f"{LIST}{image.pk}/change/?_changelist_filters=q%3Dbarrier" in page
