"""Lines on a captured page that are no text: the text-size control, and the notes an editor may add.

`Photo: bridge.jpg` names the file of the caption above it, `Published: 2026-10-03T09:30+03:00` the original time.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from articles.importing.captured import CaptureError
from articles.importing.lines import Line

_CONTROL = re.compile(r"TT(?:\s*\d{1,3}(?:\s?px)?)?", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,3})(?:\s?px)?", re.IGNORECASE)
_SIZES_ON_OFFER = range(10, 41)

_PHOTO = re.compile(r"Photo:\s*(.*)", re.IGNORECASE)
_FILE = re.compile(r"[^/\\]+\.[A-Za-z0-9]{2,5}")
_WORDS_OF_A_NAME = 3  # "Photo: A keeper walks along the quay" is a caption
_PUBLISHED = re.compile(r"Published:\s*(.{0,50})", re.IGNORECASE)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*")


def is_control(line: Line) -> bool:
    """Whether the line is the text-size button, "TT", with or without its size."""
    return _CONTROL.fullmatch(line.plain) is not None


def is_size(line: Line) -> bool:
    """Whether the line is a number, as stands next to the button."""
    return _SIZE.fullmatch(line.plain) is not None


def is_size_alone(line: Line) -> bool:
    """Whether the line can be the control's size although the button is missing."""
    found = _SIZE.fullmatch(line.plain)
    return found is not None and int(found[1]) in _SIZES_ON_OFFER


def is_photo(line: Line) -> bool:
    """Whether the line is a `Photo:` line, right or wrong."""
    found = _PHOTO.fullmatch(line.plain)
    return found is not None and (len(found[1].split()) <= _WORDS_OF_A_NAME or _FILE.fullmatch(found[1]) is not None)


def file_in(line: Line) -> str:
    """The file a `Photo:` line names. Raises CaptureError unless it is a mere name with its ending."""
    name = line.text.partition(":")[2].strip()
    if not _FILE.fullmatch(name):
        raise CaptureError(
            line.number, f"“{line.plain}” names no picture file; write its name only, as in Photo: bridge.jpg."
        )
    return name


def is_published(line: Line) -> bool:
    """Whether the line is a `Published:` line, right or wrong."""
    return _PUBLISHED.fullmatch(line.plain) is not None


def published_in(line: Line) -> datetime:
    """The time a `Published:` line states. Raises CaptureError unless it is an ISO 8601 date with a time."""
    value = line.plain.partition(":")[2].strip()
    try:
        stated = datetime.fromisoformat(value) if _TIME.fullmatch(value) else None
    except ValueError:  # a thirteenth month
        stated = None
    # Years outside these are slips of the pen, and near year 1 and 9999 a time has no other time zone.
    if stated is None or not 1900 <= stated.year <= 2100:
        raise CaptureError(
            line.number, f"“{line.plain}” states no time; write it as Published: 2026-10-03T09:30+03:00."
        )
    return stated


def headline_index(lines: Sequence[Line]) -> int:
    """Where the headline of a story stands: first, but for `Published:` lines above it."""
    index = 0
    # "Published: The Lost Diaries" is a headline.
    while index < len(lines) - 1 and is_published(lines[index]) and any(map(str.isdigit, lines[index].plain)):
        index += 1
    return index
