"""A partner takes the stories: the list, page by page, and each by itself."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import pyvips

from articles import publishing
from articles.models import Article, Section, Tag
from media.models import Image, Source

DAY = datetime(2024, 5, 3, 8, 0, tzinfo=UTC)


def _ids(answer):
    return [story["id"] for story in answer.json()["articles"]]


def test_a_partner_gets_a_story_with_all_that_belongs_to_it(
    ask, make_public, make_picture, author, tag, section, conforms
):
    parent = Section.objects.create(name="Knowledge", slug="knowledge", language="en")
    Section.objects.update(parent=None)
    section.parent = parent
    section.save()
    agency = Source.objects.create(name="Harbour Press")
    pictures = (
        make_picture(width=1000, height=500, taken_on="2024-05-01", place="Westhaven", photographer="Jo Brandt"),
        make_picture(width=200, height=100, caption="The gate."),
    )
    release = make_public(
        "A headline",
        at=DAY,
        standfirst="In short.",
        place="Westhaven",
        source=agency,
        authors=(author,),
        tags=(tag,),
        pictures=pictures,
    )
    answer = ask(f"articles/{release.article_id}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    story = answer.json()
    conforms(story, "WholeArticle")
    shown = story.pop("pictures")
    assert story == {
        "id": release.article_id,
        "version": 1,
        "sequence": 1,
        "api_url": f"http://testserver/api/v1/articles/{release.article_id}/",
        "url": f"http://testserver/science/2024/05/03/a-headline-{release.article_id}/",
        "language": "en",
        "headline": "A headline",
        "short_headline": "",
        "standfirst": "In short.",
        "words": 14,
        "place": "Westhaven",
        "urgency": 4,
        "section": {
            "id": section.pk,
            "slug": "science",
            "name": "Science",
            "url": "http://testserver/science/",
            "parent": {
                "id": parent.pk,
                "slug": "knowledge",
                "name": "Knowledge",
                "url": "http://testserver/knowledge/",
            },
        },
        "tags": [{"id": tag.pk, "slug": "tides", "name": "Tides"}],
        "authors": [{"id": author.pk, "slug": "nadia-rahal", "name": "Nadia Rahal"}],
        "source": {"name": "Harbour Press", "kind": "agency"},
        "first_published_at": "2024-05-03T08:00:00Z",
        "updated_at": None,
        "version_published_at": story["version_published_at"],
        "notes": [],
        "body_html": "<p>The barrier closed at noon.</p><h2>A long wait</h2><p>It took thirty years to build.</p>",
    }
    assert [(picture["role"], picture["caption"], picture["credit"]) for picture in shown] == [
        ("lead", "A barrier closes.", "Jo Brandt"),
        ("further", "The gate.", "Jo Brandt"),
    ]
    lead, small = shown
    assert (lead["taken_on"], lead["place"], lead["width"], lead["height"]) == ("2024-05-01", "Westhaven", 1000, 500)
    assert {size["width"]: size["height"] for size in lead["renditions"]} == {320: 160, 480: 240, 640: 320, 960: 480}
    assert {(size["width"], size["height"]) for size in small["renditions"]} == {(200, 100)}


def test_every_rendition_is_what_it_says(ask, make_public, make_picture, client):
    release = make_public(pictures=(make_picture(width=701, height=333), make_picture(width=150, height=101)))
    pictures = ask(f"articles/{release.article_id}/").json()["pictures"]
    renditions = [rendition for picture in pictures for rendition in picture["renditions"]]
    assert len(renditions) == 12
    for rendition in renditions:
        answer = client.get(rendition["url"].removeprefix("http://testserver"))
        assert answer.status_code == 200
        assert answer["Content-Type"] == rendition["type"]
        pixels = pyvips.Image.new_from_buffer(answer.getvalue(), "")
        assert (pixels.width, pixels.height) == (rendition["width"], rendition["height"])


def test_the_newest_story_stands_first_and_drafts_nowhere(ask, make_story, make_public):
    make_story("A draft about lilacs")
    old = make_public("Old", at=DAY)
    new = make_public("New", at=DAY + timedelta(days=1))
    answer = ask("articles/")
    assert _ids(answer) == [new.article_id, old.article_id]
    assert "lilacs" not in answer.content.decode()
    assert "body_html" not in answer.json()["articles"][0]


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**30, "1" * 5000])
@pytest.mark.parametrize("kind", ["articles", "images"])
def test_a_number_no_story_or_picture_ever_had_is_not_found(kind, number, ask, make_public):
    make_public()
    assert ask(f"{kind}/{number}/").status_code == 404


def test_the_list_brings_the_bodies_where_asked(ask, make_public, conforms):
    make_public()
    answer = ask("articles/", include="body")
    assert answer.json()["articles"][0]["body_html"].startswith("<p>The barrier")
    conforms(answer.json(), "Articles")


def test_a_draft_is_no_other_than_a_story_that_never_was(ask, make_story):
    draft = make_story("Not yet")
    answer, nothing = ask(f"articles/{draft.pk}/"), ask("articles/999999/")
    assert answer.status_code == nothing.status_code == 404
    told, known = answer.json(), nothing.json()
    assert told.pop("instance") != known.pop("instance")
    assert told == known


def test_pages_repeat_and_miss_nothing_while_stories_come_out(ask, make_public):
    old = [make_public(f"Old {n}", at=DAY + timedelta(minutes=n // 2)).article_id for n in range(7)]
    seen, address = [], "articles/?limit=2"
    while address:
        answer = ask(address)
        seen += _ids(answer)
        address = answer.json()["next"]
        assert answer.get("Link", "") == (f'<{address}>; rel="next"' if address else "")
        if len(seen) < 8:
            make_public("Meanwhile", at=DAY + timedelta(days=1))
    assert seen == sorted(old, reverse=True)


def test_pages_keep_what_was_asked_for(ask, make_public):
    for n in range(3):
        make_public(f"Story {n}", at=DAY + timedelta(minutes=n))
    following = ask("articles/", limit=1, include="body", section="science").json()["next"]
    assert "include=body" in following
    assert "section=science" in following
    assert ask(following).json()["articles"][0]["headline"] == "Story 1"


def test_a_partner_takes_one_section_with_its_subsections(ask, make_public, section):
    space = Section.objects.create(name="Space", slug="space", language="en", parent=section)
    other = Section.objects.create(name="Sport", slug="sport", language="en")
    above, below = make_public(at=DAY), make_public(section=space, at=DAY + timedelta(days=1))
    make_public(section=other)
    assert _ids(ask("articles/", section="science")) == [below.article_id, above.article_id]
    assert _ids(ask("articles/", section="space")) == [below.article_id]


def test_a_partner_takes_one_language(ask, make_public, arabic_section):
    make_public()
    arabic = make_public("الصحافة", section=arabic_section, language="ar")
    answer = ask("articles/", language="ar")
    assert _ids(answer) == [arabic.article_id]
    assert answer.json()["articles"][0]["headline"] == "الصحافة"
    assert answer.json()["articles"][0]["url"].startswith("http://testserver/ar/science/")


def test_a_slug_of_two_languages_needs_the_language(ask, make_public, arabic_section):
    english = make_public()
    answer = ask("articles/", section="science")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "section"
    assert _ids(ask("articles/", section="science", language="en")) == [english.article_id]


def test_a_partner_takes_one_tag(ask, make_public, tag):
    tagged = make_public(tags=(tag, Tag.objects.create(name="Sea", slug="sea", language="en")))
    make_public()
    assert _ids(ask("articles/", tag="tides")) == [tagged.article_id]


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("foo=1", "foo", "Unknown parameter “foo”: those of this address are limit, cursor, language"),
        ("limit=1&limit=2", "limit", "given 2 times"),
        ("limit=0", "limit", "from 1 to 100"),
        ("limit=101", "limit", "from 1 to 100"),
        ("limit=-1", "limit", "from 1 to 100"),
        ("limit=%D9%A3", "limit", "from 1 to 100"),
        ("limit=²", "limit", "from 1 to 100"),
        ("limit=" + "1" * 5000, "limit", "from 1 to 100"),
        ("limit=", "limit", "empty"),
        ("cursor=abc", "cursor", "take it from “next”"),
        ("cursor=1-" + "9" * 18, "cursor", ""),
        ("section=nowhere", "section", "“nowhere”"),
        ("section=a%00b", "section", "no text"),
        ("tag=nothing", "tag", "“nothing”"),
        ("language=tlh", "language", "en, ar"),
        ("include=all", "include", "“body”"),
    ],
)
def test_a_parameter_we_cannot_read_is_refused_by_its_name(query, parameter, said, ask, section, conforms):
    answer = ask(f"articles/?{query}")
    if not said:  # a place in the list, if one that nothing stands at
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    problem = answer.json()
    conforms(problem, "Problem")
    assert problem["parameter"] == parameter
    assert said in problem["detail"]


@pytest.mark.parametrize("address", ["articles/1/", "images/1/", "changes/", "sections/"])
def test_every_address_refuses_a_parameter_it_does_not_know(address, ask):
    answer = ask(address, colour="blue")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "colour"


@pytest.mark.parametrize("address", ["articles/", "articles/{id}/", "changes/", "sections/", "images/{image}/"])
def test_what_a_partner_has_already_is_not_sent_again(address, ask, make_public, make_picture, client, key):
    picture = make_picture()
    release = make_public(pictures=(picture,))
    address = address.format(id=release.article_id, image=picture.pk)
    first = ask(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Vary"] == "Authorization"
    again = ask(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    head = client.head(f"/api/v1/{address}", headers={"Authorization": f"Bearer {key}"})
    assert (head.status_code, head["ETag"]) == (200, first["ETag"])
    Section.objects.update(name="Sciences")
    Article.objects.update(headline="Mended")
    publishing.correct(release.article_id, actor=None, note="It was one o'clock.")
    assert ask(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_correction_reaches_the_partner_with_its_note(ask, make_public, conforms):
    release = make_public()
    Article.objects.update(headline="Corrected")
    publishing.correct(release.article_id, actor=None, note="It was one o'clock.")
    Article.objects.update(headline="Polished")
    publishing.improve(release.article_id, actor=None)
    story = ask(f"articles/{release.article_id}/").json()
    conforms(story, "WholeArticle")
    assert (story["headline"], story["version"], story["sequence"]) == ("Polished", 3, 3)
    assert story["updated_at"] < story["version_published_at"]
    assert [(note["kind"], note["text"]) for note in story["notes"]] == [("corrected", "It was one o'clock.")]
    assert story["notes"][0]["at"] == story["updated_at"]


def test_a_source_nobody_confirmed_is_not_named(ask, make_public):
    agency = Source.objects.create(name="Harbour Press")
    release = make_public(source=agency, source_confirmed=False)
    assert ask(f"articles/{release.article_id}/").json()["source"] is None


def test_a_picture_that_awaits_its_file_comes_as_caption_and_credit(ask, make_public, db):
    waiting = Image.objects.create(caption="The gate at dawn.", credit="Harbour Press")
    release = make_public(pictures=(waiting,))
    (picture,) = ask(f"articles/{release.article_id}/").json()["pictures"]
    assert (picture["caption"], picture["credit"]) == ("The gate at dawn.", "Harbour Press")
    assert picture["awaiting_file"] is True
    assert picture["renditions"] == []


def test_a_page_costs_as_many_queries_for_forty_stories_as_for_two(
    ask, make_public, make_picture, author, tag, django_assert_num_queries
):
    agency = Source.objects.create(name="Harbour Press")

    def publish(n):
        pictures = (make_picture(width=40, height=30, source=agency), make_picture(width=41, height=30))
        release = make_public(f"Story {n}", source=agency, authors=(author,), tags=(tag,), pictures=pictures)
        publishing.correct(release.article_id, actor=None, note="Mended.")

    for n in range(2):
        publish(n)
    ask("articles/")
    with django_assert_num_queries(7):  # key; releases; by-lines, authors, tags; notes; pictures
        assert len(_ids(ask("articles/", include="body"))) == 2
    for n in range(18):
        publish(n)
    with django_assert_num_queries(7) as queries:
        assert len(_ids(ask("articles/", include="body"))) == 20
    assert not [query for query in queries if "COUNT(" in query["sql"]]
    last = Article.objects.latest("pk").pk
    with django_assert_num_queries(7):
        ask(f"articles/{last}/")


@pytest.fixture
def illustrated(make_story, make_picture) -> Article:
    """A story with a picture within its text."""
    gates = make_picture(caption="The gates.", credit="Jo Brandt")
    body = f'<p>It closed.</p><figure data-picture="{gates.pk}"></figure><p>It opened.</p>'
    article = make_story(body=body)
    article.picture_uses.create(image=gates, in_text=True)
    return article


def test_a_picture_within_the_text_stands_in_the_body_under_its_id(ask, illustrated, editor, conforms):
    publishing.publish(illustrated.pk, actor=editor)
    story = ask(f"articles/{illustrated.pk}/").json()
    conforms(story, "WholeArticle")
    [gates] = story["pictures"]
    assert gates["role"] == "text"
    before, image, after = re.split("(<img[^>]*>)", story["body_html"])
    assert before == f'<p>It closed.</p><figure data-picture="{gates["id"]}">'
    assert gates["renditions"][-1]["url"] in image
    assert after == "<figcaption>The gates. (Jo Brandt)</figcaption></figure><p>It opened.</p>"


def test_a_picture_within_the_text_that_may_not_be_passed_on_leaves_the_body(ask, illustrated, editor):
    Image.objects.update(may_syndicate=False)
    publishing.publish(illustrated.pk, actor=editor)
    story = ask(f"articles/{illustrated.pk}/").json()
    assert story["body_html"] == "<p>It closed.</p><p>It opened.</p>"
    assert [set(picture) for picture in story["pictures"]] == [{"id", "role", "withheld"}]
