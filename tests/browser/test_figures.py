"""A picture put into the text in a real browser, with words of its own, and seen on the page where it stands."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from media.models import Image
from newsportal.models import User


@pytest.fixture
def article(make_story) -> Article:
    return make_story(body="<p>The barrier closed at noon.</p><p>It opened at dusk.</p>")


@pytest.fixture
def gates(make_picture) -> Image:
    return make_picture(caption="The gates.", credit="Jo Brandt")


@pytest.fixture
def desk(browser_of: Callable[..., Page], editor: User, article: Article) -> Page:
    page = browser_of(editor, viewport={"width": 1280, "height": 1400})
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".ProseMirror").wait_for()
    return page


def _put(page: Page, words: str, *, caption: str = "") -> None:
    """Puts a picture at the end of the first paragraph, found by words of its caption."""
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("End")
    page.get_by_role("button", name="A picture within the text").click()
    dialogue = page.get_by_role("dialog", name="A picture within the text")
    dialogue.locator(".select2-selection").click()
    page.keyboard.type(words)
    page.locator(".select2-results__option", has_text=words).click()
    dialogue.get_by_label("Caption here").fill(caption)
    dialogue.get_by_role("button", name="Put into the text").click()
    expect(dialogue).to_have_count(0)


def _save(page: Page) -> None:
    with page.expect_navigation():
        page.click("#submit-row [name=_continue]")
    expect(page.locator("body")).to_contain_text("was changed successfully")


def test_a_figure_is_put_into_the_text_published_and_seen_where_it_stands(
    desk: Page, article: Article, gates: Image
) -> None:
    _put(desk, "gates", caption="Seen <from> the “north”.")
    shown = desk.locator(".ProseMirror .desk-figure")
    expect(shown).to_contain_text("Seen <from> the “north”. (Jo Brandt)")
    expect(shown.locator("img")).to_be_visible()
    _save(desk)
    article.refresh_from_db()
    figure = f'<figure data-picture="{gates.pk}"></figure>'
    assert article.body == f"<p>The barrier closed at noon.</p>{figure}<p>It opened at dusk.</p>"
    desk.click("button[name=_verb][value=publish]")
    desk.click("form.desk-once button[type=submit]")
    desk.goto(article.releases.public().get().get_absolute_url())
    stands = desk.locator(".text > *")
    expect(stands).to_have_count(3)
    expect(stands.nth(1).locator("figcaption")).to_have_text("Seen <from> the “north”. (Jo Brandt)")
    stands.nth(1).locator("img").scroll_into_view_if_needed()
    expect(stands.nth(1).locator("img")).to_have_js_property("complete", True)
    assert stands.nth(1).locator("img").evaluate("image => image.naturalWidth") > 0


def test_its_words_are_changed_by_keys_and_it_is_taken_out(desk: Page, article: Article, gates: Image) -> None:
    _put(desk, "gates")
    _save(desk)
    desk.get_by_role("button", name="Picture and words").press("Enter")
    dialogue = desk.get_by_role("dialog")
    dialogue.get_by_label("Alternative text here").fill("Two gates, shut.")
    dialogue.get_by_role("button", name="Put into the text").press("Enter")
    _save(desk)
    [use] = article.picture_uses.all()
    assert (use.image, use.in_text, use.caption, use.alt_text) == (gates, True, "", "Two gates, shut.")
    desk.locator(".desk-figure img").click()
    desk.keyboard.press("Delete")
    _save(desk)
    article.refresh_from_db()
    assert article.body == "<p>The barrier closed at noon.</p><p>It opened at dusk.</p>"
    assert not article.picture_uses.exists()


def test_a_dialogue_left_changes_nothing(desk: Page, article: Article, gates: Image) -> None:
    desk.locator(".ProseMirror p").first.click()
    desk.get_by_role("button", name="A picture within the text").click()
    desk.get_by_role("dialog").get_by_role("button", name="Put into the text").click()
    expect(desk.locator(".select2-results__option")).to_have_count(1)  # a picture is asked for first
    desk.keyboard.press("Escape")
    desk.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(desk.locator(".desk-figure")).to_have_count(0)
