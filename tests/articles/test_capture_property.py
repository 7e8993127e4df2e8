"""Whatever stands in a story and however its page was captured: what comes out is what was put in."""

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.capture import Block, parse
from articles.importing.lines import key_of

NAMES = st.sampled_from(["Osk", "Tarn", "Lund", "Ilse Brandt", "“Marja”", "Veldland’s", "U.S.", "2020", "(left)", "—"])
WORDS = st.text("abcdefghijklmnoprstuvwyzéñابتثجحخدذرسشصضطظعغفقكلمنهوي", min_size=1, max_size=9)
PHRASE = st.lists(st.one_of(WORDS, NAMES), min_size=1, max_size=30).map(" ".join)
PARAGRAPHS = st.builds(
    lambda start, phrase, end: f"{start} {phrase}{end}",
    st.sampled_from(["The", "“We", "Any", "‘It", "Yesterday,", "قال"]),
    PHRASE,
    st.sampled_from([".", ".”", "?", "!", "…", ":", " (see below).", " (WHO).", "؟"]),
)
HEADLINES = st.builds(
    lambda place, words, end: f"{place}: {words}{end}",
    st.sampled_from(["Osk", "تارن"]),
    PHRASE,
    st.sampled_from(["", "?", "”"]),
)
OVER_PARAGRAPH = st.builds(
    lambda words, end: " ".join(["Section", *words]) + end, st.lists(WORDS, max_size=4), st.sampled_from(["", "”", "’"])
)
IN_CAPITALS = st.lists(
    st.sampled_from(["OSK", "TARN’S", "‘EXTREMELY", "THE 1990s", "COVID-19"]), min_size=1, max_size=4
).map(" ".join)
CREDITS = st.sampled_from(["Reuters", "AP Photo/Jane Doe", "REUTERS/Jane Doe/File Photo", "أ ف ب", "dpa"])


@st.composite
def bodies(draw: st.DrawFn) -> list[tuple[str, str]]:
    """(form, text) of each block: "over" is a crosshead directly over its paragraph, "capitals" one of its own."""
    paragraphs = draw(st.lists(PARAGRAPHS, min_size=1, max_size=8, unique_by=key_of))
    blocks = [("paragraph", f"{paragraphs[0].rstrip(':')}.")]  # a body without one sentence is refused
    for paragraph in paragraphs[1:]:
        form = draw(st.sampled_from(["none", "none", "over", "capitals"]))
        if form == "over":
            blocks.append(("over", draw(OVER_PARAGRAPH)))
        elif form == "capitals":
            blocks.append(("capitals", draw(IN_CAPITALS)))
        blocks.append(("paragraph", paragraph))
    return blocks


@st.composite
def stories(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]], list[tuple[str, str]]]:
    pictures = draw(
        st.lists(
            st.tuples(PARAGRAPHS.map(lambda text: text.rstrip(":.”’") + "."), CREDITS),
            max_size=4,
            unique_by=lambda one: key_of(one[0]),
        )
    )
    return draw(HEADLINES), pictures, draw(bodies())


@st.composite
def pages(draw: st.DrawFn) -> tuple[list[tuple[str, list[tuple[str, str]], list[tuple[str, str]]]], str]:
    """Stories, and a capture of their page."""
    told = draw(st.lists(stories(), min_size=1, max_size=3, unique_by=lambda story: key_of(story[0])))
    captured = []
    for headline, pictures, body in told:
        credited = [f"{caption} ({credit})" for caption, credit in pictures]
        between = draw(st.sampled_from(["\n", "\n\n"]))
        shown = between.join(draw(st.sampled_from([credited * 2, [line for line in credited for _ in "ab"]])))
        control = draw(st.sampled_from(["TT\n20", "TT 20", "TT", "TT\n٢٤", "20", ""]))
        tops = [
            f"{headline}\n\n{shown}\n{control}\n\n{headline}\n\n{shown}",
            f"{headline}\n\n{shown}\n{control}\n\n{headline}",
            f"{headline}\n\n{shown}\n{control}",
            f"{headline}\n{shown}",
        ]
        text = draw(st.sampled_from(tops)) + draw(st.sampled_from(["\n", "\n\n"]) if pictures else st.just("\n\n"))
        text += "".join(line + ("\n" if form == "over" else "\n\n") for form, line in body)
        captured.append(text.strip("\n"))
    page = draw(st.sampled_from(["\n\n\n\n", "\n\n\n\n\n\n"])).join(captured)
    end_of_line = draw(st.sampled_from(["\n", "\r\n", " \n", "\u00a0\n", "\u200f\r\n"]))
    return told, draw(st.sampled_from(["", "\ufeff", "\n\n"])) + page.replace("\n", end_of_line) + draw(
        st.sampled_from(["", "\n\n"])
    )


@settings(deadline=None)  # a busy machine is no reason to fail
@given(pages())
def test_a_story_comes_back_from_any_capture_of_its_page(page):
    told, text = page
    read = [
        (story.headline, [(one.caption, one.credit) for one in story.pictures], list(story.blocks))
        for story in parse(text)
    ]
    assert read == [
        (headline, pictures, [Block("paragraph" if form == "paragraph" else "crosshead", line) for form, line in body])
        for headline, pictures, body in told
    ]
