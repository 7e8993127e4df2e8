"""A reader in a real browser: the text's size, the keyboard, a telephone, no scripts at all."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def reader(chromium, site):
    """Opens a page as a stranger would. Nothing it loads may break the policy, throw an error or leave the site."""
    contexts, complaints = [], []

    def open_page(path, **options):
        context = chromium.new_context(base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(site) else complaints.append(request.url))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _size(page):
    return page.locator(".text").evaluate("text => getComputedStyle(text).fontSize")


def test_the_text_size_survives_a_reload_and_the_next_story(reader, make_public):
    next_story = make_public("An older story")
    page = reader(make_public("A newer story").get_absolute_url())
    assert _size(page) == "20px"
    larger = page.get_by_role("button", name="Larger text")
    larger.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert _size(page) == "24px"
    expect(page.get_by_text("Text size 24 pixels")).to_be_attached()
    page.reload()
    assert _size(page) == "24px"
    page.get_by_role("link", name="An older story").first.click()
    page.wait_for_url(f"**{next_story.get_absolute_url()}")
    assert _size(page) == "24px"


def test_the_text_size_ends_at_16_and_28_pixels(reader, make_public):
    page = reader(make_public().get_absolute_url())
    for name, end in (("Larger text", "28px"), ("Smaller text", "16px")):
        button = page.get_by_role("button", name=name)
        while button.is_enabled():
            button.click()
        assert _size(page) == end


def test_the_keyboard_stays_on_its_button_at_the_end_of_the_sizes(reader, make_public):
    page = reader(make_public().get_absolute_url())
    larger = page.get_by_role("button", name="Larger text")
    larger.focus()
    for _press in range(6):
        page.keyboard.press("Enter")
    assert _size(page) == "28px"
    expect(larger).to_be_focused()


def test_without_scripts_the_story_is_whole_and_no_dead_button_shows(reader, make_public, make_picture):
    page = reader(make_public(pictures=(make_picture(),)).get_absolute_url(), java_script_enabled=False)
    expect(page.get_by_text("The barrier closed at noon.")).to_be_visible()
    expect(page.get_by_text("(Jo Brandt)")).to_be_visible()
    assert page.get_by_role("button").count() == 0
    expect(page.locator("figure img")).to_be_visible()


def test_the_first_tab_leads_past_the_masthead(reader, make_public):
    page = reader(make_public().get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_is_wider_than_the_screen(reader, make_public, make_picture, arabic_section, width):
    english = make_public(
        "Unübersehbarwasserstandsveränderungsbeobachtung at the gates", pictures=(make_picture(width=1600),)
    )
    make_public("المد والجزر عند البوابات", section=arabic_section, language="ar", body="<p>ارتفع الماء.</p>")
    for path in ("/", "/ar/", "/science/", english.get_absolute_url(), "/search/?q=gates"):
        page = reader(path, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_arabic_page_is_read_from_the_right(reader, make_public, arabic_section):
    release = make_public("المد والجزر", section=arabic_section, language="ar", body="<p>ارتفع الماء.</p>")
    page = reader(release.get_absolute_url(), viewport={"width": 1280, "height": 800})
    heading = page.get_by_role("heading", level=1).bounding_box()
    share = page.get_by_role("button", name="مشاركة").bounding_box()
    assert share["x"] < heading["x"] + heading["width"] / 2
