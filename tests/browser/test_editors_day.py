"""An editor's day in a real browser, and what readers and partners see of it at each step."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, ArticlePicture
from syndication.models import ApiKey, Partner


@pytest.fixture
def picture_file(tmp_path: Path, jpeg) -> Path:
    file = tmp_path / "barrier.jpg"
    file.write_bytes(jpeg(1000, 700))
    return file


class Doors:
    """What the public and a partner are told, asked for without the editor's sign-in."""

    def __init__(self, page: Page, key: str) -> None:
        self._ask = page.context.browser.new_context(base_url=page.url.split("/admin/")[0]).request
        self._headers = {"Authorization": f"Bearer {key}"}

    def status(self, address: str) -> int:
        return self._ask.get(address).status

    def text(self, address: str) -> str:
        return self._ask.get(address).text()

    def changes(self) -> list[dict]:
        return self._ask.get("/api/v1/changes/?after=0", headers=self._headers).json()["changes"]

    def articles(self) -> list[dict]:
        return self._ask.get("/api/v1/articles/", headers=self._headers).json()["articles"]


@pytest.fixture
def doors(site):
    partner = Partner.objects.create(name="Coast Courier", email="desk@courier.example")
    _row, key = ApiKey.issue(partner, "import")
    return lambda page: Doors(page, key)


LISTS = ("/", "/science/", "/feeds/rss.xml", "/feeds/atom.xml", "/search/?q=espresso", "/sitemap.xml")


def test_the_editor_s_day(browser_of, doors, editor, section, make_public, author, picture_file):
    make_public("Ferries stay in port")  # the next story of the section
    page = browser_of(editor)
    public = doors(page)

    page.click("text=All stories")
    page.goto("/admin/articles/article/add/")
    page.fill("[name=headline]", "Espresso bar opens on the barrier")
    body = page.locator(".ProseMirror")
    body.click()
    page.keyboard.type("The bar opened at noon.")
    page.keyboard.press("Enter")
    page.keyboard.type("A long wait")
    page.click("[data-name=heading2]")
    page.keyboard.press("Enter")
    page.keyboard.type("It took ")
    page.keyboard.press("Control+b")
    page.keyboard.type("thirty years")
    page.keyboard.press("Control+b")
    page.keyboard.type(".")
    page.select_option("[name=section]", label="Science")

    page.click("#picture_uses-group .add-row")
    with page.expect_popup() as opened:
        page.click("#add_id_picture_uses-0-image")
    upload = opened.value
    upload.set_input_files("[type=file]", picture_file)
    upload.fill("[name=caption]", "The bar at noon.")
    upload.fill("[name=credit]", "Jo Brandt")
    with upload.expect_event("close"):
        upload.click("[name=_save]")
    expect(page.locator("#id_picture_uses-0-image option:checked")).to_have_text("The bar at noon.")
    expect(page.locator("#picture_uses-data .form-group:not(.empty-form) .readonly img")).to_be_visible()

    page.click("#bylines-group .add-row")
    page.click("#bylines-data .form-group:not(.empty-form) .select2-selection")
    # Each letter asks the server; the list is at rest when the answer for the whole name has come.
    with page.expect_response(re.compile("term=Nadia&")):
        page.keyboard.type("Nadia")
    page.click(".select2-results__option--highlighted:has-text('Nadia Rahal')")
    expect(page.locator("#bylines-group .select2-selection__rendered").first).to_contain_text("Nadia Rahal")

    page.click("button[name=_verb][value=publish]")
    assert public.text("/").count("Espresso bar") == 0
    page.click("form.desk-once button[type=submit]")
    expect(page.locator(".desk-standing")).to_contain_text("The public reads what stands here.")
    address = page.locator(".desk-standing a").get_attribute("href")
    form = page.url

    story = public.text(address)
    for shown in ("The bar opened at noon.", "<h2>A long wait</h2>", "<strong>thirty years</strong>", "The bar at noon.",
                  "(Jo Brandt)", "Nadia Rahal"):  # fmt: skip
        assert shown in story
    for door in LISTS:
        assert "espresso-bar" in public.text(door).lower(), door
    assert public.articles()[0]["headline"] == "Espresso bar opens on the barrier"

    # A correction, with a note to readers.
    page.goto(form)
    body = page.locator(".ProseMirror")
    body.locator("p").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Corrected: ")
    page.click("button[name=_verb][value=correct]")
    expect(page.locator(".desk-page")).to_contain_text("Changed since it was last published: body")
    page.fill("[name=words]", "The bar opened at one, not at noon.")
    page.click("form.desk-once button[type=submit]")
    expect(page.locator("body")).to_contain_text("Correct: done.")
    story = public.text(address)
    assert "Corrected: The bar opened at noon." in story
    assert "The bar opened at one, not at noon." in story
    assert public.changes()[-1]["kind"] == "corrected"

    # A retraction takes it from every door, and leaves an honest notice.
    page.click("button[name=_verb][value=retract]")
    page.fill("[name=words]", "There is no bar.")
    page.click("form.desk-once button[type=submit]")
    expect(page.locator(".desk-standing")).to_contain_text("retracted")
    assert public.status(address) == 410
    notice = public.text(address)
    assert "Espresso bar opens on the barrier" in notice
    assert "There is no bar." in notice
    for door in LISTS:
        assert "espresso-bar" not in public.text(door).lower(), door
    assert public.articles()[0]["headline"] == "Ferries stay in port"
    assert public.changes()[-1]["kind"] == "retracted"
    other = re.search(r'href="(/science/[^"]+)"', public.text("/science/"))
    assert other
    assert "espresso-bar" not in public.text(other[1]).lower()


