"""A newsreader follows the site, and a search engine."""

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article
from media.models import Image, Source

FORMS = ["rss.xml", "atom.xml", "feed.json"]
SCHEMA = Path(__file__).parents[3] / "shared" / "schemas" / "jsonfeed" / "jsonfeed-1.1.schema.json"


@pytest.mark.parametrize("form", FORMS[:2])
def test_a_reader_sees_title_text_authors_picture_and_credit(client, make_public, make_picture, author, form):
    feedparser = pytest.importorskip("feedparser")
    release = make_public(pictures=(make_picture(caption="The gate.", credit="Jo Brandt"),), authors=(author,))
    feed = feedparser.parse(client.get(f"/feeds/{form}").content)
    assert not feed.bozo
    [entry] = feed.entries
    assert entry.title == release.headline
    assert entry.link == f"http://testserver{release.get_absolute_url()}"
    assert entry.content[0].value == release.body
    assert entry.author == "Nadia Rahal"
    [media] = entry.media_content
    assert media["url"].startswith("http://testserver/media/")
    assert entry.media_credit[0]["content"] == "Jo Brandt"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("of", ["/", "/science/", "/tag/tides/", "/author/nadia-rahal/"])
def test_every_list_has_its_feeds(client, make_public, author, tag, of, form):
    make_public("Rising water", authors=(author,), tags=(tag,))
    response = client.get(f"{of}feeds/{form}")
    assert response.status_code == 200
    assert "Rising water" in response.content.decode()


def test_an_edit_makes_no_second_item(client, make_public):
    release = make_public()

    def item() -> ET.Element:
        [found] = ET.fromstring(client.get("/feeds/rss.xml").content).iter("item")  # noqa: S314
        return found

    before = item().findtext("guid")
    Article.objects.filter(pk=release.article_id).update(headline="Barrier opened again")
    publishing.update(release.article_id, actor=None)
    assert item().findtext("title") == "Barrier opened again"
    assert item().findtext("guid") == before


def test_text_that_may_not_be_passed_on_appears_as_headline_and_link_alone(client, make_public, make_picture):
    wire = Source.objects.create(name="Northlight Press", text_syndicate=False)
    make_public(source=wire, pictures=(make_picture(),), standfirst="Only here.")
    for form in FORMS:
        feed = client.get(f"/feeds/{form}").content.decode()
        assert "Tidal barrier closed" in feed
        for kept_back in ("closed at noon", "Only here.", "/media/"):
            assert kept_back not in feed


def test_a_picture_that_may_not_be_passed_on_stays_on_the_site(client, make_public, make_picture):
    wire = Source.objects.create(name="Northlight Press", picture_syndicate=False)
    make_public(pictures=(make_picture(source=wire),))
    for form in FORMS:
        feed = client.get(f"/feeds/{form}").content.decode()
        assert "closed at noon" in feed
        assert "/media/" not in feed


def test_the_json_feed_is_what_its_schema_says(client, make_public, make_picture, author):
    if not SCHEMA.exists():
        pytest.skip(f"the JSON Feed schema is not at {SCHEMA}")
    jsonschema = pytest.importorskip("jsonschema")
    make_public(pictures=(make_picture(),), authors=(author,))
    make_public("Without a body", source=Source.objects.create(name="Northlight Press", text_syndicate=False))
    document = client.get("/feeds/feed.json").json()
    jsonschema.validate(document, json.loads(SCHEMA.read_text()), format_checker=jsonschema.FormatChecker())


def test_a_retracted_story_leaves_feeds_and_sitemaps(client, make_public):
    release = make_public()
    doors = [f"/feeds/{form}" for form in FORMS] + ["/sitemap.xml", "/sitemap-news.xml"]
    for door in doors:
        assert release.get_absolute_url() in client.get(door).content.decode()
    publishing.retract(release.article_id, actor=None, reason="Wrong.")
    for door in doors:
        assert release.get_absolute_url() not in client.get(door).content.decode()


def test_the_news_sitemap_lists_two_days(client, make_public):
    make_public("Fresh")
    make_public("Stale", at=timezone.now() - timedelta(days=3))
    page = client.get("/sitemap-news.xml").content.decode()
    assert "Fresh" in page
    assert "Stale" not in page
    ET.fromstring(page.encode())  # noqa: S314


def test_robots_are_told_where_the_sitemaps_are(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_correction_stands_in_every_feed(client, make_public):
    release = make_public()
    Article.objects.filter(pk=release.article_id).update(body="<p>It closed at one.</p>")
    publishing.correct(release.article_id, actor=None, note="It closed at one, not at noon.")
    for form in FORMS:
        assert "It closed at one, not at noon." in client.get(f"/feeds/{form}").content.decode()


@pytest.mark.parametrize("form", FORMS[:2])
def test_a_picture_that_awaits_its_file_sends_caption_and_credit_ahead(client, make_public, form):
    feedparser = pytest.importorskip("feedparser")
    make_public(pictures=(Image.objects.create(caption="A gate.", credit="Harbour Wire"),))
    [entry] = feedparser.parse(client.get(f"/feeds/{form}").content).entries
    assert entry.media_credit[0]["content"] == "Harbour Wire"
    assert "A gate." in client.get(f"/feeds/{form}").content.decode()
    assert "media_content" not in entry


def test_characters_that_no_feed_can_carry_are_left_out_of_it(client, make_public, make_picture, author, tag, section):
    strange = "\x0b\x08"
    for named in (author, tag, section):
        named.name += strange
        named.save()
    make_public(
        "High" + strange + "water",
        body=f"<p>The{strange}barrier</p>",
        standfirst=strange,
        pictures=(make_picture(caption=strange, credit=f"Jo{strange}"),),
        authors=(author,),
        tags=(tag,),
    )
    for door in ("/feeds/rss.xml", "/feeds/atom.xml", "/sitemap.xml", "/sitemap-news.xml", "/science/feeds/rss.xml"):
        ET.fromstring(client.get(door).content)  # noqa: S314
