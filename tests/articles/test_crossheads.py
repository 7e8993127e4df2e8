"""Which lines of a body are crossheads."""

import pytest

from articles.importing.crossheads import blocks_of
from articles.importing.lines import read_lines

PARAGRAPH = "A paragraph of ordinary length, which says what happened on the quay that morning."


def kinds(text: str) -> dict[str, str]:
    return {block.text: block.kind for block in blocks_of(read_lines(f"{PARAGRAPH}\n\n{text}"))}


@pytest.mark.parametrize(
    "line",
    [
        "Counting the ships",
        "A “new dawn”",
        "“New dawn”",
        "What happens now?",
        "What is “remote control”?",
        "Explainer: what next?",
        "ماذا بعد؟",
        "1. The money",
        "The year 2020",
        "Made in the U.S.",
        "Q&A",
        "After the flood (2011-2013)",
        "WHO PAYS",
    ],
)
def test_a_short_line_directly_over_its_paragraph_is_a_crosshead(line):
    assert kinds(f"{line}\n{PARAGRAPH}2")[line] == "crosshead"


@pytest.mark.parametrize(
    "line",
    [
        "Pete must resign.",
        "“We will not go.”",
        "“Will he go?” ",
        "Long live the keepers!",
        "He said:",
        "However,",
        "And then…",
        "LONDON (Reuters)",
        "LONDON —",
        "- the first point",
        "• the first point",
        "Q: What happened?",
        "لن نرحل.",
        "This line is short of a full stop but far longer than any crosshead that a page would set between two",
    ],
)
def test_other_lines_directly_over_a_paragraph_are_paragraphs(line):
    assert kinds(f"{line}\n{PARAGRAPH}2")[line.strip()] == "paragraph"


def test_a_short_line_with_a_blank_line_below_it_is_a_paragraph():
    assert kinds(f"Counting the ships\n\n{PARAGRAPH}2")["Counting the ships"] == "paragraph"


def test_a_line_broken_within_its_sentence_is_a_paragraph():
    assert (
        kinds("The keepers of the northern tower\nreturn in February.")["The keepers of the northern tower"]
        == "paragraph"
    )


def test_the_lines_of_a_table_are_paragraphs():
    found = kinds(f"Osk 2\nTarn 1\nLund 0\n{PARAGRAPH}2")
    assert {found["Osk 2"], found["Tarn 1"], found["Lund 0"]} == {"paragraph"}


@pytest.mark.parametrize(
    "line",
    [
        "ANOTHER CROSSHEAD",
        "‘EXTREMELY CONCERNED’",
        "WHAT NEXT?",
        "COVID-19",
        "THE 1980s AND THE 10th TOWER",
        "McALLISTER’s WAY",
        "MPs REBEL",
        "U.S. v. AT&T",
        "BACK TO THE U.S.",
        "VELDLAND: A HISTORY",
        "ÉTÉ À OSK",
    ],
)
def test_a_line_of_its_own_in_capitals_is_a_crosshead(line):
    assert kinds(f"{line}\n\n{PARAGRAPH}2")[line] == "crosshead"


@pytest.mark.parametrize(
    "line",
    [
        "WE WILL NOT GO.",
        "“WE WILL NOT GO!”",
        "TO BE CONTINUED...",
        "ANOTHER Crosshead",
        "2020",
        "* * *",
        "A",
        "ما هو COVID-19",
        "THIS MESSAGE IN CAPITALS GOES ON AND ON AND IS NOBODY'S IDEA OF WHAT A CROSSHEAD IS FOR",
    ],
)
def test_other_lines_of_their_own_are_paragraphs(line):
    assert kinds(f"{line}\n\n{PARAGRAPH}2")[line] == "paragraph"


def test_the_last_line_heads_nothing_and_is_a_paragraph():
    assert kinds("THE END")["THE END"] == "paragraph"
