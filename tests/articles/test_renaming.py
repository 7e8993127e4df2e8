"""Renamed sections, tags and authors: old addresses lead on, stories keep their releases, the log says it."""

from articles.models import Change, Redirect, Release
from articles.renaming import rename


def test_a_renamed_section_takes_its_stories_and_feeds_along(client, editor, make_public, section):
    release = make_public()
    old = release.get_absolute_url()
    rename(section, actor=editor, name="Sciences", slug="sciences")

    moved = Release.objects.public().get()
    assert moved == release
    assert client.get(old).headers["Location"] == moved.get_absolute_url()
    assert moved.get_absolute_url().startswith("/sciences/")
    for page in ("/science/", "/science/feeds/rss.xml"):
        response = client.get(f"{page}?utm=1")
        assert (response.status_code, response.headers["Location"]) == (
            301,
            page.replace("science", "sciences") + "?utm=1",
        )
    change = Change.objects.first()
    assert (change.kind, change.section, change.actor) == ("renamed", section, editor)
    assert Change.objects.filter(kind="renamed").count() == 1


def test_renaming_twice_and_back_leaves_no_chain_and_no_circle(client, editor, section):
    rename(section, actor=editor, slug="b")
    rename(section, actor=editor, slug="c")
    assert client.get("/science/").headers["Location"] == "/c/"
    assert client.get("/b/").headers["Location"] == "/c/"
    rename(section, actor=editor, slug="science")
    assert client.get("/science/").status_code == 200
    assert client.get("/c/").headers["Location"] == "/science/"
    assert not Redirect.objects.filter(old_path="/science/").exists()


def test_an_author_moves_in_every_edition(client, editor, author):
    rename(author, actor=editor, slug="n-rahal")
    assert client.get("/author/nadia-rahal/").headers["Location"] == "/author/n-rahal/"
    assert client.get("/ar/author/nadia-rahal/").headers["Location"] == "/ar/author/n-rahal/"


def test_a_new_position_in_the_section_bar_is_no_public_change(editor, section):
    rename(section, actor=editor, position=5)
    assert not Change.objects.exists()


def test_nobody_keeps_a_redirect_that_may_be_turned_round(client, editor, section):
    rename(section, actor=editor, slug="b")
    assert client.get("/science/").headers["Cache-Control"] == "no-cache"
    assert client.get("/nothing/").headers["Cache-Control"] == "no-cache"


def test_an_old_address_is_followed_letter_by_letter(client, editor, section):
    rename(section, actor=editor, slug="b")
    assert client.get("/science/%3Fx/").headers["Location"] == "/b/%3Fx/"
