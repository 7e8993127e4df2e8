"""What a contract does not let us pass on stays out, with a word on why; the rest of the story goes."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from articles.models import Release
from media.models import Image, Material, Source, Use
from syndication import entitlements


@pytest.fixture
def silent(db):
    """An agency whose text and pictures are ours to publish and not to pass on."""
    return Source.objects.create(name="Harbour Press", text_syndicate=False, picture_syndicate=False)


def test_a_story_whose_source_forbids_it_is_not_passed_on(ask, make_public, silent, conforms):
    theirs = make_public("Lilacs", source=silent)
    ours = make_public("Ours")
    assert [story["id"] for story in ask("articles/").json()["articles"]] == [ours.article_id]
    answer = ask(f"articles/{theirs.article_id}/")
    assert answer.status_code == 403
    conforms(answer.json(), "Problem")
    assert answer.json()["type"].endswith("/withheld/")
    assert "does not allow syndication" in answer.json()["detail"]
    assert "ilacs" not in answer.content.decode()


def test_a_source_counts_before_anybody_has_confirmed_it(ask, make_public, silent):
    release = make_public(source=silent, source_confirmed=False)
    assert ask("articles/").json()["articles"] == []
    assert ask(f"articles/{release.article_id}/").status_code == 403


def test_a_contract_that_changes_changes_what_is_passed_on_at_once(ask, make_public, silent):
    release = make_public(source=silent)
    Source.objects.update(text_syndicate=True)
    assert ask(f"articles/{release.article_id}/").status_code == 200
    Source.objects.update(text_until=timezone.localdate() - timedelta(days=1))
    assert ask(f"articles/{release.article_id}/").status_code == 403


def test_pages_have_no_holes_where_stories_are_withheld(ask, make_public, silent):
    for n in range(9):
        make_public(f"Story {n}", source=silent if n % 3 else None)
    page = ask("articles/", limit=2).json()
    assert [story["headline"] for story in page["articles"]] == ["Story 6", "Story 3"]
    rest = ask(page["next"]).json()
    assert [story["headline"] for story in rest["articles"]] == ["Story 0"]
    assert rest["next"] is None


def test_the_list_and_the_contract_agree_in_every_case(make_public):
    today = timezone.localdate()
    days = [None, today - timedelta(days=1), today, today + timedelta(days=1)]
    for may, until, picture_may in product([True, False], days, [True, False]):
        name = f"{may} {until} {picture_may}"
        agency = Source.objects.create(name=name, picture_syndicate=picture_may)
        make_public(name, source=agency)
        Source.objects.filter(pk=agency.pk).update(text_syndicate=may, text_until=until)
    listed = set(entitlements.stories().values_list("pk", flat=True))
    allowed = {
        release.pk
        for release in Release.objects.public().select_related("source")
        if release.source.allows(Use.SYNDICATE, Material.TEXT, today)
    }
    assert listed == allowed
    assert len(listed) == 6


def test_a_picture_whose_source_forbids_it_is_withheld_and_the_story_goes(
    ask, make_public, make_picture, silent, conforms
):
    theirs = make_picture(caption="Lilacs at dusk.", credit="Harbour Press", source=silent)
    ours = make_picture(caption="The gate.")
    release = make_public(pictures=(theirs, ours))
    answer = ask(f"articles/{release.article_id}/")
    conforms(answer.json(), "WholeArticle")
    withheld, shown = answer.json()["pictures"]
    assert withheld == {
        "id": theirs.pk,
        "role": "lead",
        "withheld": "The source of this picture does not allow syndication, or our right to it has ended.",
    }
    assert shown["caption"] == "The gate."
    assert "ilacs" not in answer.content.decode()
    assert ask("articles/").json()["articles"][0]["pictures"][0] == withheld


def test_a_picture_is_withheld_the_day_after_our_right_to_it_ended(ask, make_public, make_picture):
    picture = make_picture(rights_until=timezone.localdate())
    release = make_public(pictures=(picture,))
    assert "caption" in ask(f"articles/{release.article_id}/").json()["pictures"][0]
    Image.objects.update(rights_until=timezone.localdate() - timedelta(days=1))
    assert "withheld" in ask(f"articles/{release.article_id}/").json()["pictures"][0]
    assert ask(f"images/{picture.pk}/").status_code == 403
