"""Reads captured story pages: the text that select-all copies from a page, into the stories it holds.

A pure function of the text. First come its lines (`lines`), then the stories these fall into, then for each story
what the page shows around it (`furniture`) and its body (`crossheads`).
"""

import codecs
import hashlib
import re
from collections.abc import Sequence

from articles.importing import captions
from articles.importing.attribution import proposed_source
from articles.importing.captured import Block, CapturedPicture, CapturedStory, CaptureError
from articles.importing.crossheads import blocks_of
from articles.importing.furniture import read_top
from articles.importing.lines import MOST_CHARACTERS, Line, ends_with, key_of, read_lines
from articles.importing.notes import headline_index, is_control, is_photo
from articles.importing.separation import separate

__all__ = [
    "Block",
    "CaptureError",
    "CapturedPicture",
    "CapturedStory",
    "decode",
    "known_again",
    "language_of",
    "parse",
    "proposed_source",
]

LONGEST_HEADLINE = 300  # what a story's headline holds

_MARKUP = re.compile(r"(?:<!doctype|<html|<\?xml|%PDF-|\{\\rtf|PK\x03)", re.IGNORECASE)
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff\ufe70-\ufefc]")
_WORDS_OF_A_PARAGRAPH = 8


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 with a byte order mark.

    Raises CaptureError for a file that is too large or is not text in one of the two.
    """
    if len(data) > MOST_CHARACTERS:
        raise CaptureError(1, f"The file is larger than {MOST_CHARACTERS:,} bytes; import the stories of one page.")
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        raise CaptureError(line, f"This is not text in {name}; save the page as plain text in UTF-8.") from error
    if "\0" in text:
        raise CaptureError(
            text[: text.index("\0")].count("\n") + 1,
            "This is a binary file; save the page as plain text in UTF-8.",
        )
    return text


def parse(text: str) -> list[CapturedStory]:
    """The stories of a page, in order.

    Raises CaptureError when the text or one of its stories is not complete: then nothing of it counts.
    """
    lines = read_lines(text)
    if not lines:
        raise CaptureError(1, "The file is empty; it must hold the text of a story page.")
    if _MARKUP.match(lines[0].plain):
        raise CaptureError(
            lines[0].number, "This is a document's code, not the text of a page; copy the page as plain text."
        )
    return [_story(part) for part in separate(lines)]


def language_of(story: CapturedStory) -> str:
    """ "ar" when most letters of the story are of the Arabic script, otherwise "en": a guess by script alone."""
    text = "".join([story.headline, *(block.text for block in story.blocks)])
    arabic = len(_ARABIC.findall(text))
    return "ar" if arabic * 2 > sum(letter.isalpha() for letter in text) else "en"


def known_again(headline: str, first_paragraph: str) -> str:
    """The key by which a story is recognised in another capture: SHA-256, hexadecimal.

    The same whatever spacing, quote marks, capitals and composition of letters the two captures use.
    """
    return hashlib.sha256(f"{key_of(headline)}\n{key_of(first_paragraph)}".encode()).hexdigest()


def _story(lines: Sequence[Line]) -> CapturedStory:
    start = headline_index(lines)
    headline = lines[start]
    _check_headline(headline)
    top = read_top(headline, [*lines[:start], *lines[start + 1 :]])
    if not top.body:
        what = "a headline and a caption" if top.pictures else "a headline"
        raise CaptureError(headline.number, f"“{_short(headline)}”: there is {what} but no text of the story below it.")
    if not any(_is_paragraph(line) for line in top.body):
        raise CaptureError(
            headline.number,
            f"“{_short(headline)}”: what stands below it has no sentence; this is no story page.",
        )
    return CapturedStory(headline.text, top.pictures, blocks_of(top.body), top.published, headline.number)


def _check_headline(line: Line) -> None:
    if is_control(line) or is_photo(line):
        raise CaptureError(line.number, f"“{line.plain}” stands where the headline of the story must be.")
    if len(line.text) > LONGEST_HEADLINE:
        raise CaptureError(
            line.number,
            f"The headline must be the first line, but “{_short(line)}” has more than {LONGEST_HEADLINE} characters.",
        )
    caption = captions.split_credit(line.text)
    if caption.credit and (caption.caption.endswith(".") or captions.closes_with_date(caption.caption)):
        raise CaptureError(
            line.number, f"“{_short(line)}” is a caption; the headline of its story must stand above it."
        )


def _is_paragraph(line: Line) -> bool:
    return ends_with(line.plain, ".!?…؟۔") or len(line.plain.split()) >= _WORDS_OF_A_PARAGRAPH


def _short(line: Line) -> str:
    return line.plain if len(line.plain) <= 60 else f"{line.plain[:59]}…"
