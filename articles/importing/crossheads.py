"""The body of a story: which of its lines are paragraphs and which are crossheads between them.

A crosshead has one of two forms: a short line without final punctuation that stands directly over its paragraph, or
a line of its own in capitals. Everything else is a paragraph, one for each line; no lines are joined.
"""

import re
import unicodedata
from collections.abc import Sequence

from articles.importing.captions import split_credit
from articles.importing.captured import Block
from articles.importing.lines import Line, are_adjacent, ends_with

_MOST_CHARACTERS = 100
_MOST_WORDS = 15
_LENGTH_OF_A_PARAGRAPH = 60  # from this on also without final punctuation
_QUESTION = "?؟"
_FINAL_PUNCTUATION = ".!…۔"
_GOES_ON = ":;,،؛-–—"
# Small letters that stand within words set in capitals: McCAIN, 1980s, 10th, TRUMP’s, MPs, iPHONE.
_SMALL_IN_CAPITALS = re.compile(
    r"\b(?:Mc|Mac|De|Di|La|Le|i|e)(?=[A-Z]{2})|(?<=\d)(?:s|st|nd|rd|th)\b|(?<=[A-Z][’'])s\b|(?<=[A-Z]{2})s\b"
    r"|(?<=[A-Z.] )vs?\.?(?= [A-Z])"
)
_INTERVIEW = re.compile(r"(?:Q|Question|س)\s?[:.]")
_OPENING_QUOTES = "“‘\"'«‹"


def blocks_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """The paragraphs and crossheads of a body, in order and word for word."""
    around = zip([None, *lines], lines, [*lines[1:], None], strict=False)
    return tuple(
        Block("crosshead" if _is_crosshead(above, line, below) else "paragraph", line.text)
        for above, line, below in around
    )


def _is_crosshead(above: Line | None, line: Line, below: Line | None) -> bool:
    if below is None or not _is_short(line.plain) or ends_with(line.plain, _FINAL_PUNCTUATION + _GOES_ON):
        return False
    if above is not None and are_adjacent(above, line) and not _closes(above.plain):
        return False  # one more line of a list, a table or a poem
    return _in_capitals(line.plain) or _stands_over(line, below)


def _stands_over(line: Line, below: Line) -> bool:
    plain = line.plain
    starts_well = plain[0].isalnum() or plain[0] in _OPENING_QUOTES  # "- one point" and "• another" are a list
    if not starts_well or not are_adjacent(line, below):
        return False
    if ends_with(plain, _QUESTION) and (plain[-1] not in _QUESTION or _INTERVIEW.match(plain)):
        return False  # somebody asks it, in quotes or in an interview
    if split_credit(plain).credit:
        return False  # a dateline, "LONDON (Reuters)"
    # A small letter goes on with a sentence that the capture broke in two.
    return not below.plain[0].islower() and (_closes(below.plain) or len(below.plain) >= _LENGTH_OF_A_PARAGRAPH)


def _is_short(plain: str) -> bool:
    return len(plain) <= _MOST_CHARACTERS and len(plain.split()) <= _MOST_WORDS


def _closes(plain: str) -> bool:
    return ends_with(plain, _FINAL_PUNCTUATION + _QUESTION + ":")


def _in_capitals(plain: str) -> bool:
    # Arabic has no capitals: "ما هو COVID-19" must not count as set in them.
    text = _SMALL_IN_CAPITALS.sub("", plain)
    if any(letter.islower() or unicodedata.category(letter) == "Lo" for letter in text):
        return False
    return sum(letter.isupper() for letter in text) >= 2
