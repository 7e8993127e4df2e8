"""A picture on a page."""

from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from pytest_django import DjangoAssertNumQueries

from articles.content import StoryPicture
from media import renditions

KEY = "0123456789abcdef"
NAMED = renditions.in_addresses(KEY)


class Elements(HTMLParser):
    """The elements of a piece of HTML, by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] = dict(attrs)


def shown(tag: str, picture: StoryPicture) -> str:
    return Template("{% load pictures %}" + tag).render(Context({"p": picture}))


def test_a_browser_gets_every_size_it_may_choose_from() -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500, alt="Grey")
    elements = Elements(shown('{% picture p sizes="50vw" %}', picture)).found
    assert elements["source"] == {  # the last of them
        "type": "image/webp",
        "sizes": "50vw",
        "srcset": f"/media/7-{NAMED}/320.webp 320w, /media/7-{NAMED}/480.webp 480w, "
        f"/media/7-{NAMED}/640.webp 640w, /media/7-{NAMED}/960.webp 960w",
    }
    image = elements["img"]
    assert image["src"] == f"/media/7-{NAMED}/960.jpg"
    assert image["srcset"] == (elements["source"]["srcset"] or "").replace(".webp", ".jpg")
    assert (image["sizes"], image["width"], image["height"], image["alt"]) == ("50vw", "1000", "500", "Grey")
    assert (image["loading"], image["decoding"]) == ("lazy", "async")
    assert "fetchpriority" not in image


def test_the_lead_picture_is_fetched_at_once() -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500)
    image = Elements(shown('{% picture p eager=True class="lead" %}', picture)).found["img"]
    assert image["fetchpriority"] == "high"
    assert "loading" not in image
    assert image["class"] == "lead"
    assert image["alt"] == ""


def test_its_colour_stands_in_its_place_until_it_has_come() -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500, colour="7c3")
    assert Elements(shown("{% picture p %}", picture)).found["img"]["class"] == "tint r7 gc b3"
    image = Elements(shown('{% picture p class="lead" %}', picture)).found["img"]
    assert image["class"] == "lead tint r7 gc b3"
    dark = StoryPicture(image=7, key=KEY, width=1000, height=500, colour="123")
    assert Elements(shown("{% picture p %}", dark)).found["img"]["class"] == "tint r1 g2 b3 dark"
    css = Path(str(finders.find("newsportal/css/tints.css"))).read_text()
    for letter, digit in product("rgb", "0123456789abcdef"):
        assert f".{letter}{digit} {{ --{letter}: {int(digit, 16) * 17}; }}" in css


def test_a_small_picture_says_its_true_width() -> None:
    picture = StoryPicture(image=7, key=KEY, width=200, height=100)
    assert Elements(shown("{% picture p %}", picture)).found["img"]["srcset"] == f"/media/7-{NAMED}/320.jpg 200w"


def test_a_picture_that_awaits_its_file_leaves_no_empty_frame() -> None:
    assert shown("{% picture p %}", StoryPicture(image=7, caption="A barrier closes.")) == ""


@pytest.mark.parametrize("alt", ['"><script>', "Ben & Jo", "سد"])
def test_words_cannot_break_out_of_the_tag(alt: str) -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500, alt=alt)
    elements = Elements(shown("{% picture p %}", picture)).found
    assert elements["img"]["alt"] == alt
    assert "script" not in elements


@pytest.mark.django_db
def test_a_picture_on_a_page_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500, source=3)
    with django_assert_num_queries(0):
        assert shown("{% picture p %}{{ p|address_of:1200 }}", picture).endswith(f"/media/7-{NAMED}/960.jpg")


def test_a_browser_is_offered_the_smallest_format_first() -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500)
    html = shown("{% picture p %}", picture)
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")


def test_a_crop_comes_in_its_own_sizes() -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500)
    image = Elements(shown('{% picture p crop="1x1" %}', picture)).found["img"]
    assert (image["width"], image["height"]) == ("500", "500")
    assert image["srcset"] == f"/media/7-{NAMED}/1x1/320.jpg 320w, /media/7-{NAMED}/1x1/480.jpg 480w"


def test_the_head_of_a_page_lets_a_browser_begin_with_the_lead_picture() -> None:
    picture = StoryPicture(image=7, key=KEY, width=1000, height=500)
    link = Elements(shown('{% preload p sizes="50vw" %}', picture)).found["link"]
    assert (link["rel"], link["as"], link["type"], link["imagesizes"]) == ("preload", "image", "image/avif", "50vw")
    assert (link["imagesrcset"] or "").startswith(f"/media/7-{NAMED}/320.avif 320w, ")
