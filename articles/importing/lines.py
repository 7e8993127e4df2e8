"""The lines of a capture: what stands on each of them, and when two of them say the same."""

import re
import unicodedata
from dataclasses import dataclass

from articles.importing.captured import CaptureError

MOST_CHARACTERS = 5_000_000
MOST_LINES = 20_000
LONGEST_LINE = 20_000

# "\r\r\n" is what an editor makes of "\r\n" when it converts twice: still one end of line.
_LINE_END = re.compile("\r*\n|[\r\v\f\x85\u2028\u2029]")
# Feeds are XML, which cannot carry these at all; a page's text never has them.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")

_INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_EDGES = " \t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))) + _INVISIBLE
# Embeddings and isolates come in pairs, so one at the end of a line may close one inside: they stay in the text.
_MARKS = re.compile(f"[{_INVISIBLE}\u202a-\u202e\u2066-\u2069]")
_SINGLE_QUOTES = re.compile("[\u2018\u2019\u201a\u201b\u2032`´]")
_DOUBLE_QUOTES = re.compile("[\u201c\u201d\u201e\u201f\u2033«»]")

_CLOSING = "\"”’'»›)]* "
_INITIALS_AT_END = re.compile(r"\b(?:[^\W\d_]\.){2,}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `text` word for word, `plain` and `key` only to recognise it by."""

    number: int
    text: str
    plain: str
    key: str


def read_lines(text: str) -> list[Line]:
    """The lines that are not blank, trimmed of spaces and invisible marks at both ends.

    Raises CaptureError for a text too large to be a page, a line too long to be a paragraph, a control character.
    """
    if len(text) > MOST_CHARACTERS:
        raise CaptureError(
            1, f"The text is longer than {MOST_CHARACTERS:,} characters; import the stories of one page."
        )
    raw = _LINE_END.split(text)
    if len(raw) > MOST_LINES:
        raise CaptureError(1, f"The text has more than {MOST_LINES:,} lines; import the stories of one page.")
    lines = []
    for number, content in enumerate(raw, start=1):
        if found := _CONTROL.search(content):
            code = f"U+{ord(found[0]):04X}"
            raise CaptureError(
                number,
                f"This is not plain text: it holds the control character {code}; save the page as text.",
            )
        if len(content) > LONGEST_LINE:
            raise CaptureError(
                number,
                f"This line is longer than {LONGEST_LINE:,} characters; put each paragraph on a line of its own.",
            )
        if plain := plain_text(content):
            lines.append(Line(number, trim(content), plain, key_of(plain)))
    return lines


def trim(text: str) -> str:
    """The text without spaces and invisible marks at its ends."""
    return text.strip(_EDGES)


def plain_text(text: str) -> str:
    """The text without invisible marks and with single spaces."""
    return " ".join(_MARKS.sub("", text).split())


def key_of(text: str) -> str:
    """The same for two texts that differ only in spacing, quote marks, capitals or how letters are composed."""
    folded = _SINGLE_QUOTES.sub("'", _DOUBLE_QUOTES.sub('"', plain_text(text)))
    return unicodedata.normalize("NFC", folded.casefold())


def ends_with(plain: str, marks: str) -> bool:
    """Whether the last character, leaving out closing quotes and brackets, is one of `marks`; never for "U.S."."""
    core = plain.rstrip(_CLOSING)
    return bool(core) and core[-1] in marks and not _INITIALS_AT_END.search(core[-12:])


def are_adjacent(above: Line, below: Line) -> bool:
    """Whether no blank line stands between the two."""
    return below.number - above.number == 1
