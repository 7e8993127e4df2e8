"""A picture editor's work in a real browser: files dropped, crops aimed, a story's pictures chosen and put in order."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import ArticlePicture
from media import crops
from media.models import Image, Source
from newsportal.models import User

LIST = "/admin/media/image/"
WIDE_SCREEN = {"width": 1280, "height": 1200}

# What a browser does with files that are dropped from the desktop: a list of them, in the event.
DROP = """(area, files) => {
    const dropped = new DataTransfer();
    for (const [name, bytes] of files) {
        dropped.items.add(new File([Uint8Array.from(bytes)], name, { type: "image/jpeg" }));
    }
    for (const name of ["dragenter", "dragover", "drop"]) {
        area.dispatchEvent(new DragEvent(name, { dataTransfer: dropped, bubbles: true, cancelable: true }));
    }
}"""


@pytest.fixture
def desk(browser_of: Callable[..., Page], picture_editor: User) -> Page:
    return browser_of(picture_editor, viewport=WIDE_SCREEN)


def _form(image: Image) -> str:
    return f"{LIST}{image.pk}/change/"


def _seen_crops(page: Page) -> dict[str, crops.Region]:
    """What the previews show of the picture, in its pixels, as they are laid out on the screen."""
    laid_out = page.evaluate(
        """() => [...document.querySelectorAll("[data-crop]")].map((figure) => {
            const box = figure.querySelector(".desk-focal-crop").getBoundingClientRect();
            const image = figure.querySelector("img").getBoundingClientRect();
            const scale = document.querySelector(".desk-focal").dataset.width / image.width;
            const { left, top, width, height } = figure.dataset;
            const off = Math.max(
                Math.abs((box.left - image.left) * scale - left), Math.abs((box.top - image.top) * scale - top),
                Math.abs(box.width * scale - width), Math.abs(box.height * scale - height),
            );
            return [figure.dataset.crop, [left, top, width, height].map(Number), off];
        })"""
    )
    for crop, _region, off in laid_out:
        assert off < 3, f"{crop} is laid out {off} pixels of the original beside what it says"
    return {crop: crops.Region(*region) for crop, region, _off in laid_out}


def _served_crops(image: Image) -> dict[str, crops.Region]:
    focal = (image.focal_x, image.focal_y)
    return {crop: crops.region(image.width, image.height, crop, focal) for crop in crops.SHAPES}


def test_two_files_are_dropped_on_the_library_and_stand_in_it(desk: Page, jpeg) -> None:
    desk.goto(LIST)
    files = [["one.jpg", list(jpeg(120, 80))], ["two.jpg", list(jpeg(120, 80, (200, 20, 20)))]]
    desk.locator(".desk-upload").evaluate(DROP, files)
    expect(desk.locator(".desk-upload-done")).to_have_count(2)
    expect(desk.locator(".desk-uploads")).to_contain_text("still missing: caption, credit, alternative text")
    assert Image.objects.exclude(sha256="").count() == 2
    desk.reload()
    expect(desk.locator(".desk-cards img")).to_have_count(2)
    expect(desk.locator(".desk-badge-note").first).to_have_text("missing: caption, credit, alternative text")


@pytest.mark.parametrize(("width", "height"), [(801, 603), (603, 801)])
def test_a_click_sets_what_crops_keep_and_shows_it_as_the_server_cuts_it(
    desk: Page, make_picture, width: int, height: int
) -> None:
    image = make_picture(width=width, height=height)
    desk.goto(_form(image))
    assert _seen_crops(desk) == _served_crops(image)
    frame = desk.locator(".desk-focal-frame").bounding_box()
    desk.locator(".desk-focal-frame").click(position={"x": frame["width"] * 0.8, "y": frame["height"] * 0.2})
    assert abs(float(desk.input_value("[name=focal_x]")) - 0.8) < 0.01
    seen = _seen_crops(desk)
    with desk.expect_navigation():
        desk.click("#submit-row [name=_continue]")
    image.refresh_from_db()
    assert abs(image.focal_x - 0.8) < 0.01
    assert abs(image.focal_y - 0.2) < 0.01
    assert seen == _seen_crops(desk) == _served_crops(image)


def test_the_focal_point_is_moved_by_keys_and_by_numbers(desk: Page, make_picture) -> None:
    desk.goto(_form(make_picture()))
    marker = desk.get_by_role("slider", name="Focal point")
    marker.press("ArrowLeft")
    marker.press("Shift+ArrowDown")
    expect(marker).to_have_attribute("aria-valuetext", "49% across, 60% down")
    expect(desk.locator("[name=focal_y]")).to_have_value("0.6")
    for _press in range(6):
        marker.press("Shift+ArrowDown")
    expect(desk.locator("[name=focal_y]")).to_have_value("1")  # it never leaves the picture
    desk.fill("[name=focal_x]", "0.25")
    expect(marker).to_have_attribute("aria-valuetext", "25% across, 100% down")
    desk.get_by_role("button", name="Back to the middle").click()
    expect(marker).to_have_attribute("aria-valuetext", "50% across, 50% down")


def test_readers_get_the_crop_that_was_aimed(browser_of, editor, make_public, make_picture, site) -> None:
    image = make_picture(width=1200, height=1200)
    make_public(pictures=(image,))
    page = browser_of(editor, viewport=WIDE_SCREEN)
    before = page.request.get("/").text()
    page.goto(_form(image))
    page.locator(".desk-focal-frame").click(position={"x": 200, "y": 5})
    with page.expect_navigation():
        page.click("#submit-row [name=_continue]")
    after = page.request.get("/").text()
    address = page.goto("/") and page.locator(".picture img").first.get_attribute("src")
    assert "/16x9/" in address
    assert address in after
    assert address not in before
    assert page.request.get(address).ok


# --- The pictures of a story ---------------------------------------------------------------------


@pytest.fixture
def choices(make_picture) -> dict[str, Image]:
    agency = Source.objects.get(name="Reuters")
    return {
        "free": make_picture(caption="A barrier at dusk.", credit="Jo Brandt"),
        "ended": make_picture(caption="A barrier at noon.", rights_until="2020-01-01"),
        "nameless": make_picture(caption="A barrier at night.", credit="", source=agency),
    }


def test_the_picker_shows_pictures_and_keeps_back_those_that_may_not_be_used(
    browser_of, editor, make_story, choices
) -> None:
    article = make_story()
    page = browser_of(editor, viewport=WIDE_SCREEN)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.click("#picture_uses-group .add-row")
    page.click("#picture_uses-data .form-group:not(.empty-form) .select2-selection")
    page.keyboard.type("barr")
    offered = page.locator(".select2-results__option")
    expect(offered).to_have_count(3)
    expect(offered.locator("img")).to_have_count(3)
    ended = offered.filter(has_text="A barrier at noon.")
    expect(ended).to_contain_text("right ended on")
    expect(offered.filter(has_text="A barrier at night.")).to_contain_text("without a credit")
    ended.click(force=True)  # a mouse does not know that it is disabled
    expect(page.locator("#id_picture_uses-0-image option:checked")).to_have_count(0)
    free = offered.filter(has_text="A barrier at dusk.")
    expect(free).to_contain_text("Jo Brandt")
    free.click()
    expect(page.locator("#picture_uses-data .form-group:not(.empty-form) .readonly img")).to_be_visible()
    page.click("#submit-row [name=_continue]")
    expect(page.locator("body")).to_contain_text("was changed successfully")
    assert ArticlePicture.objects.get(article=article).image == choices["free"]


def test_pictures_dragged_into_another_order_stand_so_in_public(browser_of, editor, make_public, make_picture) -> None:
    first, second, third = (make_picture(width=800 + n, caption=f"Picture {n}.") for n in range(3))
    release = make_public(pictures=(first, second, third))
    page = browser_of(editor, viewport={"width": 1280, "height": 2400})
    page.goto(f"/admin/articles/article/{release.article_id}/change/")
    page.locator(".ProseMirror").wait_for()  # the editor of the body has its height: nothing moves any more
    page.wait_for_load_state("networkidle")
    handles = page.locator("#picture_uses-data [x-sort\\:handle]")
    handles.nth(2).hover()
    start, target = handles.nth(2).bounding_box(), handles.nth(0).bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(target["x"] + 10, target["y"] + 30, steps=24)
    page.mouse.move(target["x"] + 10, target["y"] - 5, steps=12)
    page.mouse.up()
    expect(page.locator("[name=picture_uses-2-position]")).to_have_value("0")
    # And without a mouse: the one that was the lead goes to the end.
    row = page.locator("#picture_uses-data .form-group").filter(has=page.locator("[name=picture_uses-0-position]"))
    lead = row.get_by_role("button", name="Move down")
    lead.press("Enter")
    expect(lead).to_be_focused()
    expect(lead).to_have_attribute("aria-disabled", "true")
    page.click("button[name=_verb][value=update]")
    page.click("form.desk-once button[type=submit]")
    page.goto(release.get_absolute_url())
    captions = page.locator("article figcaption").all_inner_texts()
    assert [caption.split(".")[0] for caption in captions] == ["Picture 2", "Picture 1", "Picture 0"]


@pytest.mark.parametrize("width", [420, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_picture_desk_is_wider_than_the_screen(
    browser_of, editor, make_story, make_picture, width, scheme
) -> None:
    image = make_picture(width=2000, caption="Barrier" * 30, credit="x" * 120)
    article = make_story(pictures=(image, make_picture()))
    page = browser_of(editor, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for address in (LIST, f"{LIST}?_popup=1", _form(image), f"/admin/articles/article/{article.pk}/change/"):
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => true)")  # without their font, icons are words, and wide
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
