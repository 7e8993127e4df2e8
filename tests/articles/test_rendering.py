"""What a body may hold, and what is made of it."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import nesting
from articles.rendering import blocks, body_html, clean, crosshead, figures, paragraph, plain_text, word_count


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>Tides <strong>turn</strong> <em>twice</em>.</p>", "<p>Tides <strong>turn</strong> <em>twice</em>.</p>"),
        ("<p>One</p><script>alert(1)</script>", "<p>One</p>"),
        ('<p onclick="steal()" style="color:red">One</p>', "<p>One</p>"),
        ('<p><a href="javascript:steal()">One</a></p>', '<p><a rel="noopener">One</a></p>'),
        ('<p><img src=x onerror="steal()">One</p>', "<p>One</p>"),
        ("<div>One</div><h3>Two</h3><p><b>Three</b> <i>four</i></p>", "<p>One</p><h2>Two</h2><p><strong>Three</strong> <em>four</em></p>"),
        ("<p>One</p><p></p><p>&nbsp;</p><p><br></p>", "<p>One</p>"),
        ("<p>One<!-- draft: do not print --></p>", "<p>One</p>"),
        ('<figure data-picture="7" onclick="steal()"><img src=x><br></figure>', '<figure data-picture="7"></figure>'),
        ('<p>One <figure data-picture="7"></figure>', '<p>One </p><figure data-picture="7"></figure>'),
        ("<figure><img src=x><figcaption>One</figcaption></figure>", "One"),
        ('<figure data-picture="7">One<figure data-picture="8"></figure></figure>', '<figure data-picture="7"></figure>One<figure data-picture="8"></figure>'),
        ('<figure data-picture="x"></figure><figure data-picture="07"></figure>', ""),
        ("<svg><style><img src=x onerror=steal()></style></svg><p>One</p>", "<p>One</p>"),
    ],
)  # fmt: skip
def test_a_body_is_reduced_to_the_allow_list(typed, kept):
    assert clean(typed) == kept


def test_cleaning_a_clean_body_changes_nothing():
    body = '<figure data-picture="7"></figure><p>A &amp; B &lt;C&gt;</p><h2>Head</h2><ul><li>One</li></ul><p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">x</a></p>'
    assert clean(body) == body
    assert clean(clean(body)) == clean(body)


def test_a_link_keeps_its_address():
    assert 'href="https://example.org/a?b=c&amp;d=e"' in clean(
        '<p><a href="https://example.org/a?b=c&amp;d=e">x</a></p>'
    )


def test_blocks_are_read_in_order_with_their_kinds():
    body = "<p>One &amp; <em>two</em>.</p><h2>Head</h2><blockquote><p>Said.</p></blockquote><ul><li>Item</li></ul>"
    assert blocks(body) == [
        ("paragraph", "One & two."),
        ("crosshead", "Head"),
        ("quotation", "Said."),
        ("item", "Item"),
    ]


def test_text_outside_any_block_is_not_lost():
    assert blocks("bare <p>one</p> words") == [("paragraph", "bare "), ("paragraph", "one"), ("paragraph", " words")]


def test_plain_text_survives_the_way_through_html():
    text = "“Tides” < 5 & > 3 — ‘now’"
    assert plain_text(clean(paragraph(text))) == text
    assert blocks(clean(crosshead(text))) == [("crosshead", text)]


def test_words_are_counted_without_tags():
    assert word_count("<p>One two</p><h2>three</h2><p>four</p>") == 4


def test_a_figure_keeps_the_words_that_are_asked_for():
    figure = '<figure data-picture="7" data-caption="“A” &lt; &quot;b&quot;"></figure>'
    assert clean(figure, figure_words=("data-caption",)) == figure
    assert clean(figure) == '<figure data-picture="7"></figure>'


def test_pictures_stand_where_the_body_has_their_figures():
    body = '<p>One.</p><figure data-picture="7"></figure><p>Two.</p><figure data-picture="8"></figure>'
    assert figures(body) == [7, 8]
    assert body_html(body, {7: "<img>"}) == "<p>One.</p><img><p>Two.</p>"
    assert plain_text(body) == "One.\nTwo."


PIECES = [
    *("<figure>", '<figure data-picture="7">', '<figure data-picture="8" data-caption="a > b">', "</figure>", "<br>"),
    *("<p>", "</p>", "<blockquote>", "</blockquote>", "<ul>", "<li>", "</li>", "</ul>", "<strong>", "</strong>"),
    *("<a href=x>", "</a>", "<h2>", "</h2>", "</br>", "<table>", "< ", "&"),
    *("words", " ", "\0", "<figcaption>", "&lt;figure&gt;"),
]


@pytest.mark.parametrize("deepest", [1, 3, nesting.DEEPEST])
@given(sent=st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_is_sent_is_clean_at_once_and_loses_no_word(deepest, sent):
    with patch.object(nesting, "DEEPEST", deepest):
        once = clean(sent)
        assert clean(once) == once
    assert once.count("<figure") == len(figures(once)) == once.count("</figure>")
    assert plain_text(once).count("words") == sent.count("words")