def test_an_editor_drags_another_picture_to_the_front(browser_of, editor, make_story, make_picture):
    first, second = make_picture(width=800, caption="First."), make_picture(width=810, caption="Second.")
    article = make_story(pictures=(first, second))
    page = browser_of(editor, viewport={"width": 1280, "height": 1200})
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    handles = page.locator("#picture_uses-data [x-sort\\:handle]")
    handles.nth(1).scroll_into_view_if_needed()
    start, target = handles.nth(1).bounding_box(), handles.nth(0).bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(target["x"] + 10, target["y"] + 30, steps=8)
    page.mouse.move(target["x"] + 10, target["y"] - 5, steps=8)
    page.mouse.up()
    expect(page.locator("[name=picture_uses-1-position]")).to_have_value("0")
    page.click("#submit-row [name=_continue]")
    expect(page.locator("body")).to_contain_text("was changed successfully")
    assert list(ArticlePicture.objects.filter(article=article).values_list("image", flat=True)) == [second.pk, first.pk]


def test_the_enter_key_saves_and_is_no_verb(browser_of, editor, make_story):
    article = make_story()
    page = browser_of(editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.fill("[name=headline]", "Barrier closed")
    page.press("[name=headline]", "Enter")
    expect(page.locator("body")).to_contain_text("was changed successfully")
    article = Article.objects.get()
    assert (article.headline, article.state) == ("Barrier closed", "draft")


@pytest.mark.parametrize("width", [420, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_is_wider_than_the_screen(
    browser_of, administrator, make_story, make_picture, width, scheme
):
    article = make_story(pictures=(make_picture(),))
    page = browser_of(administrator, viewport={"width": width, "height": 900}, color_scheme=scheme)
    story = f"/admin/articles/article/{article.pk}"
    for address in (
        "/admin/",
        "/admin/articles/article/",
        f"{story}/change/",
        f"{story}/verb/schedule/",
        f"{story}/history/",
    ):
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => true)")  # without their font, icons are words, and wide
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_words_typed_for_a_picture_the_library_has_become_the_storys(
    browser_of, editor, section, make_picture, jpeg, tmp_path
):
    known = make_picture(caption="The library's caption.", credit="Jo Brandt")
    again = tmp_path / "again.jpg"
    again.write_bytes(known.file.read())
    page = browser_of(editor)
    page.goto("/admin/articles/article/add/")
    page.click("#picture_uses-group .add-row")
    with page.expect_popup() as opened:
        page.click("#add_id_picture_uses-0-image")
    upload = opened.value
    upload.set_input_files("[type=file]", again)
    upload.fill("[name=caption]", "The bar at noon.")
    with upload.expect_event("close"):
        upload.click("[name=_save]")
    expect(page.locator("#id_picture_uses-0-image option:checked")).to_have_text("The library's caption.")
    expect(page.locator("#id_picture_uses-0-caption")).to_have_value("The bar at noon.")
