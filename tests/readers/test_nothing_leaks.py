"""The guard over every public door: what is not public is seen at none of them, and once published at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.desk import save_revision
from articles.models import Article, Author, Tag

WORDS = {
    "headline": "Xylophonic herons",
    "short_headline": "Yttrium owls",
    "standfirst": "Quokkas in the zeppelin",
    "body": "Marmosets rehearse",
    "caption": "Narwhal at dusk",
    "credit": "Zoltan Quill",
    "alt": "An umbrellabird",
    "author": "Wilhelmina Okapi",
    "tag": "Pangolins",
}
TAKEN = {"author", "tag"}  # these have pages of their own, whatever is published


@pytest.fixture
def planted(make_story, make_picture):
    picture = make_picture(caption=WORDS["caption"], credit=WORDS["credit"], alt_text=WORDS["alt"])
    return make_story(
        WORDS["headline"],
        short_headline=WORDS["short_headline"],
        standfirst=WORDS["standfirst"],
        body=f"<p>{WORDS['body']}.</p>",
        pictures=(picture,),
        authors=(Author.objects.create(name=WORDS["author"], slug="w-okapi"),),
        tags=(Tag.objects.create(name=WORDS["tag"], slug="pangolins", language="en"),),
    )


def _doors(article: Article) -> list[str]:
    today = timezone.localdate()
    feeds = [f"{of}feeds/{form}" for of in ("/", "/science/", "/tag/pangolins/", "/author/w-okapi/")
             for form in ("rss.xml", "atom.xml", "feed.json")]  # fmt: skip
    return [
        "/", "/ar/", "/science/", "/tag/pangolins/", "/author/w-okapi/", f"/archive/{today:%Y/%m/%d}/",
        *(f"/search/?q={words.split()[0]}" for words in WORDS.values()),
        f"/science/{today:%Y/%m/%d}/xylophonic-herons-{article.pk}/", "/sitemap.xml", "/sitemap-news.xml", *feeds,
    ]  # fmt: skip


def _seen(client, article: Article, *, apart_from: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """Which of the planted words each door shows, in its body or its headers. The typed query is no leak."""
    seen = {}
    for door in _doors(article):
        response = client.get(door)
        shown = response.content.decode() + str(response.headers)
        words = {name for name, words in WORDS.items() if words in shown} - TAKEN - set(apart_from)
        if words:
            seen[door] = words
    return seen


def _submitted(pk: int) -> None:
    publishing.submit(pk, actor=None)


def _scheduled(pk: int) -> None:
    publishing.schedule(pk, actor=None, at=timezone.now() + timedelta(hours=1))


def _spiked(pk: int) -> None:
    publishing.spike(pk, actor=None)


def _withdrawn(pk: int) -> None:
    publishing.publish(pk, actor=None)
    publishing.withdraw(pk, actor=None, reason="A court forbade it.")


@pytest.mark.parametrize("into_state", [lambda pk: None, _submitted, _scheduled, _spiked, _withdrawn])
def test_what_is_not_public_is_seen_at_no_door(client, planted, into_state):
    into_state(planted.pk)
    assert _seen(client, planted) == {}
    [use] = planted.picture_uses.all()
    for width in (320, 640):
        assert client.get(f"/media/{use.image_id}-0123456789abcdef/{width}.jpg").status_code in (404, 410)


def test_a_retracted_story_leaves_its_headline_at_its_own_address_alone(client, planted):
    publishing.publish(planted.pk, actor=None)
    publishing.retract(planted.pk, actor=None, reason="Wrong.")
    seen = _seen(client, planted)
    assert list(seen.values()) == [{"headline"}]


def test_a_half_typed_correction_is_seen_at_no_door(client, make_public):
    release = make_public()
    article = release.article
    article.headline, article.body = WORDS["headline"], f"<p>{WORDS['body']}</p>"
    article.save()
    save_revision(article, actor=None)
    assert _seen(client, article) == {}


def test_what_is_published_is_seen_at_every_door_but_those_of_other_words(client, planted):
    publishing.publish(planted.pk, actor=None)
    doors = {door for door in _doors(planted) if not door.startswith(("/ar/", "/search/", "/sitemap.xml"))}
    assert doors <= set(_seen(client, planted)) | {"/sitemap.xml"}
    story_page = next(door for door in doors if str(planted.pk) in door)
    assert _seen(client, planted)[story_page] >= {"headline", "standfirst", "body", "caption", "credit", "alt"}
