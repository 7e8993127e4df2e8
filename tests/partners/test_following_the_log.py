"""A partner follows the log: every change once, in order, and every story that must be taken down."""

import pytest

from articles import publishing
from articles.models import Article, Section
from articles.renaming import rename
from media.models import Source


def _entries(answer):
    return [(change["sequence"], change["kind"]) for change in answer.json()["changes"]]


def test_a_partner_follows_a_story_from_publication_to_its_end(ask, make_public, conforms):
    release = make_public("The headline")
    Article.objects.update(headline="The mended headline")
    publishing.correct(release.article_id, actor=None, note="It was one o'clock.")
    answer = ask("changes/", after=1)
    conforms(answer.json(), "Changes")
    (change,) = answer.json()["changes"]
    assert change.pop("at").endswith("Z")
    assert change == {
        "sequence": 2,
        "kind": "corrected",
        "article": {
            "id": release.article_id,
            "api_url": f"http://testserver/api/v1/articles/{release.article_id}/",
        },
        "version": 2,
        "headline": "The mended headline",
        "note": "It was one o'clock.",
        "reason": "",
        "subject": None,
    }
    publishing.retract(release.article_id, actor=None, reason="There is no barrier.")
    (end,) = ask("changes/", after=2).json()["changes"]
    assert (end["kind"], end["version"], end["reason"]) == ("retracted", None, "There is no barrier.")


@pytest.mark.parametrize(("verb", "kind"), [(publishing.retract, "retracted"), (publishing.withdraw, "withdrawn")])
def test_nothing_a_story_said_is_told_after_it_was_taken_down(verb, kind, ask, make_public, conforms):
    release = make_public("Lilacs in the headline", body="<p>Lilacs in the body.</p>")
    Article.objects.update(standfirst="More lilacs")
    publishing.correct(release.article_id, actor=None, note="Lilacs, not roses.")
    verb(release.article_id, actor=None, reason="A court forbade it.")
    log = ask("changes/")
    assert _entries(log) == [(1, "published"), (2, "corrected"), (3, kind)]
    assert "ilacs" not in log.content.decode()
    gone = ask(log.json()["changes"][0]["article"]["api_url"])
    assert gone.status_code == 410
    assert gone["Content-Type"] == "application/problem+json"
    tombstone = gone.json()
    conforms(tombstone, "Tombstone")
    assert "ilacs" not in gone.content.decode()
    assert (tombstone["kind"], tombstone["sequence"]) == (kind, 3)
    assert (tombstone["reason"], tombstone["article"]) == ("A court forbade it.", release.article_id)
    assert tombstone["at"] == log.json()["changes"][2]["at"]
    assert ask("articles/").json()["articles"] == []


def test_a_story_that_came_back_is_told_of_again(ask, make_public):
    release = make_public("The headline")
    publishing.withdraw(release.article_id, actor=None, reason="A court forbade it.")
    publishing.restore(release.article_id, actor=None, note="The court allowed it.")
    back = ask("changes/", after=2).json()["changes"][0]
    assert (back["kind"], back["version"], back["headline"]) == ("restored", 2, "The headline")
    story = ask(f"articles/{release.article_id}/").json()
    assert [(note["kind"], note["text"]) for note in story["notes"]] == [("restored", "The court allowed it.")]


def test_a_follower_reads_every_change_once_in_order(ask, make_public):
    releases = [make_public(f"Story {n}") for n in range(5)]
    for release in releases[:2]:
        publishing.retract(release.article_id, actor=None, reason="Wrong.")
    seen, after, more = [], 0, True
    while more:
        answer = ask("changes/", after=after, limit=3)
        seen += _entries(answer)
        after, more = answer.json()["last"], answer.json()["more"]
        assert ("Link" in answer) is more
        if more:
            assert answer["Link"].startswith(f"<http://testserver/api/v1/changes/?after={after}&limit=3>")
    assert [sequence for sequence, _kind in seen] == [1, 2, 3, 4, 5, 6, 7]
    quiet = ask("changes/", after=after).json()
    assert quiet == {"changes": [], "last": 7, "more": False}


def test_what_stays_on_the_desk_is_not_in_the_log(ask, make_story, make_public):
    publishing.submit(make_story("Waiting").pk, actor=None)
    release = make_public()
    Article.objects.filter(pk=release.article_id).update(headline="Half a correc")
    answer = ask("changes/")
    assert _entries(answer) == [(1, "published")]
    assert "Half" not in answer.content.decode()


def test_a_renamed_section_tag_and_author_are_told_as_they_are_now(ask, section, tag, author, editor, conforms):
    rename(section, actor=editor, name="Sciences", slug="sciences")
    rename(tag, actor=editor, name="The tides")
    rename(author, actor=editor, name="N. Rahal")
    answer = ask("changes/").json()
    conforms(answer, "Changes")
    assert [change["subject"] for change in answer["changes"]] == [
        {"type": "section", "id": section.pk, "slug": "sciences", "name": "Sciences"},
        {"type": "tag", "id": tag.pk, "slug": "tides", "name": "The tides"},
        {"type": "author", "id": author.pk, "slug": "nadia-rahal", "name": "N. Rahal"},
    ]
    assert answer["changes"][0]["note"] == "Science → Sciences"
    assert {change["article"] for change in answer["changes"]} == {None}


def test_of_a_story_that_may_not_be_passed_on_the_log_tells_no_words(ask, make_public):
    agency = Source.objects.create(name="Harbour Press", text_syndicate=False)
    release = make_public("Lilacs in the headline", source=agency)
    Article.objects.update(body="<p>Other words.</p>")
    publishing.correct(release.article_id, actor=None, note="Lilacs, not roses.")
    answer = ask("changes/")
    assert _entries(answer) == [(1, "published"), (2, "corrected")]
    assert "ilacs" not in answer.content.decode()


def test_who_edited_stays_in_the_house(ask, make_story, editor):
    publishing.publish(make_story().pk, actor=editor)
    assert "emil" not in ask("changes/").content.decode()
    assert "emil" not in ask("articles/", include="body").content.decode()


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("after=-1", "after"),
        ("after=x", "after"),
        ("after=1.5", "after"),
        ("after=9223372036854775808", "after"),
        ("after=1&after=2", "after"),
        ("limit=501", "limit"),
        ("since=1", "since"),
    ],
)
def test_a_number_that_is_none_is_refused(query, parameter, ask):
    answer = ask(f"changes/?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter


def test_the_end_of_all_numbers_is_quiet(ask, make_public):
    make_public()
    last = 2**63 - 1
    assert ask("changes/", after=last).json() == {"changes": [], "last": last, "more": False}


def test_a_page_of_the_log_costs_the_same_however_long(ask, make_public, section, editor, django_assert_num_queries):
    make_public()
    ask("changes/")
    with django_assert_num_queries(3):  # key, log, headlines
        ask("changes/")
    for n in range(20):
        make_public(f"Story {n}")
        rename(Section.objects.get(pk=section.pk), actor=editor, name=f"Science {n}")
    with django_assert_num_queries(3):
        assert len(_entries(ask("changes/"))) == 41
