"""Bodies made to keep their cleaner busy: each takes time by its length alone, and comes out readable."""

import time
from collections.abc import Callable

import pytest

from articles.nesting import DEEPEST, well_nested
from articles.rendering import clean, plain_text

SIZE = 500_000  # bytes; a form takes five times as many
SECONDS = 10  # of the processor: one is usual, and what grows with the square takes minutes


def filled(pattern: str) -> str:
    """The pattern, its # counted up, as often as there is room for it."""
    return "".join(pattern.replace("#", str(n)) for n in range(SIZE // (len(pattern) + 5 * ("#" in pattern))))


HOSTILE: dict[str, Callable[[], str]] = {
    "lists": lambda: filled("<ul><li>"),
    "lists with their ends": lambda: "<ul><li>" * (SIZE // 18) + "</li></ul>" * (SIZE // 18),
    "quotations": lambda: filled("<blockquote><p>"),
    "definitions": lambda: filled("<dl><dd>"),
    "emphasis of many kinds": lambda: filled("<b id=#><p>words"),
    "a long link that is never closed": lambda: f'<p><a href="{"x" * SIZE}">' + filled("<p>words"),
    "a long link beyond a figure": lambda: f'<li><figure><a href="{"x" * SIZE}">' + filled("<li>words</li>"),
    "attributes": lambda: f"<a {filled('a#=x ')}>words</a>",
    "attributes of a figure": lambda: f'<figure data-picture="7" {filled("a#=x ")}></figure>',
    "an attribute without an end": lambda: filled("<a b='"),
    "comments without an end": lambda: filled("<!--"),
    "scripts without an end": lambda: filled("<script>"),
    "beginnings of tags": lambda: filled("<p "),
    "less than": lambda: filled("<"),
    "ampersands": lambda: filled("&"),
    "references": lambda: filled("&nbsp;"),
    "no-break spaces": lambda: filled("\xa0"),
    "an address of ampersands": lambda: f'<a href="{filled("&")}">words</a>',
    "an address of no-break spaces": lambda: '<a href="' + filled("\xa0") + '">words</a>',
    "line breaks": lambda: f"<p>{filled('<br>')}words</p>",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_body_is_cleaned_and_read_quickly(what: str) -> None:
    sent = HOSTILE[what]()
    start = time.process_time()
    cleaned = clean(sent)
    words = plain_text(cleaned)
    assert time.process_time() - start < SECONDS
    assert len(cleaned) < 10 * SIZE
    assert words.count("words") == sent.count("words")


def test_what_is_deeper_than_any_story_loses_its_tags_and_keeps_its_words() -> None:
    deep = "<blockquote>words" * 200
    assert clean(deep) == "<blockquote>words" * (DEEPEST - 1) + "<blockquote>" + "words" * 151 + "</blockquote>" * 50


def test_after_what_was_too_deep_the_story_goes_on() -> None:
    deep = f"{'<ul><li>' * 200}words{'</li></ul>' * 200}<p>One</p>"
    assert clean(deep).endswith("</ul><p>One</p>")
    assert clean(clean(deep)) == clean(deep)


@pytest.mark.parametrize("words", ["A & B", "A\xa0B", "a < b", "&amp;", "&#x26;&lt", "&notin;"])
def test_a_text_of_many_references_is_the_same_text(words: str) -> None:
    """It is parted for nh3, which nobody sees."""
    alone = clean(f"<p>{words} </p>").removeprefix("<p>").removesuffix("</p>")
    assert clean(f"<p>{(words + ' ') * 3_000}</p>") == f"<p>{alone * 3_000}</p>"


@pytest.mark.parametrize(
    ("typed", "nested"),
    [
        ("<p>One<p>Two", "<p>One</p><p>Two"),
        ("<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<p>One <B>two</p>", "<p>One <strong>two</strong></p>"),
        ("<b><i>One</b></i>", "<strong><em>One</em></strong>"),
        ("<strong><p>One</strong> two", "<strong><p>One two"),
        ('<h4 class="x">One</h4 >', "<h2>One</h2>"),
        ("<a\n href='?a=1>2' >One</a>", "<a\n href='?a=1>2'>One</a>"),
        ("One</p></li></br>", "One<br>"),
        ("<span>One</span> <table><td>two</td></table>", "One two"),
        ("<!-- > -- -->One<!-->two<!doctype x></>", "Onetwo"),
        ("<script>if (a</b) '</p>'</script >One<style>x", "One"),
        ("1 < 2 <3 </", "1 &lt; 2 &lt;3 &lt;/"),
        ("One <p class='", "One "),
        ("<<b>p>One", "&lt;<strong>p>One"),
    ],
)
def test_what_a_parser_gets(typed: str, nested: str) -> None:
    assert well_nested(typed) == nested
