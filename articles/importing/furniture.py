"""What stands above the body on a story page: captions, the text-size control, and all of it shown twice.

The page repeats its headline and captions around the control, but not every capture has the control or the
repetition. So a line is taken for a caption only on evidence: it is shown twice, it closes with a credit, a `Photo:`
line follows it, or it is the only line above the control. In doubt it is left to the body: no word is lost.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.importing import captions
from articles.importing.captured import CapturedPicture, CaptureError
from articles.importing.lines import Line, key_of

MOST_LINES_ABOVE_BODY = 200  # a gallery of forty pictures, each caption shown four times

_CONTROL = re.compile(r"TT(?:\s*\d{1,3}(?:\s?px)?)?", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,3})(?:\s?px)?", re.IGNORECASE)
_SIZES_ON_OFFER = range(10, 41)
_NOTE = re.compile(r"(?P<name>Photo|Published):\s*(?P<value>.*)", re.IGNORECASE)
_LONGEST_NOTE = 200
_FILE = re.compile(r"[^/\\]+\.[A-Za-z0-9]{2,5}")
_MOST_PICTURES = 20
_MOST_LOOSE_LINES = 2


@dataclass(frozen=True, slots=True)
class Top:
    """What was read above the body, and the lines of the body itself."""

    pictures: tuple[CapturedPicture, ...]
    published: datetime | None
    body: list[Line]


@dataclass(slots=True)
class _Caption:
    line: Line
    parts: captions.Credited
    file: str = ""
    times: int = 1


def read_top(headline: Line, lines: Sequence[Line], published: datetime | None = None) -> Top:
    """Parts the lines below a headline into what the page shows around the story, and the story.

    Raises CaptureError for a `Photo:` or `Published:` line that does not say what it must.
    """
    reader = _Reader(headline, published)
    end, loose = _known_furniture(headline, lines)
    for line in lines[:end]:
        if line not in loose and not _SIZE.fullmatch(line.plain) and not reader.takes(line):
            reader.add(line)
    # Captions of which only one was shown twice: the page shows captions twice, so what stands once is text.
    trusts_wording = not reader.captions
    run_end = 0
    for index in range(end, min(len(lines), MOST_LINES_ABOVE_BODY)):
        run_end = max(run_end, index + _repeated_run(lines, index))
        if not reader.takes(lines[index]):
            if index >= run_end and not _is_caption(lines, index, trusts_wording and not reader.repeats):
                break
            reader.add(lines[index])
        end = index + 1
    body = [*loose, *lines[end:]]
    return Top(reader.pictures(), reader.published, _without_controls(body))


def is_control(line: Line) -> bool:
    """Whether the line is the text-size button, with or without its size."""
    return bool(_CONTROL.fullmatch(line.plain))


def is_note(line: Line, name: str) -> bool:
    """Whether the line is a `Photo:` or `Published:` line, as `name` says."""
    found = _NOTE.fullmatch(line.plain)
    return found is not None and found["name"].casefold() == name.casefold() and len(line.plain) <= _LONGEST_NOTE


def published_in(line: Line) -> datetime:
    """The time a `Published:` line states. Raises CaptureError unless it is an ISO 8601 date with a time."""
    value = line.plain.partition(":")[2].strip()
    try:
        if not re.search(r"\d[T ]\d", value):
            raise ValueError("no time of day")
        stated = datetime.fromisoformat(value)
        if not 1900 <= stated.year <= 2100:
            raise ValueError("not a year of this newsroom")
    except ValueError as error:
        raise CaptureError(
            line.number, f"“{line.plain}” states no time; write it as Published: 2026-10-03T09:30+03:00."
        ) from error
    return stated


class _Reader:
    """Collects captions, each once, with what belongs to them."""

    def __init__(self, headline: Line, published: datetime | None) -> None:
        self.headline = headline
        self.published = published
        self.captions: list[_Caption] = []
        self.repeats = False
        self._latest: _Caption | None = None

    def takes(self, line: Line) -> bool:
        """Takes a line that can only be furniture, whatever stands around it."""
        if line.key == self.headline.key or is_control(line) or _is_size_alone(line):
            return True
        if is_note(line, "Photo"):
            self._take_file(line)
        elif is_note(line, "Published"):
            self._take_time(line)
        elif self._latest and (credit := captions.credit_alone(line.text)):
            if not self._latest.parts.credit:
                self._latest.parts = captions.Credited(self._latest.parts.caption, credit)
        else:
            return self._is_known(line)
        return True

    def add(self, line: Line) -> None:
        self._latest = _Caption(line, captions.split_caption_credit(line.text))
        self.captions.append(self._latest)

    def pictures(self) -> tuple[CapturedPicture, ...]:
        return tuple(
            CapturedPicture(
                caption=known.parts.caption,
                credit=known.parts.credit,
                place=captions.place(known.parts.caption),
                taken_on=captions.taken_on(known.parts.caption),
                file=known.file,
                line=known.line.number,
            )
            for known in self.captions
        )

    def _is_known(self, line: Line) -> bool:
        parts = captions.split_caption_credit(line.text)
        for known in self.captions:
            # One of the two may be the picture's alternative text, which has no credit.
            same_credit = parts.credit == known.parts.credit or not (parts.credit and known.parts.credit)
            if same_credit and key_of(parts.caption) == key_of(known.parts.caption):
                if not known.parts.credit:
                    known.parts = parts
                self._latest, self.repeats = known, True
                return True
        return False

    def _take_file(self, line: Line) -> None:
        name = line.text.partition(":")[2].strip()
        if not self._latest:
            raise CaptureError(
                line.number,
                f"“{line.plain}” stands above every caption; put it below the caption it belongs to.",
            )
        if not _FILE.fullmatch(name):
            raise CaptureError(
                line.number,
                f"“{line.plain}” names no picture file; write its name only, as in Photo: bridge.jpg.",
            )
        if self._latest.file not in ("", name):
            raise CaptureError(
                line.number, f"The caption above “{line.plain}” has a file already: {self._latest.file}."
            )
        self._latest.file = name

    def _take_time(self, line: Line) -> None:
        stated = published_in(line)
        if self.published not in (None, stated):
            raise CaptureError(
                line.number, f"“{line.plain}” contradicts the time stated above it; keep one of the two."
            )
        self.published = stated


def _known_furniture(headline: Line, lines: Sequence[Line]) -> tuple[int, list[Line]]:
    """How many lines surely belong to the top of the page, and those among them that are text all the same.

    Sure are the lines down to the control, or without it down to the repeated headline.
    """
    window = lines[:MOST_LINES_ABOVE_BODY]
    control = next((index for index, line in enumerate(window) if is_control(line)), None)
    if control is not None:
        end = control + 1
        while end < len(window) and _SIZE.fullmatch(window[end].plain):
            end += 1
        loose = _loose_lines(headline, window, end)
        return (end, loose) if len(loose) <= _MOST_LOOSE_LINES else (0, [])
    repeated = [index for index, line in enumerate(window) if line.key == headline.key]
    sure = [index for index in repeated if not _loose_lines(headline, window, index)]
    return (max(sure) + 1 if sure else 0), []


def _loose_lines(headline: Line, window: Sequence[Line], end: int) -> list[Line]:
    """The lines above `end` with nothing to show that they are captions, such as a by-line."""
    times = Counter(_caption_key(line) for line in window)
    texts = [(index, line) for index, line in enumerate(window[:end]) if not _is_marked(headline, line)]
    if len({_caption_key(line) for _, line in texts}) == 1:
        return []
    return [
        line
        for index, line in texts
        if times[_caption_key(line)] == 1
        and not captions.split_credit(line.text).credit
        and not captions.closes_with_date(line.plain)
        and not _is_announced(window, index)
    ]


def _is_marked(headline: Line, line: Line) -> bool:
    return (
        line.key == headline.key
        or is_control(line)
        or bool(_SIZE.fullmatch(line.plain))
        or is_note(line, "Photo")
        or is_note(line, "Published")
        or bool(captions.credit_alone(line.text))
    )


def _is_caption(lines: Sequence[Line], index: int, trusts_wording: bool) -> bool:
    line = lines[index]
    if _is_announced(lines, index):
        return True
    if not captions.reads_as_caption(line.text):
        return False
    return trusts_wording or captions.closes_with_date(captions.split_credit(line.text).caption)


def _is_announced(lines: Sequence[Line], index: int) -> bool:
    """Whether the line below says that this one is a caption."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    return below is not None and (is_note(below, "Photo") or bool(captions.credit_alone(below.text)))


def _repeated_run(lines: Sequence[Line], index: int) -> int:
    """How many lines from this one on are shown again at once: 1 in A A, 3 in the gallery A B C A B C."""
    window = [_caption_key(line) for line in lines[index : index + 2 * _MOST_PICTURES]]
    sizes = range(1, len(window) // 2 + 1)
    return next((size for size in sizes if window[:size] == window[size : 2 * size]), 0)


def _is_size_alone(line: Line) -> bool:
    """Whether the line can be the control's size although the button is missing."""
    found = _SIZE.fullmatch(line.plain)
    return found is not None and int(found[1]) in _SIZES_ON_OFFER


def _caption_key(line: Line) -> str:
    return key_of(captions.split_credit(line.text).caption)


def _without_controls(body: list[Line]) -> list[Line]:
    """The body without a control the page shows in it: the button together with its size."""
    kept: list[Line] = []
    after_button = False
    for index, line in enumerate(body):
        below = body[index + 1] if index + 1 < len(body) else None
        is_button = is_control(line) and (
            line.key != "tt" or (below is not None and bool(_SIZE.fullmatch(below.plain)))
        )
        if not is_button and not (after_button and _SIZE.fullmatch(line.plain)):
            kept.append(line)
        after_button = is_button
    return kept
